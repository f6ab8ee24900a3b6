"""What every page needs: the unit of work, rights, pages and their parts, refusals as answers."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import date
from enum import StrEnum
from functools import wraps
from http import HTTPStatus
from math import ceil
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from flask import (
    Flask,
    Response,
    current_app,  # noqa: TID251 - the one place
    g,
    make_response,
    redirect,
    request,
    session,
)
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from structlog.contextvars import bind_contextvars, clear_contextvars
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import RequestRedirect

from tracker.core.addresses import address
from tracker.core.db import DATABASE_AWAY, Database, Work, is_disk_full
from tracker.core.errors import ForbiddenError, TooManyError, TrackerError
from tracker.core.i18n import say_counts
from tracker.core.refusals import refusal_for
from tracker.core.templates import render
from tracker.core.texts import gettext, language
from tracker.core.typed import typed
from tracker.core.words import Counts

log = structlog.get_logger(__name__)
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
TOAST = "toast"
PATIENCE_S = 5.0
"""How long a page waits for its turn to write where one at a time may."""
_PG_DEADLOCK = "40P01"
_LOOKS = frozenset({"GET", "HEAD"})
_OUR_PATH = re.compile(r"/(?!/)[^\\\x00-\x1f\x7f]*")


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

    Inside another one it is that one. A request that only looks has one from its first question to
    its end: who is there, the page and its frame share one connection.
    """
    outermost = "looking" not in g
    if outermost:
        looking = ExitStack()
        g.work = looking.enter_context(database().read())
        g.looking = looking
    actor_id, zone = _who()
    try:
        yield Work(g.work.session, g.work.now, actor_id, zone or g.work.zone)
    finally:
        if outermost and request.method not in _LOOKS:
            _look_no_more()


@contextmanager
def writing() -> Iterator[Work]:
    """Open a unit of work that commits at the end, in the signed-in person's name."""
    with writing_as(*_who()) as work:
        yield work


def writing_as(person_id: int | None, zone: ZoneInfo | None = None) -> AbstractContextManager[Work]:
    """Open a unit of work that commits at the end, in somebody's name or nobody's.

    Whoever sits before a page is told soon that somebody else is writing; a worker has time.
    """
    return database().write(person_id, zone, patience_s=PATIENCE_S)


def today() -> date:
    """Return the signed-in person's local day; asks the database nothing."""
    held = database()
    _, zone = _who()
    return held.clock.now().astimezone(zone or held.zone).date()


def look_once(app: Flask) -> None:
    """End with each request what it looked with."""
    app.teardown_request(_look_no_more)


def _look_no_more(_error: BaseException | None = None) -> None:
    """End what was looked with; a database that has just gone spoils no page that is whole."""
    looking: ExitStack | None = g.pop("looking", None)
    if looking is not None:
        with suppress(*DATABASE_AWAY):
            looking.close()


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
    if by_script():  # the page stays as it is, with what was typed, and a toast leads to sign-in
        return "", HTTPStatus.UNAUTHORIZED
    if typed():
        advice = gettext("You have been signed out. Sign in, and nothing you typed is lost.")
        return _answer(HTTPStatus.UNAUTHORIZED, advice)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return see("accounts.sign_in", next=target)


