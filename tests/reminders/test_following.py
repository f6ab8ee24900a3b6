"""One living reminder per lead, always in step with its next step, its sleep and its owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads import service as leads
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step
from tracker.letters.models import Letter, LetterState
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.reminders.planning import plan_due

TUESDAY = date(2026, 11, 24)
SEVEN = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""7:00 in Vilnius, in winter."""
THURSDAY_AT_SEVEN = SEVEN + timedelta(days=2)


@contextmanager
def changing(database: Database, lead_id: int) -> Iterator[tuple[Any, Lead]]:
    with database.write() as work:
        yield work, lead_to_change(work.session, lead_id)


def new_lead(database: Database, **given: Any) -> int:
    with database.write() as work:
        values = {"next_step": "Paskambinti", "next_step_on": TUESDAY, **given}
        return Make(work).lead(**values).id


def reminders(database: Database) -> list[Reminder]:
    with database.read() as work:
        return list(work.session.scalars(select(Reminder).order_by(Reminder.id)))


def only(database: Database) -> Reminder:
    [reminder] = reminders(database)
    return reminder


def write_due(database: Database) -> int:
    with database.write() as work:
        return plan_due(work, limit=100, host="savivaldybe.example")


def send_at_seven(database: Database, clock: FixedClock) -> None:
    clock.move_to(SEVEN)
    write_due(database)
    with database.write() as work:
        sent = work.session.scalars(select(Letter)).one()
        sent.state, sent.sent_at = LetterState.SENT, work.now


def letter_states(database: Database) -> list[str]:
    with database.read() as work:
        return [
            state.value for state in work.session.scalars(select(Letter.state).order_by(Letter.id))
        ]


# --- New ---


def test_a_lead_with_a_step_has_a_reminder_at_its_owners_hour(database: Database) -> None:
    new_lead(database)

    reminder = only(database)
    assert reminder.kind is ReminderKind.NEXT_STEP
    assert reminder.title == "Paskambinti"
    assert (reminder.wall_on, reminder.wall_at, reminder.zone) == (
        TUESDAY,
        time(7, 0),
        "Europe/Vilnius",
    )
    assert reminder.due_at == reminder.letter_at == SEVEN


def test_the_owners_own_hour_and_zone_count(database: Database) -> None:
    with database.write() as work:
        owner = Make(work).user(reminder_at=time(9, 30), time_zone="Asia/Taipei")
    new_lead(database, owner_id=owner.id)

    assert only(database).letter_at == datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def test_a_step_with_an_hour_is_written_about_at_that_hour_on_any_day(database: Database) -> None:
    new_lead(database, next_step_on=date(2026, 11, 28), next_step_at=time(11, 0))

    assert only(database).letter_at == datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "written"),
    [
        (date(2026, 11, 28), date(2026, 11, 30)),  # a Saturday
        (date(2026, 11, 29), date(2026, 11, 30)),  # a Sunday
        (date(2027, 2, 16), date(2027, 2, 17)),  # the day of independence, a Tuesday
        (date(2026, 12, 24), date(2026, 12, 28)),  # Christmas, then a weekend
        (date(2027, 3, 26), date(2027, 3, 26)),  # Good Friday is a working day here
        (date(2027, 3, 28), date(2027, 3, 30)),  # Easter and its Monday
    ],
)
def test_a_day_of_rest_is_written_about_on_the_next_working_day_and_stays_due(
    database: Database, due: date, written: date
) -> None:
    new_lead(database, next_step_on=due)

    reminder = only(database)
    assert reminder.letter_at is not None
    assert reminder.letter_at.date() == written
    assert reminder.wall_on == reminder.due_at.date() == due


def test_a_sleeping_lead_wakes_its_owner(database: Database) -> None:
    with database.write() as work:
        owner = Make(work).user()
        Make(work).lead(due=None, dormant_until=date(2027, 3, 1), owner_id=owner.id)

    reminder = only(database)
    assert reminder.kind is ReminderKind.WAKE_UP
    assert reminder.wall_on == date(2027, 3, 1)
    assert reminder.title == "El. parašo platforma"


def test_a_lead_without_owner_or_step_has_no_reminder(database: Database) -> None:
    with database.write() as work:
        Make(work).lead(due=None, owner_id=None)
        Make(work).lead(due=None)
        Make(work).lead(due=None, dormant_until=date(2027, 3, 1), owner_id=None)

    assert reminders(database) == []


