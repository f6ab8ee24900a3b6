"""The page Today: the contacts who have been silent for too long, and what is done about them."""

from datetime import date, timedelta

import pytest

from tests.reminders.silences import Silences
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import words
from tracker.core.db import Database
from tracker.reminders.models import ReminderState
from tracker.today.queries import SHOWN

BUDGET = 7
"""As without them: they are counted with the others, and asked for only where there are any."""
TODAY = date(2026, 11, 23)
JULY = date(2026, 7, 25)


@pytest.fixture
def silences(client: PageClient, database: Database) -> Silences:
    """A silence that is due, of the officer who reads."""
    silences = Silences(database)
    silences.keeper_id = client.user_id
    silences.talk(JULY)
    silences.keep(90)
    return silences


def test_who_has_been_silent_for_too_long_stands_there(
    client: PageClient, silences: Silences
) -> None:
    page = client.get("/today", budget=BUDGET).text

    said = words(page)
    assert "Pirmadienis, lapkričio 23 d. · su 1 per ilgai nesusisiekta" in said
    assert "Ryšio palaikymas 1 Mei-ling Lin Be ryšio 121 dieną pas juos 14:00 šiandien" in said
    assert f'href="/contacts/{silences.contact_id}"' in page


def test_it_costs_one_statement_and_only_where_there_is_one(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        Make(work).lead(owner_id=client.user_id, due=timedelta())
    client.get("/today", budget=BUDGET)
    before = len(client.statements)
    silences = Silences(database)
    silences.keeper_id = client.user_id
    silences.talk(JULY)
    silences.keep(90)

    client.get("/today", budget=BUDGET)

    assert len(client.statements) == before + 1


def test_what_is_not_due_yet_or_put_off_does_not_stand_there(
    client: PageClient, silences: Silences
) -> None:
    reminder = silences.reminder()
    client.post(
        f"/reminders/{reminder.id}/snooze", {"until": "tomorrow", "version": reminder.version}
    )

    assert "Mei-ling Lin" not in words(client.get("/today").text)


def test_others_silences_stand_among_everybodys_with_their_keeper(
    client: PageClient, database: Database
) -> None:
    silences = Silences(database, given="Rasa", family="Mikelionytė")
    silences.talk(JULY)
    silences.keep(90)

    assert "Mei-ling" not in client.get("/today").text
    page = words(client.get("/today?who=all", budget=BUDGET).text)
    assert "Mei-ling Lin Rasa Mikelionytė Be ryšio 121 dieną" in page


def test_done_takes_the_row_away_and_undo_brings_it_back(
    client: PageClient, silences: Silences
) -> None:
    reminder = silences.reminder()
    answer = client.post(
        f"/reminders/{reminder.id}/done",
        {"version": reminder.version},
        headers={"Referer": "http://localhost/today"},
    )

    page = client.follow(answer).text
    assert answer.headers["Location"] == "/today"
    assert "Ryšio palaikymas" not in words(page)
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    client.post(f"/undo/{undo}")

    assert "Mei-ling Lin" in words(client.get("/today").text)
    assert silences.reminder().id == reminder.id


def test_put_off_it_comes_on_a_working_day(client: PageClient, silences: Silences) -> None:
    reminder = silences.reminder()

    client.post(
        f"/reminders/{reminder.id}/snooze",
        {"until": "date", "date": "2026-11-28", "version": reminder.version},
    )

    moved = silences.reminder()
    assert (moved.state, moved.wall_on) == (ReminderState.SNOOZED, date(2026, 11, 30))


@pytest.mark.parametrize("deed", ["done", "snooze"])
def test_what_somebody_has_dealt_with_meanwhile_is_not_done_twice(
    client: PageClient, silences: Silences, deed: str
) -> None:
    reminder = silences.reminder()
    silences.talk(TODAY)

    answer = client.post(
        f"/reminders/{reminder.id}/{deed}",
        {"until": "tomorrow", "version": reminder.version},
        status=409,
    )

    assert "jau kas nors pasirūpino" in answer.text


def test_a_reminder_of_something_else_is_not_found_there(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        Make(work).lead(owner_id=client.user_id)

    client.post("/reminders/1/done", status=404)
    client.post("/reminders/99/done", status=404)


def test_of_many_the_first_stand_there_and_a_link_leads_to_the_rest(
    client: PageClient, database: Database
) -> None:
    for _ in range(SHOWN + 1):
        silences = Silences(database)
        silences.keeper_id = client.user_id
        silences.talk(JULY)
        silences.keep(90)

    page = client.get("/today", budget=BUDGET).text

    assert page.count('id="task-touch-') == SHOWN
    assert 'href="/contacts?quiet=1"' in page
