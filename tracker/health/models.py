"""Times at which something was wrong, kept so that each is told of once."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base, partial_index


class IncidentKind(StrEnum):
    """What was wrong."""

    LATE = "late"
    """Reminders were not written about, or letters did not leave, for a quarter of an hour."""


class Incident(Base):
    """One time of trouble: `began_at` is when what is late was due, `over_at` is empty so long.

    `told_at` is when the administrators' letters were written: nothing while there is none.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        CheckConstraint("over_at IS NULL OR over_at >= began_at", name="ends_after_it_began"),
        partial_index("uq_incidents_open", "kind", where=text("over_at IS NULL"), unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[IncidentKind]
    began_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]

    @property
    def subject(self) -> str:
        """Return what the letters about it carry."""
        return f"incident:{self.id}"
