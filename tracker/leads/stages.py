"""How a lead moves along its pipeline, sleeps, ends, and comes back; and what each stage asks."""

from datetime import date
from http import HTTPStatus

from tracker.audit.service import Record
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.text import clean
from tracker.core.words import mark
from tracker.leads.changes import changing, stand_at
from tracker.leads.models import Lead, LeadState, Phase, Stage, StageFacts
from tracker.leads.owners import assign_owner
from tracker.leads.queries import find_stage, last_open_stage
from tracker.leads.steps import Step, clear_step, set_step

VALUE_ASKED = mark("This stage needs a value, or “non-monetary”.")
STEP_ASKED = mark("This stage needs an owner and a next step.")
_WORDS = {
    "owner": STEP_ASKED,
    "step": STEP_ASKED,
    "value": VALUE_ASKED,
    "until": mark("Say until which day it is put on hold."),
    "reason": mark("Say why it ends."),
}
_EARLY = (Phase.NEW, Phase.CONTACTED)


class StageAsksError(TrackerError):
    """The stage asks for something the lead has not: `needs` names the fields to fill in."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "stage_asks"

    def __init__(self, message: str, *needs: str) -> None:
        super().__init__(message)
        self.needs = needs


class NoSuchStageError(TrackerError):
    """The lead's pipeline has no stage of that kind."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "no_such_stage"

    def __init__(self) -> None:
        super().__init__(mark("This lead's pipeline has no such stage."))


def move_lead(work: Work, lead: Lead, stage: Stage) -> Record | None:
    """Move a lead to another stage of its pipeline; moving it where it is does nothing.

    Raises StageAsksError for what the stage asks and the lead has not, and NoSuchStageError for a
    stage of another pipeline.
    """
    if stage.pipeline_id != lead.pipeline_id:
        raise NoSuchStageError
    with changing(work, lead, "lead.moved") as change:
        enter_stage(work, lead, stage)
    return change.entry


def move_to_phase(work: Work, lead: Lead, phase: Phase) -> Record | None:
    """Move a lead to the first stage of `phase` in its own pipeline; inside the phase it stays.

    Raises as `move_lead`.
    """
    if lead.phase is phase:
        return None
    return move_lead(work, lead, stage_of(work, lead.pipeline_id, phase=phase))


def close_lead(work: Work, lead: Lead, reason: str) -> Record | None:
    """End a lead without result, and say why.

    Raises StageAsksError without a reason.
    """
    stage = stage_of(work, lead.pipeline_id, state=LeadState.LOST)
    with changing(work, lead, "lead.closed") as change:
        lead.close_reason = clean(reason).strip() or None
        enter_stage(work, lead, stage)
    return change.entry


def let_sleep(work: Work, lead: Lead, until: date) -> Record | None:
    """Put an open lead on hold until a day, or change that day; its next step is dropped.

    Where the pipeline has no stage for it, the lead stays where it is and only sleeps.
    Raises TrackerError for a day that is not to come and for a lead that is closed or agreed.
    """
    if lead.state not in (LeadState.OPEN, LeadState.PARKED):
        raise TrackerError(mark("Only an open lead can be put on hold."))
    if until <= work.today:
        raise TrackerError(mark("Choose a day that is still to come."))
    parked = find_stage(work.session, lead.pipeline_id, state=LeadState.PARKED)
    with changing(work, lead, "lead.slept") as change:
        lead.dormant_until, lead.step_missing_since = until, None
        clear_step(lead)
        if parked is not None:
            enter_stage(work, lead, parked)
    return change.entry


def reopen_lead(
    work: Work, lead: Lead, step: Step, *, owner_id: int | None = None
) -> Record | None:
    """Take a closed or sleeping lead up again, where it stood before, with what comes next.

    Raises TrackerError when it is not closed, and what `move_lead` and `plan_step` raise.
    """
    if lead.state not in (LeadState.LOST, LeadState.PARKED):
        raise TrackerError(mark("This lead is open already."))
    stage = _stage_before_closing(work, lead)
    with changing(work, lead, "lead.reopened") as change:
        if owner_id is not None:
            assign_owner(work, lead, owner_id)
        set_step(lead, step)
        enter_stage(work, lead, stage)
    return change.entry


def enter_stage(work: Work, lead: Lead, stage: Stage | StageFacts) -> None:
    """Put the lead at `stage` once it has all the stage asks.

    Raises StageAsksError.
    """
    check_gate(lead, stage)
    wakes_up = lead.state is LeadState.PARKED and stage.state is not LeadState.PARKED
    stand_at(lead, stage)
    if stage.state in (LeadState.PARKED, LeadState.LOST):
        clear_step(lead)
    if stage.state is LeadState.LOST:
        lead.laying_id = None
    if wakes_up or stage.state in (LeadState.WON, LeadState.LOST):
        lead.dormant_until = None
    if stage.state is not LeadState.OPEN:
        lead.step_missing_since = None
    _note_moments(work, lead)


def _note_moments(work: Work, lead: Lead) -> None:
    if lead.state is LeadState.LOST:
        lead.closed_at = lead.closed_at or work.now
    else:
        lead.closed_at = lead.close_reason = None
    if lead.phase is Phase.AGREED:
        lead.agreed_at = lead.agreed_at or work.now
    elif lead.state is LeadState.OPEN:
        lead.agreed_at = None


def check_gate(lead: Lead, stage: Stage | StageFacts) -> None:
    """Refuse a stage that asks for something the lead has not.

    Raises StageAsksError, which names all of it.
    """
    missing = asked_by(lead, stage)
    if missing:
        raise StageAsksError(_WORDS[missing[0]], *missing)


def asked_by(lead: Lead, stage: Stage | StageFacts) -> tuple[str, ...]:
    """Return what a stage asks and the lead has not: owner, step, value, until, reason.

    Past "contacted", and when it is taken up again, an open lead has an owner and a next step; an
    agreed one has its owner; a stage on hold has a day to wake up on, a closed one a reason; late
    stages know the value.
    """
    has_value = lead.is_non_monetary or lead.value_eur is not None
    comes_back = lead.state in (LeadState.PARKED, LeadState.LOST)
    is_late = stage.state is LeadState.OPEN and (comes_back or stage.phase not in _EARLY)
    asked = {
        "owner": (is_late or stage.state is LeadState.WON) and lead.owner_id is None,
        "step": is_late and lead.next_step is None,
        "value": stage.needs_value and not has_value,
        "until": stage.state is LeadState.PARKED and lead.dormant_until is None,
        "reason": stage.state is LeadState.LOST and lead.close_reason is None,
    }
    return tuple(name for name, is_missing in asked.items() if is_missing)


def stage_of(
    work: Work, pipeline_id: int, *, state: LeadState | None = None, phase: Phase | None = None
) -> Stage:
    """Return the pipeline's first stage of that state or phase.

    Raises NoSuchStageError when there is none.
    """
    found = find_stage(work.session, pipeline_id, state=state, phase=phase)
    if found is None:
        raise NoSuchStageError
    return found


def _stage_before_closing(work: Work, lead: Lead) -> Stage:
    """Return the last open stage the lead stood at, or its pipeline's first."""
    last = last_open_stage(work.session, lead)
    return last or stage_of(work, lead.pipeline_id, state=LeadState.OPEN)
