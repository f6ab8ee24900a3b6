"""Look plans up, and what was laid; nothing here changes anything."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select, union_all
from sqlalchemy.orm import Session, selectinload

from tracker.accounts.models import User
from tracker.audit.models import Entry
from tracker.core.db import ask, at_most
from tracker.core.errors import must_be_there
from tracker.core.i18n import in_language
from tracker.leads.models import Lead, LeadState, Phase, Pipeline, subject_of
from tracker.leads.steps import FOLLOWED
from tracker.plans.models import Laying, LeadStep, Plan, StepState
from tracker.plans.words import RULES, rule_words

MOST_LEADS = 200
"""On so many leads of a trip a plan is laid at once."""
_OF_ITS_LEAD = and_(Lead.id == LeadStep.lead_id, Lead.laying_id == LeadStep.laying_id)
"""A step counts while its lead follows what it was laid with."""


def all_plans(session: Session) -> Sequence[Plan]:
    """Return every plan with its steps, those in use first, and of these the one offered first."""
    found = select(Plan).options(selectinload(Plan.steps))
    order = (Plan.archived_at.is_not(None), Plan.is_first.desc(), Plan.name_lt, Plan.id)
    return session.scalars(found.order_by(*order)).all()


def plans_offered(session: Session) -> Sequence[Plan]:
    """Return the plans in use that have steps, with their steps, the one offered first before."""
    return [plan for plan in all_plans(session) if plan.archived_at is None and plan.steps]


def get_plan(session: Session, plan_id: int, *, to_change: bool = False) -> Plan:
    """Return the plan with its steps; `to_change` keeps it from other writers.

    Raises NotFoundError.
    """
    asked = select(Plan).where(Plan.id == plan_id).options(selectinload(Plan.steps))
    asked = asked.with_for_update(of=Plan) if to_change else asked
    return must_be_there(session.scalars(asked).one_or_none())


def pipeline_options(session: Session, language: str) -> list[tuple[int, str]]:
    """Return (id, name) of the ways that leads go."""
    found = session.execute(
        select(Pipeline.id, Pipeline.name_lt, Pipeline.name_en).order_by(
            Pipeline.position, Pipeline.id
        )
    )
    return [
        (number, in_language(language, lithuanian, english))
        for number, lithuanian, english in found
    ]


class Candidate(NamedTuple):
    """A lead on which a plan might be laid."""

    id: int
    title: str
    state: LeadState
    phase: Phase
    pipeline_id: int
    owner_id: int | None
    given: str | None
    family: str | None
    owner_zone: str | None
    country: str | None
    value_eur: Decimal | None
    next_step: str | None
    next_step_on: date | None
    dormant_until: date | None
    has_plan: bool
    """Some of the steps of a plan are still to come."""

    @property
    def is_followed(self) -> bool:
        """Tell whether it may have a next step today: it is neither closed nor on hold."""
        return self.state in FOLLOWED and self.dormant_until is None


def candidates_of_trip(session: Session, trip_id: int) -> Sequence[Candidate]:
    """Return the leads of a trip, no more than `MOST_LEADS`.

    Those that could follow a plan come first; who comes again once these do, finds the others.
    """
    return _candidates(session, Lead.trip_id == trip_id)


def candidates(session: Session, lead_ids: Collection[int]) -> Sequence[Candidate]:
    """Return those of the leads that are there."""
    return _candidates(session, Lead.id.in_(lead_ids))


def _candidates(session: Session, asked: ColumnElement[bool]) -> Sequence[Candidate]:
    to_come = exists().where(
        LeadStep.laying_id == Lead.laying_id,
        LeadStep.lead_id == Lead.id,
        LeadStep.state != StepState.DONE,
    )
    found = (
        select(
            Lead.id,
            Lead.title,
            Lead.state,
            Lead.phase,
            Lead.pipeline_id,
            Lead.owner_id,
            User.given,
            User.family,
            User.time_zone,
            Lead.country,
            Lead.value_eur,
            Lead.next_step,
            Lead.next_step_on,
            Lead.dormant_until,
            to_come.label("has_plan"),
        )
        .outerjoin(User, User.id == Lead.owner_id)
        .where(asked)
        .order_by(Lead.closed_at.is_not(None), to_come, Lead.id)
        .limit(at_most(MOST_LEADS))
    )
    return [Candidate._make(row) for row in session.execute(found)]


def days_taken(
    session: Session, owner_ids: Collection[int], *, since: date, but: Collection[int]
) -> Mapping[tuple[int, date], int]:
    """Count what owners have on each day from `since` on: next steps, and those of plans to come.

    Steps to come of the leads `but` are left out: they are about to be given other ones.
    """
    now = select(Lead.owner_id.label("owner_id"), Lead.next_step_on.label("on")).where(
        Lead.owner_id.in_(owner_ids), Lead.next_step_on >= since
    )
    later = (
        select(Lead.owner_id, LeadStep.due_on)
        .join(Lead, _OF_ITS_LEAD)
        .where(
            Lead.owner_id.in_(owner_ids),
            Lead.id.not_in(but),
            LeadStep.state == StepState.WAITING,
            LeadStep.due_on >= since,
        )
    )
    both = union_all(now, later).subquery()
    counted = select(both.c.owner_id, both.c.on, func.count()).group_by(both.c.owner_id, both.c.on)
    return {(owner_id, on): number for owner_id, on, number in session.execute(counted)}


class PlannedStep(NamedTuple):
    """A step of the plan that a lead follows, with the plan's names."""

    title: str
    state: StepState
    due_on: date
    done_at: datetime | None
    rrule: str | None
    plan_lt: str
    plan_en: str

    @property
    def often(self) -> str:
        """Return how often it comes again; nothing where that is beyond words."""
        return rule_words(self.rrule) if self.rrule in RULES else ""


