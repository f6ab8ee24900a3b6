"""Pages of days away: one's own, and everybody's for whoever leads them."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts import absences
from tracker.accounts.absences import (
    AlreadyAwayError,
    EndsBeforeItStartsError,
    NoSuchDeputyError,
    OverAlreadyError,
    Period,
)
from tracker.accounts.models import Absence, User
from tracker.accounts.offered import owners_offered
from tracker.accounts.people_forms import AwayForm, ChangeAwayForm
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import get_user
from tracker.accounts.rights import require_self_or
from tracker.core.clock import local_day
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.forms import choices
from tracker.core.i18n import date_range
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.versions import ClashError
from tracker.core.web import needs, page, reading, say_refusal, see, tell, writing

bp = Blueprint("away", __name__, url_prefix="/people/<int:user_id>/away")
_BESIDE: dict[type[TrackerError], str] = {
    AlreadyAwayError: "start_on",
    EndsBeforeItStartsError: "end_on",
    OverAlreadyError: "end_on",
    NoSuchDeputyError: "deputy",
}
"""Beside which field a refusal is said."""


@bp.get("")
@needs(Permission.KEEP_OWN_LEADS)
def index(user_id: int) -> ResponseReturnValue:
    """Show when somebody is or will be away, and ask for more."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    return _list_page(user_id, AwayForm())


@bp.post("")
@needs(Permission.KEEP_OWN_LEADS)
def add(user_id: int) -> ResponseReturnValue:
    """Write down when somebody is away."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    form = AwayForm(request.form)
    if not form.validate():
        return _list_page(user_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            absences.add_absence(work, get_user(work.session, user_id), form.away())
    except tuple(_BESIDE) as error:
        form.refuse(_BESIDE[type(error)], say_refusal(error))
        return _list_page(user_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("The days away are written down."))
    return see("away.index", user_id=user_id)


@bp.get("/<int:absence_id>")
@needs(Permission.KEEP_OWN_LEADS)
def edit(user_id: int, absence_id: int) -> ResponseReturnValue:
    """Show a period in a form."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    return _edit_page(user_id, absence_id)


@bp.post("/<int:absence_id>")
@needs(Permission.KEEP_OWN_LEADS)
def change(user_id: int, absence_id: int) -> ResponseReturnValue:
    """Move a period, or name somebody else to stand in."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    form = ChangeAwayForm(request.form)
    if not form.validate():
        return _edit_page(user_id, absence_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            user, absence = _both(work, user_id, absence_id)
            form.settle(ChangeAwayForm.of(absence))
            absences.change_absence(work, user, absence, form.away())
    except ClashError:
        return _edit_page(user_id, absence_id, form, clash=True), HTTPStatus.CONFLICT
    except tuple(_BESIDE) as error:
        form.refuse(_BESIDE[type(error)], say_refusal(error))
        return _edit_page(user_id, absence_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("The days away are changed."))
    return see("away.index", user_id=user_id)


@bp.post("/<int:absence_id>/end")
@needs(Permission.KEEP_OWN_LEADS)
def end(user_id: int, absence_id: int) -> ResponseReturnValue:
    """Let somebody be back from today on."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    with writing() as work:
        user, absence = _both(work, user_id, absence_id)
        absences.end_early(work, user, absence)
    tell(_("Back from today on."))
    return see("away.index", user_id=user_id)


@bp.post("/<int:absence_id>/remove")
@needs(Permission.KEEP_OWN_LEADS)
def remove(user_id: int, absence_id: int) -> ResponseReturnValue:
    """Forget a period; the message brings it back."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    with writing() as work:
        user, absence = _both(work, user_id, absence_id)
        was = absences.as_away(absence)
        absences.remove_absence(work, user, absence)
    tell(
        _("Removed."),
        undo=url_for("away.add", user_id=user_id),
        start_on=was.start_on.isoformat(),
        end_on=was.end_on.isoformat(),
        deputy=was.deputy_id or "",
    )
    return see("away.index", user_id=user_id)


def _both(work: Work, user_id: int, absence_id: int) -> tuple[User, Absence]:
    user = get_user(work.session, user_id)
    return user, absences.get_absence(work.session, absence_id, user_id=user_id)


def _list_page(user_id: int, form: AwayForm) -> str:
    with reading() as work:
        user = get_user(work.session, user_id)
        today = local_day(work.now, user.time_zone)
        _offer(work, form, user)
        found = absences.periods_of(work.session, user_id, today=today)
        return page(
            "accounts/away.html",
            active="people",
            form=form,
            person=user,
            is_own=user.id == work.actor_id,
            periods=[(period, _days(period), period.start_on <= today) for period in found],
        )


def _days(period: Period) -> str:
    return date_range(period.start_on, period.end_on, language())


def _offer(work: Work, form: AwayForm, user: User) -> None:
    """Offer whoever may stand in, and nobody: then it is the usual deputy."""
    found = dict(owners_offered(work))
    usual = found.get(user.deputy_id or 0)
    nobody = _("The usual deputy: %(name)s", name=usual) if usual else _("Nobody")
    others = [(number, name) for number, name in found.items() if number != user.id]
    form.deputy.choices = choices(others, empty=nobody)


def _edit_page(
    user_id: int, absence_id: int, form: ChangeAwayForm | None = None, *, clash: bool = False
) -> str:
    with reading() as work:
        user, absence = _both(work, user_id, absence_id)
        saved = ChangeAwayForm.of(absence)
        for each in filter(None, (saved, form)):
            _offer(work, each, user)
        theirs: Sequence[tuple[str, str]] = form.again_over(saved) if form and clash else ()
        return page(
            "accounts/away_edit.html",
            active="people",
            form=form or saved,
            person=user,
            theirs=theirs,
        )
