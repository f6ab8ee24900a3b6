"""A reminder comes again until somebody acts: on working days, as its owner chose."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.reminders.test_planning import SEVEN, letters, own_reminder, plan
from tests.support.make import Make
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads import service as leads
from tracker.leads.queries import lead_to_change
from tracker.letters.models import LetterState
from tracker.reminders.models import Reminder

TUESDAY = date(2026, 11, 24)


def lead_due(database: Database, **owner: Any) -> int:
    with database.write() as work:
        make = Make(work)
        someone = make.user(**owner)
        return make.lead(owner_id=someone.id, next_step="Paskambinti", next_step_on=TUESDAY).id


def mornings(database: Database, clock: FixedClock, days: int) -> list[date]:
    """Return the days on which letters were planned, with a worker that ticks once an hour."""
    found = []
    for hour in range(24 * days):
        clock.move_to(SEVEN + timedelta(hours=hour))
        found += [clock.now().date()] * plan(database)
    return found


def reminder(database: Database) -> Reminder:
    with database.read() as work:
        return work.session.scalars(select(Reminder)).one()


@pytest.mark.parametrize(
    ("every", "days"), [(1, [24, 25, 26, 27, 30]), (2, [24, 26, 30]), (5, [24])]
)
def test_it_comes_again_after_as_many_working_days_as_the_owner_chose(
    database: Database, clock: FixedClock, every: int, days: list[int]
) -> None:
    lead_due(database, nag_every=every)

    assert mornings(database, clock, 7) == [date(2026, 11, day) for day in days]


def test_it_comes_on_the_owners_own_working_days(database: Database, clock: FixedClock) -> None:
    lead_due(database, works_on="14", nag_every=1)  # Mondays and Thursdays

    assert mornings(database, clock, 8) == [date(2026, 11, 26), date(2026, 11, 30)]


def test_it_comes_at_the_owners_hour_in_the_owners_zone(
    database: Database, clock: FixedClock
) -> None:
    lead_due(database, time_zone="America/New_York", reminder_at=time(9, 0))

    clock.move_to(datetime(2026, 11, 24, 13, 59, tzinfo=UTC))
    assert plan(database) == 0
    clock.move_to(datetime(2026, 11, 24, 14, 0, tzinfo=UTC))
    assert plan(database) == 1

    assert reminder(database).letter_at == datetime(2026, 11, 26, 14, 0, tzinfo=UTC)


def test_public_holidays_are_left_out(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        owner = Make(work).user(nag_every=1)
        Make(work).lead(owner_id=owner.id, next_step="Sveikinti", next_step_on=date(2026, 12, 23))
    clock.move_to(datetime(2026, 12, 23, 5, 0, tzinfo=UTC))
    assert plan(database) == 1

    assert reminder(database).letter_at == datetime(2026, 12, 28, 5, 0, tzinfo=UTC)


def test_done_ends_it(database: Database, clock: FixedClock) -> None:
    lead_id = lead_due(database)
    clock.move_to(SEVEN)
    plan(database)

    with database.write() as work:
        leads.finish_step(work, lead_to_change(work.session, lead_id))

    assert mornings(database, clock, 10) == []


def test_each_time_is_a_letter_of_its_own_that_says_how_late_it_is(
    database: Database, clock: FixedClock
) -> None:
    lead_due(database)

    mornings(database, clock, 3)

    assert [letter.idem_key for letter in letters(database)] == [
        "rem:1:1:1:email",
        "rem:1:2:1:email",
    ]
    assert {letter.payload["due_on"] for letter in letters(database)} == {"2026-11-24"}


def test_a_worker_that_was_away_for_days_sends_once_and_goes_on(
    database: Database, clock: FixedClock
) -> None:
    lead_due(database, nag_every=1)

    clock.move_to(SEVEN + timedelta(days=3))
    assert [plan(database), plan(database)] == [1, 0]

    assert reminder(database).letter_at == datetime(2026, 11, 30, 5, 0, tzinfo=UTC)


def test_who_wants_no_reminders_by_mail_gets_none_and_the_reminder_stays(
    database: Database, clock: FixedClock
) -> None:
    lead_due(database, gets_reminders=False)
    clock.move_to(SEVEN)

    assert plan(database) == 1

    assert letters(database) == []
    assert reminder(database).told_at == SEVEN
    assert reminder(database).escalate_at is not None, "others hear of it all the same"


def test_one_with_an_hour_of_its_own_comes_again_in_the_morning(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        own_reminder(work, wall_at=time(15, 0), letter_at=SEVEN + timedelta(hours=8))
    clock.move_to(SEVEN + timedelta(hours=8))
    plan(database)

    assert reminder(database).letter_at == SEVEN + timedelta(days=2)


def test_a_letter_that_was_given_up_does_not_end_it(database: Database, clock: FixedClock) -> None:
    lead_due(database)
    clock.move_to(SEVEN)
    plan(database)
    with database.write() as work:
        work.session.merge(letters(database)[0]).state = LetterState.DEAD

    clock.move_to(SEVEN + timedelta(days=2))

    assert plan(database) == 1