# --- Moved ---


def test_a_moved_step_moves_its_reminder_and_the_letter_that_waited_is_not_sent(
    database: Database, clock: FixedClock
) -> None:
    lead_id = new_lead(database)
    clock.move_to(SEVEN)
    assert write_due(database) == 1

    with changing(database, lead_id) as (work, lead):
        leads.postpone_step(work, lead, date(2026, 11, 26))

    reminder = only(database)
    assert letter_states(database) == ["cancelled"]
    assert (reminder.version, reminder.occurrence) == (2, 2)
    assert reminder.letter_at == datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


def test_a_date_moved_and_moved_back_gives_a_letter_each_time(
    database: Database, clock: FixedClock
) -> None:
    lead_id = new_lead(database)
    clock.move_to(SEVEN)
    write_due(database)

    for day in (date(2026, 11, 26), TUESDAY):
        with changing(database, lead_id) as (work, lead):
            leads.postpone_step(work, lead, day)

    assert write_due(database) == 1
    assert letter_states(database) == ["cancelled", "queued"]


def test_other_words_for_a_step_already_written_about_give_no_second_letter(
    database: Database, clock: FixedClock
) -> None:
    lead_id = new_lead(database)
    send_at_seven(database, clock)

    with changing(database, lead_id) as (work, lead):
        leads.plan_step(work, lead, Step("Paskambinti Lin Mei-ling", TUESDAY))

    reminder = only(database)
    assert reminder.title == "Paskambinti Lin Mei-ling"
    assert reminder.version == 2
    assert reminder.letter_at == THURSDAY_AT_SEVEN, "as it would have come again"


def test_other_words_before_the_letter_left_are_in_the_letter(
    database: Database, clock: FixedClock
) -> None:
    lead_id = new_lead(database)
    clock.move_to(SEVEN)
    write_due(database)

    with changing(database, lead_id) as (work, lead):
        leads.plan_step(work, lead, Step("Parašyti", TUESDAY))
    assert write_due(database) == 1

    with database.read() as work:
        steps = work.session.scalars(select(Letter.payload).order_by(Letter.id)).all()
    assert [payload["step"] for payload in steps] == ["Paskambinti", "Parašyti"]
    assert letter_states(database) == ["cancelled", "queued"]


def test_what_does_not_touch_the_step_leaves_the_reminder_alone(database: Database) -> None:
    lead_id = new_lead(database)

    with changing(database, lead_id) as (_, lead):
        lead.title = "Another title"

    assert only(database).version == 1


# --- Another owner ---


def test_another_owner_gets_the_letter_and_the_old_ones_is_not_sent(
    database: Database, clock: FixedClock
) -> None:
    lead_id = new_lead(database)
    clock.move_to(SEVEN)
    write_due(database)
    with database.write() as work:
        heir = Make(work).user(email="heir@savivaldybe.example")

    with changing(database, lead_id) as (work, lead):
        leads.assign_owner(work, lead, heir.id)
    assert write_due(database) == 1

    assert only(database).version == 2
    assert letter_states(database) == ["cancelled", "queued"]
    with database.read() as work:
        addresses = work.session.scalars(select(Letter.address).order_by(Letter.id)).all()
    assert addresses[1] == "heir@savivaldybe.example"


def test_an_owner_who_chooses_another_hour_is_written_to_then(database: Database) -> None:
    lead_id = new_lead(database)

    with changing(database, lead_id) as (work, lead):
        owner = work.session.get_one(User, lead.owner_id)
        owner.reminder_at = time(9, 0)

    reminder = only(database)
    assert reminder.letter_at == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert reminder.version == 1, "the links in a letter go on working"


def test_another_hour_does_not_send_again_what_has_been_sent(
    database: Database, clock: FixedClock
) -> None:
    lead_id = new_lead(database)
    send_at_seven(database, clock)

    with changing(database, lead_id) as (work, lead):
        owner = work.session.get_one(User, lead.owner_id)
        owner.reminder_at = time(7, 30)

    assert only(database).letter_at == THURSDAY_AT_SEVEN + timedelta(minutes=30)


