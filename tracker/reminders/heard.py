"""Who has heard of a reminder already: its letters say so, as they left or may have."""

from datetime import datetime

from tracker.core.db import Work
from tracker.letters.cancelling import let_stand
from tracker.letters.models import IN_HAND, LetterState
from tracker.letters.queries import latest_letter, said_in
from tracker.reminders.models import TOLD, Reminder, latest_key, occasion_in
from tracker.reminders.promise import agrees, counted, promise


def left_at(work: Work, reminder: Reminder, key: str | None = None) -> datetime | None:
    """Return when the latest letter left, or that of which the key begins so; else nothing.

    One that waits leaves now, and so does one that was taken back with its text on the wire: it
    stands again. Nobody has read one that came back.
    """
    key = key or latest_key(reminder)
    if let_stand(work, reminder.subject, keyed=key, version=reminder.version):
        return work.now
    latest = latest_letter(work.session, reminder.subject, keyed=key)
    if latest is None or latest.state not in {*IN_HAND, LetterState.SENT}:
        return None
    return latest.sent_at or work.now


def heard_at(work: Work, reminder: Reminder, *, is_day_long: bool) -> datetime | None:
    """Return when the owner's own latest letter left, if it told of the day that is meant again.

    Whatever others were told while it was theirs.
    """
    latest = latest_letter(work.session, reminder.subject, keyed=TOLD, of=reminder.owner_id)
    if latest is None:
        return None
    said = said_in(work.session, latest.number, reminder.subject)
    if not agrees(counted(promise(reminder, is_day_long=is_day_long)), said):
        return None
    return left_at(work, reminder, occasion_in(latest.key))
