"""Everything that is done to plans themselves; laying them on leads stands in `laying`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil

from sqlalchemy import update

from tracker.audit.service import from_to, record
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.once import made_by
from tracker.core.text import clean_line
from tracker.core.words import mark
from tracker.leads.models import Pipeline
from tracker.plans.models import Plan, PlanStep
from tracker.plans.recurring import is_rule

DAY_HOURS = 24
LONGEST = 1100
"""The last day a step may have: three years after the start."""


class PlanRefusedError(TrackerError):
    """A plan that nobody could follow."""


class StepRefusedError(PlanRefusedError):
    """A step that nobody could follow: which one, counted from 1, and what of it is wrong."""

    def __init__(self, place: int, field: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.place = place
        self.field = field


@dataclass(frozen=True, slots=True)
class StepSaid:
    """A step as somebody wrote it; `within_hours` says its days by itself."""

    title_lt: str
    title_en: str
    from_day: int
    by_day: int
    within_hours: int | None = None
    rrule: str | None = None


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """A plan as somebody wrote it, its steps in their order."""

    name_lt: str
    name_en: str
    pipeline_id: int | None
    is_first: bool
    steps: Sequence[StepSaid]


def add_plan(work: Work, said: PlanSaid, *, form_key: str | None = None) -> Plan:
    """Add a plan; a form sent twice adds one.

    Raises PlanRefusedError.
    """
    made = made_by(work, Plan, form_key)
    if made is not None:
        return made
    plan = Plan(created_at=work.now, form_key=form_key, steps=[])
    _set(work, plan, said)
    work.session.add(plan)
    work.session.flush()
    _offer_first(work, plan)
    record(work, "plan.added", plan.subject, after=_facts(plan))
    return plan


def change_plan(work: Work, plan: Plan, said: PlanSaid) -> Plan:
    """Change a plan, its steps loaded; what was laid already stays as it was laid.

    Raises PlanRefusedError.
    """
    before = _facts(plan)
    _set(work, plan, said)
    if changes := from_to(before, _facts(plan)):
        plan.version += 1
        _offer_first(work, plan)
        record(work, "plan.changed", plan.subject, **changes)
    return plan


def archive_plan(work: Work, plan: Plan) -> None:
    """Offer a plan no more; leads that follow it go on."""
    if plan.archived_at is None:
        plan.archived_at, plan.version = work.now, plan.version + 1
        record(work, "plan.archived", plan.subject)


def bring_back_plan(work: Work, plan: Plan) -> None:
    """Offer an archived plan again."""
    if plan.archived_at is not None:
        plan.archived_at, plan.version = None, plan.version + 1
        record(work, "plan.brought_back", plan.subject)


def _set(work: Work, plan: Plan, said: PlanSaid) -> None:
    _check(work, said)
    plan.name_lt, plan.name_en = clean_line(said.name_lt), clean_line(said.name_en)
    plan.pipeline_id, plan.is_first = said.pipeline_id, said.is_first
    steps = [_step(place, step) for place, step in enumerate(said.steps, 1)]
    if _told(plan.steps) != _told(steps):
        plan.steps = []
        work.session.flush()  # the places are taken until the steps before are gone
        plan.steps = steps


def _check(work: Work, said: PlanSaid) -> None:
    if not clean_line(said.name_lt):
        raise PlanRefusedError(mark("Give the plan a name."))
    if not said.steps:
        raise PlanRefusedError(mark("A plan needs at least one step."))
    if said.pipeline_id is not None and work.session.get(Pipeline, said.pipeline_id) is None:
        raise PlanRefusedError(mark("Choose a pipeline from the list."))
    began = 0
    for place, step in enumerate(said.steps, 1):
        _check_step(step, place, is_last=place == len(said.steps))
        if step.within_hours is None and step.from_day < began:
            raise StepRefusedError(
                place,
                "from_day",
                mark("It cannot begin (day %(day)d) before step %(before)d (day %(began)d)."),
                day=step.from_day,
                before=place - 1,
                began=began,
            )
        began = step.from_day


def _check_step(step: StepSaid, place: int, *, is_last: bool) -> None:
    if not clean_line(step.title_lt):
        raise StepRefusedError(place, "title_lt", mark("Say what is to be done."))
    if not 0 <= step.from_day <= step.by_day <= LONGEST:
        raise StepRefusedError(
            place,
            "by_day",
            mark("The days of a step go from the earlier to the later, up to %(num)d."),
            num=LONGEST,
        )
    if step.within_hours is not None and not (place == 1 and step.within_hours > 0):
        raise PlanRefusedError(mark("Only the first step is counted in hours."))
    if step.rrule is not None and not (is_last and is_rule(step.rrule)):
        raise PlanRefusedError(mark("Only the last step comes again, by a rule that we can count."))


def _step(place: int, said: StepSaid) -> PlanStep:
    hours = said.within_hours
    return PlanStep(
        position=place,
        title_lt=clean_line(said.title_lt),
        title_en=clean_line(said.title_en),
        from_day=0 if hours else said.from_day,
        by_day=ceil(hours / DAY_HOURS) if hours else said.by_day,
        within_hours=hours,
        rrule=said.rrule,
    )


def said_of(step: PlanStep) -> StepSaid:
    """Return a step as it would be written again."""
    return StepSaid(
        step.title_lt, step.title_en, step.from_day, step.by_day, step.within_hours, step.rrule
    )


def _told(steps: Sequence[PlanStep]) -> list[dict[str, object]]:
    return [asdict(said_of(step)) for step in steps]


def _facts(plan: Plan) -> Mapping[str, object]:
    return {
        "name_lt": plan.name_lt,
        "name_en": plan.name_en,
        "pipeline_id": plan.pipeline_id,
        "is_first": plan.is_first,
        "steps": _told(plan.steps),
    }


def _offer_first(work: Work, plan: Plan) -> None:
    """Let this plan be the one offered first, where it says so."""
    if plan.is_first:
        work.session.execute(
            update(Plan).where(Plan.id != plan.id, Plan.is_first).values(is_first=False)
        )
