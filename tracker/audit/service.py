"""Write the journal."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from sqlalchemy import select

from tracker.audit.models import JOURNAL, Entry
from tracker.core.db import Work, put_numbered
from tracker.core.errors import GoneError, NotFoundError
from tracker.core.words import mark

UNDO_LASTS = timedelta(days=30)


class Record(NamedTuple):
    """An entry that has been written: its number, and what was done."""

    id: int
    what: str


def record(work: Work, what: str, subject: str, **detail: object) -> Record:
    """Write one entry at once, in the same transaction as the deed, and return its number.

    `what` is "kind.deed" ("lead.moved"), `subject` "kind:id" ("lead:12"); `detail` says from what
    to what and is kept as JSON.
    """
    entry = {
        "at": work.now,
        "actor_id": work.actor_id,
        "what": what,
        "subject": subject,
        "detail": {key: _plain(value) for key, value in detail.items()},
    }
    return Record(put_numbered(work.session, JOURNAL, entry), what)


def from_to(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    """Return from what to what has changed; a deed that changes nothing needs no entry."""
    return {name: [was, after[name]] for name, was in before.items() if was != after[name]}


def number_in(subject: str) -> int:
    """Return the number of the thing that a subject names: 12 of "lead:12"."""
    return int(subject.partition(":")[2])


def to_take_back(work: Work, entry_id: int, deeds: Collection[str]) -> Entry:
    """Return the entry of one of these deeds, for the person who did it to undo it.

    Raises NotFoundError for what is no such deed of theirs, and GoneError after 30 days.
    """
    return _to_take_back(work, work.session.get(Entry, entry_id), deeds)


def _to_take_back(work: Work, entry: Entry | None, deeds: Collection[str]) -> Entry:
    if entry is None or entry.what not in deeds or entry.actor_id != work.actor_id:
        raise NotFoundError
    if work.now > entry.at + UNDO_LASTS:
        raise GoneError(mark("It is too late to undo this."))
    return entry


def several_to_take_back(
    work: Work, entry_ids: Sequence[int], deeds: Collection[str]
) -> Sequence[Entry]:
    """Return entries in their order, asked for at once; raises what `to_take_back` does of any."""
    asked = select(Entry).where(Entry.id.in_(entry_ids)).order_by(Entry.id)
    known = {entry.id: entry for entry in work.session.scalars(asked)}
    return [_to_take_back(work, known.get(number), deeds) for number in entry_ids]


def _plain(value: object) -> object:
    """Return what JSON can hold."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, time)):  # and datetime
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    return value
