"""An installation to break: its database, its mail server, and workers that are real processes."""

import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from sqlalchemy import String, cast, exists, func, insert, literal, select

from tests.faults.moved_clock import follow
from tests.support.make import Make
from tests.support.relay import Relay, relay
from tests.support.working import environment
from tracker.accounts.models import Role, User
from tracker.core.clock import SystemClock
from tracker.core.db import DATABASE_AWAY, Database, Work
from tracker.letters.models import IS_WAITING, Letter, LetterItem, LetterState
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.settings import Settings, load_settings
from tracker.wiring import WATCHERS

SECRET = "a-secret-for-the-tests-only-000000000"
CHANCE = random.Random()  # noqa: S311 - when to kill, not secrets
LEASE_S = 2.0
"""Short, for whoever waits until a killed worker's letters are free."""
CALM_S = 30.0
"""A lease that no worker loses by having to wait for a busy processor: where none is killed."""
PER_OWNER = 5
"""Reminders of one owner: more on one morning may become one letter."""
_LOOK_S = 0.05
_WEEK = timedelta(days=7)

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["tracker.cli", "tracker.worker", "tracker.core.cursors", "tests.faults.scene"]
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The installation, as somebody sees it who is not a worker."""

    settings: Settings
    database: Database
    relay: Relay
    clock_file: Path | None = None
    """Moves the clocks of the workers, where there is one."""

    @property
    def engine(self) -> str:
        """Return which database it is."""
        return self.database.engine.dialect.name

    def worker(self) -> "Worker":
        """Start a worker."""
        return Worker(self)


@contextmanager
def staged(
    url: str, folder: Path, *, clock_file: Path | None = None, **given: Any
) -> Iterator[Scene]:
    """Set up an installation over an empty database that has its tables."""
    folder.mkdir(parents=True, exist_ok=True)
    with relay() as server:
        settings = load_settings(
            **{
                "instance": folder,
                "database_url": url,
                "smtp_host": "127.0.0.1",
                "smtp_port": server.port,
                "mail_from": "rysiai@savivaldybe.example",
                "secret_key": SECRET,
                "lease_s": LEASE_S,
                "retry_base_s": 0.5,
                **given,
            }
        )
        database = Database(url, SystemClock(), watchers=WATCHERS)
        try:
            yield Scene(settings, database, server, clock_file)
        finally:
            database.dispose()


def _run(told: dict[str, str], log: str, clock: Path | None) -> None:
    """Be the command `tracker worker`, in a process that has imported it already."""
    with Path(log).open("ab") as kept:
        os.dup2(kept.fileno(), 2)
    os.environ.update(told)
    sys.argv = ["tracker", "worker"]
    if clock is not None:
        follow(clock)
    from tracker.cli import main  # noqa: PLC0415 - only in the worker's process

    main()


class Worker:
    """One `tracker worker`: a process of its own, forked from one that has imported everything.

    So it starts in a tenth of a second rather than two, and hundreds can be killed in a minute.
    """

    def __init__(self, scene: Scene) -> None:
        settings = scene.settings
        log = str(settings.instance / "worker.log")
        self._process = _FORKS.Process(
            target=_run, args=(environment(settings), log, scene.clock_file), daemon=True
        )
        self._process.start()
        self.pid = int(self._process.pid or 0)

    def is_running(self) -> bool:
        """Tell whether it is there."""
        return self._process.is_alive()

    def seen(self) -> psutil.Process:
        """Return it as the system sees it."""
        return psutil.Process(self.pid)

    def send(self, number: int) -> None:
        """Send it a signal, unless it has gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it with -9, so that it can do nothing about it."""
        self.send(signal.SIGKILL)

    def ended(self, seconds: float = 30) -> int | None:
        """Wait for its end and return its exit code; minus a number where a signal ended it."""
        self._process.join(seconds)
        return self._process.exitcode


@dataclass(slots=True)
class Crew:
    """Workers side by side; whoever ends without being killed is remembered."""

    scene: Scene
    workers: list[Worker] = field(default_factory=list)
    strayed: int = 0

    def fill(self, number: int) -> None:
        """Have at least so many at work."""
        here = [worker for worker in self.workers if worker.is_running()]
        self.strayed += len(self.workers) - len(here)
        self.workers = [*here, *(self.scene.worker() for _ in range(number - len(here)))]

    def kill_one(self) -> None:
        """Kill any of them, whatever it is at."""
        self.kill(CHANCE.choice(self.workers))

    def kill(self, worker: Worker) -> None:
        """Kill one of them."""
        self.workers.remove(worker)
        self.strayed += not worker.is_running()
        worker.kill()
        worker.ended()


@contextmanager
def crew(scene: Scene, number: int) -> Iterator[Crew]:
    """Have workers at work while the block runs; then they are told to stop."""
    found = Crew(scene)
    found.fill(number)
    try:
        yield found
        found.strayed += sum(not worker.is_running() for worker in found.workers)
        for worker in found.workers:
            worker.send(signal.SIGTERM)
        found.strayed += sum(worker.ended() != 0 for worker in found.workers)
    finally:
        for worker in found.workers:
            worker.send(signal.SIGCONT)
            worker.kill()
            worker.ended()


def due_reminders(
    database: Database, count: int, after: Callable[[int], timedelta] = lambda _: timedelta(0)
) -> None:
    """Make reminders that are due now, or so much later each; of an hour, so of a letter, each."""
    with database.write() as work:
        trip = Make(work).trip().id
        owners = _owners(work, 1 + (count - 1) // PER_OWNER)
        same: dict[str, Any] = {
            "kind": ReminderKind.OWN,
            "trip_id": trip,
            "zone": "Europe/Vilnius",
            "state": ReminderState.ACTIVE,
            "created_at": work.now,
        }
        rows = []
        for number in range(count):
            moment = work.now + after(number)
            local = moment.astimezone(work.zone)
            rows.append(
                {
                    **same,
                    "title": f"P-{number:06} Paskambinti",
                    "owner_id": owners[number // PER_OWNER],
                    "wall_on": local.date(),
                    "wall_at": local.time(),  # to the second, or a worker that starts would move it
                    "due_at": moment,
                    "letter_at": moment,
                }
            )
        work.session.execute(insert(Reminder), rows)


def _owners(work: Work, count: int) -> list[int]:
    """Make accounts that have been here for a while: none waits for its first letter of a week."""
    one = {
        "given": "Eglė",
        "family": "Vaitkūnaitė",
        "role": Role.OFFICER,
        "created_at": work.now,
        "weekly_at": work.now + _WEEK,
    }
    names = (f"{uuid4().hex}@savivaldybe.example" for _ in range(count))
    rows = [{**one, "email": name} for name in names]
    return list(work.session.scalars(insert(User).returning(User.id), rows))


def unwritten(scene: Scene) -> int:
    """Return of how many reminders nothing has been written, alone or among others."""
    key = literal("reminder:") + cast(Reminder.id, String)
    has_letter = exists().where(Letter.subject_key == key)
    is_part = exists().where(LetterItem.subject_key == key)
    return _ask(scene, select(func.count(Reminder.id)).where(~has_letter, ~is_part))


def waiting(scene: Scene) -> int:
    """Return how many letters wait to leave now.

    Not those that were written while a clock stood in the future, for a day that is still to come.
    """
    with scene.database.read() as work:
        is_due = Letter.not_before <= work.now
        found = select(func.count(Letter.id)).where(IS_WAITING, is_due)
        return int(work.session.scalar(found) or 0)


def sent(scene: Scene) -> int:
    """Return how many letters have left."""
    return _ask(scene, select(func.count(Letter.id)).where(Letter.state == LetterState.SENT))


def _ask(scene: Scene, question: Any) -> int:
    with scene.database.read() as work:
        return int(work.session.scalar(question) or 0)


def until(what: Callable[[], bool], *, seconds: float) -> float | None:
    """Wait until something is so and return how long it took; nothing when it never was.

    A database that is away meanwhile is asked again.
    """
    began = time.monotonic()
    while (took := time.monotonic() - began) < seconds:
        with suppress(*DATABASE_AWAY):
            if what():
                return took
        time.sleep(_LOOK_S)
    return None


def stands(scene: Scene, letter: int, state: LetterState) -> Callable[[], bool]:
    """Return the question whether a letter is in that state."""
    asked = select(func.count(Letter.id)).where(Letter.id == letter, Letter.state == state)
    return lambda: _ask(scene, asked) == 1


def arrived(scene: Scene, texts: int) -> Callable[[], bool]:
    """Return the question whether the mail server has so many texts."""
    return lambda: len(scene.relay.texts) >= texts


def all_out(scene: Scene, *, seconds: float) -> float | None:
    """Wait until every reminder has its letter and no letter waits; nothing when that never is."""
    return until(lambda: not unwritten(scene) and not waiting(scene), seconds=seconds)
