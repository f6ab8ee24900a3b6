"""What can be done to a trip: made, changed, filled from a report."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.audit.service import from_to, record
from tracker.contacts.models import Organisation, subject_of
from tracker.core.db import Work
from tracker.core.errors import NotFoundError
from tracker.core.once import made_by
from tracker.core.text import fold
from tracker.trips.models import (
    Delegate,
    Direction,
    DocumentState,
    Meeting,
    SourceDocument,
    Trip,
    TripContact,
    TripFigure,
    TripInviter,
)
from tracker.trips.queries import delegates_of, last_figure


@dataclass(frozen=True, slots=True, kw_only=True)
class TripFacts:
    """What can be said of a trip; the columns of `Trip` by their own names."""

    direction: Direction = Direction.OUTGOING
    city: str
    country: str | None = None
    start_on: date
    end_on: date
    event: str | None = None
    event_en: str | None = None
    purpose: str | None = None
    invited_by: str | None = None
    conclusions: str | None = None
    cost_eur: Decimal | None = None
    host_id: int | None = None
    guests_expected: int | None = None
    question: str | None = None
    report_due_on: date | None = None
    report_submitted_on: date | None = None
    report_published_on: date | None = None
    report_number: str | None = None
    report_url: str | None = None


@dataclass(frozen=True, slots=True)
class NewDelegate:
    """A member of the delegation as typed or read."""

    name: str
    role: str | None = None
    user_id: int | None = None
    contact_id: int | None = None


def add_trip(
    work: Work,
    facts: TripFacts,
    *,
    delegates: Sequence[NewDelegate] = (),
    form_key: str | None = None,
) -> Trip:
    """Make a trip or a visit, with its delegation; a form sent twice makes one."""
    made = made_by(work, Trip, form_key)
    if made is not None:
        return made
    trip = Trip(**asdict(facts), form_key=form_key, created_at=work.now)
    work.session.add(trip)
    work.session.flush()
    record(work, "trip.added", f"trip:{trip.id}", name=trip.name, start=trip.start_on)
    _write_delegates(work, trip, delegates)
    return trip


def change_trip(
    work: Work, trip: Trip, facts: TripFacts, *, delegates: Sequence[NewDelegate]
) -> None:
    """Change a trip and write from what to what in the journal; saving nothing new does nothing."""
    changes = _set(trip, asdict(facts))
    if _set_delegates(work, trip, delegates):
        changes["delegates"] = [delegate.name for delegate in delegates]
    if changes:
        trip.version += 1
        record(work, "trip.changed", f"trip:{trip.id}", **changes)


def fill_trip(
    work: Work, trip: Trip, facts: TripFacts, *, delegates: Sequence[NewDelegate] = ()
) -> None:
    """Add what a report says to a trip that is already there; what people wrote stays."""
    missing = {
        key: value for key, value in asdict(facts).items() if getattr(trip, key) in (None, "")
    }
    changes = _set(trip, missing)
    here = delegates_of(work.session, trip.id)
    known = {fold(delegate.name) for delegate in here}
    new = [delegate for delegate in delegates if fold(delegate.name) not in known]
    _write_delegates(work, trip, new, first=len(here) + 1)
    trip.version += 1
    record(work, "trip.filled", f"trip:{trip.id}", **changes, delegates=[d.name for d in new])


def add_figures(work: Work, trip: Trip, figures: Iterable[tuple[str, int]]) -> None:
    """Write down counts that the report gives, after those already there."""
    last = last_figure(work.session, trip.id)
    work.session.add_all(
        TripFigure(trip_id=trip.id, position=place, label=label, value=value)
        for place, (label, value) in enumerate(figures, last + 1)
    )


def add_inviter(work: Work, trip: Trip, organisation: Organisation) -> None:
    """Write down that `organisation` invited us; once, however often it is said."""
    if work.session.get(TripInviter, (trip.id, organisation.id)) is None:
        work.session.add(TripInviter(trip_id=trip.id, organisation_id=organisation.id))
        work.session.flush()


def add_to_trip(
    work: Work, trip_id: int, contact_id: int, *, how: Meeting = Meeting.MET, on: date | None = None
) -> None:
    """Write down that a contact belongs to a trip; once, and the first word on how stands."""
    if work.session.get(TripContact, (trip_id, contact_id)) is None:
        work.session.add(TripContact(trip_id=trip_id, contact_id=contact_id, how=how, met_on=on))
        work.session.flush()


def meet_contact(work: Work, trip_id: int, contact_id: int) -> None:
    """Write down that a contact was met on a trip, where no more was known than that they spoke.

    Raises NotFoundError.
    """
    if work.session.get(Trip, trip_id) is None:
        raise NotFoundError
    found = work.session.get(TripContact, (trip_id, contact_id))
    if found is None:
        add_to_trip(work, trip_id, contact_id)
    elif found.how is Meeting.HEARD:
        found.how = Meeting.MET
    else:
        return
    record(work, "contact.met", subject_of(contact_id), trip=trip_id)


def confirm_document(work: Work, document: SourceDocument, trip: Trip) -> None:
    """Tie a report to the trip that was made of it."""
    document.state = DocumentState.CONFIRMED
    document.trip_id = trip.id
    document.confirmed_at = work.now
    record(work, "report.confirmed", f"trip:{trip.id}", document=document.id)


def _set(trip: Trip, values: dict[str, object]) -> dict[str, list[object]]:
    """Set what differs and return from what to what."""
    changes = from_to({key: getattr(trip, key) for key in values}, values)
    for key in changes:
        setattr(trip, key, values[key])
    return changes


def _set_delegates(work: Work, trip: Trip, delegates: Sequence[NewDelegate]) -> bool:
    """Replace the delegation where it differs; whoever stays keeps the account they are."""
    here = delegates_of(work.session, trip.id)
    if [(each.name, each.role) for each in here] == [(each.name, each.role) for each in delegates]:
        return False
    stayed: dict[str, dict[str, Any]] = {
        fold(each.name): {"user_id": each.user_id, "contact_id": each.contact_id} for each in here
    }
    for each in here:
        work.session.delete(each)
    work.session.flush()  # their places are free only once they are gone
    known = [replace(each, **stayed.get(fold(each.name), {})) for each in delegates]
    _write_delegates(work, trip, known)
    return True


def _write_delegates(
    work: Work, trip: Trip, delegates: Sequence[NewDelegate], *, first: int = 1
) -> None:
    work.session.add_all(
        Delegate(trip_id=trip.id, position=place, **asdict(each))
        for place, each in enumerate(delegates, first)
    )
    work.session.flush()
