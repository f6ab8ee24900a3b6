"""The links in a letter: looking changes nothing, pressing acts once, a dead link says so."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.conftest import MONDAY, SECRET
from tests.reminders.conftest import TODAY
from tests.reminders.test_planning import own_reminder
from tests.support.client import PageClient
from tests.support.make import Make
from tracker import tables
from tracker.accounts.models import User
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.security import LinkSigner
from tracker.leads import service as leads
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step
from tracker.letters.render import Desk
from tracker.reminders.links import Action, Link
from tracker.reminders.models import Reminder, ReminderState

SIGNER = LinkSigner([SECRET])


def url(reminder: Reminder, action: Action, **changed: Any) -> str:
    """Return the address in the letter."""
    said = {
        "reminder_id": reminder.id,
        "version": reminder.version,
        "action": action,
        "person_id": reminder.owner_id,
        **changed,
    }
    return Link(**said).url(Desk("lt", MONDAY, "", SIGNER))


def now_is(database: Database, reminder: Reminder) -> Reminder:
    with database.read() as work:
        return work.session.get_one(Reminder, reminder.id)


def everything(database: Database) -> dict[str, int]:
    """Return a fingerprint of all rows: how many there are, and all that is in them."""
    found = {}
    with database.read() as work:
        for name in tables.metadata.tables:
            rows = work.session.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608 - ours
            found[name] = hash(tuple(sorted(map(repr, rows))))
    return found


# --- Looking ---


@pytest.mark.parametrize("action", [Action.DONE, Action.TOMORROW, Action.MONDAY])
def test_looking_changes_nothing_however_often(
    visitor: PageClient, database: Database, reminder: Reminder, action: Action
) -> None:
    before = everything(database)

    for _ in range(2):
        assert "Nusiųsti sąlygas" in visitor.get(url(reminder, action)).text
        assert visitor.web.head(url(reminder, action)).status_code == 200

    assert everything(database) == before


def test_the_page_says_what_will_happen(visitor: PageClient, reminder: Reminder) -> None:
    assert "Ar jau atlikta?" in visitor.get(url(reminder, Action.DONE)).text
    assert (
        "antradienis, lapkričio\u00a024\u00a0d." in visitor.get(url(reminder, Action.TOMORROW)).text
    )
    assert (
        "pirmadienis, lapkričio\u00a030\u00a0d." in visitor.get(url(reminder, Action.MONDAY)).text
    )


def test_the_page_is_in_the_language_of_whom_the_letter_went_to(
    visitor: PageClient, database: Database, reminder: Reminder
) -> None:
    with database.write() as work:
        work.session.get_one(User, reminder.owner_id).language = "en"

    page = visitor.get(url(reminder, Action.DONE)).text

    assert "Is it done?" in page
    assert '<html lang="en"' in page
    assert 'name="language"' not in page
    assert 'name="language"' in visitor.get("/r/strange", status=410).text


def test_the_page_shows_nothing_of_the_contact(visitor: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        contact = make.contact(organisation=make.organisation("Formosa Sign"))
        lead = make.lead(contact_id=contact.id, next_step="Paskambinti")
    with database.read() as work:
        reminder = work.session.scalars(select(Reminder).where(Reminder.lead_id == lead.id)).one()

    page = visitor.get(url(reminder, Action.DONE)).text

    assert "Mei-ling" not in page
    assert "Formosa" not in page


def test_a_link_shows_no_personal_data(reminder: Reminder) -> None:
    import base64  # noqa: PLC0415 - used here only

    token = url(reminder, Action.DONE).removeprefix("/r/").partition(".")[0]
    told = base64.urlsafe_b64decode(token + "==").decode()

    assert set(told) <= set('{}":,0123456789rvapt' + "done")


# --- Pressing ---


def test_a_second_press_says_nothing_of_what_comes_next_once_that_is_said(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder
) -> None:
    link = url(reminder, Action.DONE)
    visitor.post(link, status=200)
    with database.write(reminder.owner_id) as work:
        found = lead_to_change(work.session, lead.id)
        leads.plan_step(work, found, Step("Paskambinti", TODAY))

    assert "Čia nieko daugiau daryti nereikia." in visitor.post(link, status=200).text


def test_done_is_done_once_and_the_second_press_says_so(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder
) -> None:
    link = url(reminder, Action.DONE)

    first = visitor.post(link, status=200).text
    after_first = everything(database)
    second = visitor.post(link, status=200).text

    assert "<h1>Atlikta</h1>" in first
    assert f'class="btn primary" href="/sign-in?next=/leads/{lead.id}%23next"' in first
    assert "<h1>Jau atlikta</h1>" in second
    assert "Galimybės puslapyje įrašykite, kas toliau." in second
    assert everything(database) == after_first
    assert now_is(database, reminder).state is ReminderState.DONE
    with database.read() as work:
        assert work.session.get_one(Lead, lead.id).next_step is None


@pytest.mark.parametrize(
    ("action", "on"),
    [(Action.TOMORROW, date(2026, 11, 24)), (Action.MONDAY, date(2026, 11, 30))],
)
def test_put_off_is_put_off_once_and_the_second_press_says_so(
    visitor: PageClient, database: Database, reminder: Reminder, action: Action, on: date
) -> None:
    link = url(reminder, action)

    assert "<h1>Atidėta</h1>" in visitor.post(link, status=200).text
    after_first = everything(database)
    assert "<h1>Jau atidėta</h1>" in visitor.post(link, status=200).text

    assert everything(database) == after_first
    assert now_is(database, reminder).wall_on == on


def test_the_deed_is_in_the_name_of_whom_the_letter_went_to_whoever_is_signed_in(
    client: PageClient, database: Database, reminder: Reminder
) -> None:
    client.post(url(reminder, Action.DONE), status=200)

    with database.read() as work:
        entry = work.session.scalars(select(Entry).where(Entry.what == "lead.step_done")).one()
    assert entry.actor_id == reminder.owner_id != client.user_id


def test_a_link_gives_no_session(visitor: PageClient, reminder: Reminder) -> None:
    visitor.get(url(reminder, Action.DONE))
    visitor.post(url(reminder, Action.DONE), status=200)

    assert visitor.web.get("/today").status_code == 303


def test_a_press_without_our_page_before_it_is_refused(
    visitor: PageClient, database: Database, reminder: Reminder
) -> None:
    assert visitor.web.post(url(reminder, Action.DONE)).status_code == 400

    assert now_is(database, reminder).state is ReminderState.ACTIVE


def test_a_page_says_it_in_few_statements(visitor: PageClient, reminder: Reminder) -> None:
    visitor.get(url(reminder, Action.DONE), budget=4)


# --- Dead links ---


def refused(visitor: PageClient, database: Database, link: str) -> None:
    """See that looking and pressing both find the link gone, and nothing is changed."""
    before = everything(database)
    visitor.get(link, status=410)
    visitor.post(link, status=410)
    assert everything(database) == before


@pytest.mark.parametrize("place", [5, -5])
def test_a_link_tampered_with_is_gone(
    visitor: PageClient, database: Database, reminder: Reminder, place: int
) -> None:
    link = list(url(reminder, Action.DONE))
    link[place] = "A" if link[place] != "A" else "B"

    refused(visitor, database, "".join(link))


def test_a_link_signed_for_something_else_is_gone(
    visitor: PageClient, database: Database, reminder: Reminder
) -> None:
    content = {"r": reminder.id, "v": 1, "a": "done", "p": reminder.owner_id}

    refused(visitor, database, "/r/" + SIGNER.sign("another", content, now=MONDAY))


def test_a_link_works_for_fourteen_days(
    visitor: PageClient, database: Database, reminder: Reminder, clock: FixedClock
) -> None:
    link = url(reminder, Action.DONE)

    clock.move_to(MONDAY + timedelta(days=14))
    visitor.get(link)
    clock.move_to(MONDAY + timedelta(days=14, seconds=1))
    refused(visitor, database, link)


def test_the_old_owners_link_dies_with_the_change(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder
) -> None:
    with database.write() as work:
        heir = Make(work).user()
        leads.assign_owner(work, lead_to_change(work.session, lead.id), heir.id)

    refused(visitor, database, url(reminder, Action.DONE))
    refused(visitor, database, url(reminder, Action.DONE, person_id=heir.id))


def test_the_link_of_an_account_switched_off_dies(
    visitor: PageClient, database: Database, reminder: Reminder
) -> None:
    with database.write() as work:
        work.session.get_one(User, reminder.owner_id).disabled_at = work.now

    refused(visitor, database, url(reminder, Action.DONE))


def test_the_link_to_a_step_that_was_moved_dies(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder
) -> None:
    with database.write() as work:
        found = lead_to_change(work.session, lead.id)
        leads.plan_step(work, found, Step("Parašyti", date(2026, 12, 1)))

    refused(visitor, database, url(reminder, Action.DONE))
    refused(visitor, database, url(reminder, Action.TOMORROW))


def test_after_putting_it_off_the_other_links_of_the_letter_die(
    visitor: PageClient, database: Database, reminder: Reminder
) -> None:
    visitor.post(url(reminder, Action.TOMORROW), status=200)

    refused(visitor, database, url(reminder, Action.DONE))


def test_a_link_to_nothing_is_gone(
    visitor: PageClient, database: Database, reminder: Reminder
) -> None:
    refused(visitor, database, url(reminder, Action.DONE, reminder_id=999))
    refused(visitor, database, url(reminder, Action.DONE, person_id=999))
    refused(visitor, database, "/r/nothing")


def test_an_old_key_goes_on_being_understood(
    app: Flask, visitor: PageClient, reminder: Reminder
) -> None:
    app.extensions["tracker.signer"] = LinkSigner([SECRET, "a-newer-key-000000000000000000000000"])

    visitor.get(url(reminder, Action.DONE))


# --- Undo ---


def undo_url(page: str) -> str:
    """Return where the page's Undo leads."""
    return page.split('action="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize("action", [Action.DONE, Action.TOMORROW])
def test_a_deed_is_taken_back_on_the_page_that_follows_it(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder, action: Action
) -> None:
    done = visitor.post(url(reminder, action), status=200).text
    link = undo_url(done)

    assert "Anuliuoti?" in visitor.get(link).text
    page = visitor.post(link, status=200).text

    assert "<h1>Anuliuota</h1>" in page
    assert now_is(database, reminder).state is ReminderState.ACTIVE
    with database.read() as work:
        again = work.session.get_one(Lead, lead.id)
    assert (again.next_step, again.next_step_on) == ("Nusiųsti sąlygas", TODAY)
    assert "<h1>Anuliuota</h1>" in visitor.post(link, status=200).text


def test_after_undo_the_page_offers_what_the_letter_offered(
    visitor: PageClient, database: Database, reminder: Reminder
) -> None:
    link = undo_url(visitor.post(url(reminder, Action.DONE), status=200).text)
    page = visitor.post(link, status=200).text

    offered = [part.split('"', 1)[0] for part in page.split('href="/r/')[1:]]
    assert len(offered) == 3
    visitor.post("/r/" + offered[1], status=200)
    assert now_is(database, reminder).wall_on == date(2026, 11, 24)


def test_what_changed_since_is_not_taken_back(
    visitor: PageClient, database: Database, lead: Lead, reminder: Reminder
) -> None:
    link = undo_url(visitor.post(url(reminder, Action.DONE), status=200).text)
    with database.write() as work:
        found = lead_to_change(work.session, lead.id)
        leads.plan_step(work, found, Step("Kas kita", date(2026, 12, 1)))

    visitor.get(link, status=409)
    visitor.post(link, status=409)


def test_undo_is_not_offered_for_what_somebody_else_did(
    client: PageClient, visitor: PageClient, lead: Lead, reminder: Reminder
) -> None:
    client.post(f"/leads/{lead.id}/step/done", {"version": lead.version})

    page = visitor.get(url(reminder, Action.DONE)).text

    assert "<h1>Jau atlikta</h1>" in page
    assert "Anuliuoti" not in page


# --- Reminders of other kinds ---


def test_a_reminder_about_no_lead_is_done_by_its_link(
    visitor: PageClient, database: Database
) -> None:
    with database.write() as work:
        reminder = own_reminder(work)

    page = visitor.post(url(reminder, Action.DONE), status=200).text
    visitor.post(undo_url(page), status=200)

    assert now_is(database, reminder).state is ReminderState.ACTIVE


def test_a_sleeping_lead_sleeps_on_by_the_link(visitor: PageClient, database: Database) -> None:
    with database.write() as work:
        owner = Make(work).user()
        make = Make(work)
        lead = make.lead(due=None, dormant_until=TODAY, owner_id=owner.id)
    with database.read() as work:
        reminder = work.session.scalars(select(Reminder).where(Reminder.lead_id == lead.id)).one()

    page = visitor.post(url(reminder, Action.MONDAY), status=200).text

    assert now_is(database, reminder).wall_on == date(2026, 11, 30)
    visitor.post(undo_url(page), status=200)
    assert now_is(database, reminder).wall_on == TODAY
    with database.read() as work:
        assert work.session.scalar(select(func.count(Reminder.id))) == 1
