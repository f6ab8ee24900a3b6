"""Somebody's last day passes while letters wait for them: whoever stands in is written to."""

from datetime import date, timedelta

from sqlalchemy import select

from tests.reminders.test_planning import HOST, SEVEN, letters, own_reminder, plan
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.jobs import Post
from tracker.letters.models import LetterState
from tracker.reminders.models import Reminder
from tracker.reminders.parting import write_to_stand_ins
from tracker.reminders.weekly import plan_weeks

LAST_DAY = date(2026, 11, 24)


def leaves(database: Database, clock: FixedClock) -> tuple[int, int]:
    """Let a letter wait for somebody on their last day; return them and their deputy."""
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy, active_until=LAST_DAY).id
        own_reminder(work, owner_id=owner)
    clock.move_to(SEVEN)
    plan(database)
    return owner, deputy


def test_on_the_last_day_nothing_changes(database: Database, clock: FixedClock, post: Post) -> None:
    leaves(database, clock)

    assert write_to_stand_ins(post) == 0
    assert [letter.state for letter in letters(database)] == [LetterState.QUEUED]


def test_after_it_what_waits_goes_to_whoever_stands_in(
    database: Database, clock: FixedClock, post: Post
) -> None:
    owner, deputy = leaves(database, clock)
    clock.move_to(SEVEN + timedelta(days=1))

    assert write_to_stand_ins(post) == 1
    assert write_to_stand_ins(post) == 0
    assert plan(database) == 1

    assert [(letter.recipient_id, letter.state) for letter in letters(database)] == [
        (owner, LetterState.CANCELLED),
        (deputy, LetterState.QUEUED),
    ]


# --- Letters that somebody does not want any more ---


def test_who_ends_letters_gets_none_that_wait_and_the_reminder_stays(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user().id
        own_reminder(work, owner_id=owner)
    clock.move_to(SEVEN)
    plan(database)

    with database.write() as work:
        work.session.get_one(User, owner).gets_reminders = False

    assert [letter.state for letter in letters(database)] == [LetterState.CANCELLED]
    with database.read() as work:
        assert work.session.scalars(select(Reminder.letter_at)).one() is not None
    assert plan(database) == 0


def test_the_morning_that_the_weeks_letter_told_of_is_told_of_without_it(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user(weekly_at=SEVEN).id
        Make(work).lead(owner_id=owner, next_step_on=LAST_DAY)
        Make(work).lead(owner_id=owner, next_step_on=LAST_DAY + timedelta(days=1))
    clock.move_to(SEVEN)
    with database.write() as work:
        plan_weeks(work, limit=50, host=HOST)

    with database.write() as work:
        work.session.get_one(User, owner).gets_weekly = False

    assert plan(database) == 1
    assert [(letter.template, letter.state) for letter in letters(database)] == [
        ("week", LetterState.CANCELLED),
        ("reminder", LetterState.QUEUED),
    ]


def test_who_wants_neither_is_told_of_nothing_by_ending_the_weeks_letter(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user(weekly_at=SEVEN, gets_reminders=False).id
        Make(work).lead(owner_id=owner, next_step_on=LAST_DAY)
    clock.move_to(SEVEN)
    with database.write() as work:
        plan_weeks(work, limit=50, host=HOST)

    with database.write() as work:
        work.session.get_one(User, owner).gets_weekly = False

    assert plan(database) == 0
    assert [letter.state for letter in letters(database)] == [LetterState.CANCELLED]


def test_who_stands_in_gets_what_is_anothers_all_the_same(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy)
        Make(work).absence(owner, start_on=LAST_DAY, end_on=LAST_DAY)
        own_reminder(work, owner_id=owner.id)
    clock.move_to(SEVEN)
    plan(database)

    with database.write() as work:
        work.session.get_one(User, deputy).gets_reminders = False

    assert [letter.state for letter in letters(database)] == [LetterState.QUEUED]
