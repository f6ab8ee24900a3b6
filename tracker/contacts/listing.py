"""The lists of contacts and organisations: a page of rows by key, and what stands over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, literal, null, select, tuple_, union_all
from sqlalchemy.orm import Session

from tracker.contacts.filters import Asked, Cursor
from tracker.contacts.models import Affiliation, Contact, ContactStatus, Organisation
from tracker.contacts.queries import AT_NOW
from tracker.core.counting import counted
from tracker.core.db import at_most

ROWS = 50
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; `first` and `last` are where the pages beside it begin, if any."""

    rows: Sequence[Row]
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as a row shows it."""

    id: int
    name: str
    native_name: str | None
    native_language: str | None
    title: str | None
    country: str | None
    status: ContactStatus
    placeholder_label: str | None
    placeholder_number: int | None
    placeholder_count: int | None
    organisation_id: int | None
    organisation: str | None
    organisation_lt: str | None


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as a row shows it."""

    id: int
    name: str
    name_lt: str | None
    native_name: str | None
    native_language: str | None
    city: str | None
    country: str | None
    contacts: int


def list_contacts(
    session: Session, wanted: Asked, cursor: Cursor, *, limit: int = ROWS
) -> Page[ContactRow]:
    """Return a page of contacts, by surname in the Lithuanian alphabet's order."""
    asked = (
        select(
            Contact.id,
            Contact.name,
            Contact.native_name,
            Contact.native_language,
            Contact.title,
            Contact.country,
            Contact.status,
            Contact.placeholder_label,
            Contact.placeholder_number,
            Contact.placeholder_count,
            Organisation.id,
            Organisation.name,
            Organisation.name_lt,
        )
        .outerjoin(Affiliation, AT_NOW)
        .outerjoin(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(*wanted.of_contacts)
    )
    return _page(session, asked, (Contact.sort_key, Contact.id), cursor, limit, ContactRow)


def list_organisations(
    session: Session, wanted: Asked, cursor: Cursor, *, limit: int = ROWS
) -> Page[OrganisationRow]:
    """Return a page of organisations by name, with how many people we know there now."""
    people = (
        select(func.count())
        .select_from(Affiliation)
        .where(Affiliation.organisation_id == Organisation.id, Affiliation.until_on.is_(None))
        .scalar_subquery()
    )
    asked = select(
        Organisation.id,
        Organisation.name,
        Organisation.name_lt,
        Organisation.native_name,
        Organisation.native_language,
        Organisation.city,
        Organisation.country,
        people,
    ).where(*wanted.of_organisations)
    key = (Organisation.sort_key, Organisation.id)
    return _page(session, asked, key, cursor, limit, OrganisationRow)


def _page(
    session: Session,
    asked: Select[*tuple[Any, ...]],
    key: tuple[Any, Any],
    cursor: Cursor,
    limit: int,
    row: type[Row],
) -> Page[Row]:
    """Return the rows after, or before, the cursor's; one more is asked, to tell of more."""
    anchor = cursor.after or cursor.before
    if anchor is not None:
        place = session.execute(select(*key).where(key[1] == anchor)).one_or_none()
        if place is None:  # it is gone: begin again
            cursor = Cursor()
        elif cursor.after is not None:
            asked = asked.where(tuple_(*key) > tuple_(*place))
        else:
            asked = asked.where(tuple_(*key) < tuple_(*place))
    backwards = cursor.before is not None
    order = [column.desc() for column in key] if backwards else list(key)
    found = session.execute(asked.order_by(*order).limit(at_most(limit + 1))).all()
    has_more, shown = len(found) > limit, [row(*each) for each in found[:limit]]
    if backwards:
        shown.reverse()
    ids = [each.id for each in shown]  # type: ignore[attr-defined]  # both kinds of row have one
    if not ids:
        return Page(shown)
    back = has_more if backwards else cursor.after is not None
    on = has_more if not backwards else True
    return Page(shown, ids[0] if back else None, ids[-1] if on else None)


@dataclass(frozen=True, slots=True)
class Over:
    """What stands over a list: how many there are, as far as is `counted`, and of where."""

    count: int
    countries: tuple[str, ...]


def over_contacts(session: Session, wanted: Asked) -> Over:
    """Return the count and the countries to choose from, in one statement."""
    rows = select(Contact.id).where(*wanted.of_contacts)
    return _over(session, rows, Contact.country)


def over_organisations(session: Session, wanted: Asked) -> Over:
    """Return the count and the countries to choose from, in one statement."""
    rows = select(Organisation.id).where(*wanted.of_organisations)
    return _over(session, rows, Organisation.country)


def _over(session: Session, rows: Select[int], country: Any) -> Over:  # noqa: ANN401 - a column
    """Count only so far; step from one country to the next by the index, not over every row."""
    count = counted(rows).add_columns(null().label("code"))
    first = select(func.min(country).label("code")).cte("steps", recursive=True)
    after = select(func.min(country)).where(country > first.c.code).scalar_subquery()
    steps = first.union_all(select(after).where(first.c.code.is_not(None)))
    codes = select(literal(0), steps.c.code).where(steps.c.code.is_not(None))
    found = session.execute(union_all(count, codes)).all()
    numbers = [number for number, code in found if code is None]
    return Over(numbers[0], tuple(code for _, code in found if code is not None))
