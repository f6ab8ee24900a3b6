from datetime import date

import pytest

from tracker.core.workdays import (
    UNNAMED,
    holiday,
    is_day_of_work,
    is_weekend,
    is_working_day,
    knows,
    next_day_of_work,
    next_working_day,
)


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2026, 6, 24), date(2026, 6, 25)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2025, 4, 21), date(2025, 4, 22)),
    ],
)
def test_a_day_of_rest_moves_to_the_first_working_day_after_it(day: date, next_day: date) -> None:
    assert next_working_day(day) == next_day


@pytest.mark.parametrize(
    ("day", "weekdays", "is_work"),
    [
        (date(2026, 11, 24), "12345", True),
        (date(2026, 11, 24), "1345", False),
        (date(2026, 11, 28), "6", True),
        (date(2026, 12, 24), "12345", False),
        (date(2026, 12, 24), "", True),
    ],
)
def test_somebody_works_on_their_weekdays_but_for_holidays_and_without_any_on_every_day(
    day: date, weekdays: str, *, is_work: bool
) -> None:
    assert is_day_of_work(day, weekdays) is is_work
    assert (next_day_of_work(day, weekdays) == day) is is_work


def test_lunar_new_year_in_taiwan_lasts_until_the_tenth() -> None:
    assert next_working_day(date(2027, 2, 4), "TW") == date(2027, 2, 11)


def test_a_day_must_suit_both_sides() -> None:
    assert next_working_day(date(2027, 2, 10), "LT", "TW") == date(2027, 2, 11)
    assert next_working_day(date(2027, 2, 16), "LT", "TW") == date(2027, 2, 17)
    assert next_working_day(date(2026, 11, 27), "LT", "IL") == date(2026, 11, 30)


def test_a_holiday_is_named_in_the_language_of_the_reader() -> None:
    assert holiday(date(2027, 2, 16), "LT", "lt") == "Lietuvos valstybės atkūrimo diena"
    assert holiday(date(2027, 5, 1), "TW", "en") == "Labor Day"


def test_a_holiday_without_a_name_in_that_language_is_still_a_holiday() -> None:
    assert holiday(date(2027, 5, 1), "TW", "lt") == UNNAMED


def test_no_data_is_told_apart_from_no_holidays() -> None:
    assert not knows("UA", 2026)
    assert not knows("ZZ", 2026)
    assert knows("LT", 2026)
    assert is_working_day(date(2026, 11, 24), "UA")


def test_a_country_rests_on_its_own_weekdays() -> None:
    assert is_weekend(date(2026, 11, 27), "IL")
    assert not is_weekend(date(2026, 11, 29), "IL")
    assert is_weekend(date(2026, 11, 29), "ZZ")
