"""Contacts that may be one person: by what they are found, the pairs, and what was said of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base, table_of


class DuplicateKey(Base):
    """Something that two contacts who are one person are likely to share."""

    __tablename__ = "duplicate_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class LikelyPair(Base):
    """Two contacts who are likely to be one person; kept in step with what is known of them."""

    __tablename__ = "likely_pairs"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="in_order"),
        Index(None, "high_id"),
        Index(None, "weight", "low_id", "high_id"),
    )

    low_id: Mapped[int] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True
    )
    high_id: Mapped[int] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True
    )
    weight: Mapped[float]
    reasons: Mapped[list[str]]
    """What speaks for it, the weightiest first."""


class ToldApart(Base):
    """Two contacts of whom somebody said that they are two people; nobody is asked again."""

    __tablename__ = "told_apart"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="in_order"),
        Index(None, "high_id"),
    )

    low_id: Mapped[int] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True
    )
    high_id: Mapped[int] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


KEYS = table_of(DuplicateKey)
PAIRS = table_of(LikelyPair)
"""The same as tables, for writing many at once."""
