"""The rows of the mayor's page: what is stuck, what waits for her, the latest trips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.agreements.models import Agreement, AgreementStatus
from tracker.contacts.models import Organisation
from tracker.core.db import UTCDateTime, Work, ask, at_most
from tracker.dashboard.counts import own_due, report_is_late
from tracker.leads.filters import LeadFilter, View, conditions
from tracker.leads.models import IS_OPEN, Lead, Phase
from tracker.trips.models import Trip

STUCK = 4
NEEDS = 3
EVERY = 100
"""So many of each kind the whole list of what needs the mayor shows."""
TRIPS = 4
Column = SQLColumnExpression[Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of one of the cards: a lead, a trip, or an organisation that signed."""

    id: int
    title: str
    owner: str | None
    on: date | None
    since: datetime | None
    city: str | None
    year_of: date | None
    """The first day of the trip, for its year."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The first rows of each card."""

    late: Sequence[Line] = ()
    unowned: Sequence[Line] = ()
    signing: Sequence[Line] = ()
    own: Sequence[Line] = ()
    reports: Sequence[Line] = ()
    agreement: Sequence[Line] = ()
    """The newest signed one; its number is the organisation's."""
    largest: Sequence[Line] = ()
    """The open lead that is worth most."""


def lines(work: Work) -> Lines:
    """Return the first rows of every card, in one statement."""
    return _found(work.session, _question(work.today, work.actor_id))


def decisions(work: Work) -> Lines:
    """Return what waits for the mayor, the first hundred of each kind, in one statement."""
    return _found(work.session, _decisions(work.today, work.actor_id))


def _found(session: Session, question: CompoundSelect[*tuple[Any, ...]]) -> Lines:
    found: dict[str, list[Line]] = {}
    for row in ask(session, question):
        found.setdefault(row[0], []).append(Line(*row[1:]))
    return Lines(**{kind: tuple(rows) for kind, rows in found.items()})


@lru_cache(maxsize=64)
def _question(today: date, me: int | None) -> CompoundSelect[*tuple[Any, ...]]:
    """Return the one question, put together once a day for each reader."""

    def wanted(view: View) -> list[ColumnElement[bool]]:
        return conditions(LeadFilter(view), me=0, today=today)

    worth = [IS_OPEN, Lead.value_eur.is_not(None)]
    by_day: tuple[Column, ...] = (Lead.due_order, Lead.id)
    return union_all(
        _leads("late", wanted(View.LATE), by_day, STUCK),
        _leads("unowned", wanted(View.UNOWNED), (Lead.opened_at, Lead.id), STUCK),
        *_waiting(today, me, NEEDS),
        _newest_agreement(),
        _leads("largest", worth, (Lead.value_eur.desc(), Lead.id.desc()), 1),
    )


@lru_cache(maxsize=64)
def _decisions(today: date, me: int | None) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*_waiting(today, me, EVERY))


def _waiting(today: date, me: int | None, limit: int) -> tuple[Select[*tuple[Any, ...]], ...]:
    signing = [IS_OPEN, Lead.phase == Phase.AGREED]
    steps = (Lead.next_step_on, Lead.id)
    return (
        _leads("signing", signing, (Lead.due_order, Lead.id), limit),
        _leads("own", own_due(today, me), steps, limit, title=Lead.next_step),
        _reports(today, limit),
    )


def _leads(
    kind: str,
    wanted: Sequence[ColumnElement[bool]],
    order: Sequence[Column],
    limit: int,
    *,
    title: Column = Lead.title,
) -> Select[*tuple[Any, ...]]:
    picked = select(Lead.id).where(*wanted).order_by(*order).limit(at_most(limit)).subquery()
    rows = (
        select(
            literal(kind),
            Lead.id,
            title.label("title"),
            (func.substr(User.given, 1, 1) + ".\u00a0" + User.family).label("owner"),
            Lead.next_step_on.label("day"),
            Lead.opened_at.label("moment"),
            Trip.city,
            Trip.start_on,
        )
        .join(picked, picked.c.id == Lead.id)
        .outerjoin(User, User.id == Lead.owner_id)
        .outerjoin(Trip, Trip.id == Lead.trip_id)
        .order_by(*order)
        .limit(at_most(limit))
    )
    return _whole(rows.subquery())


def _reports(today: date, limit: int) -> Select[*tuple[Any, ...]]:
    rows = (
        select(
            literal("reports"),
            Trip.id,
            Trip.city.label("title"),
            cast(null(), String).label("owner"),
            Trip.report_due_on.label("day"),
            cast(null(), UTCDateTime).label("moment"),
            Trip.city,
            Trip.start_on,
        )
        .where(*report_is_late(today))
        .order_by(Trip.report_due_on, Trip.id)
        .limit(at_most(limit))
    )
    return _whole(rows.subquery())


def _newest_agreement() -> Select[*tuple[Any, ...]]:
    rows = (
        select(
            literal("agreement"),
            Organisation.id,
            Agreement.title.label("title"),
            func.coalesce(Organisation.name_lt, Organisation.name).label("owner"),
            Agreement.signed_on.label("day"),
            cast(null(), UTCDateTime).label("moment"),
            cast(null(), String).label("city"),
            cast(null(), Date).label("start_on"),
        )
        .join(Organisation, Organisation.id == Agreement.organisation_id)
        .where(Agreement.status == AgreementStatus.ACTIVE, Agreement.signed_on.is_not(None))
        .order_by(Agreement.signed_on.desc(), Agreement.id.desc())
        .limit(at_most(1))
    )
    return _whole(rows.subquery())


def _whole(rows: Subquery) -> Select[*tuple[Any, ...]]:
    """Select a limited question from outside: databases allow no limit inside a union."""
    return select(*rows.c)


@dataclass(frozen=True, slots=True)
class TripLine:
    """A trip, for the table of the latest."""

    id: int
    city: str
    start_on: date


def latest_trips(session: Session, today: date, since: date | None = None) -> list[TripLine]:
    """Return the latest trips that have begun."""
    asked = {"today": today, "since": since or date.min}
    return [TripLine(*row) for row in ask(session, _LATEST, asked)]


# Built once, for building costs more than asking.
_LATEST = (
    select(Trip.id, Trip.city, Trip.start_on)
    .where(Trip.start_on <= bindparam("today"), Trip.start_on >= bindparam("since"))
    .order_by(Trip.start_on.desc(), Trip.id.desc())
    .limit(at_most(TRIPS))
)
