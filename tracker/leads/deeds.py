"""What is done to a lead from its page, the board and the list: one form, one deed, one answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString

from tracker.accounts.offered import owners_offered
from tracker.accounts.permissions import Permission
from tracker.audit.service import Record
from tracker.core.db import Work
from tracker.core.errors import ConflictError, TrackerError
from tracker.core.forms import IdField, choices
from tracker.core.once import made_by
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.texts import lazy_gettext as _l
from tracker.core.web import (
    by_script,
    needs,
    page,
    part,
    reading,
    say_refusal,
    see,
    tell,
    today,
    writing,
)
from tracker.leads import queries, service, shown
from tracker.leads.forms import (
    ActivityForm,
    CloseForm,
    DeedForm,
    OwnerForm,
    SleepForm,
    StageForm,
    StepForm,
)
from tracker.leads.models import Activity, Lead
from tracker.leads.moving import move, offer_stages, stage_typed, target_of
from tracker.leads.rights import lead_to_act_on, may_name_owner, owner_named, require_right
from tracker.trips.shown import phase_label

bp = Blueprint("deeds", __name__, url_prefix="/leads")
_ASKING = (service.StageAsksError, service.NoSuchOwnerError)
"""The refusals that name the fields to fill in."""


@bp.get("/<int:lead_id>/stage")
@needs(Permission.KEEP_OWN_LEADS)
def choose_stage(lead_id: int) -> ResponseReturnValue:
    """Ask where the lead moves, and for what that stage needs."""
    with reading() as work:
        lead = queries.get_lead(work.session, lead_id)
        target = target_of(work, lead, request.args.get("stage", ""))
        form = StageForm(stage=str(target.id), version=lead.version)
        form.reveal(service.asked_by(lead, target))
        return _ask(work, lead, form, _("Change the stage"))


@bp.post("/<int:lead_id>/stage")
@needs(Permission.KEEP_OWN_LEADS)
def stage(lead_id: int) -> ResponseReturnValue:
    """Move a lead: to a phase (from the path or the board), or to a stage with what it asks."""
    form = StageForm(request.form)
    on_board = request.args.get("at") == "board"
    if not form.validate():
        return _again(lead_id, form, _("Change the stage"))
    try:
        with writing() as work:
            lead = lead_to_act_on(work, lead_id, seen=form.seen)
            entry = move(work, lead, stage_typed(work, lead, form.stage.data), form)
            work.session.flush()
    except _ASKING as error:
        if on_board:
            return _go(url_for("deeds.choose_stage", lead_id=lead_id, stage=form.stage.data))
        return _again(lead_id, form, _("Change the stage"), error)
    words = _("Moved to “%(stage)s”.", stage=phase_label(lead.phase.value))
    if on_board and by_script():
        return _card(lead_id, words, _undo_url(entry))
    if entry is not None:
        tell(words, undo=_undo_url(entry))
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
        card = shown.cards([row], language=language(), now=work.here)[0]
    return part("leads/_moved.html", card=card, words=words, undo_url=undo_url)


@bp.post("/<int:lead_id>/owner")
@needs(Permission.ASSIGN)
def owner(lead_id: int) -> ResponseReturnValue:
    """Name who answers for a lead."""
    form = OwnerForm.checked()
    with writing() as work:
        lead = lead_to_act_on(work, lead_id, seen=form.seen, by=may_name_owner)
        entry = service.assign_owner(work, lead, form.owner.data)
        work.session.flush()
    if entry is not None:
        tell(_("The owner is named."), undo=_undo_url(entry))
    return see("leads.show", lead_id=lead_id)


def _plan(work: Work, lead: Lead, form: StepForm) -> Record | None:
    owner_id = owner_named(lead, form.owner.data)
    return service.plan_step(work, lead, form.planned(), owner_id=owner_id)


def _reopen(work: Work, lead: Lead, form: StepForm) -> Record | None:
    owner_id = owner_named(lead, form.owner.data)
    return service.reopen_lead(work, lead, form.planned(), owner_id=owner_id)


def _sleep(work: Work, lead: Lead, form: SleepForm) -> Record | None:
    return service.let_sleep(work, lead, form.until.data or work.today)


def _close(work: Work, lead: Lead, form: CloseForm) -> Record | None:
    return service.close_lead(work, lead, form.reason.data or "")


@dataclass(frozen=True, slots=True)
class _Deed:
    """A deed with a page of its own: its form, and what of the lead is filled in already."""

    form: type[DeedForm]
    heading: LazyString
    said: LazyString
    do: Callable[[Work, Lead, Any], Record | None]
    filled: Mapping[str, str]


_STEP = {"owner": "owner_id", "step": "next_step", "on": "next_step_on", "at": "next_step_at"}
_DEEDS = {
    "step": _Deed(StepForm, _l("Next step"), _l("The next step is planned."), _plan, _STEP),
    "reopen": _Deed(
        StepForm,
        _l("Reopen the lead"),
        _l("The lead is open again."),
        _reopen,
        {"owner": "owner_id"},
    ),
    "sleep": _Deed(
        SleepForm,
        _l("Put on hold"),
        _l("The lead is on hold."),
        _sleep,
        {"until": "dormant_until"},
    ),
    "close": _Deed(CloseForm, _l("Close without result"), _l("The lead is closed."), _close, {}),
}


@bp.get("/<int:lead_id>/<any(step, reopen, sleep, close):what>")
@needs(Permission.KEEP_OWN_LEADS)
def ask(lead_id: int, what: str) -> ResponseReturnValue:
    """Ask what comes next, until when it is put on hold, or why it ends."""
    deed = _DEEDS[what]
    with reading() as work:
        lead = queries.get_lead(work.session, lead_id)
        filled = {name: getattr(lead, column) for name, column in deed.filled.items()}
        form = deed.form(**filled, version=lead.version)
        return _ask(work, lead, form, str(deed.heading))


@bp.post("/<int:lead_id>/<any(step, reopen, sleep, close):what>")
@needs(Permission.KEEP_OWN_LEADS)
def act(lead_id: int, what: str) -> ResponseReturnValue:
    """Plan the next step, take the lead up again, put it on hold, or end it without result."""
    deed = _DEEDS[what]
    form = deed.form(request.form)
    return _do(
        lead_id,
        form,
        lambda work, lead: deed.do(work, lead, form),
        heading=str(deed.heading),
        said=str(deed.said),
    )


@bp.post("/<int:lead_id>/activities")
@needs(Permission.KEEP_OWN_LEADS)
def write(lead_id: int) -> ResponseReturnValue:
    """Write down a note, a call, a meeting or a letter; the same form sent twice is one."""
    form = ActivityForm(request.form)

    def do(work: Work, lead: Lead) -> None:
        new = form.written()
        if made_by(work, Activity, new.form_key) is None:
            service.add_activity(work, lead, new)

    return _do(
        lead_id,
        form,
        do,
        heading=_("What happened"),
        said=_("Written down in the history of the lead."),
    )


def _do(
    lead_id: int,
    form: DeedForm,
    do: Callable[[Work, Lead], Record | None],
    *,
    heading: str,
    said: str,
) -> ResponseReturnValue:
    """Do one thing to a lead, say so, and show it; or show the form again with what is wrong."""
    form.today = today()
    if not form.validate():
        return _again(lead_id, form, heading)
    try:
        with writing() as work:
            entry = do(work, lead_to_act_on(work, lead_id, seen=form.seen))
            work.session.flush()
    except TrackerError as error:
        if error.status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, 422}:
            raise
        return _again(lead_id, form, heading, error)
    tell(said, undo=_undo_url(entry))
    return see("leads.show", lead_id=lead_id)


def _undo_url(entry: Record | None) -> str | None:
    if entry is None or entry.what not in service.UNDOABLE:
        return None
    return url_for("today.undo", entry_id=entry.id)


def _again(
    lead_id: int, form: DeedForm, heading: str, error: TrackerError | None = None
) -> ResponseReturnValue:
    """Show the form again with what is wrong; after a conflict, with how the lead now stands."""
    if isinstance(form, StageForm) and isinstance(error, _ASKING):
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
    require_right(lead)
    form.today = work.today
    if isinstance(form, StageForm):
        offer_stages(work, form, lead)
    owner = next((field for field in form if field.name == "owner"), None)
    if isinstance(owner, IdField) and not may_name_owner(lead.owner_id):
        del form["owner"]
    elif isinstance(owner, IdField):
        owner.choices = choices(owners_offered(work), empty="–")
    return page(
        "leads/deed.html",
        active="leads",
        lead=lead,
        form=form,
        heading=heading,
        now=shown.standing(queries.row_of(work.session, lead.id), language(), work.here)
        if now
        else None,
        changed=queries.last_change(work.session, lead.id) if now else None,
        action=request.path,
    )
