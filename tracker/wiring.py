"""What the features give each other without knowing it: watchers, and who composes letters."""

from collections.abc import Callable, Mapping, Sequence

from tracker.accounts.service import CountWaiting
from tracker.contacts.met import TripsMet
from tracker.contacts.same import SameAs
from tracker.core.db import Watcher
from tracker.duplicates.following import keep_pairs
from tracker.duplicates.hints import same_as
from tracker.handover import letter as handover
from tracker.handover.following import follow_hand_overs
from tracker.handover.queries import count_waiting
from tracker.handover.undone import UNDONE
from tracker.health import letter as late
from tracker.leads.later import Snoozing
from tracker.letters.models import HAND_OVER
from tracker.letters.render import Compose
from tracker.letters.words import reason
from tracker.plans.following import follow_plans
from tracker.reminders import digest, silence, week
from tracker.reminders import letter as reminder
from tracker.reminders.following import follow_steps, hold_reminders
from tracker.reminders.keeping import follow_contacts
from tracker.reminders.models import Template
from tracker.reminders.returned import tell_anew
from tracker.reminders.service import snoozing, tell_of_plans_later
from tracker.search.service import keep_index
from tracker.trips.queries import trip_options
from tracker.trips.service import meet_contact

WATCHERS: Sequence[Watcher] = (
    follow_plans,
    keep_index,
    hold_reminders,
    tell_anew,
    follow_contacts,
    follow_steps,
    tell_of_plans_later,
    follow_hand_overs,
    keep_pairs,
)
"""What follows from other rows, and is kept in step with them in the same transaction.

Plans come first: they give leads their next steps, which the others tell of. Contacts before leads:
whoever waits for a reminder has its contact already, and so nobody who has the reminder waits for
that. Likely pairs come last: whoever writes some keeps all others who do from it to the end.
"""

LETTERS: Mapping[str, Compose] = {
    Template.DIGEST: digest.compose,
    Template.ESCALATION: digest.compose_escalation,
    HAND_OVER: handover.compose,
    "late": late.compose,
    Template.REMINDER: reminder.compose,
    Template.SILENCE: silence.compose,
    UNDONE: handover.compose_undone,
    Template.WEEK: week.compose,
}
"""Who says what a letter tells, by the folder of its templates."""

TRIPS_MET = TripsMet(trip_options, meet_contact)
"""On which trips a contact may have been met."""

SAME_AS: SameAs = same_as
"""Who may be here already, for whoever enters a contact."""

SNOOZING: Snoozing = snoozing
"""How reminders follow leads that are put off, one or several at once."""

COUNT_WAITING: CountWaiting = count_waiting
"""What waits for somebody, for whoever changes their account."""

WHY_MAIL_RETURNS: Callable[[str], str] = reason
"""Why letters to somebody come back, by the status that the mail system told."""

PARTS: Mapping[str, object] = {
    "trips_met": TRIPS_MET,
    "same_as": SAME_AS,
    "snoozing": SNOOZING,
    "count_waiting": COUNT_WAITING,
    "why_mail_returns": WHY_MAIL_RETURNS,
}
"""What pages take by `part_of_app`."""
