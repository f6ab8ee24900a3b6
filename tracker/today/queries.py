"""What somebody owes today; nothing here changes anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.contacts.models import Affiliation, Contact, Organisation, Phone, Relationship
from tracker.core.counting import counted
from tracker.core.db import Work, at_most
from tracker.core.weeks import monday_of, sunday_of
from tracker.leads.models import IS_LIVING, IS_OPEN, IS_PARKED, Lead
from tracker.reminders.models import Reminder
from tracker.reminders.touches import is_due

SHOWN = 25
"""Rows of a group; the rest is one link away."""
WEEK = timedelta(days=7)


class Group(StrEnum):
    """The parts of the page, in the order in which they are read."""

    LATE = "late"
    TODAY = "today"
    TOUCH = "touch"
    """Contacts who have been silent for too long."""
    WEEK = "week"
    WAKE = "wake"
    """Put on hold until a day that has come."""
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


Counts = Mapping[Group, int]
"""How many rows each group has, each counted to a thousand and one."""


def counts(work: Work, owner_id: int | None) -> Counts:
    """Count what is owed by `owner_id`, or by everybody, in one statement."""
    capped = [counted(_ids(group, work.today, owner_id)).scalar_subquery() for group in Group]
    return dict(zip(Group, work.session.execute(select(*capped)).one(), strict=True))


def tasks(work: Work, owner_id: int | None) -> list[Task]:
    """Return the first rows of each group, the oldest first, in one statement."""
    parts = [
        _ids(group, work.today, owner_id)
        .add_columns(literal(group.value).label("part"))
        .order_by(*order(group))
        .limit(at_most(SHOWN))
        .subquery()
        for group in Group
        if group is not Group.TOUCH
    ]
    picked = union_all(*(select(part.c.id, part.c.part) for part in parts)).subquery()
    rows = work.session.execute(
        columns(picked.c.part)
        .join(picked, picked.c.id == Lead.id)
        .order_by(*order(Group.WEEK)[:-1], Lead.dormant_until, *order(Group.MISSING))
    ).all()
    found = [Task(row[0], Group(row[1]), *row[2:]) for row in rows]
    return sorted(found, key=lambda task: list(Group).index(task.group))


def lead_without_step(work: Work, lead_id: int) -> Task | None:
    """Return the row of one lead that has no step; nothing when it has one, or is not there."""
    question = columns(literal(Group.MISSING.value)).where(
        Lead.id == lead_id, Lead.next_step_on.is_(None), IS_LIVING
    )
    row = work.session.execute(question).one_or_none()
    return None if row is None else Task(row[0], Group(row[1]), *row[2:])


@dataclass(frozen=True, slots=True)
class Silence:
    """One row: a contact with whom somebody wants to keep in touch, silent for too long."""

    reminder_id: int
    contact_id: int
    name: str
    due_on: date
    since: date
    version: int
    owner_id: int
    owner: str
    organisation: str | None
    organisation_lt: str | None
    zone: str | None
    phone: str | None


def silences(work: Work, owner_id: int | None) -> list[Silence]:
    """Return the first contacts who have been silent for too long, the longest due first."""
    question: Select[*tuple[Any, ...]] = (
        select(
            Reminder.id,
            Contact.id,
            Reminder.title,
            Reminder.wall_on,
            func.coalesce(Relationship.last_on, Relationship.since_on),
            Reminder.version,
            Reminder.owner_id,
            User.given + " " + User.family,
            Organisation.name,
            Organisation.name_lt,
            Contact.time_zone,
            _phone_of(Contact.id),
        )
        .join(Contact, Contact.id == Reminder.contact_id)
        .join(Relationship, Relationship.contact_id == Contact.id)
        .join(User, User.id == Reminder.owner_id)
        .outerjoin(Organisation, Organisation.id == _place_of(Contact.id))
        .where(*is_due(work.today, owner_id))
        .order_by(Reminder.wall_on, Reminder.id)
        .limit(at_most(SHOWN))
    )
    return [Silence(*row) for row in work.session.execute(question)]


def _ids(group: Group, today: date, owner_id: int | None) -> Select[int]:
    if group is Group.TOUCH:
        return select(Reminder.id).where(*is_due(today, owner_id))
    question = select(Lead.id).where(*_belongs(group, today))
    return question if owner_id is None else question.where(Lead.owner_id == owner_id)


def _belongs(group: Group, today: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a group.

    A step counts as late from the day after its own: here, in the lists of leads, on the board, in
    the overview and in letters alike, so that each number leads to as many rows. That its hour has
    passed is said by its row (`step_due`). No question asks for the hour: the indexes from which
    late steps are counted hold days, and a question put together once serves a whole day.
    """
    if group is Group.MISSING:
        return (IS_OPEN, Lead.step_missing_since.is_not(None))
    if group is Group.WAKE:
        return (IS_PARKED, Lead.dormant_until <= today)
    due = {
        Group.LATE: Lead.next_step_on < today,
        Group.TODAY: Lead.next_step_on == today,
        Group.WEEK: Lead.next_step_on.between(today + timedelta(days=1), sunday_of(today)),
    }[group]
    return (IS_LIVING, due)


