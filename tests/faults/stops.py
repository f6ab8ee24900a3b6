"""Workers told to stop, and workers that stand still past their lease and wake up again."""

import signal
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import psutil
from sqlalchemy import select

from tests.faults.findings import Finding, count
from tests.faults.scene import Scene, Worker, arrived, crew, stands, until
from tests.letters.posting import Posting
from tracker.core.connecting import STILL_S
from tracker.letters.jobs import BATCH, SLOTS
from tracker.letters.models import Heartbeat, Letter, LetterState
from tracker.worker import JOBS

SLOW = "slow@savivaldybe.example"
HAND_BACK_S = 2.0
PATIENCE_S = 60.0
SETTLED_S = 0.5
"""How long the mail server takes for a recipient, when the worker's other slots have found nothing
by then, and for a text, of which a worker that is stopped meanwhile has not heard."""


def told_to_stop(scene: Scene, *, times: int) -> Finding:
    """Send SIGTERM to a worker that waits for its mail server, with letters in hand behind it."""
    finding = Finding("SIGTERM", scene.engine)
    posting = Posting(scene.database)
    waits = []
    for number in range(times):
        slow = scene.relay.slow[SLOW] = threading.Event()
        for letter in range(BATCH):
            posting.write(f"key-{number}-{letter}", address=SLOW)
        before = len(scene.relay.texts)
        worker = scene.worker()
        until(arrived(scene, before + 1), seconds=PATIENCE_S)
        worker.send(signal.SIGTERM)
        took = until(
            lambda: posting.states().count("sending") <= SLOTS,
            seconds=PATIENCE_S,
        )
        waits.append(took if took is not None else PATIENCE_S)
        slow.set()
        finding.expect(worker.ended() == 0, "it did not end with 0")
        finding.expect("sending" not in posting.states(), "it ended with letters in hand")
    with crew(scene, 1):
        until(lambda: set(posting.states()) == {"sent"}, seconds=PATIENCE_S)
    finding.counted = f"{times} times, handed back within {max(waits):.1f} s: "
    finding.expect(max(waits) <= HAND_BACK_S, "handed back too late")
    counted = count(scene)
    finding.expect(counted.letters == times * BATCH, "letters are missing")
    finding.expect(counted.copies == 0, f"{counted.copies} copies")
    counted.judge(finding)
    return finding


def paused_before_the_text(scene: Scene, *, times: int) -> Finding:
    """Stop a worker when its recipient has been named, and let it go on after another has sent."""

    def pause(worker: Worker) -> None:
        def reached(step: str) -> None:
            if step == "rcpt":
                worker.send(signal.SIGSTOP)

        scene.relay.reached = reached

    return _paused(scene, Finding("SIGSTOP before DATA", scene.engine), times, pause)


def paused_at_the_dot(scene: Scene, *, times: int) -> Finding:
    """Stop a worker when its text was accepted, and let it go on after another has sent it too."""

    def pause(worker: Worker) -> None:
        def came(_text: bytes) -> None:
            worker.send(signal.SIGSTOP)

        scene.relay.arrived = came

    found = _paused(scene, Finding("SIGSTOP at the accepted dot", scene.engine), times, pause)
    copies = count(scene).copies
    found.expect(scene.engine == "sqlite" or copies == times, f"{copies} copies of {times}")
    return found


def _paused(scene: Scene, finding: Finding, times: int, pause: Callable[[Worker], None]) -> Finding:
    posting, in_transaction = Posting(scene.database), 0
    scene.relay.pace = lambda step: SETTLED_S if step in ("rcpt", "dot") else 0.0
    for number in range(times):
        sleeper = scene.worker()
        until(at_rest(scene, sleeper), seconds=PATIENCE_S)
        pause(sleeper)
        letter = posting.write(f"key-{number}")
        finding.expect(until(_is_stopped(sleeper), seconds=PATIENCE_S), "it did not stop")
        scene.relay.reached, scene.relay.arrived = lambda _: None, lambda _: None
        if _locks_everybody_out(scene):
            in_transaction += 1
            before = None
        else:
            with crew(scene, 1):
                is_sent = stands(scene, letter, LetterState.SENT)
                taken = until(is_sent, seconds=PATIENCE_S + STILL_S)
            finding.expect(taken, "nobody took it over")
            before = _row(scene, letter)
        sleeper.send(signal.SIGCONT)
        sleeper.send(signal.SIGTERM)
        ended = sleeper.ended()
        finding.expect(ended == 0, f"the one that woke up ended with {ended}")
        is_same = before is None or before == _row(scene, letter)
        finding.expect(is_same, "the one that woke up wrote over it")
    finding.counted = (
        f"{times} times, overtaken after a lease of {scene.settings.lease_s:g} s, but for "
        f"{in_transaction} that held SQLite's lock: "
    )
    count(scene).judge(finding)
    return finding


def _locks_everybody_out(scene: Scene) -> bool:
    """Tell whether a worker stands still within a transaction: on SQLite nobody can write then."""
    if scene.engine != "sqlite":
        return False
    path = scene.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
    return False


def _is_stopped(worker: Worker) -> Callable[[], bool]:
    return lambda: worker.seen().status() == psutil.STATUS_STOPPED


def at_rest(scene: Scene, worker: Worker) -> Callable[[], bool]:
    """Return the question whether each of a worker's jobs has run.

    Whoever stands still within a transaction lets nobody else write to SQLite.
    """

    def is_at_rest() -> bool:
        with scene.database.read() as work:
            beats = work.session.scalars(select(Heartbeat.worker)).all()
        return sum(beat.endswith(f":{worker.pid}") for beat in beats) >= len(JOBS)

    return is_at_rest


def _row(scene: Scene, letter: int) -> tuple[object, ...]:
    with scene.database.read() as work:
        return tuple(
            work.session.execute(select(*Letter.__table__.columns).where(Letter.id == letter)).one()
        )
