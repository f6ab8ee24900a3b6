"""No letter tells of a silence that a day of a trip has ended, however much else is due."""

from datetime import date, timedelta

from tests.reminders.silences import Silences, seven
from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.models import Letter
from tracker.reminders.planning import plan_due
from tracker.reminders.weekly import plan_weeks
from tracker.trips.models import Meeting
from tracker.trips.service import add_to_trip

AUGUST = date(2026, 8, 27)
TUESDAY = date(2026, 11, 24)
HOST = "savivaldybe.example"
MORNING = seven(2026, 11, 25)
"""Ninety days after that day in August."""


def silent(database: Database, keeper_id: int | None = None, *, since: date = AUGUST) -> Silences:
    found = Silences(database)
    found.talk(since)
    found.keep(90, keeper_id)
    return found


def met(database: Database, silences: list[Silences], on: date = TUESDAY) -> None:
    """Let a trip's day that is to come end silences."""
    with database.write() as work:
        trip = Make(work).trip(start_on=on, end_on=on)
        for each in silences:
            add_to_trip(work, trip.id, each.contact_id, how=Meeting.MET)


def told(database: Database) -> list[Letter]:
    with database.write() as work:
        plan_due(work, limit=1, host=HOST)
    return Silences(database).letters()


def test_a_silence_that_ended_is_not_told_of_while_others_wait_for_nobody(
    database: Database, clock: FixedClock
) -> None:
    stranded = silent(database, since=AUGUST - timedelta(days=1))
    with database.write() as work:
        work.session.get_one(User, stranded.keeper_id).disabled_at = work.now
    met(database, [silent(database)])
    clock.move_to(MORNING)

    assert told(database) == []


def test_all_that_is_due_of_one_keeper_is_looked_at_again(
    database: Database, clock: FixedClock
) -> None:
    first = silent(database)
    others = [silent(database, first.keeper_id) for _ in range(4)]
    met(database, [first, *others[:3]])
    clock.move_to(MORNING)

    [letter] = told(database)

    assert letter.subject_key == f"reminder:{others[3].reminders()[4].id}"


def test_the_weeks_letter_names_no_silence_that_ended_although_it_was_told_of_before(
    database: Database, clock: FixedClock
) -> None:
    silences = silent(database)
    clock.move_to(MORNING)
    assert len(told(database)) == 1
    met(database, [silences], date(2026, 11, 29))
    monday = seven(2026, 11, 30)
    with database.write() as work:
        work.session.get_one(User, silences.keeper_id).weekly_at = monday

    clock.move_to(monday)
    with database.write() as work:
        plan_weeks(work, limit=10, host=HOST)

    assert [letter.template for letter in silences.letters()] == ["silence"]


def test_it_is_as_many_statements_however_many_silences_are_due(
    database: Database, clock: FixedClock
) -> None:
    def said() -> int:
        with gather(database) as lines, database.write() as work:
            plan_due(work, limit=50, host=HOST)
        return len(lines)

    first = silent(database)
    clock.move_to(MORNING)
    few = said()
    for _ in range(4):
        silent(database, first.keeper_id, since=AUGUST + timedelta(days=1))
    clock.move_to(MORNING + timedelta(days=1))

    assert said() == few
