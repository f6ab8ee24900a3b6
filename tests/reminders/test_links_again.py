"""A letter's links after what they told of has changed, and after it is again as it was."""

from datetime import date, time

import pytest
from sqlalchemy import select

from tests.reminders.conftest import TODAY
from tests.reminders.test_links import now_is, refused, url
from tests.reminders.test_planning import own_reminder
from tests.support.client import PageClient
from tracker.audit.models import Entry
from tracker.core.db import Database
from tracker.leads import service as leads
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step
from tracker.reminders import service
from tracker.reminders.links import Action
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.planning import plan_due


def written(database: Database, reminder: Reminder) -> Reminder:
    """Let the letter about a reminder be written, and return the reminder as it stands."""
    with database.write() as work:
        work.session.get_one(Reminder, reminder.id).letter_at = work.now
    with database.write() as work:
        plan_due(work, limit=10, host="savivaldybe.example")
    return now_is(database, reminder)


def undo_last(database: Database, lead: Lead, person: int) -> None:
    """Take the last deed back on a page, as its doer."""
    with database.write(person) as work:
        latest = select(Entry.id).where(Entry.subject == f"lead:{lead.id}")
        service.undo_deed(work, work.session.scalars(latest.order_by(Entry.id.desc())).all()[0])


@pytest.mark.parametrize("deed", [Action.DONE, Action.TOMORROW])
@pytest.mark.parametrize("link", [Action.DONE, Action.TOMORROW, Action.MONDAY])
def test_after_an_undo_the_links_of_the_letter_work_again(
    visitor: PageClient,
    database: Database,
    lead: Lead,
    reminder: Reminder,
    deed: Action,
    link: Action,
) -> None:
    told = written(database, reminder)
    visitor.post(url(told, deed), status=200)
    undo_last(database, lead, told.owner_id)

    assert "<form" in visitor.get(url(told, link)).text
    visitor.post(url(told, link), status=200)

    ended = now_is(database, reminder)
    done = ended.state is ReminderState.DONE
    assert done if link is Action.DONE else ended.wall_on > TODAY
    again = visitor.post(url(told, link), status=200).text
    assert "<h1>Jau atlikta</h1>" in again or "<h1>Jau atidėta</h1>" in again
    assert now_is(database, reminder).version == ended.version


def test_a_letter_of_the_day_it_was_put_off_to_means_nothing_after_the_undo(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder
) -> None:
    told = written(database, reminder)
    visitor.post(url(told, Action.TOMORROW), status=200)
    told_again = written(database, reminder)
    undo_last(database, lead, told.owner_id)

    refused(visitor, database, url(told_again, Action.DONE))
    visitor.get(url(told, Action.DONE))


@pytest.mark.parametrize("again", ["Kas kita", "Nusiųsti sąlygas"])
def test_a_link_works_only_for_what_its_letter_says(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder, again: str
) -> None:
    told = written(database, reminder)
    for on, step in ((date(2026, 12, 1), "Nusiųsti sąlygas"), (TODAY, again)):
        with database.write() as work:
            found = lead_to_change(work.session, lead.id)
            leads.plan_step(work, found, Step(step, on))

    visitor.get(url(told, Action.DONE), status=200 if again == "Nusiųsti sąlygas" else 410)


def test_a_link_of_an_hour_that_was_changed_dies(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder
) -> None:
    told = written(database, reminder)
    with database.write() as work:
        found = lead_to_change(work.session, lead.id)
        leads.plan_step(work, found, Step("Nusiųsti sąlygas", TODAY, time(15, 0)))

    refused(visitor, database, url(told, Action.DONE))


def test_a_dead_link_says_that_the_step_has_changed_and_leads_to_the_lead(
    visitor: PageClient, lead: Lead, reminder: Reminder
) -> None:
    visitor.post(url(reminder, Action.TOMORROW), status=200)

    page = visitor.get(url(reminder, Action.DONE), status=410).text

    assert "žingsnis pasikeitė" in page
    assert f'href="/leads/{lead.id}"' in page
    assert "Nusiųsti sąlygas" not in page
    assert lead.title not in page


def test_the_last_letter_of_what_came_again_and_again_can_be_answered(
    visitor: PageClient, database: Database
) -> None:
    with database.write() as work:
        reminder = own_reminder(work, rrule="FREQ=DAILY;UNTIL=20261124")
    told = written(database, reminder)
    assert told.state is ReminderState.ENDED

    visitor.post(url(told, Action.DONE), status=200)

    assert now_is(database, reminder).state is ReminderState.DONE


def test_a_link_that_cannot_be_read_tells_nothing(visitor: PageClient) -> None:
    page = visitor.get("/r/nothing", status=410).text

    assert "/leads/" not in page
    assert "Nuoroda nebegalioja" in page
