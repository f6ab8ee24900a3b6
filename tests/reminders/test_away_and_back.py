"""What is moved away and back stands as it stood: whoever has heard of it is told in its turn."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from tests.reminders.test_deeds import NINE, SEVEN, THURSDAY_AT_SEVEN, TUESDAY, Stage
from tests.reminders.test_taken_back import (
    FRIDAY_AT_SEVEN,
    NEXT_THURSDAY_AT_SEVEN,
    hear_of_it,
    on_the_wire,
    plan,
    refuse,
)
from tests.support.make import Make
from tests.support.side_by_side import SIDE_BY_SIDE
from tracker.accounts.models import User
from tracker.audit.service import Record
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step, assign_owner, plan_step
from tracker.leads.stages import let_sleep
from tracker.letters.models import Letter, LetterState
from tracker.letters.service import mark_sent
from tracker.reminders.models import Reminder
from tracker.reminders.payloads import MOST_LISTED
from tracker.reminders.service import undo_deed

LATER = TUESDAY + timedelta(days=6)


def digest(database: Database, clock: FixedClock) -> Sequence[int]:
    """Have more due on Tuesday morning than one letter lists, and return the leads."""
    with database.write() as work:
        make = Make(work)
        owner = make.user(digest_above=1).id
        leads = [
            make.lead(owner_id=owner, next_step="Paskambinti", next_step_on=TUESDAY).id
            for _ in range(MOST_LISTED + 2)
        ]
    clock.move_to(SEVEN)
    plan(database)
    return leads


def told_digest(database: Database, clock: FixedClock) -> Sequence[int]:
    """Have that letter leave, and it be nine; return the leads."""
    leads = digest(database, clock)
    letter = on_the_wire(database)
    with database.write() as work:
        assert mark_sent(work, letter)
    clock.move_to(NINE)
    return leads


def told(database: Database) -> None:
    """Write what is due, and let it leave."""
    plan(database)
    letter = on_the_wire(database)
    with database.write() as work:
        assert mark_sent(work, letter)


def taken_back(database: Database, by: int, deeds: Sequence[Record | None]) -> None:
    """Take deeds back."""
    for deed in deeds:
        assert deed is not None
        with database.write(by) as work:
            undo_deed(work, deed.id)


def move(database: Database, lead_id: int, *days: date, words: str = "Paskambinti") -> None:
    for day in days:
        with database.write() as work:
            lead = lead_to_change(work.session, lead_id)
            plan_step(work, lead, Step(words, day, lead.next_step_at))


def reminder_of(database: Database, lead_id: int) -> Reminder:
    with database.read() as work:
        return work.session.scalars(select(Reminder).where(Reminder.lead_id == lead_id)).one()


@pytest.mark.parametrize("which", [0, -1], ids=["named", "counted"])
def test_each_part_of_a_digest_that_is_moved_away_and_back_waits_for_its_turn(
    database: Database, clock: FixedClock, which: int
) -> None:
    lead_id = told_digest(database, clock)[which]

    move(database, lead_id, LATER, TUESDAY)
    plan(database)

    assert reminder_of(database, lead_id).letter_at == THURSDAY_AT_SEVEN
    with database.read() as work:
        assert work.session.scalars(select(Letter.state)).all() == [LetterState.SENT]


@pytest.mark.parametrize("which", [0, -1], ids=["named", "counted"])
def test_each_part_of_a_digest_on_the_wire_stands_in_it_again_when_it_is_moved_away_and_back(
    database: Database, clock: FixedClock, which: int
) -> None:
    lead_id = digest(database, clock)[which]
    letter = on_the_wire(database)

    move(database, lead_id, LATER, TUESDAY)
    refuse(database, letter)
    plan(database)

    with database.read() as work:
        [again] = work.session.scalars(select(Letter))
    assert again.state is LetterState.QUEUED
    assert (len(again.payload["items"]), len(again.payload["rest"])) == (MOST_LISTED, 2)
    assert again.payload["gone"] == []


@pytest.mark.parametrize("which", [0, -1], ids=["named", "counted"])
def test_a_part_of_a_digest_that_is_moved_to_another_day_is_told_of_on_that(
    database: Database, clock: FixedClock, which: int
) -> None:
    lead_id = told_digest(database, clock)[which]

    move(database, lead_id, LATER, TUESDAY - timedelta(days=1))
    plan(database)

    with database.read() as work:
        states = work.session.scalars(select(Letter.state).order_by(Letter.id)).all()
    assert states == [LetterState.SENT, LetterState.QUEUED]


# --- Who has heard of it ---


@pytest.mark.parametrize("at", [None, time(7, 0)], ids=["of a day", "with an hour"])
def test_a_step_moved_away_and_back_and_then_reworded_waits_for_its_turn(
    database: Database, clock: FixedClock, at: time | None
) -> None:
    with database.write() as work:
        lead = Make(work).lead(next_step="Paskambinti", next_step_on=TUESDAY, next_step_at=at).id
    clock.move_to(SEVEN)
    told(database)
    clock.move_to(NINE)

    move(database, lead, LATER, TUESDAY)
    move(database, lead, TUESDAY, words="Parašyti")
    plan(database)

    reminder = reminder_of(database, lead)
    assert (reminder.told_at, reminder.letter_at) == (SEVEN, THURSDAY_AT_SEVEN)
    assert (reminder.escalated, reminder.escalate_at) == (0, FRIDAY_AT_SEVEN)


@pytest.mark.parametrize("steps", [1, 2])
def test_whoever_was_told_before_another_had_it_is_not_told_again_for_what_is_undone_later(
    database: Database, clock: FixedClock, steps: int
) -> None:
    with database.write() as work:
        make = Make(work)
        owner, other = make.user(digest_above=1).id, make.user(digest_above=1).id
        leads = [make.lead(owner_id=owner, next_step_on=TUESDAY).id for _ in range(steps)]
    clock.move_to(SEVEN)
    told(database)
    clock.move_to(NINE)
    with database.write(other) as work:
        given = [assign_owner(work, lead_to_change(work.session, lead), other) for lead in leads]
    told(database)
    taken_back(database, other, given)

    with database.write(owner) as work:
        january = date(2027, 1, 4)
        slept = [let_sleep(work, lead_to_change(work.session, lead), january) for lead in leads]
    taken_back(database, owner, slept)
    plan(database)

    assert {reminder_of(database, lead).letter_at for lead in leads} == {THURSDAY_AT_SEVEN}
    with database.read() as work:
        readers = work.session.scalars(select(Letter.recipient_id).order_by(Letter.id)).all()
    assert readers == [owner, other]


@SIDE_BY_SIDE
def test_whoever_was_told_while_it_was_given_away_is_not_told_again_once_that_is_undone(
    database: Database, clock: FixedClock
) -> None:
    stage = Stage(database, clock)
    clock.move_to(SEVEN)
    with database.write(stage.other) as work:
        clock.move_to(SEVEN + timedelta(minutes=1))
        told(database)
        given = assign_owner(work, lead_to_change(work.session, stage.lead_id), stage.other)

    taken_back(database, stage.other, [given])
    plan(database)

    assert stage.letters == ["sent"]
    assert stage.reminders[0].letter_at == THURSDAY_AT_SEVEN


def test_whoever_else_has_heard_of_what_is_moved_away_and_back_has(
    database: Database, clock: FixedClock
) -> None:
    stage = Stage(database, clock)
    with database.write() as work:
        work.session.get_one(User, stage.owner).deputy_id = stage.other
    stage.write(LetterState.SENT)
    clock.move_to(THURSDAY_AT_SEVEN)
    told(database)
    clock.move_to(FRIDAY_AT_SEVEN)
    hear_of_it(database)

    move(database, stage.lead_id, LATER, TUESDAY)

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.escalated) == (SEVEN, 1)
    assert reminder.escalate_at == NEXT_THURSDAY_AT_SEVEN


def test_what_comes_back_after_its_turn_is_told_of_at_once(
    database: Database, clock: FixedClock
) -> None:
    stage = Stage(database, clock)
    stage.write(LetterState.SENT)
    move(database, stage.lead_id, LATER)
    clock.move_to(FRIDAY_AT_SEVEN)

    move(database, stage.lead_id, TUESDAY)
    plan(database)

    assert stage.letters == ["sent", "queued"]
    assert stage.reminders[0].told_at == SEVEN
