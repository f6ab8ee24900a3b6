"""Every question asked of contacts that may be one person; nothing here changes anything."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.orm.util import AliasedClass

from tracker.contacts.models import (
    Affiliation,
    Contact,
    ContactStatus,
    EmailAddress,
    Organisation,
    Phone,
)
from tracker.contacts.queries import AT_NOW
from tracker.core.db import at_most
from tracker.core.text import fold
from tracker.duplicates.keys import SURE_KEYS, keys_of
from tracker.duplicates.latin import place_key, squeezed
from tracker.duplicates.models import DuplicateKey, LikelyPair, ToldApart
from tracker.duplicates.rules import Known, Reason, Verdict, weigh
from tracker.trips.models import TripContact

MOST_COMPARED = 200
"""Of those who share a key with somebody, only so many are compared: who shares the surest."""
_BETWEEN = "\n"


_ITS_EMAILS = EmailAddress.contact_id == Contact.id
_ITS_PHONES = Phone.contact_id == Contact.id


def _all_of(
    column: ColumnElement[str] | InstrumentedAttribute[str], whose: ColumnElement[bool]
) -> ScalarSelect[str]:
    return select(func.aggregate_strings(column, _BETWEEN)).where(whose).scalar_subquery()


_TOLD = (
    Contact.id,
    Contact.given,
    Contact.family,
    Contact.native_name,
    Contact.alias,
    Contact.country,
    _all_of(EmailAddress.folded, _ITS_EMAILS).label("emails"),
    _all_of(func.coalesce(Phone.e164, Phone.typed), _ITS_PHONES).label("phones"),
    select(func.aggregate_strings(Organisation.name, _BETWEEN))
    .join(Affiliation, Affiliation.organisation_id == Organisation.id)
    .where(Affiliation.contact_id == Contact.id)
    .scalar_subquery()
    .label("places"),
    _all_of(cast(TripContact.trip_id, String), TripContact.contact_id == Contact.id).label("trips"),
)


def known_people(session: Session, contact_ids: Iterable[int]) -> Mapping[int, Known]:
    """Return what is known of contacts, as it is compared; in one statement."""
    asked = select(*_TOLD).where(Contact.id.in_(sorted(contact_ids)))
    return {row.id: _known(row) for row in session.execute(asked)}


def _known(row: Row[Any]) -> Known:
    return Known(
        given=squeezed(row.given or ""),
        family=squeezed(row.family or ""),
        native=fold(row.native_name or ""),
        alias=squeezed(row.alias or ""),
        emails=frozenset(_each(row.emails)),
        phones=frozenset(filter(None, map(figures, _each(row.phones)))),
        places=frozenset(map(place_key, _each(row.places))),
        country=row.country or "",
        trips=frozenset(map(int, _each(row.trips))),
    )


def _each(gathered: str | None) -> Sequence[str]:
    return gathered.split(_BETWEEN) if gathered else ()


def figures(number: str) -> str:
    """Return the figures of a telephone number."""
    return "".join(filter(str.isdigit, number))


def _sureness(key: type[DuplicateKey] | AliasedClass[DuplicateKey]) -> ColumnElement[int]:
    """Return how much shared keys say: an address or a whole name more than how a name begins."""
    is_sure = func.substr(key.key, 1, 1).in_(SURE_KEYS)
    return func.sum(case((is_sure, MOST_COMPARED), else_=1))


def sharing(session: Session, keys: Collection[str]) -> Sequence[int]:
    """Return the contacts who share any of these keys, who shares the surest of them first."""
    if not keys:
        return ()
    shared = _sureness(DuplicateKey).desc()
    asked = (
        select(DuplicateKey.contact_id)
        .where(DuplicateKey.key.in_(sorted(keys)))
        .group_by(DuplicateKey.contact_id)
        .order_by(shared, DuplicateKey.contact_id)
        .limit(at_most(MOST_COMPARED))
    )
    return session.scalars(asked).all()


def partners(session: Session, contact_ids: Collection[int]) -> Sequence[tuple[int, int]]:
    """Return the pairs that these contacts make with others who share a key, as (low, high)."""
    theirs = aliased(DuplicateKey)
    shared = _sureness(theirs)
    place = func.row_number().over(
        partition_by=DuplicateKey.contact_id, order_by=(shared.desc(), theirs.contact_id)
    )
    ranked = (
        select(
            DuplicateKey.contact_id.label("one"),
            theirs.contact_id.label("other"),
            place.label("place"),
        )
        .join(
            theirs,
            and_(theirs.key == DuplicateKey.key, theirs.contact_id != DuplicateKey.contact_id),
        )
        .where(DuplicateKey.contact_id.in_(contact_ids))
        .group_by(DuplicateKey.contact_id, theirs.contact_id)
        .subquery()
    )
    asked = select(ranked.c.one, ranked.c.other).where(ranked.c.place <= MOST_COMPARED)
    found = session.execute(asked)
    return sorted({(min(one, other), max(one, other)) for one, other in found})


def people_at(session: Session, organisation_ids: Collection[int]) -> Sequence[int]:
    """Return who is or was at these organisations."""
    asked = select(Affiliation.contact_id).where(Affiliation.organisation_id.in_(organisation_ids))
    return session.scalars(asked.distinct().order_by(Affiliation.contact_id)).all()


def keys_kept(session: Session, contact_ids: Collection[int]) -> set[tuple[str, int]]:
    """Return the keys that are kept of contacts, as (key, contact)."""
    asked = select(DuplicateKey.key, DuplicateKey.contact_id)
    found = session.execute(asked.where(DuplicateKey.contact_id.in_(contact_ids)))
    return {(key, number) for key, number in found}


def pairs_kept(
    session: Session, contact_ids: Collection[int]
) -> Mapping[tuple[int, int], tuple[float, list[str]]]:
    """Return the pairs that are kept of which one is among these contacts: weight and reasons."""
    either = or_(LikelyPair.low_id.in_(contact_ids), LikelyPair.high_id.in_(contact_ids))
    columns = (LikelyPair.low_id, LikelyPair.high_id, LikelyPair.weight, LikelyPair.reasons)
    found = session.execute(select(*columns).where(either))
    return {(low, high): (weight, reasons) for low, high, weight, reasons in found}


class Likely(NamedTuple):
    """A contact who is likely to be the one somebody asks for, and what speaks for it."""

    contact_id: int
    verdict: Verdict


def likely(session: Session, known: Known) -> Sequence[Likely]:
    """Return who is likely to be this person, the likeliest first; two statements."""
    others = known_people(session, sharing(session, keys_of(known)))
    found = [Likely(number, weigh(known, other)) for number, other in others.items()]
    return sorted(
        (each for each in found if each.verdict.is_likely), key=lambda each: -each.verdict.weight
    )


# --- The page ---


def _is_told_apart() -> ColumnElement[bool]:
    return exists().where(
        ToldApart.low_id == LikelyPair.low_id, ToldApart.high_id == LikelyPair.high_id
    )


class After(NamedTuple):
    """A pair after which the list goes on."""

    weight: float
    low_id: int
    high_id: int


def pairs(session: Session, *, after: After | None = None, limit: int) -> Sequence[LikelyPair]:
    """Return the pairs of whom nobody has said what they are, the likeliest first."""
    order = (LikelyPair.weight.desc(), LikelyPair.low_id, LikelyPair.high_id)
    asked = select(LikelyPair).where(~_is_told_apart()).order_by(*order).limit(at_most(limit))
    if after is not None:
        ids = tuple_(LikelyPair.low_id, LikelyPair.high_id) > (after.low_id, after.high_id)
        asked = asked.where(
            or_(LikelyPair.weight < after.weight, and_(LikelyPair.weight == after.weight, ids))
        )
    return session.scalars(asked).all()


def how_many(session: Session, *, most: int) -> int:
    """Return how many pairs wait for somebody to look at them; counted to `most`."""
    waiting = select(LikelyPair.low_id).where(~_is_told_apart()).limit(at_most(most)).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair, as they are known."""

    id: int
    name: str
    native_name: str | None
    native_language: str | None
    alias: str | None
    title: str | None
    country: str | None
    status: ContactStatus
    organisation: str | None
    organisation_lt: str | None
    email_lines: str | None
    phone_lines: str | None

    @property
    def emails(self) -> Sequence[str]:
        """Return the addresses."""
        return _each(self.email_lines)

    @property
    def phones(self) -> Sequence[str]:
        """Return the numbers, as they were typed."""
        return _each(self.phone_lines)


