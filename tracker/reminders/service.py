"""What can be done to a reminder: done, put off, taken back; and how it follows its lead."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tracker.audit.models import Entry
from tracker.audit.service import Record, number_in, record, to_take_back
from tracker.core.clock import to_utc
from tracker.core.db import Work
from tracker.core.errors import ConflictError, NotFoundError
from tracker.core.words import mark
from tracker.core.workdays import next_working_day
from tracker.leads import service as leads
from tracker.leads.changes import UNDOABLE
from tracker.leads.later import later_days
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step
from tracker.letters.cancelling import cancel_letters
from tracker.plans.following import step_back
from tracker.plans.models import Laying
from tracker.reminders import over, queries
from tracker.reminders.again import begin_anew, plan_again
from tracker.reminders.due import owner_of, owners_of
from tracker.reminders.following import give_way, keep_in_step
from tracker.reminders.links import Action
from tracker.reminders.models import (
    Reminder,
    ReminderKind,
    ReminderState,
)
from tracker.reminders.touching import note_contact, take_contact_back

WEEK = timedelta(days=7)
MOVED_ON = mark("Something has changed since, so this cannot be undone.")


def finish_step(work: Work, lead: Lead) -> Record | None:
    """Mark a lead's next step done, and its reminder with it; no letter about it leaves any more.

    Raises TrackerError when there is no step.
    """
    reminder = queries.step_reminder(work.session, lead.id, lock=True)
    entry = leads.finish_step(work, lead)
    if reminder is not None:
        mark_done(work, reminder)
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


def tell_later(work: Work, lead_ids: Collection[int]) -> None:
    """Let letters about steps that are due by today wait for the owner's next working day and hour.

    For leads that change hands with a letter of their own: beside it none of them writes another.
    A step with an hour that is still to come is written about at its hour.
    """
    keep_in_step(work, lead_ids)
    stood = {each.lead_id: each for each in queries.standing(work.session, lead_ids)}
    for lead_id, reminder in queries.step_reminders(work.session, lead_ids).items():
        wait_for_morning(work, reminder, is_day_long=stood[lead_id].next_step_at is None)


def wait_for_morning(work: Work, reminder: Reminder, *, is_day_long: bool = True) -> None:
    """Let a letter that would come sooner wait for its reader's next working day and hour."""
    later = owner_of(work, reminder.owner_id).habits.next_morning(work.now)
    if reminder.letter_at is None or reminder.letter_at >= later:
        return
    if is_day_long or reminder.letter_at <= work.now:
        reminder.letter_at = later


def tell_of_plans_later(work: Work, touched: Sequence[object]) -> None:
    """Let letters about what a plan has just given wait for the owners' next morning.

    A watcher, for after that of the steps. One press gives many their steps, and may be taken back
    by another: what is due by then would leave at once, at whatever hour it is.
    """
    new = (thing for thing in touched if isinstance(thing, Laying) and thing.laid_at == work.now)
    laid = {laying.id for laying in new}
    leads = [thing.id for thing in touched if isinstance(thing, Lead) and thing.laying_id in laid]
    found = queries.step_reminders(work.session, leads).values() if leads else ()
    due = [one for one in found if one.letter_at is not None and one.letter_at <= work.now]
    owners = owners_of(work, {reminder.owner_id for reminder in due})
    mornings = {owner.id: owner.habits.next_morning(work.now) for owner in owners}
    for reminder in due:
        reminder.letter_at = mornings[reminder.owner_id]


def undo_deed(work: Work, entry_id: int) -> None:
    """Take back a step done or put off by the same person, while nothing else has changed since.

    Other changes of a lead are taken back as `undo_changes` does. Raises
    NotFoundError for what is no such deed of theirs, GoneError after 30 days, ConflictError when
    something has changed.
    """
    entry = to_take_back(work, entry_id, {*_TAKE_BACK, *UNDOABLE})
    take_back = _TAKE_BACK.get(entry.what)
    if take_back is None:
        undo_changes(work, [entry])
    else:
        take_back(work, entry)


