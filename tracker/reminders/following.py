"""How reminders follow what they are about: leads' next steps, and the accounts of their owners."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from tracker.accounts.mail import Readdressed
from tracker.accounts.models import User
from tracker.accounts.service import Resumed
from tracker.core.clock import local_day, to_utc
from tracker.core.db import Work, put
from tracker.core.workdays import is_day_of_work, next_day_of_work
from tracker.leads.models import Lead, LeadState
from tracker.leads.opening import Opened
from tracker.letters.cancelling import cancel_letters, lock_letters
from tracker.letters.rewriting import retell
from tracker.reminders import queries
from tracker.reminders.again import begin_anew, wait_for_turn
from tracker.reminders.held import follow_account
from tracker.reminders.models import (
    REMINDERS,
    TOLD,
    Reminder,
    ReminderKind,
    ReminderState,
)
from tracker.reminders.promise import promise
from tracker.reminders.queries import Standing
from tracker.reminders.walltime import Habits

_FOLLOWED = (LeadState.OPEN, LeadState.WON)
_ASLEEP = (LeadState.OPEN, LeadState.PARKED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody is to be reminded of, and when, on their clock."""

    kind: ReminderKind
    title: str
    owner_id: int
    on: date
    at: time
    zone: str
    is_day_long: bool
    letter_at: datetime
    works_on: str


class Hours(NamedTuple):
    """Somebody who may be reminded, and when they want that; nobody, where there is none."""

    owner_id: int | None
    at: time | None
    zone: str | None
    works_on: str | None

    def wish(self, kind: ReminderKind, title: str, on: date, at: time | None = None) -> Wish | None:
        """Return what they are to be reminded of, on their clock; nothing where there is nobody.

        Without an hour of its own it comes at theirs, on one of their days of work.
        """
        if self.owner_id is None or self.at is None or self.zone is None or self.works_on is None:
            return None
        wall_at, is_day_long = at or self.at, at is None
        habits = Habits(self.at, self.zone, self.works_on)
        moment = habits.first_letter(on, wall_at, is_day_long=is_day_long)
        return Wish(
            kind, title, self.owner_id, on, wall_at, self.zone, is_day_long, moment, self.works_on
        )


def hold_reminders(work: Work, touched: Sequence[object]) -> None:
    """Keep what waits for those whose account a work has changed, before anything follows from it.

    A watcher, the first that changes reminders or letters: whoever acts on a reminder takes it, and
    then its letters, and so nobody who waits for one has what another needs.
    """
    users = {thing.id for thing in touched if isinstance(thing, User) and thing in work.session}
    if users:
        queries.lock_accounts_reminders(work.session, users)


def follow_steps(work: Work, touched: Sequence[object]) -> None:
    """Keep one living reminder per lead in step with its next step, its sleep and its owner.

    A watcher: runs at the end of every unit of work that touched a lead or an account.
    """
    leads = {thing.id for thing in touched if isinstance(thing, Lead) and thing in work.session}
    for opened in (thing for thing in touched if isinstance(thing, Opened) and thing.is_as_opened):
        if opened.lead.id in leads:
            leads.discard(opened.lead.id)
            _begin(work, opened)
    users = [thing for thing in touched if isinstance(thing, User) and thing in work.session]
    moved = {thing.user_id for thing in touched if isinstance(thing, Readdressed)}
    resumed = {thing.user_id for thing in touched if isinstance(thing, Resumed)}
    for user in users:
        follow_account(work, user, is_readdressed=user.id in moved, is_resumed=user.id in resumed)
    if users:
        leads.update(queries.leads_reminding(work.session, [user.id for user in users]))
    if leads:
        keep_in_step(work, leads)


def _begin(work: Work, opened: Opened) -> None:
    """Make the first reminder of a lead, of which all is at hand."""
    lead = opened.lead
    stands = Standing(
        lead.id,
        lead.title,
        lead.state,
        lead.next_step,
        lead.next_step_on,
        lead.next_step_at,
        lead.dormant_until,
        opened.owner_id,
        opened.owner_at,
        opened.owner_zone,
        opened.owner_works_on,
    )
    if wish := _wish(stands):
        put(work.session, REMINDERS, _new(work, lead.id, wish))


def keep_in_step(work: Work, lead_ids: Collection[int], *, is_undone: bool = False) -> None:
    """Make, move or cancel the reminders of these leads, so that they tell what the leads say.

    When the letters of what `is_undone` come says the caller, as `again.plan_again` does.
    """
    work.session.flush()
    found = [(standing, _wish(standing)) for standing in queries.standing(work.session, lead_ids)]
    for standing, wish in found:
        if wish and standing.reminder_id is None:
            put(work.session, REMINDERS, _new(work, standing.lead_id, wish))
    outdated = {
        standing.reminder_id: wish
        for standing, wish in found
        if standing.reminder_id is not None and not _says(standing, wish)
    }
    for number, reminder in queries.lock_reminders(work.session, outdated.keys()).items():
        wish = outdated[number]
        if wish is None:
            cancel(work, reminder)
        else:
            follow(work, reminder, wish, is_undone=is_undone)


def give_way(work: Work, lead_id: int) -> None:
    """Cancel the reminder of what came next: the one before it takes its place again."""
    reminder = queries.step_reminder(work.session, lead_id, lock=True)
    if reminder is not None:
        cancel(work, reminder)
        work.session.flush()


