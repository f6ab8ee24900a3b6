"""Let letters that wait tell what holds now: in other words, with links that work."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, or_, select, update

from tracker.core.db import Work, table_of
from tracker.letters.models import IN_HAND, IS_WAITING, Letter, LetterItem, LetterState
from tracker.letters.queries import moment
from tracker.letters.service import LET_GO

OVER = "over"
"""Is in what a letter tells, where nothing of it is so any more."""
UNKNOWN_FOR = timedelta(seconds=60)
"""How long whoever has a letter on the wire may take to say what became of it, or to renew."""
_LETTERS = table_of(Letter)
_OF_TOLD = (
    *(Letter.id, Letter.subject_key, Letter.payload, Letter.data_at, Letter.state),
    *(Letter.recipient_id, Letter.locale, Letter.not_before),
)


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


def telling_of(
    work: Work, template: str, subject_keys: Collection[str]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the letters of a template that tell of any of these things, and may leave or have to.

    Those that wait, that were given up, and that were cancelled since they had nothing to tell any
    more (`OVER`); kept from whoever would send them.
    """
    found = work.session.execute(
        select(*_OF_TOLD)
        .where(
            Letter.id.in_(
                select(LetterItem.letter_id).where(LetterItem.subject_key.in_(subject_keys))
            ),
            Letter.template == template,
            Letter.state != LetterState.SENT,
        )
        .order_by(Letter.id)
        .with_for_update(of=Letter)
    )
    return [row for row in found if row.state is not LetterState.CANCELLED or OVER in row.payload]


def reword(work: Work, letter: Row[*tuple[Any, ...]], payload: Mapping[str, Any]) -> None:
    """Let a letter tell this, whether it waits or was given up."""
    if letter.state in IN_HAND:
        rewrite(work, letter, payload)
        return
    changed = update(_LETTERS).where(Letter.id == letter.id)
    work.session.execute(changed.values(payload=dict(payload)))


def stand_again(work: Work, letter: Row[*tuple[Any, ...]], payload: Mapping[str, Any]) -> None:
    """Let a letter tell this, and leave after all where it was cancelled.

    A letter whose text is on the wire may arrive, and then it has told of it; else it is tried
    again, as any letter that a worker has lost. One that may have arrived waits for its next try:
    it is the same letter.
    """
    if letter.data_at is not None and letter.state is LetterState.CANCELLED:
        sending = {"state": LetterState.SENDING, "lease_until": moment(work, after=UNKNOWN_FOR)}
        work.session.execute(update(_LETTERS).where(Letter.id == letter.id).values(**sending))
    rewrite(work, letter, payload)


def rewrite(work: Work, letter: Row[*tuple[Any, ...]], payload: Mapping[str, Any]) -> None:
    """Let a letter tell this, and take it out of the hands that hold it: they have it as it was.

    What is on the wire stays in them.
    """
    values: dict[str, Any] = {"payload": dict(payload)}
    if letter.data_at is None:
        values |= {"state": LetterState.QUEUED, "fence": Letter.fence + 1, **LET_GO}
    work.session.execute(update(_LETTERS).where(Letter.id == letter.id).values(**values))
