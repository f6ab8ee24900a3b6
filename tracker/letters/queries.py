"""Every question asked of letters; nothing here changes anything."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from tracker.core.db import UTCDateTime, Work
from tracker.letters.models import Letter, LetterState

_NOW = timedelta(0)
_MOMENT = UTCDateTime()


def moment(work: Work, *, after: timedelta = _NOW) -> ColumnElement[datetime]:
    """Return the present moment, or one later, for use inside a statement.

    On PostgreSQL it is the database's own, for workers' machines may disagree about the time.
    """
    if work.on_postgresql and work.is_real:
        return func.now(type_=_MOMENT) + after if after else func.now(type_=_MOMENT)
    return literal(work.now + after, _MOMENT)


def is_due(work: Work) -> ColumnElement[bool]:
    """Return the condition "its time has come, and nobody has it in hand"."""
    now = moment(work)
    abandoned = and_(Letter.state == LetterState.SENDING, Letter.lease_until <= now)
    return and_(
        Letter.state.in_((LetterState.QUEUED, LetterState.SENDING)),
        Letter.not_before <= now,
        or_(Letter.state == LetterState.QUEUED, abandoned),
    )


def anything_due(work: Work) -> bool:
    """Tell whether a letter is waiting to be taken; one look into a partial index."""
    return work.session.scalar(select(Letter.id).where(is_due(work)).limit(1)) is not None


def latest_state(work: Work, subject_key: str) -> LetterState | None:
    """Return how the latest letter about something stands; nothing when there was none."""
    return work.session.scalar(
        select(Letter.state)
        .where(Letter.subject_key == subject_key)
        .order_by(Letter.id.desc())
        .limit(1)
    )
