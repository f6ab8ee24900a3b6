"""A plan laid on leads, taken off again, and laying undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.audit.models import Entry
from tracker.audit.service import Record, several_to_take_back
from tracker.core.db import Work
from tracker.core.errors import ConflictError, TrackerError
from tracker.core.once import made_by
from tracker.core.words import mark
from tracker.leads.changes import UNDOABLE, changing, undo_changes
from tracker.leads.models import Lead, subject_of
from tracker.leads.owners import assign_owner
from tracker.leads.queries import leads_to_change
from tracker.leads.steps import Step, set_step
from tracker.plans import queries
from tracker.plans.models import Laying, LeadStep, Plan, StepState
from tracker.plans.proposing import Asked, propose
from tracker.plans.spreading import Given


class NothingToLayError(TrackerError):
    """None of the leads that were ticked can follow a plan now."""

    def __init__(self) -> None:
        super().__init__(mark("Tick at least one lead that has an owner, or choose an owner."))


class DaysMovedError(ConflictError):
    """The days are not those that were shown, which others have filled: look at them first."""

    code = "days_moved"

    def __init__(self) -> None:
        super().__init__(
            mark("These are not the days you looked at. Look again, then lay the plan.")
        )


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says beside what is asked: its number, the trip, whose words, and what it showed.

    `seen` are the days that were shown for just these leads; nothing where none were.
    """

    language: str
    trip_id: int | None = None
    key: str | None = None
    seen: Mapping[int, Sequence[date]] | None = None


def lay_plan(work: Work, asked: Asked, form: Form) -> Laying:
    """Lay a plan on leads, all or none: each gets its steps, one after the other.

    The first becomes the lead's next step where it has none; else it waits behind that one. A form
    sent twice lays once. Raises NothingToLayError, DaysMovedError, NoSuchOwnerError.
    """
    laid = made_by(work, Laying, form.key)
    if laid is not None:
        return laid
    work.take_turn("plans")  # two at a time would both fill the same days
    leads = leads_to_change(work.session, sorted(asked.lead_ids))
    candidates = queries.candidates(work.session, asked.lead_ids)
    days = propose(work, asked, candidates).days
    if not days:
        raise NothingToLayError
    _check_seen(days, form)
    laying = _begin(work, asked.plan, form)
    for lead in leads:
        if lead.id in days:
            with changing(work, lead, "lead.plan_laid") as change:
                change.after |= {"plan": asked.plan.name("lt"), "plan_en": asked.plan.name("en")}
                if lead.owner_id is None:
                    assign_owner(work, lead, asked.owner_id)
                _lay(work, lead, _steps(laying, lead, asked.plan, days[lead.id], form.language))
    return laying


def take_off(work: Work, lead: Lead) -> Record | None:
    """Let a lead follow its plan no more; its next step stays, as its own."""
    with changing(work, lead, "lead.plan_removed") as change:
        lead.laying_id = None
    return change.entry


def undo_laying(work: Work, laying: Laying) -> int:
    """Take back what the same person laid, from those leads that have not changed since.

    Returns on how many leads it stays. Raises ConflictError where all have changed, and what
    undoing a change of a lead raises.
    """
    lead_ids = queries.leads_of_laying(work.session, laying.id)
    leads = leads_to_change(work.session, lead_ids)
    entries = queries.entries_of_laying(work.session, lead_ids)
    undone = [entry for lead in leads if (entry := _unchanged(lead, entries)) is not None]
    if not undone:
        raise ConflictError(mark("The leads have changed since, so this cannot be undone."))
    numbers = [entry.id for entry in undone]
    undo_changes(work, several_to_take_back(work, numbers, UNDOABLE))
    laying.form_key = None
    return len(leads) - len(undone)


def _unchanged(lead: Lead, entries: Mapping[str, Entry]) -> Entry | None:
    entry = entries.get(subject_of(lead.id))
    return entry if entry is not None and entry.detail["version"] == lead.version else None


def _check_seen(days: Mapping[int, Sequence[Given]], form: Form) -> None:
    now = {lead_id: [each.on for each in given] for lead_id, given in days.items()}
    if form.seen is not None and form.seen.keys() == now.keys() and form.seen != now:
        raise DaysMovedError


def _begin(work: Work, plan: Plan, form: Form) -> Laying:
    laying = Laying(
        plan_id=plan.id,
        trip_id=form.trip_id,
        laid_by_id=work.actor_id,
        laid_at=work.now,
        form_key=form.key,
    )
    work.session.add(laying)
    work.session.flush()
    return laying


def _lay(work: Work, lead: Lead, steps: Sequence[LeadStep]) -> None:
    """Give a lead its steps; the first becomes its next step, where it has none."""
    work.session.add_all(steps)
    lead.laying_id = steps[0].laying_id
    if lead.next_step is None:
        steps[0].state = StepState.CURRENT
        set_step(lead, Step(steps[0].title, steps[0].due_on))


def _steps(
    laying: Laying, lead: Lead, plan: Plan, days: Sequence[Given], language: str
) -> list[LeadStep]:
    return [
        LeadStep(
            laying_id=laying.id,
            lead_id=lead.id,
            position=step.position,
            title=step.title(language),
            due_on=given.on,
            state=StepState.WAITING,
            rrule=step.rrule,
        )
        for step, given in zip(plan.steps, days, strict=True)
    ]
