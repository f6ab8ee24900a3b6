"""Look trips up; nothing here changes anything."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.accounts.queries import active_users
from tracker.contacts.models import LET_BE, Affiliation, Contact, Organisation, Relationship
from tracker.contacts.queries import AT_NOW
from tracker.core.db import at_most
from tracker.core.errors import must_be_there
from tracker.core.i18n import in_language
from tracker.core.text import fold, sort_key
from tracker.trips.models import (
    IN_PERSON,
    IS_KEPT,
    IS_PROPOSED,
    Delegate,
    Direction,
    SourceDocument,
    Trip,
    TripContact,
    TripFigure,
    TripInviter,
)

PAGE = 25
MET = 5
"""So many of the trips on which we met a contact stand on the contact's page."""


def accounts_by_name(session: Session, *, today: date) -> dict[str, int]:
    """Return the accounts of those who can sign in by their folded names, where a name is one's."""
    names = [(fold(user.name), user.id) for user in session.scalars(active_users(today))]
    counted = Counter(name for name, _ in names)
    return {name: number for name, number in names if counted[name] == 1}


def get_trip(session: Session, trip_id: int, *, to_change: bool = False) -> Trip:
    """Return the trip; `to_change` keeps other writers away from it until the work ends.

    Raises NotFoundError.
    """
    question = select(Trip).where(Trip.id == trip_id)
    asked = question.with_for_update(key_share=True) if to_change else question
    return must_be_there(session.scalar(asked))


