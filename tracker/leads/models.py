"""Leads, the pipelines they move along, and everything that happens with them."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    and_,
    literal_column,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from tracker.core.db import Base, partial_index, table_of
from tracker.core.i18n import in_language


class Phase(StrEnum):
    """The six places in which pages draw a lead, whatever its pipeline."""

    NEW = "new"
    CONTACTED = "contacted"
    TALKING = "talking"
    PILOT = "pilot"
    AGREED = "agreed"
    CLOSED = "closed"

    @property
    def number(self) -> int:
        """Return its place, from 1, by which the style sheet colours it."""
        return list(Phase).index(self) + 1


class LeadState(StrEnum):
    """What a stage means for a lead: to be followed up, agreed and running, asleep, or ended."""

    OPEN = "open"
    WON = "won"
    PARKED = "parked"
    LOST = "lost"


class Pipeline(Base):
    """A way that leads go: business, or institutional."""

    __tablename__ = "pipelines"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name_lt: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int]


class Stage(Base):
    """One step of a pipeline; data, so that a municipality may name its own."""

    __tablename__ = "stages"
    __table_args__ = (
        UniqueConstraint("pipeline_id", "key"),
        UniqueConstraint("pipeline_id", "position"),
        UniqueConstraint("id", "pipeline_id", "state", "phase"),
        CheckConstraint("probability IS NULL OR probability BETWEEN 0 AND 100", name="probability"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id"))
    key: Mapped[str]
    name_lt: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int]
    state: Mapped[LeadState]
    phase: Mapped[Phase]
    probability: Mapped[int | None]
    """Per cent, for the weighted sum; nothing where the stage says nothing of it."""
    needs_value: Mapped[bool] = mapped_column(default=False)
    """From here on a lead says its value, or that it is non-monetary."""
    warns_of_procurement: Mapped[bool] = mapped_column(default=False)
    """From here on a notice says that nothing is bought without public procurement."""

    def name(self, language: str) -> str:
        """Return the name in `language`."""
        return in_language(language, self.name_lt, self.name_en)


class StageFacts(NamedTuple):
    """What the rules ask of a stage, where nothing else of it is needed."""

    id: int
    pipeline_id: int
    state: LeadState
    phase: Phase
    needs_value: bool


def subject_of(lead_id: int) -> str:
    """Return what the journal calls a lead, to be found again by it."""
    return f"lead:{lead_id}"


NEVER = date.max
"""Where a lead without a next step stands among the others: at the end."""
OPEN = text("state = 'open'")
WORTH = text("state = 'open' AND value_eur IS NOT NULL")
LIVING = text("state IN ('open', 'won')")
LIVING_OF_TRIP = text("state IN ('open', 'won') AND trip_id IS NOT NULL")
PARKED = text("state = 'parked'")
LOST = text("state = 'lost'")
UNDER_WAY = text("next_step_on IS NOT NULL")
MISSING = text("step_missing_since IS NOT NULL")


def _due_order(context: DefaultExecutionContext) -> date:
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    return values.get("next_step_on") or NEVER


class Lead(Base):
    """A possible cooperation, owned by one officer, with one next step or asleep until a day.

    `state`, `phase` and the pipeline are the stage's own, kept beside it for the pages' indexes;
    a composite foreign key makes them agree. `next_step_at` is a wall time in the owner's zone;
    nothing means "some time that day". `step_missing_since` is set where an open lead came
    straight from a report or had its step done, and nobody has said what comes next.
    """

    __tablename__ = "leads"
    __table_args__ = (
        ForeignKeyConstraint(
            ["stage_id", "pipeline_id", "state", "phase"],
            ["stages.id", "stages.pipeline_id", "stages.state", "stages.phase"],
            name="fk_leads_stage",
        ),
        CheckConstraint(
            "state <> 'open' OR dormant_until IS NOT NULL OR step_missing_since IS NOT NULL"
            " OR (owner_id IS NOT NULL AND next_step IS NOT NULL)",
            name="open_has_owner_and_step",
        ),
        CheckConstraint("state <> 'parked' OR dormant_until IS NOT NULL", name="parked_wakes_up"),
        CheckConstraint(
            "state <> 'lost' OR (closed_at IS NOT NULL AND close_reason IS NOT NULL)",
            name="lost_has_reason",
        ),
        CheckConstraint("(next_step IS NULL) = (next_step_on IS NULL)", name="step_has_a_day"),
        CheckConstraint(
            "next_step_at IS NULL OR next_step_on IS NOT NULL", name="step_time_has_a_day"
        ),
        CheckConstraint("next_step IS NULL OR owner_id IS NOT NULL", name="step_has_an_owner"),
        CheckConstraint(
            "value_eur IS NULL OR (value_eur >= 0 AND NOT is_non_monetary)", name="value"
        ),
        CheckConstraint(
            "step_missing_since IS NULL OR (state = 'open' AND next_step IS NULL)",
            name="only_open_ones_miss_a_step",
        ),
        CheckConstraint("due_order = coalesce(next_step_on, '9999-12-31')", name="due_order"),
        partial_index("ix_leads_living_due", "due_order", "id", "state", where=LIVING),
        partial_index(
            "ix_leads_open_owner", "owner_id", "due_order", "id", "phase", "state", where=OPEN
        ),
        partial_index("ix_leads_open_value", "value_eur", "id", "state", where=WORTH),
        partial_index("ix_leads_living_phase", "phase", "due_order", "id", "state", where=LIVING),
        partial_index(
            "ix_leads_living_country", "country", "due_order", "id", "state", where=LIVING
        ),
        partial_index(
            "ix_leads_living_trip",
            "trip_id",
            "phase",
            "due_order",
            "id",
            "state",
            where=LIVING_OF_TRIP,
        ),
        partial_index("ix_leads_parked", "dormant_until", "id", where=PARKED),
        partial_index("ix_leads_lost", "closed_at", "id", where=LOST),
        partial_index("ix_leads_due", "next_step_on", "id", "owner_id", where=UNDER_WAY),
        partial_index("ix_leads_owner_due", "owner_id", "next_step_on", "id", where=UNDER_WAY),
        partial_index("ix_leads_missing", "step_missing_since", "id", where=MISSING),
        Index(
            "ix_leads_trip_coverage",
            "trip_id",
            "phase",
            "contact_id",
            "state",
            "owner_id",
            "next_step_on",
            "dormant_until",
        ),
        partial_index(None, "contact_id", "id", where=text("contact_id IS NOT NULL")),
        partial_index(None, "organisation_id", "id", where=text("organisation_id IS NOT NULL")),
        Index("ix_leads_begun", "opened_at", "id", "stage_id", "country", "value_eur"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    trip_id: Mapped[int | None] = mapped_column(ForeignKey("trips.id"))
    source_document_id: Mapped[int | None] = mapped_column(ForeignKey("source_documents.id"))
    country: Mapped[str | None]
    """Of the organisation, contact or trip it began with."""
    pipeline_id: Mapped[int]
    stage_id: Mapped[int]
    state: Mapped[LeadState]
    phase: Mapped[Phase]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    next_step: Mapped[str | None]
    next_step_on: Mapped[date | None]
    next_step_at: Mapped[time | None]
    due_order: Mapped[date] = mapped_column(default=_due_order)
    """`next_step_on`, or NEVER: what lists sort by on every database; follows by itself."""
    dormant_until: Mapped[date | None]
    step_missing_since: Mapped[datetime | None]
    value_eur: Mapped[Decimal | None]
    is_non_monetary: Mapped[bool] = mapped_column(default=False)
    last_contact_on: Mapped[date | None]
    """The latest day somebody really spoke, met or wrote."""
    agreed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    opened_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    form_key: Mapped[str | None] = mapped_column(unique=True)
    """The number of the form it was typed in; the same form sent twice makes one lead."""
    laying_id: Mapped[int | None]
    """The plan it follows: the number of the time it was laid, which stands on a floor above."""

    stage: Mapped[Stage] = relationship(
        lazy="raise",
        primaryjoin="Lead.stage_id == Stage.id",
        foreign_keys="Lead.stage_id",
        viewonly=True,
    )
    topics: Mapped[list["LeadTopic"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="LeadTopic.position, LeadTopic.topic_id",
    )

    @validates("next_step_on")
    def _follow_step(self, _name: str, day: date | None) -> date | None:
        self.due_order = day or NEVER
        return day


IS_LIVING = Lead.state.in_((literal_column("'open'"), literal_column("'won'")))
IS_OPEN = and_(IS_LIVING, Lead.state == literal_column("'open'"))
IS_PARKED = Lead.state == literal_column("'parked'")
IS_LOST = Lead.state == literal_column("'lost'")
"""Ask for a state by these. They are written out, not bound, and an open lead says that it is
living too: only then does a database see that one of the partial indexes answers. There is no
index over all states on purpose: SQLite would take it, and sort everything it finds."""


class LeadTopic(Base):
    """A topic of a lead; the first is the one shown."""

    __tablename__ = "lead_topics"
    __table_args__ = (Index(None, "topic_id", "lead_id"),)

    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class LeadContact(Base):
    """A further contact of a lead, beside the main one."""

    __tablename__ = "lead_contacts"
    __table_args__ = (Index(None, "contact_id", "lead_id"),)

    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True)


class LeadCollaborator(Base):
    """Somebody who helps the owner."""

    __tablename__ = "lead_collaborators"
    __table_args__ = (Index(None, "user_id", "lead_id"),)

    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)


class StageChange(Base):
    """A lead's move from one stage to another; its first has no `from`."""

    __tablename__ = "stage_changes"
    __table_args__ = (Index(None, "lead_id", "id"), Index(None, "at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


STAGE_CHANGES = table_of(StageChange)


class ActivityKind(StrEnum):
    """What was done with a contact; all but a note count as real contact.

    CONTACT says no more than that somebody was in touch, as whoever presses "Contact made" does.
    """

    NOTE = "note"
    CALL = "call"
    MEETING = "meeting"
    LETTER = "letter"
    CONTACT = "contact"


class LetterDirection(StrEnum):
    """Who wrote."""

    SENT = "sent"
    RECEIVED = "received"


class Activity(Base):
    """Something that happened: a note, call, meeting, letter, or some other contact.

    The day of contact and the moment of entry are two things: an old meeting typed today is old.
    """

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint(
            "lead_id IS NOT NULL OR contact_id IS NOT NULL OR organisation_id IS NOT NULL"
            " OR trip_id IS NOT NULL",
            name="is_about_something",
        ),
        CheckConstraint("direction IS NULL OR kind = 'letter'", name="only_letters_have_direction"),
        Index(None, "lead_id", "happened_on", "id"),
        Index(None, "contact_id", "happened_on", "id"),
        Index(None, "organisation_id", "happened_on", "id"),
        Index(None, "trip_id", "happened_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActivityKind]
    direction: Mapped[LetterDirection | None]
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    trip_id: Mapped[int | None] = mapped_column(ForeignKey("trips.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    happened_on: Mapped[date]
    happened_at: Mapped[time | None]
    entered_at: Mapped[datetime]
    language: Mapped[str | None]
    text: Mapped[str]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    """The number of the form it was typed in; the same form sent twice makes one entry."""


class Side(StrEnum):
    """Who promised."""

    OURS = "ours"
    THEIRS = "theirs"


class Commitment(Base):
    """What we promised them, or they promised us."""

    __tablename__ = "commitments"
    __table_args__ = (Index(None, "lead_id", "done_at", "due_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    side: Mapped[Side]
    text: Mapped[str]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
