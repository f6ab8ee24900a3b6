"""Somebody who leaves, two who stay, and a few leads, for the tests of hand-overs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.support.make import Make
from tracker.accounts.models import User
from tracker.audit.service import Record
from tracker.contacts.models import Contact, Relationship
from tracker.core.db import Database, Work
from tracker.handover.service import Move, Moves, hand_over
from tracker.leads.models import Lead
from tracker.letters.models import Letter
from tracker.reminders.models import Reminder

HOST = "savivaldybe.example"


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
