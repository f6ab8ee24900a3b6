"""The letter about a hand-over tells what is so when it leaves, not when it was written."""

from datetime import date

from tests.conftest import MONDAY
from tests.handover.world import give, late, letters, office
from tests.support.make import Make
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.handover.queries import get_hand_over
from tracker.handover.service import LETTERS_WAIT, undo_hand_over
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step, assign_owner, close_lead, plan_step
from tracker.letters.models import Letter, LetterState
from tracker.letters.rewriting import UNKNOWN_FOR
from tracker.letters.service import begin_data, claim_letters
from tracker.reminders.queries import is_over


def test_whose_next_hand_over_is_undone_is_told_of_the_first_in_its_letter(
    database: Database,
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead = late(make, them.mantas)
    with database.write(them.rasa.id) as work:
        give(work, them.mantas, [work.session.merge(lead)], them.tomas)
    with database.write(them.rasa.id) as work:
        onward = work.session.merge(them.tomas)
        there = lead_to_change(work.session, lead.id)
        number = give(work, onward, [there], Make(work).user()).id

    with database.write(them.rasa.id) as work:
        undo_hand_over(work, get_hand_over(work.session, number))

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
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead = late(make, them.mantas)
    with database.write(them.rasa.id) as work:
        number = give(work, them.mantas, [work.session.merge(lead)], them.tomas).id
    with database.write() as work:
        work.session.get_one(Letter, letters(database)[0].id).state = LetterState.DEAD

    with database.write(them.rasa.id) as work:
        undo_hand_over(work, get_hand_over(work.session, number))

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
    with database.write() as work:
        [on_wire] = claim_letters(work, holder="worker-1", lease=LETTERS_WAIT, limit=10)
        assert begin_data(work, on_wire, lease=LETTERS_WAIT)
    with database.write(them.rasa.id) as work:
        there = lead_to_change(work.session, lead.id)
        number = give(work, work.session.merge(them.tomas), [there], them.rasa).id
    assert letters(database)[0].state is LetterState.CANCELLED

    with database.write(them.rasa.id) as work:
        undo_hand_over(work, get_hand_over(work.session, number))

    [letter] = letters(database)
    assert (letter.state, letter.payload["count"]) == (LetterState.SENDING, 1)
    with database.read() as work:
        assert not is_over(work.session, letter.payload)
    clock.move_to(clock.now() + UNKNOWN_FOR)
    with database.write() as work:
        [again] = claim_letters(work, holder="worker-2", lease=LETTERS_WAIT, limit=10)
    assert again.id == on_wire.id
