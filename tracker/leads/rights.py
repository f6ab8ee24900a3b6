"""Whose leads somebody may act on, and whose owner they may name."""

from collections.abc import Callable

from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.errors import ForbiddenError
from tracker.core.web import require_actor
from tracker.leads.changes import check_version
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change

Rule = Callable[[int | None], bool]


def may_act_on(owner_id: int | None) -> bool:
    """Tell whether the signed-in person may act on a lead with this owner.

    Whoever edits everybody's leads may; others keep their own.
    """
    person = require_actor()
    return person.may(Permission.EDIT_LEADS) or owner_id == person.id


def may_name_owner(owner_id: int | None) -> bool:
    """Tell whether the signed-in person may give a lead with this owner another one.

    Whoever edits everybody's leads may; whoever only assigns, where there is nobody yet.
    """
    person = require_actor()
    return person.may(Permission.EDIT_LEADS) or (owner_id is None and person.may(Permission.ASSIGN))


def require_right(lead: Lead, *, by: Rule = may_act_on) -> None:
    """Refuse whoever may not do it to this lead, as it stands.

    Raises ForbiddenError.
    """
    if not by(lead.owner_id):
        raise ForbiddenError


def lead_to_act_on(work: Work, lead_id: int, *, seen: int | None, by: Rule = may_act_on) -> Lead:
    """Return the lead for a deed of the signed-in person, kept from other writers.

    Raises NotFoundError, ForbiddenError, and StaleError when it is not the version they have seen.
    """
    lead = lead_to_change(work.session, lead_id)
    require_right(lead, by=by)
    check_version(lead, seen)
    return lead


def owner_named(lead: Lead, owner_id: int | None) -> int | None:
    """Return the new owner that a form names beside its deed; nothing where it names none.

    Raises ForbiddenError.
    """
    if owner_id in {None, lead.owner_id}:
        return None
    require_right(lead, by=may_name_owner)
    return owner_id
