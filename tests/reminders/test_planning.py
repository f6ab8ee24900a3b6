"""A due reminder becomes a letter: each occurrence one, whoever plans, however late."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.leads.models import Activity, ActivityKind
from tracker.letters.models import Letter, LetterState
from tracker.letters.queries import day_told
from tracker.reminders import queries
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.reminders.payloads import MOST_LISTED
from tracker.reminders.planning import plan_due

SEVEN = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
HOST = "savivaldybe.example"


def plan(database: Database, *, limit: int = 100) -> int:
    with database.write() as work:
        return plan_due(work, limit=limit, host=HOST)


def own_reminder(work: Work, **given: Any) -> Reminder:
    """Make a reminder that is no lead's next step."""
    make = Make(work)
    values: dict[str, Any] = {
        "kind": ReminderKind.OWN,
        "title": "Peržiūrėti sutartį",
        "wall_on": date(2026, 11, 24),
        "wall_at": time(7, 0),
        "zone": "Europe/Vilnius",
        "due_at": SEVEN,
        "letter_at": SEVEN,
        "state": ReminderState.ACTIVE,
        "created_at": work.now,
        **given,
    }
    if "owner_id" not in values:
        values["owner_id"] = make.user().id
    if not {"lead_id", "trip_id", "contact_id"} & set(values):
        values["trip_id"] = make.trip().id
    reminder = Reminder(**values)
    work.session.add(reminder)
    work.session.flush()
    return reminder


def letters(database: Database) -> list[Letter]:
    with database.read() as work:
        return list(work.session.scalars(select(Letter).order_by(Letter.id)))


