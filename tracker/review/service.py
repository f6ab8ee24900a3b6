"""What can be done with a report: put in, decided on bit by bit, made into rows all at once."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any

from tracker.audit.service import record
from tracker.contacts.models import Contact, Organisation, OrganisationAlias, SourceKind
from tracker.contacts.names import read_name
from tracker.contacts.organisations import (
    NewOrganisation,
    add_organisation,
    organisation_named,
    turn_of_organisation,
)
from tracker.contacts.queries import find_contact_by_name, find_organisation
from tracker.contacts.service import (
    NewContact,
    add_contact,
    add_placeholders,
    belong_to,
    turn_of_contact,
)
from tracker.core.db import Work
from tracker.core.errors import ConflictError
from tracker.core.words import mark
from tracker.leads.service import NewLead, open_lead
from tracker.review.decisions import Decisions
from tracker.review.plan import LeadPlan, PersonPlan, PlacesPlan, Plan
from tracker.topics.service import topic_named, turn_of_topic
from tracker.trips import queries
from tracker.trips.intake.draft import Draft
from tracker.trips.models import DocumentState, Meeting, SourceDocument, Trip
from tracker.trips.service import (
    add_figures,
    add_inviter,
    add_to_trip,
    add_trip,
    confirm_document,
    fill_trip,
)

Kept = Mapping[str, Any]
"""What a document keeps of decisions, as it stands in the database."""


class AlreadyInError(ConflictError):
    """The report was confirmed meanwhile: by a second press, or by somebody else."""

    code = "already_in"

    def __init__(self) -> None:
        super().__init__(mark("This report is already in. Nothing new was made."))


class HasReportError(ConflictError):
    """The trip that was to be filled has a report by now, or is no longer the same trip."""

    code = "has_report"

    def __init__(self) -> None:
        super().__init__(
            mark("The trip you chose to fill has changed. Choose again which trip it is.")
        )


class KeptMeanwhileError(ConflictError):
    """Somebody has kept other decisions since these were settled with what was kept."""

    def __init__(self) -> None:
        super().__init__(mark("Somebody else has changed this in the meantime."))


def digest_of(text: str) -> str:
    """Return what recognises a report whatever became of its spaces and line ends."""
    return sha256("".join(text.split()).encode()).hexdigest()


def report_here(work: Work, text: str) -> SourceDocument | None:
    """Return the same report, if it is here already; nobody else puts it in meanwhile."""
    digest = digest_of(text)
    work.take_turn(f"report:{digest}")
    return queries.kept_document(work.session, digest)


def put_in(
    work: Work, text: str, draft: Draft, *, file_name: str | None, media_type: str
) -> SourceDocument:
    """Keep a report and what it proposes; nothing else is made before a person decides."""
    document = SourceDocument(
        file_name=file_name,
        media_type=media_type,
        language=draft.language or "",
        text=text,
        digest=digest_of(text),
        draft=draft.as_json(),
        decisions={},
        created_by_id=work.actor_id,
        created_at=work.now,
    )
    work.session.add(document)
    work.session.flush()
    record(work, "report.put_in", f"report:{document.id}", file=file_name)
    return document


def keep_decisions(document: SourceDocument, decisions: Decisions, *, over: Kept) -> None:
    """Keep what was decided so far, for whoever goes on, over what was kept when it was settled.

    Raises AlreadyInError, and KeptMeanwhileError when somebody has kept something else by now.
    """
    _must_wait(document)
    if document.decisions != over:
        raise KeptMeanwhileError
    document.decisions = decisions.as_json()


def discard(work: Work, document: SourceDocument) -> None:
    """Throw a proposal away; the same report may then be put in anew.

    Raises AlreadyInError.
    """
    _must_wait(document)
    document.state = DocumentState.DISCARDED
    record(work, "report.discarded", f"report:{document.id}")


def make_records(
    work: Work, document: SourceDocument, decisions: Decisions, plan: Plan, *, over: Kept
) -> Trip:
    """Make everything that was accepted: trip, contacts, topics, leads; all of it or nothing.

    `document` is locked, so that two people who press at once make one trip between them.
    Raises as `keep_decisions`.
    """
    keep_decisions(document, decisions, over=over)
    work.take_turn(*_turns(plan))
    trip = _trip(work, plan)
    note = document.file_name or trip.name
    add_figures(work, trip, plan.figures)
    for name in plan.inviters:
        add_inviter(work, trip, _organisation(work, name, plan))
    for name in plan.organisations:
        _organisation(work, name, plan)
    for alias, of in plan.aliases:
        _add_alias(work, alias, _organisation(work, of, plan))
    for person in plan.people:
        _meet(work, trip, person, note)
    for places in plan.places:
        _keep_places(work, trip, places, note)
    for lead in plan.leads:
        _open(work, trip, document, lead)
    confirm_document(work, document, trip)
    return trip


def _turns(plan: Plan) -> Iterator[str]:
    """Yield whose turns to take: of all that is looked for by name, and made where it is not."""
    for name in chain(plan.inviters, plan.organisations, *plan.aliases):
        yield turn_of_organisation(name)
    for person in chain(plan.people, *(places.people for places in plan.places)):
        if person.organisation:
            yield turn_of_organisation(person.organisation)
        if person.name:
            yield turn_of_contact(person.name)
    for lead in plan.leads:
        if lead.topic:
            yield turn_of_topic(lead.topic)


def _must_wait(document: SourceDocument) -> None:
    if document.state is not DocumentState.PROPOSED:
        raise AlreadyInError


def _trip(work: Work, plan: Plan) -> Trip:
    if plan.fill_trip_id is None:
        return add_trip(work, plan.facts, delegates=plan.delegates)
    trip = queries.get_trip(work.session, plan.fill_trip_id, to_change=True)
    facts = plan.facts
    offered = queries.trip_to_fill(work.session, facts.city, facts.start_on, facts.end_on)
    if offered is not trip:
        raise HasReportError
    fill_trip(work, trip, plan.facts, delegates=plan.delegates)
    return trip


def _organisation(work: Work, name: str, plan: Plan) -> Organisation:
    found = find_organisation(work.session, name)
    if found is not None:
        return found
    name_lt = name if plan.language == "lt" else None
    return add_organisation(work, NewOrganisation(name=name, name_lt=name_lt))


def _add_alias(work: Work, alias: str, organisation: Organisation) -> None:
    if find_organisation(work.session, alias) is None:
        work.session.add(OrganisationAlias(organisation_id=organisation.id, name=alias))
        work.session.flush()
        record(work, "organisation.aliased", f"organisation:{organisation.id}", alias=alias)


def _meet(work: Work, trip: Trip, person: PersonPlan, note: str) -> None:
    add_to_trip(work, trip.id, _contact(work, trip, person, note).id, how=person.how)


def _contact(work: Work, trip: Trip, person: PersonPlan, note: str) -> Contact:
    """Return the contact a line names, found or made, at the organisation it names."""
    country = trip.country if person.how is Meeting.MET else None
    at = (
        organisation_named(work, person.organisation, country=country)
        if person.organisation
        else None
    )
    found = _known(work, person.name, country) if person.name else None
    if found is None:
        return _named(work, person, country, note, at)
    if at is not None:
        belong_to(work, found, at)
    return found


def _known(work: Work, name: str, country: str | None) -> Contact | None:
    """Return the contact of that name, unless they are of another country."""
    found = find_contact_by_name(work.session, name)
    if found is None or (country and found.country and found.country != country):
        return None
    return found


def _named(
    work: Work, person: PersonPlan, country: str | None, note: str, at: Organisation | None
) -> Contact:
    parts = read_name(person.name or "", country)
    return add_contact(
        work,
        NewContact(
            given=parts.given,
            family=parts.family,
            name_order=parts.order,
            native_name=parts.native,
            title=person.role,
            country=country,
            organisation_id=at.id if at else None,
            source=SourceKind.REPORT,
            source_note=note,
        ),
    )


def _keep_places(work: Work, trip: Trip, places: PlacesPlan, note: str) -> None:
    """Make contacts of those named meanwhile, and keep places for the rest."""
    made = [_contact(work, trip, person, note) for person in places.people]
    if places.count:
        made += add_placeholders(
            work,
            label=places.label,
            count=places.count,
            country=trip.country,
            source_note=note,
        )
    for contact in made:
        add_to_trip(work, trip.id, contact.id)


def _open(work: Work, trip: Trip, document: SourceDocument, lead: LeadPlan) -> None:
    topics = (topic_named(work, lead.topic).id,) if lead.topic else ()
    open_lead(
        work,
        NewLead(
            title=lead.title,
            trip_id=trip.id,
            source_document_id=document.id,
            country=trip.country,
            owner_id=lead.owner_id,
            step=lead.step,
            topic_ids=topics,
            from_report=lead.step is None,
        ),
    )
