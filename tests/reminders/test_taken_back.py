"""What is taken back is as if it had not been done: who has heard has, and a letter comes again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.reminders.test_deeds import NINE, SEVEN, THURSDAY_AT_SEVEN, TUESDAY, Stage
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.models import Letter, LetterState
from tracker.reminders.planning import plan_due

FRIDAY_AT_SEVEN = SEVEN + timedelta(days=3)
"""Three days of work after the first letter."""
NEXT_THURSDAY_AT_SEVEN = SEVEN + timedelta(days=9)
LATER = date(2026, 12, 7)


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    return Stage(database, clock)


def plan(database: Database) -> None:
    with database.write() as work:
        plan_due(work, limit=10, host="savivaldybe.example")


def take_back(stage: Stage, deed: str) -> None:
    stage.undo(stage.finish() if deed == "done" else stage.snooze(LATER))


def told_twice(stage: Stage, clock: FixedClock) -> None:
    """Let the first letter leave and the second one wait."""
    stage.write(LetterState.SENT)
    clock.move_to(THURSDAY_AT_SEVEN)
    plan(stage.database)
    clock.move_to(THURSDAY_AT_SEVEN + timedelta(hours=2))


@pytest.mark.parametrize("deed", ["done", "put off"])
def test_the_clock_of_those_who_hear_later_goes_on_from_the_first_letter(
    stage: Stage, clock: FixedClock, deed: str
) -> None:
    told_twice(stage, clock)

    take_back(stage, deed)

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.escalate_at) == (SEVEN, FRIDAY_AT_SEVEN)
    assert reminder.letter_at == clock.now(), "the second letter was taken back, and comes again"
    plan(stage.database)
    assert stage.letters == ["sent", "cancelled", "queued"]
    assert stage.reminders[0].told_at == SEVEN


@pytest.mark.parametrize("deed", ["done", "put off"])
def test_who_has_heard_of_it_does_not_hear_again(
    stage: Stage, clock: FixedClock, database: Database, deed: str
) -> None:
    stage.write(LetterState.SENT)
    clock.move_to(FRIDAY_AT_SEVEN + timedelta(hours=1))
    with database.write() as work:
        reminder = work.session.merge(stage.reminders[0])
        reminder.escalated, reminder.escalate_at = 1, NEXT_THURSDAY_AT_SEVEN

    take_back(stage, deed)

    [reminder] = stage.reminders
    assert (reminder.escalated, reminder.escalate_at) == (1, NEXT_THURSDAY_AT_SEVEN)


@pytest.mark.parametrize("above", [1, 5])
def test_a_letter_taken_back_comes_again_whether_it_told_of_one_thing_or_of_several(
    stage: Stage, clock: FixedClock, database: Database, above: int
) -> None:
    stage.write(LetterState.SENT)
    with database.write() as work:
        work.session.get_one(User, stage.owner).digest_above = above
        for _ in range(2):
            Make(work).lead(
                owner_id=stage.owner, next_step="Kita", next_step_on=TUESDAY + timedelta(days=2)
            )
    clock.move_to(THURSDAY_AT_SEVEN)
    plan(database)

    stage.undo(stage.finish())

    reminder = stage.reminders[0]
    assert (reminder.told_at, reminder.escalate_at) == (SEVEN, FRIDAY_AT_SEVEN)
    assert reminder.letter_at == THURSDAY_AT_SEVEN, "now, and not two days later"


def test_who_wants_no_letters_wins_no_time_by_taking_back(stage: Stage, database: Database) -> None:
    with database.write() as work:
        work.session.get_one(User, stage.owner).gets_reminders = False
    stage.write()
    assert stage.letters == []

    stage.undo(stage.finish())

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.escalate_at) == (SEVEN, FRIDAY_AT_SEVEN)


@pytest.mark.parametrize(("deed", "since"), [("done", SEVEN), ("put off", NINE)])
def test_the_first_letter_comes_where_it_was_taken_back(
    stage: Stage, database: Database, deed: str, since: datetime
) -> None:
    stage.write()

    take_back(stage, deed)
    plan(database)

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.escalated) == (since, 0)
    assert stage.letters == ["cancelled", "queued"]


def test_a_letter_that_left_at_another_hour_counts_as_told(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    stage.write(LetterState.SENT)
    early = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    with database.write() as work:
        work.session.execute(update(Letter).values(created_at=early))

    stage.undo(stage.snooze(LATER))

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.letter_at) == (clock.now(), THURSDAY_AT_SEVEN)
