"""What was handed over is taken back: all of it or nothing, by whoever gave it."""

from datetime import date, timedelta

import pytest

from tests.accounts.people import journal
from tests.conftest import MONDAY
from tests.handover.world import (
    HOST,
    TUESDAY_AT_SEVEN,
    Office,
    handed_over,
    late,
    letters,
    office,
    office_with_lead,
    on_wire,
    reminder_of,
    told,
    undo,
)
from tests.support.make import Make
from tests.support.rows import lead_of
from tests.support.statements import gather
from tracker.accounts.models import User
from tracker.audit.service import UNDO_LASTS
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.errors import ConflictError, GoneError, NotFoundError
from tracker.handover.queries import get_hand_over, is_undone
from tracker.handover.service import LETTERS_WAIT
from tracker.leads.models import Lead
from tracker.leads.service import Step, plan_step
from tracker.letters.models import LetterState
from tracker.reminders.models import Reminder
from tracker.reminders.planning import plan_due


def by_himself(database: Database) -> tuple[Office, Lead, int]:
    """Let Mantas hand a late lead over to Tomas himself."""
    them, lead = office_with_lead(database)
    return them, lead, handed_over(database, them.mantas, them.mantas, them.tomas, lead)


def test_it_is_taken_back_and_the_letters_that_waited_are_not_sent(database: Database) -> None:
    them, lead, number = by_himself(database)

    assert undo(database, number, them.mantas)

    assert lead_of(database, lead.id).owner_id == them.mantas.id
    assert [letter.state for letter in letters(database)] == [LetterState.CANCELLED]
    with database.read() as work:
        assert is_undone(work.session, number)
        assert journal(work, f"lead:{lead.id}") == ["lead.assigned", "lead.undone"]


def test_where_a_letter_has_left_already_taking_back_says_so(database: Database) -> None:
    them, _lead, number = by_himself(database)
    with database.write() as work:
        for letter in letters(database):
            kept = work.session.get_one(type(letter), letter.id)
            kept.state, kept.sent_at = LetterState.SENT, work.now

    assert not undo(database, number, them.mantas)


def test_a_letter_that_was_cancelled_before_it_left_has_told_nobody(database: Database) -> None:
    them, _lead, number = by_himself(database)
    with database.write() as work:
        work.session.get_one(User, them.tomas.id).mail_paused_at = work.now

    assert undo(database, number, them.mantas)


def test_a_letter_on_the_wire_may_have_told_somebody(database: Database, clock: FixedClock) -> None:
    them, _lead, number = by_himself(database)
    clock.move_to(MONDAY + LETTERS_WAIT)
    on_wire(database)

    assert not undo(database, number, them.mantas)


def test_what_another_takes_back_is_written_about_at_once_to_whoever_has_it_again(
    database: Database,
) -> None:
    them, lead = office_with_lead(database)
    number = handed_over(database, them.rasa, them.mantas, them.tomas, lead)

    undo(database, number, them.rasa)

    with database.write() as work:
        assert plan_due(work, limit=10, host=HOST) == 1
    assert [letter.recipient_id for letter in letters(database, "reminder")] == [them.mantas.id]


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("days", [0, 1])
def test_whoever_has_it_again_is_told_in_their_turn_whatever_the_other_was_told(
    database: Database, clock: FixedClock, steps: int, days: int
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make, digest_above=1, nag_every=2)
        leads = [late(make, them.mantas) for _ in range(steps)]
    clock.move_to(TUESDAY_AT_SEVEN)
    told(database)
    before = [reminder_of(database, lead.id) for lead in leads]
    clock.move_to(TUESDAY_AT_SEVEN + timedelta(hours=1))
    number = handed_over(database, them.rasa, them.mantas, them.tomas, *leads)
    clock.move_to(TUESDAY_AT_SEVEN + timedelta(days=days, hours=1))
    told(database)

    undo(database, number, them.rasa)

    after = [reminder_of(database, lead.id) for lead in leads]
    assert [_heard(each) for each in after] == [_heard(each) for each in before]
    with database.write() as work:
        assert plan_due(work, limit=10, host=HOST) == 0


