"""Look leads up; nothing here changes anything."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from tracker.accounts.models import User
from tracker.audit.models import Entry
from tracker.core.db import at_most
from tracker.core.errors import must_be_there
from tracker.core.i18n import in_language
from tracker.leads.around import (
    Of,
    Since,
    activities_of,
    lead_counts_by_topic,
    leads_of,
    owner_of_contact,
    owners_of_contacts,
)
from tracker.leads.coverage import coverage_of_trips, outcomes_of_trip, people_of_trip
from tracker.leads.listing import LeadRow, list_leads
from tracker.leads.models import (
    Lead,
    LeadState,
    Phase,
    Pipeline,
    Stage,
    StageChange,
    subject_of,
)

__all__ = [
    "Of",  # pages of contacts, organisations, topics and trips ask these through here
    "Since",
    "activities_of",
    "coverage_of_trips",
    "lead_counts_by_topic",
    "leads_of",
    "outcomes_of_trip",
    "owner_of_contact",
    "owners_of_contacts",
    "people_of_trip",
]


def get_lead(session: Session, lead_id: int) -> Lead:
    """Return the lead.

    Raises NotFoundError.
    """
    return must_be_there(session.get(Lead, lead_id))


def lead_to_change(session: Session, lead_id: int) -> Lead:
    """Return the lead as it stands now, kept from other writers until this work ends.

    Raises NotFoundError.
    """
    return must_be_there(session.get(Lead, lead_id, with_for_update=True))


def lead_with_topics(session: Session, lead_id: int, *, to_change: bool = False) -> Lead:
    """Return the lead and its topics; `to_change` keeps it from other writers.

    Raises NotFoundError.
    """
    found = select(Lead).where(Lead.id == lead_id).options(selectinload(Lead.topics))
    asked = found.with_for_update(of=Lead) if to_change else found
    return must_be_there(session.scalars(asked).one_or_none())


def row_of(session: Session, lead_id: int) -> LeadRow:
    """Return one lead as a row or a card shows it.

    Raises NotFoundError.
    """
    return must_be_there(next(iter(list_leads(session, [Lead.id == lead_id], limit=1)), None))


def leads_to_change(session: Session, lead_ids: Sequence[int]) -> Sequence[Lead]:
    """Return those of the leads that are there, kept from other writers, always in one order."""
    found = select(Lead).where(Lead.id.in_(lead_ids)).order_by(Lead.id)
    asked = found.with_for_update().execution_options(populate_existing=True)
    return session.scalars(asked).all()


def titles(session: Session, lead_ids: Sequence[int]) -> Sequence[str]:
    """Return the titles of those of the leads that are there."""
    return session.scalars(select(Lead.title).where(Lead.id.in_(lead_ids)).order_by(Lead.id)).all()


def stages_of(session: Session, pipeline_id: int) -> Sequence[Stage]:
    """Return a pipeline's stages in their order."""
    return session.scalars(
        select(Stage).where(Stage.pipeline_id == pipeline_id).order_by(Stage.position, Stage.id)
    ).all()


def find_stage(
    session: Session,
    pipeline_id: int,
    *,
    state: LeadState | None = None,
    phase: Phase | None = None,
) -> Stage | None:
    """Return the pipeline's first stage of that state or phase, where it has one."""
    query = select(Stage).where(Stage.pipeline_id == pipeline_id)
    if state is not None:
        query = query.where(Stage.state == state)
    if phase is not None:
        query = query.where(Stage.phase == phase)
    return session.scalars(query.order_by(Stage.position, Stage.id).limit(at_most(1))).first()


def last_open_stage(session: Session, lead: Lead) -> Stage | None:
    """Return the open stage of its pipeline that the lead left last, if it ever left one."""
    return session.scalars(
        select(Stage)
        .join(StageChange, StageChange.from_stage_id == Stage.id)
        .where(
            StageChange.lead_id == lead.id,
            Stage.state == LeadState.OPEN,
            Stage.pipeline_id == lead.pipeline_id,
        )
        .order_by(StageChange.id.desc())
        .limit(at_most(1))
    ).first()


def pipelines(session: Session, language: str) -> list[tuple[str, str]]:
    """Return (key, name) of the ways that leads go."""
    found = session.execute(
        select(Pipeline.key, Pipeline.name_lt, Pipeline.name_en).order_by(
            Pipeline.position, Pipeline.id
        )
    )
    return [(key, in_language(language, lithuanian, english)) for key, lithuanian, english in found]


def lead_of_form(session: Session, form_key: str) -> int | None:
    """Return the lead that a form with this number made."""
    return session.scalar(select(Lead.id).where(Lead.form_key == form_key))


def last_change(session: Session, lead_id: int) -> tuple[str, datetime] | None:
    """Return who changed a lead last, and when; nobody for what the product did by itself."""
    row = session.execute(
        select(User.given, User.family, Entry.at)
        .join(User, User.id == Entry.actor_id)
        .where(Entry.subject == subject_of(lead_id), Entry.what.startswith("lead."))
        .order_by(Entry.id.desc())
        .limit(at_most(1))
    ).one_or_none()
    return None if row is None else (f"{row.given} {row.family}", row.at)
