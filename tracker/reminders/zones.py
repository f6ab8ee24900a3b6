"""Keep reminders at their wall time when a country changes the rules of its clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, select, update

from tracker.core.clock import to_utc
from tracker.core.db import Work, at_most
from tracker.letters.jobs import Post
from tracker.reminders.due import owner_of
from tracker.reminders.models import Reminder
from tracker.reminders.queries import LIVING

log = structlog.get_logger(__name__)
AT_ONCE = 500
_SLACK = timedelta(hours=1)
"""As far as machines may disagree about the time."""


def keep_wall_times(post: Post) -> int:
    """Compute anew when each living reminder is due, and return how many had to move.

    For a worker that starts: new time zone data comes with a new release, or the system's, and is
    read by a new process only. What people were promised is the hour on their own clock. What was
    told of by a clock that stood in the future comes again as if it had been told now.
    """
    moved = last = 0
    while not post.stop.is_set():
        with post.database.read() as work:
            some = _after(work, last)
        if not some:
            break
        last = some[-1].id
        if wrong := [row.id for row in some if _is_wrong(row, post.database.clock.now())]:
            with post.database.write() as work:
                moved += _move(work, wrong)
    if moved:
        log.warning("reminders moved to their wall time", reminders=moved)
    return moved


def _after(work: Work, number: int) -> Sequence[Row[*tuple[Any, ...]]]:
    asked = select(*_ASKED).where(Reminder.id > number, Reminder.state.in_(LIVING))
    return work.session.execute(asked.order_by(Reminder.id).limit(at_most(AT_ONCE))).all()


_ASKED = (
    Reminder.id,
    Reminder.wall_on,
    Reminder.wall_at,
    Reminder.zone,
    Reminder.due_at,
    Reminder.told_at,
    Reminder.letter_at,
    Reminder.owner_id,
    Reminder.escalate_at,
    Reminder.escalated,
)


def _is_wrong(row: Row[*tuple[Any, ...]], now: datetime) -> bool:
    return _due_at(row) != row.due_at or (row.told_at is not None and row.told_at > now + _SLACK)


def _due_at(row: Row[*tuple[Any, ...]]) -> datetime:
    return to_utc(row.wall_on, row.wall_at, ZoneInfo(row.zone))


def _move(work: Work, numbers: Sequence[int]) -> int:
    """Move reminders as they now stand; a first letter that waits moves as far as they do."""
    asked = select(*_ASKED).where(Reminder.id.in_(numbers)).with_for_update()
    for row in work.session.execute(asked).all():
        work.session.execute(
            update(Reminder)
            .where(Reminder.id == row.id)
            .values(due_at=_due_at(row), **_letters_of(work, row))
            .execution_options(synchronize_session=False)
        )
    return len(numbers)


def _letters_of(work: Work, row: Row[*tuple[Any, ...]]) -> dict[str, datetime | None]:
    if row.told_at is not None and row.told_at > work.now:
        habits = owner_of(work, row.owner_id).habits
        escalate_at = habits.escalation(work.now, row.escalated) if row.escalate_at else None
        again = {"told_at": work.now, "letter_at": habits.next_letter(work.now)}
        return {**again, "escalate_at": escalate_at}
    if row.told_at is None and row.letter_at is not None:
        return {"letter_at": row.letter_at + (_due_at(row) - row.due_at)}
    return {}
