"""Tell others of what nobody acts on: after three working days the deputy, after seven the manager.

The mayor's letter about the week lists what still stands then.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row, select, update

from tracker.audit.service import record
from tracker.core.db import Work, at_most
from tracker.leads.models import subject_of as lead_subject
from tracker.letters.service import NewItem, NewLetter, write_letter
from tracker.reminders.due import Owner, owners_of, told_of
from tracker.reminders.models import Reminder, Template, others_key, subject_of
from tracker.reminders.payloads import several
from tracker.reminders.recipients import Reader, lock_present, readers
from tracker.reminders.walltime import ESCALATES_AFTER


class _Told(NamedTuple):
    """Whom a letter goes to, about whose reminders, and how long nothing has been done."""

    reader_id: int
    owner_id: int
    level: int


def anything_escalates(work: Work) -> bool:
    """Tell whether somebody is to hear of something; one look into a partial index."""
    found = select(Reminder.id).where(Reminder.escalate_at <= work.now).limit(at_most(1))
    return work.session.scalar(found) is not None


def owners_escalating(work: Work) -> Sequence[int]:
    """Return everybody about whose reminders others are to hear."""
    found = select(Reminder.owner_id).where(Reminder.escalate_at <= work.now).distinct()
    return work.session.scalars(found.order_by(Reminder.owner_id)).all()


def escalate_due(work: Work, *, limit: int, host: str, only: Collection[int] | None = None) -> int:
    """Write to deputies and managers about up to `limit` reminders, and return how many.

    One letter to one person about one owner. Where there is nobody to tell, or only the one who
    stands in already, the step is passed over, and the next comes at its time. Each that was told
    stands on the lead's timeline.
    """
    to, owners, there = _lock_readers(work, limit=limit, only=only)
    rows = work.session.execute(
        told_of()
        .where(Reminder.id.in_(to), Reminder.escalate_at <= work.now)
        .order_by(Reminder.escalate_at, Reminder.id)
        .with_for_update(of=Reminder, skip_locked=True)
    ).all()
    telling = [
        (told, row)
        for row in rows
        if (told := to[row.id]) and told.reader_id in there and told.level == row.escalated
    ]
    for told, some in groupby(sorted(telling, key=_order), key=lambda each: each[0]):
        one_by_one = [row for _, row in some]
        _tell(work, one_by_one, owners[told.owner_id], there[told.reader_id], host=host)
    _move_up(work, rows, owners)
    return len(rows)


def _lock_readers(
    work: Work, *, limit: int, only: Collection[int] | None
) -> tuple[Mapping[int, _Told | None], Mapping[int, Owner], Mapping[int, Reader]]:
    """Return whom each due reminder is told to, the owners, and those readers who are there.

    By their numbers. Readers are kept from being changed before the reminders are: whoever changes
    an account takes it first, and then what waits for it. What somebody would be told of who is
    being changed at this moment is left for the next time.
    """
    oldest = (
        select(Reminder.id, Reminder.owner_id, Reminder.escalated)
        .where(Reminder.escalate_at <= work.now)
        .order_by(Reminder.escalate_at, Reminder.id)
    )
    if only is not None:
        oldest = oldest.where(Reminder.owner_id.in_(only))
    due = work.session.execute(oldest.limit(at_most(limit))).all()
    owners = {owner.id: owner for owner in owners_of(work, {row.owner_id for row in due})}
    has_heard = {key: reader.id for key, reader in readers(work, owners.values()).items()}
    to = {row.id: _whom(row, owners[row.owner_id], has_heard) for row in due}
    kept = lock_present(work, {told.reader_id for told in to.values() if told})
    there = {number: reader for number, reader in kept.items() if reader is not None}
    to = {number: told for number, told in to.items() if told is None or told.reader_id in kept}
    return to, owners, there


def _whom(row: Row[*tuple[Any, ...]], owner: Owner, has_heard: Mapping[int, int]) -> _Told | None:
    others = (owner.deputy_id, owner.manager_id)
    reader_id = others[row.escalated] if row.escalated < len(others) else None
    if reader_id is None or reader_id == has_heard.get(owner.id):
        return None
    return _Told(reader_id, owner.id, row.escalated)


def _order(each: tuple[_Told, Row[*tuple[Any, ...]]]) -> tuple[_Told, Any, int]:
    told, row = each
    return told, row.wall_on, row.id


def _tell(
    work: Work,
    rows: Sequence[Row[*tuple[Any, ...]]],
    owner: Owner,
    reader: Reader,
    *,
    host: str,
) -> None:
    days = ESCALATES_AFTER[rows[0].escalated]
    items = [NewItem(_key(row, reader), subject_of(row.id)) for row in rows]
    letter = NewLetter(
        idem_key=f"about:{items[0].idem_key}",
        address=reader.email,
        locale=reader.language,
        template=Template.ESCALATION,
        payload={
            **several(rows, owner, reader),
            "owner": owner.name,
            "owner_id": owner.id,
            "days": days,
        },
        recipient_id=reader.id,
        items=items,
    )
    if write_letter(work, letter, host=host) is None:
        return
    for row in rows:
        record(work, "lead.escalated", lead_subject(row.lead_id), to=reader.id, days=days)


def _key(row: Row[*tuple[Any, ...]], reader: Reader) -> str:
    """Name the promise as it stands: one that was moved may be told of again."""
    return f"{others_key(row.id)}{row.version}:{row.escalated}:{reader.id}:email"


def _move_up(
    work: Work, rows: Sequence[Row[*tuple[Any, ...]]], owners: Mapping[int, Owner]
) -> None:
    for row in rows:
        again_at = owners[row.owner_id].habits.escalation(row.told_at, row.escalated + 1)
        if again_at is not None and again_at <= work.now:  # no worker ran: one step at a time
            again_at = owners[row.owner_id].habits.next_morning(work.now)
        work.session.execute(
            update(Reminder)
            .where(Reminder.id == row.id)
            .values(escalated=row.escalated + 1, escalate_at=again_at)
            .execution_options(synchronize_session=False)
        )
