"""What machines ask: load balancers whether we are there, Prometheus how it goes."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import text

from tests.conftest import MONDAY
from tests.health.conftest import Ticks, minutes
from tests.letters.posting import Posting
from tests.support.client import PageClient
from tests.support.statements import gather
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.health import queries
from tracker.letters.heartbeats import Beat, beat
from tracker.letters.service import Failure
from tracker.schema import newest

TOKEN = "a-token-for-prometheus"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
LINE = re.compile(r"^(rysiai_\w+)(\{.*\})? (\S+)$", re.MULTILINE)


@pytest.fixture
def prometheus(app: Flask, database: Database) -> PageClient:
    """A browser without anybody signed in, and an installation that gives figures."""
    settings = app.extensions["tracker.settings"]
    app.extensions["tracker.settings"] = settings.model_copy(
        update={"metrics_token": SecretStr(TOKEN)}
    )
    return PageClient(app, database)


def figures(client: PageClient) -> dict[str, float]:
    answer = client.web.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return {name + labels: float(value) for name, labels, value in LINE.findall(answer.text)}


# --- Load balancers ---


def test_whoever_asks_hears_that_the_database_answers(visitor: PageClient) -> None:
    answer = visitor.web.get("/healthz")

    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")
    assert "Set-Cookie" not in answer.headers


def test_it_asks_one_question(visitor: PageClient, database: Database) -> None:
    with gather(database) as said:
        visitor.web.get("/healthz")

    assert len(said) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_database_it_says_so_in_one_line(
    app: Flask, visitor: PageClient, clock: FixedClock
) -> None:
    app.extensions["tracker.database"] = Database("postgresql://nobody@127.0.0.1:9/nothing", clock)

    answer = visitor.web.get("/healthz")

    assert (answer.status_code, answer.text) == (503, "database away\n")


# --- Prometheus ---


def test_there_are_no_figures_until_there_is_a_token(visitor: PageClient) -> None:
    assert visitor.web.get("/metrics").status_code == 404
    assert visitor.web.get("/metrics", headers=BEARER).status_code == 404
    assert visitor.web.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ąčęė"]
)
def test_without_the_token_nothing_is_told(prometheus: PageClient, given: str) -> None:
    header = {"Authorization": given.encode("utf-8").decode("latin-1")}

    answer = prometheus.web.get("/metrics", headers=header)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "rysiai" not in answer.text


def test_to_be_signed_in_is_no_token(prometheus: PageClient, administrator: PageClient) -> None:
    assert administrator.web.get("/metrics").status_code == 401
    assert prometheus.app is administrator.app


def test_the_figures_tell_how_letters_stand(
    prometheus: PageClient, posting: Posting, clock: FixedClock
) -> None:
    posting.write("dead")
    [letter] = posting.claim()
    posting.fail(letter, Failure("no such user", 550, is_final=True))
    posting.write("waits")
    minutes(clock, 3)

    told = figures(prometheus)

    assert told['rysiai_letters{state="dead"}'] == 1
    assert told['rysiai_letters{state="queued"}'] == 1
    assert told['rysiai_letters{state="sending"}'] == 0
    assert told['rysiai_letters{state="sent"}'] == 0
    assert told["rysiai_letters_due"] == 1
    assert told["rysiai_letters_given_up_7d"] == 1
    assert told["rysiai_oldest_due_seconds"] == 180
    assert told["rysiai_reminders_due"] == 0


def test_the_figures_tell_of_each_job_when_it_last_ran_anywhere(
    prometheus: PageClient, tick: Ticks, clock: FixedClock
) -> None:
    tick("worker-1", "letters.deliver", error="no room")
    minutes(clock, 1)
    tick("worker-2", "letters.deliver")
    tick("worker-1", "reminders.plan", error="no room")

    told = figures(prometheus)

    at = (MONDAY + timedelta(minutes=1)).timestamp()
    assert told['rysiai_last_tick_timestamp_seconds{job="letters.deliver"}'] == at
    assert told['rysiai_job_failing{job="letters.deliver"}'] == 0
    assert told['rysiai_job_failing{job="reminders.plan"}'] == 1
    assert told["rysiai_workers"] == 2


def test_the_figures_tell_how_often_a_job_is_to_run(
    prometheus: PageClient, database: Database
) -> None:
    with database.write() as work:
        beat(work, Beat("worker-1", "reminders.zones", every_s=86_400))

    assert figures(prometheus)['rysiai_job_every_seconds{job="reminders.zones"}'] == 86_400


def test_an_idle_installation_gives_zeros_and_not_silence(prometheus: PageClient) -> None:
    told = figures(prometheus)

    assert told["rysiai_oldest_due_seconds"] == 0
    assert told["rysiai_workers"] == 0
    assert told["rysiai_reminders_for_nobody"] == 0
    assert any(newest() in name for name in told if name.startswith("rysiai_build_info"))


def test_the_figures_name_nobody(prometheus: PageClient, posting: Posting, tick: Ticks) -> None:
    posting.write()
    tick("worker-1", "letters.deliver", error="550 egle@savivaldybe.example")

    said = prometheus.web.get("/metrics", headers=BEARER).text

    for word in ("egle", "savivaldybe", "Lin", "worker-1"):
        assert word not in said


def test_a_scrape_is_a_handful_of_statements(prometheus: PageClient, database: Database) -> None:
    with gather(database) as said:
        figures(prometheus)

    assert len(said) <= 8


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_its_questions_to_postgresql_need_no_right_to_write(database: Database) -> None:
    with database.read() as work:
        assert queries.store(work, database.clock).size > 1_000_000
        assert work.session.scalar(text("SHOW default_transaction_read_only")) == "on"
