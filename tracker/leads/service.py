"""What can be done to a lead; each deed writes the journal and lets the version grow.

The deeds stand by topic in the modules beside this one and are found here under one roof.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from tracker.audit.service import Record
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.text import clean_line
from tracker.core.words import mark
from tracker.leads import opening
from tracker.leads.activities import NewActivity, add_activity
from tracker.leads.answering import NoSuchOwnerError
from tracker.leads.changes import (
    UNDOABLE,
    Change,
    StaleError,
    changing,
    check_version,
    undo_changes,
)
from tracker.leads.models import Lead, Stage
from tracker.leads.opening import NewLead, topic_rows
from tracker.leads.owners import assign_owner
from tracker.leads.stages import (
    VALUE_ASKED,
    NoSuchStageError,
    StageAsksError,
    asked_by,
    close_lead,
    let_sleep,
    move_lead,
    move_to_phase,
    reopen_lead,
)
from tracker.leads.steps import Step, finish_step, plan_step, postpone_step, restore_step


class GoneMeanwhileError(TrackerError):
    """A topic, say, was deleted while somebody chose it."""

    def __init__(self) -> None:
        super().__init__(mark("What this lead is about is not there any more."))


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is written about a lead, apart from how it goes."""

    title: str
    organisation_id: int | None
    contact_id: int | None
    trip_id: int | None
    country: str | None
    value_eur: Decimal | None
    is_non_monetary: bool
    topic_ids: tuple[int, ...]


def open_lead(work: Work, new: NewLead) -> Lead:
    """Open a lead and write its first row of history.

    Raises TrackerError for what a lead must have or may not name, GoneMeanwhileError for what has
    just gone, and where its form has opened it already.
    """
    with _written(work):
        return opening.open_lead(work, new)


def edit_lead(work: Work, lead: Lead, said: Particulars) -> Record | None:
    """Change what is written about a lead; its topics must have been loaded.

    Raises TrackerError without a title, and GoneMeanwhileError.
    """
    title = clean_line(said.title)
    if not title:
        raise TrackerError(mark("Give the lead a title."))
    with _written(work), changing(work, lead, "lead.edited") as change:
        lead.title = title
        lead.organisation_id, lead.contact_id = said.organisation_id, said.contact_id
        lead.trip_id, lead.country = said.trip_id, said.country
        set_value(work, lead, said.value_eur, is_non_monetary=said.is_non_monetary)
        _set_topics(work, lead, said.topic_ids, change)
    return change.entry


def put_off(work: Work, lead: Lead, on: date) -> Record | None:
    """Put a lead's next step off, or, where it sleeps without one, its waking up.

    Raises TrackerError when there is nothing to put off.
    """
    if lead.next_step is None and lead.dormant_until is not None:
        return let_sleep(work, lead, on)
    return postpone_step(work, lead, on)


@contextmanager
def _written(work: Work) -> Iterator[None]:
    """Write what the block does at once, for only the database knows what has just gone.

    Raises GoneMeanwhileError.
    """
    try:
        yield
        work.session.flush()
    except IntegrityError as error:
        raise GoneMeanwhileError from error


def set_value(
    work: Work, lead: Lead, value_eur: Decimal | None, *, is_non_monetary: bool = False
) -> Record | None:
    """Say what a lead is worth, or that it is not about money.

    Raises StageAsksError where the lead stands at a stage that needs to know.
    """
    says_nothing = value_eur is None and not is_non_monetary
    if says_nothing and work.session.get_one(Stage, lead.stage_id).needs_value:
        raise StageAsksError(VALUE_ASKED, "value")
    with changing(work, lead, "lead.valued") as change:
        lead.is_non_monetary = is_non_monetary
        lead.value_eur = None if is_non_monetary else value_eur
    return change.entry


def _set_topics(work: Work, lead: Lead, topic_ids: tuple[int, ...], change: Change) -> None:
    before = [row.topic_id for row in lead.topics]
    after = list(dict.fromkeys(topic_ids))
    if before != after:
        lead.topics = []
        work.session.flush()
        lead.topics = topic_rows(topic_ids)
        change.before["topic_ids"], change.after["topic_ids"] = before, after


__all__ = [
    "UNDOABLE",
    "GoneMeanwhileError",
    "NewActivity",
    "NewLead",
    "NoSuchOwnerError",
    "NoSuchStageError",
    "Particulars",
    "StageAsksError",
    "StaleError",
    "Step",
    "add_activity",
    "asked_by",
    "assign_owner",
    "check_version",
    "close_lead",
    "edit_lead",
    "finish_step",
    "let_sleep",
    "move_lead",
    "move_to_phase",
    "open_lead",
    "plan_step",
    "postpone_step",
    "put_off",
    "reopen_lead",
    "restore_step",
    "set_value",
    "undo_changes",
]
