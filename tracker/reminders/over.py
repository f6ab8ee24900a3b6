"""What is asked of reminders that are over, and what was done last about any."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.audit.models import Entry
from tracker.core.db import at_most
from tracker.leads.models import Lead, subject_of
from tracker.letters.models import HAND_OVER
from tracker.letters.queries import was_written
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.queries import STEPS, is_on_its_own

DEEDS = (
    "lead.step_done",
    "lead.step_postponed",
    "lead.slept",
    "reminder.done",
    "reminder.snoozed",
)
ASSIGNED = "lead.assigned"
RESTORED = ("lead.step_restored", "lead.undone", "reminder.restored")


def last_cancelled(session: Session, lead_id: int) -> Reminder | None:
    """Return the reminder of a lead's step that was cancelled last."""
    asked = select(Reminder).where(
        Reminder.lead_id == lead_id,
        Reminder.kind.in_(STEPS),
        Reminder.state == ReminderState.CANCELLED,
    )
    return session.scalars(asked.order_by(Reminder.id.desc()).limit(at_most(1))).one_or_none()


def last_done(session: Session, lead_id: int) -> Reminder | None:
    """Return the reminder of the step that was done last."""
    return session.scalars(
        select(Reminder)
        .where(
            Reminder.lead_id == lead_id,
            Reminder.kind.in_(STEPS),
            Reminder.state == ReminderState.DONE,
        )
        .order_by(Reminder.done_at.desc(), Reminder.id.desc())
        .limit(at_most(1))
    ).one_or_none()


def last_deed(session: Session, reminder: Reminder) -> Entry | None:
    """Return the journal's latest entry about what was reminded of, if it can be taken back."""
    entry = _last_entry(session, reminder)
    return entry if entry is not None and entry.what in DEEDS else None


def was_taken_back(session: Session, reminder: Reminder) -> bool:
    """Tell whether the latest that happened is that something was taken back."""
    entry = _last_entry(session, reminder)
    return entry is not None and entry.what in RESTORED


def handed_over(session: Session, leads: Mapping[Lead, int]) -> set[int]:
    """Return which leads came to their owners with a letter about that, each until an entry."""
    if not leads:
        return set()
    asked = select(
        Entry.id, Entry.at, Entry.subject, Entry.detail["after", "owner_id"].as_integer()
    )
    subjects = {subject_of(lead.id): lead for lead in leads}
    assigned = asked.where(Entry.subject.in_(subjects), Entry.what == ASSIGNED).order_by(Entry.id)
    came_at: dict[Lead, datetime] = {}
    for number, at, subject, owner_id in session.execute(assigned):
        lead = subjects[subject]
        if number < leads[lead] and owner_id == lead.owner_id:
            came_at[lead] = at
    told = {(lead.owner_id, at) for lead, at in came_at.items()}
    told = {(to, at) for to, at in told if to and was_written(session, HAND_OVER, to, at=at)}
    return {lead.id for lead, at in came_at.items() if (lead.owner_id, at) in told}


def _last_entry(session: Session, reminder: Reminder) -> Entry | None:
    return session.scalars(
        select(Entry)
        .where(Entry.subject == _deeds_subject(reminder), Entry.what != "lead.plan_went_on")
        .order_by(Entry.id.desc())
        .limit(at_most(1))
    ).one_or_none()


def _deeds_subject(reminder: Reminder) -> str:
    """Return what the journal calls the thing that a deed on this reminder changes."""
    if reminder.lead_id is None or is_on_its_own(reminder):
        return reminder.subject
    return subject_of(reminder.lead_id)
