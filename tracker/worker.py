"""The worker: APScheduler is its clock, the database its memory."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from tracker.core.clock import SystemClock
from tracker.core.db import DATABASE_AWAY, Database
from tracker.core.mail import Mailer
from tracker.core.security import LinkSigner
from tracker.health.jobs import look_back, watch_lateness
from tracker.health.queries import WATCH
from tracker.keys import secret_keys
from tracker.leads.jobs import add_up_tallies
from tracker.letters.arrivals import forget_reports, take_in_reports
from tracker.letters.heartbeats import Beat, beat, forget_silent
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.mailboxes import open_inboxes
from tracker.letters.render import Printer
from tracker.reminders.jobs import plan_letters
from tracker.reminders.parting import write_to_stand_ins
from tracker.reminders.zones import keep_wall_times
from tracker.settings import Settings
from tracker.wiring import LETTERS

log = structlog.get_logger(__name__)
TICK_S = 0.5
"""How often each job looks for something due: an idle letter leaves within two such looks."""
BEAT_S = 15.0
"""How often a job that finds nothing to do says that it is there."""
LONGEST_REST_S = 5.0
LOOK_S = 1.0
"""How often the worker looks whether it is to stop, and whether its clock was put back."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something the worker does again and again; safe to run late, twice, or on two machines."""

    name: str
    run: Callable[[Post], int]
    every_s: float = TICK_S
    """Once at the start, then so often."""


JOBS = (
    Job("reminders.plan", plan_letters),
    Job("letters.deliver", deliver_letters),
    Job("reminders.part", write_to_stand_ins, every_s=60),
    Job("reminders.zones", keep_wall_times, every_s=86_400),
    Job("letters.take_in", take_in_reports, every_s=60),
    Job("letters.forget", lambda post: forget_reports(post.database), every_s=3600),
    Job("leads.add_up", lambda post: add_up_tallies(post.database), every_s=60),
    Job(WATCH, watch_lateness, every_s=60),
)


def run_worker(
    settings: Settings, database: Database, mailer: Mailer, stop: threading.Event
) -> None:
    """Plan and send letters until `stop` is set; the ones in hand are finished first.

    Any number of workers may run, in this process or others, on one PostgreSQL.
    """
    post = _post(settings, database, mailer, stop)
    with suppress(*DATABASE_AWAY), database.write() as work:
        forget_silent(work)
    with suppress(*DATABASE_AWAY):
        look_back(post)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it reports every tick
    clock = BackgroundScheduler(
        timezone="UTC", executors={"default": ThreadPoolExecutor(len(JOBS))}
    )
    for job in JOBS:
        clock.add_job(
            Ticker(job, post),
            Every(timedelta(seconds=job.every_s)),
            id=job.name,
            next_run_time=SystemClock().now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    clock.start()
    log.info("worker started", worker=post.holder)
    keep_ticking(clock, stop)
    clock.shutdown(wait=True)
    mailer.rest()
    log.info("worker stopped", worker=post.holder)


def keep_ticking(clock: BackgroundScheduler, stop: threading.Event) -> None:
    """Wait until `stop` is set, and wake up now and then.

    The scheduler sleeps until a time of day: a machine's clock put back by a day would have it
    sleep for a day. And a signal that the system gave to another thread is heard by this one only
    when it wakes up.
    """
    slack = timedelta(seconds=LOOK_S)
    while not stop.wait(LOOK_S):
        for job in clock.get_jobs():
            now = SystemClock().now()
            ahead = job.next_run_time - now
            if ahead > job.trigger.span + slack:
                log.warning("clock put back", job=job.id, seconds=ahead.total_seconds())
                job.modify(next_run_time=now)


def _post(settings: Settings, database: Database, mailer: Mailer, stop: threading.Event) -> Post:
    signer = LinkSigner(secret_keys(settings, make=False))
    return Post(
        database=database,
        mailer=mailer,
        print=Printer(settings.base_url, signer, LETTERS),
        host=settings.mail_from.rpartition("@")[2],
        holder=f"{socket.gethostname()}:{os.getpid()}",
        lease=timedelta(seconds=settings.lease_s),
        retry_base=timedelta(seconds=settings.retry_base_s),
        stop=stop,
        inboxes=open_inboxes(settings),
    )


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires once in a span, counted from when it last did.

    APScheduler's own counts from when it should have fired, and lists every time that was missed:
    a clock put forward by a year had it list sixty million.
    """

    def __init__(self, span: timedelta) -> None:
        self.span = span

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """Return the next time to fire."""
        return now + self.span


class Ticker:
    """Runs one job at each tick; one that fails is logged and rests, and never ends the worker."""

    def __init__(self, job: Job, post: Post) -> None:
        self._job = job
        self._post = post
        self._rest = TICK_S
        self._silent_since = -BEAT_S

    def __call__(self) -> None:
        """Run the job once, unless the worker is to stop."""
        if self._post.stop.is_set():
            return
        try:
            done = self._job.run(self._post)
        except Exception as failure:
            log.exception("job failed", job=self._job.name)
            self._say(0, _in_short(failure))
            self._rest = min(LONGEST_REST_S, self._rest * 2)
            self._post.stop.wait(self._rest)
            return
        self._rest = TICK_S
        if done or time.monotonic() - self._silent_since >= BEAT_S:
            self._say(done)

    def _say(self, done: int, error: str | None = None) -> None:
        """Write the heartbeat; with the database away nobody could read it anyway."""
        sign = Beat(self._post.holder, self._job.name, done, error, self._job.every_s)
        self._silent_since = time.monotonic()
        with suppress(*DATABASE_AWAY), self._post.database.write() as work:
            beat(work, sign)


def _in_short(failure: Exception) -> str:
    said, _, _rows = str(failure).partition("\n")
    return f"{type(failure).__name__}: {said}"[:300]
