"""The letter about a hand-over tells what is so when it leaves, not when it was written."""

from datetime import date

from tests.conftest import MONDAY
from tests.handover.world import (
    give,
    handed_over,
    late,
    letters,
    office,
    office_with_lead,
    on_wire,
    undo,
)
from tests.support.make import Make
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.handover.service import LETTERS_WAIT
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step, assign_owner, close_lead, plan_step
from tracker.letters.models import Letter, LetterState
from tracker.letters.rewriting import UNKNOWN_FOR
from tracker.letters.service import claim_letters
from tracker.reminders.queries import is_over


def test_whose_next_hand_over_is_undone_is_told_of_the_first_in_its_letter(
    database: Database,
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead, other = late(make, them.mantas), make.user()
    handed_over(database, them.rasa, them.mantas, them.tomas, lead)
    number = handed_over(database, them.rasa, them.tomas, other, lead)

    undo(database, number, them.rasa)

    first, second = letters(database)
    assert (first.state, second.state) == (LetterState.QUEUED, LetterState.CANCELLED)
    assert (first.recipient_id, first.payload["count"]) == (them.tomas.id, 1)


def test_a_letter_that_waits_tells_of_leads_as_they_are_and_of_none_that_went_on_or_ended(
    database: Database,
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        leads = [late(make, them.mantas, title) for title in ("Kitam", "Baigtas", "Lieka")]
        give(work, them.mantas, leads, them.tomas)
    gone, ended, stays = (lead.id for lead in leads)

    with database.write(them.tomas.id) as work:
        assign_owner(work, lead_to_change(work.session, gone), them.rasa.id)
        close_lead(work, lead_to_change(work.session, ended), "Nedomina")
        plan_step(work, lead_to_change(work.session, stays), Step("Kita", date(2026, 12, 1)))

    [letter] = letters(database)
    [told] = letter.payload["leads"]
    assert letter.payload["count"] == 1
    assert (told["title"], told["step"], told["on"]) == ("Lieka", "Kita", "2026-12-01")


def test_a_letter_that_was_given_up_is_over_once_its_hand_over_is_undone(
    database: Database,
) -> None:
    them, lead = office_with_lead(database)
    number = handed_over(database, them.rasa, them.mantas, them.tomas, lead)
    with database.write() as work:
        work.session.get_one(Letter, letters(database)[0].id).state = LetterState.DEAD

    undo(database, number, them.rasa)

    [letter] = letters(database)
    assert letter.state is LetterState.DEAD
    with database.read() as work:
        assert is_over(work.session, letter.payload)


def test_a_letter_on_the_wire_while_all_was_given_on_is_sent_unless_it_arrives_once_it_is_back(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead = late(make, them.mantas)
        give(work, them.mantas, [lead], them.tomas)
    clock.move_to(MONDAY + LETTERS_WAIT)
    first = on_wire(database)
    number = handed_over(database, them.rasa, them.tomas, them.rasa, lead)
    assert letters(database)[0].state is LetterState.CANCELLED

    undo(database, number, them.rasa)

    [letter] = letters(database)
    assert (letter.state, letter.payload["count"]) == (LetterState.SENDING, 1)
    with database.read() as work:
        assert not is_over(work.session, letter.payload)
    clock.move_to(clock.now() + UNKNOWN_FOR)
    with database.write() as work:
        [again] = claim_letters(work, holder="worker-2", lease=LETTERS_WAIT, limit=10)
    assert again.id == first
