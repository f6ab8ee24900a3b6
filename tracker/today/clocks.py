"""What time it is at the partners', and which holidays are near, here and there; no web here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.contacts.hours import Office, local_time, zone_called
from tracker.core.i18n import city_of_zone, clock_time, country_name, translate
from tracker.core.workdays import HOME, UNNAMED, holiday, is_weekend, knows

SHOWN = 6
DAYS_AHEAD = 7
NOTES = 2


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
    office: Office


@dataclass(frozen=True, slots=True)
class Rest:
    """A day on which somebody does not work, and who."""

    day: date
    name: str
    countries: tuple[str, ...]


def clocks(places: Iterable[Place], now: datetime, here: ZoneInfo, language: str) -> list[Clock]:
    """Return the clocks of the first few places, each place once."""
    found: dict[str, Clock] = {}
    for place in places:
        zone = zone_called(place.zone)
        if zone is None or place.country == HOME:
            continue
        called = _called(place, language)
        if called not in found and len(found) < SHOWN:
            there = local_time(now, there=zone, country=place.country, here=here)
            found[called] = Clock(called, clock_time(there.now), there.office)
    return list(found.values())


def _called(place: Place, language: str) -> str:
    """Return the country, which is sure; the zone's own city may be far from the partner's."""
    if place.country:
        return country_name(place.country, language)
    return city_of_zone(place.zone, language)


def rests(places: Iterable[Place], today: date, language: str) -> list[Rest]:
    """Return the nearest holidays, here and at the partners', that fall on a working weekday."""
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
    closed = tuple(country_name(country, language) for country in named)
    return Rest(day, translate(language, name), closed)


def unknown(places: Iterable[Place], year: int, language: str) -> list[str]:
    """Return the countries whose holidays nobody has told us: no data, which is not no holidays."""
    countries = dict.fromkeys(place.country for place in places if place.country)
    return [country_name(code, language) for code in countries if not knows(code, year)]
