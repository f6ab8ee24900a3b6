"""One's own account, and everybody's accounts for the administrator."""

from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts import passwords, service, signing
from tracker.accounts.browsers import browser_name
from tracker.accounts.entrance import bp
from tracker.accounts.forms import ChangePasswordForm, OwnChoicesForm, UserForm
from tracker.accounts.models import User
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import all_users, get_sign_in, get_user, is_active, sign_ins_of
from tracker.accounts.service import EmailTakenError
from tracker.accounts.throttle import Caller, forgive, take_try
from tracker.accounts.words import mail_of, role_name, settings_saved, state_of
from tracker.core import web
from tracker.core.db import Work
from tracker.core.errors import ConflictError
from tracker.core.i18n import clock_time, long_date, say_counts
from tracker.core.security import digest
from tracker.core.texts import gettext as _
from tracker.core.texts import language, speaking
from tracker.core.web import needs, page, reading, require_actor, see, tell, writing
from tracker.handover.queries import count_waiting, leaving

__all__ = ["bp"]


@dataclass(frozen=True, slots=True)
class SignInRow:
    """A browser somebody is signed in with."""

    id: int
    browser: str
    since: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account in the administrator's list."""

    id: int
    name: str
    email: str
    title: str
    role: str
    state: str
    state_kind: str
    last_day: str
    waiting: str
    """For what somebody else has to be found, for this person leaves or is gone."""
    is_off: bool
    is_own: bool
    mail: str
    """What is wrong with their mail, in a word; mostly nothing."""
    mail_kind: str


# --- One's own account ----------------------------------------------------------------------------


