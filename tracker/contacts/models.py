"""People and organisations, their names, addresses and places over time."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.db import Base, SortKey, partial_index
from tracker.core.i18n import in_language
from tracker.core.text import fold


def _folded(of: str) -> Callable[[DefaultExecutionContext], str | None]:
    """Return a default: the column `of` as it is compared, however the row is made."""

    def default(context: DefaultExecutionContext) -> str | None:
        values = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        return fold(values.get(of) or "") or None

    return default


class OrganisationKind(StrEnum):
    """What an organisation is."""

    COMPANY = "company"
    MUNICIPALITY = "municipality"
    PUBLIC_BODY = "public_body"
    ASSOCIATION = "association"
    NGO = "ngo"
    DIPLOMATIC = "diplomatic"
    UNIVERSITY = "university"
    OTHER = "other"


class Organisation(Base):
    """A company, city or body we deal with."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        Index(None, "sort_key", "id"),
        Index(None, "country", "sort_key", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    native_name: Mapped[str | None]
    native_language: Mapped[str | None]
    """The language tag of the native name, for `lang`: zh-Hant, ja, uk …"""
    name_lt: Mapped[str | None]
    kind: Mapped[OrganisationKind] = mapped_column(default=OrganisationKind.OTHER)
    country: Mapped[str | None]
    """ISO 3166-1 alpha-2; read through Babel's territory names."""
    city: Mapped[str | None]
    time_zone: Mapped[str | None]
    website: Mapped[str | None]
    sort_key: Mapped[str] = mapped_column(SortKey)
    folded: Mapped[str] = mapped_column(index=True)
    folded_lt: Mapped[str | None] = mapped_column(default=_folded("name_lt"), index=True)
    folded_native: Mapped[str | None] = mapped_column(default=_folded("native_name"), index=True)
    """The three names as they are compared, so that the same body is not made twice."""
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(index=True, unique=True)
    """The number of the form it was typed in; the same form sent twice makes one."""

    aliases: Mapped[list["OrganisationAlias"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="OrganisationAlias.id"
    )

    def display_name(self, language: str) -> str:
        """Return the name for a reader of `language`; as on the card where we have no other."""
        return in_language(language, self.name_lt, self.name)


class OrganisationAlias(Base):
    """Another name of an organisation."""

    __tablename__ = "organisation_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(default=_folded("name"), index=True)


class CityName(Base):
    """Another name of a city, by which everything in it is found: 台南 for Tainan."""

    __tablename__ = "city_names"
    __table_args__ = (UniqueConstraint("city", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str]
    """As organisations have it."""
    name: Mapped[str]


class OrganisationTopic(Base):
    """A topic an organisation works on."""

    __tablename__ = "organisation_topics"
    __table_args__ = (Index(None, "topic_id", "organisation_id"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)


class NameOrder(StrEnum):
    """Which part of a name is said first."""

    GIVEN_FIRST = "given_first"
    FAMILY_FIRST = "family_first"


class ContactStatus(StrEnum):
    """How we stand with a contact."""

    ACTIVE = "active"
    LEFT = "left_organisation"
    BOUNCED = "bounced_email"
    OBJECTED = "objected_to_contact"


LET_BE = (ContactStatus.OBJECTED, ContactStatus.LEFT)
"""With whom nobody keeps in touch, whatever was said: they do not want it, or are not there."""


class SourceKind(StrEnum):
    """Where we have a contact's data from (GDPR Art. 14(2)(f))."""

    REPORT = "report"
    TRIP = "trip"
    CARD = "card"
    LIST = "list"
    IMPORT = "import"
    OTHER = "other"


UNNAMED = text("name = ''")


class Contact(Base):
    """A person met, or a place kept for one who has not been named yet.

    A person may be known by name in any script, by role only, or only counted ("1 of 8, not yet
    named"): then `placeholder_label`, `placeholder_number` and `placeholder_count` say of what.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint(
            "family IS NOT NULL OR given IS NOT NULL OR native_name IS NOT NULL"
            " OR title IS NOT NULL OR placeholder_label IS NOT NULL",
            name="is_known_by_something",
        ),
        CheckConstraint(
            "(placeholder_label IS NULL) = (placeholder_number IS NULL)"
            " AND (placeholder_label IS NULL) = (placeholder_count IS NULL)",
            name="placeholder_is_whole",
        ),
        CheckConstraint(
            "placeholder_number IS NULL OR placeholder_number BETWEEN 1 AND placeholder_count",
            name="placeholder_is_counted",
        ),
        Index(None, "sort_key", "id"),
        Index(None, "country", "sort_key", "id"),
        partial_index("ix_contacts_unnamed", "sort_key", "id", where=UNNAMED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    given: Mapped[str | None]
    family: Mapped[str | None]
    name_order: Mapped[NameOrder] = mapped_column(default=NameOrder.GIVEN_FIRST)
    native_name: Mapped[str | None] = mapped_column(index=True)
    native_language: Mapped[str | None]
    alias: Mapped[str | None]
    """The name they go by, such as an English one."""
    name: Mapped[str]
    """How pages call them: the Latin name in its own order, else native, else role, else ""."""
    sort_key: Mapped[str] = mapped_column(SortKey)
    """By surname."""
    folded: Mapped[str] = mapped_column(index=True)
    honorific: Mapped[str | None]
    title: Mapped[str | None]
    title_native: Mapped[str | None]
    salutation: Mapped[str | None]
    """How a letter to them begins, in their language."""
    salutation_lt: Mapped[str | None]
    language: Mapped[str | None]
    """The language we write to them in."""
    other_languages: Mapped[list[str]] = mapped_column(default=list)
    country: Mapped[str | None]
    time_zone: Mapped[str | None]
    status: Mapped[ContactStatus] = mapped_column(default=ContactStatus.ACTIVE)
    source: Mapped[SourceKind | None]
    source_note: Mapped[str | None]
    notice_due_on: Mapped[date | None]
    """By when the person must be told we hold their data (GDPR Art. 14(3): a month)."""
    notice_sent_on: Mapped[date | None]
    review_on: Mapped[date | None]
    """When it is to be asked whether we still need their data; moves on with each real contact."""
    placeholder_label: Mapped[str | None]
    placeholder_number: Mapped[int | None]
    placeholder_count: Mapped[int | None]
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(index=True, unique=True)
    """The number of the form it was typed in; the same form sent twice makes one."""

    emails: Mapped[list["EmailAddress"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="EmailAddress.id"
    )
    phones: Mapped[list["Phone"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Phone.id"
    )
    messengers: Mapped[list["Messenger"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Messenger.id"
    )
    affiliations: Mapped[list["Affiliation"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Affiliation.id"
    )
    kept: Mapped["Relationship | None"] = relationship(lazy="raise", viewonly=True)


def subject_of(contact_id: int) -> str:
    """Return what the journal calls a contact, to be found again by it."""
    return f"contact:{contact_id}"


class EmailAddress(Base):
    """An e-mail address of a contact."""

    __tablename__ = "contact_emails"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    address: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    is_preferred: Mapped[bool] = mapped_column(default=False)
    bounced_at: Mapped[datetime | None]


class Phone(Base):
    """A phone number, as it was typed and, where it can be told, in E.164."""

    __tablename__ = "contact_phones"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    typed: Mapped[str]
    e164: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str | None]
    is_preferred: Mapped[bool] = mapped_column(default=False)


class Messenger(Base):
    """How a contact is reached in a messenger."""

    __tablename__ = "contact_messengers"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    service: Mapped[str]
    handle: Mapped[str]
    is_preferred: Mapped[bool] = mapped_column(default=False)


class Relationship(Base):
    """A contact with whom somebody of ours keeps in touch: after `days` of silence they are told.

    The days count from `last_on`, the latest real contact; where there was none yet, from
    `since_on`, the day on which this was said first. Nobody is told that they are late for what
    they had not been asked for: nothing is due before `said_on`, when it was said last.
    """

    __tablename__ = "relationships"
    __table_args__ = (CheckConstraint("days BETWEEN 1 AND 3650", name="days"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    days: Mapped[int]
    keeper_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    since_on: Mapped[date]
    said_on: Mapped[date]
    last_on: Mapped[date | None]
    """Follows what is written down, and the trips, by itself."""
    version: Mapped[int] = mapped_column(default=1)


CURRENT = text("until_on IS NULL AND is_primary")


class Affiliation(Base):
    """A contact's place in an organisation, from when to when."""

    __tablename__ = "affiliations"
    __table_args__ = (
        CheckConstraint(
            "since_on IS NULL OR until_on IS NULL OR until_on >= since_on", name="ends_after_start"
        ),
        UniqueConstraint("contact_id", "organisation_id", "since_on"),
        partial_index("uq_affiliations_current", "contact_id", where=CURRENT, unique=True),
        Index(None, "organisation_id", "contact_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str | None]
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]
    is_primary: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
