"""What waits, and for whom; nothing here changes anything."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, not_, or_, select
from sqlalchemy.orm import Session

from tracker.accounts.models import Role, User
from tracker.accounts.queries import may_own
from tracker.audit.models import Entry
from tracker.audit.service import number_in
from tracker.contacts.models import Affiliation, Contact, Organisation, Relationship
from tracker.contacts.queries import AT_NOW
from tracker.core.db import Work, ask, at_most
from tracker.core.errors import NotFoundError
from tracker.core.text import sort_key
from tracker.core.words import Count, Counts
from tracker.leads.answering import WAITS
from tracker.leads.listing import LeadRow, rows_of
from tracker.leads.models import Lead
from tracker.topics.models import Topic

MOST = 200
"""Leads, and contacts, that are handed over at once; whoever has more does it twice."""
ENDED_SHOWN = 20
SOON = timedelta(days=14)
"""So long before somebody's last day their leads begin to be asked about."""
HANDED_OVER = "user.handed_over"
TAKEN_BACK = "handover.undone"
HAND_OVERS_SHOWN = 10


def subject_of(entry_id: int) -> str:
    """Return what letters and the journal call a hand-over; its number is its entry's."""
    return f"handover:{entry_id}"


def counts_of(leads: int, contacts: int) -> Counts:
    """Return how many there are of what is handed over; of what there is none nothing is said."""
    found = (
        Count("%(num)d lead", "%(num)d leads", leads),
        Count("%(num)d contact", "%(num)d contacts", contacts),
    )
    return Counts(each for each in found if each.num)


def count_waiting(session: Session, user_id: int) -> Counts:
    """Count what would be left without anybody if this person went."""
    question = select(_leads(), _contacts()).select_from(User).where(User.id == user_id)
    return counts_of(*ask(session, question).one())


class Held(NamedTuple):
    """A lead that waits for somebody, and the topic by which it is sorted."""

    row: LeadRow
    topic_id: int | None


class HeldContact(NamedTuple):
    """A contact with whom somebody keeps in touch."""

    id: int
    name: str
    number: int | None
    of_all: int | None
    """Which of how many, where they were only counted."""
    organisation: str | None
    organisation_lt: str | None
    version: int | None = None
    """What was last said of who keeps in touch with them."""
    silent_since: date | None = None


class Waiting(NamedTuple):
    """What waits for somebody: as much as is handed over at once, and whether there is more."""

    leads: Sequence[Held]
    contacts: Sequence[HeldContact]
    has_more_leads: bool
    has_more_contacts: bool

    @property
    def counts(self) -> Counts:
        """Return how many there are of each."""
        return counts_of(len(self.leads), len(self.contacts))


def held_by(session: Session, user_id: int) -> Waiting:
    """Return the leads that wait for somebody, those due first on top, and their contacts."""
    leads = _held(session, [Lead.owner_id == user_id, WAITS], MOST + 1)
    contacts = _kept_by(session, user_id, MOST + 1)
    has_more = (len(leads) > MOST, len(contacts) > MOST)
    return Waiting(leads[:MOST], contacts[:MOST], *has_more)


def _kept_by(session: Session, user_id: int, limit: int) -> list[HeldContact]:
    question = (
        _named()
        .add_columns(
            Relationship.version, func.coalesce(Relationship.last_on, Relationship.since_on)
        )
        .join(Relationship, Relationship.contact_id == Contact.id)
        .where(Relationship.keeper_id == user_id)
        .order_by(Contact.sort_key, Contact.id)
        .limit(at_most(limit))
    )
    return [HeldContact(*row) for row in ask(session, question)]


def contacts_by_id(session: Session, contact_ids: Collection[int]) -> Mapping[int, HeldContact]:
    """Return the contacts with these numbers who are there."""
    question = _named().where(Contact.id.in_(contact_ids)).order_by(Contact.id)
    return {row[0]: HeldContact(*row) for row in ask(session, question)} if contact_ids else {}


def _named() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contact.id,
            Contact.name,
            Contact.placeholder_number,
            Contact.placeholder_count,
            Organisation.name,
            Organisation.name_lt,
        )
        .outerjoin(Affiliation, AT_NOW)
        .outerjoin(Organisation, Organisation.id == Affiliation.organisation_id)
    )


def rows_by_id(session: Session, lead_ids: Sequence[int]) -> list[LeadRow]:
    """Return the leads with these numbers, those due first on top."""
    return [held.row for held in _held(session, [Lead.id.in_(lead_ids)], MOST)]


def _held(session: Session, wanted: Sequence[ColumnElement[bool]], limit: int) -> list[Held]:
    picked = select(Lead.id, Lead.due_order).where(*wanted).order_by(Lead.due_order, Lead.id)
    first = picked.limit(at_most(limit)).subquery("picked")
    question: Select[*tuple[Any, ...]] = (
        rows_of(first).add_columns(Topic.id).order_by(first.c.due_order, first.c.id)
    )
    return [Held(LeadRow(*row[:-1]), row[-1]) for row in ask(session, question)]


class Ended(NamedTuple):
    """A lead that asks nothing of its owner any more."""

    id: int
    title: str
    of_all: int
    """How many of these there are."""


