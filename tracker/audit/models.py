"""The journal's one table."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base, table_of


class Entry(Base):
    """One deed; written in the same transaction as what it tells of, never changed.

    `actor_id` is no foreign key: the journal outlives accounts. Nothing is set for what the
    product did by itself.
    """

    __tablename__ = "journal"
    __table_args__ = (Index(None, "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    what: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]


JOURNAL = table_of(Entry)
