"""What is found of each thing, and by which words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.contacts.models import (
    Affiliation,
    CityName,
    Contact,
    EmailAddress,
    Messenger,
    Organisation,
    OrganisationAlias,
    Phone,
)
from tracker.contacts.queries import AT_NOW
from tracker.core.i18n import country_name
from tracker.core.text import sort_key
from tracker.leads.models import Activity, Lead, LeadState
from tracker.search.models import Kind, entry_id
from tracker.search.words import index_words
from tracker.topics.models import Topic, TopicSynonym
from tracker.trips.models import Delegate, SourceDocument, Trip

Row = dict[str, Any]
Condition = ColumnElement[bool]
SHOWN = 600
"""How much of what was said is kept to be shown."""
_LAST_DAY = date.max.toordinal()


def _gathered(
    column: InstrumentedAttribute[Any], of: ColumnElement[bool], *, by: str = " "
) -> ScalarSelect[str]:
    """Return one text of all that somebody has of it: addresses, aliases, synonyms."""
    return select(func.aggregate_strings(column, by)).where(of).scalar_subquery()


def _row(kind: Kind, subject_id: int, **values: Any) -> Row:  # noqa: ANN401 - columns of any type
    row = {
        "id": entry_id(kind, subject_id),
        "kind": kind,
        "subject_id": subject_id,
        "detail": "",
        "about_id": None,
        "country": None,
        "mark": "",
        **values,
    }
    same = {"title_en": row["title"], "detail_en": row["detail"]}
    return {**same, "of_subject": subject_id, **row}


@lru_cache
def _country_words(code: str | None) -> str:
    return f"{country_name(code, 'lt')} {country_name(code, 'en')}" if code else ""


def _digits(numbers: str | None) -> str:
    """Return telephone numbers, one a line, as figures only: so a question is read too."""
    return " ".join("".join(filter(str.isdigit, line)) for line in (numbers or "").split("\n"))


def _about(*things: tuple[Kind, int | None]) -> int | None:
    """Return the entry of the first of `things` that there is."""
    return next((entry_id(kind, number) for kind, number in things if number is not None), None)


def contacts(session: Session, condition: Condition) -> list[Row]:
    """Return the entries of contacts; places kept for the unnamed are found by their label."""
    its_phones = Phone.contact_id == Contact.id
    found = session.execute(
        select(
            Contact.id,
            Contact.given,
            Contact.family,
            Contact.native_name,
            Contact.native_language,
            Contact.alias,
            Contact.name,
            Contact.title,
            Contact.title_native,
            Contact.country,
            Contact.note,
            Contact.placeholder_label,
            Contact.placeholder_number,
            Contact.placeholder_count,
            Contact.sort_key,
            _gathered(EmailAddress.address, EmailAddress.contact_id == Contact.id).label("emails"),
            _gathered(Messenger.handle, Messenger.contact_id == Contact.id).label("handles"),
            _gathered(Phone.typed, its_phones, by="\n").label("phones"),
            _gathered(Phone.e164, its_phones, by="\n").label("dialled"),
            select(Affiliation.organisation_id).where(AT_NOW).scalar_subquery().label("at"),
        ).where(condition)
    )
    return [_contact(row) for row in found]


def _contact(row: Any) -> Row:  # noqa: ANN401 - a row of the question above
    native = row.native_name if row.native_name != row.name else None
    role = row.title or row.placeholder_label or ""
    counted = f"{row.placeholder_number}/{row.placeholder_count}" if not row.name else ""
    return _row(
        Kind.CONTACT,
        row.id,
        title=row.name or f"{row.placeholder_label} {counted}",
        detail=role if role != row.name else "",
        about_id=_about((Kind.ORGANISATION, row.at)),
        mark=f"{row.native_language or ''}:{native}" if native else "",
        country=row.country,
        sort_key=row.sort_key,
        name_words=index_words(
            row.given, row.family, row.native_name, row.alias, row.name, joined=True
        ),
        words=index_words(
            row.title,
            row.title_native,
            row.placeholder_label,
            row.emails,
            row.handles,
            _digits(row.phones),
            _digits(row.dialled),
            _country_words(row.country),
            row.note,
        ),
    )


def organisations(session: Session, condition: Condition) -> list[Row]:
    """Return the entries of organisations."""
    found = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Organisation.name_lt,
            Organisation.native_name,
            Organisation.native_language,
            Organisation.country,
            Organisation.city,
            Organisation.website,
            Organisation.note,
            Organisation.sort_key,
            _gathered(
                OrganisationAlias.name, OrganisationAlias.organisation_id == Organisation.id
            ).label("aliases"),
            _gathered(CityName.name, CityName.city == Organisation.city).label("city_names"),
        ).where(condition)
    )
    return [
        _row(
            Kind.ORGANISATION,
            row.id,
            title=row.name_lt or row.name,
            title_en=row.name,
            detail=row.city or "",
            mark=f"{row.native_language or ''}:{row.native_name}" if row.native_name else "",
            country=row.country,
            sort_key=row.sort_key,
            name_words=index_words(
                row.name, row.name_lt, row.native_name, row.aliases, joined=True
            ),
            words=index_words(
                row.city, row.city_names, _country_words(row.country), row.website, row.note
            ),
        )
        for row in found
    ]


def leads(session: Session, condition: Condition) -> list[Row]:
    """Return the entries of leads."""
    asked = select(
        Lead.id,
        Lead.title,
        Lead.next_step,
        Lead.country,
        Lead.state,
        Lead.phase,
        Lead.organisation_id,
        Lead.contact_id,
    )
    return [lead(row) for row in session.execute(asked.where(condition))]


def lead(row: Any) -> Row:  # noqa: ANN401 - a Lead, or a row of the question above
    """Return a lead's entry; those that ended stand last."""
    return _row(
        Kind.LEAD,
        row.id,
        title=row.title,
        detail=row.next_step or "",
        about_id=_about((Kind.ORGANISATION, row.organisation_id), (Kind.CONTACT, row.contact_id)),
        mark=row.phase.value,
        country=row.country,
        sort_key=("1" if row.state is LeadState.LOST else "0") + sort_key(row.title),
        name_words=index_words(row.title, joined=True),
        words=index_words(row.next_step, _country_words(row.country)),
    )