def _says(standing: Standing, wish: Wish | None) -> bool:
    """Tell whether the reminder is what the lead wants already."""
    return (
        wish is not None
        and (
            standing.kind,
            standing.told,
            standing.told_to,
            standing.wall_on,
            standing.wall_at,
            standing.zone,
        )
        == (wish.kind, wish.title, wish.owner_id, wish.on, wish.at, wish.zone)
        and comes_on_a_day_of_work(standing, wish)
    )


class Coming(Protocol):
    """A reminder's next letter, and whether there was one before."""

    @property
    def letter_at(self) -> datetime | None:
        """Return when it is to be planned."""

    @property
    def told_at(self) -> datetime | None:
        """Return when the first one was."""


def comes_on_a_day_of_work(coming: Coming, wish: Wish) -> bool:
    """Tell whether the next letter comes on a day on which its reader works, or at its own hour."""
    if coming.letter_at is None or (not wish.is_day_long and coming.told_at is None):
        return True
    return is_day_of_work(local_day(coming.letter_at, wish.zone), wish.works_on)


def _wish(lead: Standing) -> Wish | None:
    hours = Hours(lead.owner_id, lead.owner_at, lead.owner_zone, lead.owner_works_on)
    if lead.next_step is not None and lead.next_step_on and lead.state in _FOLLOWED:
        on, at = lead.next_step_on, lead.next_step_at
        return hours.wish(ReminderKind.NEXT_STEP, lead.next_step, on, at)
    if lead.dormant_until is not None and lead.state in _ASLEEP:
        title = lead.next_step or lead.title
        return hours.wish(ReminderKind.WAKE_UP, title, lead.dormant_until)
    return None


def _new(work: Work, lead_id: int, wish: Wish) -> dict[str, object]:
    return {"lead_id": lead_id, **new_row(work, wish)}


def new_row(work: Work, wish: Wish) -> dict[str, object]:
    """Return the row of a reminder that nobody has been told of yet."""
    return {"created_at": work.now, "letter_at": wish.letter_at, **told(wish)}


def follow(work: Work, reminder: Reminder, wish: Wish, *, is_undone: bool = False) -> None:
    """Move the reminder where it is wanted; what was to be written of the old place is not.

    Another day, hour of the step, or owner gives a new letter, but where its owner has heard of
    that already; so does one that was let go of and stands again. Other words do not, and neither
    do another hour or other days of work of the owner's: then the letter that is to come moves
    there.
    """
    is_moved, was_others = _stands_elsewhere(reminder, wish), reminder.owner_id != wish.owner_id
    is_reworded = reminder.title != wish.title
    if is_reworded and not is_moved:
        lock_letters(work.session, [reminder.subject])  # some are cancelled, others rewritten
    # What others hear of, or the week's letter names, stands where the promise does; and so does
    # what is on the wire: if it does not arrive, it is tried again and tells what holds then.
    waiting = cancel_letters(
        work, reminder.subject, keyed="" if is_moved else TOLD, on_wire=is_moved
    )
    if is_moved:
        reminder.state, reminder.snoozed_from = ReminderState.ACTIVE, None
        begin_anew(reminder)
    if is_moved or is_reworded:
        reminder.version += 1
    if is_moved or waiting or reminder.letter_at is None:
        reminder.letter_at = wish.letter_at
    else:
        reminder.letter_at = _moved(reminder, reminder.letter_at, wish)
    for name, value in told(wish).items():
        setattr(reminder, name, value)
    if is_moved and wish.letter_at <= work.now and not is_undone:
        wait_for_turn(work, reminder, is_day_long=wish.is_day_long, was_others=was_others)
    if is_reworded and not is_moved:
        said = promise(reminder, is_day_long=wish.is_day_long)
        retell(work, reminder.subject, {**said, "version": reminder.version})


def _stands_elsewhere(reminder: Reminder, wish: Wish) -> bool:
    """Tell whether a reminder does not stand where it is wanted, or at all."""
    if reminder.state is ReminderState.CANCELLED:
        return True
    place = (reminder.kind, reminder.owner_id, reminder.wall_on)
    hour_differs = (reminder.wall_at, reminder.zone) != (wish.at, wish.zone)
    is_elsewhere = place != (wish.kind, wish.owner_id, wish.on)
    return is_elsewhere or (hour_differs and not wish.is_day_long)


def _moved(reminder: Reminder, letter_at: datetime, wish: Wish) -> datetime:
    """Return when the letter comes that was to come at `letter_at`: not earlier than on its day."""
    local = letter_at.astimezone(ZoneInfo(reminder.zone))
    zone = ZoneInfo(wish.zone)
    if not wish.is_day_long and reminder.told_at is None:
        return wish.letter_at
    on, at = local.date(), wish.at if wish.is_day_long else local.time()
    if reminder.told_at is None:
        on = max(on, wish.letter_at.astimezone(zone).date())
    return to_utc(next_day_of_work(on, wish.works_on), at, zone)


def told(wish: Wish) -> dict[str, object]:
    """Return what a reminder says of a wish, by column."""
    return {
        "kind": wish.kind,
        "title": wish.title,
        "owner_id": wish.owner_id,
        "wall_on": wish.on,
        "wall_at": wish.at,
        "zone": wish.zone,
        "due_at": to_utc(wish.on, wish.at, ZoneInfo(wish.zone)),
    }


def cancel(work: Work, reminder: Reminder) -> None:
    """Let a reminder be over: nothing asks for it any more."""
    cancel_letters(work, reminder.subject)
    reminder.state = ReminderState.CANCELLED
    reminder.letter_at = reminder.escalate_at = None
    reminder.version += 1