def finish(work: Work, reminder: Reminder) -> None:
    """Mark what a reminder is about done, whatever it is."""
    if queries.is_on_its_own(reminder):
        finish_own(work, reminder)
        return
    finish_step(work, lead_to_change(work.session, _lead_id(reminder)))


def finish_own(work: Work, reminder: Reminder) -> Record:
    """Mark a reminder on its own done; that of a silence by writing down that it has ended."""
    said: dict[str, int] = {}
    if _is_silence(reminder) and reminder.contact_id is not None:
        said["activity"] = note_contact(work, reminder.contact_id).id
    entry = _record_own(work, reminder, "reminder.done", **said)
    mark_done(work, reminder)
    return entry


def snooze(work: Work, reminder: Reminder, on: date) -> None:
    """Put off what a reminder is about, whatever it is."""
    if not queries.is_on_its_own(reminder):
        snooze_step(work, lead_to_change(work.session, _lead_id(reminder)), on)
        return
    snooze_own(work, reminder, on)


def snooze_own(work: Work, reminder: Reminder, on: date) -> Record:
    """Put a reminder on its own off."""
    entry = _record_own(work, reminder, "reminder.snoozed")
    cancel_letters(work, reminder.subject)
    reminder.snoozed_from = reminder.snoozed_from or reminder.wall_on
    reminder.state, reminder.version = ReminderState.SNOOZED, reminder.version + 1
    _put_on(work, reminder, on)
    return entry


def day_for(action: Action, today: date) -> date:
    """Return the day a link means: tomorrow or Monday, or the first working day after."""
    days = {**later_days(today), Action.WEEK.value: today + WEEK}
    return next_working_day(days[action.value])


def mark_done(work: Work, reminder: Reminder) -> None:
    """Let a reminder be done by whoever acts; no letter about it leaves any more."""
    cancel_letters(work, reminder.subject)
    reminder.state, reminder.done_at = ReminderState.DONE, work.now
    reminder.done_by_id = work.actor_id
    reminder.letter_at = reminder.escalate_at = None
    reminder.version += 1


def _undo_done(work: Work, entry: Entry) -> None:
    lead = _unchanged_lead(work, entry)
    reminder = over.last_done(work.session, lead.id)
    if lead.laying_id is not None:
        step_back(work, lead, entry.at)
        give_way(work, lead.id)
    if reminder is not None and reminder.done_at == entry.at:
        _revive(reminder)
    leads.restore_step(work, lead, _step_before(lead, entry.detail["before"]))
    _follow_again(work, [Back(lead)])


def _undo_postponed(work: Work, entry: Entry) -> None:
    lead = _unchanged_lead(work, entry)
    leads.restore_step(work, lead, _step_before(lead, entry.detail["before"]))
    _follow_again(work, [Back(lead)])


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


class Back(NamedTuple):
    """A lead that is as it was before something was done."""

    lead: Lead
    was_others: bool = False
    """Whether somebody else had it meanwhile."""


def _follow_again(work: Work, back: Sequence[Back]) -> Mapping[int, Reminder]:
    """Let reminders stand where they stood before what was done, and return them by lead."""
    work.session.flush()
    lead_ids = [each.lead.id for each in back]
    keep_in_step(work, lead_ids, is_undone=True)
    found = queries.step_reminders(work.session, lead_ids)
    owners = owners_of(work, {reminder.owner_id for reminder in found.values()})
    habits = {owner.id: owner.habits for owner in owners}
    with work.session.no_autoflush:  # what is asked is of letters, and of people
        for lead, was_others in back:
            reminder = found.get(lead.id)
            if reminder is not None:
                theirs, is_day_long = habits[reminder.owner_id], lead.next_step_at is None
                plan_again(work, reminder, theirs, is_day_long=is_day_long, was_others=was_others)
    return found


