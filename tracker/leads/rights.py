"""Whose leads somebody may act on, whose owner they may name, and what they may take back."""

from collections.abc import Callable, Mapping
from typing import Any

from tracker.accounts.permissions import Permission
from tracker.audit.models import Entry
from tracker.audit.service import number_in
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


def may_take_back(what: str, detail: Mapping[str, Any], owner_id: int | None) -> bool:
    """Tell whether the signed-in person may still do what an entry of the journal tells of.

    It is asked of the lead as it was before; `owner_id` is its owner after the deed.
    """
    before = detail.get("before", {}).get("owner_id", owner_id)
    return may_name_owner(before) if what == "lead.assigned" else may_act_on(before)


def require_right(lead: Lead, *, by: Rule = may_act_on) -> None:
    """Refuse whoever may not do it to this lead, as it stands.

    Raises ForbiddenError.
    """
    if not by(lead.owner_id):
        raise ForbiddenError


def require_right_to_undo(work: Work, entry_id: int) -> None:
    """Refuse whoever did something to a lead and may not do it any more.

    Whether it can be taken back at all, the deed itself asks. Raises ForbiddenError.
    """
    entry = work.session.get(Entry, entry_id)
    if entry is None or entry.actor_id != work.actor_id or not entry.what.startswith("lead."):
        return
    lead = lead_to_change(work.session, number_in(entry.subject))
    if not may_take_back(entry.what, entry.detail, lead.owner_id):
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
