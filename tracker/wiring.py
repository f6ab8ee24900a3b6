"""What the features give each other without knowing it: watchers, and who composes letters."""

from collections.abc import Mapping, Sequence

from tracker.contacts.met import TripsMet
from tracker.core.db import Watcher
from tracker.leads.later import Snoozing
from tracker.letters.render import Compose
from tracker.reminders import letter as reminder
from tracker.reminders.following import follow_steps
from tracker.reminders.returned import tell_anew
from tracker.reminders.service import snoozing
from tracker.search.service import keep_index
from tracker.trips.queries import trip_options
from tracker.trips.service import meet_contact

WATCHERS: Sequence[Watcher] = (keep_index, tell_anew, follow_steps)
"""What follows from other rows, and is kept in step with them in the same transaction."""

LETTERS: Mapping[str, Compose] = {"reminder": reminder.compose}
"""Who says what a letter tells, by the folder of its templates."""

TRIPS_MET = TripsMet(trip_options, meet_contact)
"""On which trips a contact may have been met."""

SNOOZING: Snoozing = snoozing
"""How reminders follow leads that are put off, one or several at once."""
