"""What is done about a contact's silence: somebody was in touch, or takes that back."""

from tracker.accounts.models import User
from tracker.audit.models import Entry
from tracker.core.db import Work
from tracker.core.errors import ConflictError, NotFoundError, must_be_there
from tracker.core.i18n import translate
from tracker.core.words import mark
from tracker.leads.activities import NewActivity, add_activity, take_activity_back
from tracker.leads.models import Activity, ActivityKind, Lead
from tracker.reminders import queries, touches
from tracker.reminders.following import cancel
from tracker.reminders.models import Reminder, ReminderKind

WAS_IN_TOUCH = mark("Contact made.")


def silence_to_end(work: Work, reminder_id: int, *, seen: int | None) -> Reminder:
    """Return the reminder of a contact's silence, kept from other writers.

    Raises NotFoundError for what is none, and ConflictError when it is over, or is no longer the
    version that was `seen`.
    """
    reminder = must_be_there(work.session.get(Reminder, reminder_id))
    if reminder.kind is not ReminderKind.NO_CONTACT:
        raise NotFoundError
    queries.lock_reminder(work.session, reminder)
    if reminder.state not in queries.LIVING or seen not in {None, reminder.version}:
        raise ConflictError(mark("Somebody has dealt with this reminder in the meantime."))
    return reminder


def note_contact(work: Work, contact_id: int) -> Activity:
    """Write down that whoever acts was in touch with a contact today, no more being said of it.

    With the one lead of theirs that is under way it is that lead's entry, else the contact's own.
    By it the days of silence begin anew.
    """
    lead = touches.only_lead(work.session, contact_id)
    person = work.session.get(User, work.actor_id) if work.actor_id else None
    language = person.language if person else None
    new = NewActivity(
        ActivityKind.CONTACT,
        translate(language, WAS_IN_TOUCH) if language else WAS_IN_TOUCH,
        contact_id=contact_id,
        language=language,
    )
    return add_activity(work, lead, new)


def take_contact_back(work: Work, reminder: Reminder, entry: Entry) -> None:
    """Take away the entry that "Contact made" wrote, and the reminder that came after this one."""
    activity = work.session.get(Activity, entry.detail.get("activity") or 0)
    if activity is not None:
        lead = work.session.get(Lead, activity.lead_id or 0, with_for_update=True)
        take_activity_back(work, activity, lead)
    after = touches.living_touch(work.session, reminder.contact_id or 0)
    if after is not None and after.id != reminder.id:
        cancel(work, after)
        work.session.flush()
