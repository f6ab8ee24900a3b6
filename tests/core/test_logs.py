"""Log lines are JSON, one a line, whatever a person typed into them."""

import json
import logging
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from sqlalchemy.exc import IntegrityError
from structlog.contextvars import bind_contextvars, clear_contextvars

from tests.support.make import Make
from tracker.accounts.models import Role
from tracker.accounts.queries import SignedIn
from tracker.core.db import Database
from tracker.core.logs import set_up_logs
from tracker.core.mail import Envelope


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, ours = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**ours)
    clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    said = capsys.readouterr()
    assert said.out == "", "a command's own output is no place for logs"
    return [json.loads(line) for line in said.err.splitlines()]


def test_a_line_says_what_where_and_when(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()

    structlog.get_logger("tracker.test").warning("letter not sent", letter=12)

    (line,) = lines(capsys)
    assert (line["event"], line["letter"]) == ("letter not sent", 12)
    assert (line["level"], line["logger"]) == ("warning", "tracker.test")
    assert str(line["timestamp"]).endswith("Z")


def test_what_libraries_log_looks_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()

    logging.getLogger("library").error("failed %s", "twice", extra={"times": 2})

    (line,) = lines(capsys)
    assert (line["event"], line["times"], line["level"]) == ("failed twice", 2, "error")


def test_a_line_end_in_what_was_typed_forges_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    typed = 'x\n{"event": "user.signed_in", "level": "info"}\r\n'

    structlog.get_logger("tracker.test").info("typed", name=typed)

    (line,) = lines(capsys)
    assert (line["event"], line["name"]) == ("typed", typed)


def test_every_line_of_a_request_carries_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    bind_contextvars(request="1A2B-3C4D")

    structlog.get_logger("tracker.test").info("ours")
    logging.getLogger("library").info("theirs")

    assert [line["request"] for line in lines(capsys)] == ["1A2B-3C4D", "1A2B-3C4D"]


def test_a_failure_is_logged_with_its_trace_on_the_same_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs()

    try:
        _fail("a value that stays in memory")
    except ZeroDivisionError as error:
        structlog.get_logger("tracker.test").error("page failed", exc_info=error)

    (line,) = lines(capsys)
    assert "ZeroDivisionError" in str(line["exception"])
    assert "stays in memory" not in str(line["exception"]).split("_fail(", 1)[1].split("\n", 1)[1]


def _fail(secret: str) -> None:
    raise ZeroDivisionError(len(secret))


def test_a_failed_statement_is_logged_without_what_it_was_to_write(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs()
    typed: dict[str, Any] = {"given": "Vilhelmina\nVilma", "created_at": None}

    try:
        with database.write() as work:
            Make(work).user(**typed)
    except IntegrityError as error:
        structlog.get_logger("tracker.test").error("page failed", exc_info=error)

    (line,) = lines(capsys)
    assert "INSERT INTO users" in str(line["exception"])
    assert "Vil" not in str(line["exception"])


def test_what_proves_who_somebody_is_is_not_shown_where_locals_are() -> None:
    person = SignedIn(
        id=1,
        given="Eglė",
        family="Vaitkūnaitė",
        role=Role.OFFICER,
        language="lt",
        zone=ZoneInfo("Europe/Vilnius"),
        keys_on=True,
        title_lt="",
        title_en="",
        token="token-1",
    )
    letter = Envelope("a@b.example", "Laiškas", "link-1", "<a href='link-1'>", "<1@b.example>")

    assert "token-1" not in repr(person)
    assert "link-1" not in repr(letter)


def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(level=logging.WARNING)

    structlog.get_logger("tracker.test").info("quiet")
    logging.getLogger("library").info("quiet")

    assert lines(capsys) == []


def test_setting_up_twice_does_not_write_twice(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    set_up_logs()

    structlog.get_logger("tracker.test").info("once")

    assert len(lines(capsys)) == 1
