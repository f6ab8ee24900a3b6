"""What is asked of contacts and organisations; nothing here changes anything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    cast,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.contacts.models import (
    Affiliation,
    CityName,
    Contact,
    Organisation,
    OrganisationAlias,
    OrganisationTopic,
)
from tracker.contacts.names import foldings
from tracker.core.db import at_most
from tracker.core.errors import NotFoundError, must_be_there
from tracker.core.text import clean_line, fold

AT_NOW = and_(
    Affiliation.contact_id == Contact.id, Affiliation.until_on.is_(None), Affiliation.is_primary
)
"""Joins a contact with the organisation they are at now."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: an organisation or a contact, and what tells it from its namesakes."""

    id: int
    name: str
    detail: str = ""


def contact_whole(session: Session, contact_id: int, *, to_change: bool = False) -> Contact:
    """Return the contact with its children; `to_change` lets others who want to change it wait.

    Raises NotFoundError.
    """
    single = selectinload if to_change else joinedload  # asked once it is kept, or it may be older
    asked = (
        select(Contact)
        .where(Contact.id == contact_id)
        .options(
            selectinload(Contact.emails),
            selectinload(Contact.phones),
            single(Contact.messengers),
            selectinload(Contact.affiliations).joinedload(Affiliation.organisation),
            single(Contact.kept),
        )
    )
    question = asked.with_for_update(of=Contact, key_share=True) if to_change else asked
    return must_be_there(session.scalars(question).unique().one_or_none())


def contact_to_change(session: Session, contact_id: int) -> Contact:
    """Return the contact with its children; others who want to change it wait.

    Raises NotFoundError.
    """
    return contact_whole(session, contact_id, to_change=True)


def contacts_to_keep(session: Session, contact_ids: Collection[int]) -> Sequence[Contact]:
    """Return those of the contacts who are there, with who keeps in touch, kept from others."""
    found = session.scalars(
        select(Contact)
        .where(Contact.id.in_(contact_ids))
        .options(selectinload(Contact.kept))  # asked once they are kept, or it might be older
        .order_by(Contact.id)
        .with_for_update(of=Contact, key_share=True)
        .execution_options(populate_existing=True)
    )
    return found.all()


def organisation_to_change(session: Session, organisation_id: int) -> Organisation:
    """Return the organisation with its aliases; others who want to change it wait.

    Raises NotFoundError.
    """
    asked = (
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(selectinload(Organisation.aliases))
        .with_for_update(of=Organisation, key_share=True)
    )
    return must_be_there(session.scalars(asked).one_or_none())


def find_organisation(session: Session, name: str) -> Organisation | None:
    """Return the organisation called `name` in any way we know: its own, ours, native, an alias.

    Case, accents and quotation marks do not matter; of several the oldest is taken.
    """
    folded = fold(name)
    if not folded:
        return None
    aliased = select(OrganisationAlias.organisation_id).where(OrganisationAlias.folded == folded)
    return session.scalars(
        select(Organisation)
        .where(
            or_(
                Organisation.folded == folded,
                Organisation.folded_lt == folded,
                Organisation.folded_native == folded,
                Organisation.id.in_(aliased),
            )
        )
        .order_by(Organisation.id)
        .limit(at_most(1))
    ).one_or_none()


def find_contact_by_name(session: Session, name: str) -> Contact | None:
    """Return the contact of that name, said in either order or in its own script; the oldest."""
    return session.scalars(
        select(Contact).where(_is_called(name)).order_by(Contact.id).limit(at_most(1))
    ).one_or_none()


def _is_called(name: str) -> ColumnElement[bool]:
    return or_(Contact.folded.in_(foldings(name)), Contact.native_name == clean_line(name))


def organisations_for_datalist(session: Session, q: str = "", *, limit: int = 20) -> list[Option]:
    """Return organisations whose name begins with `q`, or with nothing typed the first ones."""
    folded = fold(q)
    begins = or_(
        Organisation.folded.startswith(folded, autoescape=True),
        Organisation.folded_lt.startswith(folded, autoescape=True),
    )
    asked = (
        select(Organisation.id, Organisation.name, Organisation.city)
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(at_most(limit))
    )
    found = session.execute(asked.where(begins) if folded else asked)
    return [Option(number, name, city or "") for number, name, city in found]


