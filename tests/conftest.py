"""Fixtures every test may use: both databases, a clock that is moved, makers, a checking client."""

import logging
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

# PostgreSQL's locks: a folder that is nobody else's.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="rysiai-run-"))

import hypothesis
import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import Engine, create_engine, text

from tests.support import postgres
from tests.support.chromium import chromium
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.relay import Relay, relay
from tracker import tables
from tracker.accounts.models import Role
from tracker.app import create_app
from tracker.core.clock import FixedClock, SystemClock
from tracker.core.db import Database, Work
from tracker.core.logs import set_up_logs
from tracker.core.mail import Tray
from tracker.schema import newest
from tracker.settings import Settings, load_settings
from tracker.wiring import WATCHERS

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""The demo world's clock: Monday 23 November 2026, 8:00 in Vilnius."""
SECRET = "a-secret-for-the-tests-only-000000000"


hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
"""No test is timed: speed is measured in `bench/`."""


def pytest_configure() -> None:
    """Name the run before its other processes start, so that they share the name."""
    postgres.run_id()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop PostgreSQL when the last process of the run is done with it."""
    if not hasattr(session.config, "workerinput"):
        postgres.stop(postgres.run_id())


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Log as the product does, not as structlog does by itself: with every local variable."""
    set_up_logs(level=logging.WARNING)


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every table, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> str:
    """A PostgreSQL database with every table, for this process."""
    server = postgres.start(postgres.run_id())
    postgres.make_fast(server)
    url = postgres.new_database(server, f"test_{worker_id}")
    _make_tables(url)
    return url


@pytest.fixture(scope="session")
def postgres_emptier(postgres_url: str) -> Iterator[Engine]:
    """What empties this process's PostgreSQL database before each test."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    yield engine
    engine.dispose()


def _make_tables(url: str) -> None:
    """Make every table from the models, which is faster than migrating and comes to the same."""
    engine = create_engine(url)
    tables.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        told = text("INSERT INTO alembic_version VALUES (:revision)")
        connection.execute(told, {"revision": newest()})
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, one for each process that tests: Playwright starts only once in each."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; each test that asks for it runs on both engines."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("template_file")
        path = tmp_path / "tracker.db"
        path.write_bytes(template.read_bytes())
        return f"sqlite:///{path}"
    postgres.empty(request.getfixturevalue("postgres_emptier"))
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(database_url: str, clock: FixedClock) -> Iterator[Database]:
    database = Database(database_url, clock, watchers=WATCHERS)
    yield database
    database.dispose()


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.write() as work:
        yield work


@pytest.fixture
def make(work: Work) -> Make:
    return Make(work)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(
        instance=tmp_path,
        municipality="Panevėžio savivaldybė",
        mail_from="rysiai@savivaldybe.example",
    )


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    app = create_app(settings, database, secret_keys=[SECRET])
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask, database: Database) -> PageClient:
    """An officer's browser that checks every page it fetches."""
    return PageClient(app, database).sign_in(Role.OFFICER)


@pytest.fixture
def mayor(app: Flask, database: Database) -> PageClient:
    return PageClient(app, database).sign_in(Role.MAYOR)


@pytest.fixture
def administrator(app: Flask, database: Database) -> PageClient:
    return PageClient(app, database).sign_in(Role.ADMINISTRATOR)


@pytest.fixture
def visitor(app: Flask, database: Database) -> PageClient:
    """A browser in which nobody is signed in."""
    return PageClient(app, database)


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def server() -> Iterator[Relay]:
    """A mail server that can misbehave."""
    with relay() as found:
        yield found


@pytest.fixture
def live(database_url: str) -> Iterator[Database]:
    """The database on the machine's own clock, as a worker sees it."""
    database = Database(database_url, SystemClock(), watchers=WATCHERS)
    yield database
    database.dispose()


@pytest.fixture
def installation(database_url: str, server: Relay, tmp_path: Path) -> Settings:
    """The settings of a worker that is a process of its own."""
    return load_settings(
        instance=tmp_path,
        database_url=database_url,
        secret_key=SECRET,
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        mail_from="rysiai@savivaldybe.example",
    )
