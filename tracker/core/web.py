"""What every page needs: the unit of work, rights, pages and their parts, refusals as answers."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from flask import (
    Flask,
    current_app,  # noqa: TID251 - the one place
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from werkzeug.exceptions import HTTPException

from tracker.core.db import Database, Work
from tracker.core.errors import ForbiddenError, TrackerError

log = structlog.get_logger(__name__)
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
TOAST = "toast"


class Actor(Protocol):
    """The signed-in person, as pages need them."""

    @property
    def id(self) -> int:
        """Return the account's number."""

    @property
    def language(self) -> str:
        """Return "lt" or "en"."""

    @property
    def zone(self) -> ZoneInfo:
        """Return their time zone."""

    def may(self, permission: StrEnum) -> bool:
        """Tell whether their role allows it."""


def actor() -> Actor | None:
    """Return who is signed in, or nobody."""
    return cast("Actor | None", g.get("actor"))


def require_actor() -> Actor:
    """Return who is signed in; for views that `needs` has let through."""
    found = actor()
    if found is None:
        raise ForbiddenError
    return found


def database() -> Database:
    """Return the application's database."""
    return cast("Database", current_app.extensions["tracker.database"])


def part_of_app(name: str) -> Any:  # noqa: ANN401 - what `create_app` put there
    """Return something that `create_app` wired in, such as the signer of links."""
    return current_app.extensions[f"tracker.{name}"]


@contextmanager
def reading() -> Iterator[Work]:
    """Open a unit of work that only looks, in the signed-in person's name.

    Inside another one it is that one, so that a page and its frame share one transaction.
    """
    opened = g.get("work")
    if opened is not None:
        yield opened
        return
    with database().read(*_who()) as work:
        g.work = work
        try:
            yield work
        finally:
            g.work = None


@contextmanager
def writing() -> Iterator[Work]:
    """Open a unit of work that commits at the end, in the signed-in person's name."""
    with database().write(*_who()) as work:
        yield work


def _who() -> tuple[int | None, ZoneInfo | None]:
    person = actor()
    return (person.id, person.zone) if person else (None, None)


def needs(permission: StrEnum) -> Callable[[View], View]:
    """Let only those in whose role allows `permission`; others are asked to sign in, or refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            person = actor()
            if person is None:
                return _ask_to_sign_in()
            if not person.may(permission):
                raise ForbiddenError
            return view(*args, **kwargs)

        vars(guarded)["needs"] = permission  # read by the house's tests
        return cast("View", guarded)

    return decorate


def open_to_all(view: View) -> View:
    """Say that a page needs no account: sign-in, a link from a letter, the health check."""
    vars(view)["needs"] = None  # read by the house's tests
    return view


def _ask_to_sign_in() -> ResponseReturnValue:
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    where = url_for("accounts.sign_in", next=target or None)
    if wants_part():
        return "", HTTPStatus.UNAUTHORIZED, {"HX-Redirect": where}
    return redirect(where, code=HTTPStatus.SEE_OTHER)


def safe_next(target: str | None) -> str | None:
    """Return `target` when it is a path of ours: one that begins with a single slash."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def wants_part() -> bool:
    """Tell whether htmx asks for a part of a page (and not for a whole one, boosted)."""
    return request.headers.get("HX-Request") == "true"


def page(template: str, **values: object) -> str:
    """Return a whole page: `template` inside the frame, with menu, commands and any toast."""
    frame = current_app.extensions["tracker.frame"]()
    return render_template(template, **{**frame, "toast": session.pop(TOAST, None), **values})


def part(template: str, **values: object) -> str:
    """Return a part of a page, for htmx."""
    return render_template(template, **values)


def tell(text: str, *, undo: str | None = None, **fields: str | int) -> None:
    """Keep `text` for a toast on the next page; `undo` is the address that takes it back."""
    session[TOAST] = {"text": text, "undo_url": undo, "undo_fields": fields}


def see(endpoint: str, **values: Any) -> ResponseReturnValue:  # noqa: ANN401 - as url_for
    """Send the reader to a page after a deed, so that a reload does not repeat it."""
    return redirect(url_for(endpoint, **values), code=HTTPStatus.SEE_OTHER)


def language() -> str:
    """Return the reader's language, "lt" or "en"."""
    return str(get_locale())


def say_refusal(error: TrackerError) -> str:
    """Return a refusal in the reader's language."""
    return str(gettext(error.message, **error.params))


def answer_refusals(app: Flask) -> None:
    """Turn every refusal and every failure into a page that says what to do, in one place."""

    @app.errorhandler(TrackerError)
    def refused(error: TrackerError) -> ResponseReturnValue:
        return _answer(int(error.status), say_refusal(error))

    @app.errorhandler(HTTPException)
    def not_served(error: HTTPException) -> ResponseReturnValue:
        code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        if code < HTTPStatus.BAD_REQUEST:
            return error.get_response()
        return _answer(code, None)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> ResponseReturnValue:
        log.error("page failed", path=request.path, exc_info=error, reference=reference())
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, None)


def reference() -> str:
    """Return this request's number, which an error page shows and the log carries."""
    if "reference" not in g:
        g.reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    return cast("str", g.reference)


def _answer(status: int, message: str | None) -> ResponseReturnValue:
    template = "errors/_part.html" if wants_part() else "errors/page.html"
    body = render_template(template, status=status, message=message, reference=reference())
    return make_response(body, status)
