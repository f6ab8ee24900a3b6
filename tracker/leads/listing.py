"""The list of leads: one page of rows by key, and what stands over it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Subquery, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.accounts.models import User
from tracker.contacts.models import Contact, Organisation
from tracker.core.db import ask, at_most
from tracker.leads.filters import LeadFilter, View, conditions
from tracker.leads.models import Lead, LeadState, LeadTopic, Phase, Stage
from tracker.topics.models import Topic

ROWS = 50
Columns = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead as a row or a card shows it."""

    id: int
    title: str
    state: LeadState
    phase: Phase
    country: str | None
    next_step: str | None
    next_step_on: date | None
    next_step_at: time | None
    dormant_until: date | None
    version: int
    owner_id: int | None
    owner_given: str | None
    owner_family: str | None
    organisation: str | None
    organisation_lt: str | None
    contact: str | None
    stage_lt: str
    stage_en: str
    topic_lt: str | None
    topic_en: str | None


class Sort(StrEnum):
    """What a list may be sorted by; each has an index and an end in `id`."""

    DUE = "due"
    NEWEST = "newest"
    MISSING = "missing"
    WAKES = "wakes"
    CLOSED = "closed"


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


_SORTS: Mapping[View, tuple[Sort, ...]] = {
    View.MISSING: (Sort.MISSING, Sort.NEWEST),
    View.PARKED: (Sort.WAKES, Sort.NEWEST),
    View.CLOSED: (Sort.CLOSED, Sort.NEWEST),
    View.ALL: (Sort.NEWEST,),
}
_KEYS: Mapping[Sort, tuple[InstrumentedAttribute[Any], bool, Callable[[str], Any]]] = {
    Sort.DUE: (Lead.due_order, False, date.fromisoformat),
    Sort.NEWEST: (Lead.opened_at, True, _moment),
    Sort.MISSING: (Lead.step_missing_since, False, _moment),
    Sort.WAKES: (Lead.dormant_until, False, date.fromisoformat),
    Sort.CLOSED: (Lead.closed_at, True, _moment),
}


