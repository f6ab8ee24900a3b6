"""The worker: APScheduler is its clock, the database its memory."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job as ScheduledJob
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
"""How often the worker looks whether it is to stop, and whether its scheduler is well."""
STILL = 60
"""After so many looks at which nothing had moved on the scheduler is taken to have ended."""


class StoodStillError(Exception):
    """The scheduler starts nothing any more: whoever started the worker is to start it anew."""


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

    Any number of workers may run, in this process or others, on one PostgreSQL. Raises
    StoodStillError.
    """
    post = post_for(settings, database, mailer, stop)
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
    try:
        keep_ticking(clock, stop)
    finally:
        stop.set()
        clock.shutdown(wait=True)
        mailer.rest()
        log.info("worker stopped", worker=post.holder)


def keep_ticking(clock: BackgroundScheduler, stop: threading.Event) -> None:
    """Wait until `stop` is set, and wake up now and then.

    The scheduler sleeps until a time of day: a machine's clock put back by a day would have it
    sleep for a day. And a signal that the system gave to another thread is heard by this one only
    when it wakes up.

    Raises StoodStillError when the scheduler's own thread has ended, which nobody would notice.
    """
    next_run, still = None, 0
    while not stop.wait(LOOK_S):
        jobs = clock.get_jobs()
        _wake_up(jobs)
        before, next_run = next_run, min(job.next_run_time for job in jobs)
        still = still + 1 if next_run == before else 0
        if still == STILL:
            log.critical("scheduler has ended", next_run=next_run.isoformat())
            raise StoodStillError


def _wake_up(jobs: Sequence[ScheduledJob]) -> None:
    """Have each job run now whose time is further away than it can be: the clock was put back."""
    slack = timedelta(seconds=LOOK_S)
    for job in jobs:
        now = SystemClock().now()
        ahead = job.next_run_time - now
        if ahead > job.trigger.span + slack:
            log.warning("clock put back", job=job.id, seconds=ahead.total_seconds())
            job.modify(next_run_time=now)


def post_for(settings: Settings, database: Database, mailer: Mailer, stop: threading.Event) -> Post:
    """Return all that planning and delivering need; `stop` ends them early."""
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
        """Run the job once; one that fails again after a rest, until the worker is to stop.

        What runs once a day would else be tried again a day later.
        """
        while not self._post.stop.is_set() and not self._works():
            self._rest = min(LONGEST_REST_S, self._rest * 2)
            self._post.stop.wait(self._rest)
        self._rest = TICK_S

    def _works(self) -> bool:
        try:
            done = self._job.run(self._post)
        except Exception as failure:
            log.exception("job failed", job=self._job.name)
            self._say(0, _in_short(failure))
            return False
        is_seldom = self._job.every_s >= BEAT_S
        if done or is_seldom or time.monotonic() - self._silent_since >= BEAT_S:
            self._say(done)
        return True

    def _say(self, done: int, error: str | None = None) -> None:
        """Write the heartbeat; with the database away nobody could read it anyway."""
        sign = Beat(self._post.holder, self._job.name, done, error, self._job.every_s)
        self._silent_since = time.monotonic()
        with suppress(*DATABASE_AWAY), self._post.database.write() as work:
            beat(work, sign)


def _in_short(failure: Exception) -> str:
    said, _, _rows = str(failure).partition("\n")
    return f"{type(failure).__name__}: {said}"[:300]
