"""When to write: from a day, an hour and a zone to a moment; and the next of those that repeat."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.contacts.hours import OUR_CLOSES
from tracker.core.clock import to_utc
from tracker.core.weeks import monday_of
from tracker.core.workdays import days_of_work_later, next_day_of_work
from tracker.plans import recurring

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
ESCALATES_AFTER = (3, 7)
"""Working days without anything done, until the deputy hears of it, and then the manager."""


@dataclass(frozen=True, slots=True)
class Habits:
    """When somebody wants letters: at an hour of their clock, on their working days.

    `nag_every` is after how many of those a letter comes again.
    """

    at: time
    zone: str
    works_on: str
    nag_every: int = 1

    def first_letter(self, on: date, at: time, *, is_day_long: bool) -> datetime:
        """Return the moment of the letter about a step.

        A step that names no hour is written about on a day of work; one that names an hour means
        it.
        """
        day = next_day_of_work(on, self.works_on) if is_day_long else on
        return to_utc(day, at, ZoneInfo(self.zone))

    def next_letter(self, now: datetime) -> datetime:
        """Return when a letter that leaves `now` comes again, if nothing is done until then."""
        return self._morning(now, self.nag_every)

    def escalation(self, told_at: datetime, level: int) -> datetime | None:
        """Return when somebody else is to hear of what was first told of at `told_at`.

        `level` is who has heard already; nothing once there is nobody left to tell.
        """
        if level >= len(ESCALATES_AFTER):
            return None
        return self._morning(told_at, ESCALATES_AFTER[level])

    def from_now(self, now: datetime) -> datetime:
        """Return `now`, if it is past the hour of letters on a day of work, or when it next is.

        Nobody is written to in the evening, but for whoever wants letters then.
        """
        local = now.astimezone(ZoneInfo(self.zone))
        if self.at < OUR_CLOSES <= local.time():
            return self.next_morning(now)
        return max(now, self.first_letter(local.date(), self.at, is_day_long=True))

    def next_morning(self, now: datetime) -> datetime:
        """Return the hour of letters on the next day of work after `now`."""
        return self._morning(now, 1)

    def this_week(self, now: datetime) -> datetime:
        """Return the hour of letters on the first day of work of this week."""
        return self._first_of_week(now, timedelta(0))

    def next_week(self, now: datetime) -> datetime:
        """Return the hour of letters on the first day of work of the next week."""
        return self._first_of_week(now, _WEEK)

    def this_or_next_week(self, now: datetime) -> datetime:
        """Return the next hour of letters on a week's first day of work, this one's if to come."""
        this_week = self.this_week(now)
        return this_week if this_week > now else self.next_week(now)

    def _first_of_week(self, now: datetime, later: timedelta) -> datetime:
        zone = ZoneInfo(self.zone)
        monday = monday_of(now.astimezone(zone).date()) + later
        return to_utc(next_day_of_work(monday, self.works_on), self.at, zone)

    def _morning(self, after: datetime, days: int) -> datetime:
        zone = ZoneInfo(self.zone)
        day = days_of_work_later(after.astimezone(zone).date(), days, self.works_on)
        return to_utc(day, self.at, zone)


def next_on(rrule: str, last: date, *, after: date = date.min) -> date | None:
    """Return the first day of a recurrence after `last` and `after`, or nothing when it has ended.

    Counted in local dates, which clocks put forward or back can neither repeat nor leave out; a
    month without that day has its last one.
    """
    return recurring.next_on(rrule, last, after=max(last, after))


def next_ahead(rrule: str, last: date, at: time, zone: ZoneInfo, now: datetime) -> date | None:
    """Return the first day after `last` whose hour is still to come, or nothing when it has ended.

    However long no worker ran, what was missed is told of in one letter, and the next comes on its
    own day.
    """
    on = next_on(rrule, last, after=now.astimezone(zone).date() - _DAY)
    if on is not None and to_utc(on, at, zone) <= now:
        on = next_on(rrule, on)
    return on
