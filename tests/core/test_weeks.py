from datetime import date, timedelta

from tracker.core.weeks import monday_of, sunday_of

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def test_each_day_of_a_week_has_the_same_monday_and_sunday() -> None:
    days = [MONDAY + timedelta(days=ahead) for ahead in range(7)]

    assert {(monday_of(day), sunday_of(day)) for day in days} == {(MONDAY, SUNDAY)}


def test_the_day_after_a_sunday_is_in_the_next_week() -> None:
    assert monday_of(SUNDAY + timedelta(days=1)) == date(2026, 11, 30)
