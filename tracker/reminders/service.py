"""What can be done to a reminder: done, put off, taken back; and how it follows its lead."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from tracker.audit.models import Entry
from tracker.audit.service import Record, number_in, record
from tracker.core.clock import to_utc
from tracker.core.db import Work
from tracker.core.errors import ConflictError, GoneError, NotFoundError
from tracker.core.words import mark
from tracker.core.workdays import next_working_day
from tracker.leads import service as leads
from tracker.leads.changes import UNDO_LASTS
from tracker.leads.later import later_days
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step
from tracker.letters.models import LetterState
from tracker.letters.queries import latest_state
from tracker.letters.service import cancel_letters
from tracker.plans.following import step_back
from tracker.reminders import queries
from tracker.reminders.following import give_way, keep_in_step
from tracker.reminders.links import Action
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.walltime import moment_of

MOVED_ON = mark("Something has changed since, so this cannot be undone.")


def finish_step(work: Work, lead: Lead) -> Record | None:
    """Mark a lead's next step done, and its reminder with it; no letter about it leaves any more.

    Raises TrackerError when there is no step.
    """
    reminder = queries.step_reminder(work.session, lead.id, lock=True)
    entry = leads.finish_step(work, lead)
    if reminder is not None:
        _mark_done(work, reminder)
    return entry


def snooze_step(work: Work, lead: Lead, on: date) -> Record | None:
    """Put a lead's next step off, or its waking up; the letter comes on the new day.

    Raises TrackerError when there is nothing to put off.
    """
    with snoozing(work, [lead.id]):
        return leads.put_off(work, lead, on)


@contextmanager
def snoozing(work: Work, lead_ids: Collection[int]) -> Iterator[None]:
    """Let the reminders of leads know that what moves them in the block is putting off."""
    stood = {
        lead_id: (reminder.wall_on, reminder.snoozed_from or reminder.wall_on)
        for lead_id, reminder in queries.step_reminders(work.session, lead_ids).items()
    }
    yield
    keep_in_step(work, lead_ids)
    for lead_id, reminder in queries.step_reminders(work.session, lead_ids).items():
        was_on, first_on = stood.get(lead_id, (None, None))
        if reminder.wall_on != was_on:
            reminder.state, reminder.snoozed_from = ReminderState.SNOOZED, first_on


def undo_deed(work: Work, entry_id: int) -> None:
    """Take back a step done or put off by the same person, while nothing else has changed since.

    Other changes of a lead are taken back as `leads.service.undo_change` does. Raises
    NotFoundError for what is no such deed of theirs, GoneError after 30 days, ConflictError when
    something has changed.
    """
    entry = work.session.get(Entry, entry_id)
    if entry is None or entry.actor_id != work.actor_id:
        raise NotFoundError
    take_back = _TAKE_BACK.get(entry.what)
    if take_back is None:
        leads.undo_change(work, entry_id)
        return
    if work.now > entry.at + UNDO_LASTS:
        raise GoneError(mark("It is too late to undo this."))
    take_back(work, entry)


def finish(work: Work, reminder: Reminder) -> None:
    """Mark what a reminder is about done, whatever it is."""
    if queries.is_on_its_own(reminder):
        _record_own(work, reminder, "reminder.done")
        _mark_done(work, reminder)
        return
    finish_step(work, lead_to_change(work.session, _lead_id(reminder)))


def snooze(work: Work, reminder: Reminder, on: date) -> None:
    """Put off what a reminder is about, whatever it is."""
    if not queries.is_on_its_own(reminder):
        snooze_step(work, lead_to_change(work.session, _lead_id(reminder)), on)
        return
    _record_own(work, reminder, "reminder.snoozed")
    cancel_letters(work, reminder.subject)
    reminder.snoozed_from = reminder.snoozed_from or reminder.wall_on
    reminder.state, reminder.version = ReminderState.SNOOZED, reminder.version + 1
    _put_on(reminder, on)


def day_for(action: Action, today: date) -> date:
    """Return the day a link means: tomorrow or Monday, or the first working day after."""
    return next_working_day(later_days(today)[action.value])


def _mark_done(work: Work, reminder: Reminder) -> None:
    cancel_letters(work, reminder.subject)
    reminder.state, reminder.done_at = ReminderState.DONE, work.now
    reminder.done_by_id, reminder.letter_at = work.actor_id, None
    reminder.version += 1


def _undo_done(work: Work, entry: Entry) -> None:
    lead = _unchanged_lead(work, entry)
    reminder = queries.latest_done(work.session, lead.id)
    if lead.laying_id is not None:
        step_back(work, lead, entry.at)
        give_way(work, lead.id)
    if reminder is not None and reminder.done_at == entry.at:
        _revive(reminder)
    leads.restore_step(work, lead, _step_before(lead, entry.detail["before"]))
    _follow_again(work, lead)


def _undo_postponed(work: Work, entry: Entry) -> None:
    lead = _unchanged_lead(work, entry)
    leads.restore_step(work, lead, _step_before(lead, entry.detail["before"]))
    _follow_again(work, lead)


def _unchanged_lead(work: Work, entry: Entry) -> Lead:
    lead = lead_to_change(work.session, number_in(entry.subject))
    if lead.version != entry.detail["version"]:
        raise ConflictError(MOVED_ON)
    return lead


def _step_before(lead: Lead, before: Mapping[str, Any]) -> Step:
    text = before.get("next_step", lead.next_step)
    on, at = before.get("next_step_on"), before.get("next_step_at")
    return Step(
        text,
        date.fromisoformat(on) if on else lead.next_step_on or date.min,
        time.fromisoformat(at) if at else None,
    )


def _follow_again(work: Work, lead: Lead) -> None:
    """Let the reminder stand where it stood; a letter that has left already does not come again."""
    work.session.flush()
    keep_in_step(work, [lead.id])
    reminder = queries.step_reminder(work.session, lead.id)
    if reminder is not None:
        _plan_unless_written(work, reminder, is_day_long=lead.next_step_at is None)


def _plan_unless_written(work: Work, reminder: Reminder, *, is_day_long: bool) -> None:
    moment = moment_of(reminder, is_day_long=is_day_long)
    was_written = latest_state(work, reminder.subject) in _WRITTEN
    reminder.letter_at = None if was_written and moment <= work.now else moment


_WRITTEN = (LetterState.QUEUED, LetterState.SENDING, LetterState.SENT, LetterState.BOUNCED)


def _revive(reminder: Reminder) -> None:
    reminder.state = ReminderState.SNOOZED if reminder.snoozed_from else ReminderState.ACTIVE
    reminder.done_at = reminder.done_by_id = None
    reminder.version += 1


def _record_own(work: Work, reminder: Reminder, what: str) -> None:
    record(
        work,
        what,
        reminder.subject,
        before={"wall_on": reminder.wall_on, "snoozed_from": reminder.snoozed_from},
        version=reminder.version + 1,
    )


def _undo_own(work: Work, entry: Entry) -> None:
    reminder = work.session.get_one(Reminder, number_in(entry.subject), with_for_update=True)
    if reminder.version != entry.detail["version"]:
        raise ConflictError(MOVED_ON)
    before = entry.detail["before"]
    cancel_letters(work, reminder.subject)
    came_from = before["snoozed_from"]
    reminder.snoozed_from = date.fromisoformat(came_from) if came_from else None
    _revive(reminder)
    _put_on(reminder, date.fromisoformat(before["wall_on"]))
    _plan_unless_written(work, reminder, is_day_long=False)
    record(work, "reminder.restored", reminder.subject, version=reminder.version)


def _put_on(reminder: Reminder, on: date) -> None:
    reminder.wall_on = on
    reminder.due_at = to_utc(on, reminder.wall_at, ZoneInfo(reminder.zone))
    reminder.letter_at = reminder.due_at


def _lead_id(reminder: Reminder) -> int:
    if reminder.lead_id is None:
        raise NotFoundError
    return reminder.lead_id


_TAKE_BACK: dict[str, Callable[[Work, Entry], None]] = {
    "lead.step_done": _undo_done,
    "lead.step_postponed": _undo_postponed,
    "reminder.done": _undo_own,
    "reminder.snoozed": _undo_own,
}
