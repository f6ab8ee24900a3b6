"""Look accounts up; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import LinkPurpose, OneTimeLink, Role, SignIn, User
from tracker.accounts.permissions import Permission, may
from tracker.core.db import Work, ask, at_most
from tracker.core.errors import GoneError, NotFoundError, must_be_there
from tracker.core.security import digest
from tracker.core.text import sort_key


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
    title_lt: str
    title_en: str
    token: str = field(repr=False)
    mail_paused_at: datetime | None = None
    mail_warned_at: datetime | None = None

    @property
    def name(self) -> str:
        """Return the name as it is read."""
        return f"{self.given} {self.family}"

    @property
    def title(self) -> str:
        """Return their position in their language; nothing where it is not known."""
        return self.title_en if self.language == "en" else self.title_lt

    def may(self, permission: StrEnum) -> bool:
        """Tell whether their role allows it."""
        return may(self.role, permission)


OWNER_ROLES = tuple(role for role in Role if may(role, Permission.KEEP_OWN_LEADS))


def in_use(today: date | BindParameter[date], account: type[User] = User) -> ColumnElement[bool]:
    """Return the condition under which an account is active, as `is_active` tells it of one.

    `account` is an alias of it, where a question asks for several.
    """
    return and_(
        account.disabled_at.is_(None),
        or_(account.active_until.is_(None), account.active_until >= today),
    )


def can_be_written_to(
    today: date | BindParameter[date], user: type[User] = User
) -> ColumnElement[bool]:
    """Return the condition under which letters leave for an account: in use, and mail reaches it.

    `is_written_to` tells it of one.
    """
    return and_(user.mail_paused_at.is_(None), in_use(today, user))


def may_own(today: date | BindParameter[date], user: type[User] = User) -> ColumnElement[bool]:
    """Return the condition under which an account may own a lead."""
    is_owner = or_(*(user.role == role for role in OWNER_ROLES))  # a list is put together anew
    return and_(is_owner, in_use(today, user))


def owner_kept(
    owner_id: int | BindParameter[int], today: date | BindParameter[date]
) -> Select[int, time, str, str]:
    """Select whoever may own leads, and keep them from being switched off.

    Their number, and the hour, the time zone and the weekdays on which they want reminders.
    """
    query = select(User.id, User.reminder_at, User.time_zone, User.works_on)
    return query.where(User.id == owner_id, may_own(today)).with_for_update(read=True)


# Built once: every page says it, and building costs more than asking.
_SIGNED_IN = (
    select(
        User.id,
        User.given,
        User.family,
        User.role,
        User.language,
        User.time_zone,
        User.keys_on,
        User.title_lt,
        User.title_en,
        User.mail_paused_at,
        User.mail_warned_at,
    )
    .join(SignIn, SignIn.user_id == User.id)
    .where(
        SignIn.token_digest == bindparam("digest"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        in_use(bindparam("today", type_=Date)),
    )
)


def signed_in(session: Session, token: str, *, now: datetime, today: date) -> SignedIn | None:
    """Return who is signed in with `token`, in one statement.

    Nobody, once the sign-in has ended or expired, or the account was switched off.
    """
    asked = {"digest": digest(token), "now": now, "today": today}
    found = ask(session, _SIGNED_IN, asked).one_or_none()
    if found is None:
        return None
    row: dict[str, Any] = found._asdict()
    return SignedIn(zone=ZoneInfo(row.pop("time_zone")), token=token, **row)


def get_user(session: Session, user_id: int) -> User:
    """Return the account.

    Raises NotFoundError.
    """
    return must_be_there(session.get(User, user_id))


def find_in_use(session: Session, user_id: int, *, today: date) -> User | None:
    """Return the account, unless it is switched off or there is none."""
    return session.scalars(select(User).where(User.id == user_id, in_use(today))).one_or_none()


def find_by_email(session: Session, email: str) -> User | None:
    """Return the account with this address, written in any case."""
    return session.scalars(select(User).where(User.email == email.lower())).one_or_none()


def has_users(session: Session) -> bool:
    """Tell whether anybody has an account yet."""
    return session.scalar(select(User.id).limit(at_most(1))) is not None


def has_other_administrator(work: Work, user_id: int) -> bool:
    """Tell whether somebody else can sign in as an administrator."""
    others = (User.id != user_id, User.role == Role.ADMINISTRATOR, in_use(work.today))
    return work.session.scalar(select(User.id).where(*others).limit(at_most(1))) is not None


def administrators(work: Work) -> Sequence[User]:
    """Return everybody who can sign in as an administrator."""
    found = select(User).where(User.role == Role.ADMINISTRATOR, in_use(work.today))
    return work.session.scalars(found.order_by(User.id)).all()


def all_users(session: Session) -> list[User]:
    """Return every account, those in use first, then by surname in Lithuanian order."""
    found = session.scalars(select(User).order_by(User.id)).all()
    return sorted(
        found,
        key=lambda user: (user.disabled_at is not None, sort_key(f"{user.family} {user.given}")),
    )


def paused_users(session: Session) -> Sequence[User]:
    """Return everybody to whom no letter leaves because mail did not reach them."""
    return session.scalars(
        select(User).where(User.mail_paused_at.is_not(None)).order_by(User.id)
    ).all()


def is_active(user: User, today: date) -> bool:
    """Tell whether somebody may sign in: switched on, and their last day not past."""
    return user.disabled_at is None and (user.active_until is None or user.active_until >= today)


def is_written_to(user: User, today: date) -> bool:
    """Tell whether letters leave for somebody, as `can_be_written_to` asks it of all."""
    return user.mail_paused_at is None and is_active(user, today)


def usable_link(
    session: Session, purpose: LinkPurpose, token: str, *, now: datetime
) -> OneTimeLink:
    """Return the one-time link with this token.

    Raises GoneError once it has been used, voided by a newer one, or has expired.
    """
    link = session.scalars(
        select(OneTimeLink).where(
            OneTimeLink.token_digest == digest(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
    ).one_or_none()
    if link is None:
        raise GoneError
    return link


def sign_ins_of(session: Session, user_id: int, *, now: datetime) -> Sequence[SignIn]:
    """Return where somebody is signed in, the latest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.id.desc())
    ).all()


def get_sign_in(session: Session, sign_in_id: int, *, user_id: int) -> SignIn:
    """Return a sign-in of this person.

    Raises NotFoundError, also for somebody else's.
    """
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.user_id != user_id:
        raise NotFoundError
    return sign_in


def find_sign_in(session: Session, token: str) -> SignIn | None:
    """Return the sign-in that this token began."""
    return session.scalars(select(SignIn).where(SignIn.token_digest == digest(token))).one_or_none()


def active_users(today: date) -> Select[User]:
    """Select everybody who can sign in, by surname."""
    return select(User).where(in_use(today)).order_by(User.family, User.given, User.id)


def officers_first(row: Row[*tuple[Any, ...]]) -> tuple[bool, str]:
    """Return by what accounts are sorted where somebody is chosen: officers first, by surname."""
    return row.role is not Role.OFFICER, sort_key(f"{row.family} {row.given}")


def active_names(session: Session, *, today: date) -> list[tuple[int, str]]:
    """Return (id, name) of everybody whose account is in use, by surname in Lithuanian order."""
    found = session.execute(
        select(User.id, User.given, User.family).where(in_use(today)).order_by(User.id)
    ).all()
    by_name = sorted(found, key=lambda row: sort_key(f"{row.family} {row.given}"))
    return [(row.id, f"{row.given} {row.family}") for row in by_name]
