"""Plans of follow-up, what was laid on which leads, and the steps each lead was given."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.db import Base
from tracker.core.i18n import in_language


class Plan(Base):
    """A way to follow leads up: steps that come one after the other; a municipality's own data."""

    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_lt: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    pipeline_id: Mapped[int | None] = mapped_column(ForeignKey("pipelines.id"))
    """The leads it fits; nothing means every pipeline's."""
    is_first: Mapped[bool] = mapped_column(default=False)
    """Offered before the others."""
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    """The number of the form it was typed in; the same form sent twice makes one."""

    steps: Mapped[list["PlanStep"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PlanStep.position, PlanStep.id"
    )

    def name(self, language: str) -> str:
        """Return the name in `language`, in Lithuanian where there is no other."""
        return in_language(language, self.name_lt, self.name_en)

    @property
    def subject(self) -> str:
        """Return what the journal calls it."""
        return f"plan:{self.id}"


class PlanStep(Base):
    """What is to be done, and in which days.

    Days are counted from the start, which is day 0: the trip's end, or the day it is laid.
    `within_hours` is how people say the first step's days («within 48 h»). `rrule` (RFC 5545) has
    the last step come again, counted in local dates.
    """

    __tablename__ = "plan_steps"
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        CheckConstraint("from_day >= 0 AND by_day >= from_day", name="days_are_in_order"),
        CheckConstraint("within_hours IS NULL OR within_hours > 0", name="hours_are_some"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    position: Mapped[int]
    title_lt: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    from_day: Mapped[int]
    by_day: Mapped[int]
    within_hours: Mapped[int | None]
    rrule: Mapped[str | None]

    def title(self, language: str) -> str:
        """Return what is to be done in `language`, in Lithuanian where there is no other."""
        return in_language(language, self.title_lt, self.title_en)


class Laying(Base):
    """One time that a plan was laid on a lead, or on those of a trip; `leads.laying_id` names it.

    What was laid counts while the lead names it. Closing a lead, taking the plan off and laying
    another one end it without touching the steps, so that undoing brings them back as they were.
    """

    __tablename__ = "layings"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    trip_id: Mapped[int | None] = mapped_column(ForeignKey("trips.id"))
    laid_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    laid_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    """The number of the form it was laid by: one sent twice lays once, until it is undone."""


class StepState(StrEnum):
    """Whether a step of a lead's plan is to come, is the lead's next step, or was done."""

    WAITING = "waiting"
    CURRENT = "current"
    DONE = "done"


class LeadStep(Base):
    """A step that a lead was given. The current one's own day and words are those of the lead.

    `due_on` is the day it was given when the plan was laid. A step that comes into its turn later
    gets a later day, and `due_on` stays: what others put off moves it only while it must.
    """

    __tablename__ = "lead_steps"
    __table_args__ = (
        UniqueConstraint("laying_id", "lead_id", "position"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_a_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    laying_id: Mapped[int] = mapped_column(ForeignKey("layings.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[StepState] = mapped_column(default=StepState.WAITING)
    done_at: Mapped[datetime | None]
    rrule: Mapped[str | None]
