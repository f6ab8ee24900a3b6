"""The real processes: `tracker run` and `tracker demo run`, started and stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
import pytest

from tests.support.ports import free_port
from tests.support.waiting import wait_for
from tracker.demo.load import ADMINISTRATOR, DIRECTOR, MAYOR, OFFICER, PASSWORD
from tracker.ops.pages import address_at, listening, served
from tracker.settings import load_settings

PATIENCE_S = 60
MAIN = "from tracker.cli import main; main()"
WITH_A_WORKER_THAT_ENDS = f"import tracker.worker; tracker.worker.keep_ticking = None; {MAIN}"
WITHOUT_GUNICORN = f"import sys; sys.modules['gunicorn'] = None; {MAIN}"


@contextmanager
def _started(
    folder: Path, *words: str, main: str = MAIN
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [sys.executable, "-c", main, *words]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--port", str(port)],
        env={**os.environ, "TRACKER_INSTANCE": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process, port
    finally:
        process.kill()
        process.communicate()


def _first_answer(port: int, path: str) -> tuple[int, str]:
    until = time.monotonic() + PATIENCE_S
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def _end(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> str:
    process.send_signal(number)
    said, _ = process.communicate(timeout=PATIENCE_S)
    return said


def test_pages_alone_are_served_by_two_processes_that_end_well(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("k" * 40)
    with _started(tmp_path, "web") as (process, port):
        status, page = _first_answer(port, "/sign-in")
        count = _children_soon(process, 2)
        said = _end(process)

    assert (status, count) == (200, 2)
    assert "Ryšiai" in page
    assert process.returncode == 0, said


@pytest.mark.parametrize("host", ["::", "::1", "2001:db8::7"])
def test_links_lead_to_a_name_where_an_ipv6_address_is_listened_on(host: str) -> None:
    assert address_at(host, 8000) == "http://localhost:8000"


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(
    not _has_ipv6(), reason="a system without IPv6 lets nobody listen there; names are tested above"
)
def test_an_ipv6_address_is_listened_on() -> None:
    with listening("::1", 0) as door:
        assert door.address == f"http://localhost:{door.socket.getsockname()[1]}"


def test_pages_without_gunicorn_end_well_too(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("k" * 40)
    with _started(tmp_path, "web", main=WITHOUT_GUNICORN) as (process, port):
        status, _ = _first_answer(port, "/sign-in")
        said = _end(process)

    assert status == 200
    assert process.returncode == 0, said


def _children_soon(process: "subprocess.Popen[str]", wanted: int) -> int:
    """Return how many processes it has; the first may answer before the others are made."""
    until = time.monotonic() + 30
    count = 0
    while count < wanted and time.monotonic() < until:
        count = len(psutil.Process(process.pid).children())
        time.sleep(0.05)
    return count


def test_a_web_process_loads_nothing_that_its_pages_do_not_need() -> None:
    """Each of these costs every web process some memory, and every start some time."""
    needless = ("apscheduler", "alembic", "docx", "pypdf", "aiosmtpd", "yaml", "tracker.demo")
    asked = f"import sys, tracker.wsgi; print([n for n in {needless} if n in sys.modules])"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_an_empty_installation_offers_the_first_administrator_once(tmp_path: Path) -> None:
    with _started(tmp_path, "run") as (process, port):
        status, _ = _first_answer(port, "/sign-in")
        said = _end(process)

    link = re.search(rf"http://127\.0\.0\.1:{port}/welcome/\S+", said)
    assert status == 200
    assert link is not None, said
    assert said.startswith("Nobody has an account yet."), said
    assert process.returncode == 0
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_worker_that_ends_by_itself_ends_the_pages_too_as_a_failure(tmp_path: Path) -> None:
    with _started(tmp_path, "run", main=WITH_A_WORKER_THAT_ENDS) as (process, _):
        said, _ = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1, said
    assert "listens at" in said


def test_the_demo_says_how_to_sign_in_and_answers(tmp_path: Path) -> None:
    with _started(tmp_path, "demo", "run") as (process, port):
        status, page = _first_answer(port, "/sign-in")
        said = _end(process, signal.SIGINT)

    assert status == 200
    assert "Panevėžio savivaldybė" in page
    people = OFFICER, MAYOR, DIRECTOR, ADMINISTRATOR
    for word in (*people, PASSWORD, f"http://127.0.0.1:{port}/letters"):
        assert word in said
    assert process.returncode == 0


def test_a_request_that_has_come_is_answered_before_the_end(tmp_path: Path) -> None:
    """An end that comes while a page is being made waits for it, and takes no new caller."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(_environ: object, start: Callable[..., object]) -> list[bytes]:
        begun.set()
        go_on.wait(PATIENCE_S)
        start("200 OK", [("Content-Length", "4")])
        return [b"done"]

    def release(port: int) -> None:
        while _listens(port):
            time.sleep(0.01)
        go_on.set()

    with ThreadPoolExecutor(2) as pool:
        with (
            listening("localhost", 0) as door,
            served(slow, door, load_settings(instance=tmp_path)),
        ):
            port = door.socket.getsockname()[1]
            answer = pool.submit(_first_answer, port, "/")
            begun.wait(PATIENCE_S)
            end = pool.submit(release, port)

        assert answer.result(0) == (200, "done")
        end.result(0)
    wait_for(lambda: not [one for one in threading.enumerate() if one.name == "pages"])


