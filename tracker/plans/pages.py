"""Laying a plan on a lead, or on those of a trip: looked at first, then laid, taken off, undone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.offered import owners_offered
from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.forms import choices
from tracker.core.texts import gettext as _
from tracker.core.texts import language, ngettext
from tracker.core.versions import VersionForm
from tracker.core.web import (
    needs,
    page,
    reading,
    require_actor,
    say_refusal,
    see,
    tell,
    writing,
)
from tracker.core.words import mark
from tracker.leads.queries import get_lead, leads_to_change
from tracker.leads.rights import lead_to_act_on, require_right
from tracker.plans import laying, queries
from tracker.plans.forms import LayForm
from tracker.plans.models import Plan
from tracker.plans.proposing import Asked, Proposal, propose
from tracker.plans.queries import Candidate
from tracker.plans.shown import Seen, default_ticks, preview_of
from tracker.trips.queries import get_trip

bp = Blueprint("laying", __name__)
FRESH = timedelta(days=14)
"""So long after a trip a plan is counted from its end; later, from the day it is laid."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan is laid on: a lead, or a trip with its leads."""

    name: str
    back_url: str
    url: str
    preview_url: str
    crumb: tuple[str, str]
    leads: Sequence[Candidate]
    ended_on: date | None = None
    trip_id: int | None = None

    @property
    def barren(self) -> tuple[str, str] | None:
        """Return in two sentences why no plan can be laid on it; nothing where one can."""
        if any(lead.is_followed for lead in self.leads):
            return None
        if not self.leads:
            return _("This trip has no leads yet."), _("Make them first.")
        why = (
            _("This lead is closed or on hold.")
            if self.trip_id is None
            else _("No lead of this trip is open.")
        )
        return why, _("A plan is laid on leads that are neither closed nor on hold.")


class NoSuchPlanError(TrackerError):
    """The plan was archived while somebody looked."""

    def __init__(self) -> None:
        super().__init__(mark("Choose a plan."))


@bp.get("/leads/<int:lead_id>/plan")
@needs(Permission.KEEP_OWN_LEADS)
def ask_of_lead(lead_id: int) -> ResponseReturnValue:
    """Show which days the steps of a plan would fall on for one lead."""
    with reading() as work:
        return _show(work, _ground_of_lead(work, lead_id))


@bp.post("/leads/<int:lead_id>/plan/preview")
@needs(Permission.KEEP_OWN_LEADS)
def preview_for_lead(lead_id: int) -> ResponseReturnValue:
    """Show the days again, for another plan, start or owner."""
    with reading() as work:
        return _show(work, _ground_of_lead(work, lead_id), LayForm(request.form))


@bp.post("/leads/<int:lead_id>/plan")
@needs(Permission.KEEP_OWN_LEADS)
def lay_on_lead(lead_id: int) -> ResponseReturnValue:
    """Lay a plan on one lead."""
    with reading() as work:
        ground = _ground_of_lead(work, lead_id)
    return _lay(ground)


@bp.post("/leads/<int:lead_id>/plan/off")
@needs(Permission.KEEP_OWN_LEADS)
def take_off(lead_id: int) -> ResponseReturnValue:
    """Let a lead follow its plan no more."""
    form = VersionForm.checked()
    with writing() as work:
        entry = laying.take_off(work, lead_to_act_on(work, lead_id, seen=form.version.data))
    if entry is not None:
        tell(_("The plan is taken off."), undo=url_for("today.undo", entry_id=entry.id))
    return see("leads.show", lead_id=lead_id)


@bp.get("/trips/<int:trip_id>/plan")
@needs(Permission.EDIT_LEADS)
def ask_of_trip(trip_id: int) -> ResponseReturnValue:
    """Show which days the steps of a plan would fall on for each lead of a trip."""
    with reading() as work:
        return _show(work, _ground_of_trip(work, trip_id))


@bp.post("/trips/<int:trip_id>/plan/preview")
@needs(Permission.EDIT_LEADS)
def preview_for_trip(trip_id: int) -> ResponseReturnValue:
    """Show the days again, for another plan, start or owner, or for other leads."""
    with reading() as work:
        return _show(work, _ground_of_trip(work, trip_id), LayForm(request.form))


@bp.post("/trips/<int:trip_id>/plan")
@needs(Permission.EDIT_LEADS)
def lay_on_trip(trip_id: int) -> ResponseReturnValue:
    """Lay a plan on the ticked leads of a trip, all or none."""
    with reading() as work:
        ground = _ground_of_trip(work, trip_id)
    return _lay(ground)


@bp.post("/plans/laid/<int:laying_id>/undo")
@needs(Permission.KEEP_OWN_LEADS)
def undo(laying_id: int) -> ResponseReturnValue:
    """Take back what was laid, from those leads that have not changed since."""
    with writing() as work:
        laid = queries.get_laying(work.session, laying_id)
        lead_ids = queries.leads_of_laying(work.session, laying_id)
        for lead in leads_to_change(work.session, lead_ids):
            require_right(lead)
        left = laying.undo_laying(work, laid)
        trip_id = laid.trip_id
    words = ngettext(
        "The plan is off %(num)d lead.", "The plan is off %(num)d leads.", len(lead_ids) - left
    )
    if left:
        stays = ngettext(
            "The plan stays on %(num)d lead, which has changed since.",
            "The plan stays on %(num)d leads, which have changed since.",
            left,
        )
        words = f"{words} {stays}"
    tell(words)
    if trip_id is None:
        return see("leads.show", lead_id=lead_ids[0])
    return see("trips.show", trip_id=trip_id)


