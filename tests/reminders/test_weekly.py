"""The letter about the week: on its first working day, only if there is something to say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.reminders.test_planning import HOST, letters, own_reminder, plan
from tests.support.make import Make
from tracker.accounts.models import Absence, Role, User
from tracker.accounts.service import choose, choose_language, letter_choices
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.leads import service as leads
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step
from tracker.letters.models import Letter, LetterState
from tracker.reminders import due, service
from tracker.reminders import weekly as weekly_letters
from tracker.reminders.due import Owner
from tracker.reminders.models import Reminder
from tracker.reminders.weekly import anything_weekly, plan_weeks

SEVEN = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
"""The next Monday, at 7:00 in Vilnius."""
MONDAY = date(2026, 11, 30)


def week(database: Database) -> int:
    with database.write() as work:
        return plan_weeks(work, limit=50, host=HOST)


def person(database: Database, *steps: date, **given: Any) -> int:
    """Make somebody whose week begins at seven, with steps on these days."""
    with database.write() as work:
        make = Make(work)
        user = make.user(**{"weekly_at": SEVEN, **given})
        for on in steps:
            make.lead(owner_id=user.id, next_step=f"Žingsnis {on:%m-%d}", next_step_on=on)
        return user.id


def weekly(database: Database) -> list[Letter]:
    return [letter for letter in letters(database) if letter.template == "week"]


def steps(letter: Letter) -> list[str]:
    return [item["step"] for item in letter.payload["items"]]


def at_seven(database: Database, clock: FixedClock) -> list[Letter]:
    clock.move_to(SEVEN)
    week(database)
    return weekly(database)


def test_it_lists_what_is_late_due_and_to_come_until_sunday(
    database: Database, clock: FixedClock
) -> None:
    days = (MONDAY - timedelta(days=9), MONDAY, MONDAY + timedelta(days=6))
    person(database, *days, MONDAY + timedelta(days=7))

    [letter] = at_seven(database, clock)

    assert steps(letter) == ["Žingsnis 11-21", "Žingsnis 11-30", "Žingsnis 12-06"]
    assert letter.payload["from"] == "2026-11-30"


def test_it_comes_once_a_week(database: Database, clock: FixedClock) -> None:
    person(database, MONDAY)
    found = []
    clock.move_to(SEVEN - timedelta(hours=5))

    for _ in range(21 * 24):
        if week(database):
            found.append(clock.now())
        clock.move_to(clock.now() + timedelta(hours=1))

    assert found == [SEVEN, SEVEN + timedelta(days=7), SEVEN + timedelta(days=14)]


def test_what_is_due_that_morning_is_told_of_in_it_and_not_a_second_time(
    database: Database, clock: FixedClock
) -> None:
    person(database, MONDAY, MONDAY + timedelta(days=1))
    at_seven(database, clock)

    assert plan(database) == 0
    with database.read() as work:
        due, ahead = work.session.scalars(select(Reminder).order_by(Reminder.wall_on))
    assert (due.told_at, due.letter_at) == (SEVEN, SEVEN + timedelta(days=2))
    assert (ahead.told_at, ahead.letter_at) == (None, SEVEN + timedelta(days=1))


def test_a_step_with_an_hour_of_its_own_still_gets_its_letter(
    database: Database, clock: FixedClock
) -> None:
    owner = person(database, MONDAY)
    with database.write() as work:
        own_reminder(work, owner_id=owner, wall_on=MONDAY, due_at=SEVEN, letter_at=SEVEN)
    at_seven(database, clock)

    assert plan(database) == 1


def test_nothing_to_say_is_no_letter(database: Database, clock: FixedClock) -> None:
    person(database, MONDAY + timedelta(days=20))

    assert at_seven(database, clock) == []


@pytest.mark.parametrize("given", [{"gets_weekly": False}, {"disabled_at": SEVEN}])
def test_who_does_not_want_it_or_has_left_gets_none(
    database: Database, clock: FixedClock, given: dict[str, Any]
) -> None:
    person(database, MONDAY, **given)

    assert at_seven(database, clock) == []


def test_who_is_away_gets_none_and_the_next_one_comes(
    database: Database, clock: FixedClock
) -> None:
    owner = person(database, MONDAY)
    with database.write() as work:
        deputy = Make(work).user(weekly_at=SEVEN + timedelta(days=70)).id
        work.session.add(Absence(user_id=owner, deputy_id=deputy, start_on=MONDAY, end_on=MONDAY))

    assert at_seven(database, clock) == []
    assert plan(database) == 1, "what is due goes to the deputy"
    clock.move_to(SEVEN + timedelta(days=7))
    week(database)
    assert len(weekly(database)) == 1


def test_a_monday_off_moves_it_to_the_first_working_day(
    database: Database, clock: FixedClock
) -> None:
    owner = person(database, works_on="345", reminder_at=time(8, 30))
    at_seven(database, clock)

    with database.read() as work:
        assert work.session.get_one(User, owner).weekly_at == datetime(
            2026, 12, 2, 6, 30, tzinfo=UTC
        )


def test_who_has_no_time_for_it_yet_gets_one_and_no_letter(
    database: Database, clock: FixedClock
) -> None:
    owner = person(database, MONDAY, weekly_at=None)
    with database.read() as work:
        assert anything_weekly(work)

    assert week(database) == 1

    with database.read() as work:
        assert not anything_weekly(work)
        assert work.session.get_one(User, owner).weekly_at == SEVEN
    assert weekly(database) == []
    assert clock.now() < SEVEN


def test_what_is_done_before_it_leaves_is_not_in_it(database: Database, clock: FixedClock) -> None:
    person(database, MONDAY, MONDAY + timedelta(days=3))
    at_seven(database, clock)

    with database.write() as work:
        service.finish_step(work, lead_to_change(work.session, 2))
    assert steps(weekly(database)[0]) == ["Žingsnis 11-30"]
    with database.write() as work:
        service.finish_step(work, lead_to_change(work.session, 1))
    assert weekly(database)[0].state is LetterState.CANCELLED


def test_it_says_how_last_week_went(database: Database, clock: FixedClock) -> None:
    person(database, date(2026, 11, 24), date(2026, 11, 20), MONDAY)
    clock.move_to(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    for lead_id in (1, 2):
        with database.write() as work:
            service.finish_step(work, lead_to_change(work.session, lead_id))

    [letter] = at_seven(database, clock)

    assert letter.payload["result"] == [1, 2]


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.MAYOR, [["Žingsnis 11-10"]]),
        (Role.VICE_MAYOR, [["Žingsnis 11-10"]]),
        (Role.DIRECTOR, [["Žingsnis 11-10"]]),
        (Role.OFFICER, []),
    ],
)
def test_who_leads_the_municipality_reads_what_stands_still(
    database: Database, clock: FixedClock, role: Role, told: list[list[str]]
) -> None:
    person(database, MONDAY - timedelta(days=20), weekly_at=SEVEN + timedelta(days=70))
    with database.write() as work:
        work.session.scalars(select(Reminder)).one().escalated = 2
    person(database, role=role)

    found = at_seven(database, clock)

    assert [[each["step"] for each in letter.payload["standing"]] for letter in found] == told


def test_somebody_elses_week_that_cannot_be_locked_keeps_nobody_waiting(
    database: Database, clock: FixedClock
) -> None:
    for _ in range(3):
        person(database, MONDAY)
    clock.move_to(SEVEN)

    assert week(database) == 3
    assert len({letter.idem_key for letter in weekly(database)}) == 3


def test_whom_another_worker_has_timed_meanwhile_gets_no_letter_within_the_week(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an update nobody has a time yet, and two workers see that; SQLite lets one in."""
    with database.read() as work:
        lets_two_in = work.on_postgresql
    person(database, MONDAY + timedelta(days=2), weekly_at=None)
    clock.move_to(SEVEN + timedelta(days=1))

    def after_another(work: Work, *asked: Any) -> Sequence[Owner]:
        monkeypatch.undo()
        if lets_two_in:
            week(database)
        return due.lock_owners(work, *asked)

    monkeypatch.setattr(weekly_letters, "lock_owners", after_another)

    week(database)

    assert weekly(database) == []


