"""Nobody leaves leads behind unseen: whoever may hand them over is told, before and after."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import MONDAY
from tests.handover.world import leaver
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import links, plain, words
from tracker.accounts.models import Role
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.handover.queries import SOON, leaving
from tracker.settings import Settings

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)
INACTIVE: dict[str, dict[str, Any]] = {
    "gone": {"active_until": YESTERDAY},
    "switched off": {"disabled_at": MONDAY},
    "without the right": {"role": Role.AUDITOR},
}
"""Who may not answer for leads; the rules let it come to none of them, but a clock may."""


@pytest.fixture
def director(app: Flask, database: Database) -> PageClient:
    return PageClient(app, database).sign_in(Role.DIRECTOR)


@pytest.mark.parametrize("why", INACTIVE)
def test_no_lead_of_an_inactive_owner_stays_unseen(
    director: PageClient, database: Database, why: str
) -> None:
    number = leaver(database, **INACTIVE[why])

    today = director.get("/today", budget=9).text
    people = director.get("/people").text

    assert "Mantas Jurgila: už galimybes atsakyti nebegali." in words(today)
    assert "Naujo atsakingo asmens laukia 2 galimybės." in words(today)
    for page in (today, people):
        assert f"/people/{number}/handover" in dict(links(page))
    assert "Perduotina: 2 galimybės" in words(director.get(f"/people/{number}/handover").text)


@pytest.mark.parametrize("why", INACTIVE)
def test_no_contact_of_an_inactive_keeper_stays_unseen(
    director: PageClient, administrator: PageClient, database: Database, why: str
) -> None:
    leaver(database, leads=1)
    number = leaver(database, leads=0, contacts=5, **INACTIVE[why])

    today = director.get("/today", budget=9).text
    people = director.get("/people").text

    assert "Naujo atsakingo asmens laukia 5 kontaktai." in words(today)
    for page in (today, people):
        assert f"/people/{number}/handover" in dict(links(page))
    assert "Naujo atsakingo asmens laukia 5 kontaktai." in words(administrator.get("/users").text)


@pytest.mark.parametrize(
    ("last_day", "is_told"),
    [
        (TODAY, True),
        (TODAY + SOON, True),
        (TODAY + SOON + timedelta(days=1), False),
        (None, False),
    ],
)
def test_before_somebody_leaves_the_director_is_told_on_today(
    director: PageClient, database: Database, last_day: date | None, *, is_told: bool
) -> None:
    leaver(database, active_until=last_day)

    assert ("Mantas Jurgila" in words(director.get("/today", budget=9).text)) is is_told


def test_the_warning_says_the_last_day_and_ends_with_the_last_lead(
    director: PageClient, database: Database
) -> None:
    leaver(database, active_until=date(2026, 11, 30))
    leaver(database, leads=0, active_until=date(2026, 11, 30))

    page = plain(words(director.get("/today", budget=9).text))

    said = "Mantas Jurgila: paskutinė darbo diena – 2026 m. lapkričio 30 d."
    assert page.count(said) == 1


def test_officers_and_the_mayor_are_told_nothing_and_their_page_asks_nothing_more(
    client: PageClient, mayor: PageClient, director: PageClient, database: Database
) -> None:
    leaver(database, active_until=TODAY)

    counts = {}
    for name, somebody in (("officer", client), ("mayor", mayor), ("director", director)):
        page = somebody.get("/today", budget=9).text
        counts[name] = len(somebody.statements)
        assert ("Mantas Jurgila" in words(page)) is (name == "director")

    assert counts["officer"] == counts["mayor"] == counts["director"] - 1


def test_an_administrator_sees_the_last_day_and_how_many_leads_wait(
    administrator: PageClient, database: Database
) -> None:
    leaver(database, contacts=1, active_until=date(2026, 11, 30))

    page = words(administrator.get("/users").text)

    assert "Paskutinė darbo diena: 2026-11-30" in page
    assert "Naujo atsakingo asmens laukia 2 galimybės, 1 kontaktas." in page


def test_where_an_account_cannot_be_switched_off_the_way_for_the_director_is_shown(
    administrator: PageClient, director: PageClient, database: Database, settings: Settings
) -> None:
    number = leaver(database)

    page = administrator.post(f"/users/{number}/off", status=409).text

    path = f"/people/{number}/handover"
    assert f'value="{settings.base_url}{path}"' in page
    director.get(path)


def test_sleeping_and_agreed_leads_count_ended_ones_do_not(database: Database) -> None:
    number = leaver(database, leads=0, active_until=TODAY)
    with database.write() as work:
        make = Make(work)
        make.lead(owner_id=number, stage="parked", due=None, dormant_until=TODAY)
        make.lead(owner_id=number, stage="running")
        make.lead(owner_id=number, stage="running", due=None)
        make.lead(
            owner_id=number, stage="lost", due=None, closed_at=work.now, close_reason="Neatsakė"
        )

    with database.read() as work:
        assert [(person.id, person.leads) for person in leaving(work)] == [(number, 2)]


def test_whoever_leaves_first_is_told_of_first(database: Database, clock: FixedClock) -> None:
    last = leaver(database, active_until=date(2026, 11, 30))
    first = leaver(database, active_until=date(2026, 11, 25))
    gone = leaver(database, active_until=YESTERDAY)

    with database.read() as work:
        assert [person.id for person in leaving(work)] == [gone, first, last]
    clock.move_to(MONDAY + timedelta(days=30))
    with database.read() as work:
        assert {person.may_own for person in leaving(work)} == {False}


def test_the_list_of_colleagues_asks_the_same_however_many_there_are(
    director: PageClient, database: Database
) -> None:
    director.get("/people")
    few = len(director.statements)
    for _ in range(5):
        leaver(database)

    director.get("/people")

    assert len(director.statements) == few
