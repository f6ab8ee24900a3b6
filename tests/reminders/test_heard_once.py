"""Whoever has heard of something does not hear it again for what was done and undone meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.reminders.test_away_and_back import LATER, move, taken_back, told
from tests.reminders.test_deeds import TUESDAY, Stage
from tests.reminders.test_taken_back import (
    FRIDAY_AT_SEVEN,
    NEXT_THURSDAY_AT_SEVEN,
    hear_of_it,
    on_the_wire,
    plan,
    take_back,
)
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.queries import lead_to_change
from tracker.leads.service import assign_owner
from tracker.letters.models import IN_HAND, Letter, LetterState
from tracker.reminders.escalation import escalate_due

HOST = "savivaldybe.example"


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    return Stage(database, clock)


def escalate(database: Database) -> int:
    """Let whoever is next hear that nobody acts."""
    with database.write() as work:
        return escalate_due(work, limit=10, host=HOST)


def to_others(database: Database) -> list[tuple[int | None, LetterState, str]]:
    """Return the letters to others: to whom, how they stand, of which day they tell."""
    with database.read() as work:
        asked = select(Letter).where(Letter.template == "escalation").order_by(Letter.id)
        found = work.session.scalars(asked).all()
        return [(one.recipient_id, one.state, one.payload["items"][0]["due_on"]) for one in found]


def have_deputy(stage: Stage) -> None:
    with stage.database.write() as work:
        work.session.get_one(User, stage.owner).deputy_id = stage.other


@pytest.mark.parametrize("deed", ["done", "put off", "given"])
def test_a_deputy_who_has_heard_does_not_hear_again_while_the_managers_letter_waits(
    stage: Stage, clock: FixedClock, database: Database, deed: str
) -> None:
    have_deputy(stage)
    with database.write() as work:
        manager = Make(work).user().id
        work.session.get_one(User, stage.owner).manager_id = manager
    stage.write(LetterState.SENT)
    clock.move_to(FRIDAY_AT_SEVEN)
    hear_of_it(database)
    clock.move_to(NEXT_THURSDAY_AT_SEVEN)
    told(database)
    assert escalate(database) == 1

    if deed == "given":
        with database.write(stage.owner) as work:
            given = assign_owner(work, lead_to_change(work.session, stage.lead_id), stage.other)
        taken_back(database, stage.owner, [given])
    else:
        take_back(stage, deed)
    escalate(database)
    escalate(database)

    readers = [reader for reader, _, _ in to_others(database)]
    assert (readers.count(stage.other), set(readers)) == (1, {stage.other, manager})


def test_a_step_that_was_reworded_and_then_moved_away_and_back_is_not_told_of_again(
    stage: Stage, database: Database
) -> None:
    stage.write(LetterState.SENT)
    move(database, stage.lead_id, TUESDAY, words="Parašyti")

    move(database, stage.lead_id, LATER, TUESDAY, words="Parašyti")
    plan(database)

    assert stage.letters == ["sent"]


def test_of_letters_to_others_the_one_that_was_taken_back_stands_up_again_and_no_older_one(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    have_deputy(stage)
    stage.write(LetterState.SENT)
    clock.move_to(FRIDAY_AT_SEVEN)
    assert escalate(database) == 1
    on_the_wire(database)
    monday = FRIDAY_AT_SEVEN + timedelta(days=3)
    move(database, stage.lead_id, monday.date())
    clock.move_to(monday)
    told(database)
    clock.move_to(monday + timedelta(days=3))
    assert escalate(database) == 1

    stage.undo(stage.finish())
    escalate(database)

    waiting = [day for _, state, day in to_others(database) if state in IN_HAND]
    assert waiting == [monday.date().isoformat()]


def test_a_deputy_who_has_heard_has_when_it_moves_away_and_back_after_its_turn(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    have_deputy(stage)
    stage.write(LetterState.SENT)
    clock.move_to(FRIDAY_AT_SEVEN)
    hear_of_it(database)

    move(database, stage.lead_id, LATER, TUESDAY)
    plan(database)
    clock.move_to(NEXT_THURSDAY_AT_SEVEN)
    escalate(database)

    assert [reader for reader, _, _ in to_others(database)] == [stage.other]


def test_what_comes_back_from_another_by_hand_after_its_turn_begins_anew(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    have_deputy(stage)
    stage.write(LetterState.SENT)
    for owner in (stage.other, stage.owner):
        with database.write(stage.other) as work:
            assign_owner(work, lead_to_change(work.session, stage.lead_id), owner)
        clock.move_to(NEXT_THURSDAY_AT_SEVEN)

    plan(database)

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.escalated) == (NEXT_THURSDAY_AT_SEVEN, 0)
    assert escalate(database) == 0


def test_others_who_heard_of_another_day_have_not_heard_of_this(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    have_deputy(stage)
    stage.write(LetterState.SENT)
    clock.move_to(FRIDAY_AT_SEVEN)
    hear_of_it(database)
    monday = FRIDAY_AT_SEVEN + timedelta(days=3)
    move(database, stage.lead_id, monday.date())
    clock.move_to(monday)
    told(database)

    stage.undo(stage.snooze(LATER + timedelta(days=1)))

    assert stage.reminders[0].escalated == 0
