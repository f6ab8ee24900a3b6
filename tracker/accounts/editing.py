"""What an administrator changes of an account: names, role, manager, deputy, the last day."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from tracker.accounts.models import Role, User
from tracker.accounts.permissions import Permission, may
from tracker.accounts.queries import has_other_administrator, in_use
from tracker.accounts.service import (
    CountWaiting,
    LastAdministratorError,
    OwnAccountError,
    require_nothing_waits,
)
from tracker.audit.service import from_to, record
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.words import mark


class NoSuchColleagueError(TrackerError):
    """A manager or a deputy is somebody else whose account is in use."""

    code = "no_such_colleague"

    def __init__(self, field: str) -> None:
        super().__init__(mark("Choose a colleague from the list."))
        self.field = field


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is written about somebody who has an account, apart from what they chose themselves."""

    given: str
    family: str
    role: Role
    title_lt: str
    title_en: str
    language: str
    manager_id: int | None
    deputy_id: int | None
    active_until: date | None
    """Their last day: after it they cannot sign in any more."""


def particulars_of(user: User) -> Particulars:
    """Return what is written about somebody."""
    return Particulars(
        user.given,
        user.family,
        user.role,
        user.title_lt,
        user.title_en,
        user.language,
        user.manager_id,
        user.deputy_id,
        user.active_until,
    )


def edit_user(work: Work, user: User, said: Particulars, *, count_waiting: CountWaiting) -> None:
    """Change what is written about somebody.

    For whoever loses the right to own leads, by their role or by a last day that is past, nothing
    may wait: `count_waiting` tells. Raises HandOverFirstError, NoSuchColleagueError,
    OwnAccountError and LastAdministratorError.
    """
    before = particulars_of(user)
    if said == before:
        return
    work.take_turn("switch_off")
    work.session.refresh(user, with_for_update={"key_share": True})
    _check_colleagues(work, user, said)
    _check_administrators(work, user, said)
    is_over = said.active_until is not None and said.active_until < work.today
    if is_over or not may(said.role, Permission.KEEP_OWN_LEADS):
        require_nothing_waits(work, user, count_waiting)
    for name, value in asdict(said).items():
        setattr(user, name, value)
    changes = from_to(asdict(before), asdict(said))
    record(work, "user.edited", f"user:{user.id}", changes=changes)


def _check_colleagues(work: Work, user: User, said: Particulars) -> None:
    for field, was, is_now in (
        ("manager", user.manager_id, said.manager_id),
        ("deputy", user.deputy_id, said.deputy_id),
    ):
        if is_now is None or is_now == was:
            continue
        asked = select(User.id).where(User.id == is_now, User.id != user.id, in_use(work.today))
        if work.session.scalar(asked) is None:
            raise NoSuchColleagueError(field)


def _check_administrators(work: Work, user: User, said: Particulars) -> None:
    if user.role is not Role.ADMINISTRATOR:
        return
    goes = said.role is not Role.ADMINISTRATOR or said.active_until is not None
    if goes and user.id == work.actor_id:
        raise OwnAccountError
    if goes and not has_other_administrator(work, user.id):
        raise LastAdministratorError(user)
