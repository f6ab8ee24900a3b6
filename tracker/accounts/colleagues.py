"""The page on which an administrator says who somebody is, who leads them, and until when."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from tracker.accounts.editing import NoSuchColleagueError, edit_user
from tracker.accounts.models import User
from tracker.accounts.offered import owners_offered
from tracker.accounts.people_forms import EditUserForm
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import active_names, get_user
from tracker.core.db import Work
from tracker.core.errors import ConflictError
from tracker.core.forms import choices
from tracker.core.texts import gettext as _
from tracker.core.versions import ClashError
from tracker.core.web import (
    needs,
    page,
    part_of_app,
    reading,
    say_refusal,
    see,
    tell,
    writing,
)

bp = Blueprint("colleagues", __name__, url_prefix="/users/<int:user_id>/edit")


@bp.get("")
@needs(Permission.MANAGE_ACCOUNTS)
def edit(user_id: int) -> ResponseReturnValue:
    """Show an account in a form."""
    return _form_page(user_id)


@bp.post("")
@needs(Permission.MANAGE_ACCOUNTS)
def save(user_id: int) -> ResponseReturnValue:
    """Change what is written about somebody."""
    form = EditUserForm(request.form)
    if not form.validate():
        return _form_page(user_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            user = get_user(work.session, user_id)
            form.settle(EditUserForm.of(user))
            edit_user(work, user, form.particulars(), count_waiting=part_of_app("count_waiting"))
    except ClashError:
        return _form_page(user_id, form, clash=True), HTTPStatus.CONFLICT
    except NoSuchColleagueError as error:
        form.refuse(error.field, say_refusal(error))
        return _form_page(user_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except ConflictError as error:
        form.form_errors = [say_refusal(error)]
        return _form_page(user_id, form), HTTPStatus.CONFLICT
    tell(_("Saved."))
    return see("accounts.users")


def _form_page(user_id: int, form: EditUserForm | None = None, *, clash: bool = False) -> str:
    with reading() as work:
        user = get_user(work.session, user_id)
        saved = EditUserForm.of(user)
        for each in filter(None, (saved, form)):
            _offer(work, each, user)
        theirs: Sequence[tuple[str, str]] = form.again_over(saved) if form and clash else ()
        return page(
            "accounts/edit_user.html",
            active="users",
            form=form or saved,
            name=user.name,
            theirs=theirs,
        )


def _offer(work: Work, form: EditUserForm, user: User) -> None:
    others = [each for each in active_names(work.session, today=work.today) if each[0] != user.id]
    stand_ins = [each for each in owners_offered(work) if each[0] != user.id]
    form.manager.choices = choices(others, empty="–")
    form.deputy.choices = choices(stand_ins, empty="–")
