"""The letter about the week, on its first day of work: what is late, due and to come.

Whoever leads the municipality also reads what stands still although the manager has heard of it.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select, update

from tracker.accounts.models import Role, User
from tracker.accounts.queries import can_be_written_to
from tracker.core.db import Work, at_most
from tracker.core.weeks import monday_of, sunday_of
from tracker.leads.models import Lead
from tracker.letters.service import NewItem, NewLetter, write_letter
from tracker.reminders.due import Owner, lock_owners, told_of
from tracker.reminders.keeping import look_again
from tracker.reminders.models import Reminder, Template, subject_of
from tracker.reminders.payloads import several
from tracker.reminders.planning import has_its_hour, key_of, mark_told
from tracker.reminders.queries import LIVING, STEPS
from tracker.reminders.recipients import Reader, readers
from tracker.reminders.walltime import ESCALATES_AFTER

LEADERS = (Role.MAYOR, Role.VICE_MAYOR, Role.DIRECTOR)
MOST_LISTED, MOST_STANDING = 9, 6
"""Of one's own steps, and of others'; how many more there are is said."""
MOST = 200
"""As many reminders of one person a letter counts."""
_WEEK = timedelta(days=7)


class Standing(NamedTuple):
    """A step that nobody acts on, for whoever leads the municipality."""

    lead_id: int
    lead: str
    step: str
    given: str
    family: str
    due_on: date


def anything_weekly(work: Work) -> bool:
    """Tell whether a letter about the week is to be planned, or timed."""
    found = select(User.id).where(_is_due(work)).limit(at_most(1))
    return work.session.scalar(found) is not None


def people_due(work: Work) -> Sequence[int]:
    """Return everybody whose letter about the week is to be planned, or timed."""
    return work.session.scalars(select(User.id).where(_is_due(work)).order_by(User.id)).all()


def _is_due(work: Work) -> ColumnElement[bool]:
    return and_(
        can_be_written_to(work.today), or_(User.weekly_at.is_(None), User.weekly_at <= work.now)
    )


def plan_weeks(work: Work, *, limit: int, host: str, only: Collection[int] | None = None) -> int:
    """Write the letters about the week to up to `limit` people, and return to how many.

    Only if there is something to say, and only to who is there: what is due of somebody who is
    away goes to who stands in, day by day. What is due that morning is told of here, and not a
    second time. Whoever has no time for the letter yet gets one, and so does who has chosen an
    hour of this week that is still to come.
    """
    due = select(User.id).where(_is_due(work)).order_by(User.weekly_at, User.id)
    if only is not None:
        due = due.where(User.id.in_(only))
    chosen = work.session.scalars(due.limit(at_most(limit))).all()
    look_again(work, chosen, Reminder.wall_on <= work.today + _WEEK)
    owners = lock_owners(work, chosen, _is_due(work))
    to = readers(work, owners)
    for owner in owners:
        habits = owner.habits
        is_time = owner.weekly_at is not None and habits.this_week(work.now) <= work.now
        if is_time and owner.gets_weekly and not to[owner.id].stands_in:
            _write(work, owner, to[owner.id], host)
        next_at = habits.next_week if is_time else habits.this_or_next_week
        work.session.execute(
            update(User)
            .where(User.id == owner.id)
            .values(weekly_at=next_at(work.now))
            .execution_options(synchronize_session=False)
        )
    return len(owners)


def _write(work: Work, owner: Owner, reader: Reader, host: str) -> None:
    today = owner.today(work.now)
    rows = _of_week(work, owner, sunday_of(today))
    standing = _standing(work, owner) if owner.role in LEADERS else []
    if not rows and not standing:
        return
    due = [row for row in rows if row.letter_at is not None and row.letter_at <= work.now]
    told = [row for row in due if not has_its_hour(work, row)]
    keys = {row.id: key_of(row, reader) for row in told}
    monday = monday_of(today)
    letter = NewLetter(
        idem_key=f"week:{owner.id}:{monday}",
        address=reader.email,
        locale=reader.language,
        template=Template.WEEK,
        payload={
            **several(rows, owner, reader, most=MOST_LISTED),
            "from": monday.isoformat(),
            "result": _result(work, owner, monday),
            "standing": [_said(each) for each in standing[:MOST_STANDING]],
            "more_standing": max(0, len(standing) - MOST_STANDING),
            "days": ESCALATES_AFTER[-1],
        },
        recipient_id=reader.id,
        items=[
            NewItem(keys.get(row.id, f"week:{owner.id}:{monday}:{row.id}"), subject_of(row.id))
            for row in rows
        ],
    )
    if write_letter(work, letter, host=host) is not None:
        mark_told(told, {owner.id: owner}, work)


def _of_week(work: Work, owner: Owner, sunday: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what somebody has to do until Sunday, late or not.

    Rows that somebody is changing are passed over: what is being done at this moment is not to do.
    """
    found = (
        told_of()
        .where(
            Reminder.owner_id == owner.id,
            Reminder.state.in_(LIVING),
            Reminder.wall_on <= sunday,
        )
        .order_by(Reminder.wall_on, Reminder.id)
        .limit(at_most(MOST))
        .with_for_update(of=Reminder, skip_locked=True)
    )
    return work.session.execute(found).all()


def _result(work: Work, owner: Owner, monday: date) -> list[int]:
    """Return how many steps of last week were done on their day or before, and how many in all."""
    on_time, done = work.session.execute(
        select(
            func.count(case((Reminder.done_on <= Reminder.wall_on, 1))), func.count(Reminder.id)
        ).where(
            Reminder.done_on >= monday - _WEEK,
            Reminder.done_on < monday,
            Reminder.owner_id == owner.id,
        )
    ).one()
    return [on_time, done]


def _standing(work: Work, owner: Owner) -> list[Standing]:
    """Return others' steps that the manager has heard of and nobody has acted on since."""
    found = work.session.execute(
        select(Lead.id, Lead.title, Reminder.title, User.given, User.family, Reminder.wall_on)
        .join(Lead, Lead.id == Reminder.lead_id)
        .join(User, User.id == Reminder.owner_id)
        .where(
            Reminder.escalated >= len(ESCALATES_AFTER),
            Reminder.state.in_(LIVING),
            Reminder.kind.in_(STEPS),
            Reminder.owner_id != owner.id,
        )
        .order_by(Reminder.wall_on, Reminder.id)
        .limit(at_most(MOST))
    )
    return [Standing(*row) for row in found]


def _said(standing: Standing) -> dict[str, Any]:
    return {
        "path": f"/leads/{standing.lead_id}",
        "title": standing.lead,
        "step": standing.step,
        "owner": f"{standing.given} {standing.family}",
        "due_on": standing.due_on.isoformat(),
    }
