"""Letters waiting to leave: the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    case,
    literal_column,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base, partial_index, table_of

WAITING = text("state IN ('queued', 'sending')")
TOLD = text("words IS NOT NULL")


class LetterState(StrEnum):
    """Where a letter is; docs/reliability.md draws the ways between them."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    DEAD = "dead"
    CANCELLED = "cancelled"


IN_HAND = (LetterState.QUEUED, LetterState.SENDING)
"""It waits, or somebody is sending it."""
HAND_OVER = "handover"
"""The template of the letter to whoever gets leads and contacts from somebody."""
GIVEN_UP = (LetterState.DEAD, LetterState.BOUNCED)
"""Nobody has read it, and nobody tries any more."""


class Letter(Base):
    """One letter to one person; a row before it is sent, whatever becomes of it.

    `idem_key` makes planning exactly once, `message_id` stays the same however often it is handed
    over. `fence` grows with every claim: whoever writes must name it, so that a worker that wakes
    up late overwrites nothing. `data_at` is set just before the text leaves.
    """

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("(state = 'sent') <= (sent_at IS NOT NULL)", name="sent_has_a_moment"),
        CheckConstraint(
            "(state = 'sending') = (lease_until IS NOT NULL)", name="sending_has_a_lease"
        ),
        CheckConstraint("attempts >= 0 AND maybe_sent >= 0 AND fence >= 0", name="counts"),
        partial_index("ix_letters_waiting", "not_before", "id", where=WAITING),
        Index(None, "subject_key", "id"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idem_key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    address: Mapped[str]
    locale: Mapped[str]
    template: Mapped[str]
    template_version: Mapped[int] = mapped_column(default=1)
    payload: Mapped[dict[str, Any]]
    subject_key: Mapped[str | None]
    """What it tells of ("reminder:12"): done there, it need not leave."""
    state: Mapped[LetterState] = mapped_column(default=LetterState.QUEUED)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    data_at: Mapped[datetime | None]
    maybe_sent: Mapped[int] = mapped_column(default=0)
    last_code: Mapped[int | None]
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None]


class LetterItem(Base):
    """One of several things that a letter tells of: each may be told of once.

    Done before the letter leaves, it is taken out of it, and its row goes with that.
    """

    __tablename__ = "letter_items"
    __table_args__ = (Index(None, "subject_key", "letter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), index=True)
    idem_key: Mapped[str] = mapped_column(unique=True)
    subject_key: Mapped[str]


IS_WAITING = Letter.state.in_((literal_column("'queued'"), literal_column("'sending'")))
"""Ask for what waits by this: written out, as the index over the few that wait wants it said."""
MAY_HAVE_LEFT = or_(Letter.data_at.is_not(None), Letter.maybe_sent > 0)
"""Ask by this for letters whose text is on the wire, or was without anybody knowing its end."""
WAITS_FROM: ColumnElement[datetime] = case(
    (Letter.not_before > Letter.created_at, Letter.not_before), else_=Letter.created_at
)
"""A step set this afternoon for this morning asks for a letter that is due before it was asked."""


class Heartbeat(Base):
    """When a job of a worker last ran, and how it went; shown on the health page."""

    __tablename__ = "heartbeats"
    __table_args__ = (Index(None, "worker", "job", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    worker: Mapped[str]
    job: Mapped[str]
    ran_at: Mapped[datetime]
    """By the worker's own clock."""
    heard_at: Mapped[datetime | None]
    """By the clock that all workers share: the database's, where it has one of its own."""
    every_s: Mapped[float | None]
    """How often it is to run, in seconds."""
    done: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


class BounceKind(StrEnum):
    """What a bounce means for the address."""

    HARD = "hard"
    """Nobody reads there: the address is paused."""
    SOFT = "soft"
    """In trouble for now (full, slow, away); three in a week are a warning."""
    POLICY = "policy"
    """Some rule of the other side's; says nothing of the address, and counts as soft."""


class Bounce(Base):
    """A mail system told that a letter did not reach somebody, or does not yet.

    `letter_id` is nothing where no letter of ours fits. `address` and `words` are as the report has
    them, and are forgotten after a while; kind, status and moment stay.
    """

    __tablename__ = "bounces"
    __table_args__ = (
        Index(None, "letter_id", "id"),
        Index(None, "recipient_id", "at"),
        partial_index("ix_bounces_told", "at", where=TOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    address: Mapped[str | None]
    kind: Mapped[BounceKind]
    is_final: Mapped[bool]
    """Whether the letter is lost; else the relay still tries."""
    status: Mapped[str]
    """RFC 3463, such as 5.1.1; empty where none was told."""
    words: Mapped[str | None]
    at: Mapped[datetime]


class Outcome(StrEnum):
    """What a message in the mailbox for reports turned out to be."""

    BOUNCE = "bounce"
    UNMATCHED = "unmatched"
    """A report about no letter of ours."""
    OTHER = "other"
    """An answer, an absence, anything else: left alone."""
    UNREADABLE = "unreadable"
    """It could not be read; it stays there, flagged, for somebody to look at."""


class Arrival(Base):
    """A message that arrived in the mailbox for reports: remembered, so that it counts once.

    Nothing of what it says is kept.
    """

    __tablename__ = "arrivals"
    __table_args__ = (Index(None, "outcome", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    outcome: Mapped[Outcome]
    error: Mapped[str | None]
    at: Mapped[datetime]


BOUNCES = table_of(Bounce)
