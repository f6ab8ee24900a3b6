"""Flask-Login, wrapped: the cookie holds a token, the server holds the sign-in."""

from datetime import datetime, timedelta

from flask import Flask, Response, after_this_request, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from tracker.accounts.queries import SignedIn, signed_in
from tracker.core.errors import GoneError
from tracker.core.security import LinkSigner, new_token
from tracker.core.web import part_of_app, reading

_KNOWN = "known"
_KNOWN_LASTS = timedelta(days=365)


class _Holder(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What Flask-Login keeps: its id is the sign-in's token, never the account's number."""

    def __init__(self, token: str, person: SignedIn | None) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        """Return the token."""
        return self.token


def keep_signed_in(app: Flask) -> None:
    """Find out, before each page, who is there; a sign-in ended on the server is over at once."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # a page of refusal asks no database
    manager.session_protection = None  # the sign-in's own row does this, and can be ended

    @manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
    def _load(token: str) -> _Holder | None:
        with reading() as work:
            person = signed_in(work.session, token, now=work.now, today=work.today)
        return _Holder(token, person) if person else None

    @app.before_request
    def _who_is_there() -> None:
        g.actor = current_user.person if current_user.is_authenticated else None


def remember(token: str) -> None:
    """Let this browser be signed in with `token` from now on, and forget what it held before."""
    session.clear()
    login_user(_Holder(token, None))


def forget() -> None:
    """Let this browser be signed out."""
    logout_user()
    session.clear()


def token_here() -> str:
    """Return the token of this browser's sign-in; "" when nobody is signed in."""
    return str(current_user.get_id() or "")


def known_browser(user_id: int, *, now: datetime) -> str:
    """Return this browser's mark when `user_id` has signed in from it before, else ""."""
    signer: LinkSigner = part_of_app("signer")
    try:
        held = signer.read(_KNOWN, request.cookies.get(_KNOWN, ""), now=now, age=_KNOWN_LASTS)
    except GoneError:
        return ""
    return str(held["mark"]) if held["user"] == user_id else ""


def remember_browser(user_id: int, *, now: datetime) -> None:
    """Mark this browser as one that `user_id` signs in from; the mark lets nobody in."""
    signer: LinkSigner = part_of_app("signer")
    mark = signer.sign(_KNOWN, {"user": user_id, "mark": new_token()[:16]}, now=now)

    @after_this_request
    def _keep(answer: Response) -> Response:
        answer.set_cookie(
            _KNOWN,
            mark,
            max_age=_KNOWN_LASTS,
            path="/sign-in",
            secure=request.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
        return answer
