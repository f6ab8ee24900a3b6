"""Dates, amounts and countries are written the official way, in both languages."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from tests.support.pages import plain
from tracker.core.i18n import (
    city_of_zone,
    clock_time,
    country_name,
    date_range,
    day_and_month,
    euros,
    in_language,
    long_date,
    number,
    plural,
    short_weekday,
    translate,
    weekday_and_date,
)

MARCH_17 = date(2024, 3, 17)


@pytest.mark.parametrize(
    ("language", "said"), [("lt", "2024 m. kovo 17 d."), ("en", "17 March 2024")]
)
def test_a_long_date(language: str, said: str) -> None:
    assert plain(long_date(MARCH_17, language)) == said


def test_a_lithuanian_date_does_not_break() -> None:
    assert " " not in long_date(MARCH_17, "lt")
    assert " " not in day_and_month(MARCH_17, "lt")


@pytest.mark.parametrize(
    ("end", "lithuanian", "english"),
    [
        (MARCH_17, "2024 m. kovo 17 d.", "17 March 2024"),
        (date(2024, 3, 24), "2024 m. kovo 17–24 d.", "17–24 March 2024"),
        (date(2024, 4, 4), "2024 m. kovo 17 d. – balandžio 4 d.", "17 March – 4 April 2024"),
        (
            date(2025, 1, 4),
            "2024 m. kovo 17 d. – 2025 m. sausio 4 d.",
            "17 March 2024 – 4 January 2025",
        ),
    ],
)
def test_a_range_of_dates(end: date, lithuanian: str, english: str) -> None:
    assert plain(date_range(MARCH_17, end, "lt")) == lithuanian
    assert plain(date_range(MARCH_17, end, "en")) == english


def test_weekdays_have_the_letters_of_a_lithuanian_calendar() -> None:
    week = [date(2026, 11, 23 + day) for day in range(7)]

    assert [short_weekday(day, "lt") for day in week] == ["Pr", "An", "Tr", "Kt", "Pn", "Št", "Sk"]
    assert short_weekday(week[0], "en") == "Mon"


@pytest.mark.parametrize(
    ("language", "said"),
    [("lt", "pirmadienis, lapkričio 23 d."), ("en", "Monday, 23 November")],
)
def test_a_weekday_with_its_date(language: str, said: str) -> None:
    assert plain(weekday_and_date(date(2026, 11, 23), language)) == said


def test_hours_are_written_with_24() -> None:
    assert clock_time(time(9, 5)) == "9:05"
    assert clock_time(datetime(2026, 1, 1, 21, 30)) == "21:30"  # noqa: DTZ001 - a wall time


@pytest.mark.parametrize(
    ("value", "lithuanian", "english"),
    [
        (Decimal(48000), "48 000 €", "€48,000"),
        (Decimal("48000.50"), "48 000,50 €", "€48,000.50"),
        (Decimal(0), "0 €", "€0"),
        (Decimal("1250000.05"), "1 250 000,05 €", "€1,250,000.05"),
    ],
)
def test_an_amount_shows_cents_only_where_there_are_any(
    value: Decimal, lithuanian: str, english: str
) -> None:
    assert plain(euros(value, "lt")) == lithuanian
    assert euros(value, "en") == english


def test_an_amount_does_not_break_before_its_sign() -> None:
    assert " " not in euros(Decimal(48000), "lt")


def test_numbers_are_grouped() -> None:
    assert plain(number(1697, "lt")) == "1 697"
    assert number(1697, "en") == "1,697"


@pytest.mark.parametrize(
    ("code", "lithuanian", "english"),
    [("TW", "Taivanas", "Taiwan"), ("", "", ""), (None, "", ""), ("XX", "XX", "XX")],
)
def test_a_country_by_its_code(code: str | None, lithuanian: str, english: str) -> None:
    assert country_name(code, "lt") == lithuanian
    assert country_name(code, "en") == english


def test_a_text_is_said_in_the_language_asked_for() -> None:
    assert translate("lt", "Save") == "Išsaugoti"
    assert translate("en", "Save") == "Save"


def test_a_text_without_a_translation_says_its_own_words() -> None:
    assert translate("lt", "Nobody has written %(what)s", what="this") == "Nobody has written this"


def test_english_counts_one_and_many() -> None:
    words = ("Correct one thing:", "Correct %(num)d things:")

    assert plural("en", *words, 1) == "Correct one thing:"
    assert plural("en", *words, 21) == "Correct 21 things:"


def test_kyiv_has_its_lithuanian_name() -> None:
    assert city_of_zone("Europe/Kyiv", "lt") == "Kyjivas"
    assert city_of_zone("Europe/Kyiv", "en") == "Kyiv"


@pytest.mark.parametrize(
    ("lt", "en", "read_in_lithuanian", "read_in_english"),
    [
        ("Tainanas", "Tainan", "Tainanas", "Tainan"),
        ("Tainanas", None, "Tainanas", "Tainanas"),
        (None, "Tainan", "Tainan", "Tainan"),
        ("", None, "", ""),
    ],
)
def test_what_is_not_said_in_a_language_is_read_in_the_other(
    lt: str | None, en: str | None, read_in_lithuanian: str, read_in_english: str
) -> None:
    assert in_language("lt", lt, en) == read_in_lithuanian
    assert in_language("en", lt, en) == read_in_english
