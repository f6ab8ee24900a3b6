"""Who may answer for a lead: one rule, for every deed that leaves a lead waiting for somebody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import or_

from tracker.accounts.queries import owner_kept
from tracker.core.db import Work, ask
from tracker.core.errors import ConflictError, TrackerError
from tracker.core.words import mark
from tracker.leads.models import IS_OPEN, IS_PARKED, Lead, LeadState

_WAITING = (LeadState.OPEN, LeadState.PARKED)
WAITS = or_(IS_OPEN, IS_PARKED, Lead.next_step_on.is_not(None))
"""The leads that wait for their owner: open, asleep, for they wake up, and with a step to do."""


class NoSuchOwnerError(TrackerError):
    """That account may not own leads: unknown, switched off, gone, or of a role that does not."""

    code = "no_such_owner"
    needs = ("owner",)

    def __init__(self) -> None:
        super().__init__(mark("Choose an owner from the list."))


@dataclass(frozen=True, slots=True)
class Stood:
    """How a lead stood before a change."""

    owner_id: int | None
    state: LeadState
    step: str | None
    waited: bool


def stands(lead: Lead) -> Stood:
    """Return how a lead stands."""
    waits = lead.state in _WAITING or lead.next_step is not None
    return Stood(lead.owner_id, lead.state, lead.next_step, waits)


def check_owner(work: Work, lead: Lead, before: Stood) -> None:
    """Refuse an owner who may not own leads, where the lead begins to wait for them.

    It does when it is given to them, opened again, or gets a step. What waited for them before may
    still be done, put off or ended. Raises NoSuchOwnerError.
    """
    now = stands(lead)
    is_given = now.owner_id != before.owner_id or not before.waited
    is_opened = now.state is LeadState.OPEN and before.state is not LeadState.OPEN
    gets_step = now.step is not None and now.step != before.step
    if now.owner_id is not None and now.waited and (is_given or is_opened or gets_step):
        require_owner(work, now.owner_id)


def require_owner(work: Work, owner_id: int) -> None:
    """Refuse somebody who may not own leads; whoever may is not switched off while this works.

    Raises NoSuchOwnerError.
    """
    if ask(work.session, owner_kept(owner_id, work.today)).first() is None:
        raise NoSuchOwnerError


@contextmanager
def taking_back() -> Iterator[None]:
    """Say of what is taken back why it cannot be: there, nobody can choose another owner.

    Raises ConflictError.
    """
    try:
        yield
    except NoSuchOwnerError as error:
        message = mark(
            "This cannot be undone: whoever answered for the lead then may not any more."
        )
        raise ConflictError(message) from error