def _heard(reminder: Reminder) -> tuple[object, ...]:
    return (
        reminder.owner_id,
        reminder.told_at,
        reminder.letter_at,
        reminder.escalate_at,
        reminder.escalated,
    )


def test_what_only_the_other_was_told_of_is_written_about_at_once(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead = late(make, them.mantas, due=timedelta(days=1))
    number = handed_over(database, them.rasa, them.mantas, them.tomas, lead)
    clock.move_to(TUESDAY_AT_SEVEN)
    told(database)

    undo(database, number, them.rasa)

    reminder = reminder_of(database, lead.id)
    assert (reminder.owner_id, reminder.told_at) == (them.mantas.id, None)
    with database.write() as work:
        assert plan_due(work, limit=10, host=HOST) == 1


def test_after_taking_back_what_was_late_is_not_written_about_at_once(database: Database) -> None:
    them, lead, number = by_himself(database)

    undo(database, number, them.mantas)

    letter_at = reminder_of(database, lead.id).letter_at
    assert letter_at == TUESDAY_AT_SEVEN


def test_it_is_taken_back_once(database: Database) -> None:
    them, _lead, number = by_himself(database)
    undo(database, number, them.mantas)

    with pytest.raises(ConflictError):
        undo(database, number, them.mantas)


def test_a_lead_that_changed_since_keeps_all_of_them_where_they_are(database: Database) -> None:
    them, lead, number = by_himself(database)
    with database.write(actor_id=them.tomas.id) as work:
        kept = work.session.get_one(Lead, lead.id)
        plan_step(work, kept, Step("Kita", date(2026, 12, 1)))

    with pytest.raises(ConflictError):
        undo(database, number, them.mantas)

    assert lead_of(database, lead.id).owner_id == them.tomas.id
    assert [letter.state for letter in letters(database)] == [LetterState.QUEUED]


def test_nobody_takes_back_what_another_handed_over(database: Database) -> None:
    them, _lead, number = by_himself(database)

    with pytest.raises(NotFoundError):
        undo(database, number, them.tomas)


def test_after_thirty_days_it_stays(database: Database, clock: FixedClock) -> None:
    them, _lead, number = by_himself(database)
    clock.move_to(MONDAY + UNDO_LASTS + timedelta(seconds=1))

    with pytest.raises(GoneError):
        undo(database, number, them.mantas)


def test_leads_do_not_come_back_to_somebody_who_may_not_own_them(database: Database) -> None:
    them, _lead, number = by_himself(database)
    with database.write() as work:
        work.session.get_one(User, them.mantas.id).active_until = date(2026, 11, 22)

    with pytest.raises(ConflictError):
        undo(database, number, them.mantas)


def test_what_is_no_hand_over_is_not_found(database: Database) -> None:
    with database.read() as work, pytest.raises(NotFoundError):
        get_hand_over(work.session, 999)


STATEMENTS = 11
"""For each lead more: its rows, its journal, and what its letters have told."""


def test_it_is_taken_back_in_a_bounded_number_of_statements_a_lead(database: Database) -> None:
    few, many = many_handed_over(database, 2), many_handed_over(database, 12)

    with gather(database) as said_of_few:
        undo(database, *few)
    with gather(database) as said_of_many:
        undo(database, *many)

    assert (len(said_of_many) - len(said_of_few)) <= 10 * STATEMENTS


def many_handed_over(database: Database, leads: int) -> tuple[int, User]:
    """Hand leads over of which somebody has been told; return by what that is undone, by whom."""
    with database.write() as work:
        make = Make(work)
        them = office(make)
        theirs = [late(make, them.mantas) for _ in range(leads)]
    told(database, limit=leads)
    return handed_over(database, them.rasa, them.mantas, them.tomas, *theirs), them.rasa
