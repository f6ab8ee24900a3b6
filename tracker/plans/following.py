"""How a lead goes on along its plan: when its next step is done, the plan's next one follows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tracker.accounts.absences import rest_of
from tracker.audit.service import record
from tracker.core.db import Work
from tracker.leads.answering import NoSuchOwnerError, require_owner
from tracker.leads.models import Lead, subject_of
from tracker.leads.steps import FOLLOWED, Step, set_step
from tracker.plans import queries
from tracker.plans.models import LeadStep, StepState
from tracker.plans.recurring import next_on
from tracker.plans.spreading import first_that_will_do

_DAY = timedelta(days=1)


def follow_plans(work: Work, touched: Sequence[object]) -> None:
    """Keep the plans of leads in step with what was done to the leads.

    A watcher, before that of the reminders: runs at the end of every unit of work that touched a
    lead. A lead without a plan costs nothing. The lead's version stays as the deed left it, so that
    undoing the deed takes the plan's move back as well.
    """
    leads = {
        thing.id: thing
        for thing in touched
        if isinstance(thing, Lead) and thing in work.session and thing.laying_id is not None
    }
    if leads:
        steps = queries.steps_to_change(work.session, leads.keys())
        for number in sorted(leads):
            _follow(work, leads[number], steps.get(number, ()))


def step_back(work: Work, lead: Lead, moment: datetime) -> None:
    """Take back what the plan did when a step of the lead was done at `moment`.

    For a lead that nothing else has been done to since.
    """
    steps = queries.steps_to_change(work.session, [lead.id]).get(lead.id, ())
    done = next((step for step in reversed(steps) if step.done_at == moment), None)
    for step in steps:
        if step.state is StepState.CURRENT:
            step.state = StepState.WAITING
        if done is not None and done.rrule and step.position > done.position:
            work.session.delete(step)
    if done is not None:
        done.state, done.done_at = StepState.CURRENT, None
    work.session.flush()


def _follow(work: Work, lead: Lead, steps: Sequence[LeadStep]) -> None:
    current = next((step for step in steps if step.state is StepState.CURRENT), None)
    waiting = [step for step in steps if step.state is StepState.WAITING]
    if lead.state not in FOLLOWED or lead.dormant_until is not None:
        if current is not None:
            current.state = StepState.WAITING
    elif lead.next_step is None:
        _go_on(work, lead, current, waiting)
    elif current is not None:
        current.title = lead.next_step
    elif waiting and waiting[0].title == lead.next_step:  # it is awake again, or never slept
        waiting[0].state = StepState.CURRENT


def _go_on(work: Work, lead: Lead, current: LeadStep | None, waiting: list[LeadStep]) -> None:
    """Let the next step take its turn; the one before it, where it was the plan's, is done.

    It falls on a day on which we, the contact's country and its owner work.
    """
    if current is not None:
        current.state, current.done_at = StepState.DONE, work.now
        waiting += _again(work, current)
    owner_id = _owner_of(work, lead) if waiting else None
    if owner_id is None:
        return
    step = waiting[0]
    step.state = StepState.CURRENT
    rest = rest_of(work.session, [owner_id], since=work.today)[owner_id]
    on = first_that_will_do(_in_turn(step, work.today), lead.country, rest)
    set_step(lead, Step(step.title, on))
    record(
        work,
        "lead.plan_went_on",
        subject_of(lead.id),
        before={},
        after={"next_step": lead.next_step, "next_step_on": lead.next_step_on},
        version=lead.version,
    )


def _in_turn(step: LeadStep, today: date) -> date:
    """Return the step's day, or the next one where it has passed while others were done."""
    return step.due_on if step.due_on >= today else today + _DAY


def _again(work: Work, done: LeadStep) -> list[LeadStep]:
    """Return the step that follows one that comes again."""
    if done.rrule is None:
        return []
    on = next_on(done.rrule, done.due_on, after=max(done.due_on, work.today))
    if on is None:
        return []
    again = LeadStep(
        laying_id=done.laying_id,
        lead_id=done.lead_id,
        position=done.position + 1,
        title=done.title,
        due_on=on,
        state=StepState.WAITING,
        rrule=done.rrule,
    )
    work.session.add(again)
    return [again]


def _owner_of(work: Work, lead: Lead) -> int | None:
    """Return who takes the step; without anybody it waits until the lead has another owner."""
    if lead.owner_id is None:
        return None
    try:
        require_owner(work, lead.owner_id)
    except NoSuchOwnerError:
        return None
    return lead.owner_id
