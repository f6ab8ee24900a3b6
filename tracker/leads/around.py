"""What the pages of contacts, organisations and topics show of leads and of what happened."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    bindparam,
    case,
    func,
    literal_column,
    select,
    tuple_,
    union,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.contacts.models import Contact, Organisation
from tracker.core.db import ask, at_most
from tracker.core.due import Due, due_of
from tracker.core.i18n import in_language
from tracker.leads.models import (
    IS_LIVING,
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
from tracker.leads.tallies import TALLIES

LEADS = 20
ENTRIES = 20
Of = Literal["contact", "organisation", "topic"]
"""Whose leads are asked for, or, but for a topic, what happened with whom."""
_NUMBER: BindParameter[int] = bindparam("number", type_=Integer)
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
        return in_language(language, self.stage_lt, self.stage_en)

    def at(self, language: str) -> str:
        """Return the organisation it is with."""
        return in_language(language, self.organisation_lt, self.organisation)

    def due(self, now: datetime, language: str) -> Due | None:
        """Return when its next step is due, or until when it sleeps."""
        return due_of(self, now=now, language=language)


def leads_of(session: Session, of: Of, number: int, *, limit: int = LEADS) -> Sequence[LeadBeside]:
    """Return a thing's leads, open ones by their day first; a contact's also as a further one.

    One more than `limit` tells that there are more.
    """
    found = ask(session, _leads_question(of, most=limit + 1), {"number": number})
    return [LeadBeside(*row) for row in found.all()]


@cache
def _leads_question(of: Of, *, most: int) -> Select[*tuple[Any, ...]]:
    """Return the question, put together once: that costs more than its answer."""
    main = select(Lead.id).where(Lead.contact_id == _NUMBER)
    others = select(LeadContact.lead_id).where(LeadContact.contact_id == _NUMBER)
    about = select(LeadTopic.lead_id).where(LeadTopic.topic_id == _NUMBER)
    which = {
        "contact": Lead.id.in_(union(main, others)),
        "organisation": Lead.organisation_id == _NUMBER,
        "topic": Lead.id.in_(about),
    }
    place = case(*((Lead.state == _said(state), number) for state, number in _ORDER.items()))
    return (
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
        .where(which[of])
        .order_by(place, Lead.next_step_on.is_(None), Lead.next_step_on, Lead.id.desc())
        .limit(at_most(most))
    )


def _said(state: LeadState) -> ColumnElement[str]:
    """Return a state as a question says it by itself."""
    return literal_column(f"'{state.value}'")


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


def activities_of(
    session: Session, of: Of, number: int, *, limit: int = ENTRIES, before: Since | None = None
) -> Sequence[Happened]:
    """Return what happened with a contact or an organisation, the latest first.

    One more than `limit` tells that there is more.
    """
    asked: dict[str, object] = {"number": number}
    if before:
        asked |= {"before_on": before.on, "before_id": before.id}
    question = _activities_question(of, most=limit + 1, goes_on=before is not None)
    return [Happened(*row) for row in ask(session, question, asked).all()]


@cache
def _activities_question(of: Of, *, most: int, goes_on: bool) -> Select[*tuple[Any, ...]]:
    """Return the question, put together once; with `goes_on` from an entry on, back in time."""
    column = Activity.contact_id if of == "contact" else Activity.organisation_id
    before = (bindparam("before_on", type_=Date), bindparam("before_id", type_=Integer))
    key = (Activity.happened_on, Activity.id)
    wanted = [column == _NUMBER, *([tuple_(*key) < tuple_(*before)] if goes_on else [])]
    latest_first = [each.desc() for each in key]
    picked = select(Activity.id).where(*wanted).order_by(*latest_first).limit(at_most(most))
    shown = picked.subquery()  # first which, from the index; then, of these few, what they say
    return (
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
        .join(shown, shown.c.id == Activity.id)
        .outerjoin(User, User.id == Activity.author_id)
        .outerjoin(Lead, Lead.id == Activity.lead_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .order_by(*latest_first)
    )


def owner_of_contact(session: Session, contact_id: int) -> int | None:
    """Return who answers for the lead with a contact that began last, of those under way."""
    return session.scalar(
        select(Lead.owner_id)
        .where(Lead.contact_id == contact_id, IS_LIVING, Lead.owner_id.is_not(None))
        .order_by(Lead.id.desc())
        .limit(at_most(1))
    )


def owners_of_contacts(session: Session, contact_ids: Collection[int]) -> Mapping[int, int]:
    """Return who answers for the lead that began last with each contact, of those under way."""
    found = session.execute(
        select(Lead.contact_id, Lead.owner_id)
        .where(Lead.contact_id.in_(contact_ids), IS_LIVING, Lead.owner_id.is_not(None))
        .order_by(Lead.id)
    )
    return {contact: owner for contact, owner in found if contact and owner}


def lead_counts_by_topic(session: Session) -> Mapping[int, tuple[int, int]]:
    """Return (open, all) leads of each topic that has any."""
    return {topic: (int(some), int(every)) for topic, some, every in ask(session, _BY_TOPIC)}


_IS_OPEN = Stage.state == LeadState.OPEN
_BY_TOPIC = (
    select(
        TALLIES.c.topic_id,
        func.sum(case((_IS_OPEN, TALLIES.c.leads), else_=0)),
        func.sum(TALLIES.c.leads),
    )
    .join(Stage, Stage.id == TALLIES.c.stage_id)
    .where(TALLIES.c.topic_id.is_not(None))
    .group_by(TALLIES.c.topic_id)
    .having(func.sum(TALLIES.c.leads) > 0)
)
