"""The plan that a lead follows, as its page shows it: done, now, and to come with its days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tracker.contacts.words import Reader
from tracker.core import i18n
from tracker.core.i18n import in_language
from tracker.core.texts import gettext as _
from tracker.core.workdays import HOME, next_working_day

if TYPE_CHECKING:
    from tracker.plans.queries import PlannedStep

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the plan: its place, what it is, when it was done or falls due."""

    title: str
    state: str
    """done, current, or waiting."""
    when: str


@dataclass(frozen=True, slots=True)
class PlanShown:
    """The plan's name and its steps; `is_over` says that all of them are done."""

    name: str
    steps: Sequence[StepShown]
    is_over: bool


def plan_shown(
    planned: "Sequence[PlannedStep]",
    facts: Any,  # noqa: ANN401 - a lead's row
    reader: Reader,
) -> PlanShown | None:
    """Return the plan in words; nothing where the lead follows none."""
    if not planned:
        return None
    first = planned[0]
    name = in_language(reader.language, first.plan_lt, first.plan_en)
    days = _days_to_come(planned, facts, reader.today)
    steps = [_step(step, day, facts, reader) for step, day in zip(planned, days, strict=True)]
    return PlanShown(name, steps, is_over=all(step.state == "done" for step in planned))


def _days_to_come(
    planned: "Sequence[PlannedStep]",
    facts: Any,  # noqa: ANN401 - a lead's row
    today: date,
) -> list[date]:
    """Return each step's day as things stand: none comes before the one that goes before it."""
    before = facts.next_step_on or today
    days = []
    for step in planned:
        if step.state == "waiting":
            wanted = max(step.due_on, before + DAY)
            before = next_working_day(wanted, HOME, *filter(None, [facts.country]))
        days.append(before)
    return days


def _step(
    step: "PlannedStep",
    day: date,
    facts: Any,  # noqa: ANN401 - a lead's row
    reader: Reader,
) -> StepShown:
    if step.state == "done" and step.done_at is not None:
        done_on = step.done_at.astimezone(reader.zone).date()
        return StepShown(step.title, "done", i18n.day_and_month(done_on, reader.language))
    if step.state == "current":
        on = facts.next_step_on
        return StepShown(step.title, "current", i18n.weekday_and_date(on or day, reader.language))
    words = i18n.weekday_and_date(day, reader.language)
    if step.often:
        words = _("%(days)s, then %(often)s", days=words, often=step.often)
    elif step.rrule:
        words = _("%(day)s, and again", day=words)
    return StepShown(step.title, "waiting", words)
