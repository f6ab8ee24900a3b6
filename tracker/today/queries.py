"""What somebody owes today; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.contacts.models import Affiliation, Contact, Organisation, Phone
from tracker.core.db import Work
from tracker.core.errors import NotFoundError
from tracker.leads.models import Lead, LeadState
from tracker.reminders.models import Reminder, ReminderState

SHOWN = 50
"""Rows of a group; the rest is one link away."""
COUNTED_TO = 1000
WEEK = timedelta(days=7)
FOLLOWED = (LeadState.OPEN, LeadState.WON)
"""Where a next step is owed: an agreed lead that is running has one too."""


class Group(StrEnum):
    """The four parts of the page, in the order in which they are read."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Task:
    """One row: a step that is owed, or (`step` is nothing) a lead that nobody gave one."""

    lead_id: int
    group: Group
    title: str
    version: int
    step: str | None
    on: date | None
    at: time | None
    country: str | None
    owner_id: int | None
    owner: str | None
    contact: str | None
    organisation: str | None
    organisation_lt: str | None
    zone: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each group has, each counted to a thousand and one."""

    late: int
    today: int
    week: int
    missing: int

    def of(self, group: Group) -> int:
        """Return the count of one group."""
        return {
            Group.LATE: self.late,
            Group.TODAY: self.today,
            Group.WEEK: self.week,
            Group.MISSING: self.missing,
        }[group]

    @property
    def total(self) -> int:
        """Return how much there is in all."""
        return self.late + self.today + self.week + self.missing


def end_of_week(day: date) -> date:
    """Return the Sunday of `day`'s week."""
    return day + timedelta(days=6 - day.weekday())


def group_of(on: date, today: date) -> Group | None:
    """Return the group of a step due `on`; nothing once the week is over."""
    if on < today:
        return Group.LATE
    if on == today:
        return Group.TODAY
    return Group.WEEK if on <= end_of_week(today) else None


def counts(work: Work, owner_id: int | None) -> Counts:
    """Count what is owed by `owner_id`, or by everybody, in one statement."""
    capped = [
        select(func.count())
        .select_from(_ids(group, work.today, owner_id).limit(COUNTED_TO + 1).subquery())
        .scalar_subquery()
        for group in Group
    ]
    row: tuple[int, ...] = tuple(work.session.execute(select(*capped)).one())
    return Counts(*row)


def tasks(work: Work, owner_id: int | None, groups: Sequence[Group] = tuple(Group)) -> list[Task]:
    """Return the first rows of each group, the oldest first, in one statement."""
    parts = [
        _ids(group, work.today, owner_id)
        .add_columns(literal(group.value).label("part"))
        .order_by(*_order(group))
        .limit(SHOWN)
        .subquery()
        for group in groups
    ]
    picked = union_all(*(select(part.c.id, part.c.part) for part in parts)).subquery()
    rows = work.session.execute(
        _columns(picked.c.part)
        .join(picked, picked.c.id == Lead.id)
        .order_by(*_order(Group.WEEK)[:-1], *_order(Group.MISSING))
    ).all()
    found = [Task(row[0], Group(row[1]), *row[2:]) for row in rows]
    return sorted(found, key=lambda task: list(Group).index(task.group))


def task_of(work: Work, lead_id: int) -> Task:
    """Return the row of one lead, as it now is; one due later than this week stands in WEEK.

    Raises NotFoundError.
    """
    row = work.session.execute(_columns(literal("")).where(Lead.id == lead_id)).one_or_none()
    if row is None:
        raise NotFoundError
    on = row.next_step_on
    group = Group.MISSING if on is None else group_of(on, work.today) or Group.WEEK
    return Task(row[0], group, *row[2:])


def _ids(group: Group, today: date, owner_id: int | None) -> Select[int]:
    question = select(Lead.id).where(*_belongs(group, today))
    return question if owner_id is None else question.where(Lead.owner_id == owner_id)


