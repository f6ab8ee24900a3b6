"""Done, later, what comes next, undo: what they write, where they lead, who may."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import plain, undo_url, words
from tests.support.rows import lead_of
from tracker.accounts.models import Role
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.reminders.models import Reminder, ReminderState

HERE = {"Referer": "http://localhost/today"}


@pytest.fixture
def lead_id(client: PageClient, database: Database) -> int:
    with database.write() as work:
        return Make(work).lead(owner_id=client.user_id, due=timedelta()).id


def reminder_now(database: Database, lead_id: int) -> Reminder:
    with database.read() as work:
        return work.session.scalars(
            select(Reminder).where(Reminder.lead_id == lead_id).order_by(Reminder.id.desc())
        ).all()[0]


def test_done_takes_the_step_away_and_asks_what_comes_next(
    client: PageClient, database: Database, lead_id: int
) -> None:
    answer = client.post(f"/leads/{lead_id}/step/done", {"version": 1}, headers=HERE)

    assert answer.headers["Location"] == f"/today?then={lead_id}"
    lead, reminder = lead_of(database, lead_id), reminder_now(database, lead_id)
    assert (lead.next_step, lead.step_missing_since) == (None, database.clock.now())
    assert (reminder.state, reminder.done_on) == (ReminderState.DONE, date(2026, 11, 23))
    page = client.follow(answer).text
    assert "Atlikta: Paskambinti" in page
    assert "Kas toliau?" in words(page)
    assert "Kitas žingsnis: " in words(page)
    assert "Iki kada" in words(page)


def test_what_comes_next_is_planned_from_the_same_page(
    client: PageClient, database: Database, lead_id: int
) -> None:
    client.post(f"/leads/{lead_id}/step/done")
    said = {"step": " Nusiųsti  sąlygas ", "on": "2026-12-01", "at": "9:30", "version": 2}

    answer = client.post(f"/leads/{lead_id}/step/next", said, headers=HERE)

    assert answer.headers["Location"] == "/today"
    lead = lead_of(database, lead_id)
    assert (lead.next_step, lead.next_step_on) == ("Nusiųsti sąlygas", date(2026, 12, 1))
    assert (lead.next_step_at, lead.step_missing_since) == (time(9, 30), None)
    assert reminder_now(database, lead_id).state is ReminderState.ACTIVE
    assert "Kitas žingsnis: Nusiųsti sąlygas" in client.follow(answer).text


def test_undo_puts_the_step_back(client: PageClient, database: Database, lead_id: int) -> None:
    page = client.follow(client.post(f"/leads/{lead_id}/step/done")).text

    answer = client.post(undo_url(page), headers=HERE)

    assert answer.headers["Location"] == "/today"
    lead = lead_of(database, lead_id)
    assert (lead.next_step, lead.next_step_on) == ("Paskambinti", date(2026, 11, 23))
    assert reminder_now(database, lead_id).state is ReminderState.ACTIVE
    assert "Anuliuota." in client.follow(answer).text


def test_undo_is_the_doers_own(
    app: Flask, client: PageClient, database: Database, lead_id: int
) -> None:
    page = client.follow(client.post(f"/leads/{lead_id}/step/done")).text
    other = PageClient(app, database).sign_in(Role.OFFICER)

    other.post(undo_url(page), status=404)

    assert lead_of(database, lead_id).next_step is None


def test_undo_comes_too_late_once_something_else_changed(
    client: PageClient, database: Database, lead_id: int
) -> None:
    page = client.follow(client.post(f"/leads/{lead_id}/step/done")).text
    client.post(f"/leads/{lead_id}/step/next", {"step": "Kita", "on": "2026-12-01"})

    answer = client.post(undo_url(page), status=409)

    assert "Kita" in str(lead_of(database, lead_id).next_step)
    assert "data-refusal" in answer.text


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ({"until": "tomorrow"}, date(2026, 11, 24)),
        ({"until": "3days"}, date(2026, 11, 26)),
        ({"until": "monday"}, date(2026, 11, 30)),
        ({"until": "2weeks"}, date(2026, 12, 7)),
        ({"until": "date", "date": "2026-12-10"}, date(2026, 12, 10)),
        ({"until": "tomorrow", "date": "2026-12-10"}, date(2026, 12, 10)),
    ],
)
def test_a_step_is_put_off_to_the_day_that_was_chosen(
    client: PageClient, database: Database, lead_id: int, said: dict[str, Any], on: date
) -> None:
    answer = client.post(f"/leads/{lead_id}/step/snooze", said, headers=HERE)

    assert lead_of(database, lead_id).next_step_on == on
    reminder = reminder_now(database, lead_id)
    assert (reminder.state, reminder.wall_on) == (ReminderState.SNOOZED, on)
    assert reminder.snoozed_from == date(2026, 11, 23)
    assert "Nauja data:" in client.follow(answer).text


@pytest.mark.parametrize(
    ("moment", "country", "on", "rest"),
    [
        (datetime(2026, 11, 27, 8, tzinfo=UTC), "TW", date(2026, 11, 30), "lapkričio 28 d."),
        (datetime(2027, 2, 15, 8, tzinfo=UTC), "TW", date(2027, 2, 17), "vasario 16 d."),
        (datetime(2027, 2, 3, 8, tzinfo=UTC), "TW", date(2027, 2, 11), "vasario 4 d."),
        (datetime(2027, 2, 3, 8, tzinfo=UTC), "DE", date(2027, 2, 4), ""),
    ],
)
def test_a_day_of_rest_here_or_there_moves_to_the_next_working_day_and_says_so(
    *,
    client: PageClient,
    database: Database,
    clock: FixedClock,
    moment: datetime,
    country: str,
    on: date,
    rest: str,
) -> None:
    clock.move_to(moment)
    client.sign_in(Role.OFFICER)
    with database.write() as work:
        lead = Make(work).lead(owner_id=client.user_id, due=timedelta(), country=country)

    answer = client.post(f"/leads/{lead.id}/step/snooze", {"until": "tomorrow"})

    assert lead_of(database, lead.id).next_step_on == on
    page = plain(client.follow(answer).text)
    assert ("Nedarbo diena" in page) is bool(rest)
    assert rest in page


def test_undo_puts_the_day_back(client: PageClient, database: Database, lead_id: int) -> None:
    answer = client.post(f"/leads/{lead_id}/step/snooze", {"until": "2weeks"})

    client.post(undo_url(client.follow(answer).text))

    assert lead_of(database, lead_id).next_step_on == date(2026, 11, 23)
    assert reminder_now(database, lead_id).state is ReminderState.ACTIVE


def test_a_step_put_off_to_its_own_day_leaves_nothing_to_undo(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead = Make(work).lead(owner_id=client.user_id, due=timedelta(days=3))
    said = {"until": "date", "date": "2026-11-26"}

    page = client.follow(client.post(f"/leads/{lead.id}/step/snooze", said)).text

    assert "Nauja data:" in page
    assert 'action="/undo/' not in page
    assert lead_of(database, lead.id).version == 1


def test_a_lead_asleep_sleeps_on(client: PageClient, database: Database) -> None:
    with database.write() as work:
        lead = Make(work).lead(
            owner_id=client.user_id, stage="parked", dormant_until=work.today, due=None
        )
    assert f'action="/leads/{lead.id}/step/snooze"' in client.get("/today").text

    client.post(f"/leads/{lead.id}/step/snooze", {"until": "2weeks"})

    assert lead_of(database, lead.id).dormant_until == date(2026, 12, 7)


@pytest.mark.parametrize(
    "said",
    [
        {"until": "date"},
        {"until": "date", "date": "2026-11-23"},
        {"until": "date", "date": "2020-01-01"},
        {"until": "someday"},
        {"until": "date", "date": "soon"},
        {},
    ],
)
def test_a_day_that_is_none_changes_nothing(
    client: PageClient, database: Database, lead_id: int, said: dict[str, str]
) -> None:
    answer = client.post(f"/leads/{lead_id}/step/snooze", said, status=400)

    assert lead_of(database, lead_id).next_step_on == date(2026, 11, 23)
    assert "data-refusal" in answer.text


def test_somebody_elses_change_is_not_overwritten(
    client: PageClient, database: Database, lead_id: int
) -> None:
    client.post(f"/leads/{lead_id}/step/snooze", {"until": "tomorrow", "version": 1})

    client.post(f"/leads/{lead_id}/step/done", {"version": 1}, status=409)

    assert lead_of(database, lead_id).next_step_on == date(2026, 11, 24)


def test_a_second_done_says_that_there_is_no_step(
    client: PageClient, database: Database, lead_id: int
) -> None:
    client.post(f"/leads/{lead_id}/step/done")

    client.post(f"/leads/{lead_id}/step/done", status=400)

    with database.read() as work:
        deeds = work.session.scalars(select(Entry).where(Entry.what == "lead.step_done")).all()
    assert len(deeds) == 1


@pytest.mark.parametrize("deed", ["done", "snooze", "next"])
def test_a_lead_that_is_not_there_is_not_found(client: PageClient, deed: str) -> None:
    said = {"until": "tomorrow", "step": "Kas", "on": "2026-12-01"}

    client.post(f"/leads/999/step/{deed}", said, status=404)
    client.post("/undo/999", status=404)


@pytest.mark.parametrize("role", [Role.MAYOR, Role.VICE_MAYOR, Role.AUDITOR, Role.COMMUNICATIONS])
@pytest.mark.parametrize("path", ["step/done", "step/snooze", "step/next"])
def test_who_may_only_look_changes_nothing(
    app: Flask, database: Database, lead_id: int, role: Role, path: str
) -> None:
    reader = PageClient(app, database).sign_in(role)

    said = {"until": "tomorrow", "step": "Kas", "on": "2026-12-01"}
    reader.post(f"/leads/{lead_id}/{path}", said, status=403)
    reader.post("/undo/1", status=403 if role is Role.AUDITOR else 404)

    assert lead_of(database, lead_id).version == 1


@pytest.mark.parametrize(
    "role", [Role.MAYOR, Role.COMMUNICATIONS, Role.DATA_PROTECTION_OFFICER, Role.DIRECTOR]
)
def test_an_owner_of_any_role_sees_and_does_what_they_owe(
    app: Flask, database: Database, role: Role
) -> None:
    owner = PageClient(app, database).sign_in(role)
    with database.write() as work:
        own = Make(work).lead("Mano", owner_id=owner.user_id, due=timedelta(0)).id

    today = owner.get("/today").text
    assert f'action="/leads/{own}/step/done"' in today
    page = owner.follow(owner.post(f"/leads/{own}/step/done", headers=HERE), budget=9)
    assert lead_of(database, own).next_step is None
    said = {"step": "Parašyti", "on": "2026-12-01"}
    owner.post(f"/leads/{own}/step/next", said)
    assert lead_of(database, own).next_step == "Parašyti"
    assert "Atlikta" in words(page.text)


def test_on_everybodys_page_only_own_rows_have_controls(app: Flask, database: Database) -> None:
    owner = PageClient(app, database).sign_in(Role.DATA_PROTECTION_OFFICER)
    with database.write() as work:
        make = Make(work)
        own = make.lead("Mano", owner_id=owner.user_id, due=timedelta(0)).id
        other = make.lead("Kito", due=timedelta(0)).id

    page = owner.get("/today?who=all").text

    assert f'action="/leads/{own}/step/done"' in page
    assert f'action="/leads/{other}/step/done"' not in page


@pytest.mark.parametrize(
    ("referer", "location"),
    [
        ("http://localhost/leads/1", "/leads/1"),
        ("http://localhost/leads?view=late", "/leads?view=late"),
        ("http://localhost/today?who=all", "/today?who=all&then={lead}"),
        ("https://evil.example/today", "/today?then={lead}"),
        ("http://localhost//evil.example/x", "/today?then={lead}"),
        ("http://localhost/no-such-page", "/today?then={lead}"),
    ],
)
def test_a_deed_leads_back_to_the_page_it_was_done_on_and_never_elsewhere(
    client: PageClient, lead_id: int, referer: str, location: str
) -> None:
    answer = client.post(f"/leads/{lead_id}/step/done", headers={"Referer": referer})

    assert answer.headers["Location"] == location.format(lead=lead_id)


def test_a_deed_without_a_token_is_refused(client: PageClient, lead_id: int) -> None:
    assert client.web.post(f"/leads/{lead_id}/step/done").status_code == 400


def test_the_question_what_comes_next_goes_once_it_is_answered(
    client: PageClient, lead_id: int
) -> None:
    assert "Kas toliau?" not in words(client.get(f"/today?then={lead_id}").text)
    client.get("/today?then=999")
    client.get("/today?then=none")


def test_a_day_that_no_calendar_reaches_is_refused(client: PageClient, database: Database) -> None:
    """The last day of all is a holiday in Latvia, and no working day comes after it."""
    with database.write() as work:
        lead_id = Make(work).lead(owner_id=client.user_id, due=timedelta(), country="LV").id
    sent = {"until": "date", "date": "9999-12-31"}

    client.post(f"/leads/{lead_id}/step/snooze", sent, status=400, headers=HERE)

    assert lead_of(database, lead_id).next_step_on == date(2026, 11, 23)
