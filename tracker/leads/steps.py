"""A lead's next step: planned, put off, done, put back."""

from dataclasses import dataclass
from datetime import date, time

from tracker.audit.service import Record
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.text import clean_line
from tracker.core.words import mark
from tracker.leads.answering import taking_back
from tracker.leads.changes import changing
from tracker.leads.models import Lead, LeadState
from tracker.leads.owners import assign_owner

FOLLOWED = (LeadState.OPEN, LeadState.WON)


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next, and when; without `at`, some time that day in the owner's zone."""

    text: str
    on: date
    at: time | None = None


def plan_step(work: Work, lead: Lead, step: Step, *, owner_id: int | None = None) -> Record | None:
    """Say what comes next, and who takes it; a lead put off wakes up by it.

    Raises TrackerError without an owner, without words, or for a lead that is closed, and
    NoSuchOwnerError.
    """
    return _give_step(work, lead, "lead.step_planned", step, owner_id)


def postpone_step(work: Work, lead: Lead, on: date) -> Record | None:
    """Put the step off to another day, on which it is due at no hour of its own.

    Raises TrackerError when there is none.
    """
    _require_step(lead)
    with changing(work, lead, "lead.step_postponed") as change:
        lead.next_step_on, lead.next_step_at = on, None
    return change.entry


def finish_step(work: Work, lead: Lead) -> Record | None:
    """Mark the step done; an open lead is then listed as missing one until somebody plans it.

    Raises TrackerError when there is none.
    """
    _require_step(lead)
    with changing(work, lead, "lead.step_done") as change:
        clear_step(lead)
        if lead.state is LeadState.OPEN:
            lead.step_missing_since = work.now
    return change.entry


def restore_step(work: Work, lead: Lead, step: Step) -> Record | None:
    """Put a step back that was done or put off by mistake.

    Raises TrackerError as `plan_step` does, and ConflictError when its owner may not own leads any
    more.
    """
    with taking_back():
        return _give_step(work, lead, "lead.step_restored", step)


def _give_step(
    work: Work, lead: Lead, what: str, step: Step, owner_id: int | None = None
) -> Record | None:
    if lead.state not in FOLLOWED:
        raise TrackerError(mark("Reopen the lead first: one that is closed has no next step."))
    with changing(work, lead, what) as change:
        if owner_id is not None:
            assign_owner(work, lead, owner_id)
        set_step(lead, step)
    return change.entry


def set_step(lead: Lead, step: Step) -> None:
    """Put the step on the lead; it is then neither put off nor missing anything.

    Raises TrackerError without an owner or without words.
    """
    text = clean_line(step.text)
    if not text:
        raise TrackerError(mark("Say what the next step is."))
    if lead.owner_id is None:
        raise TrackerError(mark("Choose an owner first: somebody has to take the next step."))
    lead.next_step, lead.next_step_on, lead.next_step_at = text, step.on, step.at
    lead.dormant_until = lead.step_missing_since = None


def clear_step(lead: Lead) -> None:
    """Take the step off the lead."""
    lead.next_step = lead.next_step_on = lead.next_step_at = None


def _require_step(lead: Lead) -> None:
    if lead.next_step is None:
        raise TrackerError(mark("This lead has no next step."))
