"""Agreements with organisations and partner cities."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base


class AgreementKind(StrEnum):
    """What was agreed."""

    LETTER_OF_INTENT = "letter_of_intent"
    COOPERATION = "cooperation_agreement"
    PARTNERSHIP = "partnership"
    NETWORK = "network_membership"
    OTHER = "other"


class AgreementStatus(StrEnum):
    """How far it is."""

    DRAFT = "draft"
    ACTIVE = "active"
    TERMINATED = "terminated"


class Agreement(Base):
    """An agreement; one that ended says why, since when and by which decision."""

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint(
            "status <> 'terminated' OR terminated_reason IS NOT NULL", name="ended_has_reason"
        ),
        CheckConstraint("status <> 'active' OR signed_on IS NOT NULL", name="active_is_signed"),
        CheckConstraint(
            "signed_on IS NULL OR valid_until IS NULL OR valid_until >= signed_on",
            name="ends_after_it_is_signed",
        ),
        Index(None, "valid_until", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), index=True)
    kind: Mapped[AgreementKind]
    title: Mapped[str]
    status: Mapped[AgreementStatus]
    signed_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    council_decision: Mapped[str | None]
    terminated_on: Mapped[date | None]
    terminated_reason: Mapped[str | None]
    termination_decision: Mapped[str | None]
    created_at: Mapped[datetime]
