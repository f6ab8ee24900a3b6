"""Who has heard of a reminder already is not told again before its next turn."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.db import Work
from tracker.letters.cancelling import let_stand
from tracker.letters.queries import latest_key_until, latest_sent_at, told
from tracker.reminders.models import TOLD, Reminder, latest_key, occasion_in
from tracker.reminders.promise import promise
from tracker.reminders.queries import lock_reminders


def left_at(work: Work, reminder: Reminder, key: str | None = None) -> datetime | None:
    """Return when the latest letter left, or that of which the key begins so; else nothing.

    One that was taken back with its text on the wire stands again, and leaves now.
    """
    key = key or latest_key(reminder)
    if let_stand(work, reminder.subject, keyed=key, version=reminder.version):
        return work.now
    return latest_sent_at(work, reminder.subject, keyed=key)


def heard_at(work: Work, reminder: Reminder, *, is_day_long: bool) -> datetime | None:
    """Return when the owner's own latest letter left, if it told of what a reminder is again.

    Whatever others were told while it was theirs.
    """
    letters = told(work.session, reminder.subject)
    said = next((each for each in letters if each.get("person") == reminder.owner_id), None)
    if said is None or not promise(reminder, is_day_long=is_day_long).items() <= said.items():
        return None
    found = latest_key_until(
        work.session, reminder.subject, keyed=TOLD, of=reminder.owner_id, until=work.now
    )
    return left_at(work, reminder, occasion_in(found[0])) if found else None


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