def test_what_stands_still_leaves_although_the_readers_own_step_is_done(
    database: Database, clock: FixedClock
) -> None:
    person(database, MONDAY - timedelta(days=14))
    mayor = person(database, MONDAY, role=Role.MAYOR)
    with database.write() as work:
        others = select(Reminder).where(Reminder.owner_id != mayor)
        work.session.scalars(others).one().escalated = 2
    [letter] = [each for each in at_seven(database, clock) if each.recipient_id == mayor]
    with database.write() as work:
        own = work.session.scalars(select(Reminder).where(Reminder.owner_id == mayor)).one()
        service.finish(work, own)

    left = letters(database)[letter.id - 1]
    assert left.state is LetterState.QUEUED
    assert (steps(left), len(left.payload["standing"])) == ([], 1)


def test_what_somebody_chooses_before_the_letter_of_this_week_does_not_lose_it(
    database: Database, clock: FixedClock
) -> None:
    owner = person(database, MONDAY)
    clock.move_to(SEVEN - timedelta(hours=2))
    with database.write() as work:
        choose_language(work, work.session.get_one(User, owner), "en")
    week(database)

    assert weekly(database) == []
    assert [letter.locale for letter in at_seven(database, clock)] == ["en"]
    with database.write() as work:
        choose_language(work, work.session.get_one(User, owner), "lt")
    week(database)
    assert len(weekly(database)) == 1


