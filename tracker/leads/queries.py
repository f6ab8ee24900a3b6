"""Look leads up; nothing here changes anything."""

from sqlalchemy.orm import Session

from tracker.core.errors import NotFoundError
from tracker.leads.coverage import coverage_of_trips, outcomes_of_trip, people_of_trip
from tracker.leads.models import Lead

__all__ = [
    "coverage_of_trips",  # a trip's page asks these through here
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
