"""Rights, units of work, where a form leads, and every refusal as a page that says what to do."""

from collections.abc import Iterator, MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.typing import ResponseReturnValue
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import check_page
from tracker.accounts.models import Role, User
from tracker.accounts.permissions import Permission
from tracker.app import create_app
from tracker.core import web
from tracker.core.clock import SystemClock
from tracker.core.db import Database
from tracker.core.errors import (
    ConflictError,
    ForbiddenError,
    GoneError,
    NotFoundError,
    TooManyError,
    TrackerError,
)
from tracker.core.refusals import REFUSALS
from tracker.core.web import needs, open_to_all, reading, safe_next, writing
from tracker.core.words import mark
from tracker.settings import Settings, load_settings

SECRET = "a-secret-for-the-tests-only-000000000"
HTMX = {"HX-Request": "true"}
RAISED: dict[str, Exception] = {
    "400": TrackerError(mark("No.")),
    "403": ForbiddenError(),
    "404": NotFoundError(),
    "409": ConflictError("%(name)s was here", name="<b>Tomas</b>"),
    "410": GoneError(),
    "429": TooManyError(timedelta(minutes=2, seconds=1)),
    "500": ZeroDivisionError("a secret of the program"),
}


@pytest.fixture
def broken(app: Flask) -> Flask:
    """An application some of whose pages raise."""

    @app.get("/raise/<name>")
    @open_to_all
    def fail(name: str) -> ResponseReturnValue:
        raise RAISED[name]

    @app.post("/post")
    @open_to_all
    def take() -> ResponseReturnValue:
        return request.get_data(as_text=True)[:10]

    @app.get("/read-twice")
    @needs(Permission.OWN_ACCOUNT)
    def read_twice() -> ResponseReturnValue:
        with reading() as first:
            seen = first.session
        with reading() as second:
            return {"same": second.session is seen, "actor": second.actor_id}

    @app.post("/write")
    @needs(Permission.OWN_ACCOUNT)
    def write() -> ResponseReturnValue:
        with writing() as work:
            Make(work).user(family="half-way")
            raise ConflictError(mark("No."))

    return app


# --- Where one is led -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/leads?view=late&owner=3", "/a/b#c", "/leads?next=//x"])
def test_a_path_of_ours_is_followed(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "leads",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\t\\evil.example",
        "/\n/evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/a\r\nSet-Cookie: x",
    ],
)
def test_what_may_lead_elsewhere_is_not_followed(target: str | None) -> None:
    assert safe_next(target) is None


@given(st.text(alphabet="/\\\t\r\n \x00.:@abc?#%5C", max_size=12))
def test_whatever_is_followed_stays_here_in_a_browser(target: str) -> None:
    """A browser drops tabs and line ends, and reads a backslash as a slash."""
    followed = safe_next(target)
    if followed is None:
        return

    read = followed.strip("\x00 ").translate({9: None, 10: None, 13: None}).replace("\\", "/")
    assert read.startswith("/")
    assert not read.startswith("//")


# --- Units of work --------------------------------------------------------------------------------


def test_a_request_that_looks_does_so_in_one_go(broken: Flask, database: Database) -> None:
    client = PageClient(broken, database).sign_in()
    begun: list[object] = []
    for engine in database.engines:
        event.listen(engine, "begin", begun.append)

    assert client.get("/read-twice").json == {"same": True, "actor": client.user_id}

    assert len(begun) == 1  # who is there, and what the page asks
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of the queues in use


def test_a_refusal_in_the_middle_takes_everything_back(broken: Flask, database: Database) -> None:
    client = PageClient(broken, database).sign_in()

    client.post("/write", status=409)

    with database.read() as work:
        found = work.session.scalars(select(User.family).where(User.family == "half-way"))
        assert found.all() == []


# --- Rights ---------------------------------------------------------------------------------------


def test_nobody_is_led_to_sign_in_and_back(visitor: PageClient) -> None:
    answer = visitor.get("/account?a=1&b=2", status=303)

    assert answer.headers["Location"] == "/sign-in?next=/account?a%3D1%26b%3D2"


def test_a_form_sent_by_nobody_leads_to_sign_in_alone(visitor: PageClient) -> None:
    assert visitor.post("/account").headers["Location"] == "/sign-in"


def test_a_page_that_stays_open_keeps_what_was_typed(visitor: PageClient) -> None:
    """With script the page stays, and a toast leads to sign-in."""
    answer = visitor.post("/account", status=401, headers=HTMX)

    assert "Location" not in answer.headers
    assert "HX-Redirect" not in answer.headers


def test_a_role_that_may_not_is_refused_with_a_page(client: PageClient) -> None:
    page = client.get("/users", status=403).text

    assert "Jums tai neprieinama" in page
    assert "kreipkitės į administratorių" in page


