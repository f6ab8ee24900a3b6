"""Who answers for a lead."""

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.accounts.queries import may_own
from tracker.audit.models import Entry
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.words import mark
from tracker.leads.changes import changing
from tracker.leads.models import Lead


class NoSuchOwnerError(TrackerError):
    """That account may not own leads: unknown, switched off, gone, or of a role that does not."""

    code = "no_such_owner"

    def __init__(self) -> None:
        super().__init__(mark("Choose an owner from the list."))


def assign_owner(work: Work, lead: Lead, owner_id: int | None) -> Entry | None:
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


def require_owner(work: Work, owner_id: int) -> None:
    """Refuse somebody who may not own leads.

    Raises NoSuchOwnerError.
    """
    query = select(User.id).where(User.id == owner_id, may_own(work.today))
    if work.session.scalar(query) is None:
        raise NoSuchOwnerError
