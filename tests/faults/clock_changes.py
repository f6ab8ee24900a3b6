"""Every half hour of both clock changes of 2026/27: each occurrence has its moment, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

from tests.faults.findings import Finding
from tracker.core.clock import to_utc
from tracker.reminders.walltime import next_on

ZONES = ("Europe/Vilnius", "Asia/Taipei", "UTC", "America/New_York")
CHANGES = {
    "Europe/Vilnius": (date(2026, 10, 25), date(2027, 3, 28)),
    "Asia/Taipei": (date(2026, 10, 25), date(2027, 3, 28)),
    "UTC": (date(2026, 10, 25), date(2027, 3, 28)),
    "America/New_York": (date(2026, 11, 1), date(2027, 3, 14)),
}
"""Where no clock changes, Europe's days are taken."""
AROUND = timedelta(days=14)
OFTEN = {"once": 1, "FREQ=DAILY": 29, "FREQ=WEEKLY": 5, "FREQ=MONTHLY": 3}
"""How many occurrences there are, from a fortnight before a change to one after it."""


@dataclass(frozen=True, slots=True)
class Series:
    """A reminder of a wall time that comes again and again around a clock change."""

    zone: str
    changes_on: date
    at: time
    often: str

    def days(self) -> list[date]:
        """Return its local days."""
        if self.often == "once":
            return [self.changes_on]
        if self.often == "FREQ=MONTHLY":
            first, last = _month_from(self.changes_on, -1), _month_from(self.changes_on, 1)
        else:
            first, last = self.changes_on - AROUND, self.changes_on + AROUND
        found = [first]
        while (on := next_on(self.often, found[-1])) is not None and on <= last:
            found.append(on)
        return found

    def moments(self) -> list[datetime]:
        """Return when it is due."""
        return [to_utc(day, self.at, ZoneInfo(self.zone)) for day in self.days()]

    def is_kept(self) -> bool:
        """Tell whether each local day has exactly one moment, that day, each later than before."""
        days, moments, zone = self.days(), self.moments(), ZoneInfo(self.zone)
        return (
            len(moments) == OFTEN[self.often]
            and all(one < other for one, other in pairwise(moments))
            and [moment.astimezone(zone).date() for moment in moments] == days
            and all(self.is_first(moment) for moment in moments)
        )

    def is_first(self, moment: datetime) -> bool:
        """Tell whether no earlier moment of that day says this wall time, or a later one."""
        zone = ZoneInfo(self.zone)
        there = moment.astimezone(zone).replace(tzinfo=None)
        an_hour_before = (moment - timedelta(hours=1)).astimezone(UTC).astimezone(zone)
        wall = datetime.combine(there.date(), self.at)
        return there >= wall and an_hour_before.replace(tzinfo=None) < wall


def _month_from(on: date, months: int) -> date:
    return on.replace(month=on.month + months)


def every_series() -> Iterator[Series]:
    """Return every half hour x zone x change x recurrence."""
    half_hours = [time(number // 2, 30 * (number % 2)) for number in range(48)]
    for zone in ZONES:
        for changes_on, at, often in product(CHANGES[zone], half_hours, OFTEN):
            yield Series(zone, changes_on, at, often)


def once_each() -> Finding:
    """Follow every series around both clock changes."""
    finding = Finding("clock changes 2026/27", "-")
    series = list(every_series())
    cases = sum(len(one.moments()) for one in series)
    wrong = [one for one in series if not one.is_kept()]
    finding.counted = f"{cases} occurrences of {len(series)} reminders, each once: {not wrong}"
    finding.expect(not wrong, f"{len(wrong)} wrong, such as {wrong[:1]}")
    return finding