def test_the_permission_is_readable_on_the_view(broken: Flask) -> None:
    views = broken.view_functions

    assert vars(views["read_twice"])["needs"] is Permission.OWN_ACCOUNT
    assert vars(views["fail"])["needs"] is None


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", sorted(RAISED))
@pytest.mark.parametrize("language", ["lt", "en"])
def test_a_refusal_is_a_page_with_advice_and_a_code(
    broken: Flask, database: Database, status: str, language: str
) -> None:
    visitor = PageClient(broken, database)
    visitor.web.set_cookie("language", language)

    page = visitor.get(f"/raise/{status}", status=int(status), budget=0).text

    assert f">{'Klaida' if language == 'lt' else 'Error'} {status}</p>" in page
    assert "data-refusal" in page
    assert ("duomenims nieko nenutiko" in page) is (language == "lt")
    assert "a secret of the program" not in page
    assert "Traceback" not in page


def test_a_refusal_shows_what_people_wrote_as_text(broken: Flask, database: Database) -> None:
    page = PageClient(broken, database).get("/raise/409", status=409).text

    assert "&lt;b&gt;Tomas&lt;/b&gt; was here" in page


def test_a_refusal_is_a_part_where_htmx_asked(broken: Flask, database: Database) -> None:
    answer = PageClient(broken, database).get("/raise/410", status=410, headers=HTMX)

    assert answer.text.strip().startswith("<p data-refusal>")
    assert "<html" not in answer.text


def test_whoever_is_too_fast_is_told_when_to_come_back(broken: Flask, database: Database) -> None:
    answer = PageClient(broken, database).get("/raise/429", status=429)

    assert answer.headers["Retry-After"] == "121"
    assert "po 3 min." in answer.text


def test_the_code_on_the_page_is_the_one_in_the_log(
    broken: Flask, database: Database, structlog_lines: list[MutableMapping[str, Any]]
) -> None:
    page = PageClient(broken, database).get("/raise/500", status=500).text

    (line,) = [line for line in structlog_lines if line["event"] == "page failed"]
    assert str(line["request"]) in page
    assert line["page"] == "/raise/<name>"


def test_the_log_names_the_page_and_never_a_token_in_its_address(
    visitor: PageClient, structlog_lines: list[MutableMapping[str, Any]]
) -> None:
    visitor.get("/set-password/a-token-of-somebody", status=410)

    assert [line["page"] for line in structlog_lines] == ["/set-password/<token>"]
    assert "a-token-of-somebody" not in str(structlog_lines)


@pytest.fixture
def structlog_lines() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged during the test, with what each line carries."""
    with capture_logs([merge_contextvars]) as lines:
        yield lines


def test_an_address_that_is_not_there_is_a_page(visitor: PageClient) -> None:
    page = visitor.get("/nowhere", status=404, budget=0).text

    assert "<h1>Tokio puslapio nėra</h1>" in page


def test_a_wrong_method_is_a_page(visitor: PageClient) -> None:
    assert "naudokitės jo mygtukais" in visitor.get("/sign-out", status=405).text


def test_what_is_too_large_is_refused_with_a_page(broken: Flask, database: Database) -> None:
    visitor = PageClient(broken, database)

    page = visitor.post("/post", {"text": "x" * (2 * 1024 * 1024 + 1)}, status=413).text

    assert "per didelis" in page


@pytest.mark.parametrize("status", sorted(REFUSALS))
def test_every_refusal_has_words_of_its_own(status: int) -> None:
    words = REFUSALS[status]  # type: ignore[index]  # a status is a number

    assert words.title
    assert words.advice.endswith(".")
    assert sum(other.title == words.title for other in REFUSALS.values()) == 1


def test_a_page_of_refusal_needs_no_database(settings: Settings, tmp_path: Path) -> None:
    """Not even for somebody who was signed in while it still answered."""
    database = Database(f"sqlite:///{tmp_path / 'not' / 'there.db'}", SystemClock())
    app = create_app(settings, database, secret_keys=[SECRET])
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_user_id"] = "a token"

    answer = browser.get("/account")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Bandykite po minutės." in answer.text
    check_page("/account", answer)


def test_the_language_of_a_refusal_is_the_persons(app: Flask, database: Database) -> None:
    with database.write() as work:
        user = Make(work).user(language="en", role=Role.OFFICER)
    client = PageClient(app, database).sign_in(user_id=user.id)

    assert "This is not open to you" in client.get("/users", status=403).text


def test_where_nobody_chose_the_installation_does(database: Database, tmp_path: Path) -> None:
    settings = load_settings(instance=tmp_path, language="en")
    app = create_app(settings, database, secret_keys=[SECRET])

    assert "There is no such page" in PageClient(app, database).get("/nowhere", status=404).text


def test_a_toast_is_shown_once(app: Flask, database: Database) -> None:
    client = PageClient(app, database).sign_in()
    with client.web.session_transaction() as kept:
        kept[web.TOAST] = {"text": "Said once", "undo_url": None, "undo_fields": {}}

    assert "Said once" in client.get("/account").text
    assert "Said once" not in client.get("/account").text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_goes_after_the_last_question_spoils_no_page(
    broken: Flask, database: Database
) -> None:
    @broken.get("/cut")
    @needs(Permission.OWN_ACCOUNT)
    def cut() -> ResponseReturnValue:
        with reading() as work, database.write() as other:
            mine = work.session.scalar(select(func.pg_backend_pid()))
            other.session.execute(select(func.pg_terminate_backend(mine)))
        return "whole"

    client = PageClient(broken, database).sign_in(role=Role.OFFICER)

    assert client.web.get("/cut").text == "whole"
