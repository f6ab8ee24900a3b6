"""Write the journal."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from tracker.audit.models import JOURNAL
from tracker.core.db import Work, put_numbered


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
