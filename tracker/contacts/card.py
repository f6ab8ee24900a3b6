"""One contact whole, in one statement: names, addresses, places over time, source."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    cast,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.contacts.models import (
    Affiliation,
    Contact,
    EmailAddress,
    Messenger,
    Organisation,
    Phone,
)
from tracker.core.db import ask
from tracker.core.errors import NotFoundError

_COLUMNS = (
    Contact.id,
    Contact.given,
    Contact.family,
    Contact.name_order,
    Contact.name,
    Contact.native_name,
    Contact.native_language,
    Contact.alias,
    Contact.honorific,
    Contact.title,
    Contact.title_native,
    Contact.salutation,
    Contact.salutation_lt,
    Contact.language,
    Contact.other_languages,
    Contact.country,
    Contact.time_zone,
    Contact.status,
    Contact.source,
    Contact.source_note,
    Contact.notice_due_on,
    Contact.notice_sent_on,
    Contact.review_on,
    Contact.placeholder_label,
    Contact.placeholder_number,
    Contact.placeholder_count,
    Contact.note,
    Contact.version,
    Contact.created_at,
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach somebody: an address, a number, a handle."""

    text: str
    kind: str | None = None
    """E.164 of a number, the service of a handle."""
    has_bounced: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in an organisation."""

    organisation_id: int
    organisation: str
    organisation_lt: str | None
    title: str | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact as its page shows it; `facts` is the row of `contacts`."""

    facts: Any
    emails: list[Way] = field(default_factory=list)
    phones: list[Way] = field(default_factory=list)
    messengers: list[Way] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    """The present one first, then back in time."""

    @property
    def place(self) -> Place | None:
        """Return where they are now."""
        return next((place for place in self.places if place.until is None), None)


def card_of_contact(session: Session, contact_id: int) -> ContactCard:
    """Return the contact with everything that hangs on it, in one statement.

    Raises NotFoundError.
    """
    rows = ask(session, _question(), {"contact_id": contact_id}).all()
    if not rows:
        raise NotFoundError
    card = ContactCard(facts=rows[0])
    for row in rows:
        _take(card, row)
    card.places.sort(key=lambda place: place.until or date.max, reverse=True)
    return card


def _take(card: ContactCard, row: Any) -> None:  # noqa: ANN401 - a row of the question above
    if row.what == "email":
        card.emails.append(Way(row.a, has_bounced=bool(row.flag)))
    elif row.what == "phone":
        card.phones.append(Way(row.a, row.b))
    elif row.what == "messenger":
        card.messengers.append(Way(row.a, row.b))
    elif row.what == "affiliation":
        card.places.append(
            Place(row.place_id, row.a, row.b, row.c, since=row.since, until=row.until)
        )


@cache
def _question() -> Select[*tuple[Any, ...]]:
    """Return the question, put together once: that costs more than its answer."""
    number = bindparam("contact_id", type_=Integer)
    more = _belongings(number).subquery()
    return (
        select(*_COLUMNS, *more.c)
        .outerjoin(more, true())
        .where(Contact.id == number)
        .order_by(more.c.place, more.c.number)
    )


def _belongings(contact_id: BindParameter[int]) -> Any:  # noqa: ANN401 - a union of four questions
    return union_all(
        _rows(
            "email",
            EmailAddress.id,
            EmailAddress.address,
            flag=EmailAddress.bounced_at.is_not(None),
        ).where(EmailAddress.contact_id == contact_id),
        _rows("phone", Phone.id, Phone.typed, Phone.e164).where(Phone.contact_id == contact_id),
        _rows("messenger", Messenger.id, Messenger.handle, Messenger.service).where(
            Messenger.contact_id == contact_id
        ),
        select(
            literal("affiliation").label("what"),
            literal(1).label("place"),
            Affiliation.id.label("number"),
            Organisation.name.label("a"),
            Organisation.name_lt.label("b"),
            Affiliation.title.label("c"),
            Organisation.id.label("place_id"),
            Affiliation.since_on.label("since"),
            Affiliation.until_on.label("until"),
            Affiliation.is_primary.label("flag"),
        )
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Affiliation.contact_id == contact_id),
    )


def _rows(
    what: str,
    number: SQLColumnExpression[int],
    a: SQLColumnExpression[str],
    b: SQLColumnExpression[Any] | None = None,
    flag: ColumnElement[bool] | None = None,
) -> Any:  # noqa: ANN401 - one arm of a union
    nothing = cast(null(), String)
    return select(
        literal(what).label("what"),
        literal(0).label("place"),
        number.label("number"),
        a.label("a"),
        (nothing if b is None else b).label("b"),
        nothing.label("c"),
        cast(null(), Integer).label("place_id"),
        cast(null(), Date).label("since"),
        cast(null(), Date).label("until"),
        (literal(False) if flag is None else flag).label("flag"),  # noqa: FBT003 - SQL's false
    )
