"""Days on which somebody is away: who stands in, and what is done to such a period."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from tracker.accounts.models import Absence, User
from tracker.accounts.queries import can_be_written_to, may_own
from tracker.audit.service import record
from tracker.core import workdays
from tracker.core.clock import local_day
from tracker.core.db import TODAY, Work, ask, at_most
from tracker.core.errors import ConflictError, NotFoundError, TrackerError
from tracker.core.words import mark

Day = date | BindParameter[date]
SHOWN = 50
"""Periods of one person that a page shows; nobody plans more."""


class AlreadyAwayError(ConflictError):
    """Two periods of one person share a day, on which two deputies would stand in."""

    code = "already_away"

    def __init__(self, other: Absence) -> None:
        message = mark("These days overlap another period: %(first)s – %(last)s. Change that one.")
        super().__init__(message, first=other.start_on, last=other.end_on)
        self.other = other


class OverAlreadyError(TrackerError):
    """Days that are over change nothing any more."""

    code = "over_already"

    def __init__(self) -> None:
        super().__init__(mark("These days are over. The last one must be today or later."))


class EndsBeforeItStartsError(TrackerError):
    """The last day comes before the first."""

    code = "ends_before_it_starts"

    def __init__(self) -> None:
        super().__init__(mark("The last day is before the first one."))


class NoSuchDeputyError(TrackerError):
    """That account cannot stand in: it is their own, switched off, or of a role without leads."""

    code = "no_such_deputy"

    def __init__(self) -> None:
        super().__init__(mark("Choose somebody from the list to stand in."))


@dataclass(frozen=True, slots=True)
class Away:
    """From which day to which somebody is away, both included, and who stands in if not always."""

    start_on: date
    end_on: date
    deputy_id: int | None = None


class Period(NamedTuple):
    """A period as pages show it: whoever stands in by name, nobody where nobody was named."""

    id: int
    start_on: date
    end_on: date
    deputy_id: int | None
    deputy: str | None
    deputy_is_away: bool
    """On one of these days, too."""


@dataclass(frozen=True, slots=True)
class Rest:
    """When somebody does not work: on other days than theirs (ISO numbers), and while away."""

    weekdays: str = "12345"
    away: tuple[tuple[date, date], ...] = ()
    last_day: date | None = None
    """After it they do not work here any more."""

    def is_day_of_work(self, day: date) -> bool:
        """Tell whether it is one of their days of work."""
        return workdays.is_day_of_work(day, self.weekdays)

    def is_away(self, day: date) -> bool:
        """Tell whether they are away."""
        return any(first <= day <= last for first, last in self.away)


# --- Questions ------------------------------------------------------------------------------------


def stand_in_for(session: Session, user_ids: Collection[int], day: date) -> Mapping[int, int]:
    """Return who stands in on `day` for those of `user_ids` who are away, in one statement.

    The deputy named for these days, else the account's own; only one who may own leads and is not
    away themselves. A deputy's deputy is not asked: whoever has nobody is left out, and what is
    theirs stays theirs. `day` is a local day of those people.
    """
    asked = {"user_ids": tuple(user_ids), "today": day}
    return {row.user_id: row.stands_in for row in ask(session, _stand_ins(), asked)}


@cache
def _stand_ins() -> Select[*tuple[Any, ...]]:
    """Return the question, put together once: it is asked for each batch of letters."""
    question, stands_in = _stands_in()
    of_these = Absence.user_id.in_(bindparam("user_ids", expanding=True))
    return question.where(of_these, stands_in.is_not(None))


def away_behind(session: Session, deputy_id: int, day: date) -> Mapping[int, date]:
    """Return those who are away on `day` and for whom somebody stands in, with their last day."""
    found = ask(session, _behind(), {"deputy_id": deputy_id, "today": day})
    return {row.user_id: row.end_on for row in found}


@cache
def _behind() -> Select[*tuple[Any, ...]]:
    """Return the question, put together once: it is asked for each page of a day."""
    question, stands_in = _stands_in()
    return question.where(stands_in == bindparam("deputy_id"))


def _stands_in() -> tuple[Select[*tuple[Any, ...]], ColumnElement[int]]:
    """Select who is away today, who stands in, and until when; and return who stands in."""
    person, named, usual = aliased(User), aliased(User), aliased(User)
    stands_in = func.coalesce(named.id, usual.id)
    question: Select[*tuple[Any, ...]] = (
        select(Absence.user_id, stands_in.label("stands_in"), Absence.end_on)
        .join(person, person.id == Absence.user_id)
        .outerjoin(named, (named.id == Absence.deputy_id) & _is_there(named, TODAY))
        .outerjoin(usual, (usual.id == person.deputy_id) & _is_there(usual, TODAY))
        .where(_covers(TODAY))
    )
    return question, stands_in


def away_until(session: Session, day: date) -> Mapping[int, date]:
    """Return everybody who is away on `day`, and their last day away."""
    question = select(Absence.user_id, func.max(Absence.end_on)).where(_covers(day))
    return dict(ask(session, question.group_by(Absence.user_id)).all())


def away_until_of(user: type[User], day: date) -> ScalarSelect[date]:
    """Return, for a question about accounts, the last day away of whoever is away on `day`."""
    last = select(func.max(Absence.end_on, type_=Date)).where(Absence.user_id == user.id)
    return last.where(_covers(day)).correlate(user).scalar_subquery()


def is_present(day: Day, user: type[User] = User) -> ColumnElement[bool]:
    """Return the condition under which somebody can be written to, and is not away on `day`."""
    return can_be_written_to(day, user) & ~_is_away(day, user)


def has_named_deputy(day: Day, user: type[User] = User) -> ColumnElement[bool]:
    """Return the condition under which whom somebody named for `day` can be written to."""
    named = aliased(User)
    return exists(
        select(Absence.id)
        .join(named, named.id == Absence.deputy_id)
        .where(
            Absence.user_id == user.id, _covers(day), _is_there(named, day), is_present(day, named)
        )
        .correlate(user)
    )


def rest_of(session: Session, user_ids: Collection[int], *, since: date) -> Mapping[int, Rest]:
    """Return when each of these people does not work from `since` on, in one statement."""
    question = (
        select(User.id, User.works_on, User.active_until, Absence.start_on, Absence.end_on)
        .outerjoin(Absence, (Absence.user_id == User.id) & (Absence.end_on >= since))
        .where(User.id.in_(user_ids))
        .order_by(User.id, Absence.start_on, Absence.id)
    )
    found: dict[int, Rest] = {}
    for row in ask(session, question):
        known = found.get(row.id, Rest())
        period = () if row.start_on is None else ((row.start_on, row.end_on),)
        found[row.id] = Rest(row.works_on, known.away + period, row.active_until)
    return found


def periods_of(session: Session, user_id: int, *, today: date) -> Sequence[Period]:
    """Return when somebody is or will be away, the next first."""
    theirs = aliased(Absence)
    both_away = exists().where(
        theirs.user_id == Absence.deputy_id,
        theirs.start_on <= Absence.end_on,
        theirs.end_on >= Absence.start_on,
    )
    question = (
        select(
            Absence.id,
            Absence.start_on,
            Absence.end_on,
            Absence.deputy_id,
            User.given + " " + User.family,
            both_away,
        )
        .outerjoin(User, User.id == Absence.deputy_id)
        .where(Absence.user_id == user_id, Absence.end_on >= today)
        .order_by(Absence.start_on, Absence.id)
        .limit(at_most(SHOWN))
    )
    return [Period(*row) for row in ask(session, question)]


def get_absence(session: Session, absence_id: int, *, user_id: int) -> Absence:
    """Return a period of this person.

    Raises NotFoundError, also for somebody else's.
    """
    found = session.get(Absence, absence_id)
    if found is None or found.user_id != user_id:
        raise NotFoundError
    return found


def _covers(day: Day) -> ColumnElement[bool]:
    return (Absence.start_on <= day) & (Absence.end_on >= day)


def _is_there(user: type[User], day: Day) -> ColumnElement[bool]:
    """Return the condition under which somebody may answer for leads on `day`."""
    return may_own(day, user) & ~_is_away(day, user)


def _is_away(day: Day, user: type[User]) -> ColumnElement[bool]:
    theirs = aliased(Absence)
    covers = (theirs.start_on <= day) & (theirs.end_on >= day)
    return exists().where(theirs.user_id == user.id, covers).correlate(user)


# --- Deeds ----------------------------------------------------------------------------------------


def add_absence(work: Work, user: User, away: Away) -> Absence:
    """Write down when somebody is away, and who then stands in; said twice it is one period.

    Raises EndsBeforeItStartsError, OverAlreadyError, AlreadyAwayError and NoSuchDeputyError.
    """
    try:
        _check(work, user, away)
    except AlreadyAwayError as error:
        if as_away(error.other) == away:
            return error.other
        raise
    absence = Absence(
        user_id=user.id, start_on=away.start_on, end_on=away.end_on, deputy_id=away.deputy_id
    )
    work.session.add(absence)
    work.session.flush()
    _record(work, "user.away_added", user.id, after=away)
    return absence


def change_absence(work: Work, user: User, absence: Absence, away: Away) -> None:
    """Move a period, or name somebody else to stand in.

    Raises what `add_absence` raises.
    """
    before = as_away(absence)
    if away == before:
        return
    _check(work, user, away, besides=absence.id)
    absence.start_on, absence.end_on = away.start_on, away.end_on
    absence.deputy_id = away.deputy_id
    _record(work, "user.away_changed", user.id, before=before, after=away)


def end_early(work: Work, user: User, absence: Absence) -> None:
    """Let somebody be back today; a period that begins today, or later, never was.

    Raises OverAlreadyError.
    """
    today, before = local_day(work.now, user.time_zone), as_away(absence)
    if absence.end_on < today:
        raise OverAlreadyError
    if absence.start_on >= today:
        remove_absence(work, user, absence)
        return
    absence.end_on = today - timedelta(days=1)
    _record(work, "user.away_ended", user.id, before=before, after=as_away(absence))


def remove_absence(work: Work, user: User, absence: Absence) -> None:
    """Forget a period."""
    _record(work, "user.away_removed", user.id, before=as_away(absence))
    work.session.delete(absence)


def as_away(absence: Absence) -> Away:
    """Return what a period says."""
    return Away(absence.start_on, absence.end_on, absence.deputy_id)


def _check(work: Work, user: User, away: Away, *, besides: int | None = None) -> None:
    if away.end_on < away.start_on:
        raise EndsBeforeItStartsError
    if away.end_on < local_day(work.now, user.time_zone):
        raise OverAlreadyError
    work.take_turn(f"absences:{user.id}")
    other = work.session.scalars(
        select(Absence)
        .where(
            Absence.user_id == user.id,
            Absence.start_on <= away.end_on,
            Absence.end_on >= away.start_on,
            *([Absence.id != besides] if besides else []),
        )
        .order_by(Absence.start_on, Absence.id)
        .limit(at_most(1))
    ).one_or_none()
    if other is not None:
        raise AlreadyAwayError(other)
    if away.deputy_id is not None and not _may_stand_in(work, user, away):
        raise NoSuchDeputyError


def _may_stand_in(work: Work, user: User, away: Away) -> bool:
    question = select(User.id).where(
        User.id == away.deputy_id, User.id != user.id, may_own(work.today)
    )
    return work.session.scalar(question) is not None


def _record(
    work: Work, what: str, user_id: int, *, before: Away | None = None, after: Away | None = None
) -> None:
    said = {"before": before, "after": after}
    told = {name: _told(away) for name, away in said.items() if away is not None}
    record(work, what, f"user:{user_id}", **told)


def _told(away: Away) -> dict[str, object]:
    return {"start_on": away.start_on, "end_on": away.end_on, "deputy_id": away.deputy_id}
