"""What tests of the installation's health have at hand."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.conftest import SECRET
from tests.letters.posting import LEASE, Posting
from tests.support.make import Make
from tracker.accounts.models import Role, User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.mail import Tray
from tracker.core.security import LinkSigner
from tracker.health.queries import WATCH
from tracker.letters.heartbeats import Beat, beat
from tracker.letters.jobs import Post
from tracker.letters.render import Printer
from tracker.reminders.models import Reminder, ReminderKind
from tracker.settings import Settings
from tracker.wiring import LETTERS

JOBS = ("reminders.plan", "letters.deliver", "leads.add_up", WATCH)


@pytest.fixture
def posting(database: Database) -> Posting:
    return Posting(database)


@pytest.fixture
def post(database: Database, tray: Tray, settings: Settings) -> Post:
    return Post(
        database=database,
        mailer=tray,
        print=Printer(settings.base_url, LinkSigner([SECRET]), LETTERS),
        host="savivaldybe.example",
        holder="worker-1",
        lease=LEASE,
        retry_base=timedelta(seconds=60),
        stop=threading.Event(),
        slots=1,
    )


Ticks = Callable[..., None]


@pytest.fixture
def tick(database: Database) -> Ticks:
    """Let a worker's jobs, or the one named, say that they ran."""

    def _tick(
        worker: str = "worker-1", *jobs: str, error: str | None = None, done: int = 0
    ) -> None:
        with database.write() as work:
            for job in jobs or JOBS:
                beat(work, Beat(worker, job, done, error))

    return _tick


@pytest.fixture
def boss(database: Database) -> User:
    """An administrator who reads Lithuanian."""
    with database.write() as work:
        return Make(work).user(role=Role.ADMINISTRATOR, email="justas@savivaldybe.example")


@pytest.fixture
def owed(database: Database) -> Callable[[datetime], int]:
    """Make a reminder of a letter at a moment, made long before it, and return its number."""

    def _owed(at: datetime) -> int:
        with database.write() as work:
            make = Make(work)
            owner = make.user()
            lead = make.lead(owner_id=owner.id, due=timedelta(days=30))
            local = at.astimezone(work.zone)
            reminder = Reminder(
                kind=ReminderKind.OWN,
                lead_id=lead.id,
                owner_id=owner.id,
                title="Paskambinti",
                wall_on=local.date(),
                wall_at=local.time().replace(second=0, microsecond=0),
                zone="Europe/Vilnius",
                due_at=at,
                letter_at=at,
                created_at=at - timedelta(days=7),
            )
            work.session.add(reminder)
            work.session.flush()
            return reminder.id

    return _owed


def minutes(clock: FixedClock, count: float) -> None:
    """Move the clock on."""
    clock.move_to(clock.now() + timedelta(minutes=count))
