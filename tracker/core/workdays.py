"""Which days people work: public holidays and weekends, by country, from the `holidays` package."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from tracker.core.words import mark

HOME = "LT"
_DAY = timedelta(days=1)
_LONGEST_REST = 31
UNNAMED = mark("public holiday")


def knows(country: str, year: int) -> bool:
    """Tell whether there is data: none at all means "no data", never "no holidays"."""
    return bool(_names(country, year, "en"))


def holiday(day: date, country: str = HOME, language: str = "lt") -> str | None:
    """Return what is celebrated on `day`, in the reader's language, or nothing.

    A country whose holidays have no name in that language gives `UNNAMED`, for the catalogue.
    """
    return _names(country, day.year, language).get(day)


def is_weekend(day: date, country: str = HOME) -> bool:
    """Tell whether `country` rests that weekday; where nothing is known, Saturday and Sunday."""
    return day.weekday() in _weekend(country)


def is_working_day(day: date, country: str = HOME) -> bool:
    """Tell whether people work in `country` on `day`, as far as is known."""
    return not is_weekend(day, country) and holiday(day, country) is None


def next_working_day(day: date, *countries: str) -> date:
    """Return `day` itself if all of `countries` work on it, else the first such day after it.

    Without any it is the municipality's own. Where the rests of two countries never leave a
    common day within a month, `day` stays.
    """
    for ahead in range(_LONGEST_REST):
        found = day + ahead * _DAY
        if all(is_working_day(found, country) for country in countries or (HOME,)):
            return found
    return day


def is_day_of_work(day: date, weekdays: str) -> bool:
    """Tell whether somebody works on `day` whose weekdays of work are these.

    `weekdays` holds ISO numbers ("12345"): a person's own weekend counts, and our holidays. Who
    works on no day at all is taken to work on every one.
    """
    return not weekdays or (str(day.isoweekday()) in weekdays and holiday(day) is None)


def next_day_of_work(day: date, weekdays: str) -> date:
    """Return `day` itself if somebody works on it, else the first such day after it."""
    return days_of_work_later(day - _DAY, 1, weekdays)


def days_of_work_later(day: date, count: int, weekdays: str) -> date:
    """Return somebody's `count`-th day of work after `day`."""
    found, left = day, count
    while left:
        found += _DAY
        left -= is_day_of_work(found, weekdays)
    return found


@lru_cache(maxsize=512)
def _names(country: str, year: int, language: str) -> Mapping[date, str]:
    # The package takes half a second to load: only the pages and letters that need it wait.
    from holidays import country_holidays  # noqa: PLC0415 - see above

    try:
        spoken = country_holidays(country, years=year)
        wanted = {"lt": "lt", "en": "en_US"}[language]
        if wanted not in spoken.supported_languages and wanted != spoken.default_language:
            return dict.fromkeys(spoken, UNNAMED)
        return dict(country_holidays(country, years=year, language=wanted).items())
    except NotImplementedError:
        return {}


@lru_cache(maxsize=256)
def _weekend(country: str) -> frozenset[int]:
    from holidays import country_holidays  # noqa: PLC0415 - as above

    try:
        return frozenset(country_holidays(country).weekend)
    except NotImplementedError:
        return frozenset({5, 6})
