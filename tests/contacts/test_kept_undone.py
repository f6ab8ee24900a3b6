"""What was said of keeping in touch is undone from the message; and nobody says it unseen."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta

import pytest

from tests.conftest import MONDAY
from tests.support.client import PageClient
from tests.support.make import Make
from tracker.contacts.keeping import KeptOtherwiseError, keep_in_touch, take_back
from tracker.contacts.models import Contact, Relationship
from tracker.contacts.queries import contact_to_change
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.errors import GoneError
from tracker.reminders.models import Reminder, ReminderState

URL = "/contacts/1/keep"
BEFORE = (90, date(2026, 11, 23), date(2026, 11, 23))


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.write() as work:
        return Make(work).contact("Mei-ling", "Lin")


def say(client: PageClient, days: str, version: int = 0) -> tuple[str, str]:
    """Say how often to keep in touch; return the page that follows and where its Undo leads."""
    form = {"days": days, "keeper": str(client.user_id), "version": version}
    page = client.follow(client.post(URL, form)).text
    action = page.partition('action="/contacts/kept/')[2].partition('"')[0]
    return page, f"/contacts/kept/{action}"


def stands(database: Database) -> tuple[int, date, date] | None:
    with database.read() as work:
        found = work.session.get(Relationship, 1)
        return (found.days, found.since_on, found.said_on) if found else None


@pytest.mark.usefixtures("contact")
def test_the_message_says_what_was_said_and_undoes_it(
    client: PageClient, database: Database
) -> None:
    page, undo = say(client, "90")
    assert "Priminsime po 90 dienų be ryšio: Mei-ling Lin" in page

    client.post(undo)

    assert stands(database) is None
    with database.read() as work:
        states = [each.state for each in work.session.query(Reminder).order_by(Reminder.id)]
        assert states == [ReminderState.CANCELLED]


@pytest.mark.usefixtures("contact")
@pytest.mark.parametrize("days", ["60", ""])
def test_undone_it_is_as_it_was_with_its_days_counted_as_they_were(
    client: PageClient, database: Database, clock: FixedClock, days: str
) -> None:
    say(client, "90")
    clock.move_to(MONDAY + timedelta(days=2))
    page, undo = say(client, days, 1)
    assert stands(database) != BEFORE
    assert ("Daugiau nepriminsime: Mei-ling Lin" in page) == (not days)

    client.post(undo)

    assert stands(database) == BEFORE


@pytest.mark.usefixtures("contact")
def test_what_another_said_since_is_not_undone(client: PageClient, database: Database) -> None:
    _page, undo = say(client, "90")
    with database.write() as work:
        other = Make(work).user().id
        keep_in_touch(work, contact_to_change(work.session, 1), 30, other, seen=None)

    client.post(undo, status=409)

    found = stands(database)
    assert found is not None
    assert found[0] == 30


@pytest.mark.usefixtures("contact")
def test_what_others_have_said_since_is_not_undone_though_it_comes_to_the_same(
    client: PageClient, database: Database
) -> None:
    say(client, "90")
    _page, undo = say(client, "", 1)
    with database.write() as work:
        other = Make(work).user().id
    for days in (30, None):
        with database.write(actor_id=other) as work:
            keep_in_touch(work, contact_to_change(work.session, 1), days, other, seen=None)

    client.post(undo, status=409)
    assert stands(database) is None


@pytest.mark.usefixtures("contact")
def test_it_is_undone_within_thirty_days(
    client: PageClient, database: Database, clock: FixedClock
) -> None:
    _page, undo = say(client, "90")
    clock.move_to(MONDAY + timedelta(days=31))

    with database.write(actor_id=client.user_id) as work, pytest.raises(GoneError):
        take_back(work, int(undo.split("/")[3]))


@pytest.mark.usefixtures("contact")
def test_only_who_said_it_undoes_it(client: PageClient, database: Database) -> None:
    with database.write() as work:
        other = Make(work).user().id
    with database.write(actor_id=other) as work:
        entry = keep_in_touch(work, contact_to_change(work.session, 1), 30, other, seen=None)

    assert entry is not None
    client.post(f"/contacts/kept/{entry.id}/undo", status=404)
    client.post("/contacts/kept/999/undo", status=404)


@pytest.mark.usefixtures("contact")
def test_whoever_waited_for_another_sees_what_that_one_said(
    client: PageClient, database: Database
) -> None:
    """They hold the same contact, and what was read with it before it was free is not believed."""
    say(client, "90")
    with database.write() as work:
        other = Make(work).user().id

    def keep() -> None:
        with database.write() as work:
            contact = contact_to_change(work.session, 1)
            keep_in_touch(work, contact, 30, client.user_id, seen=1)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as work:
            keep_in_touch(work, contact_to_change(work.session, 1), 60, other, seen=1)
            work.session.flush()
            answer = pool.submit(keep)
            assert answer not in wait([answer], timeout=0.5).done
        with pytest.raises(KeptOtherwiseError):
            answer.result()

    found = stands(database)
    assert found is not None
    assert found[0] == 60
