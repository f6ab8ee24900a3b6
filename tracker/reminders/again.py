"""A reminder stands as it stood before what was taken back: whoever has heard of it has."""

from datetime import datetime

from tracker.core.db import Work
from tracker.letters.cancelling import let_stand
from tracker.letters.models import LetterState
from tracker.letters.queries import latest_letter, written_since
from tracker.reminders.due import owner_of
from tracker.reminders.following import begin_anew
from tracker.reminders.heard import left_at
from tracker.reminders.models import (
    TOLD,
    Reminder,
    ReminderKind,
    latest_key,
    occasion_in,
    occasion_key,
    others_key,
)


def plan_again(
    work: Work,
    reminder: Reminder,
    done_at: datetime,
    *,
    is_day_long: bool,
    told_until: datetime | None = None,
) -> None:
    """Let letters come as if nothing had been done at `done_at`: who has heard of it has.

    Who that is, is the owner: what others were told of while it was theirs, they were told. A
    letter that the deed took back comes at once; where the latest has left, the next one comes in
    its turn. What was put off has forgotten when it was told of: its letters say so, those until
    `told_until` where somebody else had it since.
    """
    habits = owner_of(work, reminder.owner_id).habits
    first_at = habits.first_letter(reminder.wall_on, reminder.wall_at, is_day_long=is_day_long)
    if first_at > work.now:
        begin_anew(reminder)
        reminder.letter_at = first_at
        return
    key, written_at = _latest(work, reminder, told_until)
    has_left = left_at(work, reminder, key) is not None
    next_at = max(habits.next_letter(written_at), work.now)
    at_once = habits.from_now(work.now) if is_day_long else work.now
    reminder.letter_at = next_at if has_left else at_once
    if reminder.told_at is None:
        until = told_until or work.now
        since = written_since(
            work, reminder.subject, keyed=TOLD, of=reminder.owner_id, since=first_at, until=until
        )
        reminder.told_at = since or (work.now if has_left else None)
        reminder.escalated = habits.have_heard(reminder.told_at, done_at)
    if reminder.told_at is not None:
        reminder.escalate_at = habits.escalation(reminder.told_at, reminder.escalated)
    _let_others_hear(work, reminder)
    if reminder.kind is not ReminderKind.NEXT_STEP:
        reminder.escalate_at, reminder.escalated = None, 0


def _let_others_hear(work: Work, reminder: Reminder) -> None:
    """Let whoever was to hear last hear at once, where the letter to them was taken back."""
    if not reminder.escalated:
        return
    keyed = others_key(reminder.id)
    latest = latest_letter(work.session, reminder.subject, keyed=keyed, of=reminder.owner_id)
    is_taken_back = latest is not None and latest.state is LetterState.CANCELLED
    if is_taken_back and not let_stand(
        work, reminder.subject, keyed=keyed, version=reminder.version
    ):
        reminder.escalated -= 1
        reminder.escalate_at = work.now


def _latest(work: Work, reminder: Reminder, told_until: datetime | None) -> tuple[str, datetime]:
    """Return how the key of the owner's latest letter begins, and from when its turn is counted."""
    latest = latest_letter(
        work.session,
        reminder.subject,
        keyed=TOLD if told_until else latest_key(reminder),
        of=reminder.owner_id,
        until=told_until or work.now,
    )
    if latest is None:
        return occasion_key(reminder.id, 0), work.now
    return occasion_in(latest.key), latest.created_at if told_until else work.now