@pytest.mark.parametrize("now", [timedelta(minutes=-30), timedelta(hours=2)])
@pytest.mark.parametrize("chosen", [time(6, 0), time(10, 0)])
def test_this_weeks_letter_comes_once_whatever_hour_is_chosen_before_it_is_written(
    database: Database, clock: FixedClock, now: timedelta, chosen: time
) -> None:
    """Before its hour, or after it while no worker ran; for an earlier hour or a later one."""
    owner = person(database, MONDAY)
    clock.move_to(SEVEN + now)
    with database.write() as work:
        user = work.session.get_one(User, owner)
        choose(work, user, replace(letter_choices(user), reminder_at=chosen))

    found = []
    for _ in range(5 * 24 * 2):
        before = len(weekly(database))
        while week(database):
            pass
        found += [clock.now()] * (len(weekly(database)) - before)
        clock.move_to(clock.now() + timedelta(minutes=30))

    hour = SEVEN.replace(hour=chosen.hour - 2)
    assert found == [max(hour, SEVEN + now)]


def test_what_is_chosen_within_the_week_brings_no_letter_about_it(
    database: Database, clock: FixedClock
) -> None:
    owner = person(database)
    assert at_seven(database, clock) == [], "there was nothing to say"
    with database.write() as work:
        Make(work).lead(owner_id=owner, next_step="Naujas", next_step_on=MONDAY)
    clock.move_to(SEVEN + timedelta(days=2))
    with database.write() as work:
        choose_language(work, work.session.get_one(User, owner), "en")

    while week(database):
        pass

    assert weekly(database) == []


def test_what_the_weeks_letter_only_named_still_gets_its_own_when_done_is_taken_back(
    database: Database, clock: FixedClock
) -> None:
    owner = person(database, MONDAY + timedelta(days=3))
    at_seven(database, clock)
    clock.move_to(SEVEN + timedelta(days=2))
    with database.write(owner) as work:
        entry = service.finish_step(work, lead_to_change(work.session, 1))
        assert entry is not None

    clock.move_to(SEVEN + timedelta(days=3, hours=1))
    with database.write(owner) as work:
        service.undo_deed(work, entry.id)

    assert plan(database) == 1


def test_other_words_for_a_step_the_weeks_letter_named_write_nothing_early(
    database: Database, clock: FixedClock
) -> None:
    person(database, MONDAY + timedelta(days=3))
    at_seven(database, clock)
    with database.write() as work:
        step = Step("Kitais žodžiais", MONDAY + timedelta(days=3))
        leads.plan_step(work, lead_to_change(work.session, 1), step)

    assert plan(database) == 0
    assert len(weekly(database)[0].payload["items"]) == 1
