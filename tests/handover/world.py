"""Somebody who leaves, two who stay, and a few leads, for the tests of hand-overs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests.support.make import Make
from tracker.accounts.models import User
from tracker.audit.service import Record
from tracker.contacts.models import Contact, Relationship
from tracker.core.db import Database, Work
from tracker.handover.queries import get_hand_over
from tracker.handover.service import LETTERS_WAIT, Move, Moves, hand_over, undo_hand_over
from tracker.leads.models import Lead
from tracker.letters.models import Letter, LetterState
from tracker.letters.service import begin_data, claim_letters
from tracker.reminders.models import Reminder
from tracker.reminders.planning import plan_due

HOST = "savivaldybe.example"
TUESDAY_AT_SEVEN = datetime(2026, 11, 24, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """Who is there."""

    mantas: User
    tomas: User
    rasa: User


def office(make: Make, **mantas: Any) -> Office:
    """Make the three of them."""
    return Office(
        make.user(given="Mantas", family="Jurgila", **mantas),
        make.user(given="Tomas", family="Girdžius"),
        make.user(given="Rasa", family="Mikelionytė", language="en"),
    )


def late(make: Make, owner: User, title: str = "Oro kokybės davikliai", **given: Any) -> Lead:
    """Make a lead whose step is three days late, since Friday."""
    return make.lead(title, owner_id=owner.id, **{"due": timedelta(days=-3), **given})


def office_with_lead(database: Database) -> tuple[Office, Lead]:
    """Make the three of them, and a late lead that is Mantas's."""
    with database.write() as work:
        make = Make(work)
        them = office(make)
        return them, late(make, them.mantas)


def kept(make: Make, keeper: User, given: str = "Mei-ling", **said: Any) -> Contact:
    """Make a contact with whom somebody has kept in touch for two weeks, every ninety days."""
    contact = make.contact(given, "Lin")
    today = make.work.today
    row = {"days": 90, "since_on": today - timedelta(14), "said_on": today - timedelta(14), **said}
    make.work.session.add(Relationship(contact_id=contact.id, keeper_id=keeper.id, **row))
    return contact


def give(
    work: Work, giver: User, leads: Sequence[Lead], to: User, contacts: Sequence[Contact] = ()
) -> Record:
    """Hand leads and contacts over as they stand."""
    work.session.flush()
    moves = [Move(lead.id, lead.version, to.id) for lead in leads]
    kept = [
        Move(each.id, work.session.get_one(Relationship, each.id).version, to.id)
        for each in contacts
    ]
    return hand_over(work, giver, Moves(moves, kept), host=HOST)


def handed_over(database: Database, by: User, giver: User, to: User, *leads: Lead) -> int:
    """Let somebody hand leads over that wait for another, and return by what that is undone."""
    with database.write(by.id) as work:
        found = [work.session.get_one(Lead, lead.id) for lead in leads]
        return give(work, work.session.get_one(User, giver.id), found, to).id


def undo(database: Database, number: int, by: User) -> bool:
    """Undo a hand-over; tell whether no letter had left."""
    with database.write(by.id) as work:
        return not any(undo_hand_over(work, get_hand_over(work.session, number), host=HOST))


def told(database: Database, *, limit: int = 10) -> None:
    """Write what is due, and let all that waits leave."""
    with database.write() as work:
        plan_due(work, limit=limit, host=HOST)
        for letter in work.session.scalars(select(Letter).where(Letter.state == "queued")):
            letter.state, letter.sent_at = LetterState.SENT, work.now


def on_wire(database: Database) -> int:
    """Let the text of the only letter that is due be on the wire, and return its number."""
    with database.write() as work:
        [letter] = claim_letters(work, holder="worker-1", lease=LETTERS_WAIT, limit=10)
        assert begin_data(work, letter, lease=LETTERS_WAIT)
        return letter.id


def letters(database: Database, template: str = "handover") -> list[Letter]:
    """Return the letters that were written, in order."""
    with database.read() as work:
        asked = select(Letter).where(Letter.template == template).order_by(Letter.id)
        return list(work.session.scalars(asked))


def reminder_of(database: Database, lead_id: int) -> Reminder:
    """Return the reminder of a lead, its only one."""
    with database.read() as work:
        asked = select(Reminder).where(Reminder.lead_id == lead_id)
        return work.session.scalars(asked).one()


def keepers(database: Database) -> list[int]:
    """Return who keeps in touch with each contact."""
    with database.read() as work:
        asked = select(Relationship.keeper_id).order_by(Relationship.contact_id)
        return list(work.session.scalars(asked))


def leaver(database: Database, *, leads: int = 2, contacts: int = 0, **given: Any) -> int:
    """Make somebody who has leads, and keeps in touch with contacts; who then leaves, if said."""
    with database.write() as work:
        make = Make(work)
        person = make.user(given="Mantas", family="Jurgila")
        for _ in range(leads):
            late(make, person)
        for _ in range(contacts):
            kept(make, person)
        work.session.flush()
        for name, value in given.items():
            setattr(person, name, value)
        return person.id
