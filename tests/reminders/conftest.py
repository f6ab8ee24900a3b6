"""What the tests of a letter's links are about."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import SECRET
from tests.support.make import Make
from tracker.core.db import Database
from tracker.core.mail import Tray
from tracker.core.security import LinkSigner
from tracker.leads.models import Lead
from tracker.letters.jobs import Post
from tracker.letters.render import Printer
from tracker.reminders.models import Reminder
from tracker.wiring import LETTERS

TODAY = date(2026, 11, 23)


@pytest.fixture
def lead(database: Database) -> Lead:
    """A lead due today, and with it its owner's reminder."""
    with database.write() as work:
        return Make(work).lead(next_step="Nusiųsti sąlygas", next_step_on=TODAY)


@pytest.fixture
def reminder(database: Database, lead: Lead) -> Reminder:
    with database.read() as work:
        return work.session.scalars(select(Reminder).where(Reminder.lead_id == lead.id)).one()


@pytest.fixture
def post(database: Database, tray: Tray) -> Post:
    """What the worker's jobs need, with a tray in place of a mail server."""
    return Post(
        database=database,
        mailer=tray,
        print=Printer("https://rysiai.example", LinkSigner([SECRET]), LETTERS),
        host="savivaldybe.example",
        holder="worker-1",
        lease=timedelta(seconds=60),
        retry_base=timedelta(seconds=60),
        stop=threading.Event(),
    )