@bp.get("/account")
@needs(Permission.OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    """Show what somebody may choose for themselves, and where they are signed in."""
    with reading() as work:
        user = get_user(work.session, require_actor().id)
        return _own_page(work, user, OwnChoicesForm(obj=user))


@bp.post("/account")
@needs(Permission.OWN_ACCOUNT)
def choose() -> ResponseReturnValue:
    """Keep what somebody chose for themselves."""
    form = OwnChoicesForm(request.form)
    person = require_actor()
    form.offer_zones(person.zone.key, person.language)
    if not form.validate():
        with reading() as work:
            return _own_page(work, get_user(work.session, person.id), form), 422
    with writing() as work:
        service.choose(work, get_user(work.session, person.id), form.chosen())
    with speaking(form.language.data):
        tell(settings_saved(gets_none=form.gets_none))
    return see("accounts.own")


def _own_page(work: Work, user: User, form: OwnChoicesForm) -> str:
    form.offer_zones(user.time_zone, language())
    return page(
        "accounts/own.html",
        form=form,
        name=user.name,
        own_id=user.id,
        email=user.email,
        role=role_name(user.role),
        mail_paused=_moment(work, user.mail_paused_at) if user.mail_paused_at else "",
        mail_why=web.part_of_app("why_mail_returns")(user.mail_pause_status or ""),
        sign_ins=[
            SignInRow(
                id=row.id,
                browser=browser_name(row.browser) or _("Unknown browser"),
                since=_moment(work, row.created_at),
                is_here=row.token_digest == digest(signing.token_here()),
            )
            for row in sign_ins_of(work.session, user.id, now=work.now)
        ],
    )


def _moment(work: Work, at: datetime) -> str:
    local = at.astimezone(work.zone)
    return f"{long_date(local.date(), language())}, {clock_time(local)}"


@bp.get("/account/password")
@needs(Permission.OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    """Ask for the present password and another one."""
    return _password_page(ChangePasswordForm())


@bp.post("/account/password")
@needs(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Set another password; every other browser is signed out."""
    person = require_actor()
    with reading() as work:
        user = get_user(work.session, person.id)
    form = ChangePasswordForm(request.form)
    form.known = (user.name, user.email)
    if not form.validate() or not _knows_password(user, form):
        return _password_page(form), 422
    password_hash = passwords.hash_password(form.password.data or "")
    with writing() as work:
        user = get_user(work.session, person.id)
        service.set_password(work, user, password_hash, keep=signing.token_here())
    tell(_("The password is changed. Other browsers have been signed out."))
    return see("accounts.own")


def _knows_password(user: User, form: ChangePasswordForm) -> bool:
    """Check the present password, slowed down like sign-in: the browser may be left open."""
    caller = Caller(f"password:{user.id}", request.remote_addr or "")
    with writing() as work:
        take_try(work, caller)
    if not passwords.matches(user.password_hash, form.present.data or ""):
        form.refuse("present", _("This is not the present password."))
        return False
    with writing() as work:
        forgive(work, caller)
    return True


def _password_page(form: ChangePasswordForm) -> str:
    return page("accounts/password.html", form=form)


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@needs(Permission.OWN_ACCOUNT)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign one of one's own browsers out."""
    with writing() as work:
        sign_in = get_sign_in(work.session, sign_in_id, user_id=require_actor().id)
        service.end_sign_in(work, sign_in)
    tell(_("That browser has been signed out."))
    return see("accounts.own")


@bp.post("/account/sign-ins/end")
@needs(Permission.OWN_ACCOUNT)
def end_sign_ins() -> ResponseReturnValue:
    """Sign oneself out everywhere, here too."""
    with writing() as work:
        service.end_sign_ins(work, require_actor().id)
    signing.forget()
    tell(_("You have been signed out everywhere."))
    return see("accounts.sign_in")


# --- Everybody's accounts -------------------------------------------------------------------------


@bp.get("/users")
@needs(Permission.MANAGE_ACCOUNTS)
def users() -> ResponseReturnValue:
    """List the accounts."""
    return _users_page()


def _users_page(*, refusal: str | None = None, pass_on: str | None = None) -> str:
    with reading() as work:
        waiting = {each.id: say_counts(language(), each.waiting) for each in leaving(work)}
        rows = [_user_row(user, work, waiting.get(user.id, "")) for user in all_users(work.session)]
        return page(
            "accounts/users.html", active="users", users=rows, refusal=refusal, pass_on=pass_on
        )


def _user_row(user: User, work: Work, waiting: str) -> UserRow:
    state, kind = state_of(user, work.today)
    mail, mail_kind = mail_of(user, work.now)
    return UserRow(
        id=user.id,
        name=user.name,
        email=user.email,
        title=(user.title_en if language() == "en" else user.title_lt),
        role=role_name(user.role),
        state=_(state),
        state_kind=kind,
        last_day=user.active_until.isoformat() if user.active_until else "",
        waiting=waiting,
        is_off=not is_active(user, work.today),
        is_own=user.id == work.actor_id,
        mail=mail and _(mail),
        mail_kind=mail_kind,
    )


@bp.get("/users/new")
@needs(Permission.MANAGE_ACCOUNTS)
def new_user() -> ResponseReturnValue:
    """Ask who is to have an account."""
    return _new_user_page(UserForm(language=web.part_of_app("settings").language.value))


@bp.post("/users/new")
@needs(Permission.MANAGE_ACCOUNTS)
def add_user() -> ResponseReturnValue:
    """Make an account and show, once, the link by which its person sets the password."""
    form = UserForm(request.form)
    if not form.validate():
        return _new_user_page(form), 422
    new = form.new_user(time_zone=web.part_of_app("settings").time_zone)
    try:
        with writing() as work:
            user = service.add_user(work, new)
            token = service.make_password_link(work, user)
    except EmailTakenError as error:
        form.refuse("email", web.say_refusal(error))
        return _new_user_page(form), 422
    return _link_page(user, token), 201


def _new_user_page(form: UserForm) -> str:
    return page("accounts/new_user.html", active="users", form=form)


@bp.post("/users/<int:user_id>/link")
@needs(Permission.MANAGE_ACCOUNTS)
def make_link(user_id: int) -> ResponseReturnValue:
    """Show, once, a new link by which somebody sets a password; earlier links end."""
    with writing() as work:
        user = get_user(work.session, user_id)
        token = service.make_password_link(work, user)
    return _link_page(user, token), 201


def _link_page(user: User, token: str) -> str:
    address = service.password_address(web.part_of_app("settings").base_url, token)
    return page("accounts/link.html", active="users", name=user.name, address=address)


@bp.post("/users/<int:user_id>/off")
@needs(Permission.MANAGE_ACCOUNTS)
def switch_off(user_id: int) -> ResponseReturnValue:
    """Close an account at once, unless leads or contacts would be left without anybody."""
    try:
        with writing() as work:
            user = get_user(work.session, user_id)
            service.switch_off(work, user, count_waiting=count_waiting)
    except service.HandOverFirstError as error:
        pass_on = web.part_of_app("settings").base_url + url_for("handover.ask", user_id=user_id)
        return _users_page(refusal=web.say_refusal(error), pass_on=pass_on), error.status
    except ConflictError as error:
        return _users_page(refusal=web.say_refusal(error)), error.status
    tell(_("Switched off: %(name)s", name=user.name))
    return see("accounts.users")


@bp.post("/users/<int:user_id>/on")
@needs(Permission.MANAGE_ACCOUNTS)
def switch_on(user_id: int) -> ResponseReturnValue:
    """Open an account again."""
    with writing() as work:
        user = get_user(work.session, user_id)
        service.switch_on(work, user)
    tell(_("Switched on: %(name)s", name=user.name))
    return see("accounts.users")
