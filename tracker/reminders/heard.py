"""Who has heard of a reminder already is not told again before its next turn."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.db import Work
from tracker.letters.cancelling import let_stand
from tracker.letters.queries import latest_sent_at, told
from tracker.reminders.models import Reminder, latest_key
from tracker.reminders.promise import promise
from tracker.reminders.queries import lock_reminders


def left_at(work: Work, reminder: Reminder) -> datetime | None:
    """Return when the latest letter left; nothing where it has not.

    One that was taken back with its text on the wire stands again, and leaves now.
    """
    key = latest_key(reminder)
    if let_stand(work, reminder.subject, keyed=key, version=reminder.version):
        return work.now
    return latest_sent_at(work, reminder.subject, keyed=key)


def was_told(work: Work, reminder: Reminder, *, is_day_long: bool) -> bool:
    """Tell whether the latest letter told of the very promise that a reminder is again."""
    said = told(work.session, reminder.subject)
    return bool(said) and promise(reminder, is_day_long=is_day_long).items() <= said[0].items()


def told_of(session: Session, owner_id: int) -> Sequence[Reminder]:
    """Return what somebody was told of and is to be told of again, kept from other writers.

    What was snoozed or moved since, or was somebody else's, nobody was told of as it stands.
    """
    asked = select(Reminder.id).where(
        Reminder.owner_id == owner_id,
        Reminder.letter_at.is_not(None),
        Reminder.told_at.is_not(None),
    )
    return list(lock_reminders(session, session.scalars(asked).all()).values())
