"""What can be done to accounts and sign-ins."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import time, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from tracker.accounts.choosing import Ends
from tracker.accounts.models import LinkPurpose, OneTimeLink, Role, SignIn, User
from tracker.accounts.queries import (
    find_by_email,
    get_user,
    has_other_administrator,
    has_users,
    is_active,
    usable_link,
)
from tracker.audit.service import record
from tracker.core.clock import local_day
from tracker.core.db import Work, tell_watchers
from tracker.core.errors import ConflictError, ForbiddenError, GoneError
from tracker.core.security import digest, new_token
from tracker.core.weeks import sunday_of
from tracker.core.words import Counts, mark

SIGN_IN_LASTS = timedelta(days=14)
LINK_LASTS = {
    LinkPurpose.FIRST_ADMINISTRATOR: timedelta(days=1),
    LinkPurpose.SET_PASSWORD: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Resumed:
    """Letters leave for somebody again, who had none; watchers see it: some were taken back."""

    user_id: int


CountWaiting = Callable[[Session, int], Counts]
"""Tells what waits for somebody, and has to be handed over before they may go."""
_unused = update(OneTimeLink).where(OneTimeLink.used_at.is_(None))


class EmailTakenError(ConflictError):
    """Each account has an e-mail address of its own."""

    code = "email_taken"

    def __init__(self) -> None:
        super().__init__(mark("There is an account with this e-mail address already."))


class HandOverFirstError(ConflictError):
    """Nobody leaves leads or contacts behind that no one follows up."""

    code = "hand_over_first"

    def __init__(self, user: User, waiting: Counts) -> None:
        message = mark(
            "%(name)s cannot be switched off yet. Not handed over: %(waiting)s. "
            "The director has to do this first."
        )
        super().__init__(message, name=user.name, waiting=waiting)


class SwitchedOffError(ConflictError):
    """Somebody whose account is closed is not let in by a link."""

    code = "switched_off"

    def __init__(self, user: User) -> None:
        super().__init__(mark("Switch the account of %(name)s on first."), name=user.name)


class OwnAccountError(ConflictError):
    """An administrator who switched themselves off could leave nobody to switch them on."""

    code = "own_account"

    def __init__(self) -> None:
        super().__init__(mark("You cannot switch off your own account."))


class LastAdministratorError(ConflictError):
    """Without an administrator nobody could add, switch off or switch on anybody."""

    code = "last_administrator"

    def __init__(self, user: User) -> None:
        message = mark(
            "%(name)s is the last administrator and cannot be switched off. "
            "Add another administrator first."
        )
        super().__init__(message, name=user.name)


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody who is to have an account."""

    email: str
    given: str
    family: str
    role: Role
    title_lt: str = ""
    title_en: str = ""
    language: str = "lt"
    time_zone: str = "Europe/Vilnius"


@dataclass(frozen=True, slots=True)
class LetterChoices:
    """How somebody wants letters: in which language, when, how often, together or not, and which.

    Each means what the column of its name says (`models.User`).
    """

    language: str
    reminder_at: time
    works_on: str
    nag_every: int
    digest_above: int
    gets_reminders: bool
    gets_weekly: bool


@dataclass(frozen=True, slots=True)
class OwnChoices(LetterChoices):
    """What else people choose for themselves, signed in."""

    time_zone: str
    keys_on: bool


def add_user(work: Work, new: NewUser) -> User:
    """Make an account; its person sets the password by a link.

    Raises EmailTakenError.
    """
    email = new.email.lower()
    work.take_turn(f"account:{email}")
    if find_by_email(work.session, email) is not None:
        raise EmailTakenError
    user = User(
        email=email,
        given=new.given,
        family=new.family,
        role=new.role,
        title_lt=new.title_lt,
        title_en=new.title_en,
        language=new.language,
        time_zone=new.time_zone,
        created_at=work.now,
    )
    work.session.add(user)
    work.session.flush()
    record(work, "user.added", f"user:{user.id}", role=user.role)
    return user


