"""Keys and likely pairs follow what is known of contacts, in the same transaction."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Table, delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert as insert_or_update_pg
from sqlalchemy.dialects.sqlite import insert as insert_or_update_sqlite
from sqlalchemy.sql import Executable

from tracker.contacts.models import Affiliation, Contact, EmailAddress, Organisation, Phone
from tracker.core.db import Database, Work
from tracker.duplicates import queries
from tracker.duplicates.keys import keys_of
from tracker.duplicates.models import KEYS, PAIRS
from tracker.duplicates.rules import Known, Verdict, weigh
from tracker.trips.models import TripContact

AT_ONCE = 100
Pair = tuple[int, int]
_WHOSE: Mapping[type[object], str] = {
    Contact: "id",
    EmailAddress: "contact_id",
    Phone: "contact_id",
    Affiliation: "contact_id",
    TripContact: "contact_id",
}
"""What tells of a contact something that is compared, and how it names them.

An organisation tells of all who are or were there.
"""


def keep_pairs(work: Work, touched: Sequence[object]) -> None:
    """Compare whoever is known otherwise than before with all who may be the same; a watcher."""
    numbers = {getattr(each, _WHOSE[type(each)]) for each in touched if type(each) in _WHOSE}
    numbers.discard(None)
    renamed = [
        each.id for each in touched if isinstance(each, Organisation) and not _is_new(work, each)
    ]
    if renamed:
        numbers.update(queries.people_at(work.session, renamed))
    touched_ids = sorted(numbers)
    for start in range(0, len(touched_ids), AT_ONCE):
        compare(work, touched_ids[start : start + AT_ONCE])


def _is_new(work: Work, organisation: Organisation) -> bool:
    return organisation.version == 1 and organisation.created_at == work.now


def compare(work: Work, contact_ids: Sequence[int]) -> None:
    """Keep the keys of these contacts, and the pairs that they are likely to be one of.

    What stays as it is is not written: two who touch one contact seldom wait for each other, and
    never meet over rows that both have made.
    """
    known = queries.known_people(work.session, contact_ids)
    keys = {(key, number) for number, person in known.items() for key in keys_of(person)}
    kept = queries.keys_kept(work.session, contact_ids)
    connection = work.session.connection()
    if gone := kept - keys:
        connection.execute(
            delete(KEYS).where(tuple_(KEYS.c.key, KEYS.c.contact_id).in_(sorted(gone)))
        )
    if new := sorted(keys - kept):
        rows = [{"key": key, "contact_id": number} for key, number in new]
        connection.execute(_save(KEYS, on_postgresql=work.on_postgresql), rows)
        work.take_turn("likely pairs")  # who wrote keys before has ended, and theirs are seen
    _keep_likely(work, contact_ids, _likely(work, known))


def _keep_likely(work: Work, contact_ids: Sequence[int], found: Mapping[Pair, Verdict]) -> None:
    """Write the pairs that are likely now, and drop those that are not any more."""
    kept = queries.pairs_kept(work.session, contact_ids)
    connection = work.session.connection()
    if gone := kept.keys() - found.keys():
        connection.execute(
            delete(PAIRS).where(tuple_(PAIRS.c.low_id, PAIRS.c.high_id).in_(sorted(gone)))
        )
    said = {pair: (each.weight, list(map(str, each.reasons))) for pair, each in found.items()}
    rows = [
        {"low_id": low, "high_id": high, "weight": weight, "reasons": reasons}
        for (low, high), (weight, reasons) in sorted(said.items())
        if kept.get((low, high)) != (weight, reasons)
    ]
    if rows:
        connection.execute(_save(PAIRS, on_postgresql=work.on_postgresql), rows)


def _likely(work: Work, known: Mapping[int, Known]) -> dict[Pair, Verdict]:
    """Return the likely pairs of these people, among themselves and with all others."""
    pairs = queries.partners(work.session, known.keys())
    missing = {number for pair in pairs for number in pair} - known.keys()
    everybody = {**known, **queries.known_people(work.session, missing)} if missing else known
    weighed = {(low, high): weigh(everybody[low], everybody[high]) for low, high in pairs}
    return {pair: verdict for pair, verdict in weighed.items() if verdict.is_likely}


@cache
def _save(table: Table, *, on_postgresql: bool) -> Executable:
    """Return the statement that writes rows, those that somebody has just written too."""
    begun = (insert_or_update_pg if on_postgresql else insert_or_update_sqlite)(table)
    numbers = list(table.primary_key.columns)
    values = {each.name: begun.excluded[each.name] for each in table.columns if each not in numbers}
    if not values:
        return begun.on_conflict_do_nothing(index_elements=numbers)
    return begun.on_conflict_do_update(index_elements=numbers, set_=values)


def compare_all(database: Database) -> int:
    """Compare everybody with everybody anew, and return how many likely pairs there are.

    Some at a time, each in a work of its own: whoever writes meanwhile waits for one of them.
    """
    with database.read() as work:
        numbers = work.session.scalars(select(Contact.id).order_by(Contact.id)).all()
    for start in range(0, len(numbers), AT_ONCE):
        with database.write() as work:
            compare(work, numbers[start : start + AT_ONCE])
    with database.read() as work:
        return queries.how_many(work.session, most=1_000_000)
