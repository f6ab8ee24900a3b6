"""Trips and visits, who went, whom they met, what the report says."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.db import Base, partial_index


class Direction(StrEnum):
    """Whether we went, or they came."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


class Trip(Base):
    """A business trip of ours, or a visit of theirs."""

    __tablename__ = "trips"
    __table_args__ = (
        CheckConstraint("end_on >= start_on", name="ends_after_it_starts"),
        CheckConstraint("cost_eur IS NULL OR cost_eur >= 0", name="cost_is_not_negative"),
        CheckConstraint("guests_expected IS NULL OR guests_expected > 0", name="guests_are_some"),
        Index(None, "start_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    direction: Mapped[Direction] = mapped_column(default=Direction.OUTGOING)
    city: Mapped[str]
    """Where we went, or where the guests came from; in the nominative, as Lithuanians call it."""
    country: Mapped[str | None]
    start_on: Mapped[date]
    end_on: Mapped[date]
    event: Mapped[str | None]
    event_en: Mapped[str | None]
    purpose: Mapped[str | None]
    invited_by: Mapped[str | None]
    """Inviters as written, for those who are no organisation of ours."""
    conclusions: Mapped[str | None]
    cost_eur: Mapped[Decimal | None]
    """The whole trip; nothing when not given, which is not zero."""
    host_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    guests_expected: Mapped[int | None]
    question: Mapped[str | None]
    report_due_on: Mapped[date | None]
    report_submitted_on: Mapped[date | None]
    report_published_on: Mapped[date | None]
    report_number: Mapped[str | None]
    report_url: Mapped[str | None]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    """Of the form it was typed into: one sent twice makes one trip."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    delegates: Mapped[list["Delegate"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Delegate.position"
    )
    figures: Mapped[list["TripFigure"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="TripFigure.position"
    )

    @property
    def name(self) -> str:
        """Return the short name: city and year («Taipėjus 2024»)."""
        return f"{self.city} {self.start_on.year}"

    @property
    def days(self) -> int:
        """Return how many days it lasted, first and last included."""
        return (self.end_on - self.start_on).days + 1


class Delegate(Base):
    """A member of the delegation, as the report names them; perhaps one of our users."""

    __tablename__ = "delegates"
    __table_args__ = (UniqueConstraint("trip_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trips.id"))
    position: Mapped[int]
    name: Mapped[str]
    role: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    """The guest, where the delegation is theirs."""


class TripFigure(Base):
    """A count the report gives («85 merai»); never mixed with what we count ourselves."""

    __tablename__ = "trip_figures"
    __table_args__ = (UniqueConstraint("trip_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trips.id"))
    position: Mapped[int]
    label: Mapped[str]
    value: Mapped[int]


class TripInviter(Base):
    """An organisation that invited us."""

    __tablename__ = "trip_inviters"

    trip_id: Mapped[int] = mapped_column(ForeignKey("trips.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, index=True
    )


class Meeting(StrEnum):
    """In what way somebody belongs to a trip."""

    MET = "met"
    GUEST = "guest"
    INVITER = "inviter"
    HEARD = "heard"


IN_PERSON = (Meeting.MET, Meeting.GUEST)
"""The ways in which somebody was met; who was heard, or invited us, need not have been."""


class TripContact(Base):
    """Somebody met on a trip, or counted there and not yet named."""

    __tablename__ = "trip_contacts"
    __table_args__ = (Index(None, "contact_id", "trip_id"),)

    trip_id: Mapped[int] = mapped_column(ForeignKey("trips.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    how: Mapped[Meeting] = mapped_column(default=Meeting.MET)
    met_on: Mapped[date | None]


class Gift(Base):
    """A gift received; above 150 EUR it belongs to the municipality (VPIDĮ art. 13)."""

    __tablename__ = "gifts"
    __table_args__ = (CheckConstraint("value_eur IS NULL OR value_eur >= 0", name="value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trips.id"), index=True)
    given_to_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    from_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    description: Mapped[str]
    value_eur: Mapped[Decimal | None]
    basis: Mapped[str]
    registered: Mapped[bool] = mapped_column(default=False)
    decision: Mapped[str | None]


class DocumentState(StrEnum):
    """What became of a report that was put in."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


KEPT = text("state <> 'discarded'")


class SourceDocument(Base):
    """A report as it was put in: its text, what was read from it, what the officer decided.

    While it is `proposed` nothing else exists of it. `digest` (of the text without its white
    space) recognises the same report when it comes again: it is kept once, whoever brings it.
    """

    __tablename__ = "source_documents"
    __table_args__ = (
        CheckConstraint("(state = 'confirmed') = (trip_id IS NOT NULL)", name="confirmed_has_trip"),
        partial_index("uq_source_documents_kept_digest", "digest", where=KEPT, unique=True),
        Index(None, "created_by_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.PROPOSED)
    file_name: Mapped[str | None]
    media_type: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    digest: Mapped[str]
    draft: Mapped[dict[str, Any]]
    """`intake.draft.Draft` as JSON."""
    decisions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    trip_id: Mapped[int | None] = mapped_column(ForeignKey("trips.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


IS_KEPT = SourceDocument.state != literal_column("'discarded'")
IS_PROPOSED = SourceDocument.state == literal_column("'proposed'")
"""Ask for what is kept, or waits, by these: written out, so that a plan that knows no values sees
how few there are, and that the index over what is kept answers."""