def sorts_of(view: View) -> tuple[Sort, ...]:
    """Return what a view may be sorted by; the first is how it comes."""
    return _SORTS.get(view, (Sort.DUE, Sort.NEWEST))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after, or before, the row with this key and id."""

    key: Any
    id: int
    backwards: bool = False

    def __str__(self) -> str:
        return f"{self.key.isoformat()}~{self.id}"

    @classmethod
    def read(cls, text: str | None, sort: Sort, *, backwards: bool = False) -> "Place | None":
        """Read a place from an address; what is none is the beginning."""
        key, _, number = (text or "").rpartition("~")
        try:
            return cls(_KEYS[sort][2](key), int(number[:9]), backwards)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class LeadPage:
    """Rows in their order, and the places where the pages before and after begin."""

    rows: Sequence[LeadRow]
    back: Place | None
    on: Place | None


@dataclass(frozen=True, slots=True)
class Asking:
    """Which leads somebody asks for: the filter, who asks, and on which day."""

    asked: LeadFilter
    me: int
    today: date
    with_running: bool = False

    def conditions(self, among: Select[int] | None = None) -> list[ColumnElement[bool]]:
        """Return what must hold of a lead; `among` is what the search index finds for `q`."""
        return conditions(
            self.asked,
            me=self.me,
            today=self.today,
            among=among,
            with_running=self.with_running,
        )


def page_of(
    session: Session,
    asking: Asking,
    *,
    among: Select[int] | None = None,
    sort: Sort = Sort.DUE,
    place: Place | None = None,
    limit: int = ROWS,
) -> LeadPage:
    """Return one page of the leads asked for, in one statement that costs the same on each page."""
    if asking.asked.q:
        statement = _statement(asking.conditions(among), sort, place, limit)
    else:
        statement = _known(asking, sort, place, limit)
    return _fetch(session, statement, place, limit)


def list_leads(
    session: Session, wanted: Sequence[ColumnElement[bool]], *, limit: int = ROWS
) -> Sequence[LeadRow]:
    """Return the first leads of which `wanted` holds, those due first on top."""
    return _fetch(session, _statement(wanted, Sort.DUE, None, limit), None, limit).rows


@lru_cache(maxsize=64)
def _known(asking: Asking, sort: Sort, place: Place | None, limit: int) -> Select[*Columns]:
    """Return the statement; building it costs as much as running it, and most are asked again."""
    return _statement(asking.conditions(), sort, place, limit)


def _statement(
    wanted: Sequence[ColumnElement[bool]], sort: Sort, place: Place | None, limit: int
) -> Select[*Columns]:
    column, falls, _ = _KEYS[sort]
    descending = falls is not (place is not None and place.backwards)
    query = select(Lead.id, column.label("key")).where(*wanted)
    if place is not None:
        here, key = tuple_(literal(place.key, column.type), place.id), tuple_(column, Lead.id)
        query = query.where(key < here if descending else key > here)
    query = query.order_by(*_order(column, Lead.id, descending=descending))
    picked = query.limit(at_most(limit + 1)).subquery("picked")
    return (
        rows_of(picked)
        .add_columns(picked.c.key)
        .order_by(*_order(picked.c.key, picked.c.id, descending=descending))
    )


def _fetch(
    session: Session, statement: Select[*Columns], place: Place | None, limit: int
) -> LeadPage:
    found = ask(session, statement).all()
    keys = [row[-1] for row in found]
    rows = [LeadRow(*row[:-1]) for row in found[:limit]]
    if place is not None and place.backwards:
        rows.reverse()
        keys = keys[:limit][::-1]
    return _page(rows, keys, more=len(found) > limit, place=place)


def _order(
    key: SQLColumnExpression[Any], number: SQLColumnExpression[int], *, descending: bool
) -> tuple[SQLColumnExpression[Any], ...]:
    return (key.desc(), number.desc()) if descending else (key, number)


def _page(rows: list[LeadRow], keys: list[Any], *, more: bool, place: Place | None) -> LeadPage:
    if not rows:
        return LeadPage((), None, None)
    backwards = place is not None and place.backwards
    has_back = more if backwards else place is not None
    has_on = True if backwards else more
    first = Place(keys[0], rows[0].id, backwards=True)
    last = Place(keys[len(rows) - 1], rows[-1].id)
    return LeadPage(rows, first if has_back else None, last if has_on else None)


MAIN_TOPIC = (
    select(LeadTopic.topic_id)
    .where(LeadTopic.lead_id == Lead.id)
    .order_by(LeadTopic.position, LeadTopic.topic_id)
    .limit(at_most(1))
    .scalar_subquery()
)
"""The first of a lead's topics."""
_ROWS: Select[*Columns] = (
    select(
        Lead.id,
        Lead.title,
        Lead.state,
        Lead.phase,
        Lead.country,
        Lead.next_step,
        Lead.next_step_on,
        Lead.next_step_at,
        Lead.dormant_until,
        Lead.version,
        Lead.owner_id,
        User.given,
        User.family,
        Organisation.name,
        Organisation.name_lt,
        Contact.name,
        Stage.name_lt,
        Stage.name_en,
        Topic.name_lt,
        Topic.name_en,
    )
    .join(Stage, Stage.id == Lead.stage_id)
    .outerjoin(User, User.id == Lead.owner_id)
    .outerjoin(Organisation, Organisation.id == Lead.organisation_id)
    .outerjoin(Contact, Contact.id == Lead.contact_id)
    .outerjoin(Topic, Topic.id == MAIN_TOPIC)
)


def rows_of(picked: Subquery) -> Select[*Columns]:
    """Select what `LeadRow` holds, of the leads whose ids were picked."""
    return _ROWS.join(picked, picked.c.id == Lead.id)
