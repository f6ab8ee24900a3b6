"""How reminders follow those whom somebody keeps in touch with: none is silent for too long."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, update

from tracker.accounts.models import User
from tracker.contacts.models import LET_BE, Contact, Relationship
from tracker.core.db import Work, put
from tracker.leads.activities import WrittenDown
from tracker.leads.models import Activity
from tracker.reminders import queries, touches
from tracker.reminders.following import (
    Hours,
    Wish,
    cancel,
    comes_on_a_day_of_work,
    follow,
    new_row,
)
from tracker.reminders.models import REMINDERS, Reminder, ReminderKind, ReminderState
from tracker.reminders.service import mark_done, wait_for_morning
from tracker.reminders.touches import Kept
from tracker.reminders.walltime import Habits
from tracker.trips.models import Trip, TripContact


def follow_contacts(work: Work, touched: Sequence[object]) -> None:
    """Keep one living reminder for each contact with whom somebody keeps in touch.

    A watcher. It asks nothing where a work is about nobody's relationship: an entry says itself
    whether it is about one, and a contact that has just been made has none but what is made too.
    """
    new = {thing.id for thing in touched if isinstance(thing, Contact) and _is_new(work, thing)}
    spoken = {number for number in _spoken_with(touched) if number is not None} - new
    ids = spoken | (_changed(touched) - new) | _kept_anew(touched)
    trips = [thing.id for thing in touched if isinstance(thing, Trip) and not _is_new(work, thing)]
    ids.update(touches.kept_and_met(work.session, trips) if trips else ())
    if ids:
        keep(work, ids, spoken=spoken)
    users = {thing.id: thing for thing in touched if isinstance(thing, User)}
    if users:
        _follow_hours(work, users)


def _follow_hours(work: Work, users: Mapping[int, User]) -> None:
    """Let reminders come at the hour that their keepers want now, on their days of work.

    No contact is kept from others for that: whoever has one waits for nobody who has an account.
    """
    found = touches.standing(work.session, users.keys())
    outdated = [row.id for row in found if not _comes_as(row, _as_it_stands(row, users))]
    for reminder in queries.lock_reminders(work.session, outdated).values():
        wish = _as_it_stands(reminder, users)
        if wish is not None and reminder.state in queries.LIVING:
            follow(work, reminder, wish)


def _as_it_stands(reminder: Reminder | Row[Any], users: Mapping[int, User]) -> Wish | None:
    """Return what a silence's reminder says, on the day it stands, at its keeper's hour."""
    keeper = users.get(reminder.owner_id)
    if keeper is None:
        return None
    hours = Hours(keeper.id, keeper.reminder_at, keeper.time_zone, keeper.works_on)
    return hours.wish(ReminderKind.NO_CONTACT, reminder.title, reminder.wall_on)


def _comes_as(coming: Kept | Row[Any], wish: Wish | None) -> bool:
    """Tell whether a reminder's letter comes at the hour and on a day that its keeper wants."""
    if wish is None:
        return True
    is_at_hour = (coming.wall_at, coming.zone) == (wish.at, wish.zone)
    return is_at_hour and comes_on_a_day_of_work(coming, wish)


def _is_new(work: Work, thing: Contact | Trip) -> bool:
    return thing.version == 1 and thing.created_at == work.now


def _spoken_with(touched: Sequence[object]) -> Iterable[int | None]:
    """Return whom what was written down, changed or taken away is about."""
    silent = {
        id(thing.activity)
        for thing in touched
        if isinstance(thing, WrittenDown) and not thing.is_of_kept
    }
    for thing in touched:
        if isinstance(thing, Activity | TripContact) and id(thing) not in silent:
            yield thing.contact_id


def _changed(touched: Sequence[object]) -> set[int]:
    return {thing.id for thing in touched if isinstance(thing, Contact)}


def _kept_anew(touched: Sequence[object]) -> set[int]:
    return {thing.contact_id for thing in touched if isinstance(thing, Relationship)}


def look_again(
    work: Work, owner_ids: Collection[int], told: ColumnElement[bool], *, limit: int | None = None
) -> None:
    """Let no letter tell of a silence that has ended: a day of a trip ends one, and no deed.

    Of the silences of `owner_ids` those of which letters are about to tell, and no others: however
    many wait for somebody whom nobody can be written to about, they take nobody's place.
    """
    found = touches.silences_of(work.session, owner_ids, told, limit=limit)
    if found:
        keep(work, found, spoken=found)


