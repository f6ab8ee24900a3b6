"""What time it is at the partners', whether they work, and which holidays are near; no web here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_timezone_location

from tracker.core.i18n import clock_time, country_name, translate
from tracker.core.words import mark
from tracker.core.workdays import HOME, UNNAMED, holiday, is_weekend, knows

OPENS, CLOSES = time(9), time(18)
"""Working hours as the page assumes them, and says so."""
SHOWN = 6
DAYS_AHEAD = 7
NOTES = 2
WEEKEND = mark("weekend")
FROM = mark("at work from %(time)s")
UNTIL = mark("at work until %(time)s")
OVER = mark("the working day is over")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a partner is: a country, where it is known, and a time zone."""

    country: str | None
    zone: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One line of the card."""

    place: str
    time: str
    note: str


@dataclass(frozen=True, slots=True)
class Rest:
    """A day on which somebody does not work, and who."""

    day: date
    name: str
    countries: tuple[str, ...]


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return the time zone; nothing for none, and for a name that is not one."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def local_time(name: str | None, now: datetime, at_home: ZoneInfo) -> str | None:
    """Return the time at a partner's, where their clock shows another one than ours."""
    zone = zone_of(name)
    if zone is None:
        return None
    there, here = now.astimezone(zone), now.astimezone(at_home)
    return None if there.utcoffset() == here.utcoffset() else clock_time(there)


def clocks(places: Iterable[Place], now: datetime, language: str) -> list[Clock]:
    """Return the clocks of the first few places, each place once."""
    found: dict[str, Clock] = {}
    for place in places:
        zone = zone_of(place.zone)
        if zone is None or place.country == HOME:
            continue
        called = _called(place, language)
        if called not in found and len(found) < SHOWN:
            there = now.astimezone(zone)
            found[called] = Clock(called, clock_time(there), _note(place, there, language))
    return list(found.values())


def _called(place: Place, language: str) -> str:
    """Return the country, which is sure; the zone's own city may be far from the partner's."""
    if place.country:
        return country_name(place.country, language)
    return str(get_timezone_location(place.zone, locale=language, return_city=True))


def _note(place: Place, there: datetime, language: str) -> str:
    country, day, at = place.country or "", there.date(), there.time()
    celebrated = holiday(day, country, language) if country else None
    if celebrated:
        return translate(language, celebrated)
    if is_weekend(day, country):
        return translate(language, WEEKEND)
    if at < OPENS:
        return translate(language, FROM, time=clock_time(OPENS))
    return (
        translate(language, UNTIL, time=clock_time(CLOSES))
        if at < CLOSES
        else translate(language, OVER)
    )


def rests(places: Iterable[Place], today: date, language: str) -> list[Rest]:
    """Return the nearest holidays, here and at the partners', that fall on a weekday."""
    countries = list(dict.fromkeys([HOME, *(place.country for place in places if place.country)]))
    found = (
        _rest(today + timedelta(days=ahead), countries, language) for ahead in range(DAYS_AHEAD)
    )
    return [rest for rest in found if rest is not None][:NOTES]


def _rest(day: date, countries: Iterable[str], language: str) -> Rest | None:
    named: Mapping[str, str] = {
        country: name
        for country in countries
        if not is_weekend(day, country) and (name := holiday(day, country, language))
    }
    if not named:
        return None
    name = next((name for name in named.values() if name != UNNAMED), UNNAMED)
    return Rest(
        day,
        translate(language, name),
        tuple(country_name(country, language) for country in named),
    )


def unknown(places: Iterable[Place], year: int, language: str) -> list[str]:
    """Return the countries whose holidays nobody has told us: no data, which is not no holidays."""
    countries = dict.fromkeys(place.country for place in places if place.country)
    return [country_name(code, language) for code in countries if not knows(code, year)]
