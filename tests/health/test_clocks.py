"""Clocks that disagree: only a database of its own machine has another one to compare with."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import SECRET
from tests.support.client import PageClient
from tracker.accounts.models import Role
from tracker.app import create_app
from tracker.core.clock import FixedClock, SystemClock
from tracker.core.db import Database
from tracker.health import queries
from tracker.letters.heartbeats import Beat, beat
from tracker.settings import load_settings

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Ahead(SystemClock):
    """The clock of a machine that is some seconds ahead of the others."""

    def __init__(self, seconds: float) -> None:
        self._by = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._by


@pytest.fixture
def machines(database_url: str) -> Iterator[list[Database]]:
    """One installation on two machines: the second one's clock is 40 s ahead."""
    both = [Database(database_url, Ahead(seconds)) for seconds in (0, 40)]
    yield both
    for one in both:
        one.dispose()


def health(database: Database, folder: Path) -> str:
    settings = load_settings(instance=folder, smtp_host="127.0.0.1")
    app = create_app(settings, database, secret_keys=[SECRET])
    app.testing = True
    client = PageClient(app, database).sign_in(Role.ADMINISTRATOR, language="en")
    return client.get("/health", budget=13).text


def test_clocks_that_agree_are_well(machines: list[Database], tmp_path: Path) -> None:
    with machines[0].write() as work:
        beat(work, Beat("here:1", "letters.deliver"))

    page = health(machines[0], tmp_path)

    assert "All clocks agree to within five seconds." in page
    assert page.count("as the database’s") == 2  # the worker's, and this machine's


def test_a_page_on_a_machine_that_is_ahead_says_by_how_much(
    machines: list[Database], tmp_path: Path
) -> None:
    page = health(machines[1], tmp_path)

    assert "this machine: the clock is ahead of the database’s by 40 seconds." in page


def test_a_worker_whose_clock_is_wrong_is_named_from_another_machine(
    machines: list[Database], tmp_path: Path
) -> None:
    with machines[1].write() as work:
        beat(work, Beat("fast:1", "letters.deliver"))

    page = health(machines[0], tmp_path)

    assert "fast:1: the clock is ahead of the database’s by 40 seconds." in page
    assert "this machine: the clock" not in page


def test_a_worker_is_alive_by_the_clock_that_all_share(machines: list[Database]) -> None:
    slow = Database(machines[0].engine.url.render_as_string(hide_password=False), Ahead(-300))
    with slow.write() as work:
        beat(work, Beat("slow:1", "letters.deliver"))
    slow.dispose()

    with machines[0].read() as work:
        state = queries.state(work, machines[0].clock)

    assert [worker.name for worker in state.alive] == ["slow:1"]
    [worker] = state.alive
    assert worker.clock_ahead is not None
    assert abs(worker.clock_ahead + timedelta(seconds=300)) < timedelta(seconds=2)


def test_what_a_clock_in_the_future_wrote_does_not_say_that_a_worker_is_alive(
    database: Database, clock: FixedClock
) -> None:
    in_a_year = FixedClock(clock.now() + timedelta(days=365))
    database.clock = in_a_year
    with database.write() as work:
        beat(work, Beat("gone:1", "reminders.zones"))
    database.clock = clock

    with database.read() as work:
        [worker] = queries.workers(work)

    assert not worker.is_alive(worker.ticks[0].at - timedelta(days=365))


def test_a_clock_that_is_set_by_hand_is_compared_with_none(
    database: Database, clock: FixedClock
) -> None:
    with database.read() as work:
        store = queries.store(work, clock)

    assert (store.clock_ahead, store.now) == (None, clock.now())
