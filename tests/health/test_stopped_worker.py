"""A worker process that was stopped: what is seen meanwhile, and told when workers are back."""

import signal
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.conftest import SECRET
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.relay import Relay
from tests.support.waiting import wait_for
from tests.support.working import due_reminders, heartbeats, worker
from tracker.accounts.models import Role
from tracker.app import create_app
from tracker.core.db import Database
from tracker.health import queries
from tracker.health.models import Incident
from tracker.health.queries import WATCH
from tracker.letters.models import Heartbeat, Letter
from tracker.reminders.models import Reminder
from tracker.settings import Settings
from tracker.worker import JOBS

STOPPED_FOR = timedelta(minutes=40)


@pytest.fixture
def browser_of_boss(live: Database, installation: Settings) -> PageClient:
    app = create_app(installation, live, secret_keys=[SECRET])
    app.testing = True
    return PageClient(app, live).sign_in(Role.ADMINISTRATOR, language="en")


def let_time_pass(database: Database) -> None:
    """Make it forty minutes ago that the worker was heard of."""
    with database.write() as work:
        work.session.execute(
            update(Heartbeat).values(ran_at=work.now - STOPPED_FOR, heard_at=work.now - STOPPED_FOR)
        )


def due_since(database: Database, ago: timedelta) -> None:
    """Make three reminders that were due while nobody was there."""
    due_reminders(database, 3)
    with database.write() as work:
        at = work.now - ago
        work.session.execute(
            update(Reminder)
            .where(Reminder.letter_at.is_not(None), Reminder.kind == "own")
            .values(letter_at=at, due_at=at, created_at=at - timedelta(days=1))
        )


def warnings(database: Database) -> list[Letter]:
    with database.read() as work:
        return list(work.session.scalars(select(Letter).where(Letter.template == "late")))


def test_a_stopped_worker_is_seen_and_what_was_late_is_told_once_when_workers_are_back(
    live: Database, installation: Settings, server: Relay, browser_of_boss: PageClient
) -> None:
    with worker(installation) as first:
        wait_for(lambda: heartbeats(live) == {job.name for job in JOBS})
        alive = browser_of_boss.get("/health", budget=13).text
        first.send_signal(signal.SIGTERM)
        assert first.wait(20) == 0
    assert "All is well" in alive
    let_time_pass(live)
    due_since(live, timedelta(minutes=30))

    stopped = browser_of_boss.get("/health", budget=13).text
    assert "No worker has run since" in stopped
    assert "Letters are late by 30 minutes." in stopped

    with worker(installation), worker(installation):
        wait_for(lambda: looked(live) == 2)
        wait_for(lambda: waiting(live) == 0)

    [warning] = warnings(live)
    told = [str(message["Subject"]) for message in server.messages]
    assert sum(subject.startswith("Reminders ") for subject in told) == 1
    assert warning.payload["quiet_from"] is not None
    with live.read() as work:
        [incident] = work.session.scalars(select(Incident))
        assert abs(incident.began_at - (work.now - timedelta(minutes=30))) < timedelta(minutes=2)


def waiting(database: Database) -> int:
    """Return how much is due and has not left, whichever letters tell of it."""
    with database.read() as work:
        queue = queries.queue(work)
        return queue.reminders + queue.letters


def looked(database: Database) -> int:
    """Return how many living workers have looked whether reminders are late."""
    with database.read() as work:
        lately = Heartbeat.ran_at > work.now - timedelta(minutes=5)
        return len(
            work.session.scalars(select(Heartbeat).where(Heartbeat.job == WATCH, lately)).all()
        )


def test_a_short_stop_is_told_to_nobody(live: Database, installation: Settings) -> None:
    with live.write() as work:
        Make(work).user(role=Role.ADMINISTRATOR)
    due_since(live, timedelta(minutes=5))

    with worker(installation):
        wait_for(lambda: looked(live) == 1)
        wait_for(lambda: waiting(live) == 0)

    assert warnings(live) == []