@pytest.mark.parametrize("name", ["TRACKER_SMTP_PORT", "TRACKER_LANGUAGE", "TRACKER_LEASE_S"])
def test_a_wrong_setting_stops_the_start_with_one_sentence(tmp_path: Path, name: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", MAIN, "run"],
        env={**os.environ, "TRACKER_INSTANCE": str(tmp_path), name: "nonsense"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"tracker: {name} is not allowed: ")
    assert done.stderr.count("\n") == 1


def test_a_taken_port_is_refused_in_one_sentence_and_nothing_is_touched(tmp_path: Path) -> None:
    running = tmp_path / "demo" / "tracker.db"
    running.parent.mkdir()
    running.write_text("somebody's")
    for words in (["run"], ["demo", "run"], ["web"]):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            command = [sys.executable, "-c", MAIN, *words]
            done = subprocess.run(  # noqa: S603 - our own command
                [*command, "--port", str(port)],
                env={**os.environ, "TRACKER_INSTANCE": str(tmp_path)},
                capture_output=True,
                text=True,
                check=False,
            )

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"Error: 127.0.0.1:{port} cannot be listened on")
        assert "Traceback" not in done.stderr
    assert running.read_text() == "somebody's"


@pytest.mark.parametrize("words", ["web", "worker", "users list"])
def test_a_database_that_is_away_is_said_in_one_sentence(tmp_path: Path, words: str) -> None:
    away = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"

    assert _refusal(tmp_path, words, TRACKER_DATABASE_URL=away)


@pytest.mark.parametrize("words", ["run", "db check", "letters list"])
def test_a_file_that_is_no_database_is_said_in_one_sentence(tmp_path: Path, words: str) -> None:
    (tmp_path / "tracker.db").write_text("The minutes of the meeting of 23 November 2026.")

    assert _refusal(tmp_path, words).endswith("file is not a database\n")


@pytest.mark.parametrize("words", ["run", "users list", "demo run"])
def test_a_folder_that_cannot_be_used_is_said_in_one_sentence(tmp_path: Path, words: str) -> None:
    (tmp_path / "file").write_text("")

    said = _refusal(tmp_path / "file", words, begins="tracker: ")

    assert str(tmp_path / "file") in said


def _refusal(
    folder: Path,
    words: str,
    *,
    begins: str = "tracker: The database cannot be opened: ",
    **more: str,
) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", MAIN, *words.split()],
        env={
            **os.environ,
            "TRACKER_INSTANCE": str(folder),
            "TRACKER_SECRET_KEY": "x" * 32,
            "TRACKER_SMTP_HOST": "127.0.0.1",
            **more,
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(begins)
    assert done.stderr.count("\n") == 1
    return done.stderr
