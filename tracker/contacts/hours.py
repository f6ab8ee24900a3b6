"""What time it is where a contact is, whether they work now, and when they rest."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global

from tracker.core.i18n import clock_time
from tracker.core.workdays import holiday, is_weekend, knows

OPENS, CLOSES = time(9), time(18)
"""Office hours abroad, as far as can be guessed."""
OUR_OPENS, OUR_CLOSES = time(8), time(17)
LOOK_AHEAD = 14


class Office(StrEnum):
    """Whether somebody is at work."""

    OPEN = "open"
    NOT_YET = "not_yet"
    OVER = "over"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class LocalTime:
    """The time there; `best_from` and `best_until` are when both sides work, by our clock."""

    now: datetime
    day_ahead: int
    """1 where it is tomorrow already, -1 where it is still yesterday."""
    office: Office
    best_from: time | None = None
    best_until: time | None = None


def local_time(now: datetime, *, there: ZoneInfo, country: str | None, here: ZoneInfo) -> LocalTime:
    """Return the time `there` and what it means for somebody `here`."""
    wall = now.astimezone(there)
    ours = now.astimezone(here).date()
    begin, end = _both_work(wall.date(), there, here)
    return LocalTime(
        wall, (wall.date() - ours).days, _office(wall, country), best_from=begin, best_until=end
    )


def _office(wall: datetime, country: str | None) -> Office:
    if country and holiday(wall.date(), country):
        return Office.HOLIDAY
    if is_weekend(wall.date(), country or "LT"):
        return Office.WEEKEND
    if wall.time() < OPENS:
        return Office.NOT_YET
    return Office.OPEN if wall.time() < CLOSES else Office.OVER


def _both_work(day: date, there: ZoneInfo, here: ZoneInfo) -> tuple[time | None, time | None]:
    opens = datetime.combine(day, OPENS, there).astimezone(here)
    closes = datetime.combine(day, CLOSES, there).astimezone(here)
    begin = max(opens, datetime.combine(opens.date(), OUR_OPENS, here))
    end = min(closes, datetime.combine(opens.date(), OUR_CLOSES, here))
    return (begin.time(), end.time()) if begin < end else (None, None)


@dataclass(frozen=True, slots=True)
class Rest:
    """A public holiday that comes."""

    on: date
    name: str


@lru_cache(maxsize=512)
def rests_ahead(country: str | None, today: date, language: str) -> tuple[Rest, ...] | None:
    """Return the public holidays of the next two weeks; None where we have no data at all."""
    if not country or not knows(country, today.year):
        return None
    days = (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD))
    named = ((day, holiday(day, country, language)) for day in days)
    return tuple(Rest(day, name) for day, name in named if name)


def zone_called(name: str | None) -> ZoneInfo | None:
    """Return the time zone; nothing for none, and for a name that is not one."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def clock_there(zone: str | None, now: datetime, here: ZoneInfo) -> str | None:
    """Return the time in a zone, where its clocks show another one than ours."""
    place = zone_called(zone)
    if place is None:
        return None
    there = now.astimezone(place)
    is_same = there.utcoffset() == now.astimezone(here).utcoffset()
    return None if is_same else clock_time(there)


def ahead_of_us(zone: str | None, now: datetime, here: ZoneInfo) -> timedelta:
    """Return by how much a zone's clocks are ahead of ours; less than nothing where behind."""
    place = zone_called(zone)
    if place is None:
        return timedelta(0)
    theirs, ours = (now.astimezone(each).utcoffset() for each in (place, here))
    return (theirs or timedelta(0)) - (ours or timedelta(0))


def zone_of(country: str | None) -> str | None:
    """Return the time zone of a country that has only one; nothing else can be told."""
    zones = get_global("territory_zones").get(country or "", [])
    return zones[0] if len(zones) == 1 and zones[0] in available_timezones() else None
