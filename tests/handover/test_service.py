"""Leads change hands: all or none, one entry a lead, one letter a new owner."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.accounts.people import journal
from tests.conftest import MONDAY
from tests.handover.world import (
    HOST,
    give,
    handed_over,
    kept,
    late,
    letters,
    office,
    office_with_lead,
    reminder_of,
    undo,
)
from tests.reminders.test_planning import letters as all_letters
from tests.support.make import Make
from tests.support.rows import lead_of
from tracker.accounts.models import Role
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.errors import NotFoundError
from tracker.handover.queries import count_waiting, counts_of
from tracker.handover.service import (
    LETTERS_WAIT,
    ChangedMeanwhileError,
    Move,
    Moves,
    hand_over,
)
from tracker.handover.telling import LISTED
from tracker.leads.models import Activity, ActivityKind, Lead
from tracker.leads.service import NoSuchOwnerError, Step, plan_step
from tracker.letters.models import LetterState
from tracker.letters.service import begin_data, claim_letters
from tracker.reminders.planning import plan_due

# --- What is moved --------------------------------------------------------------------------------


def test_each_lead_goes_to_its_new_owner_with_an_entry_of_its_own(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        first, second = late(make, them.mantas), late(make, them.mantas)
        moves = [Move(first.id, 1, them.tomas.id), Move(second.id, 1, them.rasa.id)]

        hand_over(work, them.mantas, Moves(moves), host=HOST)

        assert journal(work, f"lead:{first.id}") == ["lead.assigned"]
        assert journal(work, f"lead:{second.id}") == ["lead.assigned"]
        assert journal(work, f"user:{them.mantas.id}") == ["user.handed_over"]
    assert lead_of(database, first.id).owner_id == them.tomas.id
    assert lead_of(database, second.id).owner_id == them.rasa.id


def test_sleeping_leads_and_agreed_ones_with_a_step_can_be_handed_over(
    database: Database,
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        asleep = make.lead(
            owner_id=them.mantas.id, stage="parked", due=None, dormant_until=date(2026, 12, 1)
        )
        agreed = make.lead(owner_id=them.mantas.id, stage="running")
        assert count_waiting(work.session, them.mantas.id) == counts_of(2, 0)

        give(work, them.mantas, [asleep, agreed], them.tomas)
        work.session.flush()

        assert count_waiting(work.session, them.mantas.id) == ()


def test_what_somebody_wrote_stays_theirs(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead = late(make, them.mantas)
        work.session.add(
            Activity(
                lead_id=lead.id,
                kind=ActivityKind.CALL,
                author_id=them.mantas.id,
                happened_on=work.today,
                text="Skambino",
                entered_at=work.now,
            )
        )

        give(work, them.mantas, [lead], them.tomas)

    with database.read() as work:
        assert work.session.scalars(select(Activity.author_id)).all() == [them.mantas.id]


@pytest.mark.parametrize("why", ["edited", "given away"])
def test_a_lead_that_changed_meanwhile_is_named_and_nothing_is_handed_over(
    database: Database, why: str
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        kept, changed = late(make, them.mantas), late(make, them.mantas, "Pakeista")
        moves = [Move(each.id, each.version, them.tomas.id) for each in (kept, changed)]
    with database.write() as work:
        lead = work.session.get_one(Lead, changed.id)
        if why == "edited":
            plan_step(work, lead, Step("Kita", date(2026, 12, 1)))
        else:
            lead.owner_id = them.rasa.id

    with pytest.raises(ChangedMeanwhileError) as refused, database.write() as work:
        hand_over(work, them.mantas, Moves(moves), host=HOST)

    assert "Pakeista" in str(refused.value)
    assert kept.title not in str(refused.value)
    assert lead_of(database, kept.id).owner_id == them.mantas.id
    assert letters(database) == []


def test_a_lead_that_is_not_there_is_not_found(database: Database) -> None:
    with database.write() as work:
        them = office(Make(work))
        moves = [Move(999, 1, them.tomas.id)]

        with pytest.raises(NotFoundError):
            hand_over(work, them.mantas, Moves(moves), host=HOST)


@pytest.mark.parametrize("given", [{"role": Role.AUDITOR}, {"active_until": date(2026, 11, 22)}])
def test_nobody_takes_over_who_may_not_own_leads(database: Database, given: dict[str, Any]) -> None:
    with database.write() as work:
        make = Make(work)
        them, taker = office(make), make.user(**given)
        lead = late(make, them.mantas)

        with pytest.raises(NoSuchOwnerError):
            give(work, them.mantas, [lead], taker)


# --- Letters and reminders ------------------------------------------------------------------------


def test_each_new_owner_gets_one_letter_with_all_of_their_leads(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        leads = [late(make, them.mantas, f"Galimybė {number}") for number in range(5)]
        owners = [them.tomas, them.tomas, them.rasa, them.tomas, them.rasa]
        moves = [
            Move(lead.id, lead.version, owner.id) for lead, owner in zip(leads, owners, strict=True)
        ]

        hand_over(work, them.mantas, Moves(moves), host=HOST)

    to_tomas, to_rasa = letters(database)
    assert (to_tomas.recipient_id, to_rasa.recipient_id) == (them.tomas.id, them.rasa.id)
    assert (to_tomas.locale, to_rasa.locale) == ("lt", "en")
    titles = [lead["title"] for lead in to_tomas.payload["leads"]]
    assert titles == ["Galimybė 0", "Galimybė 1", "Galimybė 3"]
    assert to_tomas.payload["by"] is None


def test_nobody_is_written_to_about_what_they_took_themselves(database: Database) -> None:
    them, lead = office_with_lead(database)
    with database.write(actor_id=them.tomas.id) as work:
        give(work, them.mantas, [lead], them.tomas)

    assert letters(database) == []


def test_a_letter_names_who_recorded_it_where_it_was_somebody_else(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        director = make.user(role=Role.DIRECTOR, given="Vilija", family="Norkutė")
        lead = late(make, them.mantas)
    with database.write(actor_id=director.id) as work:
        give(work, them.mantas, [lead], them.tomas)

    [letter] = letters(database)
    assert (letter.payload["from"], letter.payload["by"]) == ("Mantas Jurgila", "Vilija Norkutė")


def test_a_long_letter_names_the_first_and_counts_the_rest(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        leads = [late(make, them.mantas) for _ in range(LISTED + 3)]
        give(work, them.mantas, leads, them.tomas)

    [letter] = letters(database)
    assert letter.payload["count"] == LISTED + 3
    assert len(letter.payload["leads"]) == LISTED


def test_overdue_steps_are_not_written_about_beside_the_letter_but_the_next_working_day(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        them.tomas.reminder_at = time(8, 30)
        leads = [late(make, them.mantas, due=timedelta(-number)) for number in range(8)]
    with database.write() as work:
        give(work, them.mantas, leads, them.tomas)

    with database.write() as work:
        assert plan_due(work, limit=50, host=HOST) == 0

    clock.move_to(datetime(2026, 11, 24, 6, 29, tzinfo=UTC))
    with database.write() as work:
        assert plan_due(work, limit=50, host=HOST) == 0
    clock.move_to(datetime(2026, 11, 24, 6, 30, tzinfo=UTC))
    with database.write() as work:
        assert plan_due(work, limit=50, host=HOST) == 8


def test_over_a_weekend_reminders_wait_until_monday(database: Database, clock: FixedClock) -> None:
    clock.move_to(datetime(2026, 11, 27, 12, tzinfo=UTC))
    them, lead = office_with_lead(database)
    with database.write() as work:
        give(work, them.mantas, [lead], them.tomas)

    assert reminder_of(database, lead.id).letter_at == datetime(2026, 11, 30, 5, tzinfo=UTC)


def test_a_step_that_is_still_to_come_is_written_about_on_its_day(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead = make.lead(owner_id=them.mantas.id, due=timedelta(days=2))
    with database.write() as work:
        give(work, them.mantas, [lead], them.tomas)

    reminder = reminder_of(database, lead.id)
    assert reminder.owner_id == them.tomas.id
    assert reminder.letter_at == datetime(2026, 11, 25, 5, tzinfo=UTC)


def test_a_step_with_an_hour_later_today_is_written_about_at_its_hour(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead = late(make, them.mantas, due=timedelta(), next_step_at=time(14, 30))
    with database.write() as work:
        give(work, them.mantas, [lead], them.tomas)

    assert reminder_of(database, lead.id).letter_at == datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def test_letters_to_the_old_owner_that_wait_are_not_sent(database: Database) -> None:
    them, lead = office_with_lead(database)
    with database.write() as work:
        plan_due(work, limit=50, host=HOST)
    with database.write() as work:
        give(work, them.mantas, [lead], them.tomas)

    assert [letter.state for letter in letters(database, "reminder")] == [LetterState.CANCELLED]


def test_who_is_not_reached_by_mail_gets_no_letter_and_the_reminder_does_not_wait_for_it(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        lead = late(make, them.mantas)
        them.tomas.mail_paused_at = work.now
        them.tomas.deputy_id = them.rasa.id
        give(work, them.mantas, [lead], them.tomas)

    assert letters(database) == []
    clock.move_to(MONDAY + timedelta(minutes=1))
    with database.write() as work:
        assert plan_due(work, limit=10, host=HOST) == 1
    assert [letter.recipient_id for letter in all_letters(database)] == [them.rasa.id]


def given_on(database: Database, leads: int, contacts: int = 0) -> None:
    """Let somebody get two leads and a contact, and give some of them on within the minute."""
    with database.write() as work:
        make = Make(work)
        them = office(make)
        theirs = [late(make, them.mantas, title) for title in ("Pirmas", "Antras")]
        contact = kept(make, them.mantas)
        give(work, them.mantas, theirs, them.tomas, [contact])
    with database.write() as work:
        theirs = [work.session.get_one(Lead, lead.id) for lead in theirs[:leads]]
        give(work, work.session.merge(them.tomas), theirs, them.rasa, [contact][:contacts])


def test_a_letter_that_waits_tells_only_of_what_was_not_given_on_since(database: Database) -> None:
    given_on(database, 1)

    first, second = letters(database)
    told = [[lead["title"] for lead in letter.payload["leads"]] for letter in (first, second)]
    assert told == [["Antras"], ["Pirmas"]]
    assert (first.payload["count"], first.payload["contacts"]) == (1, 1)
    assert first.state is second.state is LetterState.QUEUED


def test_a_letter_of_which_all_was_given_on_does_not_leave(database: Database) -> None:
    given_on(database, 2, 1)

    first, second = letters(database)
    assert (first.state, second.state) == (LetterState.CANCELLED, LetterState.QUEUED)


def test_a_letter_in_hand_leaves_it_where_something_is_given_on(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        theirs = [late(make, them.mantas), late(make, them.mantas)]
        give(work, them.mantas, theirs, them.tomas)
    clock.move_to(MONDAY + LETTERS_WAIT)
    with database.write() as work:
        [held] = claim_letters(work, holder="worker-1", lease=LETTERS_WAIT, limit=10)

    with database.write() as work:
        first = work.session.get_one(Lead, theirs[0].id)
        give(work, work.session.merge(them.tomas), [first], them.rasa)

    with database.write() as work:
        assert not begin_data(work, held, lease=LETTERS_WAIT), "what was printed is outdated"


def test_what_was_given_on_and_taken_back_is_told_of_again(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        theirs = [late(make, them.mantas), late(make, them.mantas)]
        give(work, them.mantas, theirs, them.tomas)
    number = handed_over(database, them.rasa, them.tomas, them.mantas, theirs[0])

    undo(database, number, them.rasa)

    told, _ = letters(database)
    assert told.payload["count"] == 2