def _ground_of_lead(work: Work, lead_id: int) -> Ground:
    lead = get_lead(work.session, lead_id)
    require_right(lead)
    back = url_for("leads.show", lead_id=lead_id)
    return Ground(
        name=lead.title,
        back_url=back,
        url=url_for("laying.lay_on_lead", lead_id=lead_id),
        preview_url=url_for("laying.preview_for_lead", lead_id=lead_id),
        crumb=(_("Leads"), url_for("leads.index")),
        leads=queries.candidates(work.session, [lead_id]),
    )


def _ground_of_trip(work: Work, trip_id: int) -> Ground:
    trip = get_trip(work.session, trip_id)
    return Ground(
        name=trip.name,
        back_url=url_for("trips.show", trip_id=trip_id),
        url=url_for("laying.lay_on_trip", trip_id=trip_id),
        preview_url=url_for("laying.preview_for_trip", trip_id=trip_id),
        crumb=(_("Trips"), url_for("trips.index")),
        leads=queries.candidates_of_trip(work.session, trip_id),
        ended_on=trip.end_on,
        trip_id=trip_id,
    )


def _lay(ground: Ground) -> ResponseReturnValue:
    """Lay what the form asks for and lead back; or show the form again with what is wrong."""
    form = LayForm(request.form)
    if not form.validate():
        return _again(ground, form)
    try:
        with writing() as work:
            for lead in leads_to_change(work.session, [lead.id for lead in ground.leads]):
                require_right(lead)
            asked = _asked(form, ground, queries.plans_offered(work.session), work.today)
            if asked is None:
                raise NoSuchPlanError
            said = laying.Form(language(), ground.trip_id, form.form_key, form.days_seen())
            laid = laying.lay_plan(work, asked, said)
            on = len(queries.leads_of_laying(work.session, laid.id))
    except laying.DaysMovedError as error:
        return _again(ground, form, error)
    except TrackerError as error:
        if error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            raise
        return _again(ground, form, error)
    tell(
        ngettext("The plan is laid on %(num)d lead.", "The plan is laid on %(num)d leads.", on),
        undo=url_for("laying.undo", laying_id=laid.id),
    )
    return redirect(ground.back_url, code=HTTPStatus.SEE_OTHER)


def _again(ground: Ground, form: LayForm, error: TrackerError | None = None) -> ResponseReturnValue:
    if error is not None:
        form.form_errors = [*form.form_errors, say_refusal(error)]
    moved = isinstance(error, laying.DaysMovedError)
    with reading() as work:
        body = _show(work, ground, form)
    return body, HTTPStatus.CONFLICT if moved else HTTPStatus.UNPROCESSABLE_ENTITY


def _show(work: Work, ground: Ground, form: LayForm | None = None) -> str:
    plans = queries.plans_offered(work.session)
    owners = owners_offered(work)
    is_new = form is None
    if form is None:
        form = LayForm(start=_start(ground, work.today))
        plan = _first_that_fits(plans, ground)
        form.plan.data = plan.id if plan else None
        form.ids.data = default_ticks(plan.pipeline_id if plan else None, ground.leads)
    form.plan.choices = choices((plan.id, plan.name(language())) for plan in plans)
    form.owner.choices = choices(owners, empty=_("Leave them out"))
    preview = None
    asked = _asked(form, ground, plans, work.today)
    if asked is not None:
        asked, proposal = _proposed(work, asked, ground, is_new=is_new)
        form.show({number: [each.on for each in days] for number, days in proposal.days.items()})
        preview = preview_of(
            asked,
            ground.leads,
            proposal,
            Seen(language(), work.today, dict(owners), _may_hand_over),
        )
    return page(
        "plans/lay.html",
        active="leads" if ground.trip_id is None else "trips",
        form=form,
        ground=ground,
        preview=preview,
        asks_owner=any(lead.owner_id is None and lead.is_followed for lead in ground.leads),
    )


def _proposed(work: Work, asked: Asked, ground: Ground, *, is_new: bool) -> tuple[Asked, Proposal]:
    """Return what is asked, and its days.

    At first those leads of a trip are not ticked whose owner leaves before the plan ends.
    """
    proposal = propose(work, asked, ground.leads)
    leaving = {
        lead.id
        for lead in ground.leads
        if proposal.goes_past(lead.id, asked.owner_of(lead)) is not None
    }
    stay = [number for number in asked.lead_ids if number not in leaving]
    if not is_new or ground.trip_id is None or len(stay) == len(asked.lead_ids):
        return asked, proposal
    asked = replace(asked, lead_ids=stay)
    return asked, propose(work, asked, ground.leads)


def _may_hand_over(user_id: int) -> bool:
    person = require_actor()
    may_all = person.may(Permission.MANAGE_PEOPLE)
    return person.may(Permission.EDIT_LEADS) and (may_all or person.id == user_id)


def _asked(form: LayForm, ground: Ground, plans: Sequence[Plan], today: date) -> Asked | None:
    """Return what the form asks for of this ground; nothing while there is no such plan."""
    plan = next((plan for plan in plans if plan.id == form.plan.data), None)
    if plan is None:
        return None
    ticked = set(form.lead_ids)
    return Asked(
        plan,
        form.start.data or _start(ground, today),
        [lead.id for lead in ground.leads if lead.id in ticked],
        form.owner.data,
    )


def _start(ground: Ground, today: date) -> date:
    """Return from when days are counted unless somebody says otherwise."""
    ended = ground.ended_on
    return ended if ended is not None and ended + FRESH >= today else today


def _first_that_fits(plans: Sequence[Plan], ground: Ground) -> Plan | None:
    """Return the plan to offer: the first that is meant for most of the leads."""
    ways = [lead.pipeline_id for lead in ground.leads if lead.is_followed]

    def fitting(plan: Plan) -> int:
        return sum(1 for way in ways if plan.pipeline_id in {None, way})

    return max(plans, key=fitting, default=None)
