"""A step that comes again is counted in local dates; it neither comes twice nor leaves one out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plans.default import QUARTERLY
from tracker.plans.recurring import is_rule, next_on
from tracker.plans.words import RULES

days = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("rule", "first", "following"),
    [
        (QUARTERLY, date(2026, 11, 23), date(2027, 2, 23)),
        (QUARTERLY, date(2026, 11, 30), date(2027, 2, 28)),
        (QUARTERLY, date(2027, 1, 31), date(2027, 4, 30)),
        ("FREQ=MONTHLY", date(2028, 1, 31), date(2028, 2, 29)),
        ("FREQ=WEEKLY", date(2026, 10, 20), date(2026, 10, 27)),  # clocks are put back on the 25th
        ("FREQ=YEARLY", date(2026, 11, 23), date(2027, 11, 23)),
        ("FREQ=MONTHLY;BYMONTHDAY=1", date(2026, 11, 30), date(2026, 12, 1)),
    ],
)
def test_the_next_one_falls_where_people_expect_it(rule: str, first: date, following: date) -> None:
    assert next_on(rule, first, after=first) == following


def test_what_was_missed_is_not_made_up_for() -> None:
    first = date(2026, 1, 5)

    assert next_on("FREQ=WEEKLY", first, after=date(2026, 2, 4)) == date(2026, 2, 9)


def test_a_rule_that_has_come_to_its_end_gives_nothing() -> None:
    first = date(2026, 1, 5)

    assert next_on("FREQ=WEEKLY;UNTIL=20260112", first, after=first) == date(2026, 1, 12)
    assert next_on("FREQ=WEEKLY;UNTIL=20260112", first, after=date(2026, 1, 12)) is None


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;COUNT=2", "count=2;freq=daily"])
def test_a_rule_that_says_how_often_is_refused_as_it_would_never_end(rule: str) -> None:
    assert not is_rule(rule)
    with pytest.raises(ValueError, match="UNTIL"):
        next_on(rule, date(2026, 1, 5), after=date(2026, 1, 5))


@given(days)
def test_no_quarter_is_left_out_whatever_day_it_begins_on(first: date) -> None:
    months = []
    on: date | None = first
    for _ in range(8):
        assert on is not None
        months.append(on.year * 12 + on.month)
        on = next_on(QUARTERLY, on, after=on)

    assert months == [months[0] + 3 * n for n in range(8)]


@given(days, st.sampled_from(RULES), st.integers(0, 2000))
def test_the_next_one_is_always_later_than_what_it_comes_after(
    first: date, rule: str, ahead: int
) -> None:
    after = first + timedelta(days=ahead)

    found = next_on(rule, first, after=after)

    assert found is not None
    assert found > after


@pytest.mark.parametrize("rule", RULES)
def test_the_rules_that_are_offered_can_be_counted(rule: str) -> None:
    assert is_rule(rule)


@pytest.mark.parametrize("rule", ["", "kas ketvirtį", "FREQ=NEVER", "INTERVAL=3", "FREQ=DAILY;X=1"])
def test_what_is_no_rule_is_told_from_one(rule: str) -> None:
    assert not is_rule(rule)
