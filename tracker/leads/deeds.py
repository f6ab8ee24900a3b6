"""What is done to a lead from its page, the board and the list: one form, one deed, one answer."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.audit.models import Entry
from tracker.core.db import Work
from tracker.core.errors import ConflictError, ForbiddenError, TrackerError
from tracker.core.forms import choices
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.web import (
    by_script,
    came_from,
    needs,
    page,
    part,
    reading,
    require_actor,
    say_refusal,
    see,
    tell,
    writing,
)
from tracker.leads import queries, service, shown
from tracker.leads.forms import (
    ActivityForm,
    CloseForm,
    DeedForm,
    IdField,
    OwnerForm,
    SleepForm,
    StageForm,
    StepForm,
)
from tracker.leads.models import Lead
from tracker.leads.moving import move, offer_stages, owner_options, stage_typed, target_of
from tracker.trips.shown import phase_label

bp = Blueprint("deeds", __name__, url_prefix="/leads")
Do = Callable[[Work, Lead], Entry | None]


@bp.get("/<int:lead_id>/stage")
@needs(Permission.EDIT_LEADS)
def choose_stage(lead_id: int) -> ResponseReturnValue:
    """Ask where the lead moves, and for what that stage needs."""
    with reading() as work:
        lead = queries.get_lead(work.session, lead_id)
        target = target_of(work, lead, request.args.get("stage", ""))
        form = StageForm(stage=str(target.id), version=lead.version)
        form.reveal(service.asked_by(lead, target))
        return _ask(work, lead, form, _("Change the stage"))


@bp.post("/<int:lead_id>/stage")
@needs(Permission.EDIT_LEADS)
def stage(lead_id: int) -> ResponseReturnValue:
    """Move a lead: to a phase (from the path or the board), or to a stage with what it asks."""
    form = StageForm(request.form)
    on_board = request.args.get("at") == "board"
    if not form.validate():
        return _again(lead_id, form, _("Change the stage"))
    try:
        with writing() as work:
            lead = _lead(work, lead_id, form.version.data)
            entry = move(work, lead, stage_typed(work, lead, form.stage.data), form)
            work.session.flush()
    except service.StageAsksError as error:
        if on_board:
            return _go(url_for("deeds.choose_stage", lead_id=lead_id, stage=form.stage.data))
        return _again(lead_id, form, _("Change the stage"), error)
    words = _("Moved to “%(stage)s”.", stage=phase_label(lead.phase.value))
    taken_back = url_for("deeds.undo", entry_id=entry.id) if entry else None
    if on_board and by_script():
        return _card(lead_id, words, taken_back)
    if entry is not None:
        tell(words, undo=taken_back)
    return see("leads.board") if on_board else see("leads.show", lead_id=lead_id)


def _go(url: str) -> ResponseReturnValue:
    """Lead to another page, by script as without."""
    if by_script():
        return "", HTTPStatus.OK, {"HX-Redirect": url}
    return "", HTTPStatus.SEE_OTHER, {"Location": url}


def _card(lead_id: int, words: str, undo_url: str | None) -> ResponseReturnValue:
    """Answer a move on the board with the card as it now is, and the toast."""
    with reading() as work:
        row = queries.row_of(work.session, lead_id)
        card = shown.cards([row], language=language(), today=work.today)[0]
    return part("leads/_moved.html", card=card, words=words, undo_url=undo_url)


@bp.post("/<int:lead_id>/owner")
@needs(Permission.ASSIGN)
def owner(lead_id: int) -> ResponseReturnValue:
    """Name who answers for a lead; who may not edit leads names one only where there is none."""
    form = OwnerForm.checked()
    with writing() as work:
        lead = _lead(work, lead_id, form.version.data)
        if lead.owner_id is not None and not require_actor().may(Permission.EDIT_LEADS):
            raise ForbiddenError
        entry = service.assign_owner(work, lead, form.owner.data)
        work.session.flush()
    if entry is not None:
        tell(_("The owner is named."), undo=url_for("deeds.undo", entry_id=entry.id))
    return see("leads.show", lead_id=lead_id)


@bp.get("/<int:lead_id>/step")
@needs(Permission.EDIT_LEADS)
def step(lead_id: int) -> ResponseReturnValue:
    """Ask what comes next."""
    with reading() as work:
        lead = queries.get_lead(work.session, lead_id)
        form = StepForm(
            owner=lead.owner_id,
            step=lead.next_step,
            on=lead.next_step_on,
            at=lead.next_step_at,
            version=lead.version,
        )
        return _ask(work, lead, form, _("Next step"))


@bp.post("/<int:lead_id>/step")
@needs(Permission.EDIT_LEADS)
def plan(lead_id: int) -> ResponseReturnValue:
    """Say what comes next, and who takes it."""
    form = StepForm(request.form)

    def do(work: Work, lead: Lead) -> Entry | None:
        if form.owner.data is not None:
            service.assign_owner(work, lead, form.owner.data)
        return service.plan_step(work, lead, form.planned())

    return _deed(lead_id, form, do, heading=_("Next step"), said=_("The next step is planned."))


@bp.post("/<int:lead_id>/activities")
@needs(Permission.EDIT_LEADS)
def write(lead_id: int) -> ResponseReturnValue:
    """Write down a note, a call, a meeting or a letter; the same form sent twice is one."""
    form = ActivityForm(request.form)

    def do(work: Work, lead: Lead) -> None:
        new = form.written()
        if new.form_key is None or not queries.has_activity(work.session, new.form_key):
            service.add_activity(work, lead, new)

    return _deed(lead_id, form, do, heading=_("What happened"), said=_("Written down."))


@bp.get("/<int:lead_id>/sleep")
@needs(Permission.EDIT_LEADS)
def until_when(lead_id: int) -> ResponseReturnValue:
    """Ask until when the lead is put on hold."""
    with reading() as work:
        lead = queries.get_lead(work.session, lead_id)
        form = SleepForm(until=lead.dormant_until, version=lead.version)
        return _ask(work, lead, form, _("Put on hold"))


@bp.post("/<int:lead_id>/sleep")
@needs(Permission.EDIT_LEADS)
def sleep(lead_id: int) -> ResponseReturnValue:
    """Put a lead on hold until a day."""
    form = SleepForm(request.form)

    def do(work: Work, lead: Lead) -> Entry | None:
        return service.let_sleep(work, lead, form.until.data or work.today)

    return _deed(lead_id, form, do, heading=_("Put on hold"), said=_("The lead is on hold."))


@bp.get("/<int:lead_id>/close")
@needs(Permission.EDIT_LEADS)
def why(lead_id: int) -> ResponseReturnValue:
    """Ask why the lead ends."""
    with reading() as work:
        lead = queries.get_lead(work.session, lead_id)
        return _ask(work, lead, CloseForm(version=lead.version), _("Close without result"))


@bp.post("/<int:lead_id>/close")
@needs(Permission.EDIT_LEADS)
def close(lead_id: int) -> ResponseReturnValue:
    """End a lead without result."""
    form = CloseForm(request.form)

    def do(work: Work, lead: Lead) -> Entry | None:
        return service.close_lead(work, lead, form.reason.data or "")

    heading = _("Close without result")
    return _deed(lead_id, form, do, heading=heading, said=_("The lead is closed."))


@bp.get("/<int:lead_id>/reopen")
@needs(Permission.EDIT_LEADS)
def reopen_with(lead_id: int) -> ResponseReturnValue:
    """Ask what comes next once the lead is taken up again."""
    with reading() as work:
        lead = queries.get_lead(work.session, lead_id)
        form = StepForm(owner=lead.owner_id, version=lead.version)
        return _ask(work, lead, form, _("Reopen the lead"))


@bp.post("/<int:lead_id>/reopen")
@needs(Permission.EDIT_LEADS)
def reopen(lead_id: int) -> ResponseReturnValue:
    """Take a closed or sleeping lead up again, with what comes next."""
    form = StepForm(request.form)

    def do(work: Work, lead: Lead) -> Entry | None:
        if form.owner.data is not None:
            service.assign_owner(work, lead, form.owner.data)
        return service.reopen_lead(work, lead, form.planned())

    heading = _("Reopen the lead")
    return _deed(lead_id, form, do, heading=heading, said=_("The lead is open again."))


@bp.post("/undo/<int:entry_id>")
@needs(Permission.EDIT_LEADS)
def undo(entry_id: int) -> ResponseReturnValue:
    """Take back a move, a closing or a new owner."""
    with writing() as work:
        service.undo_change(work, entry_id)
    tell(_("Undone."))
    return _go_back()


def _go_back() -> ResponseReturnValue:
    return "", HTTPStatus.SEE_OTHER, {"Location": came_from()}


def _lead(work: Work, lead_id: int, seen: int | None) -> Lead:
    lead = queries.lead_to_change(work.session, lead_id)
    service.check_version(lead, seen)
    return lead


def _deed(
    lead_id: int, form: DeedForm, do: Callable[[Work, Lead], Any], *, heading: str, said: str
) -> ResponseReturnValue:
    """Do one thing to a lead, say so, and show it; or show the form again with what is wrong."""
    with reading() as work:
        form.today = work.today
    if not form.validate():
        return _again(lead_id, form, heading)
    try:
        with writing() as work:
            entry = do(work, _lead(work, lead_id, form.seen))
            work.session.flush()
    except TrackerError as error:
        if error.status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, 422}:
            raise
        return _again(lead_id, form, heading, error)
    undoable = isinstance(entry, Entry) and entry.what in service.UNDOABLE
    tell(said, undo=url_for("deeds.undo", entry_id=entry.id) if undoable else None)
    return see("leads.show", lead_id=lead_id)


def _again(
    lead_id: int, form: DeedForm, heading: str, error: TrackerError | None = None
) -> ResponseReturnValue:
    """Show the form again with what is wrong; after a conflict, with how the lead now stands."""
    if isinstance(error, service.StageAsksError) and isinstance(form, StageForm):
        form.reveal(error.needs)
    if error is not None:
        form.form_errors = [*form.form_errors, say_refusal(error)]
    is_stale = isinstance(error, ConflictError)
    with reading() as work:
        lead = queries.get_lead(work.session, lead_id)
        if is_stale:
            form.look_again(lead.version)
        body = _ask(work, lead, form, heading, now=lead if is_stale else None)
    return body, HTTPStatus.CONFLICT if is_stale else HTTPStatus.UNPROCESSABLE_ENTITY


def _ask(work: Work, lead: Lead, form: DeedForm, heading: str, now: Lead | None = None) -> str:
    form.today = work.today
    if isinstance(form, StageForm):
        offer_stages(work, form, lead)
    owner = next((field for field in form if field.name == "owner"), None)
    if isinstance(owner, IdField):
        owner.choices = choices(owner_options(work, lead), empty="–")
    return page(
        "leads/deed.html",
        active="leads",
        lead=lead,
        form=form,
        heading=heading,
        now=shown.standing(queries.row_of(work.session, lead.id), language(), work.today)
        if now
        else None,
        changed=queries.last_change(work.session, lead.id) if now else None,
        action=request.path,
    )