def trips_page(
    session: Session,
    *,
    direction: Direction | None = None,
    before: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> Sequence[Trip]:
    """Return trips and visits, the latest first, `limit` and one more to tell that there is more.

    `before` is the day and number of the last trip of the page before.
    """
    question: Select[Trip] = select(Trip).order_by(Trip.start_on.desc(), Trip.id.desc())
    if direction is not None:
        question = question.where(Trip.direction == direction)
    if before is not None:
        question = question.where(tuple_(Trip.start_on, Trip.id) < before)
    return session.scalars(question.limit(at_most(limit + 1))).all()


@dataclass(frozen=True, slots=True)
class Parts:
    """What a trip is made of beside its own row."""

    delegates: tuple[tuple[str, str | None], ...] = ()
    figures: tuple[tuple[str, int], ...] = ()
    inviters: tuple[tuple[int, str, str | None], ...] = ()
    """Number, name, Lithuanian name."""
    has_report: bool = False
    host: str | None = None
    """Who of ours receives the guests."""


def parts_of_trip(session: Session, trip_id: int) -> Parts:
    """Return delegation, figures, inviters and whether its report is here, in one statement."""
    nothing = cast(null(), String)
    inviters = (
        _rows("inviter", Organisation.id, Organisation.name, Organisation.name_lt)
        .join(TripInviter, TripInviter.organisation_id == Organisation.id)
        .where(TripInviter.trip_id == trip_id)
    )
    every = union_all(
        _rows("delegate", Delegate.position, Delegate.name, Delegate.role).where(
            Delegate.trip_id == trip_id
        ),
        _rows("figure", TripFigure.position, TripFigure.label, nothing, TripFigure.value).where(
            TripFigure.trip_id == trip_id
        ),
        inviters,
        _rows("host", User.id, User.given, User.family)
        .join(Trip, Trip.host_id == User.id)
        .where(Trip.id == trip_id),
        _rows("report", SourceDocument.id, literal(""), nothing).where(
            SourceDocument.trip_id == trip_id
        ),
    ).subquery()
    rows = session.execute(select(every).order_by(every.c.kind, every.c.place)).all()
    return Parts(
        delegates=tuple((row.name, row.more) for row in rows if row.kind == "delegate"),
        figures=tuple((row.name, row.number) for row in rows if row.kind == "figure"),
        inviters=tuple((row.place, row.name, row.more) for row in rows if row.kind == "inviter"),
        has_report=any(row.kind == "report" for row in rows),
        host=next((f"{row.name} {row.more}" for row in rows if row.kind == "host"), None),
    )


def _rows(
    kind: str,
    place: SQLColumnExpression[int],
    name: SQLColumnExpression[str],
    more: SQLColumnExpression[Any],
    number: SQLColumnExpression[int] | None = None,
) -> Select[str, int, str, str | None, int]:
    return select(
        literal(kind).label("kind"),
        place.label("place"),
        name.label("name"),
        more.label("more"),
        (literal(0) if number is None else number).label("number"),
    )


def delegates_of(session: Session, trip_id: int) -> Sequence[Delegate]:
    """Return the delegation of a trip in its order."""
    return session.scalars(
        select(Delegate).where(Delegate.trip_id == trip_id).order_by(Delegate.position)
    ).all()


def last_figure(session: Session, trip_id: int) -> int:
    """Return the place of a trip's last figure, 0 where it has none."""
    last = select(func.max(TripFigure.position)).where(TripFigure.trip_id == trip_id)
    return session.scalar(last) or 0


def report_of_trip(session: Session, trip_id: int) -> SourceDocument:
    """Return the report a trip was made of, the latest where there are several.

    Raises NotFoundError.
    """
    latest = select(SourceDocument).where(SourceDocument.trip_id == trip_id)
    return must_be_there(
        session.scalar(latest.order_by(SourceDocument.id.desc()).limit(at_most(1)))
    )


def trip_options(
    session: Session, chosen: int | None = None, *, limit: int = 50
) -> list[tuple[int, str]]:
    """Return the latest trips by number and name, and the one that is chosen already."""
    latest = select(Trip.id).order_by(Trip.start_on.desc(), Trip.id.desc()).limit(at_most(limit))
    rows = session.execute(
        select(Trip.id, Trip.city, Trip.start_on)
        .where(Trip.id.in_(latest.subquery().select()) | (Trip.id == chosen))
        .order_by(Trip.start_on.desc(), Trip.id.desc())
    )
    return [(number, f"{city} {start.year}") for number, city, start in rows]


TRIPS_OF_CONTACT = (
    select(Trip.id, Trip.city, Trip.start_on, Trip.end_on, TripContact.how, TripContact.met_on)
    .join(TripContact, TripContact.trip_id == Trip.id)
    .where(TripContact.contact_id == bindparam("contact_id", type_=Integer))
    .order_by(Trip.start_on.desc(), Trip.id.desc())
    .limit(at_most(MET))
)
"""Where we met a contact, the latest first; part of what a contact's page asks at once."""


class Met(NamedTuple):
    """A contact whom a trip met, and where they are now."""

    id: int
    name: str
    organisation: str | None
    organisation_lt: str | None

    def place(self, language: str) -> str:
        """Return the name of where they are; nothing where nobody knows."""
        return in_language(language, self.organisation_lt, self.organisation)


@dataclass(frozen=True, slots=True)
class Company:
    """Whom a trip met by name: with whom somebody keeps in touch already, and with whom nobody."""

    kept: int
    others: tuple[Met, ...]
    """Not those who object to contact, or have left."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nobody with whom anybody could keep in touch."""
        return not (self.kept or self.others)


def company_of_trip(session: Session, trip_id: int) -> Company:
    """Return whom a trip met, in one statement, in the order of their names as they are read."""
    was_met = or_(*(TripContact.how == how for how in IN_PERSON))
    may_be_asked = and_(*(Contact.status != status for status in LET_BE))
    rows = session.execute(
        select(Contact.id, Contact.name, Organisation.name, Organisation.name_lt, Relationship.days)
        .join(TripContact, TripContact.contact_id == Contact.id)
        .outerjoin(Relationship, Relationship.contact_id == Contact.id)
        .outerjoin(Affiliation, AT_NOW)
        .outerjoin(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(TripContact.trip_id == trip_id, was_met, may_be_asked, Contact.name != "")
        .order_by(Contact.id)
    ).all()
    others = [Met(*row[:-1]) for row in rows if row.days is None]
    others.sort(key=lambda each: sort_key(each.name))
    return Company(len(rows) - len(others), tuple(others))


def trip_to_fill(session: Session, city: str, start: date, end: date) -> Trip | None:
    """Return the trip to the same city on overlapping days that has no report yet, if any."""
    has_report = select(SourceDocument.id).where(SourceDocument.trip_id == Trip.id).exists()
    near = session.scalars(
        select(Trip)
        .where(Trip.start_on <= end, Trip.end_on >= start, ~has_report)
        .order_by(Trip.start_on, Trip.id)
    )
    return next((trip for trip in near if fold(trip.city) == fold(city)), None)


def kept_document(session: Session, digest: str) -> SourceDocument | None:
    """Return the report with this digest, if it is here already, being looked at or confirmed."""
    return session.scalar(select(SourceDocument).where(SourceDocument.digest == digest, IS_KEPT))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report somebody has put in and nobody has confirmed yet."""

    id: int
    file_name: str | None
    begins: str
    created_at: datetime


def waiting_documents(session: Session, *, limit: int = 10) -> list[Waiting]:
    """Return the reports that wait for a decision, the latest first."""
    rows = session.execute(
        select(
            SourceDocument.id,
            SourceDocument.file_name,
            func.substr(SourceDocument.text, 1, 120),
            SourceDocument.created_at,
        )
        .where(IS_PROPOSED)
        .order_by(SourceDocument.id.desc())
        .limit(at_most(limit))
    )
    return [Waiting(number, name, begins, at) for number, name, begins, at in rows]


def get_document(session: Session, document_id: int, *, to_change: bool = False) -> SourceDocument:
    """Return the report; `to_change` keeps other writers away from it until the work ends.

    Raises NotFoundError.
    """
    question = select(SourceDocument).where(SourceDocument.id == document_id)
    asked = question.with_for_update(key_share=True) if to_change else question
    return must_be_there(session.scalar(asked))
