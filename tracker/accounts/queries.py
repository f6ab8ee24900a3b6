"""Look accounts up; nothing here changes anything."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from tracker.accounts.models import Role, SignIn, User
from tracker.accounts.permissions import may
from tracker.core.errors import NotFoundError
from tracker.core.security import digest


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request: all that pages ask of them, in one row."""

    id: int
    given: str
    family: str
    role: Role
    language: str
    zone: ZoneInfo
    keys_on: bool
    token: str

    @property
    def name(self) -> str:
        """Return the name as it is read."""
        return f"{self.given} {self.family}"

    def may(self, permission: StrEnum) -> bool:
        """Tell whether their role allows it."""
        return may(self.role, permission)


def signed_in(session: Session, token: str, *, now: datetime, today: date) -> SignedIn | None:
    """Return who is signed in with `token`, in one statement.

    Nobody, once the sign-in has ended or expired, or the account was switched off.
    """
    found = session.execute(
        select(
            User.id, User.given, User.family, User.role, User.language, User.time_zone, User.keys_on
        )
        .join(SignIn, SignIn.user_id == User.id)
        .where(
            SignIn.token_digest == digest(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            User.disabled_at.is_(None),
            or_(User.active_until.is_(None), User.active_until >= today),
        )
    ).one_or_none()
    if found is None:
        return None
    number, given, family, role, language, zone, keys_on = found
    return SignedIn(number, given, family, role, language, ZoneInfo(zone), keys_on, token)


def get_user(session: Session, user_id: int) -> User:
    """Return the account.

    Raises NotFoundError.
    """
    user = session.get(User, user_id)
    if user is None:
        raise NotFoundError
    return user


def active_users(today: date) -> Select[User]:
    """Select everybody who can sign in, by surname."""
    return (
        select(User)
        .where(
            User.disabled_at.is_(None),
            or_(User.active_until.is_(None), User.active_until >= today),
        )
        .order_by(User.family, User.given, User.id)
    )


OWNER_ROLES = (
    Role.OFFICER,
    Role.DIRECTOR,
    Role.MAYOR,
    Role.VICE_MAYOR,
    Role.COMMUNICATIONS,
    Role.DATA_PROTECTION_OFFICER,
)


def possible_owners(session: Session, *, today: date) -> list[tuple[int, str]]:
    """Return (id, name) of those who may own a lead, officers first, then by surname."""
    found = session.execute(
        select(User.id, User.given, User.family, User.role)
        .where(
            User.disabled_at.is_(None),
            or_(User.active_until.is_(None), User.active_until >= today),
            User.role.in_(OWNER_ROLES),
        )
        .order_by(User.family, User.given, User.id)
    ).all()
    officers_first = sorted(found, key=lambda row: row.role is not Role.OFFICER)
    return [(row.id, f"{row.given} {row.family}") for row in officers_first]
