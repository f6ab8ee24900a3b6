"""Who answers for a lead."""

from tracker.audit.service import Record
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.words import mark
from tracker.leads.answering import require_owner
from tracker.leads.changes import changing
from tracker.leads.models import Lead


def assign_owner(work: Work, lead: Lead, owner_id: int | None) -> Record | None:
    """Name who answers for a lead; nobody, only while it has no next step.

    Raises NoSuchOwnerError, and TrackerError when the lead would be left with a step and nobody.
    """
    if owner_id is None and lead.next_step is not None:
        raise TrackerError(mark("A lead with a next step needs an owner."))
    if owner_id is not None and owner_id != lead.owner_id:
        require_owner(work, owner_id)
    with changing(work, lead, "lead.assigned") as change:
        lead.owner_id = owner_id
    return change.entry