_STEPS_OF_LEAD: Select[*tuple[Any, ...]] = (
    select(
        LeadStep.title,
        LeadStep.state,
        LeadStep.due_on,
        LeadStep.done_at,
        LeadStep.rrule,
        Plan.name_lt,
        Plan.name_en,
    )
    .join(Laying, Laying.id == LeadStep.laying_id)
    .join(Plan, Plan.id == Laying.plan_id)
    .where(LeadStep.laying_id == bindparam("laying_id"), LeadStep.lead_id == bindparam("lead_id"))
    .order_by(LeadStep.position, LeadStep.id)
)


def steps_of_lead(session: Session, lead_id: int, laying_id: int | None) -> list[PlannedStep]:
    """Return the steps of the plan that a lead follows; asks nothing where it follows none."""
    if laying_id is None:
        return []
    asked = {"lead_id": lead_id, "laying_id": laying_id}
    return [PlannedStep._make(row) for row in ask(session, _STEPS_OF_LEAD, asked)]


def steps_to_change(
    session: Session, lead_ids: Collection[int]
) -> Mapping[int, Sequence[LeadStep]]:
    """Return the steps of the plans that these leads follow, in their order.

    They need no lock of their own: whoever changes them holds their lead.
    """
    found: dict[int, list[LeadStep]] = {}
    asked = select(LeadStep).join(Lead, _OF_ITS_LEAD).where(LeadStep.lead_id.in_(lead_ids))
    for step in session.scalars(asked.order_by(LeadStep.lead_id, LeadStep.position, LeadStep.id)):
        found.setdefault(step.lead_id, []).append(step)
    return found


def get_laying(session: Session, laying_id: int) -> Laying:
    """Return what was laid at one time.

    Raises NotFoundError.
    """
    return must_be_there(session.get(Laying, laying_id))


def leads_of_laying(session: Session, laying_id: int) -> Sequence[int]:
    """Return the leads that still follow what was laid then."""
    asked = (
        select(Lead.id)
        .join(LeadStep, _OF_ITS_LEAD)
        .where(LeadStep.laying_id == laying_id)
        .distinct()
        .order_by(Lead.id)
    )
    return session.scalars(asked).all()


def entries_of_laying(session: Session, lead_ids: Collection[int]) -> Mapping[str, Entry]:
    """Return the latest entry of the journal that a plan was laid, by the lead's subject."""
    subjects = [subject_of(number) for number in lead_ids]
    found = session.scalars(
        select(Entry)
        .where(Entry.subject.in_(subjects), Entry.what == "lead.plan_laid")
        .order_by(Entry.id)
    )
    return {entry.subject: entry for entry in found}