def sides(session: Session, contact_ids: Iterable[int]) -> Mapping[int, Side]:
    """Return contacts as a pair shows them; one statement."""
    asked = (
        select(
            Contact.id,
            Contact.name,
            Contact.native_name,
            Contact.native_language,
            Contact.alias,
            Contact.title,
            Contact.country,
            Contact.status,
            Organisation.name.label("organisation"),
            Organisation.name_lt.label("organisation_lt"),
            _all_of(EmailAddress.address, _ITS_EMAILS).label("email_lines"),
            _all_of(Phone.typed, _ITS_PHONES).label("phone_lines"),
        )
        .outerjoin(Affiliation, AT_NOW)
        .outerjoin(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Contact.id.in_(sorted(contact_ids)))
    )
    return {row["id"]: Side(**row) for row in session.execute(asked).mappings()}


def reasons_of(pair: LikelyPair) -> Sequence[Reason]:
    """Return what speaks for a pair being one person."""
    return [Reason(each) for each in pair.reasons]


def is_pair(session: Session, low_id: int, high_id: int) -> bool:
    """Tell whether two contacts are thought to be one person."""
    asked = select(LikelyPair.low_id).where(
        LikelyPair.low_id == low_id, LikelyPair.high_id == high_id
    )
    return session.scalar(asked) is not None
