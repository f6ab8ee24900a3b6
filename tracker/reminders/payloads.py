"""What letters about reminders tell, kept as it was when they were written."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from tracker.core.i18n import in_language
from tracker.reminders.due import Owner
from tracker.reminders.models import ReminderKind, subject_of
from tracker.reminders.promise import counted, promise
from tracker.reminders.recipients import Reader

MOST_LISTED = 12
"""Of the things one letter tells of; of the others it says how many."""


def payload_of(row: Row[*tuple[Any, ...]], owner: Owner, reader: Reader) -> dict[str, Any]:
    """Return what the letter about one reminder tells."""
    return {
        "reminder": row.id,
        "subject": subject_of(row.id),
        "version": row.version,
        **promise(row, is_day_long=row.next_step_at is None),
        "to": reader.id,
        "for": owner.name if reader.stands_in else None,
        "zone": row.zone,
        "about": _about(row),
        "contact": row.contact_name,
        "organisation": in_language(
            reader.language, row.organisation_name_lt, row.organisation_name
        ),
        "country": row.country,
        "zone_there": row.contact_zone or row.organisation_zone,
        "since": row.silent_since and row.silent_since.isoformat(),
        "last": row.last_text and {"on": row.happened_on.isoformat(), "text": row.last_text[:400]},
    }


def _about(row: Row[*tuple[Any, ...]]) -> dict[str, str] | None:
    if row.kind is ReminderKind.NO_CONTACT:
        return {"path": f"/contacts/{row.contact_id}", "title": row.title}
    if row.lead_id is None:
        return None
    return {"path": f"/leads/{row.lead_id}", "title": row.lead_title}


def several(
    rows: Sequence[Row[*tuple[Any, ...]]],
    owner: Owner,
    reader: Reader,
    *,
    most: int = MOST_LISTED,
) -> Mapping[str, Any]:
    """Return what one letter tells about several reminders: the longest waiting first.

    Silences after the steps, which others wait for. Beyond `most` they are counted only: a letter
    stays under 20 KB.
    """
    ordered = sorted(rows, key=_order)
    return {
        "to": reader.id,
        "for": owner.name if reader.stands_in else None,
        "zone": owner.time_zone,
        "items": [payload_of(row, owner, reader) for row in ordered[:most]],
        "rest": [
            {
                "subject": subject_of(row.id),
                **counted(promise(row, is_day_long=row.next_step_at is None)),
            }
            for row in ordered[most:]
        ],
    }


def _order(row: Row[*tuple[Any, ...]]) -> tuple[bool, Any, Any, int]:
    return row.kind is ReminderKind.NO_CONTACT, row.wall_on, row.wall_at, row.id
