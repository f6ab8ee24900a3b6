"""Let letters not leave: because what they tell of is done, or their reader is not there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update

from tracker.core.db import Work, table_of
from tracker.letters.models import IS_WAITING, Letter, LetterItem, LetterState
from tracker.letters.service import LET_GO

_LETTERS = table_of(Letter)
_ITEMS = table_of(LetterItem)
_NOT_BEGUN = or_(
    Letter.state == LetterState.QUEUED,
    and_(Letter.state == LetterState.SENDING, Letter.data_at.is_(None)),
)


def cancel_letters(work: Work, subject_key: str) -> int:
    """Cancel what was to be written about something and return how many; what has left has left.

    A letter about several things leaves without this one, or not at all if it was the last and
    nothing of what others let stand (`standing`) is told.
    """
    alone = _cancel(work, Letter.subject_key == subject_key)
    among_others = work.session.execute(
        select(Letter.id, Letter.payload)
        .join(LetterItem, LetterItem.letter_id == Letter.id)
        .where(LetterItem.subject_key == subject_key, IS_WAITING, _NOT_BEGUN)
        .order_by(Letter.id)
        .with_for_update(of=Letter)
    )
    return len(alone) + sum(
        _leave_out(work, number, payload, subject_key) for number, payload in among_others.all()
    )


def _leave_out(work: Work, number: int, payload: Mapping[str, Any], subject_key: str) -> bool:
    """Take one thing out of a letter, and the letter out of the hands that hold it."""
    work.session.execute(
        delete(_ITEMS).where(_ITEMS.c.letter_id == number, _ITEMS.c.subject_key == subject_key)
    )
    tells_more = bool(payload.get("standing"))
    if not tells_more and not work.session.scalar(
        select(exists().where(_ITEMS.c.letter_id == number))
    ):
        return bool(_cancel(work, Letter.id == number))
    kept = {
        part: [item for item in payload[part] if item["subject"] != subject_key]
        for part in ("items", "rest")
    }
    change = (
        update(_LETTERS)
        .where(Letter.id == number, _NOT_BEGUN)
        .values(
            payload={**payload, **kept},
            state=LetterState.QUEUED,
            fence=Letter.fence + 1,
            **LET_GO,
        )
    )
    return work.session.connection().execute(change).rowcount == 1


def cancel_letters_to(work: Work, recipient_id: int, *, keyed: str = "") -> list[str]:
    """Cancel what was to be written to somebody, and return the subjects that were.

    Only those that were told of under a key that begins with `keyed`.
    """
    return _cancel(work, Letter.recipient_id == recipient_id, keyed=keyed)


def _cancel(work: Work, which: ColumnElement[bool], *, keyed: str = "") -> list[str]:
    """Cancel letters that have not begun to leave, and return what they would have told of."""
    cancel = (
        update(_LETTERS)
        .where(which, _NOT_BEGUN)
        .values(state=LetterState.CANCELLED, **LET_GO)
        .returning(Letter.id, Letter.subject_key, Letter.idem_key)
    )
    cancelled = work.session.execute(cancel).all()
    alone = [
        row.subject_key for row in cancelled if row.subject_key and row.idem_key.startswith(keyed)
    ]
    several = [row.id for row in cancelled if not row.subject_key]
    if several:
        alone += work.session.scalars(
            select(LetterItem.subject_key)
            .where(LetterItem.letter_id.in_(several), LetterItem.idem_key.startswith(keyed))
            .order_by(LetterItem.id)
        )
    return alone
