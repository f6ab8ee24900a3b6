"""The worker as it runs: a process with a clock, killed, stopped, two at a time, cut off."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.conftest import MONDAY, SECRET
from tests.letters.posting import Posting
from tests.support.relay import Relay
from tests.support.waiting import wait_for
from tests.support.working import due_reminders, heartbeats, worker
from tracker.app import create_app
from tracker.core.clock import FixedClock, SystemClock
from tracker.core.db import Database
from tracker.letters.jobs import Post
from tracker.letters.models import Heartbeat, Letter, LetterState
from tracker.letters.smtp import SmtpMailer
from tracker.reminders.models import Reminder
from tracker.settings import Settings, load_settings
from tracker.worker import JOBS, Job, Ticker, run_worker

LEASE_S = 2


@pytest.fixture
def installation(installation: Settings) -> Settings:
    """A lease that a killed worker's letters need not wait for long."""
    return installation.model_copy(update={"lease_s": LEASE_S, "retry_base_s": 1})


def sent(database: Database) -> int:
    with database.read() as work:
        found = select(func.count(Letter.id)).where(Letter.state == LetterState.SENT)
        return int(work.session.scalar(found) or 0)


# --- Killed ---


def test_killed_between_sending_and_marking_it_loses_nothing_and_repeats_at_most_once(
    live: Database, installation: Settings, server: Relay
) -> None:
    posting = Posting(live)
    for number in range(3):
        posting.write(f"key-{number}")

    with worker(installation) as first:
        server.arrived = lambda _: first.kill()  # it has the text, and nobody has heard of that
        assert first.wait(30) == -signal.SIGKILL
    server.arrived = lambda _: None
    arrived = list(server.ids)  # one; two when a second was on its way as it was killed
    assert sent(live) == 0

    killed_at = time.monotonic()
    with worker(installation):
        wait_for(lambda: sent(live) == 3)

    assert time.monotonic() - killed_at < LEASE_S + 30, "the lease, and the start of a process"
    copies = Counter(server.ids)
    assert set(copies) == {posting.letter(number).message_id for number in (1, 2, 3)}
    assert copies == Counter(set(copies)) + Counter(arrived), "what had arrived, and nothing else"
    assert 1 <= len(arrived) < 3
    assert max(copies.values()) == 2
    for letter in map(posting.letter, (1, 2, 3)):  # a text on its way is flagged too
        assert copies[letter.message_id] - 1 <= letter.maybe_sent <= 1


def test_killed_before_the_text_it_sends_each_letter_once(
    live: Database, installation: Settings, server: Relay
) -> None:
    posting = Posting(live)
    posting.write()
    said = server.answer

    with worker(installation) as first:

        def kill_at_rcpt(step: str) -> str | None:
            if step == "rcpt":
                first.kill()
            return said(step)

        server.answer = kill_at_rcpt  # type: ignore[method-assign]  # a server that pulls the plug
        assert first.wait(30) == -signal.SIGKILL
    server.answer = said  # type: ignore[method-assign]  # as before
    assert posting.letter().state is LetterState.SENDING

    with worker(installation):
        wait_for(lambda: sent(live) == 1)

    assert server.ids == [posting.letter().message_id]
    assert posting.letter().maybe_sent == 0


# --- Two at a time ---


def test_two_workers_and_two_thousand_due_reminders_give_two_thousand_letters_each_once(
    live: Database, installation: Settings, server: Relay
) -> None:
    due_reminders(live, 2000)

    began = time.monotonic()
    with worker(installation), worker(installation):
        wait_for(lambda: sent(live) == 2000, seconds=300)
    took = time.monotonic() - began

    assert len(server.texts) == 2000
    assert len(set(server.ids)) == 2000
    with live.read() as work:
        keys = work.session.scalars(select(Letter.idem_key)).all()
        doubted = work.session.scalar(select(func.sum(Letter.maybe_sent)))
    assert len(set(keys)) == 2000
    assert doubted == 0
    subjects = {str(message["Subject"]).rpartition("P-")[2][:6] for message in server.messages}
    assert subjects == {f"{number:06}" for number in range(1, 2001)}
    print(f"\n2,000 letters by two workers in {took:.1f} s: {2000 / took:.0f} a second")  # noqa: T201 - a figure to read


# --- Stopped ---


def test_told_to_stop_it_hands_back_at_once_finishes_the_letter_in_hand_and_ends_well(
    live: Database, installation: Settings, server: Relay
) -> None:
    slow = server.slow["egle@savivaldybe.example"] = threading.Event()
    posting = Posting(live)
    for number in range(20):
        posting.write(f"key-{number}")

    with worker(installation) as process:
        wait_for(lambda: len(server.texts) >= 1)
        process.send_signal(signal.SIGTERM)
        told = time.monotonic()
        wait_for(lambda: posting.states().count("sending") <= 3)  # one in each slot's hand
        assert time.monotonic() - told < 2
        assert posting.states().count("queued") >= 17
        slow.set()
        assert process.wait(20) == 0

    assert "sending" not in posting.states()
    assert posting.states().count("sent") == len(server.texts) <= 3


