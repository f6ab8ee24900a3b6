"""What is done to several leads at once; each is a deed of its own, with its own entry."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.offered import owners_offered
from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.forms import choices
from tracker.core.i18n import weekday_and_date
from tracker.core.texts import gettext as _
from tracker.core.texts import language, ngettext
from tracker.core.web import (
    needs,
    page,
    part_of_app,
    reading,
    safe_next,
    say_refusal,
    see,
    tell,
    today,
    writing,
)
from tracker.leads import queries, service
from tracker.leads.changes import changing
from tracker.leads.forms import (
    OPEN,
    BulkAssignForm,
    BulkForm,
    BulkSnoozeForm,
    BulkStageForm,
    numbers,
)
from tracker.leads.later import Snoozing, day_for
from tracker.leads.models import Lead, Phase
from tracker.trips.shown import phase_label

bp = Blueprint("bulk", __name__, url_prefix="/leads/bulk")
FORMS: dict[str, type[BulkForm]] = {
    "assign": BulkAssignForm,
    "stage": BulkStageForm,
    "snooze": BulkSnoozeForm,
}


@bp.post("")
@needs(Permission.EDIT_LEADS)
def choose() -> ResponseReturnValue:
    """Lead from the ticked rows to the form of what is to be done with them."""
    ids = numbers(",".join(request.form.getlist("ids")))
    do = request.form.get("do", "")
    back = safe_next(request.form.get("back"))
    if not ids or do not in FORMS:
        tell(_("Tick at least one lead."))
        return redirect(back or url_for("leads.index"), code=HTTPStatus.SEE_OTHER)
    return see("bulk.ask", do=do, ids=",".join(map(str, ids)), back=back)


@bp.get("/<any(assign, stage, snooze):do>")
@needs(Permission.EDIT_LEADS)
def ask(do: str) -> ResponseReturnValue:
    """Ask what is to be done with the leads that were ticked."""
    form = FORMS[do](ids=request.args.get("ids", ""), back=request.args.get("back"))
    with reading() as work:
        return _form_page(work, do, form)


@bp.post("/<any(assign, stage, snooze):do>")
@needs(Permission.EDIT_LEADS)
def act(do: str) -> ResponseReturnValue:
    """Do it to all of them, or, where one refuses, to none."""
    form = FORMS[do](request.form)
    form.today = today()
    if not form.validate():
        return _again(do, form)
    try:
        with writing() as work:
            leads = queries.leads_to_change(work.session, form.lead_ids)
            _DEEDS[do](work, leads, form)
    except TrackerError as error:
        form.form_errors = [say_refusal(error)]
        return _again(do, form)
    tell(_said(leads, form))
    return redirect(_list_url(form), code=HTTPStatus.SEE_OTHER)


def _said(leads: Sequence[Lead], form: BulkForm) -> str:
    words = ngettext("%(num)d lead changed.", "%(num)d leads changed.", len(leads))
    on = form.on.data if isinstance(form, BulkSnoozeForm) else None
    if on is None or all(day_for(lead, on) == on for lead in leads):
        return words
    rest = _("Not a working day: %(day)s.", day=weekday_and_date(on, language()))
    return f"{words} {rest}"


def _list_url(form: BulkForm) -> str:
    """Return the list the rows were ticked in, with its filters."""
    return safe_next(form.back.data) or url_for("leads.index")


class OneRefusedError(TrackerError):
    """One of several leads does not allow what is done to all."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def _do_to_each(leads: Sequence[Lead], deed: Callable[[Lead], Any]) -> None:
    for lead in leads:
        try:
            deed(lead)
        except TrackerError as error:
            title, words = lead.title, say_refusal(error)
            raise OneRefusedError("%(title)s: %(words)s", title=title, words=words) from error


def _assign(work: Work, leads: Sequence[Lead], form: BulkAssignForm) -> None:
    step = form.planned()

    def assign(lead: Lead) -> None:
        with changing(work, lead, "lead.assigned"):
            service.assign_owner(work, lead, form.owner.data)
            if step is not None and lead.step_missing_since is not None:
                service.plan_step(work, lead, step)

    _do_to_each(leads, assign)


def _stage(work: Work, leads: Sequence[Lead], form: BulkStageForm) -> None:
    phase = Phase(form.phase.data)
    _do_to_each(leads, lambda lead: service.move_to_phase(work, lead, phase))


def _snooze(work: Work, leads: Sequence[Lead], form: BulkSnoozeForm) -> None:
    chosen = form.on.data or work.today
    snoozing: Snoozing = part_of_app("snoozing")
    with snoozing(work, [lead.id for lead in leads]):
        _do_to_each(leads, lambda lead: service.put_off(work, lead, day_for(lead, chosen)))


_DEEDS: dict[str, Callable[[Work, Sequence[Lead], Any], None]] = {
    "assign": _assign,
    "stage": _stage,
    "snooze": _snooze,
}


def _again(do: str, form: BulkForm) -> ResponseReturnValue:
    with reading() as work:
        return _form_page(work, do, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _form_page(work: Work, do: str, form: BulkForm) -> str:
    if isinstance(form, BulkAssignForm):
        form.owner.choices = choices(owners_offered(work), empty="–")
    if isinstance(form, BulkStageForm):
        form.phase.choices = choices((each, phase_label(each)) for each in OPEN)
    titles = queries.titles(work.session, form.lead_ids)
    headings = {
        "assign": ngettext("Assign %(num)d lead", "Assign %(num)d leads", len(titles)),
        "stage": ngettext("Move %(num)d lead", "Move %(num)d leads", len(titles)),
        "snooze": ngettext("Snooze %(num)d lead", "Snooze %(num)d leads", len(titles)),
    }
    return page(
        "leads/bulk.html",
        active="leads",
        form=form,
        heading=headings[do],
        titles=titles,
        action=url_for("bulk.act", do=do),
        back_url=_list_url(form),
    )
