"""Accounts, their sessions on the server, and one-time links."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base, partial_index


class Role(StrEnum):
    """What somebody is at the municipality; `permissions.py` says what each may do."""

    OFFICER = "officer"
    DIRECTOR = "director"
    MAYOR = "mayor"
    VICE_MAYOR = "vice_mayor"
    COMMUNICATIONS = "communications"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "dpo"
    ADMINISTRATOR = "admin"


class User(Base):
    """Somebody at the municipality who signs in and may own leads."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> id", name="deputy_is_another"),
        CheckConstraint("manager_id IS NULL OR manager_id <> id", name="manager_is_another"),
        # All are some: PostgreSQL keeps an account from whoever writes its number down while its
        # address changes, unless the index that keeps addresses unlike is one over some rows.
        partial_index("uq_users_email", "email", where=text("email IS NOT NULL"), unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    given: Mapped[str]
    family: Mapped[str]
    role: Mapped[Role]
    title_lt: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="lt")
    time_zone: Mapped[str] = mapped_column(default="Europe/Vilnius")
    reminder_at: Mapped[time] = mapped_column(default=time(7, 0))
    """The local hour at which day-long reminders arrive."""
    works_on: Mapped[str] = mapped_column(default="12345")
    """The weekdays on which they do, as ISO numbers: Monday is 1."""
    nag_every: Mapped[int] = mapped_column(default=2)
    """After how many working days a reminder comes again, until something is done."""
    digest_above: Mapped[int] = mapped_column(default=5)
    """More reminders than this in one morning come as one letter."""
    gets_reminders: Mapped[bool] = mapped_column(default=True)
    gets_weekly: Mapped[bool] = mapped_column(default=True)
    weekly_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the next letter about the week is to be planned; nothing until that is known."""
    keys_on: Mapped[bool] = mapped_column(default=True)
    """Single-key shortcuts (WCAG 2.1.4: they can be switched off)."""
    password_hash: Mapped[str | None]
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    active_until: Mapped[date | None]
    disabled_at: Mapped[datetime | None]
    mail_paused_at: Mapped[datetime | None]
    """Since when no letter leaves for them: their address was found to be no one's."""
    mail_pause_status: Mapped[str | None]
    """Why, as the mail system put it (RFC 3463)."""
    mail_warned_at: Mapped[datetime | None]
    """When letters to them had met trouble three times in a week."""
    mail_resumed_at: Mapped[datetime | None]
    """Since when the address is taken to work: what is told of before does not count any more."""
    created_at: Mapped[datetime]

    @property
    def name(self) -> str:
        """Return the name as it is read: given name, then surname."""
        return f"{self.given} {self.family}"


class Absence(Base):
    """Days on which somebody is away and who stands in."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("end_on >= start_on", name="ends_after_it_starts"),
        Index(None, "user_id", "start_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    start_on: Mapped[date]
    end_on: Mapped[date]


class SignIn(Base):
    """One signed-in browser; ended on the server, at once, wherever the cookie is."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(default="")


class SignInTry(Base):
    """A failed sign-in; counted to slow guessing down, on every node alike."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index(None, "who", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str]
    """ "account:…" or "network:…", digested: no address is kept."""
    at: Mapped[datetime]


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    FIRST_ADMINISTRATOR = "first_administrator"
    SET_PASSWORD = "set_password"  # noqa: S105 - the name of a purpose


class OneTimeLink(Base):
    """A link that works once: for the first administrator, or to set a password."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose]
    token_digest: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
