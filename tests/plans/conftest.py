"""A plan, leads to lay it on, and short ways to act and look."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.plans import laying, queries
from tracker.plans.default import install_plans
from tracker.plans.laying import Form
from tracker.plans.models import Laying, LeadStep, Plan
from tracker.plans.proposing import Asked
from tracker.reminders import service as reminders
from tracker.reminders.models import Reminder

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
THANKS, MATERIALS, CALL, REVIEW, QUARTERLY = (
    "Padėkoti už susitikimą",
    "Nusiųsti pažadėtą medžiagą",
    "Paskambinti ir sutarti, kas toliau",
    "Peržiūrėti etapą: tęsti ar atidėti",
    "Susisiekti: kas ketvirtį",
)


class Scene:
    """An office with the plan that comes with the product, and its officer, who does everything."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database = database
        self.clock = clock
        with database.write() as work:
            install_plans(work)
            self.officer = Make(work).user().id

    @contextmanager
    def acting(self, person: int | None = None) -> Iterator[Work]:
        """Act in somebody's name, the officer's unless said."""
        with self.database.write(person or self.officer) as work:
            yield work

    @contextmanager
    def on(self, lead_id: int) -> Iterator[tuple[Work, Lead]]:
        """Act on a lead."""
        with self.acting() as work:
            yield work, lead_to_change(work.session, lead_id)

    def lead(self, title: str = "El. parašo platforma", **given: Any) -> int:
        """Make an open lead of the officer without a next step, of a country that rests as ours."""
        given = {"owner_id": self.officer, "country": "LT", **given}
        if "next_step" not in given:
            given["due"] = None
        with self.acting() as work:
            return Make(work).lead(title, **given).id

    def lay(
        self,
        *lead_ids: int,
        start: date | None = None,
        owner_id: int | None = None,
        form: Form | None = None,
    ) -> int:
        """Lay the plan, counted from today unless said, and return the laying."""
        with self.acting() as work:
            asked = Asked(self.plan(work), start or work.today, lead_ids, owner_id)
            return laying.lay_plan(work, asked, form or Form("lt")).id

    def plan(self, work: Work) -> Plan:
        """Return the plan."""
        return queries.get_plan(work.session, 1)

    def finish(self, lead_id: int) -> int:
        """Mark the next step done and return the deed's entry in the journal."""
        with self.on(lead_id) as (work, lead):
            entry = reminders.finish_step(work, lead)
            assert entry is not None
            return entry.id

    def undo(self, entry_id: int) -> None:
        """Take a deed back."""
        with self.acting() as work:
            reminders.undo_deed(work, entry_id)

    def stands(self, lead_id: int) -> tuple[str | None, date | None]:
        """Return the lead's next step and its day."""
        with self.database.read() as work:
            lead = work.session.get_one(Lead, lead_id)
            return lead.next_step, lead.next_step_on

    def steps(self, lead_id: int) -> list[tuple[str, str]]:
        """Return the steps of the plan that the lead follows, with their states."""
        with self.database.read() as work:
            laying_id = work.session.get_one(Lead, lead_id).laying_id
            found = queries.steps_of_lead(work.session, lead_id, laying_id)
            return [(step.title, step.state.value) for step in found]

    def days(self, lead_id: int) -> list[date]:
        """Return the days that its steps were given."""
        with self.database.read() as work:
            laying_id = work.session.get_one(Lead, lead_id).laying_id
            found = queries.steps_of_lead(work.session, lead_id, laying_id)
            return [step.due_on for step in found]

    def reminders(self, lead_id: int) -> list[tuple[str, date, str]]:
        """Return what the owner is reminded of for the lead, the oldest first."""
        with self.database.read() as work:
            found = work.session.scalars(
                select(Reminder).where(Reminder.lead_id == lead_id).order_by(Reminder.id)
            )
            return [(each.title, each.wall_on, each.state.value) for each in found]

    def journal(self, lead_id: int) -> Sequence[str]:
        """Return what the journal tells of the lead, the oldest first."""
        with self.database.read() as work:
            return work.session.scalars(
                select(Entry.what).where(Entry.subject == f"lead:{lead_id}").order_by(Entry.id)
            ).all()

    def last_deed(self, lead_id: int) -> int:
        """Return the number of the latest step that was done."""
        with self.database.read() as work:
            asked = select(Entry.id).where(
                Entry.subject == f"lead:{lead_id}", Entry.what == "lead.step_done"
            )
            return work.session.scalars(asked.order_by(Entry.id.desc()).limit(1)).one()

    def rows(self, table: type[Laying | LeadStep]) -> int:
        """Count the rows of a table."""
        with self.database.read() as work:
            return len(work.session.scalars(select(table.id)).all())


@pytest.fixture
def scene(database: Database, clock: FixedClock) -> Scene:
    return Scene(database, clock)


@pytest.fixture
def officer(app: Flask, scene: Scene) -> PageClient:
    """The scene's officer at the browser."""
    return PageClient(app, scene.database).sign_in(user_id=scene.officer)


@pytest.fixture
def trip_id(scene: Scene) -> int:
    """A trip that ended on Friday."""
    with scene.acting() as work:
        friday = TODAY - 3 * DAY
        return Make(work).trip("Taipėjus", start_on=friday - 5 * DAY, end_on=friday).id