def test_told_to_stop_with_nothing_to_do_it_ends_at_once(
    live: Database, installation: Settings
) -> None:
    with worker(installation) as process:
        wait_for(lambda: heartbeats(live) == {job.name for job in JOBS})
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5


# --- On time ---


@contextmanager
def running(settings: Settings, database: Database) -> Iterator[None]:
    """Run a worker in a thread of ours while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(
        target=run_worker, args=(settings, database, SmtpMailer(settings), stop)
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_an_idle_worker_sends_within_two_seconds_of_what_is_due(
    live: Database, installation: Settings, server: Relay
) -> None:
    came: list[float] = []
    server.arrived = lambda _: came.append(time.time())
    due_reminders(live, 1)
    with live.write() as work:
        reminder = work.session.scalars(select(Reminder).where(Reminder.kind == "own")).one()
        due_at = reminder.due_at = reminder.letter_at = work.now + timedelta(seconds=3)
        local = due_at.astimezone(work.zone)
        reminder.wall_on, reminder.wall_at = local.date(), local.time()

    with running(installation, live):
        wait_for(lambda: bool(came))

    assert 0 <= came[0] - due_at.timestamp() < 2


def test_each_job_reports_what_it_did(live: Database, installation: Settings) -> None:
    due_reminders(live, 3)

    with running(installation, live):
        wait_for(lambda: sent(live) == 3)

    assert heartbeats(live) == {job.name for job in JOBS}


# --- Cut off ---


# An embedded database has no connections to lose.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_goes_away_stops_nobody(
    live: Database, installation: Settings, server: Relay
) -> None:
    due_reminders(live, 150)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    cutter = Database(installation.database_url, SystemClock())

    with worker(installation) as process:
        wait_for(lambda: len(server.texts) > 5)
        for _ in range(10):
            with cutter.read() as work:
                work.session.execute(cut)
            time.sleep(0.15)
        wait_for(lambda: sent(cutter) == 150, seconds=90)
        assert process.poll() is None
    cutter.dispose()

    copies = Counter(server.ids)
    assert len(copies) == 150
    with live.read() as work:
        flagged = dict(work.session.execute(select(Letter.message_id, Letter.maybe_sent)).all())
    assert all(count - 1 <= flagged[number] for number, count in copies.items())


class Stop(threading.Event):
    """A stop that nobody waits for: told after so many waits, and writes down how long each was."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        if len(self.waits) == self.after:
            self.set()
        return self.is_set()


def ticker(
    database: Database, run: Callable[[Post], int], *, every_s: float = 0.5
) -> tuple[Ticker, Stop]:
    stop = Stop(after=6)
    post = Post(
        database=database,
        mailer=SmtpMailer(load_settings()),
        print=None,  # type: ignore[arg-type]  # nothing is printed here
        host="savivaldybe.example",
        holder="worker-1",
        lease=timedelta(seconds=60),
        retry_base=timedelta(seconds=60),
        stop=stop,
    )
    return Ticker(Job("a.job", run, every_s), post), stop


def test_a_job_that_fails_rests_longer_each_time_up_to_five_seconds_and_says_why(
    database: Database,
) -> None:
    def fail(_: Post) -> int:
        raise RuntimeError("the disk is full")

    tick, stop = ticker(database, fail)

    tick()

    assert stop.waits == [1.0, 2.0, 4.0, 5.0, 5.0, 5.0]
    with database.read() as work:
        beat = work.session.scalars(select(Heartbeat)).one()
    assert (beat.worker, beat.job, beat.done) == ("worker-1", "a.job", 0)
    assert beat.error == "RuntimeError: the disk is full"


@pytest.mark.parametrize("every_s", [0.5, 86_400])
def test_a_job_that_fails_is_tried_again_soon_however_seldom_it_runs_and_says_that_it_recovers(
    database: Database, every_s: float
) -> None:
    answers: list[RuntimeError | int] = [RuntimeError("away"), 7]

    def run(_: Post) -> int:
        answer = answers.pop(0)
        if isinstance(answer, RuntimeError):
            raise answer
        return answer

    tick, stop = ticker(database, run, every_s=every_s)

    tick()

    assert stop.waits == [1.0]

    with database.read() as work:
        beat = work.session.scalars(select(Heartbeat)).one()
    assert (beat.done, beat.error) == (7, None)


@pytest.mark.parametrize(("every_s", "beats"), [(0.5, 1), (60, 2)])
def test_a_job_that_runs_seldom_says_each_time_that_it_ran(
    database: Database, clock: FixedClock, every_s: float, beats: int
) -> None:
    tick, _ = ticker(database, lambda _: 0, every_s=every_s)
    heard = set()

    for minute in range(2):
        clock.move_to(MONDAY + timedelta(minutes=minute))
        tick()
        with database.read() as work:
            heard.add(work.session.scalar(select(Heartbeat.ran_at)))

    assert len(heard) == beats


# --- Only here ---


def test_applications_start_no_thread(settings: Settings, database: Database, app: Flask) -> None:
    before = threading.active_count()

    apps = [create_app(settings, database, secret_keys=[SECRET]) for _ in range(5)]

    assert len({id(app), *map(id, apps)}) == 6
    assert threading.active_count() == before
