"""A country changes the rules of its clock: reminders stay at the hour that was promised."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.reminders.test_planning import SEVEN, own_reminder
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.clock import FixedClock, to_utc
from tracker.core.db import Database
from tracker.letters.jobs import Post
from tracker.reminders import zones
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.zones import keep_wall_times

HOUR = timedelta(hours=1)


def stood(database: Database) -> list[Reminder]:
    with database.read() as work:
        return list(work.session.scalars(select(Reminder).order_by(Reminder.id)))


def test_what_was_computed_by_old_rules_is_computed_anew(database: Database, post: Post) -> None:
    with database.write() as work:
        own_reminder(work, due_at=SEVEN - HOUR, letter_at=SEVEN + 23 * HOUR)

    assert keep_wall_times(post) == 1

    [reminder] = stood(database)
    assert (reminder.due_at, reminder.letter_at) == (SEVEN, SEVEN + 24 * HOUR)
    assert keep_wall_times(post) == 0


def test_what_is_right_is_not_touched(database: Database, post: Post) -> None:
    with database.write() as work:
        own_reminder(work, letter_at=SEVEN + 5 * HOUR)

    assert keep_wall_times(post) == 0
    assert stood(database)[0].letter_at == SEVEN + 5 * HOUR


def test_a_letter_that_comes_again_keeps_its_time(database: Database, post: Post) -> None:
    with database.write() as work:
        own_reminder(
            work, due_at=SEVEN - HOUR, told_at=work.now - HOUR, letter_at=SEVEN + 24 * HOUR
        )

    keep_wall_times(post)

    assert stood(database)[0].letter_at == SEVEN + 24 * HOUR


def test_what_is_over_stays_as_it_was(database: Database, post: Post) -> None:
    with database.write() as work:
        own_reminder(work, due_at=SEVEN - HOUR, letter_at=None, state=ReminderState.CANCELLED)

    assert keep_wall_times(post) == 0


def test_all_are_looked_at_however_many_there_are(
    database: Database, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zones, "AT_ONCE", 3)
    with database.write() as work:
        for _ in range(7):
            own_reminder(work, due_at=SEVEN - HOUR, letter_at=SEVEN - HOUR)

    assert keep_wall_times(post) == 7
    assert {reminder.letter_at for reminder in stood(database)} == {SEVEN}


def test_what_a_clock_in_the_future_told_comes_again_as_if_it_were_told_now(
    database: Database, post: Post
) -> None:
    year = timedelta(days=365)
    with database.write() as work:
        own_reminder(
            work,
            told_at=work.now + year,
            letter_at=work.now + year + 48 * HOUR,
            escalate_at=work.now + year + 72 * HOUR,
        )

    assert keep_wall_times(post) == 1

    [reminder] = stood(database)
    now = database.clock.now()
    assert reminder.told_at == now
    assert reminder.letter_at is not None
    assert reminder.escalate_at is not None
    assert now < reminder.letter_at < now + 96 * HOUR
    assert now < reminder.escalate_at < now + 144 * HOUR
    assert keep_wall_times(post) == 0


def test_what_was_told_before_and_again_by_a_clock_in_the_future_comes_again_soon(
    database: Database, clock: FixedClock, post: Post
) -> None:
    told_at = clock.now() - timedelta(days=5)
    year = timedelta(days=365)
    with database.write() as work:
        own_reminder(
            work,
            wall_on=told_at.date(),
            due_at=SEVEN - timedelta(days=6),
            told_at=told_at,
            letter_at=work.now + year,
            escalate_at=work.now + year,
        )

    assert keep_wall_times(post) == 1

    [reminder] = stood(database)
    assert reminder.told_at == told_at
    assert reminder.letter_at is not None
    assert reminder.escalate_at is not None
    assert clock.now() < reminder.letter_at < clock.now() + 96 * HOUR
    assert clock.now() < reminder.escalate_at < clock.now() + 144 * HOUR
    assert keep_wall_times(post) == 0


def test_what_its_owner_has_put_off_stays_put_off(database: Database, post: Post) -> None:
    later = SEVEN + timedelta(days=70)
    with database.write() as work:
        own_reminder(
            work, wall_on=later.date(), due_at=later, told_at=work.now - HOUR, letter_at=later
        )

    assert keep_wall_times(post) == 0


def test_letters_about_the_week_that_a_clock_in_the_future_put_off_are_timed_anew(
    database: Database, clock: FixedClock, post: Post
) -> None:
    with database.write() as work:
        far = Make(work).user(weekly_at=work.now + timedelta(days=370)).id
        near = Make(work).user(weekly_at=work.now + timedelta(days=14)).id

    keep_wall_times(post)

    with database.read() as work:
        assert work.session.get_one(User, far).weekly_at is None
        assert work.session.get_one(User, near).weekly_at == clock.now() + timedelta(days=14)


def test_what_is_over_by_the_time_it_is_moved_stays_as_it_was(
    database: Database, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as work:
        own_reminder(work, due_at=SEVEN - HOUR, letter_at=SEVEN - HOUR)

    def compute_while_another_acts(*wall: Any) -> datetime:
        monkeypatch.undo()
        with database.write() as other:
            over = {"state": ReminderState.CANCELLED, "letter_at": None}
            other.session.execute(update(Reminder).values(**over))
        return to_utc(*wall)

    monkeypatch.setattr(zones, "to_utc", compute_while_another_acts)

    assert keep_wall_times(post) == 0
    assert stood(database)[0].due_at == SEVEN - HOUR
