"""What happened with a lead or a contact: notes, calls, meetings, letters, other contact."""

from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from sqlalchemy import func, select

from tracker.audit.service import record
from tracker.contacts.service import note_talk
from tracker.core.db import Work, tell_watchers
from tracker.core.errors import TrackerError
from tracker.core.text import clean
from tracker.core.words import mark
from tracker.leads.models import Activity, ActivityKind, Lead, LetterDirection, subject_of


@dataclass(frozen=True, slots=True)
class NewActivity:
    """Something that happened; `happened_on` left out is today.

    What is left out of contact, organisation and trip is the lead's own.
    """

    kind: ActivityKind
    text: str
    happened_on: date | None = None
    happened_at: time | None = None
    direction: LetterDirection | None = None
    contact_id: int | None = None
    organisation_id: int | None = None
    trip_id: int | None = None
    language: str | None = None
    form_key: str | None = None


class WrittenDown(NamedTuple):
    """An entry that this work has made, told to its watchers with what was known of its contact.

    So whoever keeps in touch is looked for only where somebody does.
    """

    activity: Activity
    is_of_kept: bool
    """Whether somebody keeps in touch with the contact, and the entry is a real contact."""


def add_activity(work: Work, lead: Lead | None, new: NewActivity) -> Activity:
    """Write down what happened; without a lead, with a contact, organisation or trip.

    All but a note are real contact: the lead's `last_contact_on` and the contact's day of review
    follow the latest day of it, never the day of entry. The lead's version stays, for what is said
    beside it changes nothing that somebody else may be editing.
    Raises TrackerError without words or for a day that is still to come.
    """
    text = clean(new.text).strip()
    happened_on = new.happened_on or work.today
    if not text:
        raise TrackerError(mark("Write what happened."))
    if happened_on > work.today:
        raise TrackerError(mark("The day of contact is still to come."))
    activity = Activity(
        kind=new.kind,
        direction=new.direction,
        lead_id=lead.id if lead else None,
        contact_id=new.contact_id or (lead.contact_id if lead else None),
        organisation_id=new.organisation_id or (lead.organisation_id if lead else None),
        trip_id=new.trip_id,
        author_id=work.actor_id,
        happened_on=happened_on,
        happened_at=new.happened_at,
        entered_at=work.now,
        language=new.language,
        text=text,
        form_key=new.form_key,
    )
    work.session.add(activity)
    is_talk = new.kind is not ActivityKind.NOTE
    is_of_kept = _note_talk(work, activity, lead) if is_talk else False
    tell_watchers(work.session, WrittenDown(activity, is_of_kept))
    work.session.flush()
    subject = subject_of(lead.id) if lead else f"activity:{activity.id}"
    record(work, "activity.added", subject, activity_id=activity.id, kind=new.kind)
    return activity


def take_activity_back(work: Work, activity: Activity, lead: Lead | None) -> None:
    """Take an entry away as if it had never been written; `lead` is its own.

    The lead's day of the last contact is then that of the latest entry that is left.
    """
    subject = subject_of(lead.id) if lead else f"activity:{activity.id}"
    record(work, "activity.taken_back", subject, activity_id=activity.id, kind=activity.kind)
    work.session.delete(activity)
    work.session.flush()
    if lead is not None and lead.last_contact_on == activity.happened_on:
        lead.last_contact_on = work.session.scalar(
            select(func.max(Activity.happened_on)).where(
                Activity.lead_id == lead.id, Activity.kind != ActivityKind.NOTE
            )
        )


def _note_talk(work: Work, activity: Activity, lead: Lead | None) -> bool:
    """Tell whether somebody keeps in touch with the contact that was spoken with."""
    on = activity.happened_on
    if lead is not None:
        lead.last_contact_on = max(on, lead.last_contact_on or on)
    return activity.contact_id is not None and note_talk(work, activity.contact_id, on)
