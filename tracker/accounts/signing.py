"""Flask-Login, wrapped: the cookie holds a token, the server holds the sign-in."""

from flask import Flask, g
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from tracker.accounts.queries import SignedIn, signed_in
from tracker.core.web import database


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
        with database().read() as work:
            person = signed_in(work.session, token, now=work.now, today=work.today)
        return _Holder(token, person) if person else None

    @app.before_request
    def _who_is_there() -> None:
        g.actor = current_user.person if current_user.is_authenticated else None


def remember(token: str) -> None:
    """Let this browser be signed in with `token` from now on."""
    login_user(_Holder(token, None))


def forget() -> None:
    """Let this browser be signed out."""
    logout_user()
