"""How people come in and go out: sign-in, one-time links, and what signed-out pages choose."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.accounts import passwords, service, signing
from tracker.accounts.forms import NewPasswordForm, SignInForm, WelcomeForm
from tracker.accounts.models import LinkPurpose, User
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import (
    find_by_email,
    find_sign_in,
    get_user,
    has_users,
    is_active,
    usable_link,
)
from tracker.accounts.throttle import Caller, forgive, take_try
from tracker.core import texts, web
from tracker.core.errors import TooManyError
from tracker.core.forms import InvalidFormError
from tracker.core.i18n import LANGUAGES
from tracker.core.texts import gettext as _
from tracker.core.web import bare_page, needs, open_to_all, reading, see, tell, writing

bp = Blueprint("accounts", __name__)
THEMES = ("light", "dark")
YEAR_S = 365 * 24 * 3600


@bp.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask who they are."""
    if web.actor() is not None:
        return redirect(web.safe_next(request.args.get("next")) or "/")
    with reading() as work:
        is_new = not has_users(work.session)
    return _sign_in_page(SignInForm(), is_new=is_new)


@bp.post("/sign-in")
@open_to_all
def let_in() -> ResponseReturnValue:
    """Let them in, or say that address and password do not go together, never which is wrong."""
    form = SignInForm(request.form)
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        token = _try_to_sign_in(form.email.data or "", form.password.data or "")
    except TooManyError as error:
        slow = {"Retry-After": str(int(error.wait.total_seconds()) + 1)}
        return _sign_in_page(form, refusal=web.say_refusal(error)), error.status, slow
    if token is None:
        form.refuse("password", _("The e-mail or the password is not right"))
        return _sign_in_page(form, refusal=_("Check the e-mail and the password.")), 422
    signing.remember(token)
    return redirect(web.safe_next(request.form.get("next")) or "/", code=303)


def _sign_in_page(form: SignInForm, *, refusal: str | None = None, is_new: bool = False) -> str:
    target = web.safe_next(request.values.get("next"))
    return bare_page(
        "accounts/sign_in.html", form=form, next=target, refusal=refusal, is_new=is_new
    )


def _try_to_sign_in(email: str, password: str) -> str | None:
    """Return the token of a new sign-in, or nothing.

    The password is checked between two units of work: it takes long, and as long for an account
    that is not there.
    """
    with writing() as work:
        user = find_by_email(work.session, email)
        known = signing.known_browser(user.id if user else 0, now=work.now)
        caller = Caller(email, request.remote_addr or "", known)
        take_try(work, caller)
    kept = user.password_hash if user else None
    right = passwords.matches(kept, password)
    if user is None or kept is None or not right:
        return None
    renewed = passwords.hash_password(password) if passwords.is_outdated(kept) else None
    with writing() as work:
        user = get_user(work.session, user.id)
        if not is_active(user, work.today) or user.password_hash != kept:
            return None
        user.password_hash = renewed or kept
        forgive(work, caller)
        signing.remember_browser(user.id, now=work.now)
        return service.begin_sign_in(work, user, browser=request.user_agent.string)


@bp.post("/sign-out")
@needs(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """End this sign-in on the server and in the browser."""
    with writing() as work:
        here = find_sign_in(work.session, signing.token_here())
        if here is not None:
            service.end_sign_in(work, here)
    signing.forget()
    tell(_("You have signed out."))
    return see("accounts.sign_in")


@bp.get("/welcome/<token>")
@open_to_all
def welcome(token: str) -> ResponseReturnValue:
    """Show the page on which the first administrator is made; looking at it changes nothing."""
    with reading() as work:
        usable_link(work.session, LinkPurpose.FIRST_ADMINISTRATOR, token, now=work.now)
    return bare_page("accounts/welcome.html", form=WelcomeForm())


@bp.post("/welcome/<token>")
@open_to_all
def make_first_administrator(token: str) -> ResponseReturnValue:
    """Make the first administrator and let them in."""
    form = WelcomeForm(request.form)
    if not form.validate():
        return bare_page("accounts/welcome.html", form=form), 422
    new = form.new_user(language=texts.language(), time_zone=web.part_of_app("settings").time_zone)
    password_hash = passwords.hash_password(form.password.data or "")
    with writing() as work:
        user = service.make_first_administrator(work, token, new, password_hash=password_hash)
        signed_in = service.begin_sign_in(work, user, browser=request.user_agent.string)
    signing.remember(signed_in)
    tell(_("The installation is yours. Now add the people who will work here."))
    return see("accounts.users")


@bp.get("/set-password/<token>")
@open_to_all
def set_password(token: str) -> ResponseReturnValue:
    """Show the page on which a password is set; looking at it changes nothing."""
    return _set_password_page(NewPasswordForm(), _whose(token))


@bp.post("/set-password/<token>")
@open_to_all
def keep_password(token: str) -> ResponseReturnValue:
    """Set the password, use the link up, and ask to sign in: no link lets anybody in by itself."""
    user = _whose(token)
    form = NewPasswordForm(request.form)
    form.known = (user.name, user.email)
    if not form.validate():
        return _set_password_page(form, user), 422
    password_hash = passwords.hash_password(form.password.data or "")
    with writing() as work:
        service.set_password_by_link(work, token, password_hash)
    signing.forget()
    tell(_("The password is set. Sign in with it."))
    return see("accounts.sign_in")


def _whose(token: str) -> User:
    with reading() as work:
        link = usable_link(work.session, LinkPurpose.SET_PASSWORD, token, now=work.now)
        return get_user(work.session, link.user_id or 0)


def _set_password_page(form: NewPasswordForm, user: User) -> str:
    return bare_page("accounts/set_password.html", form=form, name=user.name, email=user.email)


@bp.post("/language")
@open_to_all
def language() -> ResponseReturnValue:
    """Keep the language that was chosen, in the account or, signed out, in a cookie."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise InvalidFormError("language")
    person = web.actor()
    if person is not None:
        with writing() as work:
            service.choose_language(work, get_user(work.session, person.id), chosen)
    return _with_cookie("language", chosen)


@bp.post("/theme")
@open_to_all
def theme() -> ResponseReturnValue:
    """Keep the theme that was chosen, for browsers without script; "" follows the device."""
    chosen = request.form.get("theme", "")
    if chosen not in {"", *THEMES}:
        raise InvalidFormError("theme")
    return _with_cookie("theme", chosen)


def _with_cookie(name: str, value: str) -> ResponseReturnValue:
    answer = redirect(web.came_from(), code=303)
    if not value:
        answer.delete_cookie(name)
        return answer
    secure = request.scheme == "https"
    answer.set_cookie(name, value, max_age=YEAR_S, secure=secure, samesite="Lax")
    return answer
