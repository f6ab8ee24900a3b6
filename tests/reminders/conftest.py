"""What the tests of a letter's links are about."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tracker.core.db import Database
from tracker.leads.models import Lead
from tracker.reminders.models import Reminder

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
