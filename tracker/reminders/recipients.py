"""Who is written to about somebody's reminders: they, or who stands in for them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker.accounts.models import Absence, Role, User
from tracker.accounts.queries import in_use
from tracker.core.db import Work
from tracker.reminders.due import Owner, owner_of


class Reader(NamedTuple):
    """Somebody a letter goes to; `stands_in` where it is about another's reminders."""

    id: int
    email: str
    language: str
    stands_in: bool = False


def readers(work: Work, owners: Collection[Owner]) -> Mapping[int, Reader]:
    """Return who is written to about each owner's reminders, by owner.

    Who is away is written to through the deputy of those days, or the usual one, if that one is
    there; who has left through the deputy, the manager or a director. Never more than one step: a
    deputy who is away as well stands in for nobody.
    """
    away = _deputies_of_the_away(work, owners)
    there = present(work, {one for owner in owners for one in _stand_ins(owner, away)})
    found: dict[int, Reader] = {}
    for owner in owners:
        stand_in = next((there[one] for one in _stand_ins(owner, away) if one in there), None)
        if owner.is_in_use:
            themselves = Reader(owner.id, owner.email, owner.language)
            found[owner.id] = stand_in if owner.id in away and stand_in else themselves
        elif stand_in or (stand_in := _a_director(work)):
            found[owner.id] = stand_in
    return found


def _stand_ins(owner: Owner, away: Mapping[int, int | None]) -> list[int]:
    asked = (away.get(owner.id), owner.deputy_id)
    if owner.id not in away:
        asked = (owner.deputy_id, owner.manager_id)
    return [one for one in asked if one is not None and one != owner.id]


def _deputies_of_the_away(work: Work, owners: Collection[Owner]) -> Mapping[int, int | None]:
    """Return who stands in for each owner that is away today, on their own clock."""
    days = {owner.id: _today(work, owner) for owner in owners}
    if not days:
        return {}
    found = work.session.execute(
        select(Absence.user_id, Absence.deputy_id, Absence.start_on, Absence.end_on)
        .where(
            Absence.user_id.in_(days),
            Absence.start_on <= max(days.values()),
            Absence.end_on >= min(days.values()),
        )
        .order_by(Absence.id)
    )
    return {
        row.user_id: row.deputy_id
        for row in found
        if row.start_on <= days[row.user_id] <= row.end_on
    }


def _today(work: Work, owner: Owner) -> date:
    return work.now.astimezone(ZoneInfo(owner.time_zone)).date()


def present(work: Work, user_ids: Collection[int]) -> Mapping[int, Reader]:
    """Return those of these who are there: with an account in use, and not away."""
    if not user_ids:
        return {}
    is_away = (
        select(Absence.id)
        .where(
            Absence.user_id == User.id,
            Absence.start_on <= work.today,
            Absence.end_on >= work.today,
        )
        .exists()
    )
    found = work.session.execute(
        select(User.id, User.email, User.language)
        .where(User.id.in_(user_ids), in_use(work.today), ~is_away)
        .order_by(User.id)
    )
    return {row.id: Reader(row.id, row.email, row.language, stands_in=True) for row in found}


def _a_director(work: Work) -> Reader | None:
    directors = select(User.id).where(User.role == Role.DIRECTOR).order_by(User.id)
    there = present(work, work.session.scalars(directors).all())
    return next(iter(there.values()), None)


def may_act_for(work: Work, person_id: int, owner_id: int) -> bool:
    """Tell whether somebody may act on the reminders of an owner: their own, or standing in."""
    if person_id == owner_id:
        return True
    reader = readers(work, [owner_of(work, owner_id)]).get(owner_id)
    return reader is not None and reader.id == person_id
