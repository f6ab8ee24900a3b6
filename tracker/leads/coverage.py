"""Whether anybody was forgotten after a trip: one rule, for the trip's page and the mayor's.

A contact of a trip (met, or a guest) is looked after when one of their leads is: it has an owner
and a next step, or it sleeps until a day, or it was agreed or ended. A lead that ended on an
earlier trip says nothing of this one. Leads of the trip whose contact is not among them, or is not
known yet, stand for themselves.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.contacts.models import Affiliation, Contact, Organisation
from tracker.contacts.queries import AT_NOW
from tracker.core.db import ask, at_most
from tracker.leads.listing import MAIN_TOPIC
from tracker.leads.models import Lead, LeadContact, LeadState, LeadTopic, Phase, Stage
from tracker.topics.models import Topic
from tracker.trips.models import Meeting, TripContact

MOST_ROWS = 100
"""So many people and leads stand on a trip's page; its list of leads has them all."""
_PEOPLE = (Meeting.MET, Meeting.GUEST)


def is_looked_after() -> ColumnElement[bool]:
    """Return the condition under which a lead is in somebody's hands."""
    return or_(
        Lead.state != LeadState.OPEN,
        Lead.dormant_until.is_not(None),
        and_(Lead.owner_id.is_not(None), Lead.next_step_on.is_not(None)),
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a trip's contacts, and of its leads without one, are looked after."""

    contacts: int = 0
    lone_leads: int = 0
    covered: int = 0
    leads: int = 0
    """All leads of the trip, whether or not their contact is counted."""
    phases: Mapping[Phase, int] = field(default_factory=dict, compare=False)
    """The same leads by phase."""

    @property
    def total(self) -> int:
        """Return how many contacts and lone leads there are."""
        return self.contacts + self.lone_leads

    @property
    def missing(self) -> int:
        """Return how many nobody looks after."""
        return self.total - self.covered


def coverage_of_trips(session: Session, trip_ids: Sequence[int]) -> Mapping[int, Coverage]:
    """Return the coverage of each trip, in one statement."""
    found: dict[int, list[Row[*tuple[Any, ...]]]] = {number: [] for number in trip_ids}
    for row in ask(session, _coverage_question(tuple(trip_ids))).all():
        found[row.trip_id].append(row)
    return {number: _coverage(rows) for number, rows in found.items()}


@lru_cache(maxsize=64)
def _coverage_question(trip_ids: tuple[int, ...]) -> CompoundSelect[*tuple[Any, ...]]:
    """Return the question; putting it together costs as much as its answer."""
    people = _people(trip_ids)
    cared = _cared_for(people)
    contacts = (
        select(
            literal("contacts").label("kind"),
            cast(null(), String).label("phase"),
            people.c.trip_id.label("trip_id"),
            func.count().label("total"),
            func.count(cared.c.contact_id).label("covered"),
        )
        .select_from(people)
        .outerjoin(
            cared,
            and_(cared.c.trip_id == people.c.trip_id, cared.c.contact_id == people.c.contact_id),
        )
        .group_by(people.c.trip_id)
    )
    leads = _leads_by_kind(trip_ids)
    counted = (
        select(
            leads.c.kind,
            cast(leads.c.phase, String),
            leads.c.trip_id,
            func.count(),
            func.count(leads.c.covered),
        )
        .select_from(leads)
        .group_by(leads.c.trip_id, leads.c.phase, leads.c.kind)
    )
    return union_all(contacts, counted)


def _leads_by_kind(trip_ids: tuple[int, ...]) -> Subquery:
    """Select the leads of these trips: whom they stand for, and whether somebody has them."""
    met = and_(
        TripContact.trip_id == Lead.trip_id,
        TripContact.contact_id == Lead.contact_id,
        TripContact.how.in_(_PEOPLE),
    )
    return (
        select(
            Lead.trip_id,
            Lead.phase,
            case((TripContact.contact_id.is_(None), "lone"), else_="with").label("kind"),
            case((is_looked_after(), 1)).label("covered"),
        )
        .outerjoin(TripContact, met)
        .where(Lead.trip_id.in_(trip_ids))
        .subquery("by_kind")
    )


def _coverage(rows: Sequence[Row[*tuple[Any, ...]]]) -> Coverage:
    total: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    phases: Counter[Phase] = Counter()
    for kind, phase, _, number, cared in rows:
        total[kind] += number
        covered[kind] += cared
        if phase is not None:
            phases[Phase(phase)] += number
    return Coverage(
        contacts=total["contacts"],
        lone_leads=total["lone"],
        covered=covered["contacts"] + covered["lone"],
        leads=total["lone"] + total["with"],
        phases=phases,
    )


def _people(trip_ids: Sequence[int]) -> CTE:
    return (
        select(TripContact.trip_id, TripContact.contact_id)
        .where(TripContact.trip_id.in_(trip_ids), TripContact.how.in_(_PEOPLE))
        .cte("people")
    )


def _links(people: CTE) -> CTE:
    """Return every lead of these people, as its main contact or a further one.

    Each lead's row is visited once: whether somebody looks after it comes along. A further
    contact's lead is asked for by its number, for SQLite would walk over all leads to join it.
    """
    says_something = or_(Lead.state != LeadState.LOST, Lead.trip_id == people.c.trip_id)
    covered = case((is_looked_after(), 1), else_=0).label("covered")
    main = (
        select(people.c.trip_id, people.c.contact_id, Lead.id.label("lead_id"), covered)
        .join(Lead, Lead.contact_id == people.c.contact_id)
        .where(says_something)
    )
    of_lead = select(covered).where(Lead.id == LeadContact.lead_id, says_something)
    further = select(
        people.c.trip_id,
        people.c.contact_id,
        LeadContact.lead_id,
        of_lead.correlate(people, LeadContact).scalar_subquery().label("covered"),
    ).join(LeadContact, LeadContact.contact_id == people.c.contact_id)
    both = union(main, further).cte("linked")
    return select(*both.c).where(both.c.covered.is_not(None)).cte("links")


def _cared_for(people: CTE) -> Subquery:
    links = _links(people)
    return (
        select(links.c.trip_id, links.c.contact_id)
        .where(links.c.covered == 1)
        .distinct()
        .subquery("cared_for")
    )


def _is_lone() -> ColumnElement[bool]:
    """Say whether a lead's contact is not among the people counted for its trip."""
    return ~(
        select(TripContact.contact_id)
        .where(
            TripContact.trip_id == Lead.trip_id,
            TripContact.contact_id == Lead.contact_id,
            TripContact.how.in_(_PEOPLE),
        )
        .exists()
    )


@dataclass(frozen=True, slots=True)
class MetRow:
    """Somebody met on a trip and one lead of theirs; or a lead nobody met stands behind."""

    contact_id: int | None
    name: str | None
    native_name: str | None
    native_language: str | None
    title: str | None
    placeholder_number: int | None
    placeholder_count: int | None
    placeholder_label: str | None
    organisation: str | None
    organisation_lt: str | None
    lead_id: int | None
    lead_title: str | None
    version: int | None
    state: LeadState | None
    phase: Phase | None
    stage_lt: str | None
    stage_en: str | None
    owner_id: int | None
    owner_given: str | None
    owner_family: str | None
    next_step: str | None
    next_step_on: date | None
    next_step_at: time | None
    dormant_until: date | None
    topic_lt: str | None
    topic_en: str | None
    is_looked_after: bool


def people_of_trip(session: Session, trip_id: int) -> list[MetRow]:
    """Return whom a trip met and what goes on with each, then leads without a contact.

    Named people come first, places not yet named last; one row for each of their leads, at most
    `MOST_ROWS` and one more to tell that there are more.
    """
    people = _people([trip_id])
    links = _links(people)
    pairs = union_all(
        select(people.c.contact_id, links.c.lead_id)
        .select_from(people)
        .outerjoin(links, links.c.contact_id == people.c.contact_id),
        select(cast(null(), Integer), Lead.id).where(Lead.trip_id == trip_id, _is_lone()),
    ).subquery("pairs")
    rows = session.execute(_rows_of(pairs).limit(at_most(MOST_ROWS + 1))).all()
    return [MetRow(*row) for row in rows]


_OF_MET = (
    Contact.id,
    Contact.name,
    Contact.native_name,
    Contact.native_language,
    Contact.title,
    Contact.placeholder_number,
    Contact.placeholder_count,
    Contact.placeholder_label,
    Organisation.name,
    Organisation.name_lt,
    Lead.id,
    Lead.title,
    Lead.version,
    Lead.state,
    Lead.phase,
    Stage.name_lt,
    Stage.name_en,
    Lead.owner_id,
    User.given,
    User.family,
    Lead.next_step,
    Lead.next_step_on,
    Lead.next_step_at,
    Lead.dormant_until,
    Topic.name_lt,
    Topic.name_en,
)
"""In the order of `MetRow`, whose last says whether the lead is looked after."""


def _rows_of(pairs: Subquery) -> Select[*tuple[Any, ...]]:
    works_at = func.coalesce(Affiliation.organisation_id, Lead.organisation_id)
    return (
        select(*_OF_MET, and_(Lead.id.is_not(None), is_looked_after()))
        .select_from(pairs)
        .outerjoin(Lead, Lead.id == pairs.c.lead_id)
        .outerjoin(Contact, Contact.id == func.coalesce(pairs.c.contact_id, Lead.contact_id))
        .outerjoin(Affiliation, AT_NOW)
        .outerjoin(Organisation, Organisation.id == works_at)
        .outerjoin(Stage, Stage.id == Lead.stage_id)
        .outerjoin(User, User.id == Lead.owner_id)
        .outerjoin(Topic, Topic.id == MAIN_TOPIC)
        .order_by(
            func.coalesce(Contact.placeholder_number, 0),
            case((Contact.id.is_(None), 1), else_=0),
            Contact.id,
            Lead.id,
        )
    )


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a trip brought: its leads by phase, and by topic with the most first."""

    phases: Mapping[Phase, int]
    """Every phase, in the order of the path."""
    topics: Sequence[tuple[int, str, str, int]]
    """Number, Lithuanian name, English name, leads."""


def outcomes_of_trip(session: Session, trip_id: int) -> Outcomes:
    """Return the leads of a trip by phase and by topic, in one statement."""
    by_phase = (
        select(
            cast(Lead.phase, String).label("phase"),
            literal(0).label("topic_id"),
            literal("").label("name_lt"),
            literal("").label("name_en"),
            func.count().label("leads"),
        )
        .where(Lead.trip_id == trip_id)
        .group_by(Lead.phase)
    )
    by_topic = (
        select(literal(""), Topic.id, Topic.name_lt, Topic.name_en, func.count())
        .select_from(Lead)
        .join(LeadTopic, LeadTopic.lead_id == Lead.id)
        .join(Topic, Topic.id == LeadTopic.topic_id)
        .where(Lead.trip_id == trip_id)
        .group_by(Topic.id, Topic.name_lt, Topic.name_en)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(union_all(by_phase, by_topic)).all()
    by_name = {row.phase: row.leads for row in rows if not row.topic_id}
    return Outcomes(
        phases={phase: by_name.get(phase.value, 0) for phase in Phase},
        topics=sorted(
            ((row.topic_id, row.name_lt, row.name_en, row.leads) for row in rows if row.topic_id),
            key=lambda topic: (-topic[3], topic[0]),
        ),
    )