def test_nothing_leaves_for_an_account_that_is_switched_off_and_nothing_is_lost(
    database: Database, clock: FixedClock
) -> None:
    lead_id = new_lead(database)
    clock.move_to(SEVEN)
    write_due(database)

    with changing(database, lead_id) as (work, lead):
        owner = work.session.get_one(User, lead.owner_id)
        owner.disabled_at = work.now

    assert letter_states(database) == ["cancelled"]
    assert write_due(database) == 0
    assert only(database).letter_at == SEVEN

    with database.write() as work:
        heir = Make(work).user()
    with changing(database, lead_id) as (work, lead):
        leads.assign_owner(work, lead, heir.id)
    assert write_due(database) == 1


# --- Over ---


def test_a_closed_lead_is_not_written_about(database: Database, clock: FixedClock) -> None:
    lead_id = new_lead(database)
    clock.move_to(SEVEN)
    write_due(database)

    with changing(database, lead_id) as (work, lead):
        leads.close_lead(work, lead, "Nutraukė derybas")

    reminder = only(database)
    assert (reminder.state, reminder.letter_at) == (ReminderState.CANCELLED, None)
    assert letter_states(database) == ["cancelled"]


def test_a_lead_put_to_sleep_has_one_reminder_which_wakes_it(database: Database) -> None:
    lead_id = new_lead(database)

    with changing(database, lead_id) as (work, lead):
        leads.let_sleep(work, lead, date(2027, 3, 1))

    reminder = only(database)
    assert reminder.kind is ReminderKind.WAKE_UP
    assert reminder.wall_on == date(2027, 3, 1)


def test_a_lead_taken_up_again_has_a_new_reminder(database: Database) -> None:
    lead_id = new_lead(database)
    with changing(database, lead_id) as (work, lead):
        leads.close_lead(work, lead, "Nutraukė derybas")

    with changing(database, lead_id) as (work, lead):
        leads.reopen_lead(work, lead, Step("Parašyti", TUESDAY + timedelta(days=2)))

    assert [reminder.state for reminder in reminders(database)] == [
        ReminderState.CANCELLED,
        ReminderState.ACTIVE,
    ]


def test_a_unit_of_work_that_fails_leaves_the_reminder_as_it_was(database: Database) -> None:
    lead_id = new_lead(database)

    def postpone_and_fail() -> None:
        with changing(database, lead_id) as (work, lead):
            leads.postpone_step(work, lead, date(2026, 12, 1))
            work.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        postpone_and_fail()

    assert only(database).wall_on == TUESDAY


def test_many_leads_are_followed_by_two_questions(database: Database) -> None:
    with database.write() as work:
        owner = Make(work).user()
        for _ in range(20):
            Make(work).lead(owner_id=owner.id)

    with gather(database) as said, database.write() as work:
        for lead in work.session.scalars(select(Lead)):
            lead.next_step_on = date(2026, 12, 1)

    questions = [line for line in said if "reminders" in line and line.startswith("SELECT")]
    assert len(questions) == 2, "how they stand, and a lock on those that change"
    assert {reminder.wall_on for reminder in reminders(database)} == {date(2026, 12, 1)}


def test_other_days_of_work_move_the_letter_that_is_to_come(database: Database) -> None:
    lead_id = new_lead(database, next_step_on=date(2026, 11, 27))

    with changing(database, lead_id) as (work, lead):
        work.session.get_one(User, lead.owner_id).works_on = "1234"

    reminder = only(database)
    assert reminder.letter_at == datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    assert (reminder.wall_on, reminder.version) == (date(2026, 11, 27), 1), "it is due as before"


def test_other_days_of_work_move_the_letter_that_comes_again(
    database: Database, clock: FixedClock
) -> None:
    lead_id = new_lead(database)
    send_at_seven(database, clock)
    assert only(database).letter_at == THURSDAY_AT_SEVEN

    with changing(database, lead_id) as (work, lead):
        work.session.get_one(User, lead.owner_id).works_on = "125"

    assert only(database).letter_at == THURSDAY_AT_SEVEN + timedelta(days=1)


def test_a_step_with_an_hour_of_its_own_is_told_of_at_it_on_any_day(database: Database) -> None:
    lead_id = new_lead(database, next_step_at=time(11, 0))

    with changing(database, lead_id) as (work, lead):
        work.session.get_one(User, lead.owner_id).works_on = "5"

    assert only(database).letter_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