@dataclass(frozen=True, slots=True)
class OrganisationWhole:
    """An organisation, its other names, and the topics it works on."""

    organisation: Organisation
    aliases: tuple[str, ...]
    topic_ids: tuple[int, ...]


def organisation_whole(session: Session, organisation_id: int) -> OrganisationWhole:
    """Return the organisation with its other names and topics, in one statement.

    Raises NotFoundError.
    """
    more = union_all(
        select(OrganisationAlias.id, OrganisationAlias.name.label("name")).where(
            OrganisationAlias.organisation_id == organisation_id
        ),
        select(OrganisationTopic.topic_id, cast(null(), String)).where(
            OrganisationTopic.organisation_id == organisation_id
        ),
    ).subquery()
    rows = session.execute(
        select(Organisation, more)
        .outerjoin(more, true())
        .where(Organisation.id == organisation_id)
        .order_by(more.c.id)
    ).all()
    if not rows:
        raise NotFoundError
    return OrganisationWhole(
        rows[0][0],
        tuple(name for _, _id, name in rows if name is not None),
        tuple(number for _, number, name in rows if number is not None and name is None),
    )


def organisation_called(session: Session, organisation_id: int) -> str | None:
    """Return what an organisation is called; nothing where it is not there."""
    return session.scalar(select(Organisation.name).where(Organisation.id == organisation_id))


def organisation_of_contact(session: Session, contact_id: int) -> int | None:
    """Return where a contact belongs now, if anywhere."""
    asked = select(Affiliation.organisation_id).where(
        Affiliation.contact_id == contact_id, Affiliation.until_on.is_(None), Affiliation.is_primary
    )
    return session.scalar(asked)


def name_of_contact(session: Session, contact_id: int) -> Row[str, int | None, int | None] | None:
    """Return the name, and which of how many counted it is, where there is such a contact."""
    asked = select(Contact.name, Contact.placeholder_number, Contact.placeholder_count)
    return session.execute(asked.where(Contact.id == contact_id)).one_or_none()


def city_names(session: Session, city: str | None) -> list[str]:
    """Return the other names of a city."""
    asked = select(CityName.name).where(CityName.city == city).order_by(CityName.id)
    return list(session.scalars(asked)) if city else []


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody at an organisation, now or before."""

    id: int
    name: str
    native_name: str | None
    native_language: str | None
    title: str | None
    role: str | None
    until: date | None
    placeholder_number: int | None
    placeholder_count: int | None


def people_of_organisation(
    session: Session, organisation_id: int, *, limit: int = 50
) -> list[Member]:
    """Return who is at an organisation, those who left last; by surname."""
    asked: Select[*tuple[Any, ...]] = (
        select(
            Contact.id,
            Contact.name,
            Contact.native_name,
            Contact.native_language,
            Affiliation.title,
            Contact.title,
            Affiliation.until_on,
            Contact.placeholder_number,
            Contact.placeholder_count,
        )
        .join(Affiliation, Affiliation.contact_id == Contact.id)
        .where(Affiliation.organisation_id == organisation_id)
        .order_by(Affiliation.until_on.is_not(None), Contact.sort_key, Contact.id)
        .limit(at_most(limit + 1))
    )
    return [Member(*row) for row in session.execute(asked)]


def organisations_of_topic(
    session: Session, topic_id: int, *, limit: int = 20
) -> Sequence[Row[int, str, str | None, str | None]]:
    """Return (id, name, Lithuanian name, city) of those working on a topic; one more than asked."""
    return session.execute(
        select(Organisation.id, Organisation.name, Organisation.name_lt, Organisation.city)
        .join(OrganisationTopic, OrganisationTopic.organisation_id == Organisation.id)
        .where(OrganisationTopic.topic_id == topic_id)
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(at_most(limit + 1))
    ).all()
