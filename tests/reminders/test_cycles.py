"""A silence from its letter on: each cycle once, done by what is written down, or put off."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.reminders.silences import Silences, seven
from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.errors import ConflictError
from tracker.letters.models import LetterState
from tracker.reminders.keeping import follow_contacts
from tracker.reminders.models import ReminderState
from tracker.reminders.service import finish_own, snooze
from tracker.reminders.touching import silence_to_end

TODAY = date(2026, 11, 23)
AUGUST = date(2026, 8, 27)
DUE = date(2026, 11, 25)
"""Ninety days after that."""


@pytest.fixture
def silences(database: Database) -> Silences:
    return Silences(database)


# --- Letters ---


def test_a_worker_that_stood_still_for_three_days_sends_all_and_each_once(
    database: Database, clock: FixedClock
) -> None:
    several = [Silences(database) for _ in range(3)]
    for back, each in enumerate(several):
        each.talk(AUGUST + timedelta(days=back))
        each.keep(90)

    clock.move_to(seven(2026, 12, 1))

    assert several[0].plan() == 3
    assert several[0].plan() == 0
    told = [letter.payload["since"] for letter in several[0].letters()]
    assert told == ["2026-08-27", "2026-08-28", "2026-08-29"]


def test_a_silence_that_began_long_ago_is_written_about_the_next_morning(
    silences: Silences, clock: FixedClock
) -> None:
    silences.talk(date(2025, 1, 1))

    silences.keep(90)  # maybe for many contacts at once, and in the evening

    assert silences.plan() == 0
    clock.move_to(seven(2026, 11, 24))
    assert silences.plan() == 1
    [letter] = silences.letters()
    assert letter.payload["since"] == "2025-01-01"


def test_nobody_is_late_for_what_was_not_asked_of_them(
    silences: Silences, database: Database, clock: FixedClock
) -> None:
    silences.talk(date(2025, 1, 1))
    silences.keep(90)
    assert silences.reminder().wall_on == TODAY

    with database.write() as work:
        other = Make(work).user().id
    clock.move_to(seven(2026, 12, 1))
    silences.keep(60, other)

    assert silences.reminder().wall_on == date(2026, 12, 1)


def test_a_day_moved_within_the_month_gives_a_letter_of_its_own(
    silences: Silences, clock: FixedClock
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(seven(2026, 11, 25))
    silences.plan()

    silences.keep(93)
    clock.move_to(seven(2026, 11, 30))

    assert silences.plan() == 1
    first, second = silences.letters()
    assert first.idem_key != second.idem_key
    assert first.payload["version"] < second.payload["version"]


def test_each_silence_is_a_cycle_of_its_own(silences: Silences, clock: FixedClock) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(seven(2026, 11, 25))
    assert silences.plan() == 1
    silences.talk(date(2026, 11, 25))

    clock.move_to(seven(2027, 2, 23))

    assert silences.plan() == 1
    assert len({letter.idem_key for letter in silences.letters()}) == 2


# --- Done by what is written down ---


def test_a_contact_after_it_was_due_is_what_it_asked_for(
    silences: Silences, clock: FixedClock
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(seven(2026, 11, 26))
    silences.plan()

    silences.talk(date(2026, 11, 26))

    done, after = silences.reminders()
    assert (done.state, done.done_by_id) == (ReminderState.DONE, silences.keeper_id)
    assert (done.done_on, done.wall_on) == (date(2026, 11, 26), DUE)
    assert (after.state, after.wall_on) == (ReminderState.ACTIVE, date(2027, 2, 24))
    assert [letter.state for letter in silences.letters()] == [LetterState.CANCELLED]


def test_other_days_are_no_contact_even_when_it_is_due(
    silences: Silences, clock: FixedClock
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(seven(2026, 11, 26))

    silences.keep(120)

    [moved] = silences.reminders()
    assert (moved.state, moved.wall_on) == (ReminderState.ACTIVE, AUGUST + timedelta(days=120))


# --- Put off ---


def put_off(silences: Silences, on: date) -> None:
    with silences.database.write(silences.keeper_id) as work:
        snooze(work, work.session.merge(silences.reminder()), on)


def test_what_was_put_off_stays_so_whatever_else_is_written_down(
    silences: Silences, database: Database
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    put_off(silences, date(2026, 12, 7))

    silences.talk(date(2026, 3, 1))
    with database.write() as work:
        work.session.get_one(User, silences.keeper_id).reminder_at = time(10, 0)

    reminder = silences.reminder()
    assert (reminder.state, reminder.wall_on) == (ReminderState.SNOOZED, date(2026, 12, 7))
    assert reminder.letter_at == datetime(2026, 12, 7, 8, 0, tzinfo=UTC)


def test_a_newer_contact_ends_a_putting_off(silences: Silences) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    put_off(silences, date(2026, 12, 7))

    silences.talk(TODAY)

    reminder = silences.reminder()
    assert (reminder.state, reminder.snoozed_from) == (ReminderState.ACTIVE, None)
    assert reminder.wall_on == TODAY + timedelta(days=90)


def test_what_was_put_off_is_written_about_on_a_day_on_which_its_keeper_works(
    database: Database,
) -> None:
    silences = Silences(database, works_on="2345")
    silences.talk(AUGUST)
    silences.keep(90)

    put_off(silences, date(2026, 12, 7))

    reminder = silences.reminder()
    assert (reminder.wall_on, reminder.letter_at) == (date(2026, 12, 7), seven(2026, 12, 8))


# --- At once ---


def test_of_many_who_write_at_once_the_latest_contact_counts_and_one_reminder_lives(
    silences: Silences, database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        lead = Make(work).lead(contact_id=silences.contact_id).id
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(seven(2026, 11, 26))
    reminder_id = silences.reminder().id

    def press(_number: int) -> None:
        with suppress(ConflictError), database.write(silences.keeper_id) as work:
            finish_own(work, silence_to_end(work, reminder_id, seen=None))

    def write(number: int) -> None:
        on_lead = lead if number % 2 else None
        silences.talk(date(2026, 11, 26 - number), lead_id=on_lead)

    def move_hour(number: int) -> None:
        with database.write() as work:
            keeper = work.session.get_one(User, silences.keeper_id)
            work.session.refresh(keeper, with_for_update={"key_share": True})
            keeper.reminder_at = time(number % 12, 0)

    deeds = [press, write, move_hour] * 6
    with ThreadPoolExecutor(6) as hands:
        done = [hands.submit(deed, number) for number, deed in enumerate(deeds)]
    assert [each.exception() for each in done] == [None] * len(deeds)

    assert silences.reminder().wall_on >= date(2026, 11, 25) + timedelta(days=90)
    assert [one.state for one in silences.reminders()].count(ReminderState.ACTIVE) == 1


# --- What it costs ---


def test_an_entry_asks_nothing_more_where_nobody_keeps_in_touch(
    silences: Silences, database: Database
) -> None:
    with gather(database) as said:
        silences.talk(TODAY)

    assert [line for line in said if "reminders" in line] == []
    assert len(said) == 4, said  # the entry, the contact's day of review, the journal, the search


def test_a_new_contact_asks_nothing_more(database: Database) -> None:
    with database.write() as work:
        contact = Make(work).contact()
        work.session.flush()
        with gather(database) as said:
            follow_contacts(work, [contact])

    assert said == []
