"""Keep reminders at their wall time when a country changes the rules of its clock.

And bring back what a clock that stood in the future has put far off.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, select, update

from tracker.accounts.models import User
from tracker.core.clock import to_utc
from tracker.core.db import Database, Work, at_most
from tracker.letters.jobs import Post
from tracker.reminders.models import Reminder
from tracker.reminders.queries import LIVING
from tracker.reminders.walltime import Habits

log = structlog.get_logger(__name__)
AT_ONCE = 500
_SLACK = timedelta(hours=1)
"""As far as machines may disagree about the time."""
_WEEKS = timedelta(days=28)
"""No letter about a week is planned for later than this, whatever the holidays."""


def keep_wall_times(post: Post) -> int:
    """Compute anew when each living reminder is due, and return how many had to move.

    For a worker that starts: new time zone data comes with a new release, or the system's, and is
    read by a new process only. What people were promised is the hour on their own clock. What was
    told of by a clock that stood in the future comes again as if it had been told now.
    """
    _bring_back_weeks(post.database)
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


def _bring_back_weeks(database: Database) -> None:
    """Let the letters about the week that are put off to another year be timed anew."""
    with database.read() as work:
        far = select(User.id).where(User.weekly_at > work.now + _WEEKS)
        numbers = work.session.scalars(far.order_by(User.id)).all()
    if not numbers:
        return
    with database.write() as work:
        work.session.execute(
            update(User)
            .where(User.id.in_(numbers), User.weekly_at > work.now + _WEEKS)
            .values(weekly_at=None)
            .execution_options(synchronize_session=False)
        )
    log.warning("letters about the week timed anew", people=len(numbers))


def _after(work: Work, number: int) -> Sequence[Row[*tuple[Any, ...]]]:
    asked = _living().where(Reminder.id > number)
    return work.session.execute(asked.order_by(Reminder.id).limit(at_most(AT_ONCE))).all()


def _living() -> Any:  # noqa: ANN401 - a question with these columns
    return (
        select(*_ASKED).join(User, User.id == Reminder.owner_id).where(Reminder.state.in_(LIVING))
    )


_ASKED = (
    Reminder.id,
    Reminder.wall_on,
    Reminder.wall_at,
    Reminder.zone,
    Reminder.due_at,
    Reminder.told_at,
    Reminder.letter_at,
    Reminder.escalate_at,
    Reminder.escalated,
    User.reminder_at,
    User.time_zone,
    User.works_on,
    User.nag_every,
)


def _is_wrong(row: Row[*tuple[Any, ...]], now: datetime) -> bool:
    return _due_at(row) != row.due_at or _is_from_the_future(row, now + _SLACK)


def _is_from_the_future(row: Row[*tuple[Any, ...]], now: datetime) -> bool:
    """Tell whether a clock that was ahead has told of it, or has said when it comes again."""
    if row.told_at is None or row.letter_at is None:
        return False
    is_put_off = row.letter_at <= row.due_at
    comes_late = not is_put_off and row.letter_at > _habits(row).next_letter(now)
    return bool(row.told_at > now or comes_late)


def _habits(row: Row[*tuple[Any, ...]]) -> Habits:
    return Habits(row.reminder_at, row.time_zone, row.works_on, row.nag_every)


def _due_at(row: Row[*tuple[Any, ...]]) -> datetime:
    return to_utc(row.wall_on, row.wall_at, ZoneInfo(row.zone))


def _move(work: Work, numbers: Sequence[int]) -> int:
    """Move reminders as they now stand; a first letter that waits moves as far as they do."""
    asked = _living().where(Reminder.id.in_(numbers)).order_by(Reminder.id)
    rows = work.session.execute(asked.with_for_update(of=Reminder)).all()
    for row in rows:
        work.session.execute(
            update(Reminder)
            .where(Reminder.id == row.id)
            .values(due_at=_due_at(row), **_letters_of(work, row))
            .execution_options(synchronize_session=False)
        )
    return len(rows)


def _letters_of(work: Work, row: Row[*tuple[Any, ...]]) -> dict[str, datetime | None]:
    if _is_from_the_future(row, work.now + _SLACK):
        habits = _habits(row)
        told_at = min(row.told_at, work.now)
        later = habits.escalation(work.now, row.escalated)
        escalate_at = min(row.escalate_at, later) if row.escalate_at and later else None
        again = {"told_at": told_at, "letter_at": habits.next_letter(work.now)}
        return {**again, "escalate_at": escalate_at}
    if row.told_at is None and row.letter_at is not None:
        return {"letter_at": row.letter_at + (_due_at(row) - row.due_at)}
    return {}
