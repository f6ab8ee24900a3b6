"""What a form says of a move, and what is done for it, in the order in which it must be."""

from tracker.audit.service import Record
from tracker.core.db import Work
from tracker.core.forms import choices
from tracker.core.ids import read_id
from tracker.core.texts import language
from tracker.leads import queries, service
from tracker.leads.changes import changing
from tracker.leads.forms import StageForm
from tracker.leads.models import Lead, LeadState, Phase, Stage
from tracker.leads.rights import owner_named
from tracker.leads.stages import NoSuchStageError, stage_of

_ENDED = (LeadState.PARKED, LeadState.LOST)


def stage_typed(work: Work, lead: Lead, typed: str | None) -> Stage:
    """Return the stage a form names: by its number, or by its phase, the first of it.

    Inside the phase where the lead already is, that is where it stands.
    Raises NoSuchStageError.
    """
    if typed in list(Phase):
        phase = Phase(typed)
        if phase is lead.phase:
            return work.session.get_one(Stage, lead.stage_id)
        state = LeadState.LOST if phase is Phase.CLOSED else None
        return stage_of(work, lead.pipeline_id, phase=phase, state=state)
    number = read_id(typed)
    stage = work.session.get(Stage, number) if number else None
    if stage is None:
        raise NoSuchStageError
    return stage


def target_of(work: Work, lead: Lead, typed: str) -> Stage:
    """Return the stage an address names, or where the lead stands."""
    return stage_typed(work, lead, typed or lead.phase.value)


_SAID = {LeadState.PARKED: "lead.slept", LeadState.LOST: "lead.closed"}


def move(work: Work, lead: Lead, stage: Stage, form: StageForm) -> Record | None:
    """Write on the lead what the form says, and move it: one change, which can be taken back.

    Raises StageAsksError for what the stage asks and neither has.
    """
    with changing(work, lead, _SAID.get(stage.state, "lead.moved")) as change:
        owner_id = owner_named(lead, form.owner.data)
        if owner_id is not None:
            service.assign_owner(work, lead, owner_id)
        if form.non_monetary.data or form.value.data is not None:
            service.set_value(work, lead, form.value.data, is_non_monetary=form.non_monetary.data)
        _move(work, lead, stage, form)
    return change.entry


def _move(work: Work, lead: Lead, stage: Stage, form: StageForm) -> None:
    step = form.planned()
    if stage.state is LeadState.PARKED and form.until.data is not None:
        service.let_sleep(work, lead, form.until.data)
    elif stage.state is LeadState.LOST and form.reason.data:
        service.close_lead(work, lead, form.reason.data)
    elif step is not None and lead.state in _ENDED and stage.state is LeadState.OPEN:
        service.reopen_lead(work, lead, step)
    elif step is not None:
        service.plan_step(work, lead, step)
    service.move_lead(work, lead, stage)


def offer_stages(work: Work, form: StageForm, lead: Lead) -> None:
    """Put in the stages of the lead's pipeline; a phase that was typed becomes its stage."""
    stages = queries.stages_of(work.session, lead.pipeline_id)
    form.stage.choices = choices((stage.id, stage.name(language())) for stage in stages)
    if form.stage.data in list(Phase):
        form.stage.data = str(stage_typed(work, lead, form.stage.data).id)
