"""Who stands in while somebody is away, and which periods there may be."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.accounts.people import journal
from tests.conftest import MONDAY
from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.absences import (
    AlreadyAwayError,
    Away,
    EndsBeforeItStartsError,
    NoSuchDeputyError,
    OverAlreadyError,
    Rest,
    add_absence,
    as_away,
    away_until,
    change_absence,
    end_early,
    get_absence,
    periods_of,
    remove_absence,
    rest_of,
    stand_in_for,
)
from tracker.accounts.models import Absence, Role, User
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import NotFoundError

TODAY = date(2026, 11, 23)
WEEK = TODAY + timedelta(days=6)
NEVER_WAS = timedelta(days=1)


def away(work: Work, user: User, deputy: User | None = None, **given: Any) -> Absence:
    """Write down that somebody is away this week."""
    days = {"start_on": TODAY, "end_on": WEEK, **given}
    return add_absence(work, user, Away(**days, deputy_id=deputy.id if deputy else None))


def stands_in(work: Work, user: User, day: date = TODAY) -> int | None:
    work.session.flush()
    return stand_in_for(work.session, [user.id], day).get(user.id)


# --- Who stands in --------------------------------------------------------------------------------


def test_whoever_is_named_for_the_days_stands_in(work: Work, make: Make) -> None:
    usual, named = make.user(), make.user()
    person = make.user(deputy_id=usual.id)
    away(work, person, named)

    assert stands_in(work, person) == named.id


def test_where_nobody_is_named_the_usual_deputy_stands_in(work: Work, make: Make) -> None:
    usual = make.user()
    person = make.user(deputy_id=usual.id)
    away(work, person)

    assert stands_in(work, person) == usual.id


def test_nobody_stands_in_for_whoever_is_there(work: Work, make: Make) -> None:
    person = make.user(deputy_id=make.user().id)

    assert stands_in(work, person) is None


@pytest.mark.parametrize(
    ("day", "is_away"),
    [
        (TODAY - timedelta(days=1), False),
        (TODAY, True),
        (WEEK, True),
        (WEEK + timedelta(days=1), False),
    ],
)
def test_the_first_and_the_last_day_are_days_away(
    work: Work, make: Make, day: date, *, is_away: bool
) -> None:
    person, deputy = make.user(), make.user()
    away(work, person, deputy)

    assert (stands_in(work, person, day) == deputy.id) is is_away


NOT_THERE: dict[str, Callable[[Work, User], object]] = {
    "switched off": lambda work, user: setattr(user, "disabled_at", work.now),
    "gone": lambda work, user: setattr(user, "active_until", work.today - timedelta(days=1)),
    "without leads": lambda _work, user: setattr(user, "role", Role.AUDITOR),
    "away": away,
}


@pytest.mark.parametrize("why", NOT_THERE)
def test_a_named_deputy_who_is_not_there_leaves_it_to_the_usual_one(
    work: Work, make: Make, why: str
) -> None:
    usual, named = make.user(), make.user()
    person = make.user(deputy_id=usual.id)
    away(work, person, named)

    NOT_THERE[why](work, named)

    assert stands_in(work, person) == usual.id


@pytest.mark.parametrize("why", NOT_THERE)
def test_without_a_deputy_who_is_there_nobody_stands_in(work: Work, make: Make, why: str) -> None:
    named = make.user()
    person = make.user()
    away(work, person, named)

    NOT_THERE[why](work, named)

    assert stands_in(work, person) is None


def test_a_deputys_deputy_is_not_asked(work: Work, make: Make) -> None:
    last = make.user()
    deputy = make.user(deputy_id=last.id)
    person = make.user(deputy_id=deputy.id)
    away(work, person)
    away(work, deputy)

    work.session.flush()
    assert stand_in_for(work.session, [person.id, deputy.id], TODAY) == {deputy.id: last.id}


def test_two_who_stand_in_for_each_other_and_are_both_away_have_nobody(
    work: Work, make: Make
) -> None:
    first, second = make.user(), make.user()
    away(work, first, second)
    away(work, second, first)

    work.session.flush()
    assert stand_in_for(work.session, [first.id, second.id], TODAY) == {}


def test_a_deputy_whose_last_day_has_come_is_there_until_its_end(work: Work, make: Make) -> None:
    deputy = make.user(active_until=TODAY)
    person = make.user()
    away(work, person, deputy)

    assert stands_in(work, person, TODAY) == deputy.id
    assert stands_in(work, person, TODAY + timedelta(days=1)) is None


def test_however_many_are_asked_about_it_is_one_statement(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        deputy = make.user()
        people = [make.user() for _ in range(20)]
        for person in people:
            away(work, person, deputy)

    with database.read() as work, gather(database) as said:
        found = stand_in_for(work.session, [person.id for person in people], TODAY)

    assert found == {person.id: deputy.id for person in people}
    assert len(said) == 1


def test_everybody_who_is_away_is_told_with_their_last_day(work: Work, make: Make) -> None:
    person, later, there = make.user(), make.user(), make.user()
    away(work, person)
    away(work, later, start_on=WEEK)
    work.session.flush()

    assert away_until(work.session, TODAY) == {person.id: WEEK}
    assert there.id not in away_until(work.session, WEEK)


# --- Periods --------------------------------------------------------------------------------------


def test_periods_are_listed_by_their_days_and_those_that_are_over_are_not(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        person = Make(work).user()
        away(work, person, start_on=date(2026, 12, 21), end_on=date(2027, 1, 4))
        away(work, person, start_on=TODAY, end_on=TODAY)
        away(work, person, start_on=date(2026, 11, 30), end_on=date(2026, 12, 4))
    clock.move_to(MONDAY + timedelta(days=1))

    with database.read() as work:
        found = periods_of(work.session, person.id, today=work.today)

    assert [period.start_on for period in found] == [date(2026, 11, 30), date(2026, 12, 21)]


def test_a_period_says_that_its_deputy_is_away_too(work: Work, make: Make) -> None:
    person, deputy, other = make.user(), make.user(given="Rasa", family="Mikelionytė"), make.user()
    away(work, person, deputy)
    away(work, person, other, start_on=date(2026, 12, 7), end_on=date(2026, 12, 11))
    away(work, deputy, start_on=WEEK, end_on=WEEK)
    work.session.flush()

    now, later = periods_of(work.session, person.id, today=TODAY)

    assert (now.deputy, now.deputy_is_away) == ("Rasa Mikelionytė", True)
    assert not later.deputy_is_away


@pytest.mark.parametrize(("start", "end"), [(-3, 0), (6, 9), (2, 3), (-1, 8), (0, 5)], ids=str)
def test_periods_that_share_a_day_are_refused_and_the_other_is_named(
    work: Work, make: Make, start: int, end: int
) -> None:
    person = make.user()
    away(work, person)
    first, last = (TODAY + timedelta(days=each) for each in (start, end))

    with pytest.raises(AlreadyAwayError) as refused:
        away(work, person, start_on=first, end_on=last)

    assert str(TODAY) in str(refused.value)
    assert str(WEEK) in str(refused.value)


def test_a_period_may_begin_the_day_after_another_ends(work: Work, make: Make) -> None:
    person = make.user()
    away(work, person)

    away(work, person, start_on=WEEK + timedelta(days=1), end_on=WEEK + timedelta(days=1))


def test_the_same_period_said_twice_is_one(work: Work, make: Make) -> None:
    person, deputy = make.user(), make.user()

    assert away(work, person, deputy) is away(work, person, deputy)
    with pytest.raises(AlreadyAwayError):
        away(work, person)


def test_two_people_may_be_away_on_the_same_days(work: Work, make: Make) -> None:
    away(work, make.user())

    away(work, make.user())


def test_days_in_the_wrong_order_and_days_that_are_over_are_refused(work: Work, make: Make) -> None:
    person = make.user()

    with pytest.raises(EndsBeforeItStartsError):
        away(work, person, end_on=TODAY - timedelta(days=1))
    with pytest.raises(OverAlreadyError):
        away(work, person, start_on=date(2026, 11, 1), end_on=date(2026, 11, 22))


def test_what_is_over_goes_by_the_persons_own_clock(database: Database, clock: FixedClock) -> None:
    """At 22:30 in Vilnius it is already tomorrow in Taipei."""
    clock.move_to(datetime(2026, 11, 23, 20, 30, tzinfo=UTC))
    with database.write() as work:
        make = Make(work)
        here, there = make.user(), make.user(time_zone="Asia/Taipei")

        away(work, here, end_on=TODAY)
        with pytest.raises(OverAlreadyError):
            away(work, there, end_on=TODAY)


@pytest.mark.parametrize("who", ["oneself", "an auditor", "somebody gone", "nobody there"])
def test_only_somebody_else_who_works_with_leads_stands_in(
    work: Work, make: Make, who: str
) -> None:
    person = make.user()
    deputies = {
        "oneself": person.id,
        "an auditor": make.user(role=Role.AUDITOR).id,
        "somebody gone": make.user(active_until=TODAY - timedelta(days=1)).id,
        "nobody there": 999,
    }

    with pytest.raises(NoSuchDeputyError):
        add_absence(work, person, Away(TODAY, WEEK, deputies[who]))


def test_a_period_is_moved_and_does_not_stand_in_its_own_way(work: Work, make: Make) -> None:
    person, deputy = make.user(), make.user()
    period = away(work, person)

    change_absence(work, person, period, Away(TODAY, TODAY, deputy.id))

    assert stands_in(work, person) == deputy.id
    assert stands_in(work, person, WEEK) is None
    assert journal(work, f"user:{person.id}") == ["user.away_added", "user.away_changed"]


def test_a_change_that_changes_nothing_leaves_no_trace(work: Work, make: Make) -> None:
    person = make.user()
    period = away(work, person)

    change_absence(work, person, period, as_away(period))

    assert journal(work, f"user:{person.id}") == ["user.away_added"]


def test_a_period_is_not_moved_onto_another(work: Work, make: Make) -> None:
    person = make.user()
    away(work, person)
    later = away(work, person, start_on=date(2026, 12, 7), end_on=date(2026, 12, 11))

    with pytest.raises(AlreadyAwayError):
        change_absence(work, person, later, Away(WEEK, date(2026, 12, 11)))


def test_whoever_comes_back_early_was_away_until_yesterday(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        person, deputy = Make(work).user(), Make(work).user()
        number = away(work, person, deputy).id
    clock.move_to(MONDAY + timedelta(days=2))

    with database.write() as work:
        end_early(work, person, get_absence(work.session, number, user_id=person.id))

    with database.read() as work:
        assert get_absence(work.session, number, user_id=person.id).end_on == date(2026, 11, 24)
        assert stand_in_for(work.session, [person.id], date(2026, 11, 25)) == {}


def test_a_period_that_ends_before_its_first_day_is_over_never_was(work: Work, make: Make) -> None:
    person = make.user()
    period = away(work, person)

    end_early(work, person, period)
    work.session.flush()

    assert periods_of(work.session, person.id, today=TODAY - NEVER_WAS) == []


def test_a_period_is_removed_and_the_journal_keeps_what_it_was(work: Work, make: Make) -> None:
    person = make.user()
    period = away(work, person)

    remove_absence(work, person, period)
    work.session.flush()

    assert stands_in(work, person) is None
    assert journal(work, f"user:{person.id}") == ["user.away_added", "user.away_removed"]


def test_somebody_elses_period_is_not_found(work: Work, make: Make) -> None:
    period = away(work, make.user())

    with pytest.raises(NotFoundError):
        get_absence(work.session, period.id, user_id=make.user().id)


def test_when_people_do_not_work_is_told_in_one_statement(make: Make, work: Work) -> None:
    works, rests = make.user(works_on="124"), make.user()
    make.absence(rests, start_on=date(2026, 11, 25), end_on=date(2026, 11, 26))
    make.absence(rests, start_on=date(2026, 10, 1), end_on=date(2026, 10, 2))

    found = rest_of(work.session, [works.id, rests.id], since=date(2026, 11, 23))

    assert found[works.id] == Rest("124")
    assert found[rests.id].away == ((date(2026, 11, 25), date(2026, 11, 26)),)
    assert found[rests.id].is_away(date(2026, 11, 26))
    assert not found[rests.id].is_away(date(2026, 11, 27))
