"""A silence that nobody watched for a while, and is watched again, is told of in its turn."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.reminders.silences import Silences, seven
from tests.reminders.test_taken_back import on_the_wire, refuse
from tracker.audit.models import Entry
from tracker.contacts.keeping import KEPT, keep_in_touch, take_back
from tracker.contacts.queries import contact_to_change
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.models import LetterState
from tracker.letters.service import mark_sent
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.service import snooze_own

AUGUST = date(2026, 8, 27)
WEDNESDAY_AT_SEVEN = seven(2026, 11, 25)
"""Ninety days after that."""
THURSDAY_AT_SEVEN = WEDNESDAY_AT_SEVEN + timedelta(days=1)
FRIDAY_AT_SEVEN = WEDNESDAY_AT_SEVEN + timedelta(days=2)
IN_TWO_HOURS = timedelta(hours=2)
AT_NIGHT = timedelta(hours=16)
CHANGES = pytest.mark.parametrize("days", [None, 180, 91], ids=["nobody", "later", "tomorrow"])


@pytest.fixture
def silences(database: Database, clock: FixedClock) -> Silences:
    """Have a silence told of on Wednesday at seven."""
    silences = Silences(database)
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(WEDNESDAY_AT_SEVEN)
    assert silences.plan() == 1
    return silences


def say_and_take_back(silences: Silences, days: int | None) -> None:
    with silences.database.write(silences.keeper_id) as work:
        contact = contact_to_change(work.session, silences.contact_id)
        keeper_id = silences.keeper_id if days else None
        keep_in_touch(work, contact, days, keeper_id, seen=None)
    with silences.database.write(silences.keeper_id) as work:
        asked = select(Entry.id).where(Entry.what == KEPT).order_by(Entry.id.desc())
        take_back(work, work.session.scalars(asked).first() or 0)


def leave(silences: Silences) -> None:
    letter = on_the_wire(silences.database)
    with silences.database.write() as work:
        assert mark_sent(work, letter)


@CHANGES
@pytest.mark.parametrize("after", [IN_TWO_HOURS, AT_NIGHT], ids=["by day", "at night"])
def test_whoever_has_heard_of_it_is_told_in_its_turn(
    silences: Silences, clock: FixedClock, days: int | None, after: timedelta
) -> None:
    leave(silences)
    [before] = silences.reminders()
    clock.move_to(WEDNESDAY_AT_SEVEN + after)

    say_and_take_back(silences, days)

    [reminder] = silences.reminders()
    assert (reminder.state, reminder.wall_on) == (ReminderState.ACTIVE, before.wall_on)
    assert (reminder.told_at, reminder.letter_at) == (before.told_at, FRIDAY_AT_SEVEN)
    assert silences.plan() == 0


@CHANGES
def test_what_had_not_left_waits_for_the_morning(
    silences: Silences, clock: FixedClock, days: int | None
) -> None:
    clock.move_to(WEDNESDAY_AT_SEVEN + IN_TWO_HOURS)

    say_and_take_back(silences, days)

    [reminder] = silences.reminders()
    assert (reminder.told_at, reminder.letter_at) == (None, THURSDAY_AT_SEVEN)
    clock.move_to(THURSDAY_AT_SEVEN)
    assert silences.plan() == 1
    states = [letter.state for letter in silences.letters()]
    assert states == [LetterState.CANCELLED, LetterState.QUEUED]


@CHANGES
@pytest.mark.parametrize("arrives", [True, False])
def test_a_letter_on_the_wire_meanwhile_is_the_only_one(
    silences: Silences, database: Database, days: int | None, *, arrives: bool
) -> None:
    letter = on_the_wire(database)

    say_and_take_back(silences, days)
    if arrives:
        with database.write() as work:
            assert mark_sent(work, letter)
    else:
        refuse(database, letter)
    assert silences.plan() == 0

    [told] = silences.letters()
    assert told.state is (LetterState.SENT if arrives else LetterState.QUEUED)
    assert told.payload["version"] == silences.reminder().version


def test_what_was_put_off_stands_on_the_day_it_was_put_off_to(
    silences: Silences, database: Database
) -> None:
    leave(silences)
    friday = FRIDAY_AT_SEVEN.date()
    with database.write(silences.keeper_id) as work:
        snooze_own(work, work.session.scalars(select(Reminder)).one(), friday)

    say_and_take_back(silences, None)

    [reminder] = silences.reminders()
    assert (reminder.state, reminder.wall_on) == (ReminderState.SNOOZED, friday)
    assert (reminder.snoozed_from, reminder.letter_at) == (
        WEDNESDAY_AT_SEVEN.date(),
        FRIDAY_AT_SEVEN,
    )


def test_another_keeper_gets_one_of_their_own(silences: Silences, database: Database) -> None:
    leave(silences)
    silences.keep(None)
    other = Silences(database).keeper_id

    silences.keep(10, other)

    [before, reminder] = silences.reminders()
    assert (before.state, reminder.state) == (ReminderState.CANCELLED, ReminderState.ACTIVE)
    assert (reminder.owner_id, reminder.told_at) == (other, None)


@pytest.mark.parametrize("days", [[180, 90], [None, 180, None, 90]], ids=["moved", "stopped"])
def test_a_silence_that_is_watched_again_after_another_is_not_told_of_again(
    silences: Silences, clock: FixedClock, days: list[int | None]
) -> None:
    leave(silences)
    clock.move_to(WEDNESDAY_AT_SEVEN + timedelta(hours=2))

    for wanted in days:
        silences.keep(wanted)
    clock.move_to(THURSDAY_AT_SEVEN)
    silences.plan()

    assert [letter.template for letter in silences.letters()] == ["silence"]
