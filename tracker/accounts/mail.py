"""Whether mail reaches somebody: what pauses their letters, and what lets them leave again."""

from dataclasses import dataclass

from tracker.accounts.models import User
from tracker.accounts.queries import find_by_email
from tracker.accounts.service import EmailTakenError, Resumed
from tracker.audit.service import record
from tracker.core.db import Work, tell_watchers


@dataclass(frozen=True, slots=True)
class Readdressed:
    """Somebody has another address; watchers see it, for letters wait perhaps."""

    user_id: int


def pause_mail(work: Work, user: User, *, status: str) -> None:
    """Let no letter leave for somebody whose address was found to be no one's; `status` says how.

    What waits for them is held by a watcher, as for an account that is switched off.
    """
    user.mail_paused_at, user.mail_pause_status = work.now, status
    record(work, "user.mail_paused", f"user:{user.id}", status=status)


def warn_of_mail(work: Work, user: User) -> None:
    """Note that letters to somebody meet trouble again and again; they go on leaving."""
    user.mail_warned_at = work.now
    record(work, "user.mail_warned", f"user:{user.id}")


def resume_mail(work: Work, user: User) -> None:
    """Let letters leave again and end a warning: somebody says that the address works.

    What is still told of letters that left before does not count against it.
    """
    if user.mail_paused_at is None and user.mail_warned_at is None:
        return
    _begin_anew(work, user)
    record(work, "user.mail_resumed", f"user:{user.id}")


def change_email(work: Work, user: User, email: str) -> None:
    """Give somebody another address, to sign in with and for their letters; a pause ends.

    What waits leaves for the new one. Raises EmailTakenError.
    """
    email = email.lower()
    if email == user.email:
        return
    work.take_turn(f"account:{email}")
    if find_by_email(work.session, email) is not None:
        raise EmailTakenError
    user.email = email
    _begin_anew(work, user)
    record(work, "user.email_changed", f"user:{user.id}")
    tell_watchers(work.session, Readdressed(user.id))


def _begin_anew(work: Work, user: User) -> None:
    if user.mail_paused_at is not None:
        tell_watchers(work.session, Resumed(user.id))
    user.mail_paused_at = user.mail_pause_status = user.mail_warned_at = None
    user.mail_resumed_at = work.now
