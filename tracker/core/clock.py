"""Where the product learns what time it is, and how local time becomes UTC."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

_STEP = timedelta(minutes=1)


class Clock(Protocol):
    """Anything that can tell the moment, in UTC."""

    def now(self) -> datetime:
        """Return the present moment, timezone-aware."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment, timezone-aware."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may ask the machine


class FixedClock:
    """A clock that stands still until it is moved; for tests and rehearsals."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._moment

    def move_to(self, moment: datetime) -> None:
        """Let it be `moment` from now on."""
        self._moment = moment


def local_day(moment: datetime, zone: str) -> date:
    """Return which day it is at a moment in a zone, by the zone's name."""
    return moment.astimezone(ZoneInfo(zone)).date()


def to_utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC moment of a wall time.

    A wall time that does not exist (the gap in spring) moves forward to the first whole minute that
    does; one that exists twice (the fold in autumn) counts once, as the first.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None), zone)
    moment = wall.astimezone(UTC)
    while moment.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        wall = wall.replace(second=0, microsecond=0, tzinfo=None) + _STEP
        wall = wall.replace(tzinfo=zone)
        moment = wall.astimezone(UTC)
    return moment
