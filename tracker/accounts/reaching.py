"""Pages that see to it that mail reaches people: another address, and letters that leave again."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.accounts import mail
from tracker.accounts.forms import EmailForm
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import get_user
from tracker.accounts.service import EmailTakenError
from tracker.core import web
from tracker.core.texts import gettext as _
from tracker.core.web import came_from, needs, page, reading, require_actor, see, tell, writing

bp = Blueprint("reaching", __name__)


@bp.post("/account/mail/resume")
@needs(Permission.OWN_ACCOUNT)
def resume_own() -> ResponseReturnValue:
    """Let letters leave for oneself again; whoever presses stays on their page."""
    with writing() as work:
        mail.resume_mail(work, get_user(work.session, require_actor().id))
    tell(_("Letters will leave for you again. Should they come back once more, you will see it."))
    return redirect(came_from(), code=303)


@bp.post("/users/<int:user_id>/mail/resume")
@needs(Permission.MANAGE_ACCOUNTS)
def resume(user_id: int) -> ResponseReturnValue:
    """Let letters leave for somebody again."""
    with writing() as work:
        user = get_user(work.session, user_id)
        mail.resume_mail(work, user)
    tell(_("Letters will leave again for: %(name)s", name=user.name))
    return see("accounts.users")


@bp.get("/users/<int:user_id>/email")
@needs(Permission.MANAGE_ACCOUNTS)
def email(user_id: int) -> ResponseReturnValue:
    """Ask for somebody's new address."""
    with reading() as work:
        user = get_user(work.session, user_id)
        return _email_page(user.name, EmailForm(email=user.email))


@bp.post("/users/<int:user_id>/email")
@needs(Permission.MANAGE_ACCOUNTS)
def change_email(user_id: int) -> ResponseReturnValue:
    """Give somebody another address; what waits for them goes there."""
    form = EmailForm(request.form)
    try:
        with writing() as work:
            user = get_user(work.session, user_id)
            name = user.name
            if form.validate():
                mail.change_email(work, user, form.email.data or "")
    except EmailTakenError as error:
        form.refuse("email", web.say_refusal(error))
    if form.errors:
        return _email_page(name, form), 422
    tell(_("The address is changed: %(name)s", name=name))
    return see("accounts.users")


def _email_page(name: str, form: EmailForm) -> str:
    return page("accounts/email.html", active="users", name=name, form=form)
