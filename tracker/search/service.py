"""Keep the search index in step with what it indexes, in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Integer, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_update_pg
from sqlalchemy.dialects.sqlite import insert as insert_or_update_sqlite
from sqlalchemy.sql import Executable

from tracker.contacts.models import (
    Affiliation,
    CityName,
    Contact,
    EmailAddress,
    Messenger,
    Organisation,
    OrganisationAlias,
    OrganisationTopic,
    Phone,
)
from tracker.core.db import Work
from tracker.leads.models import Activity, Lead, LeadContact, LeadTopic
from tracker.search import ddl
from tracker.search.context import context_of, dependants_of
from tracker.search.entries import LOADERS, Row, activity, lead, load
from tracker.search.models import ENTRIES, Kind, SearchEntry, entry_id
from tracker.topics.models import Topic, TopicSynonym
from tracker.trips.models import Delegate, SourceDocument, Trip

AT_ONCE = 2_000
_OWN = [column.name for column in ENTRIES.columns if column.name != "context"]
_SUBJECTS: dict[type[object], tuple[Kind, str]] = {
    Contact: (Kind.CONTACT, "id"),
    EmailAddress: (Kind.CONTACT, "contact_id"),
    Phone: (Kind.CONTACT, "contact_id"),
    Messenger: (Kind.CONTACT, "contact_id"),
    Affiliation: (Kind.CONTACT, "contact_id"),
    Organisation: (Kind.ORGANISATION, "id"),
    OrganisationAlias: (Kind.ORGANISATION, "organisation_id"),
    OrganisationTopic: (Kind.ORGANISATION, "organisation_id"),
    Lead: (Kind.LEAD, "id"),
    LeadTopic: (Kind.LEAD, "lead_id"),
    LeadContact: (Kind.LEAD, "lead_id"),
    Trip: (Kind.TRIP, "id"),
    Delegate: (Kind.TRIP, "trip_id"),
    SourceDocument: (Kind.TRIP, "trip_id"),
    Topic: (Kind.TOPIC, "id"),
    TopicSynonym: (Kind.TOPIC, "topic_id"),
    Activity: (Kind.ACTIVITY, "id"),
}
"""Which thing's entry a row has a part in, and the attribute that names it."""


def keep_index(work: Work, touched: Sequence[object]) -> None:
    """Bring the entries of all that `touched` has a part in up to date; a watcher."""
    at_hand: dict[Kind, dict[int, object]] = defaultdict(dict)
    for thing in touched:
        if type(thing) in _SUBJECTS:
            kind, attribute = _SUBJECTS[type(thing)]
            number = getattr(thing, attribute)
            if number is not None:
                whole = thing if attribute == "id" else None
                at_hand[kind].setdefault(number, whole)
                at_hand[kind][number] = whole or at_hand[kind][number]
    for number in _in_cities(work, touched):
        at_hand[Kind.ORGANISATION].setdefault(number, None)
    for kind in LOADERS:
        if kind in at_hand:
            _index(work, kind, at_hand[kind])


def _in_cities(work: Work, touched: Sequence[object]) -> Iterable[int]:
    """Return the organisations in the cities whose other names were touched."""
    cities = {thing.city for thing in touched if isinstance(thing, CityName)}
    if not cities:
        return ()
    return work.session.scalars(select(Organisation.id).where(Organisation.city.in_(cities)))


def _index(work: Work, kind: Kind, things: dict[int, object]) -> None:
    rows = _rows(work, kind, things)
    gone = set(things) - {row["subject_id"] for row in rows}
    if gone:
        work.session.execute(
            delete(SearchEntry).where(SearchEntry.id.in_(entry_id(kind, each) for each in gone))
        )
    if rows:
        saving = _save(kind, on_postgresql=work.on_postgresql)
        work.session.connection().execute(saving, rows)
    for dependant, ids in dependants_of(kind, sorted(things)):
        work.session.execute(
            update(SearchEntry)
            .where(SearchEntry.kind == dependant, SearchEntry.subject_id.in_(ids))
            .values(context_of(dependant, SearchEntry.subject_id, on_postgresql=work.on_postgresql))
            .execution_options(synchronize_session=False)
        )


def _rows(work: Work, kind: Kind, things: dict[int, object]) -> list[Row]:
    """Return the entries; leads and activities have all they need at hand, the rest is loaded."""
    ready = [
        lead(thing) if isinstance(thing, Lead) else activity(thing)
        for thing in things.values()
        if isinstance(thing, (Lead, Activity)) and thing in work.session
    ]
    missing = set(things) - {row["subject_id"] for row in ready}
    return [*ready, *load(work.session, kind, missing)] if missing else ready


@cache
def _save(kind: Kind, *, on_postgresql: bool) -> Executable:
    """Return the statement that writes an entry, new or not, with the words of its neighbours."""
    insert_or_update = insert_or_update_pg if on_postgresql else insert_or_update_sqlite
    subject = bindparam("of_subject", type_=Integer)
    context = context_of(kind, subject, on_postgresql=on_postgresql)
    begun = insert_or_update(ENTRIES).values(context)
    changed = {
        name: begun.excluded[name]
        for name in (*_OWN, *context)
        if name not in {"id", "kind", "subject_id"}
    }
    return begun.on_conflict_do_update(index_elements=["id"], set_=changed)


def reindex(work: Work) -> int:
    """Make the whole index anew, after rows were loaded in bulk, and return how many entries."""
    connection = work.session.connection()
    ddl.drop_full_text(connection)
    work.session.execute(delete(SearchEntry))
    for kind in LOADERS:
        _index_all(work, kind)
    ddl.create_full_text(connection)
    return work.session.scalar(select(func.count()).select_from(SearchEntry)) or 0


def _index_all(work: Work, kind: Kind) -> None:
    number, loader = LOADERS[kind]
    last = work.session.scalar(select(func.max(number))) or 0
    for start in range(1, last + 1, AT_ONCE):
        rows = loader(work.session, number.between(start, start + AT_ONCE - 1))
        if rows:
            work.session.execute(insert(ENTRIES), rows)
    if values := context_of(kind, SearchEntry.subject_id, on_postgresql=work.on_postgresql):
        work.session.execute(
            update(SearchEntry)
            .where(SearchEntry.kind == kind)
            .values(values)
            .execution_options(synchronize_session=False)
        )
