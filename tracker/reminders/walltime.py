"""When to write: from a day, an hour and a zone to a moment; and the next of those that repeat."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from tracker.core.clock import to_utc
from tracker.core.workdays import next_working_day
from tracker.reminders.models import Reminder


def letter_moment(on: date, at: time, zone: ZoneInfo, *, is_day_long: bool) -> datetime:
    """Return the moment of the letter about a step.

    A step that names no hour is written about on a working day; one that names an hour means it.
    """
    return to_utc(next_working_day(on) if is_day_long else on, at, zone)


def moment_of(reminder: Reminder, *, is_day_long: bool) -> datetime:
    """Return the moment of the letter about a reminder as it stands."""
    zone = ZoneInfo(reminder.zone)
    return letter_moment(reminder.wall_on, reminder.wall_at, zone, is_day_long=is_day_long)


def next_on(rrule: str, after: date) -> date | None:
    """Return the first day of a recurrence after `after`, or nothing when it has ended.

    Counted in local dates, which clocks put forward or back can neither repeat nor leave out.
    """
    rule = rrulestr(rrule, dtstart=datetime.combine(after, time()))
    found: datetime | None = rule.after(datetime.combine(after, time()))
    return found.date() if found else None
