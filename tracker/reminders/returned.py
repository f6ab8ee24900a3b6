"""What a letter that came back told of is told again, once its reader can be written to."""

from collections.abc import Sequence

from tracker.audit.service import number_in
from tracker.core.db import Work
from tracker.letters.bounces import CameBack
from tracker.letters.queries import latest_letter
from tracker.reminders import queries
from tracker.reminders.models import TOLD, Reminder


def tell_anew(work: Work, touched: Sequence[object]) -> None:
    """Make reminders due again whose letter nobody has read; a watcher.

    The reader's letters are paused by then, or they have another address: no letter goes where
    one came back from. It goes to whoever stands in. A reminder that moved on since has had another
    letter, or will. What told somebody else that nobody acts is not for the owner to hear again.
    """
    lost = [thing for thing in touched if isinstance(thing, CameBack)]
    numbers = [
        number_in(each.subject_key)
        for each in lost
        if each.subject_key.startswith("reminder:") and _is_latest(work, each)
    ]
    for reminder in queries.lock_reminders(work.session, numbers).values():
        if _is_told(reminder):
            reminder.letter_at = work.now


def _is_latest(work: Work, lost: CameBack) -> bool:
    latest = latest_letter(work.session, lost.subject_key, keyed=TOLD)
    return latest is not None and latest.number == lost.letter_id


def _is_told(reminder: Reminder) -> bool:
    """Tell whether a reminder that is not over has been written about."""
    return reminder.state in queries.LIVING and reminder.told_at is not None
