"""A letter that was given up and tells of what is over by now is not sent again."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update

from tests.reminders.test_planning import SEVEN, plan
from tests.support.client import PageClient
from tests.support.make import Make
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.leads import service as leads
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.letters.cli import worth_sending
from tracker.letters.models import Letter, LetterState
from tracker.reminders.service import finish_step, snooze_step

Deed = Callable[[Work, Lead], object]


def done(work: Work, lead: Lead) -> object:
    return finish_step(work, lead)


def put_off(work: Work, lead: Lead) -> object:
    return snooze_step(work, lead, date(2026, 12, 7))


def handed_on(work: Work, lead: Lead) -> object:
    return leads.assign_owner(work, lead, Make(work).user().id)


def given_up(database: Database, clock: FixedClock) -> int:
    """Let the letter about a lead's step be refused, and return the lead."""
    with database.write() as work:
        lead_id = Make(work).lead(next_step_on=date(2026, 11, 24)).id
    clock.move_to(SEVEN)
    plan(database)
    with database.write() as work:
        work.session.execute(update(Letter).values(state=LetterState.DEAD))
    return lead_id


@pytest.mark.parametrize("deed", [done, put_off, handed_on])
def test_what_is_over_is_not_told_of(
    administrator: PageClient, database: Database, clock: FixedClock, deed: Deed
) -> None:
    lead_id = given_up(database, clock)
    with database.write() as work:
        deed(work, lead_to_change(work.session, lead_id))

    page = administrator.post("/letters/1/again", status=409).text

    assert "iš naujo siųsti nėra ko" in page
    with database.read() as work:
        assert work.session.scalars(select(Letter.state)).first() is LetterState.DEAD
        assert worth_sending(work.session) == []


def test_what_still_stands_is(
    administrator: PageClient, database: Database, clock: FixedClock
) -> None:
    given_up(database, clock)
    with database.read() as work:
        assert worth_sending(work.session) == [1]

    administrator.post("/letters/1/again")

    with database.read() as work:
        assert work.session.scalars(select(Letter.state)).all() == [LetterState.QUEUED]
