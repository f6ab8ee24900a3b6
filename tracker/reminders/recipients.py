"""Who is written to about somebody's reminders: they, or who stands in for them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select

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


def lock_readers(work: Work, owners: Collection[Owner]) -> Mapping[int, Reader]:
    """Return what `readers` does, each stand-in kept from being changed until this work ends.

    The owners are already. Without owners whose stand-in somebody is changing at this moment:
    whoever switches an account off would find nothing to cancel, and the letter would leave all
    the same. They are for the next time. Nobody is waited for, so no two who plan letters wait for
    each other.
    """
    found = readers(work, owners)
    kept = lock_present(work, {reader.id for reader in found.values() if reader.stands_in})
    own = {owner_id: reader for owner_id, reader in found.items() if not reader.stands_in}
    now = {owner_id: kept.get(reader.id) for owner_id, reader in found.items()}
    return own | {
        owner_id: reader for owner_id, reader in now.items() if reader and owner_id not in own
    }


def _stand_ins(work: Work, owners: Collection[Owner]) -> Mapping[int, Sequence[int]]:
    """Return who may stand in for each owner, the first choice first."""
    away = stand_in_for(work.session, [owner.id for owner in owners], work.today)
    return {owner.id: _of_one(owner, away.get(owner.id)) for owner in owners}


def _of_one(owner: Owner, deputy_today: int | None) -> Sequence[int]:
    gone = () if owner.is_reachable else (owner.deputy_id, owner.manager_id)
    return [one for one in (deputy_today, *gone) if one is not None]


def present(work: Work, user_ids: Collection[int]) -> Mapping[int, Reader]:
    """Return those of these who are there: whom letters reach, and not away."""
    found = work.session.execute(_readers(work, user_ids)) if user_ids else ()
    return {row.id: _stand_in(row) for row in found if row.is_there}


def lock_present(work: Work, user_ids: Collection[int]) -> Mapping[int, Reader | None]:
    """Return those of these who are there, kept from being changed until this work ends.

    Nobody for those who are not; those whom somebody is changing at this moment are left out.
    """
    if not user_ids:
        return {}
    asked = _readers(work, user_ids).with_for_update(read=True, skip_locked=True)
    found = work.session.execute(asked)
    return {row.id: _stand_in(row) if row.is_there else None for row in found}


def _stand_in(row: Row[*tuple[Any, ...]]) -> Reader:
    return Reader(row.id, row.email, row.language, stands_in=True)


def _readers(work: Work, user_ids: Collection[int]) -> Select[int, str, str, bool]:
    is_there = is_present(work.today).label("is_there")
    asked = select(User.id, User.email, User.language, is_there)
    return asked.where(User.id.in_(user_ids)).order_by(User.id)


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
