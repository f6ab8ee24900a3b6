"""The two languages: catalogues, and dates, counts and money the official way; no web in here."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.numbers import format_currency, format_decimal
from babel.support import NullTranslations, Translations

from tracker.core.words import Counts

LANGUAGES = ("lt", "en")
TRANSLATIONS = Path(__file__).parent.parent / "translations"
_NBSP = "\u00a0"
_WEEKDAYS_LT = ("Pr", "An", "Tr", "Kt", "Pn", "Št", "Sk")


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """Return the texts in `language`; English texts are their own keys."""
    return Translations.load(TRANSLATIONS, [language])


def translate(language: str, text: str, **params: object) -> str:
    """Return `text` in `language` with its places filled."""
    said = catalogue(language).ugettext(text)
    return said % params if params else said


def plural(language: str, one: str, many: str, num: int, **params: object) -> str:
    """Return the form of `one`/`many` that `language` uses for `num`."""
    return catalogue(language).ungettext(one, many, num) % {"num": num, **params}


def in_language(language: str, lt: str | None, en: str | None) -> str:
    """Return what is said in two languages in that of the reader; else in the other, or nothing."""
    return ((lt or en) if language == "lt" else (en or lt)) or ""


def say_counts(language: str, counts: Counts) -> str:
    """Return how many there are of each, in `language`: «3 galimybės, 5 kontaktai»."""
    return ", ".join(plural(language, *each) for each in counts)


@lru_cache(maxsize=4096)
def short_weekday(day: date, language: str) -> str:
    """Return «Kt» or "Thu"."""
    if language == "lt":  # Babel's two-letter forms are not the ones Lithuanian calendars print
        return _WEEKDAYS_LT[day.weekday()]
    return format_date(day, "EEE", locale=language)


@lru_cache(maxsize=4096)
def long_date(day: date, language: str) -> str:
    """Return «2024 m. kovo 17 d.» or "17 March 2024"."""
    if language == "lt":
        return format_date(day, "long", locale="lt").replace(" ", _NBSP)
    return format_date(day, "d MMMM y", locale="en_GB")


@lru_cache(maxsize=4096)
def day_and_month(day: date, language: str) -> str:
    """Return «kovo 17 d.» or "17 March"."""
    if language == "lt":
        return f"{format_date(day, 'MMMM', locale='lt')}{_NBSP}{day.day}{_NBSP}d."
    return format_date(day, "d MMMM", locale="en_GB")


def day_and_clock(there: datetime, language: str) -> str:
    """Return «gruodžio 2 d. 7:00» or "2 December 7:00": when a letter to come leaves."""
    return f"{day_and_month(there.date(), language)} {clock_time(there)}"


@lru_cache(maxsize=4096)
def weekday_and_date(day: date, language: str) -> str:
    """Return «pirmadienis, lapkričio 23 d.» or "Monday, 23 November"."""
    weekday = format_date(day, "EEEE", locale="lt" if language == "lt" else "en_GB")
    return f"{weekday}, {day_and_month(day, language)}"


def date_range(start: date, end: date, language: str) -> str:
    """Return «2024 m. kovo 17–24 d.» or "17–24 March 2024"; longer where months or years differ."""
    if start == end:
        return long_date(start, language)
    if start.year != end.year:
        return f"{long_date(start, language)} – {long_date(end, language)}"
    if start.month != end.month:
        if language == "lt":
            return (
                f"{start.year}{_NBSP}m. {day_and_month(start, 'lt')} – {day_and_month(end, 'lt')}"
            )
        return f"{day_and_month(start, language)} – {long_date(end, language)}"
    if language == "lt":
        month = format_date(start, "MMMM", locale="lt")
        return f"{start.year}{_NBSP}m. {month}{_NBSP}{start.day}–{end.day}{_NBSP}d."
    return f"{start.day}–{long_date(end, language)}"


def clock_time(at: time | datetime) -> str:
    """Return "9:30"; 24 hours, as pages write it in both languages."""
    return f"{at.hour}:{at.minute:02}"


@lru_cache(maxsize=4096)
def country_name(code: str | None, language: str) -> str:
    """Return «Taivanas» or "Taiwan" for TW; the code itself where there is no name."""
    if not code:
        return ""
    return str(Locale.parse(language).territories.get(code, code))


_CITIES = {("Europe/Kyiv", "lt"): "Kyjivas"}
"""Cities that have a name in a language of which Babel does not know."""


@lru_cache
def city_of_zone(zone: str, language: str) -> str:
    """Return the city a time zone is named after: «Taipėjus» or "Taipei"."""
    known = _CITIES.get((zone, language))
    return known or str(get_timezone_location(zone, locale=language, return_city=True))


def number(value: int | Decimal, language: str) -> str:
    """Return «1 697» or "1,697"."""
    return str(format_decimal(value, locale=_number_locale(language)))


@lru_cache(maxsize=4096)
def euros(value: Decimal, language: str) -> str:
    """Return «48 000 €» or "€48,000"; cents only where there are any."""
    pattern = None if value % 1 else _whole_euros(language)
    return str(
        format_currency(
            value,
            "EUR",
            format=pattern,
            locale=_number_locale(language),
            currency_digits=bool(value % 1),
        )
    )


def _number_locale(language: str) -> str:
    return "lt" if language == "lt" else "en_GB"


def _whole_euros(language: str) -> str:
    return f"#,##0{_NBSP}¤" if language == "lt" else "¤#,##0"
