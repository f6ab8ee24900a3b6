"""Reminders: what should happen, and when to write about it."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, validates

from tracker.core.clock import local_day
from tracker.core.db import Base, partial_index, table_of


class ReminderKind(StrEnum):
    """Why we remind; one table for all of them."""

    NEXT_STEP = "next_step"
    WAKE_UP = "wake_up"
    NO_CONTACT = "no_contact"
    RENEWAL = "renewal"
    REPORT = "report"
    OWN = "own"


class ReminderState(StrEnum):
    """What became of it."""

    ACTIVE = "active"
    SNOOZED = "snoozed"
    DONE = "done"
    CANCELLED = "cancelled"
    ENDED = "ended"
    """It came again and again, and its last day has been told of."""


class Template(StrEnum):
    """The letters about reminders, by the folders of their templates."""

    REMINDER = "reminder"
    SILENCE = "silence"
    DIGEST = "digest"
    WEEK = "week"
    ESCALATION = "escalation"


PENDING = text("letter_at IS NOT NULL")
ESCALATING = text("escalate_at IS NOT NULL")
LIVING = "state IN ('active', 'snoozed')"
ONE_STEP = text(f"{LIVING} AND kind IN ('next_step', 'wake_up')")
SILENCE = "kind = 'no_contact'"
TOLD = "rem:"
"""With this begins the key of a letter, or of a part of one, that tells of a reminder in its turn.

Others only name it: to somebody else, or days before.
"""


def _done_on(context: DefaultExecutionContext) -> date | None:
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    done_at = values.get("done_at")
    return done_at and local_day(done_at, values["zone"])


def subject_of(reminder_id: int) -> str:
    """Return what the journal and the letters about a reminder carry, to be found again by it."""
    return f"reminder:{reminder_id}"


class Reminder(Base):
    """A promise to write to `owner_id` about one thing, on a wall date and time in a zone.

    `due_at` is derived from the wall time (and again when the zone's rules change). `letter_at` is
    when the next letter is to be planned: the first when it is due, then again and again until
    something is done. `told_at` is when the first was. `occurrence` counts the letters planned, so
    that a moved date gives a new letter and the same one never two. `escalate_at` is when somebody
    else is to hear that nothing happens, and `escalated` who has: the deputy (1), the manager (2).
    `version` grows with every deed: a link in a letter names it.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN trip_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="is_about_one_thing",
        ),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_a_moment"),
        CheckConstraint("(done_at IS NULL) = (done_on IS NULL)", name="done_has_a_day"),
        CheckConstraint(f"letter_at IS NULL OR {LIVING}", name="only_living_ones_write"),
        CheckConstraint(f"escalate_at IS NULL OR {LIVING}", name="only_living_ones_escalate"),
        CheckConstraint("occurrence >= 1 AND version >= 1 AND escalated >= 0", name="counts"),
        partial_index("ix_reminders_pending", "letter_at", "id", where=PENDING),
        partial_index("ix_reminders_escalating", "escalate_at", "id", where=ESCALATING),
        partial_index("uq_reminders_one_step", "lead_id", where=ONE_STEP, unique=True),
        partial_index(
            "uq_reminders_one_silence",
            "contact_id",
            where=text(f"{LIVING} AND {SILENCE}"),
            unique=True,
        ),
        partial_index(
            "ix_reminders_silences",
            "owner_id",
            "wall_on",
            "id",
            "contact_id",
            where=text(f"{LIVING} AND {SILENCE}"),
        ),
        partial_index(
            "ix_reminders_silences_pending",
            "letter_at",
            "id",
            "contact_id",
            where=text(f"{PENDING} AND {SILENCE}"),
        ),
        Index(None, "lead_id", "id"),
        *(
            partial_index(None, column, where=text(f"{column} IS NOT NULL"))
            for column in ("trip_id", "agreement_id", "contact_id")
        ),
        Index(None, "owner_id", "state", "due_at", "id"),
        Index(None, "done_on", "wall_on", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReminderKind]
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    trip_id: Mapped[int | None] = mapped_column(ForeignKey("trips.id"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    wall_on: Mapped[date]
    wall_at: Mapped[time]
    zone: Mapped[str]
    due_at: Mapped[datetime]
    letter_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]
    escalated: Mapped[int] = mapped_column(default=0)
    rrule: Mapped[str | None]
    """RFC 5545, for those that come again."""
    occurrence: Mapped[int] = mapped_column(default=1)
    state: Mapped[ReminderState] = mapped_column(default=ReminderState.ACTIVE)
    snoozed_from: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_on: Mapped[date | None] = mapped_column(default=_done_on)
    """The day of `done_at` in `zone`, by which "on time" is measured; follows by itself."""
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    @property
    def subject(self) -> str:
        """Return what its journal and its letters carry."""
        return subject_of(self.id)

    @validates("done_at")
    def _follow_done(self, _name: str, moment: datetime | None) -> datetime | None:
        if self.zone is not None:  # else the default sees to it, at the insert
            self.done_on = moment and local_day(moment, self.zone)
        return moment


def latest_key(reminder: Reminder) -> str:
    """Return how the key begins under which a reminder was told of last."""
    return occasion_key(reminder.id, reminder.occurrence - 1)


def occasion_key(number: int, occurrence: int) -> str:
    """Return how the key begins under which a reminder was told of at an occurrence; none is 0."""
    return f"{TOLD}{number}:{occurrence}:"


def occasion_in(key: str) -> str:
    """Return how a key begins, without whom it is for: of each occurrence there is one."""
    return key.rpartition(":email")[0].rpartition(":")[0] + ":"


def others_key(number: int) -> str:
    """Return how the keys begin under which others hear that nobody acts on a reminder.

    Then come its version, who had heard before (`escalated`), and whom it is for.
    """
    return f"esc:{number}:"


def level_in(others: str) -> int:
    """Return who had heard before, in the key under which others hear."""
    return int(others.split(":")[3])


REMINDERS = table_of(Reminder)