def _belongs(group: Group, today: date) -> tuple[ColumnElement[bool], ...]:
    if group is Group.MISSING:
        return (Lead.state == LeadState.OPEN, Lead.step_missing_since.is_not(None))
    due = {
        Group.LATE: Lead.next_step_on < today,
        Group.TODAY: Lead.next_step_on == today,
        Group.WEEK: Lead.next_step_on.between(today + timedelta(days=1), end_of_week(today)),
    }[group]
    return (Lead.state.in_(FOLLOWED), due)


def _order(group: Group) -> tuple[SQLColumnExpression[Any], ...]:
    if group is Group.MISSING:
        return (Lead.step_missing_since, Lead.id)
    return (Lead.next_step_on, Lead.next_step_at.is_(None), Lead.next_step_at, Lead.id)


def _columns(part: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    phone = (
        select(Phone.e164)
        .where(Phone.contact_id == Lead.contact_id, Phone.e164.is_not(None))
        .order_by(Phone.is_preferred.desc(), Phone.id)
        .limit(1)
        .scalar_subquery()
    )
    place = (
        select(Affiliation.organisation_id)
        .where(
            Affiliation.contact_id == Lead.contact_id,
            Affiliation.until_on.is_(None),
            Affiliation.is_primary,
        )
        .scalar_subquery()
    )
    return (
        select(
            Lead.id,
            part.label("part"),
            Lead.title,
            Lead.version,
            Lead.next_step,
            Lead.next_step_on,
            Lead.next_step_at,
            func.coalesce(Contact.country, Organisation.country, Lead.country),
            Lead.owner_id,
            User.given + " " + User.family,
            func.nullif(Contact.name, ""),
            Organisation.name,
            Organisation.name_lt,
            func.coalesce(Contact.time_zone, Organisation.time_zone),
            phone,
        )
        .outerjoin(Contact, Contact.id == Lead.contact_id)
        .outerjoin(Organisation, Organisation.id == func.coalesce(Lead.organisation_id, place))
        .outerjoin(User, User.id == Lead.owner_id)
    )


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What an empty page still says: when the next step is due, and whether there is any lead."""

    next_on: date | None
    any_lead: bool


def afterwards(session: Session, owner_id: int | None, *, after: date) -> Afterwards:
    """Return what comes `after` this week, in one statement."""
    later = select(func.min(Lead.next_step_on)).where(
        Lead.next_step_on > after, Lead.state.in_(FOLLOWED)
    )
    if owner_id is not None:
        later = later.where(Lead.owner_id == owner_id)
    row = session.execute(select(later.scalar_subquery(), exists(select(Lead.id)))).one()
    return Afterwards(row[0], bool(row[1]))


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of the steps done in a week were done by their day."""

    on_time: int
    done: int


def kept(work: Work, owner_id: int | None) -> tuple[Kept, Kept]:
    """Return this week's and last week's, in one statement.

    A step is on time when it was done by the end of its day where its owner was (the reminder's
    own zone), whatever the day was in UTC.
    """
    monday = work.today - timedelta(days=work.today.weekday())
    question = select(Reminder.done_at, Reminder.wall_on, Reminder.zone).where(
        Reminder.state == ReminderState.DONE,
        Reminder.done_at >= datetime.combine(monday - WEEK, time(), work.zone),
    )
    if owner_id is not None:
        question = question.where(Reminder.owner_id == owner_id)
    weeks = {monday: [0, 0], monday - WEEK: [0, 0]}
    for done_at, wall_on, zone in work.session.execute(question):
        if done_at is None:
            continue
        done_on = done_at.astimezone(work.zone).date()
        week = weeks[done_on - timedelta(days=done_on.weekday())]
        week[0] += done_at.astimezone(ZoneInfo(zone)).date() <= wall_on
        week[1] += 1
    return Kept(*weeks[monday]), Kept(*weeks[monday - WEEK])
