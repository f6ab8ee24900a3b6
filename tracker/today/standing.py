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


def covered(work: Work, deputy_id: int) -> list[Covered]:
    """Return the first due steps of each for whom somebody stands in, by person, in one statement.

    Late ones first. Nobody stands in for whoever is there, or for one who named somebody else.
    """
    away = away_behind(deputy_id, work.today).subquery()
    place = func.row_number().over(partition_by=Lead.owner_id, order_by=order(Group.TODAY))
    due = (
        select(Lead.id, away.c.end_on, place.label("place"))
        .join(away, away.c.user_id == Lead.owner_id)
        .where(IS_LIVING, Lead.next_step_on <= work.today)
        .subquery()
    )
    rows = work.session.execute(
        columns(literal(Group.TODAY.value))
        .add_columns(due.c.end_on)
        .join(due, due.c.id == Lead.id)
        .where(due.c.place <= SHOWN)
        .order_by(due.c.end_on, Lead.owner_id, due.c.place)
    )
    return [Covered(Task(each[0], Group(each[1]), *each[2:-1]), each[-1]) for each in rows]


def parts(work: Work, steps: Sequence[Covered], language: str) -> list[Part]:
    """Return a part for each person for whom somebody stands in, with their due steps."""
    by_owner = groupby(steps, key=lambda each: (each.task.owner_id, each.task.owner, each.until))
    return [
        _part(work, owner, [each.task for each in theirs], language) for owner, theirs in by_owner
    ]


def _part(
    work: Work,
    owner: tuple[int | None, str | None, date],
    tasks: Sequence[Task],
    language: str,
) -> Part:
    number, name, until = owner
    day = day_and_month(until, language)
    return Part(
        key=f"for-{number}",
        title=_("You stand in until %(day)s: %(name)s", day=day, name=name),
        is_bad=False,
        count=count_shown(len(tasks)),
        rows=tuple(row(work, task, language) for task in tasks),
        all_url=url_for("leads.index", view="all", owner=number) if len(tasks) == SHOWN else "",
    )
