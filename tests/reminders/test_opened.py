"""The first reminder of a lead that has just been opened: made without asking, and no other."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tests.support.statements import gather
from tracker.core.db import Database
from tracker.leads.pipelines import install_pipelines
from tracker.leads.queries import lead_to_change
from tracker.leads.service import NewLead, Step, assign_owner, open_lead, postpone_step
from tracker.reminders.following import keep_in_step
from tracker.reminders.models import Reminder

DAY = date(2026, 11, 25)
HALF_PAST = time(10, 30)
CALL = Step("Paskambinti", DAY)
TO_OPEN: dict[str, tuple[int, dict[str, Any]]] = {
    "a day": (1, {"step": CALL}),
    "an hour": (1, {"step": Step("Paskambinti", DAY, HALF_PAST)}),
    "asleep": (1, {"dormant_until": date(2027, 2, 22)}),
    "from a report, with nothing": (0, {"from_report": True}),
    "asleep, with nobody": (0, {"dormant_until": date(2027, 2, 22), "owner_id": None}),
}
"""How many reminders a lead gets that is opened so."""


@pytest.fixture
def owner_id(database: Database) -> int:
    with database.write() as work:
        install_pipelines(work)
        owner = Make(work).user(reminder_at=time(8, 15), time_zone="Asia/Taipei")
        return owner.id


def opened(database: Database, **given: Any) -> int:
    with database.write() as work:
        return open_lead(work, NewLead("El. parašas", **given)).id


def told(database: Database) -> list[dict[str, object]]:
    """Return the reminders, by column."""
    with database.read() as work:
        rows = work.session.execute(select(*Reminder.__table__.columns)).mappings()
        return [dict(row) for row in rows]


@pytest.mark.parametrize("so", TO_OPEN)
def test_it_says_what_asking_the_database_would_have_it_say(
    database: Database, owner_id: int, so: str
) -> None:
    count, given = TO_OPEN[so]
    lead_id = opened(database, **{"owner_id": owner_id, **given})
    as_opened = told(database)

    with database.write() as work:
        keep_in_step(work, [lead_id])

    assert told(database) == as_opened
    assert len(as_opened) == count


def test_it_comes_at_the_owners_own_hour(database: Database, owner_id: int) -> None:
    opened(database, owner_id=owner_id, step=CALL)

    [reminder] = told(database)
    assert (reminder["wall_on"], reminder["wall_at"]) == (DAY, time(8, 15))
    assert reminder["zone"] == "Asia/Taipei"


def test_it_asks_nothing(database: Database, owner_id: int) -> None:
    with gather(database) as said:
        opened(database, owner_id=owner_id, step=CALL)

    asked = [line for line in said if line.startswith("SELECT") and "reminders" in line]
    assert asked == []


def test_what_is_done_to_the_lead_in_the_same_work_is_followed(
    database: Database, owner_id: int
) -> None:
    later = date(2026, 12, 1)
    with database.write() as work:
        other = Make(work).user(family="Vaitkūnaitė", reminder_at=time(6, 0)).id
        opened_now = open_lead(work, NewLead("A", owner_id=owner_id, step=CALL))
        lead = lead_to_change(work.session, opened_now.id)
        postpone_step(work, lead, later)
        assign_owner(work, lead, other)

    [reminder] = told(database)
    assert (reminder["owner_id"], reminder["wall_on"]) == (other, later)
    assert reminder["wall_at"] == time(6, 0)


def test_an_owner_given_past_the_rules_is_not_reminded_at_anothers_hour(
    database: Database, owner_id: int
) -> None:
    with database.write() as work:
        other = Make(work).user(family="Vaitkūnaitė", reminder_at=time(6, 0)).id
        open_lead(work, NewLead("A", owner_id=owner_id, step=CALL)).owner_id = other

    [reminder] = told(database)
    assert (reminder["owner_id"], reminder["wall_at"]) == (other, time(6, 0))


def test_one_taken_back_with_a_savepoint_has_none(database: Database, owner_id: int) -> None:
    with database.write() as work:
        kept = work.session.begin_nested()
        open_lead(work, NewLead("A", owner_id=owner_id, step=CALL))
        kept.rollback()
        open_lead(work, NewLead("B", owner_id=owner_id, step=CALL))

    assert len(told(database)) == 1