def first_administrator_link(work: Work) -> str | None:
    """Return a new one-time token for the page /welcome, and void any earlier one.

    Nothing once there is an account.
    """
    if has_users(work.session):
        return None
    return _make_link(work, LinkPurpose.FIRST_ADMINISTRATOR, None)


def make_first_administrator(work: Work, token: str, new: NewUser, *, password_hash: str) -> User:
    """Use the one-time link: make the administrator of an installation that has nobody yet.

    Raises GoneError.
    """
    _use_link(work, LinkPurpose.FIRST_ADMINISTRATOR, token)
    if has_users(work.session):
        raise GoneError
    user = add_user(work, new)
    user.password_hash = password_hash
    return user


def make_password_link(work: Work, user: User) -> str:
    """Return a one-time token for the page /set-password, and void any earlier one.

    Raises SwitchedOffError.
    """
    if user.disabled_at is not None:
        raise SwitchedOffError(user)
    record(work, "user.link_made", f"user:{user.id}")
    return _make_link(work, LinkPurpose.SET_PASSWORD, user.id)


def password_address(base_url: str, token: str) -> str:
    """Return the whole address of the page on which a password is set."""
    return f"{base_url}/set-password/{token}"


def welcome_address(base_url: str, token: str) -> str:
    """Return the whole address of the page on which the first administrator is made."""
    return f"{base_url}/welcome/{token}"


def set_password_by_link(work: Work, token: str, password_hash: str) -> User:
    """Use the one-time link: set its person's password, and sign them out everywhere.

    Raises GoneError.
    """
    link = _use_link(work, LinkPurpose.SET_PASSWORD, token)
    user = get_user(work.session, link.user_id or 0)
    set_password(work, user, password_hash)
    return user


def set_password(work: Work, user: User, password_hash: str, *, keep: str | None = None) -> None:
    """Set a password; every sign-in ends but the one with the token `keep`, and so do links."""
    user.password_hash = password_hash
    _void_links(work, user.id)
    end_sign_ins(work, user.id, keep=keep)
    record(work, "user.password_set", f"user:{user.id}")


def switch_off(work: Work, user: User, *, count_waiting: CountWaiting) -> None:
    """Close an account, now: its sign-ins and links end at their next request.

    `count_waiting` is asked once the account is kept from whoever would give them something more
    meanwhile. Raises HandOverFirstError, OwnAccountError, LastAdministratorError, and
    ForbiddenError for somebody who has been switched off themselves since they asked.
    """
    if user.id == work.actor_id:
        raise OwnAccountError
    work.take_turn("switch_off")  # two who switch each other off would leave nobody
    _check_actor(work)
    work.session.refresh(user, with_for_update={"key_share": True})
    if user.role is Role.ADMINISTRATOR and not has_other_administrator(work, user.id):
        raise LastAdministratorError(user)
    require_nothing_waits(work, user, count_waiting)
    user.disabled_at = user.disabled_at or work.now
    _void_links(work, user.id)
    end_sign_ins(work, user.id)
    record(work, "user.switched_off", f"user:{user.id}")


def require_nothing_waits(work: Work, user: User, count_waiting: CountWaiting) -> None:
    """Refuse while anything waits for somebody.

    Raises HandOverFirstError.
    """
    if waiting := count_waiting(work.session, user.id):
        raise HandOverFirstError(user, waiting)


def _check_actor(work: Work) -> None:
    """Refuse somebody whose account was closed after their page was let in.

    Raises ForbiddenError.
    """
    actor = work.session.get(User, work.actor_id, populate_existing=True) if work.actor_id else None
    if actor is not None and not is_active(actor, work.today):
        raise ForbiddenError


def switch_on(work: Work, user: User) -> None:
    """Open an account again, also one whose last day has passed."""
    user.disabled_at = None
    tell_watchers(work.session, Resumed(user.id))
    if user.active_until is not None and user.active_until < work.today:
        user.active_until = None
    record(work, "user.switched_on", f"user:{user.id}")