def safe_next(target: str | None) -> str | None:
    """Return `target` when it is a path of ours: one that begins with a single slash.

    Browsers read a backslash as a slash and drop tabs and line ends, so none of them may occur.
    """
    if not target or not _OUR_PATH.fullmatch(target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def came_from() -> str:
    """Return the path of the page a form was sent from, or of the first page.

    Only a page of ours that can be fetched again counts, whatever the header says.
    """
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # a header no browser sends
        return "/"
    path = safe_next(parts._replace(scheme="", netloc="").geturl())
    if parts.netloc != request.host or path is None:
        return "/"
    try:
        request_ctx.url_adapter.match(parts.path, method="GET")  # type: ignore[union-attr]  # set in every request
    except (HTTPException, RequestRedirect):
        return "/"
    return path


def by_script() -> bool:
    """Tell whether htmx sent the request, not the browser by itself."""
    return request.headers.get("HX-Request") == "true"


def wants_part() -> bool:
    """Tell whether htmx asks for a part of a page (and not for a whole one, boosted)."""
    return request.headers.get("HX-Request-Type") == "partial"


def page(template: str, **values: object) -> str:
    """Return a whole page: `template` inside the frame, with menu, commands and any toast.

    The value `active` is the key of the menu's line under which it stands.
    """
    frame = current_app.extensions["tracker.frame"](values.pop("active", ""))
    return render(template, **{**frame, "toast": session.pop(TOAST, None), **values})


def bare_page(template: str, **values: object) -> str:
    """Return a whole page without the menu: for those who are signed out, or come from a letter."""
    return render(template, **{"toast": session.pop(TOAST, None), **values})


def part(template: str, **values: object) -> str:
    """Return a part of a page, for htmx."""
    return render(template, **values)


def tell(text: str, *, undo: str | None = None, **fields: str | int) -> None:
    """Keep `text` for a toast on the next page; `undo` is the address that takes it back."""
    session[TOAST] = {"text": text, "undo_url": undo, "undo_fields": fields}


def see(endpoint: str, **values: Any) -> ResponseReturnValue:  # noqa: ANN401 - as url_for
    """Send the reader to a page after a deed, so that a reload does not repeat it."""
    return redirect(address(endpoint, **values), code=HTTPStatus.SEE_OTHER)


def say_refusal(error: TrackerError) -> str:
    """Return a refusal in the reader's language."""
    said = {
        name: say_counts(language(), value) if isinstance(value, Counts) else value
        for name, value in error.params.items()
    }
    return gettext(error.message, **said)


def answer_refusals(app: Flask) -> None:
    """Turn every refusal and every failure into a page that says what to do, in one place."""
    app.before_request(_number)
    app.register_error_handler(TrackerError, _refused)
    app.register_error_handler(HTTPException, _not_served)
    app.register_error_handler(CSRFError, _not_from_our_form)
    app.register_error_handler(SecurityError, _not_our_host)
    for overload in (OperationalError, PoolTimeoutError):
        app.register_error_handler(overload, _too_busy)
    app.register_error_handler(Exception, _failed)


def reference() -> str:
    """Return this request's number, which an error page shows and every log line carries."""
    if "reference" not in g:
        g.reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    return cast("str", g.reference)


def _number() -> None:
    """Let every line that is logged during this request carry its number."""
    clear_contextvars()
    bind_contextvars(request=reference())


def _refused(error: TrackerError) -> ResponseReturnValue:
    answer = _answer(int(error.status), say_refusal(error))
    if isinstance(error, TooManyError):
        answer.headers["Retry-After"] = str(ceil(error.wait.total_seconds()))
    return answer


def _not_served(error: HTTPException) -> ResponseReturnValue:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return error.get_response() if code < HTTPStatus.BAD_REQUEST else _answer(code)


def _not_from_our_form(_error: CSRFError) -> ResponseReturnValue:
    advice = gettext(
        "The page had been open for too long, or you have signed in anew since. Open it again."
    )
    return _answer(HTTPStatus.BAD_REQUEST, advice)


def _not_our_host(_error: SecurityError) -> ResponseReturnValue:
    """Answer under our own address: no link may be built from a Host header we do not know."""
    own = urlsplit(part_of_app("settings").base_url)
    request_ctx.url_adapter = current_app.url_map.bind(own.netloc, url_scheme=own.scheme)
    return _answer(HTTPStatus.BAD_REQUEST)


def _too_busy(error: Exception) -> ResponseReturnValue:
    if is_disk_full(error):
        return _failed(error)
    if getattr(getattr(error, "orig", None), "sqlstate", None) == _PG_DEADLOCK:
        log.warning("two works waited for each other", page=_page_name(), exc_info=error)
        advice = gettext(
            "Somebody changed the same at this moment, so nothing was saved. Try again."
        )
        return _busy(1, advice)
    log.error("database did not answer in time", page=_page_name(), exc_info=error)
    return _busy(30)


def _busy(retry_after: int, advice: str | None = None) -> Response:
    answer = _answer(HTTPStatus.SERVICE_UNAVAILABLE, advice)
    answer.headers["Retry-After"] = str(retry_after)
    return answer


def _failed(error: Exception) -> ResponseReturnValue:
    log.error("page failed", page=_page_name(), exc_info=error)
    full = is_disk_full(error)
    return _answer(HTTPStatus.INSUFFICIENT_STORAGE if full else HTTPStatus.INTERNAL_SERVER_ERROR)


def _page_name() -> str:
    """Return which page it was, never its address: that may hold a token or a name."""
    return str(request.url_rule or "unknown")


def _answer(status: int, message: str | None = None) -> Response:
    template = "errors/_part.html" if by_script() else "errors/page.html"
    words = refusal_for(status)
    body = render(
        template,
        status=status,
        title=gettext(words.title),
        message=message or gettext(words.advice),
        reference=reference(),
        typed=typed(),
    )
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        log.info("page refused", page=_page_name(), status=status)
    return make_response(body, status)
