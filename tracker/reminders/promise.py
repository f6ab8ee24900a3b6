"""What a letter tells of: who is to do what, and on which day."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from tracker.core.db import Work
from tracker.core.i18n import clock_time
from tracker.letters.queries import told
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.reminders.queries import lead_of


def promise(reminder: Reminder | Row[Any], *, is_day_long: bool) -> dict[str, object]:
    """Return the promise as a letter keeps it."""
    is_timed = not is_day_long or reminder.kind == ReminderKind.OWN
    return {
        "person": reminder.owner_id,
        "kind": reminder.kind.value,
        "step": reminder.title,
        "due_on": reminder.wall_on.isoformat(),
        "due_at": clock_time(reminder.wall_at) if is_timed else None,
    }


def counted(said: Mapping[str, object]) -> dict[str, object]:
    """Return what a letter keeps of a promise that it counts and does not name: not its words."""
    return {name: value for name, value in said.items() if name != "step"}


def agrees(said: Mapping[str, object], letter: Mapping[str, Any]) -> bool:
    """Tell whether a letter told of this promise, as far as it said what it is."""
    return all(letter.get(name, value) == value for name, value in said.items())


def letter_of(work: Work, reminder: Reminder, version: int) -> Mapping[str, Any] | None:
    """Return what the letter said that told of the reminder as it stood at `version`."""
    letters = told(work.session, reminder.subject)
    return next((letter for letter in letters if letter.get("version") == version), None)


def stands_as_told(work: Work, reminder: Reminder, letter: Mapping[str, Any]) -> bool:
    """Tell whether a reminder is again the very promise of a letter, whatever happened between.

    Versions only grow, so that no letter's link ever comes to mean another promise; but what was
    undone stands as it was told.
    """
    return _now(work, reminder).items() <= letter.items()


def was_put_off(work: Work, reminder: Reminder, letter: Mapping[str, Any]) -> bool:
    """Tell whether a reminder is the promise of a letter, put off since."""
    if reminder.state is not ReminderState.SNOOZED or reminder.snoozed_from is None:
        return False
    before = {**_now(work, reminder), "due_on": reminder.snoozed_from.isoformat()}
    before.pop("due_at")
    return before.items() <= letter.items()


def _now(work: Work, reminder: Reminder) -> dict[str, object]:
    lead = lead_of(work.session, reminder)
    return promise(reminder, is_day_long=lead is None or lead.next_step_at is None)
