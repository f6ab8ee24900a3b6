"""Who is written to about somebody's reminders: they, or who stands in for them."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from tracker.accounts.absences import is_present, stand_in_for
from tracker.accounts.models import Role, User
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

    Who is away today is written to through whoever stands in, if anybody does; who has left, or
    mail does not reach, through the deputy, the manager or a director.

    Today is the municipality's day, not each owner's: `queries.of_owner` asks by it, in one
    statement over everybody, whether there is a reader at all. By two days the two would disagree
    for hours, and what was chosen and then not written would keep others waiting.
    """
    if not owners:
        return {}
    stand_ins = _stand_ins(work, owners)
    there = present(work, {one for some in stand_ins.values() for one in some})
    found: dict[int, Reader] = {}
    for owner in owners:
        stand_in = next((there[one] for one in stand_ins[owner.id] if one in there), None)
        if stand_in is None and owner.is_reachable:
            stand_in = Reader(owner.id, owner.email, owner.language)
        if stand_in is not None:
            found[owner.id] = stand_in
    without = {owner.id for owner in owners} - found.keys()
    if without and (director := _a_director(work)):
        found |= dict.fromkeys(without, director)
    return found


def _stand_ins(work: Work, owners: Collection[Owner]) -> Mapping[int, Sequence[int]]:
    """Return who may stand in for each owner, the first choice first."""
    away = stand_in_for(work.session, [owner.id for owner in owners], work.today)
    return {owner.id: _of_one(owner, away.get(owner.id)) for owner in owners}


def _of_one(owner: Owner, deputy_today: int | None) -> Sequence[int]:
    gone = () if owner.is_reachable else (owner.deputy_id, owner.manager_id)
    return [one for one in (deputy_today, *gone) if one is not None]


def present(work: Work, user_ids: Collection[int]) -> Mapping[int, Reader]:
    """Return those of these who are there: whom letters reach, and not away."""
    if not user_ids:
        return {}
    found = work.session.execute(
        select(User.id, User.email, User.language)
        .where(User.id.in_(user_ids), is_present(work.today))
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
