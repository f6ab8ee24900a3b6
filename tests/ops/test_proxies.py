"""Who the caller is, behind reverse proxies and without: guesses are counted by it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import request

from tests.conftest import SECRET
from tracker.app import create_app
from tracker.core.db import Database
from tracker.core.web import open_to_all
from tracker.ops.pages import LARGEST_BODY, listening, served
from tracker.settings import load_settings


@contextmanager
def telling(database: Database, folder: Path, proxies: int) -> Iterator[int]:
    """Serve an application that says who called, as `tracker run` does."""
    settings = load_settings(instance=folder, trusted_proxies=proxies)
    app = create_app(settings, database, secret_keys=[SECRET])

    @app.get("/who")
    @open_to_all
    def who() -> str:
        return f"{request.remote_addr} {request.scheme} {request.host}"

    with listening("127.0.0.1", 0) as door, served(app, door, settings):
        yield int(door.address.rpartition(":")[2])


def asked(port: int, path: str, headers: Iterable[tuple[str, str]]) -> tuple[int, str]:
    """Ask once, with these headers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


FORGED = {
    "X-Forwarded-For": "198.51.100.9, 192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "/evil",
}


@pytest.mark.parametrize(
    ("proxies", "caller"),
    [(0, "127.0.0.1 http"), (1, "192.0.2.7 https"), (2, "198.51.100.9 https")],
)
def test_the_caller_is_who_the_outermost_trusted_proxy_saw(
    database: Database, tmp_path: Path, proxies: int, caller: str
) -> None:
    headers = FORGED if proxies < 2 else {**FORGED, "X-Forwarded-Proto": "https, https"}

    with telling(database, tmp_path, proxies) as port:
        said = asked(port, "/who", headers.items())

    assert said == (200, f"{caller} 127.0.0.1:{port}")


def test_a_request_that_claims_to_be_huge_is_not_kept(database: Database, tmp_path: Path) -> None:
    with telling(database, tmp_path, 0) as port:
        status, _ = asked(port, "/who", [("Content-Length", str(LARGEST_BODY + 1))])

    assert status == 413