def trips(session: Session, condition: Condition) -> list[Row]:
    """Return the entries of trips, the latest first, found by their reports' words too."""
    delegates = _gathered(Delegate.name, Delegate.trip_id == Trip.id).label("delegates")
    reports = _gathered(SourceDocument.text, SourceDocument.trip_id == Trip.id).label("reports")
    found = session.execute(select(Trip, delegates, reports).where(condition))
    return [_trip(trip, names, texts) for trip, names, texts in found]


def _trip(trip: Trip, delegates: str | None, reports: str | None) -> Row:
    return _row(
        Kind.TRIP,
        trip.id,
        title=trip.name,
        detail=trip.event or trip.purpose or "",
        detail_en=trip.event_en or trip.event or trip.purpose or "",
        country=trip.country,
        sort_key=f"{_LAST_DAY - trip.start_on.toordinal():09}",
        name_words=index_words(trip.name, trip.event, trip.event_en),
        words=index_words(
            trip.purpose,
            trip.invited_by,
            trip.conclusions,
            trip.question,
            trip.report_number,
            _country_words(trip.country),
            delegates,
            reports,
        ),
    )


def topics(session: Session, condition: Condition) -> list[Row]:
    """Return the entries of topics."""
    synonyms = _gathered(TopicSynonym.word, TopicSynonym.topic_id == Topic.id).label("synonyms")
    asked = select(Topic.id, Topic.name_lt, Topic.name_en, Topic.sort_key, synonyms)
    return [
        _row(
            Kind.TOPIC,
            row.id,
            title=row.name_lt,
            title_en=row.name_en or row.name_lt,
            sort_key=row.sort_key,
            name_words=index_words(row.name_lt, row.name_en, row.synonyms, joined=True),
            words="",
        )
        for row in session.execute(asked.where(condition))
    ]


def activities(session: Session, condition: Condition) -> list[Row]:
    """Return the entries of notes, calls, meetings and letters: their words, the latest first."""
    asked = select(
        Activity.id,
        Activity.text,
        Activity.happened_on,
        Activity.lead_id,
        Activity.contact_id,
        Activity.organisation_id,
        Activity.trip_id,
    )
    return [activity(row) for row in session.execute(asked.where(condition))]


def activity(row: Any) -> Row:  # noqa: ANN401 - an Activity, or a row of the question above
    """Return an activity's entry; it leads to the thing it is about."""
    return _row(
        Kind.ACTIVITY,
        row.id,
        title=row.text[:SHOWN],
        detail=row.happened_on.isoformat(),
        about_id=_about(
            (Kind.LEAD, row.lead_id),
            (Kind.CONTACT, row.contact_id),
            (Kind.ORGANISATION, row.organisation_id),
            (Kind.TRIP, row.trip_id),
        ),
        sort_key=f"{_LAST_DAY - row.happened_on.toordinal():09}",
        name_words="",
        words=index_words(row.text),
    )


Loader = Callable[[Session, Condition], list[Row]]
LOADERS: dict[Kind, tuple[InstrumentedAttribute[int], Loader]] = {
    Kind.TOPIC: (Topic.id, topics),
    Kind.ORGANISATION: (Organisation.id, organisations),
    Kind.TRIP: (Trip.id, trips),
    Kind.CONTACT: (Contact.id, contacts),
    Kind.LEAD: (Lead.id, leads),
    Kind.ACTIVITY: (Activity.id, activities),
}
"""How to load each kind, in the order in which entries copy from one another."""


def load(session: Session, kind: Kind, ids: Iterable[int]) -> Sequence[Row]:
    """Return the entries of these things; one that is gone has none."""
    number, loader = LOADERS[kind]
    return loader(session, number.in_(sorted(ids)))
