"""Keys and likely pairs follow what is known of contacts, in the same transaction."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, or_, select

from tracker.contacts.models import Affiliation, Contact, EmailAddress, Phone
from tracker.core.db import Work
from tracker.duplicates import queries
from tracker.duplicates.keys import keys_of
from tracker.duplicates.models import KEYS, PAIRS, DuplicateKey, LikelyPair
from tracker.duplicates.rules import Known, weigh
from tracker.trips.models import TripContact

AT_ONCE = 500
_WHOSE: Mapping[type[object], str] = {
    Contact: "id",
    EmailAddress: "contact_id",
    Phone: "contact_id",
    Affiliation: "contact_id",
    TripContact: "contact_id",
}
"""What tells of a contact something that is compared, and how it names them."""


def keep_pairs(work: Work, touched: Sequence[object]) -> None:
    """Compare whoever is known otherwise than before with all who may be the same; a watcher."""
    numbers = {getattr(each, _WHOSE[type(each)]) for each in touched if type(each) in _WHOSE}
    numbers.discard(None)
    if numbers:
        compare(work, sorted(numbers))


def compare(work: Work, contact_ids: Sequence[int]) -> None:
    """Keep the keys of these contacts, and the pairs that they are likely to be one of."""
    known = queries.known_people(work.session, contact_ids)
    connection = work.session.connection()
    connection.execute(delete(KEYS).where(KEYS.c.contact_id.in_(contact_ids)))
    rows = [
        {"key": key, "contact_id": number}
        for number, person in known.items()
        for key in sorted(keys_of(person))
    ]
    if rows:
        connection.execute(insert(KEYS), rows)
    either = or_(PAIRS.c.low_id.in_(contact_ids), PAIRS.c.high_id.in_(contact_ids))
    connection.execute(delete(PAIRS).where(either))
    found = _likely(work, known)
    if found:
        connection.execute(insert(PAIRS), found)


def _likely(work: Work, known: Mapping[int, Known]) -> list[dict[str, object]]:
    """Return the likely pairs of these people, among themselves and with all others."""
    pairs = queries.partners(work.session, known.keys())
    missing = {number for pair in pairs for number in pair} - known.keys()
    everybody = {**known, **queries.known_people(work.session, missing)} if missing else known
    weighed = ((low, high, weigh(everybody[low], everybody[high])) for low, high in pairs)
    return [
        {
            "low_id": low,
            "high_id": high,
            "weight": verdict.weight,
            "reasons": [reason.value for reason in verdict.reasons],
        }
        for low, high, verdict in weighed
        if verdict.is_likely
    ]


def compare_all(work: Work) -> int:
    """Compare everybody with everybody anew, and return how many likely pairs there are."""
    work.session.execute(delete(LikelyPair))
    work.session.execute(delete(DuplicateKey))
    numbers = work.session.scalars(select(Contact.id).order_by(Contact.id)).all()
    for start in range(0, len(numbers), AT_ONCE):
        compare(work, numbers[start : start + AT_ONCE])
    return queries.how_many(work.session, most=1_000_000)