def order(group: Group) -> tuple[SQLColumnExpression[Any], ...]:
    """Return in which order the rows of a group stand."""
    if group is Group.MISSING:
        return (Lead.step_missing_since, Lead.id)
    if group is Group.WAKE:
        return (Lead.dormant_until, Lead.id)
    return (Lead.next_step_on, Lead.next_step_at.is_(None), Lead.next_step_at, Lead.id)


def columns(part: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    """Select what a `Task` holds, of the group `part`."""
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
            _phone_of(Lead.contact_id),
        )
        .outerjoin(Contact, Contact.id == Lead.contact_id)
        .outerjoin(
            Organisation,
            Organisation.id == func.coalesce(Lead.organisation_id, _place_of(Lead.contact_id)),
        )
        .outerjoin(User, User.id == Lead.owner_id)
    )


def _phone_of(contact_id: SQLColumnExpression[Any]) -> ScalarSelect[str | None]:
    """Return the number by which a contact is reached best."""
    return (
        select(Phone.e164)
        .where(Phone.contact_id == contact_id, Phone.e164.is_not(None))
        .order_by(Phone.is_preferred.desc(), Phone.id)
        .limit(at_most(1))
        .scalar_subquery()
    )


def _place_of(contact_id: SQLColumnExpression[Any]) -> ScalarSelect[int]:
    """Return where a contact is now."""
    return (
        select(Affiliation.organisation_id)
        .where(
            Affiliation.contact_id == contact_id,
            Affiliation.until_on.is_(None),
            Affiliation.is_primary,
        )
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What an empty page still says: the next step's day, who has none, whether there is a lead."""

    next_on: date | None
    unowned: int
    """Open leads that nobody answers for, counted to a thousand and one."""
    any_lead: bool


def afterwards(session: Session, owner_id: int | None, *, after: date) -> Afterwards:
    """Return what comes `after` this week, in one statement."""
    later = select(func.min(Lead.next_step_on)).where(Lead.next_step_on > after, IS_LIVING)
    if owner_id is not None:
        later = later.where(Lead.owner_id == owner_id)
    unowned = counted(select(Lead.id).where(IS_OPEN, Lead.owner_id.is_(None)))
    row = session.execute(
        select(later.scalar_subquery(), unowned.scalar_subquery(), exists(select(Lead.id)))
    ).one()
    return Afterwards(row[0], row[1], bool(row[2]))


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of the steps done in a week were done by their day."""

    on_time: int
    done: int


def kept(work: Work, owner_id: int | None) -> tuple[Kept, Kept]:
    """Return this week's and last week's, in one statement.

    A step is on time when it was done by the end of its day where its owner is, whatever the day
    was in UTC.
    """
    monday = monday_of(work.today)
    question = select(
        *(
            func.count(case((condition, 1)))
            for week in (Reminder.done_on >= monday, Reminder.done_on < monday)
            for condition in (and_(week, Reminder.done_on <= Reminder.wall_on), week)
        )
    ).where(
        Reminder.done_on >= monday - WEEK, *([Reminder.owner_id == owner_id] if owner_id else [])
    )
    counted: tuple[int, ...] = tuple(work.session.execute(question).one())
    return Kept(*counted[:2]), Kept(*counted[2:])
