"""Turn due reminders into letters: each occurrence into one, however many workers there are."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, update

from tracker.core.clock import to_utc
from tracker.core.db import Work
from tracker.letters.service import NewLetter, write_letters
from tracker.reminders import queries
from tracker.reminders.models import Reminder, ReminderKind, subject_of
from tracker.reminders.promise import promise
from tracker.reminders.walltime import next_on

TEMPLATES = {ReminderKind.NO_CONTACT: "silence"}
"""The letters that say something else than what is to be done next, and by when."""


def plan_due(work: Work, *, limit: int, host: str) -> int:
    """Write the letters of up to `limit` due reminders and return how many.

    Letter and mark are one transaction: whatever happens, a reminder is either still due or has
    its letter. The letter's key names the occurrence, so that no other worker writes it again.
    """
    due = queries.due_reminders(work, limit=limit)
    write_letters(work, [_letter(row) for row in due], host=host)
    _mark_written([row for row in due if row.rrule is None], work)
    _move_on([row for row in due if row.rrule is not None], work)
    return len(due)


def _letter(row: Row[Any]) -> NewLetter:
    return NewLetter(
        idem_key=f"rem:{row.id}:{row.occurrence}:{row.owner_id}:email",
        address=row.email,
        locale=row.language,
        template=TEMPLATES.get(row.kind, "reminder"),
        payload=_payload(row),
        recipient_id=row.owner_id,
        subject_key=subject_of(row.id),
        not_before=row.letter_at,
    )


def _payload(row: Row[Any]) -> Mapping[str, Any]:
    in_lithuanian = row.language == "lt" and row.organisation_name_lt
    return {
        "reminder": row.id,
        "version": row.version,
        **promise(row, is_day_long=row.next_step_at is None),
        "zone": row.zone,
        "about": _about(row),
        "contact": row.contact_name,
        "organisation": row.organisation_name_lt if in_lithuanian else row.organisation_name,
        "country": row.country,
        "zone_there": row.contact_zone or row.organisation_zone,
        "since": row.silent_since and row.silent_since.isoformat(),
        "last": row.last_text and {"on": row.happened_on.isoformat(), "text": row.last_text[:400]},
    }


def _about(row: Row[Any]) -> dict[str, str] | None:
    if row.kind is ReminderKind.NO_CONTACT:
        return {"path": f"/contacts/{row.contact_id}", "title": row.title}
    if row.lead_id is None:
        return None
    return {"path": f"/leads/{row.lead_id}", "title": row.lead_title}


def _mark_written(rows: Sequence[Row[Any]], work: Work) -> None:
    if not rows:
        return
    work.session.execute(
        update(Reminder)
        .where(Reminder.id.in_([row.id for row in rows]))
        .values(letter_at=None, occurrence=Reminder.occurrence + 1)
        .execution_options(synchronize_session=False)
    )


def _move_on(rows: Sequence[Row[Any]], work: Work) -> None:
    """Let reminders that come again wait for their next day; each day gets its own letter."""
    for row in rows:
        work.session.execute(
            update(Reminder)
            .where(Reminder.id == row.id)
            .values(occurrence=Reminder.occurrence + 1, **_next_time(row))
            .execution_options(synchronize_session=False)
        )


def _next_time(row: Row[Any]) -> dict[str, Any]:
    on = next_on(row.rrule, row.wall_on)
    if on is None:
        return {"letter_at": None}
    due_at = to_utc(on, row.wall_at, ZoneInfo(row.zone))
    return {"wall_on": on, "due_at": due_at, "letter_at": due_at}
