"""A worker of its own process, what it is told, and what is due for it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from tests.support.make import Make
from tracker.core.db import Database
from tracker.letters.models import Heartbeat
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.settings import Settings

ROOT = Path(__file__).parents[2]


def environment(settings: Settings) -> dict[str, str]:
    """Return settings as a worker's process reads them."""
    assert settings.secret_key is not None
    return {
        "TRACKER_INSTANCE": str(settings.instance),
        "TRACKER_DATABASE_URL": settings.database_url,
        "TRACKER_SECRET_KEY": settings.secret_key.get_secret_value(),
        "TRACKER_SMTP_HOST": settings.smtp_host,
        "TRACKER_SMTP_PORT": str(settings.smtp_port),
        "TRACKER_MAIL_FROM": settings.mail_from,
        "TRACKER_LEASE_S": str(settings.lease_s),
        "TRACKER_RETRY_BASE_S": str(settings.retry_base_s),
    }


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker of its own process while the block runs."""
    with (settings.instance / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", "from tracker.cli import main; main()", "worker"],
            cwd=ROOT,
            env={**os.environ, **environment(settings)},
            stderr=log,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def due_reminders(database: Database, count: int) -> None:
    """Make reminders that are due now, all about one lead."""
    with database.write() as work:
        make = Make(work)
        owner = make.user()
        lead = make.lead(owner_id=owner.id, due=timedelta(days=30))
        local = work.now.astimezone(work.zone)
        row: dict[str, Any] = {
            "kind": ReminderKind.OWN,
            "lead_id": lead.id,
            "owner_id": owner.id,
            "wall_on": local.date(),
            "wall_at": local.time(),  # to the second, or a worker that starts would move it
            "zone": "Europe/Vilnius",
            "due_at": work.now,
            "letter_at": work.now,
            "state": ReminderState.ACTIVE,
            "created_at": work.now,
        }
        rows = [{**row, "title": f"P-{number:06} Paskambinti"} for number in range(1, count + 1)]
        work.session.execute(insert(Reminder), rows)


def heartbeats(database: Database) -> set[str]:
    """Return the names of the jobs that were heard of."""
    with database.read() as work:
        return set(work.session.scalars(select(Heartbeat.job)))