def ended_of(session: Session, user_id: int) -> Sequence[Ended]:
    """Return the last leads of somebody that wait for nobody any more, and how many there are."""
    question = (
        select(Lead.id, Lead.title, func.count().over())
        .where(Lead.owner_id == user_id, not_(WAITS))
        .order_by(Lead.closed_at.desc(), Lead.id.desc())
        .limit(at_most(ENDED_SHOWN))
    )
    return [Ended(*row) for row in ask(session, question)]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with leads, or for whom something waits though they may not any more."""

    id: int
    given: str
    family: str
    role: Role
    title_lt: str
    title_en: str
    active_until: date | None
    is_off: bool
    may_own: bool
    leads: int
    """How many wait for them."""
    contacts: int
    """With how many they keep in touch."""

    @property
    def name(self) -> str:
        """Return the name as it is read."""
        return f"{self.given} {self.family}"

    @property
    def waiting(self) -> Counts:
        """Return how many there are of what they would hand over."""
        return counts_of(self.leads, self.contacts)


def people(work: Work) -> list[Person]:
    """Return all who may own leads, or have something left, by surname in Lithuanian order."""
    found = _people(work, or_(may_own(work.today), _leads() > 0, _contacts() > 0))
    return sorted(found, key=lambda person: sort_key(f"{person.family} {person.given}"))


def leaving(work: Work) -> list[Person]:
    """Return those for whom something waits and who leave soon, or may not own leads any more."""
    leaves = or_(not_(may_own(work.today)), User.active_until <= work.today + SOON)
    found = [person for person in _people(work, leaves) if person.waiting]
    return sorted(found, key=lambda person: (person.active_until or date.min, person.id))


def _people(work: Work, wanted: ColumnElement[bool]) -> list[Person]:
    question = select(
        User.id,
        User.given,
        User.family,
        User.role,
        User.title_lt,
        User.title_en,
        User.active_until,
        User.disabled_at.is_not(None),
        may_own(work.today),
        _leads(),
        _contacts(),
    )
    rows = ask(work.session, question.where(wanted).order_by(User.id))
    return [Person(*row[:7], bool(row[7]), bool(row[8]), *row[9:]) for row in rows]


def _leads() -> ScalarSelect[int]:
    count = select(func.count()).select_from(Lead).where(Lead.owner_id == User.id, WAITS)
    return count.correlate(User).scalar_subquery()


def _contacts() -> ScalarSelect[int]:
    theirs = Relationship.keeper_id == User.id
    count = select(func.count()).select_from(Relationship).where(theirs)
    return count.correlate(User).scalar_subquery()


class Item(NamedTuple):
    """A lead that was handed over, with the step as it then stood."""

    lead_id: int
    owner_id: int
    entry_id: int
    """The journal's number of its own change, by which it is taken back."""
    step: str | None
    step_on: date | None


class ContactItem(NamedTuple):
    """A contact with whom another keeps in touch since a hand-over."""

    contact_id: int
    owner_id: int
    entry_id: int
    """The journal's number of its own change, by which it is taken back."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A hand-over as the journal tells of it."""

    id: int
    at: datetime
    from_id: int
    actor_id: int | None
    items: tuple[Item, ...]
    contacts: tuple[ContactItem, ...]

    @property
    def owner_ids(self) -> set[int]:
        """Return who got something."""
        return {*(item.owner_id for item in self.items), *(it.owner_id for it in self.contacts)}

    @property
    def counts(self) -> Counts:
        """Return how many there are of what was handed over."""
        return counts_of(len(self.items), len(self.contacts))


def get_hand_over(session: Session, entry_id: int) -> HandOver:
    """Return what was handed over.

    Raises NotFoundError for what is no hand-over.
    """
    entry = session.get(Entry, entry_id)
    if entry is None or entry.what != HANDED_OVER:
        raise NotFoundError
    items = tuple(
        Item(lead_id, owner_id, number, step, date.fromisoformat(on) if on else None)
        for lead_id, owner_id, number, step, on in entry.detail["leads"]
    )
    contacts = tuple(ContactItem(*each) for each in entry.detail.get("contacts", ()))
    giver_id = number_in(entry.subject)
    return HandOver(entry.id, entry.at, giver_id, entry.actor_id, items, contacts)


def still_theirs(session: Session, done: HandOver, user_id: int) -> tuple[list[LeadRow], int]:
    """Return which leads of a hand-over wait for somebody now, and how many of its contacts do."""
    theirs = [Lead.id.in_([item.lead_id for item in done.items]), Lead.owner_id == user_id, WAITS]
    rows = [held.row for held in _held(session, theirs, MOST)]
    contacts = select(func.count()).where(
        Relationship.contact_id.in_([each.contact_id for each in done.contacts]),
        Relationship.keeper_id == user_id,
    )
    return rows, ask(session, contacts).scalar_one()


def is_undone(session: Session, entry_id: int) -> bool:
    """Tell whether a hand-over was taken back."""
    question = select(Entry.id).where(Entry.subject == subject_of(entry_id))
    return ask(session, question.limit(at_most(1))).first() is not None


def hand_overs_of(session: Session, user_id: int) -> Sequence[tuple[int, datetime]]:
    """Return (number, moment) of the last times that somebody's work was handed over."""
    question = (
        select(Entry.id, Entry.at)
        .where(Entry.subject == f"user:{user_id}", Entry.what == HANDED_OVER)
        .order_by(Entry.id.desc())
        .limit(at_most(HAND_OVERS_SHOWN))
    )
    return [(number, at) for number, at in ask(session, question)]


def names_of(session: Session, user_ids: Collection[int]) -> Mapping[int, str]:
    """Return how people are called, by their numbers."""
    question = select(User.id, User.given + " " + User.family).where(User.id.in_(user_ids))
    return dict(ask(session, question).all())
