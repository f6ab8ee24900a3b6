"""Look leads up; nothing here changes anything."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tracker.core.errors import NotFoundError
from tracker.leads.around import (
    Since,
    activities_of_contact,
    activities_of_organisation,
    lead_counts_by_topic,
    leads_of_contact,
    leads_of_organisation,
    leads_of_topic,
)
from tracker.leads.coverage import coverage_of_trips, outcomes_of_trip, people_of_trip
from tracker.leads.models import Lead, LeadState

__all__ = [
    "Since",  # pages of contacts, organisations, topics and trips ask these through here
    "activities_of_contact",
    "activities_of_organisation",
    "coverage_of_trips",
    "lead_counts_by_topic",
    "leads_of_contact",
    "leads_of_organisation",
    "leads_of_topic",
    "outcomes_of_trip",
    "people_of_trip",
]


def get_lead(session: Session, lead_id: int) -> Lead:
    """Return the lead.

    Raises NotFoundError.
    """
    lead = session.get(Lead, lead_id)
    if lead is None:
        raise NotFoundError
    return lead


def lead_to_change(session: Session, lead_id: int) -> Lead:
    """Return the lead as it stands now, kept from other writers until this work ends.

    Raises NotFoundError.
    """
    lead = session.get(Lead, lead_id, with_for_update=True)
    if lead is None:
        raise NotFoundError
    return lead


def count_open_of_owner(session: Session, user_id: int) -> int:
    """Count the leads that would be left without anybody if this person went.

    Open ones, those asleep, for they wake up, and agreed ones that still have a step to do.
    """
    waits = or_(Lead.state.in_((LeadState.OPEN, LeadState.PARKED)), Lead.next_step_on.is_not(None))
    counted = select(func.count()).select_from(Lead).where(Lead.owner_id == user_id, waits)
    return session.scalar(counted) or 0
