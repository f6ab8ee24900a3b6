"""Who has heard of it after something was taken back: whoever owns it now, not who did before."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.handover.world import (
    HOST,
    TUESDAY_AT_SEVEN,
    Office,
    handed_over,
    late,
    letters,
    office,
    reminder_of,
    told,
    undo,
)
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.leads.service import assign_owner
from tracker.letters.models import Letter, LetterState
from tracker.reminders.escalation import escalate_due
from tracker.reminders.planning import plan_due
from tracker.reminders.service import finish_step, undo_deed

WEDNESDAY_AT_SEVEN = TUESDAY_AT_SEVEN + timedelta(days=1)
FRIDAY_AT_SEVEN = TUESDAY_AT_SEVEN + timedelta(days=3)


@dataclass(frozen=True)
class Stage:
    """A late lead that Mantas was told of on Tuesday, and that Rasa gives from one to another."""

    database: Database
    clock: FixedClock
    them: Office
    lead: Lead

    def assign(self, to: User) -> int:
        """Give the lead to somebody on its page, and return by what that is undone."""
        with self.database.write(self.them.rasa.id) as work:
            entry = assign_owner(work, lead_to_change(work.session, self.lead.id), to.id)
            assert entry is not None
            return entry.id

    def hand_over(self, giver: User, to: User) -> int:
        """Hand the lead over, and return by what that is undone."""
        return handed_over(self.database, self.them.rasa, giver, to, self.lead)

    def undo(self, entry_id: int, by: User | None = None) -> None:
        """Undo something done on the lead's page."""
        with self.database.write((by or self.them.rasa).id) as work:
            undo_deed(work, entry_id)

    def undo_hand_over(self, number: int) -> None:
        """Undo a hand-over."""
        undo(self.database, number, self.them.rasa)

    def stands(self) -> tuple[object, ...]:
        """Return whose the reminder is, who has heard of it, and when the next letter comes."""
        found = reminder_of(self.database, self.lead.id)
        return found.owner_id, found.told_at, found.escalated, found.escalate_at, found.letter_at


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    with database.write() as work:
        make = Make(work)
        them = office(make, deputy_id=make.user().id)
        work.session.get_one(User, them.tomas.id).deputy_id = make.user().id
        lead = late(make, them.mantas)
    clock.move_to(TUESDAY_AT_SEVEN)
    told(database)
    clock.move_to(TUESDAY_AT_SEVEN + timedelta(hours=2))
    return Stage(database, clock, them, lead)


def other(stage: Stage) -> User:
    with stage.database.write() as work:
        return Make(work).user(given="Ona")


def test_who_has_it_again_is_told_at_once_where_only_who_had_it_before_them_was_told(
    stage: Stage,
) -> None:
    stage.assign(stage.them.tomas)

    stage.undo(stage.assign(other(stage)))

    tomas, now = stage.them.tomas.id, stage.clock.now()
    assert stage.stands() == (tomas, None, 0, None, now)
    with stage.database.write() as work:
        assert plan_due(work, limit=10, host=HOST) == 1
    assert letters(stage.database, "reminder")[-1].recipient_id == tomas


def test_nobody_hears_that_somebody_does_nothing_who_was_told_of_nothing(stage: Stage) -> None:
    stage.hand_over(stage.them.mantas, stage.them.tomas)
    stage.clock.move_to(TUESDAY_AT_SEVEN + timedelta(hours=16))

    stage.undo(stage.assign(other(stage)))

    assert stage.stands() == (stage.them.tomas.id, None, 0, None, WEDNESDAY_AT_SEVEN)


def test_what_a_letter_of_its_own_told_somebody_is_theirs_waits_for_the_morning_again(
    stage: Stage,
) -> None:
    stage.hand_over(stage.them.mantas, stage.them.tomas)

    stage.undo_hand_over(stage.hand_over(stage.them.tomas, other(stage)))

    assert stage.stands() == (stage.them.tomas.id, None, 0, None, WEDNESDAY_AT_SEVEN)


def test_a_step_done_and_taken_back_was_not_told_to_whoever_got_it_since_the_letter(
    stage: Stage,
) -> None:
    stage.assign(stage.them.tomas)
    with stage.database.write(stage.them.tomas.id) as work:
        entry = finish_step(work, lead_to_change(work.session, stage.lead.id))
        assert entry is not None
        number = entry.id

    stage.undo(number, by=stage.them.tomas)

    assert stage.stands() == (stage.them.tomas.id, None, 0, None, stage.clock.now())


def test_a_letter_to_others_about_whoever_had_it_meanwhile_is_no_letter_about_the_owner(
    stage: Stage,
) -> None:
    database = stage.database
    stage.clock.move_to(FRIDAY_AT_SEVEN)
    escalate(database)
    with database.write() as work:
        letter = work.session.scalars(select(Letter).where(Letter.template == "escalation")).one()
        letter.state, letter.sent_at = LetterState.SENT, work.now
    given = stage.assign(stage.them.tomas)
    told(database)
    before = reminder_of(database, stage.lead.id)
    assert before.escalate_at is not None
    stage.clock.move_to(before.escalate_at)
    escalate(database)

    stage.undo(given)

    reminder = reminder_of(database, stage.lead.id)
    assert (reminder.owner_id, reminder.escalated) == (stage.them.mantas.id, 1)
    assert reminder.escalate_at == datetime(2026, 12, 3, 5, tzinfo=UTC)


def escalate(database: Database) -> None:
    with database.write() as work:
        assert escalate_due(work, limit=10, host=HOST) == 1