def keep(work: Work, contact_ids: Collection[int], *, spoken: Collection[int] = ()) -> None:
    """Make, move, finish or cancel the reminders of these contacts.

    `spoken` are those with whom somebody was in touch, as this work says: a reminder of theirs that
    was due is done by that, and the next one waits for its own day.
    """
    work.session.flush()
    ids = touches.lock_kept(work.session, contact_ids)
    if not ids:
        return
    found = [(kept, _wish(kept)) for kept in touches.kept(work, ids)]
    _note_last(work, [kept for kept, _wish in found])
    outdated = {
        kept.reminder_id for kept, wish in found if kept.reminder_id and _differs(kept, wish)
    }
    reminders = queries.lock_reminders(work.session, outdated)
    begun: list[tuple[Kept, Wish]] = []
    for kept, wish in found:
        reminder = reminders.get(kept.reminder_id or 0)
        if reminder is not None:
            _end_or_move(work, reminder, kept, wish, is_spoken=kept.contact_id in spoken)
        has_one = kept.reminder_id and (reminder is None or reminder.state in queries.LIVING)
        if wish is not None and not has_one:
            begun.append((kept, wish))
    if begun:
        work.session.flush()  # those before are over, or there would be two
        _begin(work, begun)


def _begin(work: Work, begun: Collection[tuple[Kept, Wish]]) -> None:
    """Let silences be watched: each anew, or as one that was let go of, if it is that again."""
    let_go = {
        (before.contact_id, before.owner_id, _due_on(before)): before
        for before in touches.let_go_of(work.session, [kept.contact_id for kept, _ in begun])
    }
    for kept, wish in begun:
        before = let_go.get((kept.contact_id, wish.owner_id, wish.on))
        if before is not None:
            _take_up(work, before, kept)
        else:
            put(work.session, REMINDERS, {"contact_id": kept.contact_id, **_new(work, wish)})


def _take_up(work: Work, reminder: Reminder, kept: Kept) -> None:
    """Let a silence that was let go of stand where it did: whoever has heard of it has."""
    as_it_stands, came_from = _wish_on(kept, reminder.wall_on), reminder.snoozed_from
    if as_it_stands is None:
        return
    _move(work, reminder, as_it_stands)
    if came_from is not None:
        reminder.state, reminder.snoozed_from = ReminderState.SNOOZED, came_from


def _move(work: Work, reminder: Reminder, wish: Wish) -> None:
    follow(work, reminder, wish)
    if reminder.letter_at is not None and reminder.letter_at <= work.now:
        wait_for_morning(work, reminder)  # as one that is watched from now on


def _new(work: Work, wish: Wish) -> dict[str, object]:
    """Return the row of a silence that is watched from now on.

    One that has lasted too long already is told of in the next morning: a press may ask for many.
    """
    row = new_row(work, wish)
    if wish.letter_at > work.now:
        return row
    habits = Habits(wish.at, wish.zone, wish.works_on)
    return {**row, "letter_at": habits.next_morning(work.now)}


def tell_later(work: Work, contact_ids: Collection[int]) -> None:
    """Let letters about silences that are due wait for the keeper's next working day and hour.

    As `service.tell_later` does of steps, for what changes hands with a letter of its own.
    """
    keep(work, contact_ids)
    work.session.flush()
    for reminder in touches.living_touches(work.session, contact_ids):
        wait_for_morning(work, reminder)


def _note_last(work: Work, found: Collection[Kept]) -> None:
    """Let the relationships say on which day the latest real contact was."""
    for kept in found:
        if kept.days is not None and kept.noted_on != kept.last_on:
            work.session.execute(
                update(Relationship)
                .where(Relationship.contact_id == kept.contact_id)
                .values(last_on=kept.last_on)
            )


def _wish(kept: Kept) -> Wish | None:
    on = kept.silent_on
    is_left = kept.status in LET_BE or not kept.name
    return None if is_left or on is None else _wish_on(kept, on)


def _wish_on(kept: Kept, on: date) -> Wish | None:
    hours = Hours(kept.keeper_id, kept.keeper_at, kept.keeper_zone, kept.keeper_works_on)
    return hours.wish(ReminderKind.NO_CONTACT, kept.name, on)


def _differs(kept: Kept, wish: Wish | None) -> bool:
    """Tell whether the reminder says something else than is wanted, were it not put off."""
    said = (kept.told, kept.told_to, kept.due_on)
    if wish is None or said != (wish.title, wish.owner_id, wish.on):
        return True
    return not _comes_as(kept, wish)


def _end_or_move(
    work: Work, reminder: Reminder, kept: Kept, wish: Wish | None, *, is_spoken: bool
) -> None:
    stood_on = _due_on(reminder)
    if wish is None:
        cancel(work, reminder)
    elif is_spoken and stood_on <= work.today and wish.on > stood_on:
        mark_done(work, reminder)
    elif (wish.on, wish.owner_id) != (stood_on, reminder.owner_id):
        reminder.state, reminder.snoozed_from = ReminderState.ACTIVE, None
        _move(work, reminder, wish)
    elif as_it_stands := _wish_on(kept, reminder.wall_on):
        follow(work, reminder, as_it_stands)  # other words or another hour: put off it stays


def _due_on(reminder: Reminder) -> date:
    """Return the day on which a reminder was due before anybody put it off."""
    return reminder.snoozed_from or reminder.wall_on