def choose(work: Work, user: User, choices: LetterChoices) -> None:
    """Keep what somebody chose for themselves; a letter about the week is timed anew.

    This week's, where it has not been written yet, is looked at by the worker at once: it comes at
    the hour chosen, or now where that has passed.
    """
    after = asdict(choices)
    before = {name: getattr(user, name) for name in after}
    if after == before:
        return
    user.weekly_at = work.now if _weeks_letter_is_ahead(work, user) else None
    for name, value in after.items():
        setattr(user, name, value)
    if user.gets_reminders and not before["gets_reminders"]:
        tell_watchers(work.session, Resumed(user.id))
    record(work, "user.chose", f"user:{user.id}", before=_said(before), after=_said(after))


def _weeks_letter_is_ahead(work: Work, user: User) -> bool:
    """Tell whether the letter about this week, or one before, is still to be written."""
    if user.weekly_at is None:
        return False
    planned, today = (local_day(at, user.time_zone) for at in (user.weekly_at, work.now))
    return planned <= sunday_of(today)


def choose_language(work: Work, user: User, language: str) -> None:
    """Keep the language somebody reads in."""
    choose(work, user, replace(letter_choices(user), language=language))


def end_letters(work: Work, user: User, ends: Ends) -> None:
    """Send somebody no more letters of a kind; pressed again, nothing changes."""
    now = letter_choices(user)
    if ends is Ends.WEEKLY:
        choose(work, user, replace(now, gets_weekly=False))
    else:
        choose(work, user, replace(now, gets_reminders=False))


def letter_choices(user: User) -> LetterChoices:
    """Return how somebody wants letters now."""
    return LetterChoices(**{each.name: getattr(user, each.name) for each in fields(LetterChoices)})


def begin_sign_in(work: Work, user: User, *, browser: str = "") -> str:
    """Start a new sign-in for `user` and return its token, which only the browser keeps.

    Their older ones are forgotten once they have expired: what happened stands in the journal.
    """
    token = new_token()
    expired = delete(SignIn).where(SignIn.user_id == user.id, SignIn.expires_at <= work.now)
    work.session.execute(expired.execution_options(synchronize_session=False))
    work.session.add(
        SignIn(
            token_digest=digest(token),
            user_id=user.id,
            created_at=work.now,
            expires_at=work.now + SIGN_IN_LASTS,
            browser=browser[:200],
        )
    )
    record(work, "user.signed_in", f"user:{user.id}")
    return token


def end_sign_in(work: Work, sign_in: SignIn) -> None:
    """Sign one browser out; wherever its cookie is, it no longer counts."""
    if sign_in.ended_at is None:
        sign_in.ended_at = work.now
        record(work, "user.signed_out", f"user:{sign_in.user_id}")


def end_sign_ins(work: Work, user_id: int, *, keep: str | None = None) -> None:
    """Sign somebody out everywhere, but for the sign-in with the token `keep`."""
    ended = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if keep is not None:
        ended = ended.where(SignIn.token_digest != digest(keep))
    work.session.execute(ended.values(ended_at=work.now))
    record(work, "user.signed_out_everywhere", f"user:{user_id}", here_too=keep is None)


def _said(choices: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat("minutes") if isinstance(value, time) else value
        for name, value in choices.items()
    }


def _make_link(work: Work, purpose: LinkPurpose, user_id: int | None) -> str:
    if user_id is None:
        work.session.execute(_unused.where(OneTimeLink.user_id.is_(None)).values(used_at=work.now))
    else:
        _void_links(work, user_id)
    token = new_token()
    work.session.add(
        OneTimeLink(
            purpose=purpose,
            token_digest=digest(token),
            user_id=user_id,
            created_at=work.now,
            expires_at=work.now + LINK_LASTS[purpose],
        )
    )
    return token


def _use_link(work: Work, purpose: LinkPurpose, token: str) -> OneTimeLink:
    """Use a link up; of two who press at once, the database lets one through."""
    link = usable_link(work.session, purpose, token, now=work.now)
    taken = work.session.execute(
        _unused.where(OneTimeLink.id == link.id).values(used_at=work.now).returning(OneTimeLink.id)
    )
    if taken.one_or_none() is None:
        raise GoneError
    return link


def _void_links(work: Work, user_id: int) -> None:
    work.session.execute(_unused.where(OneTimeLink.user_id == user_id).values(used_at=work.now))
