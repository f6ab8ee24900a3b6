"""Whose leads somebody may act on: everybody's, or only those they own."""

from collections.abc import Callable
from functools import wraps

from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.core.errors import ForbiddenError
from tracker.core.web import needs, reading, require_actor
from tracker.leads.queries import get_lead

View = Callable[..., ResponseReturnValue]


def may_act_on(owner_id: int | None) -> bool:
    """Tell whether the signed-in person may act on a lead with this owner."""
    person = require_actor()
    return person.may(Permission.EDIT_LEADS) or owner_id == person.id


def acts_on_lead(view: View) -> View:
    """Let a view act on the lead `lead_id` for its owner, and for who edits everybody's."""

    @wraps(view)
    def guarded(lead_id: int, **more: object) -> ResponseReturnValue:
        if not require_actor().may(Permission.EDIT_LEADS):
            with reading() as work:
                owner_id = get_lead(work.session, lead_id).owner_id
            if not may_act_on(owner_id):
                raise ForbiddenError
        return view(lead_id=lead_id, **more)

    return needs(Permission.KEEP_OWN_LEADS)(guarded)
