"""Pages of plans: all of them, one that is made or changed, archived and brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.versions import ClashError, VersionForm
from tracker.core.web import needs, page, reading, say_refusal, see, tell, writing
from tracker.plans import queries, service
from tracker.plans.forms import NewPlanForm, PlanForm, rearranged
from tracker.plans.models import Plan
from tracker.plans.words import window_words

bp = Blueprint("plans", __name__, url_prefix="/plans")


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan as the page shows it: its steps with their days."""

    id: int
    version: int
    name: str
    fits: str
    is_first: bool
    is_archived: bool
    steps: Sequence[tuple[str, str]]


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    """Show the plans with their steps; those that are archived last."""
    with reading() as work:
        pipelines = dict(queries.pipeline_options(work.session, language()))
        shown = [_shown(plan, pipelines) for plan in queries.all_plans(work.session)]
        return page(
            "plans/index.html",
            active="trips",
            plans=[plan for plan in shown if not plan.is_archived],
            archived=[plan for plan in shown if plan.is_archived],
        )


def _shown(plan: Plan, pipelines: dict[int, str]) -> PlanShown:
    return PlanShown(
        id=plan.id,
        version=plan.version,
        name=plan.name(language()),
        fits=pipelines[plan.pipeline_id] if plan.pipeline_id else _("All leads"),
        is_first=plan.is_first,
        is_archived=plan.archived_at is not None,
        steps=[(step.title(language()), window_words(step)) for step in plan.steps],
    )


@bp.get("/new")
@needs(Permission.EDIT_PLANS)
def new() -> ResponseReturnValue:
    """Ask for a new plan."""
    return _form_page(NewPlanForm())


@bp.post("/new")
@needs(Permission.EDIT_PLANS)
def add() -> ResponseReturnValue:
    """Add a plan, or show its steps in another order; the same form sent twice adds one."""
    moved = rearranged(request.form, request.form.get("do", ""))
    form = NewPlanForm(moved if moved is not None else request.form)
    if moved is not None:
        return _form_page(form)
    if not form.validate():
        return _form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            plan = service.add_plan(work, form.said(), form_key=form.form_key)
            name = plan.name(language())
    except service.PlanRefusedError as error:
        return _refused(form, error)
    tell(_("Added: %(name)s", name=name))
    return see("plans.index")


@bp.get("/<int:plan_id>/edit")
@needs(Permission.EDIT_PLANS)
def edit(plan_id: int) -> ResponseReturnValue:
    """Show a plan in a form."""
    with reading() as work:
        plan = queries.get_plan(work.session, plan_id)
        return _form_page(PlanForm.of(plan), plan)


@bp.post("/<int:plan_id>/edit")
@needs(Permission.EDIT_PLANS)
def change(plan_id: int) -> ResponseReturnValue:
    """Change a plan, or show its steps in another order; after a clash both are shown."""
    moved = rearranged(request.form, request.form.get("do", ""))
    form = PlanForm(moved if moved is not None else request.form)
    if moved is not None:
        return _again(plan_id, form)
    if not form.validate():
        return _again(plan_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            plan = queries.get_plan(work.session, plan_id, to_change=True)
            _check_version(plan, form.version.data)
            service.change_plan(work, plan, form.said())
    except service.PlanRefusedError as error:
        return _refused(form, error, plan_id)
    except ClashError:
        return _again(plan_id, form, clash=True), HTTPStatus.CONFLICT
    tell(_("Saved."))
    return see("plans.index")


@bp.post("/<int:plan_id>/archive")
@needs(Permission.EDIT_PLANS)
def archive(plan_id: int) -> ResponseReturnValue:
    """Offer a plan no more."""
    VersionForm.checked()
    with writing() as work:
        plan = queries.get_plan(work.session, plan_id, to_change=True)
        service.archive_plan(work, plan)
        name = plan.name(language())
    tell(_("Archived: %(name)s", name=name), undo=url_for("plans.bring_back", plan_id=plan_id))
    return see("plans.index")


@bp.post("/<int:plan_id>/bring-back")
@needs(Permission.EDIT_PLANS)
def bring_back(plan_id: int) -> ResponseReturnValue:
    """Offer an archived plan again."""
    VersionForm.checked()
    with writing() as work:
        plan = queries.get_plan(work.session, plan_id, to_change=True)
        service.bring_back_plan(work, plan)
        name = plan.name(language())
    tell(_("Brought back: %(name)s", name=name))
    return see("plans.index")


def _refused(
    form: PlanForm, error: service.PlanRefusedError, plan_id: int | None = None
) -> ResponseReturnValue:
    if isinstance(error, service.StepRefusedError):
        form.steps[error.place - 1].form.refuse(error.field, say_refusal(error))
    else:
        form.form_errors = [*form.form_errors, say_refusal(error)]
    body = _form_page(form) if plan_id is None else _again(plan_id, form)
    return body, HTTPStatus.UNPROCESSABLE_ENTITY


def _check_version(plan: Plan, seen: int | None) -> None:
    if seen not in {None, plan.version}:
        raise ClashError


def _again(plan_id: int, form: PlanForm, *, clash: bool = False) -> str:
    """Show a plan as it was typed; after a clash beside what is saved, to be saved over it."""
    with reading() as work:
        plan = queries.get_plan(work.session, plan_id)
        theirs: Sequence[tuple[str, str]] = ()
        if clash:
            form.version.data, form.version.raw_data = plan.version, None
            theirs = _saved(plan)
        return _form_page(form, plan, theirs)


def _saved(plan: Plan) -> tuple[tuple[str, str], ...]:
    steps = "; ".join(f"{step.title(language())} ({window_words(step)})" for step in plan.steps)
    return ((_("Name"), plan.name(language())), (_("Steps"), steps))


def _form_page(
    form: PlanForm, plan: Plan | None = None, theirs: Sequence[tuple[str, str]] = ()
) -> str:
    with reading() as work:
        _offer(work, form)
        name = plan.name(language()) if plan else ""
        return page(
            "plans/edit.html",
            active="trips",
            form=form,
            plan=plan,
            name=name,
            theirs=theirs,
            adds=request.form.get("do") == "add",
        )


def _offer(work: Work, form: PlanForm) -> None:
    form.offer(queries.pipeline_options(work.session, language()))
