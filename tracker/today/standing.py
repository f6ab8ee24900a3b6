"""What is due for those who are away, on the page of whoever stands in for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import url_for
from sqlalchemy import func, literal, select

from tracker.accounts.absences import away_behind
from tracker.core.counting import count_shown
from tracker.core.db import Work
from tracker.core.i18n import day_and_month
from tracker.core.texts import gettext as _
from tracker.leads.models import IS_LIVING, Lead
from tracker.today.queries import SHOWN, Group, Task, columns, order
from tracker.today.rows import Part, row


@dataclass(frozen=True, slots=True)
class Covered:
    """A step that is due, of somebody who is away until `until`."""

    task: Task
    until: date
    of_all: int
    """How many due steps that person has, shown or not."""


def covered(work: Work, deputy_id: int) -> list[Covered]:
    """Return the first due steps of each for whom somebody stands in, by person; late ones first.

    Nobody stands in for whoever is there, or for one who named somebody else. Who it is, is asked
    by itself: mostly it is nobody, and in one statement everybody's leads would be looked through.
    """
    until = away_behind(work.session, deputy_id, work.today)
    if not until:
        return []
    place = func.row_number().over(partition_by=Lead.owner_id, order_by=order(Group.TODAY))
    of_all = func.count().over(partition_by=Lead.owner_id)
    due = (
        select(Lead.id, place.label("place"), of_all.label("of_all"))
        .where(Lead.owner_id.in_(until), IS_LIVING, Lead.next_step_on <= work.today)
        .subquery()
    )
    rows = work.session.execute(
        columns(literal(Group.TODAY.value))
        .add_columns(due.c.of_all)
        .join(due, due.c.id == Lead.id)
        .where(due.c.place <= SHOWN)
        .order_by(due.c.place, Lead.id)
    )
    tasks = [(Task(each[0], Group(each[1]), *each[2:-1]), each[-1]) for each in rows]
    found = [
        Covered(task, until[task.owner_id], number)
        for task, number in tasks
        if task.owner_id is not None
    ]
    return sorted(found, key=lambda each: (each.until, each.task.owner_id))


def in_all(steps: Sequence[Covered]) -> int:
    """Return how many steps are due of all for whom somebody stands in, shown or not."""
    return sum({each.task.owner_id: each.of_all for each in steps}.values())


def parts(work: Work, steps: Sequence[Covered], language: str) -> list[Part]:
    """Return a part for each person for whom somebody stands in, with their due steps."""
    by_owner = groupby(steps, key=lambda each: each.task.owner_id)
    return [_part(work, list(theirs), language) for _owner_id, theirs in by_owner]


def _part(work: Work, steps: Sequence[Covered], language: str) -> Part:
    first = steps[0]
    number, name = first.task.owner_id, first.task.owner
    day = day_and_month(first.until, language)
    return Part(
        key=f"for-{number}",
        title=_("You stand in until %(day)s: %(name)s", day=day, name=name),
        is_bad=False,
        count=count_shown(first.of_all),
        rows=tuple(row(work, each.task, language) for each in steps),
        all_url=url_for("leads.index", view="all", owner=number)
        if first.of_all > len(steps)
        else "",
    )