def test_a_reminder_is_written_about_when_it_is_due_and_not_before(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        own_reminder(work)

    clock.move_to(SEVEN - timedelta(seconds=1))
    assert plan(database) == 0
    clock.move_to(SEVEN)
    assert plan(database) == 1
    assert plan(database) == 0

    [letter] = letters(database)
    assert letter.idem_key == "rem:1:1:1:email"
    assert letter.subject_key == "reminder:1"
    assert letter.not_before == SEVEN


def test_three_days_without_a_worker_lose_nothing_and_repeat_nothing(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        for _ in range(5):
            own_reminder(work)

    clock.move_to(SEVEN + timedelta(days=3))

    assert plan(database) == 5
    assert plan(database) == 0
    assert len(letters(database)) == 5


def test_a_plan_that_was_not_committed_is_made_again(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        own_reminder(work)
    clock.move_to(SEVEN)

    def plan_and_crash() -> None:
        with database.write() as work:
            assert plan_due(work, limit=10, host=HOST) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        plan_and_crash()
    assert letters(database) == []

    assert plan(database) == 1


def test_a_clock_put_back_repeats_nothing(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        own_reminder(work)
    clock.move_to(SEVEN + timedelta(hours=1))
    plan(database)

    clock.move_to(SEVEN)
    assert plan(database) == 0
    clock.move_to(SEVEN + timedelta(days=1))
    assert plan(database) == 0


def test_workers_that_plan_together_write_each_letter_once(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner, trip = Make(work).user(), Make(work).trip()
        for _ in range(80):
            own_reminder(work, owner_id=owner.id, trip_id=trip.id)
    clock.move_to(SEVEN)
    together = threading.Barrier(4)
    planned: list[int] = []

    def work_away() -> None:
        together.wait()
        while count := plan(database, limit=7):
            planned.append(count)

    workers = [threading.Thread(target=work_away) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(planned) == 80
    assert len({letter.idem_key for letter in letters(database)}) == 80


def test_a_reminder_that_comes_again_is_written_about_each_day_once(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        own_reminder(work, rrule="FREQ=DAILY")

    for day in range(3):
        clock.move_to(SEVEN + timedelta(days=day))
        assert plan(database) == 1
        assert plan(database) == 0

    keys = [letter.idem_key for letter in letters(database)]
    assert keys == ["rem:1:1:1:email", "rem:1:2:1:email", "rem:1:3:1:email"]


@pytest.mark.parametrize("hours", [-1, 0, 1])
def test_the_missed_days_of_a_repeating_reminder_are_one_letter_and_the_next_is_ahead(
    database: Database, clock: FixedClock, hours: int
) -> None:
    with database.write() as work:
        own_reminder(work, rrule="FREQ=DAILY")
    month_later = SEVEN + timedelta(days=30)
    clock.move_to(month_later + timedelta(hours=hours))

    assert [plan(database) for _ in range(2)] == [1, 0]

    with database.read() as work:
        reminder = work.session.scalars(select(Reminder)).one()
    assert [letter.payload["due_on"] for letter in letters(database)] == ["2026-11-24"]
    next_at = month_later if hours < 0 else month_later + timedelta(days=1)
    assert reminder.letter_at == reminder.due_at == next_at
    assert reminder.wall_on == next_at.date()


@pytest.mark.parametrize("days", [0, 30])
def test_after_its_last_day_a_repeating_reminder_has_ended(
    database: Database, clock: FixedClock, days: int
) -> None:
    with database.write() as work:
        own_reminder(work, rrule="FREQ=DAILY;UNTIL=20261124")

    clock.move_to(SEVEN + timedelta(days=days))

    assert [plan(database) for _ in range(2)] == [1, 0]
    with database.read() as work:
        reminder = work.session.scalars(select(Reminder)).one()
    assert (reminder.state, reminder.letter_at) == (ReminderState.ENDED, None)
    assert reminder.wall_on == date(2026, 11, 24)


def test_the_last_letter_of_a_repeating_reminder_is_written_anew_to_who_stands_in(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy = Make(work).user()
        owner = Make(work).user(deputy_id=deputy.id)
        own_reminder(work, owner_id=owner.id, rrule="FREQ=DAILY;UNTIL=20261124")
    clock.move_to(SEVEN)
    assert plan(database) == 1
    with database.write() as work:
        work.session.get_one(User, owner.id).disabled_at = work.now

    assert [plan(database) for _ in range(2)] == [1, 0]

    waiting = [letter for letter in letters(database) if letter.state is LetterState.QUEUED]
    assert [letter.recipient_id for letter in waiting] == [deputy.id]


@pytest.mark.parametrize("others", [0, MOST_LISTED])
def test_each_day_of_a_repeating_reminder_is_told_of_also_if_its_letter_is_taken_back(
    database: Database, clock: FixedClock, others: int
) -> None:
    """Among others it is told of in a letter that only counts it."""
    with database.write() as work:
        deputy = Make(work).user(digest_above=5)
        owner = Make(work).user(deputy_id=deputy.id)
        for _ in range(others):
            Make(work).lead(owner_id=owner.id, next_step_on=date(2026, 11, 24))
        own_reminder(work, owner_id=owner.id, rrule="FREQ=WEEKLY")
        number = work.session.scalars(select(Reminder.id).where(Reminder.rrule.is_not(None))).one()
    late, week = SEVEN + timedelta(hours=2), timedelta(days=7)
    clock.move_to(late)
    assert plan(database) == others + 1
    with database.write() as work:
        work.session.get_one(User, owner.id).disabled_at = work.now

    days = []
    for moment in (late, late + week):
        clock.move_to(moment)
        assert plan(database) == others + 1
        with database.read() as work:
            days.append(day_told(work.session, f"reminder:{number}"))
    assert days == [date(2026, 11, 24), date(2026, 12, 1)]
    assert {letter.recipient_id for letter in letters(database)} == {owner.id, deputy.id}


def test_nobody_is_written_to_whose_account_is_off_and_the_reminder_waits_visible(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        own_reminder(work, owner_id=Make(work).user(disabled_at=work.now).id)
        own_reminder(work, owner_id=Make(work).user(active_until=date(2026, 11, 23)).id)
        own_reminder(work)
    clock.move_to(SEVEN)

    assert plan(database) == 1

    with database.read() as work:
        assert queries.stranded(work) == (2, 0)
        assert queries.how_many_due(work) == (0, None)


def test_one_owner_whose_account_is_off_keeps_nobody_else_waiting(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        off = Make(work).user(disabled_at=work.now)
        for _ in range(5):
            own_reminder(work, owner_id=off.id)
        own_reminder(work)
    clock.move_to(SEVEN)

    assert plan(database, limit=1) == 1


def test_the_oldest_that_is_due_tells_since_when_reminders_wait(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        own_reminder(work)
        own_reminder(work, letter_at=SEVEN + timedelta(minutes=5))

    clock.move_to(SEVEN + timedelta(hours=1))

    with database.read() as work:
        assert queries.how_many_due(work)[1] == SEVEN


def test_the_letter_tells_of_the_lead_its_contact_and_the_latest_entry(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        signers = make.organisation("Formosa Sign", name_lt="„Formosa Sign“")
        contact = make.contact(organisation=signers)
        lead = make.lead(contact_id=contact.id, organisation_id=signers.id)
        for day, text in ((date(2026, 11, 20), "Vakar"), (date(2026, 11, 2), "Seniai")):
            work.session.add(
                Activity(
                    kind=ActivityKind.CALL,
                    lead_id=lead.id,
                    happened_on=day,
                    entered_at=work.now,
                    text=text,
                )
            )
    clock.move_to(SEVEN + timedelta(days=2))
    assert plan(database) == 1

    [letter] = letters(database)
    told = letter.payload
    assert told["step"] == "Paskambinti"
    assert told["about"] == {"path": f"/leads/{lead.id}", "title": "El. parašo platforma"}
    assert (told["contact"], told["organisation"]) == ("Mei-ling Lin", "„Formosa Sign“")
    assert (told["country"], told["zone_there"]) == ("TW", "Asia/Taipei")
    assert told["last"] == {"on": "2026-11-20", "text": "Vakar"}
    assert told["due_at"] is None
    assert letter.recipient_id == told["person"] == lead.owner_id


def test_the_letter_is_in_its_readers_language_and_names_the_organisation_in_it(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        signers = make.organisation("Formosa Sign", name_lt="„Formosa Sign“")
        make.lead(organisation_id=signers.id, owner_id=make.user(language="en").id)
    clock.move_to(SEVEN + timedelta(days=2))
    plan(database)

    [letter] = letters(database)
    assert letter.locale == "en"
    assert letter.payload["organisation"] == "Formosa Sign"


def test_a_reminder_about_no_lead_is_written_about_too(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        own_reminder(work, contact_id=Make(work).contact().id)
    clock.move_to(SEVEN)
    plan(database)

    [letter] = letters(database)
    assert letter.payload["about"] is None
    assert letter.payload["contact"] == "Mei-ling Lin"
    assert letter.payload["due_at"] == "7:00"


def test_a_batch_is_seven_statements_however_large(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        owner, trip = Make(work).user(), Make(work).trip()
        for _ in range(50):
            own_reminder(work, owner_id=owner.id, trip_id=trip.id)
    clock.move_to(SEVEN)

    with gather(database) as said:
        assert plan(database) == 50

    assert len(said) == 7


def test_a_letter_goes_to_the_address_the_owner_has_by_then(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        own_reminder(work)
    with database.write() as work:
        work.session.scalars(select(User)).one().email = "new@savivaldybe.example"
    clock.move_to(SEVEN)
    plan(database)

    assert [letter.address for letter in letters(database)] == ["new@savivaldybe.example"]
