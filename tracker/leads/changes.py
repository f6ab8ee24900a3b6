"""One change of a lead: what was, what is, who did it; and how it is taken back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from tracker.audit.models import Entry
from tracker.audit.service import Record, number_in, record
from tracker.core.db import Work, put
from tracker.core.errors import ConflictError, TrackerError, must_be_there
from tracker.core.words import mark
from tracker.leads.answering import check_owner, stands, taking_back
from tracker.leads.models import STAGE_CHANGES, Lead, LeadState, Stage, StageFacts, subject_of
from tracker.leads.queries import leads_to_change

UNDOABLE = frozenset(
    {
        *("lead.moved", "lead.closed", "lead.reopened", "lead.slept", "lead.assigned"),
        *("lead.plan_laid", "lead.plan_removed"),
    }
)
UNDOABLE_WITH_REMINDER = frozenset({"lead.step_done", "lead.step_postponed"})
"""What `reminders.service` takes back, for the reminder comes back with the step."""
Read = Callable[[Any], Any]
FIELDS: dict[str, Read] = {
    "title": str,
    "organisation_id": int,
    "contact_id": int,
    "trip_id": int,
    "country": str,
    "stage_id": int,
    "owner_id": int,
    "next_step": str,
    "next_step_on": date.fromisoformat,
    "next_step_at": time.fromisoformat,
    "dormant_until": date.fromisoformat,
    "step_missing_since": datetime.fromisoformat,
    "value_eur": Decimal,
    "is_non_monetary": bool,
    "agreed_at": datetime.fromisoformat,
    "closed_at": datetime.fromisoformat,
    "close_reason": str,
    "laying_id": int,
}
"""What a change may change, and how the journal's words are read back."""


class StaleError(ConflictError):
    """Somebody else changed the lead after this person looked at it."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(mark("Somebody changed this lead while you were looking at it."))


@dataclass(slots=True)
class Change:
    """A change under way; `entry` is there once its block has ended, unless nothing changed."""

    entry: Record | None = None
    before: dict[str, Any] = field(default_factory=dict)
    """What stands in other tables, such as topics, and `after`, how it then stands."""
    after: dict[str, Any] = field(default_factory=dict)


def check_version(lead: Lead, seen: int | None) -> None:
    """Refuse when the lead is no longer the one that was looked at; `None` looked at none.

    Raises StaleError.
    """
    if seen is not None and seen != lead.version:
        raise StaleError


@contextmanager
def changing(work: Work, lead: Lead, what: str) -> Iterator[Change]:
    """Write in the journal what the block changes in `lead`; a block that changes nothing is none.

    A change within another one of the same lead is a part of it. The lead's version grows by one,
    and a new stage gives a row of its history.
    Raises TrackerError when the lead would be open with nobody and nothing to follow it up, and
    NoSuchOwnerError when it would begin to wait for somebody who may not own leads.
    """
    under_way: dict[Lead, Change] = work.session.info.setdefault("changes", {})
    if lead in under_way:
        yield under_way[lead]
        return
    before, stood = {name: getattr(lead, name) for name in FIELDS}, stands(lead)
    change = under_way[lead] = Change()
    try:
        yield change
    finally:
        del under_way[lead]
    after = {name: getattr(lead, name) for name in FIELDS}
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed and not change.after:
        return
    check_followed_up(lead)
    check_owner(work, lead, stood)
    lead.version += 1
    change.entry = record(
        work,
        what,
        subject_of(lead.id),
        before={name: before[name] for name in changed} | change.before,
        after={name: after[name] for name in changed} | change.after,
        version=lead.version,
    )
    if "stage_id" in changed:
        note_stage(work, lead, before["stage_id"])


def check_followed_up(lead: Lead) -> None:
    """Refuse an open lead that nobody follows up: no owner and step, no day to wake up on.

    Raises TrackerError.
    """
    has_step = lead.owner_id is not None and lead.next_step is not None
    excused = lead.dormant_until is not None or lead.step_missing_since is not None
    if lead.state is LeadState.OPEN and not has_step and not excused:
        raise TrackerError(
            mark(
                "An open lead needs an owner and a next step, or the day until which it is on hold."
            )
        )


def stand_at(lead: Lead, stage: Stage | StageFacts) -> None:
    """Put the lead at `stage`, with what is the stage's own."""
    lead.stage_id, lead.pipeline_id = stage.id, stage.pipeline_id
    lead.state, lead.phase = stage.state, stage.phase


def note_stage(work: Work, lead: Lead, before: int | None) -> None:
    """Add a row to the history of the lead's stages."""
    change = {
        "lead_id": lead.id,
        "from_stage_id": before,
        "to_stage_id": lead.stage_id,
        "at": work.now,
        "actor_id": work.actor_id,
    }
    put(work.session, STAGE_CHANGES, change)


def undo_changes(work: Work, entries: Sequence[Entry]) -> Sequence[Lead]:
    """Take back changes of several leads, asked for at once, and return the leads in that order.

    `entries` are such as this person may take back. Raises ConflictError once a lead has changed
    again, or its owner then may not own leads any more; this work ends with that, and so none is
    taken back.
    """
    numbers = [number_in(entry.subject) for entry in entries]
    found = {lead.id: lead for lead in leads_to_change(work.session, numbers)}
    leads = [must_be_there(found.get(number)) for number in numbers]
    for entry, lead in zip(entries, leads, strict=True):
        if lead.version != entry.detail["version"]:
            raise ConflictError(mark("The lead has changed since, so this cannot be undone."))
        with taking_back(), changing(work, lead, "lead.undone"):
            _put_back(work, lead, entry.detail["before"])
    return leads


def _put_back(work: Work, lead: Lead, before: dict[str, Any]) -> None:
    for name, value in before.items():
        setattr(lead, name, None if value is None else FIELDS[name](value))
    if "stage_id" in before:
        with work.session.no_autoflush:  # until then stage and state disagree
            stage = work.session.get_one(Stage, lead.stage_id)
        stand_at(lead, stage)
