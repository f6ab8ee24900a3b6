"""Contacts with whom somebody keeps in touch change hands as leads do, and are not left behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.handover.world import (
    HOST,
    Office,
    give,
    keepers,
    kept,
    late,
    leaver,
    letters,
    office,
    undo,
)
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import words
from tests.support.rows import lead_of
from tracker.accounts.models import User
from tracker.accounts.queries import get_user
from tracker.accounts.service import HandOverFirstError, switch_off
from tracker.contacts.keeping import NotKeptError, keep_in_touch
from tracker.contacts.models import Contact
from tracker.contacts.queries import contact_to_change
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import ConflictError
from tracker.handover.queries import count_waiting
from tracker.handover.service import (
    ChangedMeanwhileError,
    Move,
    Moves,
    hand_over,
)
from tracker.leads.models import Lead
from tracker.letters.models import LetterState
from tracker.reminders.models import Reminder
from tracker.reminders.planning import plan_due
from tracker.reminders.touches import IS_TOUCH

TODAY = date(2026, 11, 23)

# --- Nobody goes before they are handed over ------------------------------------------------------


@pytest.mark.parametrize(
    ("leads", "contacts", "said"),
    [
        (0, 1, "Neperduota: 1 kontaktas."),
        (0, 5, "Neperduota: 5 kontaktai."),
        (1, 11, "Neperduota: 1 galimybė, 11 kontaktų."),
        (3, 0, "Neperduota: 3 galimybės."),
    ],
)
def test_nobody_is_switched_off_while_they_keep_in_touch_with_somebody(
    administrator: PageClient, database: Database, leads: int, contacts: int, said: str
) -> None:
    number = leaver(database, leads=leads, contacts=contacts)

    page = administrator.post(f"/users/{number}/off", status=409).text

    assert said in words(page)
    assert f"/people/{number}/handover" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("active_until", (TODAY - timedelta(days=1)).isoformat()), ("role", "auditor")],
)
def test_nor_is_a_last_day_that_is_past_or_another_role_said(
    administrator: PageClient, database: Database, field: str, value: str
) -> None:
    number = leaver(database, leads=0, contacts=5)
    url = f"/users/{number}/edit"
    form = filled(administrator.get(url).text)

    page = administrator.post(url, {**form, field: value}, status=409).text

    assert "Neperduota: 5 kontaktai." in words(page)


def keep(work: Work, contact_id: int, keeper_id: int) -> None:
    keep_in_touch(work, contact_to_change(work.session, contact_id), 90, keeper_id, seen=None)


def go(work: Work, _contact_id: int, keeper_id: int) -> None:
    switch_off(work, get_user(work.session, keeper_id), count_waiting=count_waiting)


@pytest.mark.parametrize("comes_first", [True, False])
def test_of_a_contact_that_comes_and_a_person_who_goes_at_once_the_later_is_refused(
    database: Database, *, comes_first: bool
) -> None:
    with database.write() as work:
        make = Make(work)
        person, contact = office(make).mantas.id, make.contact().id
    deeds: list[Callable[[Work, int, int], None]] = [keep, go] if comes_first else [go, keep]

    def do_second() -> None:
        with database.write() as work:
            deeds[1](work, contact, person)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as work:
            deeds[0](work, contact, person)
            work.session.flush()
            answer = pool.submit(do_second)
            assert answer not in wait([answer], timeout=0.5).done

        with pytest.raises(HandOverFirstError if comes_first else NotKeptError):
            answer.result()


# --- They change hands ----------------------------------------------------------------------------


def touches(database: Database) -> list[Reminder]:
    with database.read() as work:
        asked = select(Reminder).where(IS_TOUCH).order_by(Reminder.contact_id)
        return list(work.session.scalars(asked))


def both(database: Database, **said: Any) -> tuple[Office, Lead, Contact]:
    """Make a late lead and a contact of one person."""
    with database.write() as work:
        make = Make(work)
        them = office(make)
        return them, late(make, them.mantas), kept(make, them.mantas, **said)


OVERDUE = {"days": 7}
"""Since Monday a week ago somebody should have been told."""


def test_leads_and_contacts_go_together_with_one_letter_an_owner(database: Database) -> None:
    them, lead, contact = both(database)

    with database.write(them.mantas.id) as work:
        give(work, them.mantas, [lead], them.tomas, [contact])

    assert keepers(database) == [them.tomas.id]
    assert lead_of(database, lead.id).owner_id == them.tomas.id
    [letter] = letters(database)
    assert (letter.payload["count"], letter.payload["contacts"]) == (1, 1)
    [reminder] = touches(database)
    assert reminder.owner_id == them.tomas.id


def test_a_silence_due_already_is_not_written_about_beside_the_letter(
    database: Database, clock: FixedClock
) -> None:
    them, _lead, contact = both(database, **OVERDUE)
    with database.write(them.mantas.id) as work:
        give(work, them.mantas, [], them.tomas, [contact])
    tuesday = datetime(2026, 11, 24, 5, tzinfo=UTC)

    assert [reminder.letter_at for reminder in touches(database)] == [tuesday]
    clock.move_to(tuesday)
    with database.write() as work:
        plan_due(work, limit=9, host=HOST)
    [silence] = letters(database, "silence")
    assert silence.recipient_id == them.tomas.id


def test_all_of_it_is_taken_back_at_once(database: Database) -> None:
    them, lead, contact = both(database, **OVERDUE)
    with database.write(them.mantas.id) as work:
        number = give(work, them.mantas, [lead], them.tomas, [contact]).id

    assert undo(database, number, them.mantas)

    assert keepers(database) == [them.mantas.id]
    assert lead_of(database, lead.id).owner_id == them.mantas.id
    assert [letter.state for letter in letters(database)] == [LetterState.CANCELLED]
    [reminder] = touches(database)
    assert (reminder.owner_id, reminder.wall_on) == (them.mantas.id, date(2026, 11, 16))
    assert reminder.letter_at == datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_a_contact_of_whom_something_else_was_said_since_keeps_all_where_it_is(
    database: Database,
) -> None:
    them, lead, contact = both(database)
    with database.write(them.mantas.id) as work:
        number = give(work, them.mantas, [lead], them.tomas, [contact]).id
    with database.write() as work:
        keep(work, contact.id, them.rasa.id)

    with pytest.raises(ConflictError):
        undo(database, number, them.mantas)

    assert keepers(database) == [them.rasa.id]
    assert lead_of(database, lead.id).owner_id == them.tomas.id


def test_contacts_do_not_come_back_to_somebody_who_may_not_keep_them(database: Database) -> None:
    them, _lead, contact = both(database)
    with database.write(them.mantas.id) as work:
        number = give(work, them.mantas, [], them.tomas, [contact]).id
    with database.write() as work:
        work.session.get_one(User, them.mantas.id).active_until = TODAY - timedelta(days=1)

    with pytest.raises(ConflictError, match="may not any more"):
        undo(database, number, them.mantas)

    assert keepers(database) == [them.tomas.id]


def test_a_contact_kept_by_another_meanwhile_is_named_and_nothing_is_handed_over(
    database: Database,
) -> None:
    them, lead, contact = both(database)
    with database.write() as work:
        keep(work, contact.id, them.rasa.id)
    moves = Moves(
        [Move(lead.id, lead.version, them.tomas.id)], [Move(contact.id, 1, them.tomas.id)]
    )

    with pytest.raises(ChangedMeanwhileError, match="Mei-ling Lin"), database.write() as work:
        hand_over(work, them.mantas, moves, host=HOST)

    assert lead_of(database, lead.id).owner_id == them.mantas.id


def test_what_another_said_while_it_waited_is_seen_by_a_hand_over(database: Database) -> None:
    """It waits for the contact, and then looks at who keeps in touch, not as it was before."""
    them, _lead, contact = both(database)
    moves = Moves([], [Move(contact.id, 1, them.tomas.id)])

    def hand() -> None:
        with database.write() as work:
            hand_over(work, them.mantas, moves, host=HOST)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as work:
            keep(work, contact.id, them.rasa.id)
            work.session.flush()
            answer = pool.submit(hand)
            assert answer not in wait([answer], timeout=0.5).done
        with pytest.raises(ChangedMeanwhileError):
            answer.result()

    assert keepers(database) == [them.rasa.id]


def test_a_contact_whose_name_was_taken_away_may_be_handed_over_too(database: Database) -> None:
    them, _lead, contact = both(database)
    with database.write() as work:
        work.session.get_one(Contact, contact.id).name = ""

    with database.write() as work:
        give(work, them.mantas, [], them.tomas, [contact])

    assert keepers(database) == [them.tomas.id]
