"""Turn due reminders into letters: each occurrence into one, however many workers there are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, case, func, literal, update

from tracker.core.clock import to_utc
from tracker.core.db import UTCDateTime, Work
from tracker.letters.service import NewItem, NewLetter, write_letter, write_letters
from tracker.reminders.due import AT_ONCE, Owner, due_reminders, lock_owners
from tracker.reminders.keeping import look_again
from tracker.reminders.models import (
    TOLD,
    Reminder,
    ReminderKind,
    ReminderState,
    Template,
    subject_of,
)
from tracker.reminders.payloads import payload_of, several
from tracker.reminders.queries import owners_due
from tracker.reminders.recipients import Reader, lock_readers
from tracker.reminders.walltime import next_ahead

Rows = Sequence[Row[*tuple[Any, ...]]]
TEMPLATES = {ReminderKind.NO_CONTACT: Template.SILENCE}
"""The letters that say something else than what is to be done next, and by when."""
AT_ITS_HOUR = timedelta(hours=1)
"""A step with an hour of its own is told of alone, unless its letter is late by more than this."""


class _Next(NamedTuple):
    """What follows a letter that nobody acts on: the next one, and when others hear of it."""

    letter_at: datetime
    escalate_at: datetime | None


def plan_due(work: Work, *, limit: int, host: str, only: Collection[int] | None = None) -> int:
    """Write the letters of the `limit` reminders that are due longest, and return how many are.

    With them what else is due of their owners: more in one morning than an owner wants to read
    one by one is one letter. Letter and mark are one transaction: whatever happens, a reminder is
    either still due or has its letter. The letter's key names the occurrence, so that no other
    worker writes it again.
    """
    chosen = owners_due(work, limit=limit) if only is None else only
    look_again(work, chosen, Reminder.letter_at <= work.now, limit=limit * AT_ONCE)
    owners = {owner.id: owner for owner in lock_owners(work, chosen)}
    to = lock_readers(work, owners.values())
    due = due_reminders(work, to.keys(), limit=limit) if to else ()
    alone: list[NewLetter] = []
    for owner_id, rows in _by_owner(due):
        alone += _letters(work, owners[owner_id], to[owner_id], rows, host)
    write_letters(work, alone, host=host)
    mark_told(due, owners, work)
    return len(due)


def _by_owner(rows: Rows) -> list[tuple[int, Rows]]:
    ordered = sorted(rows, key=lambda row: row.owner_id)
    return [(key, list(some)) for key, some in groupby(ordered, key=lambda row: row.owner_id)]


def _letters(work: Work, owner: Owner, reader: Reader, rows: Rows, host: str) -> list[NewLetter]:
    """Return the letters about one thing each; one about several is written at once."""
    if not owner.gets_reminders and not reader.stands_in:
        return []
    together = [row for row in rows if not has_its_hour(work, row)]
    if len(together) <= max(owner.digest_above, 1):
        return [_letter(row, owner, reader) for row in rows]
    write_letter(work, _digest(together, owner, reader), host=host)
    return [_letter(row, owner, reader) for row in rows if has_its_hour(work, row)]


def has_its_hour(work: Work, row: Row[*tuple[Any, ...]]) -> bool:
    """Tell whether a reminder has an hour of its own, and it is that hour."""
    is_timed = row.next_step_at is not None or row.kind is ReminderKind.OWN
    return is_timed and row.told_at is None and work.now - row.letter_at < AT_ITS_HOUR


def _letter(row: Row[*tuple[Any, ...]], owner: Owner, reader: Reader) -> NewLetter:
    return NewLetter(
        idem_key=key_of(row, reader),
        address=reader.email,
        locale=reader.language,
        template=TEMPLATES.get(row.kind, Template.REMINDER),
        payload=payload_of(row, owner, reader),
        recipient_id=reader.id,
        subject_key=subject_of(row.id),
        not_before=row.letter_at,
    )


def _digest(rows: Rows, owner: Owner, reader: Reader) -> NewLetter:
    return NewLetter(
        idem_key=f"day:{key_of(rows[0], reader)}",
        address=reader.email,
        locale=reader.language,
        template=Template.DIGEST,
        payload=several(rows, owner, reader),
        recipient_id=reader.id,
        not_before=rows[0].letter_at,
        items=[NewItem(key_of(row, reader), subject_of(row.id)) for row in rows],
    )


def key_of(row: Row[*tuple[Any, ...]], reader: Reader) -> str:
    """Return the key under which somebody is told of an occurrence, once."""
    return f"{TOLD}{row.id}:{row.occurrence}:{reader.id}:email"


def mark_told(rows: Rows, owners: Mapping[int, Owner], work: Work) -> None:
    """Let reminders that were told of wait for their next letter."""
    _let_come_again([row for row in rows if row.rrule is None], owners, work)
    _move_on([row for row in rows if row.rrule is not None], work)


def _let_come_again(rows: Rows, owners: Mapping[int, Owner], work: Work) -> None:
    """Let reminders come again until somebody acts, and after some days others hear of them."""
    same: dict[_Next, list[int]] = {}
    for owner_id, some in _by_owner(rows):
        habits = owners[owner_id].habits
        following = _Next(habits.next_letter(work.now), habits.escalation(work.now, 0))
        same.setdefault(following, []).extend(row.id for row in some)
    is_first_told = and_(Reminder.told_at.is_(None), Reminder.kind == ReminderKind.NEXT_STEP)
    for following, numbers in same.items():
        work.session.execute(
            update(Reminder)
            .where(Reminder.id.in_(numbers))
            .values(
                letter_at=following.letter_at,
                occurrence=Reminder.occurrence + 1,
                told_at=func.coalesce(Reminder.told_at, literal(work.now, UTCDateTime)),
                escalate_at=case(
                    (is_first_told, literal(following.escalate_at, UTCDateTime)),
                    else_=Reminder.escalate_at,
                ),
            )
            .execution_options(synchronize_session=False)
        )


def _move_on(rows: Rows, work: Work) -> None:
    """Let reminders that come again wait for their next day; after the last they are over."""
    for row in rows:
        work.session.execute(
            update(Reminder)
            .where(Reminder.id == row.id)
            .values(occurrence=Reminder.occurrence + 1, **_next_time(row, work.now))
            .execution_options(synchronize_session=False)
        )


def _next_time(
    row: Row[*tuple[Any, ...]], now: datetime
) -> dict[str, date | datetime | ReminderState | None]:
    zone = ZoneInfo(row.zone)
    on = next_ahead(row.rrule, row.wall_on, row.wall_at, zone, now)
    if on is None:
        return {"letter_at": None, "state": ReminderState.ENDED}
    due_at = to_utc(on, row.wall_at, zone)
    return {"wall_on": on, "due_at": due_at, "letter_at": due_at}
