"""Let letters that wait tell what holds now: in other words, with links that work."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select, update

from tracker.core.db import Work, table_of
from tracker.letters.models import IS_WAITING, Letter, LetterItem, LetterState
from tracker.letters.service import LET_GO

_LETTERS = table_of(Letter)


def retell(work: Work, subject_key: str, said: Mapping[str, Any]) -> None:
    """Let whatever waits and tells of something say this of it.

    Also where its text is on the wire: that arrives as it was, or is tried again as it is now.
    """
    among_others = select(LetterItem.letter_id).where(LetterItem.subject_key == subject_key)
    found = work.session.execute(
        select(Letter.id, Letter.payload, Letter.data_at)
        .where(
            or_(Letter.subject_key == subject_key, Letter.id.in_(among_others)),
            IS_WAITING,
        )
        .order_by(Letter.id)
        .with_for_update(of=Letter)
    ).all()
    for row in found:
        rewrite(work, row, _saying(row.payload, subject_key, said))


def _saying(
    payload: Mapping[str, Any], subject_key: str, said: Mapping[str, Any]
) -> dict[str, Any]:
    if "items" not in payload:
        return {**payload, **said}
    items = [
        {**item, **said} if item["subject"] == subject_key else item for item in payload["items"]
    ]
    return {**payload, "items": items}


def waiting_to(
    work: Work, recipient_id: int, template: str
) -> Sequence[Row[int, str | None, dict[str, Any], datetime | None]]:
    """Return the letters of a template that wait for somebody, kept from whoever would send them.

    Each with what it tells of, what it says, and since when its text is on the wire.
    """
    return work.session.execute(
        select(Letter.id, Letter.subject_key, Letter.payload, Letter.data_at)
        .where(IS_WAITING, Letter.recipient_id == recipient_id, Letter.template == template)
        .order_by(Letter.id)
        .with_for_update(of=Letter)
    ).all()


def rewrite(work: Work, letter: Row[*tuple[Any, ...]], payload: Mapping[str, Any]) -> None:
    """Let a letter tell this, and take it out of the hands that hold it: they have it as it was.

    What is on the wire stays in them.
    """
    values: dict[str, Any] = {"payload": dict(payload)}
    if letter.data_at is None:
        values |= {"state": LetterState.QUEUED, "fence": Letter.fence + 1, **LET_GO}
    work.session.execute(update(_LETTERS).where(Letter.id == letter.id).values(**values))
