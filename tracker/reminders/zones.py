"""Keep reminders at their wall time when a country changes the rules of its clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, select, update

from tracker.core.clock import to_utc
from tracker.core.db import Work, at_most
from tracker.letters.jobs import Post
from tracker.reminders.models import Reminder
from tracker.reminders.queries import LIVING

log = structlog.get_logger(__name__)
AT_ONCE = 500


def keep_wall_times(post: Post) -> int:
    """Compute anew when each living reminder is due, and return how many had to move.

    For a worker that starts: new time zone data comes with a new release, or the system's, and is
    read by a new process only. What people were promised is the hour on their own clock.
    """
    moved = last = 0
    while not post.stop.is_set():
        with post.database.read() as work:
            some = _after(work, last)
        if not some:
            break
        last = some[-1].id
        if wrong := [row.id for row in some if _due_at(row) != row.due_at]:
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
)


def _due_at(row: Row[*tuple[Any, ...]]) -> datetime:
    return to_utc(row.wall_on, row.wall_at, ZoneInfo(row.zone))


def _move(work: Work, numbers: Sequence[int]) -> int:
    """Move reminders as they now stand; a first letter that waits moves as far as they do."""
    asked = select(*_ASKED).where(Reminder.id.in_(numbers)).with_for_update()
    for row in work.session.execute(asked).all():
        due_at, letter_at = _due_at(row), row.letter_at
        if letter_at is not None and row.told_at is None:
            letter_at += due_at - row.due_at
        work.session.execute(
            update(Reminder)
            .where(Reminder.id == row.id)
            .values(due_at=due_at, letter_at=letter_at)
            .execution_options(synchronize_session=False)
        )
    return len(numbers)
