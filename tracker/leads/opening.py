"""How a lead begins: typed by a person, or read from a report."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, bindparam, select, true

from tracker.accounts.queries import owner_kept
from tracker.audit.service import record
from tracker.contacts.models import Contact, Organisation
from tracker.core.db import Work, ask, put_entity, tell_watchers
from tracker.core.errors import TrackerError
from tracker.core.text import clean_line
from tracker.core.words import mark
from tracker.leads.answering import NoSuchOwnerError
from tracker.leads.changes import check_followed_up, note_stage, stand_at
from tracker.leads.models import Lead, LeadState, LeadTopic, Pipeline, Stage, StageFacts, subject_of
from tracker.leads.stages import NoSuchStageError, check_gate, enter_stage
from tracker.leads.steps import Step, set_step
from tracker.trips.models import Trip


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead to be opened; what is not known is left out.

    `stage_key` left out is the pipeline's first stage; `country` left out is that of the
    organisation, contact or trip. `form_key` makes a form sent twice one lead.
    """

    title: str
    pipeline_key: str = "business"
    stage_key: str | None = None
    organisation_id: int | None = None
    contact_id: int | None = None
    trip_id: int | None = None
    source_document_id: int | None = None
    country: str | None = None
    owner_id: int | None = None
    step: Step | None = None
    dormant_until: date | None = None
    value_eur: Decimal | None = None
    is_non_monetary: bool = False
    topic_ids: tuple[int, ...] = ()
    from_report: bool = False
    form_key: str | None = None


class Opened(NamedTuple):
    """A lead that this work has opened, told to its watchers with what was asked of its owner.

    So its first reminder is made without asking anything.
    """

    lead: Lead
    owner_id: int | None
    owner_at: time | None
    owner_zone: str | None
    owner_works_on: str | None

    @property
    def is_as_opened(self) -> bool:
        """Tell whether nothing has been done to the lead since."""
        return self.lead.version == 1 and self.lead.owner_id == self.owner_id


class _Ground(NamedTuple):
    """What a new lead stands on."""

    stage: StageFacts
    country: str | None
    owner: tuple[int | None, time | None, str | None, str | None]


def open_lead(work: Work, new: NewLead) -> Lead:
    """Open a lead and write its first row of history.

    A lead from a report may have neither owner nor step yet: it is listed as missing them.
    Raises TrackerError for what a lead must have or may not name.
    """
    title = clean_line(new.title)
    if not title:
        raise TrackerError(mark("Give the lead a title."))
    stage, country, owner = _ground(work, new)
    lead = Lead(
        title=title,
        organisation_id=new.organisation_id,
        contact_id=new.contact_id,
        trip_id=new.trip_id,
        source_document_id=new.source_document_id,
        country=country,
        owner_id=new.owner_id,
        value_eur=None if new.is_non_monetary else new.value_eur,
        is_non_monetary=new.is_non_monetary,
        opened_at=work.now,
        form_key=new.form_key,
    )
    _stand_first(work, lead, stage, new)
    put_entity(work.session, lead)
    if not work.session.in_nested_transaction():  # that may take the lead back, and nobody say so
        tell_watchers(work.session, Opened(lead, *owner))
    _give_topics(work, lead, new.topic_ids)
    note_stage(work, lead, None)
    record(
        work,
        "lead.opened",
        subject_of(lead.id),
        after={"title": title, "stage_id": stage.id, "owner_id": lead.owner_id},
        from_report=new.from_report,
        version=1,
    )
    return lead


def topic_rows(topic_ids: tuple[int, ...]) -> list[LeadTopic]:
    """Return a lead's topics in their order, each once."""
    unique = dict.fromkeys(topic_ids)
    return [LeadTopic(topic_id=topic_id, position=place) for place, topic_id in enumerate(unique)]


def _give_topics(work: Work, lead: Lead, topic_ids: tuple[int, ...]) -> None:
    for row in topic_rows(topic_ids):
        row.lead_id = lead.id
        work.session.add(row)
    work.session.flush()


def _stand_first(work: Work, lead: Lead, stage: StageFacts, new: NewLead) -> None:
    lead.dormant_until = new.dormant_until
    lead.next_step = lead.next_step_on = lead.next_step_at = None
    lead.step_missing_since = lead.closed_at = lead.close_reason = lead.agreed_at = None
    if new.step is not None:
        set_step(lead, new.step)
        lead.dormant_until = new.dormant_until if stage.state is LeadState.PARKED else None
    stand_at(lead, stage)
    if new.from_report and lead.next_step is None and lead.dormant_until is None:
        lead.step_missing_since = work.now
    else:
        check_gate(lead, stage)
    enter_stage(work, lead, stage)
    check_followed_up(lead)


def _ground(work: Work, new: NewLead) -> _Ground:
    """Return what the lead will stand on, in one statement, once all that is named is there.

    Raises TrackerError for what is not.
    """
    asked = {
        "pipeline": new.pipeline_key,
        "stage": new.stage_key,
        "owner_id": new.owner_id,
        "organisation_id": new.organisation_id,
        "contact_id": new.contact_id,
        "trip_id": new.trip_id,
        "today": work.today,
    }
    work.session.flush()
    row = ask(work.session, _ground_question(at_first=new.stage_key is None), asked).first()
    if row is None:
        raise NoSuchStageError
    stage = StageFacts(*row[: len(StageFacts._fields)])
    owner, at, zone, works_on, *found, of_organisation, of_contact, of_trip = row[len(stage) :]
    if new.owner_id is not None and owner is None:
        raise NoSuchOwnerError
    named = (new.organisation_id, new.contact_id, new.trip_id)
    if any(asked is not None and there is None for asked, there in zip(named, found, strict=True)):
        raise TrackerError(mark("What this lead is about is not there any more."))
    country = new.country or of_organisation or of_contact or of_trip
    return _Ground(stage, country, (owner, at, zone, works_on))


@cache
def _ground_question(*, at_first: bool) -> Select[*tuple[Any, ...]]:
    """Return the question, put together once; `at_first` asks for the pipeline's first stage."""
    owner = owner_kept(bindparam("owner_id"), bindparam("today", type_=Date)).subquery()
    query = (
        select(
            Stage.id,
            Stage.pipeline_id,
            Stage.state,
            Stage.phase,
            Stage.needs_value,
            *owner.columns,
            Organisation.id,
            Contact.id,
            Trip.id,
            Organisation.country,
            Contact.country,
            Trip.country,
        )
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .outerjoin(owner, true())
        .outerjoin(Organisation, Organisation.id == bindparam("organisation_id"))
        .outerjoin(Contact, Contact.id == bindparam("contact_id"))
        .outerjoin(Trip, Trip.id == bindparam("trip_id"))
        .where(Pipeline.key == bindparam("pipeline"))
        .order_by(Stage.position, Stage.id)
        .limit(1)
    )
    return query if at_first else query.where(Stage.key == bindparam("stage"))
