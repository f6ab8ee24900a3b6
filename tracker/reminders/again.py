"""A reminder stands as it stood, taken back or moved back: whoever has heard of it has."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from tracker.core.db import Work
from tracker.letters.cancelling import let_stand
from tracker.letters.models import LetterState
from tracker.letters.queries import Latest, latest_letter, said_in, written_since
from tracker.reminders.due import owner_of
from tracker.reminders.heard import heard_at, left_at
from tracker.reminders.models import (
    TOLD,
    Reminder,
    ReminderKind,
    latest_key,
    level_in,
    occasion_in,
    occasion_key,
    others_key,
)
from tracker.reminders.promise import agrees, counted, promise
from tracker.reminders.walltime import Habits


def plan_again(
    work: Work, reminder: Reminder, habits: Habits, *, is_day_long: bool, was_others: bool = False
) -> None:
    """Let letters come as if nothing had been done: who has heard of it has.

    Who that is, is the owner: what others were told of while it was theirs, they were told. A
    letter that the deed took back comes at once; where the latest has left, the next one comes in
    its turn. What was put off, or was another's, has forgotten when it was told of: its letters say
    so. `habits` are the owner's.
    """
    first_at = habits.first_letter(reminder.wall_on, reminder.wall_at, is_day_long=is_day_long)
    if first_at > work.now:
        begin_anew(reminder)
        reminder.letter_at = first_at
        return
    said = counted(promise(reminder, is_day_long=is_day_long))
    key, written_at = _latest(work, reminder, said, was_others=was_others)
    has_left = left_at(work, reminder, key) is not None
    next_at = max(habits.next_letter(written_at), work.now)
    at_once = habits.from_now(work.now) if is_day_long else work.now
    reminder.letter_at = next_at if has_left else at_once
    if reminder.told_at is None:
        _remember(work, reminder, first_at, has_left=has_left)
    _let_others_hear(work, reminder, habits)


def wait_for_turn(
    work: Work, reminder: Reminder, *, is_day_long: bool, was_others: bool = False
) -> None:
    """Let what moved away and back be told of in its turn, if its letter has left or may have.

    Once that has passed it is told of at once; whoever else has heard of it has. What was another's
    meanwhile is told of then as what nobody has heard of: its owner begins with it anew.
    """
    if reminder.occurrence == 1:
        return
    has_heard_at = heard_at(work, reminder, is_day_long=is_day_long)
    if has_heard_at is None:
        return
    habits = owner_of(work, reminder.owner_id).habits
    next_at = habits.next_letter(has_heard_at)
    if was_others and next_at <= work.now:
        return
    reminder.letter_at = next_at
    first_at = habits.first_letter(reminder.wall_on, reminder.wall_at, is_day_long=is_day_long)
    _remember(work, reminder, first_at, has_left=True)
    _let_others_hear(work, reminder, habits)


def begin_anew(reminder: Reminder) -> None:
    """Forget who has heard of a reminder: it stands for another day, or another person."""
    reminder.told_at = reminder.escalate_at = None
    reminder.escalated = 0


def _remember(work: Work, reminder: Reminder, first_at: datetime, *, has_left: bool) -> None:
    """Let a reminder know again since when it is told of, and who has heard: its letters say so."""
    owner_id = reminder.owner_id
    since = written_since(work, reminder.subject, keyed=TOLD, of=owner_id, since=first_at)
    reminder.told_at = since or (work.now if has_left else None)
    others = _letter_to_others(work, reminder)
    if others is not None and reminder.told_at and others.created_at >= reminder.told_at:
        reminder.escalated = level_in(others.key) + 1


def _let_others_hear(work: Work, reminder: Reminder, habits: Habits) -> None:
    """Let others hear in their turn, and at once who was to last, if that letter was taken back."""
    if reminder.kind is not ReminderKind.NEXT_STEP:
        reminder.escalate_at, reminder.escalated = None, 0
        return
    if reminder.told_at is None:
        return
    reminder.escalate_at = habits.escalation(reminder.told_at, reminder.escalated)
    others = _letter_to_others(work, reminder) if reminder.escalated else None
    if others is None or others.state is not LetterState.CANCELLED:
        return
    is_latest = level_in(others.key) == reminder.escalated - 1
    subject, version = reminder.subject, reminder.version
    if is_latest and not let_stand(work, subject, keyed=others.key, version=version):
        reminder.escalated -= 1
        reminder.escalate_at = work.now


def _letter_to_others(work: Work, reminder: Reminder) -> Latest | None:
    """Return the latest letter to others about what its owner does not do."""
    keyed = others_key(reminder.id)
    return latest_letter(work.session, reminder.subject, keyed=keyed, of=reminder.owner_id)


def _latest(
    work: Work, reminder: Reminder, said: Mapping[str, object], *, was_others: bool
) -> tuple[str, datetime]:
    """Return how the key of the owner's latest letter begins, and from when its turn is counted.

    It is of the latest occasion; or of one before, of the same day, where others were told of that.
    """
    find = partial(latest_letter, work.session, reminder.subject)
    key, since = latest_key(reminder), work.now
    if was_others or (find(keyed=key, of=reminder.owner_id) is None and find(keyed=key)):
        latest = find(keyed=TOLD, of=reminder.owner_id)
        said_then = said_in(work.session, latest.number, reminder.subject) if latest else {}
        if latest is None or not agrees(said, said_then):
            return occasion_key(reminder.id, 0), since
        return occasion_in(latest.key), latest.created_at if was_others else since
    return key, since
