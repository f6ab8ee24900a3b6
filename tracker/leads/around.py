"""What the pages of contacts, organisations and topics show of leads and of what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.contacts.models import Contact, Organisation
from tracker.core.due import Due, due_words
from tracker.leads.models import (
    Activity,
    ActivityKind,
    Lead,
    LeadContact,
    LeadState,
    LeadTopic,
    LetterDirection,
    Phase,
    Stage,
)

LEADS = 20
ENTRIES = 20
_ORDER = {LeadState.OPEN: 0, LeadState.WON: 1, LeadState.PARKED: 2, LeadState.LOST: 3}


@dataclass(frozen=True, slots=True)
class LeadBeside:
    """A lead as another thing's page shows it."""

    id: int
    title: str
    state: LeadState
    phase: Phase
    stage_lt: str
    stage_en: str
    next_step: str | None
    next_step_on: date | None
    next_step_at: time | None
    dormant_until: date | None
    owner_given: str | None
    owner_family: str | None
    organisation: str | None
    organisation_lt: str | None
    contact: str | None

    def stage(self, language: str) -> str:
        """Return where it stands."""
        return self.stage_en if language == "en" else self.stage_lt

    def at(self, language: str) -> str:
        """Return the organisation it is with."""
        return (language == "lt" and self.organisation_lt) or self.organisation or ""

    def due(self, today: date, language: str) -> Due | None:
        """Return when its next step is due."""
        if self.next_step_on is None:
            return None
        return due_words(self.next_step_on, self.next_step_at, today=today, language=language)


def leads_of_contact(
    session: Session, contact_id: int, *, limit: int = LEADS
) -> Sequence[LeadBeside]:
    """Return a contact's leads, the main one's and the others', open ones by their day first.

    One more than `limit` tells that there are more.
    """
    others = select(LeadContact.lead_id).where(LeadContact.contact_id == contact_id)
    return _leads(session, or_(Lead.contact_id == contact_id, Lead.id.in_(others)), limit)


def leads_of_organisation(
    session: Session, organisation_id: int, *, limit: int = LEADS
) -> Sequence[LeadBeside]:
    """Return an organisation's leads, as `leads_of_contact`."""
    return _leads(session, Lead.organisation_id == organisation_id, limit)


def leads_of_topic(session: Session, topic_id: int, *, limit: int = LEADS) -> Sequence[LeadBeside]:
    """Return a topic's leads, as `leads_of_contact`."""
    about = select(LeadTopic.lead_id).where(LeadTopic.topic_id == topic_id)
    return _leads(session, Lead.id.in_(about), limit)


def _leads(session: Session, which: ColumnElement[bool], limit: int) -> Sequence[LeadBeside]:
    place = case(*((Lead.state == state, number) for state, number in _ORDER.items()), else_=9)
    asked: Select[*tuple[Any, ...]] = (
        select(
            Lead.id,
            Lead.title,
            Lead.state,
            Lead.phase,
            Stage.name_lt,
            Stage.name_en,
            Lead.next_step,
            Lead.next_step_on,
            Lead.next_step_at,
            Lead.dormant_until,
            User.given,
            User.family,
            Organisation.name,
            Organisation.name_lt,
            Contact.name,
        )
        .join(Stage, Stage.id == Lead.stage_id)
        .outerjoin(User, User.id == Lead.owner_id)
        .outerjoin(Organisation, Organisation.id == Lead.organisation_id)
        .outerjoin(Contact, Contact.id == Lead.contact_id)
        .where(which)
        .order_by(place, Lead.next_step_on.is_(None), Lead.next_step_on, Lead.id.desc())
        .limit(limit + 1)
    )
    return [LeadBeside(*row) for row in session.execute(asked)]


@dataclass(frozen=True, slots=True)
class Happened:
    """A note, call, meeting or letter as a timeline shows it."""

    id: int
    kind: ActivityKind
    direction: LetterDirection | None
    happened_on: date
    happened_at: time | None
    text: str
    language: str | None
    author_given: str | None
    author_family: str | None
    lead_id: int | None
    lead_title: str | None
    contact_id: int | None
    contact_name: str | None


@dataclass(frozen=True, slots=True)
class Since:
    """Where a timeline goes on: before this entry of this day."""

    on: date
    id: int


def activities_of_contact(
    session: Session, contact_id: int, *, limit: int = ENTRIES, before: Since | None = None
) -> Sequence[Happened]:
    """Return what happened with a contact, the latest first; one more tells that there is more."""
    return _activities(session, Activity.contact_id == contact_id, limit, before)


def activities_of_organisation(
    session: Session, organisation_id: int, *, limit: int = ENTRIES, before: Since | None = None
) -> Sequence[Happened]:
    """Return what happened with an organisation, as `activities_of_contact`."""
    return _activities(session, Activity.organisation_id == organisation_id, limit, before)


def _activities(
    session: Session, which: ColumnElement[bool], limit: int, before: Since | None
) -> Sequence[Happened]:
    key = tuple_(Activity.happened_on, Activity.id)
    asked: Select[*tuple[Any, ...]] = (
        select(
            Activity.id,
            Activity.kind,
            Activity.direction,
            Activity.happened_on,
            Activity.happened_at,
            Activity.text,
            Activity.language,
            User.given,
            User.family,
            Lead.id,
            Lead.title,
            Contact.id,
            Contact.name,
        )
        .outerjoin(User, User.id == Activity.author_id)
        .outerjoin(Lead, Lead.id == Activity.lead_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(and_(which, key < (before.on, before.id)) if before else which)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(limit + 1)
    )
    return [Happened(*row) for row in session.execute(asked)]


def lead_counts_by_topic(session: Session) -> Mapping[int, tuple[int, int]]:
    """Return (open, all) leads of each topic that has any."""
    is_open = case((Lead.state == LeadState.OPEN, literal(1)), else_=literal(0))
    found = session.execute(
        select(LeadTopic.topic_id, func.sum(is_open), func.count())
        .join(Lead, Lead.id == LeadTopic.lead_id)
        .group_by(LeadTopic.topic_id)
    )
    return {topic: (int(some), every) for topic, some, every in found}
