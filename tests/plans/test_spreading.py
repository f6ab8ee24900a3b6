"""Few enough steps a day for each owner, none on a day of rest here or there, the order kept."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.accounts.absences import Rest
from tracker.core.workdays import is_working_day
from tracker.plans.spreading import PER_DAY, Case, Given, Taken, Why, Window, rest_on, spread

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
COUNTRIES = ("LT", "TW", "IL", "AE", "UA", "XX", None)
BY_DEFAULT = ((0, 2), (3, 7), (14, 21), (30, 30), (90, 104))


def windows(start: date, days: tuple[tuple[int, int], ...] = BY_DEFAULT) -> list[Window]:
    return [Window(start + first * DAY, start + last * DAY) for first, last in days]


def case(lead_id: int = 1, owner_id: int = 1, **given: Any) -> Case:
    values = {"country": "LT", "windows": windows(MONDAY, ((0, 2),)), **given}
    return Case(lead_id, owner_id, **values)


def one(taken: Taken | None = None, *, today: date = MONDAY, **said: Any) -> Given:
    [found] = spread([case(**said)], taken or {}, today=today)[1]
    return found


def on_day(given_days: dict[int, tuple[Given, ...]], place: int) -> Counter[date]:
    return Counter(days[place].on for days in given_days.values())


@st.composite
def leads(draw: st.DrawFn) -> list[Case]:
    found = []
    for number in range(draw(st.integers(0, 30))):
        start = MONDAY + draw(st.integers(-40, 60)) * DAY
        days, first = [], 0
        for _ in range(draw(st.integers(1, 4))):
            first += draw(st.integers(0, 20))
            days.append((first, first + draw(st.integers(0, 10))))
        found.append(
            Case(
                number,
                draw(st.integers(1, 3)),
                draw(st.sampled_from(COUNTRIES)),
                windows(start, tuple(days)),
                rank=(draw(st.integers(1, 6)), float(draw(st.integers(-1, 3)))),
                after=draw(st.none() | st.integers(-5, 20).map(lambda n: MONDAY + n * DAY)),
            )
        )
    return found


loads = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(0, 40).map(lambda n: MONDAY + n * DAY)),
    st.integers(0, 9),
    max_size=40,
)
lively = settings(max_examples=150, deadline=None)


@lively
@given(leads(), loads)
def test_no_day_of_an_owner_gets_more_than_it_holds(cases: list[Case], taken: Taken) -> None:
    given_days = spread(cases, taken, today=MONDAY)

    new = Counter((c.owner_id, each.on) for c in cases for each in given_days[c.lead_id])
    assert all(taken.get(place, 0) + number <= PER_DAY for place, number in new.items())


@lively
@given(leads(), loads)
def test_every_day_is_a_working_one_here_and_there(cases: list[Case], taken: Taken) -> None:
    given_days = spread(cases, taken, today=MONDAY)

    for c in cases:
        for each in given_days[c.lead_id]:
            assert is_working_day(each.on)
            assert c.country is None or is_working_day(each.on, c.country)


@lively
@given(leads(), loads)
def test_no_step_comes_early_out_of_turn_or_in_the_past(cases: list[Case], taken: Taken) -> None:
    given_days = spread(cases, taken, today=MONDAY)

    for c in cases:
        days = [each.on for each in given_days[c.lead_id]]
        assert len(days) == len(c.windows)
        assert all(on >= window.from_on for on, window in zip(days, c.windows, strict=True))
        assert all(before < on for before, on in pairwise(days))
        assert min(days) >= MONDAY
        assert c.after is None or days[0] > c.after


@lively
@given(leads(), loads, st.randoms(use_true_random=False))
def test_the_same_leads_get_the_same_days_in_whatever_order_they_come(
    cases: list[Case], taken: Taken, chance: Random
) -> None:
    shuffled = list(cases)
    chance.shuffle(shuffled)

    assert spread(cases, taken, today=MONDAY) == spread(shuffled, taken, today=MONDAY)


@lively
@given(leads(), loads)
def test_what_is_moved_says_why_and_what_is_not_says_nothing(
    cases: list[Case], taken: Taken
) -> None:
    given_days = spread(cases, taken, today=MONDAY)

    for c in cases:
        for each, window in zip(given_days[c.lead_id], c.windows, strict=True):
            assert bool(each.why) is (each.on != window.from_on)
            assert each.is_late is (each.on > window.by_on)


def test_a_free_working_day_is_taken_as_the_plan_says_it() -> None:
    assert one() == Given(MONDAY)


def test_a_weekend_moves_a_step_to_monday() -> None:
    saturday = MONDAY + 5 * DAY

    assert one(windows=[Window(saturday, saturday + 3 * DAY)]) == Given(
        MONDAY + 7 * DAY, {Why.WEEKEND: saturday}
    )


def test_a_holiday_here_moves_a_step() -> None:
    eve = date(2026, 12, 24)

    found = one(windows=[Window(eve, eve + 7 * DAY)])

    assert found == Given(date(2026, 12, 28), {Why.HOLIDAY_HERE: eve, Why.WEEKEND: eve + 2 * DAY})


def test_a_holiday_there_moves_a_step_only_for_that_country() -> None:
    new_year = date(2027, 2, 5)
    window = [Window(new_year, new_year + 14 * DAY)]

    assert one(windows=window, today=date(2027, 2, 1), country="LT") == Given(new_year)
    assert one(windows=window, today=date(2027, 2, 1), country="TW") == Given(
        date(2027, 2, 11), {Why.HOLIDAY_THERE: new_year, Why.WEEKEND: new_year + DAY}
    )


def test_a_country_that_rests_on_fridays_gets_no_step_then() -> None:
    friday = MONDAY + 4 * DAY

    assert one(windows=[Window(friday, friday + 7 * DAY)], country="IL") == Given(
        MONDAY + 7 * DAY, {Why.HOLIDAY_THERE: friday, Why.WEEKEND: friday + DAY}
    )


def test_a_full_day_moves_a_step_to_the_next_one() -> None:
    assert one({(1, MONDAY): PER_DAY}) == Given(MONDAY + DAY, {Why.FULL: MONDAY})


def test_the_full_day_of_another_owner_moves_nothing() -> None:
    assert one({(2, MONDAY): PER_DAY}) == Given(MONDAY)


def test_where_all_days_of_a_window_are_full_it_goes_on_after_it() -> None:
    taken = {(1, MONDAY + n * DAY): PER_DAY for n in range(3)}

    assert one(taken) == Given(MONDAY + 3 * DAY, {Why.FULL: MONDAY}, is_late=True)


def test_a_step_whose_days_have_passed_is_given_today() -> None:
    assert one(windows=[Window(MONDAY - 9 * DAY, MONDAY - 7 * DAY)]) == Given(
        MONDAY, {Why.PASSED: MONDAY - 9 * DAY}, is_late=True
    )


def test_a_step_waits_behind_the_one_that_is_there() -> None:
    assert one(after=MONDAY + DAY) == Given(MONDAY + 2 * DAY, {Why.BEHIND: MONDAY})


def test_the_lead_of_higher_rank_chooses_first_whatever_its_number() -> None:
    low, high = case(1, rank=(1.0, 5.0)), case(2, rank=(4.0, -1.0))

    found = spread([low, high], {(1, MONDAY): PER_DAY - 1}, today=MONDAY)

    assert (found[2][0].on, found[1][0].on) == (MONDAY, MONDAY + DAY)


def test_everybodys_first_step_is_placed_before_anybodys_second() -> None:
    both = ((0, 2), (0, 9))
    cases = [case(number, windows=windows(MONDAY, both)) for number in range(PER_DAY * 2)]

    found = spread(cases, {}, today=MONDAY)

    assert on_day(found, 0) == {MONDAY: PER_DAY, MONDAY + DAY: PER_DAY}
    assert min(on_day(found, 1)) == MONDAY + 2 * DAY


def test_a_country_without_data_rests_on_weekends_only() -> None:
    assert [rest_on(MONDAY + n * DAY, "XX") for n in range(7)] == [
        *[None] * 5,
        Why.WEEKEND,
        Why.WEEKEND,
    ]


def test_a_year_without_a_free_day_still_gives_one() -> None:
    taken = {(1, MONDAY + n * DAY): PER_DAY for n in range(800)}

    assert one(taken).on == MONDAY


@pytest.mark.parametrize("country", ["LT", "TW"])
def test_sixty_contacts_of_one_trip_and_two_owners_are_never_sixty_in_one_morning(
    country: str,
) -> None:
    """The burst after a trip that ended on Friday: thirty leads an owner, five a day at most."""
    friday = MONDAY - 3 * DAY
    cases = [
        Case(number, 1 + number % 2, country, windows(friday), rank=(float(number % 4),))
        for number in range(60)
    ]

    found = spread(cases, {}, today=MONDAY)

    every = Counter((c.owner_id, each.on) for c in cases for each in found[c.lead_id])
    assert sum(every.values()) == 300
    assert max(every.values()) == PER_DAY
    working = [MONDAY + n * DAY for n in (0, 1, 2, 3, 4, 7)]
    assert on_day(found, 0) == dict.fromkeys(working, 10)
    assert [max(on_day(found, place)) for place in range(3)] == [
        date(2026, 11, 30),
        date(2026, 12, 8),
        date(2026, 12, 16),
    ]
    assert sum(days[0].is_late for days in found.values()) == 60  # 48 hours were over on Sunday
    assert sum(days[2].is_late for days in found.values()) == 30


def test_a_step_is_not_given_to_a_day_on_which_its_owner_does_not_work() -> None:
    rest = Rest("345")
    found = spread([case(windows=[Window(MONDAY, MONDAY + 4 * DAY)], rest=rest)], {}, today=MONDAY)

    assert found[1] == (Given(MONDAY + 2 * DAY, {Why.OWNER_OFF: MONDAY}),)


def test_a_step_is_not_given_to_a_day_on_which_its_owner_is_away() -> None:
    rest = Rest(away=((MONDAY, MONDAY + DAY),))
    found = spread([case(windows=[Window(MONDAY, MONDAY + 4 * DAY)], rest=rest)], {}, today=MONDAY)

    assert found[1] == (Given(MONDAY + 2 * DAY, {Why.OWNER_AWAY: MONDAY}),)