def undo_changes(work: Work, entries: Sequence[Entry]) -> None:
    """Take back changes of leads, and let reminders stand as they did, with who has heard of them.

    Closed, put to sleep, or with somebody else, its step had been let go of. What somebody else was
    told of it meanwhile, they were told, and not whoever has it again. What tells of nothing that
    was taken back stands as it does. Raises what `leads.service.undo_changes` does.
    """
    undone = leads.undo_changes(work, entries)
    work.session.flush()
    came_back = _came_back(work, undone)
    if not came_back:
        return
    of_others = {
        lead: entry
        for lead, entry in zip(undone, entries, strict=True)
        if "owner_id" in entry.detail["before"]
    }
    reminders = _follow_again(
        work,
        [Back(lead, was_others=lead in of_others) for lead in undone if lead.id in came_back],
    )
    untold = {
        lead: entry.id
        for lead, entry in of_others.items()
        if lead.id in reminders and reminders[lead.id].told_at is None
    }
    told_by_letter = over.handed_over(work.session, untold)
    for lead in untold:
        if lead.id in told_by_letter:  # it told that it is theirs now
            is_day_long = lead.next_step_at is None
            wait_for_morning(work, reminders[lead.id], is_day_long=is_day_long)


def _came_back(work: Work, undone: Sequence[Lead]) -> set[int]:
    """Return the leads whose reminders go back to where they stood, those that were over too."""
    found = queries.step_reminders(work.session, [lead.id for lead in undone], lock=True)
    revived = {lead.id for lead in undone if lead.id not in found and _stands_up(work, lead)}
    going = [lead.id for lead in undone if lead.id in found and not _was_told(found[lead.id], lead)]
    stood = {lead_id: found[lead_id].version for lead_id in going}
    if going:
        keep_in_step(work, going, is_undone=True)
    return revived | {lead_id for lead_id in going if found[lead_id].version != stood[lead_id]}


def _stands_up(work: Work, lead: Lead) -> bool:
    """Let the reminder that was cancelled last stand again, if it says what its lead does."""
    reminder = over.last_cancelled(work.session, lead.id)
    promise = (lead.owner_id, lead.next_step, lead.next_step_on)
    if reminder is None or promise != (reminder.owner_id, reminder.title, reminder.wall_on):
        return False
    _revive(reminder)
    return True


def _was_told(reminder: Reminder, lead: Lead) -> bool:
    return reminder.told_at is not None and reminder.owner_id == lead.owner_id


def _revive(reminder: Reminder) -> None:
    reminder.state = ReminderState.SNOOZED if reminder.snoozed_from else ReminderState.ACTIVE
    reminder.done_at = reminder.done_by_id = None
    reminder.version += 1


def _record_own(work: Work, reminder: Reminder, what: str, **said: object) -> Record:
    return record(
        work,
        what,
        reminder.subject,
        before={"wall_on": reminder.wall_on, "snoozed_from": reminder.snoozed_from},
        version=reminder.version + 1,
        **said,
    )


def _undo_own(work: Work, entry: Entry) -> None:
    reminder = work.session.get_one(Reminder, number_in(entry.subject))
    queries.lock_reminder(work.session, reminder)
    if reminder.version != entry.detail["version"]:
        raise ConflictError(MOVED_ON)
    if _is_silence(reminder):
        take_contact_back(work, reminder, entry)
    before = entry.detail["before"]
    cancel_letters(work, reminder.subject)
    came_from = before["snoozed_from"]
    reminder.snoozed_from = date.fromisoformat(came_from) if came_from else None
    _revive(reminder)
    _put_on(work, reminder, date.fromisoformat(before["wall_on"]))
    habits = owner_of(work, reminder.owner_id).habits
    plan_again(work, reminder, habits, is_day_long=_is_silence(reminder))
    record(work, "reminder.restored", reminder.subject, version=reminder.version)


def _put_on(work: Work, reminder: Reminder, on: date) -> None:
    """Let a reminder stand on a day; its letter comes on one on which its owner works."""
    habits = owner_of(work, reminder.owner_id).habits
    is_day_long = _is_silence(reminder)
    reminder.wall_on = on
    reminder.due_at = to_utc(on, reminder.wall_at, ZoneInfo(reminder.zone))
    reminder.letter_at = habits.first_letter(on, reminder.wall_at, is_day_long=is_day_long)
    begin_anew(reminder)


def _is_silence(reminder: Reminder) -> bool:
    """Tell whether it is about somebody with whom nobody has been in touch: of a day, no hour."""
    return reminder.kind is ReminderKind.NO_CONTACT


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
