"""Reading in a process of its own: the same answer, and an end to whatever does not end."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trips.intake.samples import TAIPEI, docx_of, pdf_of, refused
from tracker.core.errors import TrackerError
from tracker.core.i18n import translate
from tracker.trips.intake import child, limits
from tracker.trips.intake.child import read_text, read_upload
from tracker.trips.intake.parse import read_report
from tracker.trips.intake.refusals import UnreadableError, Why

_ROOT = Path(__file__).parents[3]


def _python(code: str, environment: dict[str, str] | None = None) -> str:
    """What a Python of its own prints for this code."""
    done = subprocess.run(  # noqa: S603 - the code is the test's own
        [sys.executable, "-c", code],
        cwd=_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_child_answers_what_the_rules_answer() -> None:
    reading = read_upload(TAIPEI.read_bytes())

    assert reading.text == TAIPEI.read_text()
    assert reading.draft == read_report(reading.text)


def test_pasted_text_goes_the_same_way_with_browser_line_ends() -> None:
    reading = read_text("Mero Jono Jonaičio komandiruotė Rygoje\r\n2025-05-14\r\n")

    assert "\r" not in reading.text
    assert [each.name for each in reading.draft.delegates] == ["Jonas Jonaitis"]


def test_a_word_document_comes_back_with_its_text() -> None:
    assert read_upload(docx_of(["Komandiruotė Rygoje"])).text == "Komandiruotė Rygoje"


def test_a_refusal_in_the_child_is_the_same_refusal_here() -> None:
    with refused(Why.UNKNOWN_KIND):
        read_upload(b"\x89PNG\r\n\x1a\n" + bytes(40))
    with refused(Why.TOO_MANY_PAGES) as caught:
        read_upload(pdf_of([["Komandiruotė"]] * 201))
    assert caught.value.params == {"pages": 201, "limit": 200}


def test_a_file_over_the_limit_is_refused_without_a_child() -> None:
    with refused(Why.FILE_TOO_LARGE):
        read_upload(bytes(20 * 1024 * 1024 + 1))


def test_a_child_that_takes_too_long_is_ended_and_the_answer_is_clear() -> None:
    with refused(Why.TOO_HEAVY, "Paste only the text"):
        read_upload(docx_of(["Komandiruotė Rygoje"]), seconds=0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits for a process")
def test_a_child_that_wants_too_much_memory_gets_none() -> None:
    code = (
        "from tracker.trips.intake import child\n"
        "child.limit_itself(5)\n"
        "try:\n    bytearray(2 * 1024 ** 3)\n"
        "except MemoryError:\n    print('none')\n"
    )

    done = _python(code)

    assert done == "none"


def test_more_readers_than_slots_are_told_to_come_back() -> None:
    for _ in range(limits.CHILDREN):
        child.SLOTS.acquire()
    try:
        with refused(Why.READER_BUSY):
            read_text("Komandiruotė Rygoje", seconds=0.1)
    finally:
        for _ in range(limits.CHILDREN):
            child.SLOTS.release()


def test_the_child_sees_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SECRET_KEY", "very-secret")
    code = "import os; print(sorted(name for name in os.environ if name.startswith('TRACKER_')))"

    done = _python(code, child.environment())

    assert done == "[]"


def test_the_child_brings_in_neither_the_web_nor_the_database() -> None:
    code = (
        "import sys, json, tracker.trips.intake.child, tracker.trips.intake.parse\n"
        "print(json.dumps([name for name in ('flask', 'sqlalchemy', 'pypdf', 'docx') "
        "if name in sys.modules]))"
    )

    done = _python(code)

    assert json.loads(done) == []


def test_several_threads_may_read_at_once() -> None:
    names: list[str] = []

    def read(name: str) -> None:
        text = f"Mero Jono {name}aičio komandiruotė Rygoje"
        names.extend(each.name for each in read_text(text).draft.delegates)

    threads = [threading.Thread(target=read, args=(name,)) for name in ("Jon", "Petr", "Vait")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(names) == ["Jonas Jonaitis", "Jonas Petraitis", "Jonas Vaitaitis"]


@pytest.mark.parametrize("why", Why)
def test_every_refusal_says_in_words_what_to_do(why: Why) -> None:
    error = UnreadableError(why, pages=8)

    assert isinstance(error, TrackerError)
    assert error.code == why.name.lower()
    assert str(error).endswith(".")
    assert "%" not in str(error)
    assert translate("lt", error.message) != error.message


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Put other rules in the child, a line of Python: its environment leads there first."""

    def put(line: str) -> None:
        (tmp_path / "sitecustomize.py").write_text(
            f"import os, signal\nfrom tracker.trips.intake import parse\n"
            f"def read_report(text):\n    {line}\nparse.read_report = read_report\n"
        )

    environment = child.environment()
    environment["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{environment['PYTHONPATH']}"
    monkeypatch.setattr(child, "environment", lambda: environment)
    return put


def test_a_fault_of_the_rules_is_logged_and_not_called_too_heavy(
    rules: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    rules("raise ValueError('a fault in a rule')")

    with refused(Why.READER_FAILED, "the fault is logged"):
        read_text("Komandiruotė Rygoje")

    assert "ValueError: a fault in a rule" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits for a process")
@pytest.mark.parametrize("ended_by", ["SIGXCPU", "SIGKILL"])
def test_a_child_that_its_limits_end_was_given_too_much(
    rules: Callable[[str], None], caplog: pytest.LogCaptureFixture, ended_by: str
) -> None:
    rules(f"os.kill(os.getpid(), signal.{ended_by})")

    with refused(Why.TOO_HEAVY):
        read_text("Komandiruotė Rygoje")

    assert not caplog.records


def test_no_memory_left_for_the_rules_is_too_much_and_no_fault(
    rules: Callable[[str], None],
) -> None:
    rules("raise MemoryError")

    with refused(Why.TOO_HEAVY):
        read_text("Komandiruotė Rygoje")


@pytest.mark.parametrize(
    "line",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "os.system('true')",
    ],
)
def test_the_child_reaches_neither_the_network_nor_other_programs(
    rules: Callable[[str], None], caplog: pytest.LogCaptureFixture, line: str
) -> None:
    rules(line)

    with refused(Why.READER_FAILED):
        read_text("Komandiruotė Rygoje")

    assert "PermissionError" in caplog.text
