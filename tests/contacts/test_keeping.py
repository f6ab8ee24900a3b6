"""Who keeps in touch with a contact: how it is said, on which pages, and what those say of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import MONDAY
from tests.reminders.silences import Silences
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import words
from tracker.accounts.models import Role, User
from tracker.audit.models import Entry
from tracker.contacts.keeping import KeptOtherwiseError, keep_in_touch
from tracker.contacts.models import Contact, ContactStatus, Relationship
from tracker.contacts.queries import contact_to_change
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import TrackerError
from tracker.reminders.models import ReminderState

TODAY = date(2026, 11, 23)
AUGUST = date(2026, 8, 20)
BUDGET = 6


@pytest.fixture
def silences(database: Database) -> Silences:
    return Silences(database, given="Rasa", family="Mikelionytė")


def said(database: Database, contact_id: int = 1) -> tuple[int, int] | None:
    with database.read() as work:
        found = work.session.get(Relationship, contact_id)
        return (found.days, found.keeper_id) if found else None


# --- The deed ---


def keep(
    work: Work, contact_id: int, keeper_id: int | None, days: int = 90, *, seen: int | None = None
) -> None:
    contact = contact_to_change(work.session, contact_id)
    keep_in_touch(work, contact, days, keeper_id, seen=seen)


def form_of(page: str) -> dict[str, str]:
    return {name: values[0] for name, values in filled(page, "").items()}


def test_it_stands_in_the_journal_from_what_to_what(silences: Silences) -> None:
    silences.keep(90)
    silences.keep(60)
    silences.keep(None)

    with silences.database.read() as work:
        found = work.session.scalars(
            select(Entry.detail).where(Entry.what == "contact.kept").order_by(Entry.id)
        )
        days = [
            [side and side["days"] for side in (entry["before"], entry["after"])] for entry in found
        ]
    assert days == [[None, 90], [90, 60], [60, None]]


def test_saying_the_same_again_does_nothing(silences: Silences, clock: FixedClock) -> None:
    silences.keep(90)
    clock.move_to(MONDAY + timedelta(days=9))

    silences.keep(90)

    with silences.database.read() as work:
        found = work.session.get_one(Relationship, silences.contact_id)
        assert (found.version, found.said_on) == (1, TODAY)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_who_may_own_leads_keeps_in_touch(silences: Silences, role: Role) -> None:
    with silences.database.write() as work, pytest.raises(TrackerError):
        keep(work, silences.contact_id, Make(work).user(role=role).id)


def test_nobody_is_asked_whose_account_is_switched_off(silences: Silences) -> None:
    with silences.database.write() as work, pytest.raises(TrackerError):
        keep(work, silences.contact_id, Make(work).user(disabled_at=work.now).id)


def test_days_may_change_while_the_keeper_is_switched_off(silences: Silences) -> None:
    silences.keep(90)
    with silences.database.write() as work:
        work.session.get_one(User, silences.keeper_id).disabled_at = work.now

    silences.keep(60)

    assert said(silences.database, silences.contact_id) == (60, silences.keeper_id)


def test_somebody_who_was_only_counted_is_named_first(silences: Silences) -> None:
    counted: dict[str, Any] = {
        "placeholder_label": "įmonė",
        "placeholder_number": 1,
        "placeholder_count": 8,
    }
    with silences.database.write() as work:
        number = Make(work).contact(None, None, **counted).id

    with silences.database.write() as work, pytest.raises(TrackerError, match="name first"):
        keep(work, number, silences.keeper_id)


def test_days_without_somebody_are_refused(silences: Silences) -> None:
    with silences.database.write() as work, pytest.raises(TrackerError):
        keep(work, silences.contact_id, None)


@pytest.mark.parametrize("seen", [0, 2])
def test_what_another_has_said_meanwhile_is_not_written_over(silences: Silences, seen: int) -> None:
    silences.keep(90)

    with silences.database.write() as work, pytest.raises(KeptOtherwiseError):
        keep(work, silences.contact_id, silences.keeper_id, 60, seen=seen)


# --- Its page ---


def test_the_page_proposes_whoever_answers_for_their_lead(
    client: PageClient, silences: Silences
) -> None:
    with silences.database.write() as work:
        Make(work).lead(contact_id=silences.contact_id, owner_id=silences.keeper_id)

    form = form_of(client.get(f"/contacts/{silences.contact_id}/keep", budget=9).text)

    assert form["keeper"] == str(silences.keeper_id)
    assert form["days"] == ""


def test_without_a_lead_it_proposes_who_asks(client: PageClient, silences: Silences) -> None:
    form = form_of(client.get(f"/contacts/{silences.contact_id}/keep", budget=9).text)

    assert form["keeper"] == str(client.user_id)


def test_usual_numbers_of_days_are_offered(client: PageClient, silences: Silences) -> None:
    page = client.get(f"/contacts/{silences.contact_id}/keep", budget=9).text

    assert [days for days in (30, 60, 90, 180, 365) if f'<option value="{days}">' not in page] == []


def test_it_is_said_and_taken_back_on_its_page(client: PageClient, silences: Silences) -> None:
    url = f"/contacts/{silences.contact_id}/keep"
    form = form_of(client.get(url, budget=9).text)

    client.post(url, {**form, "days": "90", "keeper": str(silences.keeper_id)})
    assert said(silences.database, silences.contact_id) == (90, silences.keeper_id)

    form = form_of(client.get(url, budget=9).text)
    assert (form["days"], form["keeper"]) == ("90", str(silences.keeper_id))
    client.post(url, {**form, "days": ""})
    assert said(silences.database, silences.contact_id) is None


@pytest.mark.parametrize("days", ["0", "3651", "-5", "daug", "90,5"])
def test_what_is_no_number_of_days_stays_in_the_form(
    client: PageClient, silences: Silences, days: str
) -> None:
    url = f"/contacts/{silences.contact_id}/keep"

    page = client.post(url, {"days": days, "keeper": str(silences.keeper_id)}, status=422).text

    form = form_of(page)
    assert (form["days"], form["keeper"]) == (days, str(silences.keeper_id))
    assert said(silences.database, silences.contact_id) is None


def test_a_keeper_from_nowhere_is_refused_and_what_was_typed_stays(
    client: PageClient, silences: Silences
) -> None:
    url = f"/contacts/{silences.contact_id}/keep"

    page = client.post(url, {"days": "45", "keeper": "999"}, status=422).text

    assert "Iš sąrašo pasirinkite, kas palaiko ryšį." in page
    assert form_of(page)["days"] == "45"


def test_of_two_people_the_second_sees_what_the_first_has_said(
    client: PageClient, silences: Silences
) -> None:
    url = f"/contacts/{silences.contact_id}/keep"
    form = form_of(client.get(url, budget=9).text)
    silences.keep(60)
    mine = {**form, "days": "90", "keeper": str(silences.keeper_id)}

    page = client.post(url, mine, status=409).text

    assert form_of(page)["days"] == "90"
    assert "Po kiek dienų be ryšio priminti 60 Kas palaiko ryšį Rasa Mikelionytė" in words(page)
    client.post(url, form_of(page))
    assert said(silences.database, silences.contact_id) == (90, silences.keeper_id)


def test_a_keeper_who_has_gone_stays_on_the_list_until_another_is_chosen(
    client: PageClient, silences: Silences
) -> None:
    silences.keep(90)
    with silences.database.write() as work:
        work.session.get_one(User, silences.keeper_id).disabled_at = work.now

    form = form_of(client.get(f"/contacts/{silences.contact_id}/keep", budget=9).text)

    assert form["keeper"] == str(silences.keeper_id)


def test_a_contact_that_is_not_there_is_not_found(client: PageClient) -> None:
    client.get("/contacts/999/keep", status=404)
    client.post("/contacts/999/keep", {"days": "90", "keeper": "1"}, status=404)


# --- The contact's form ---


def test_it_is_said_with_the_rest_of_a_contact(client: PageClient, silences: Silences) -> None:
    url = f"/contacts/{silences.contact_id}/edit"
    silences.keep(60)
    form = filled(client.get(url, budget=9).text)
    assert (form["keep_days"], form["keeper"]) == (["60"], [str(silences.keeper_id)])

    client.post(url, {**form, "keep_days": "90"})
    assert said(silences.database, silences.contact_id) == (90, silences.keeper_id)

    client.post(url, {**filled(client.get(url, budget=9).text), "keep_days": ""})
    assert said(silences.database, silences.contact_id) is None


def test_where_nobody_is_chosen_there_whoever_says_it_keeps_in_touch(
    client: PageClient, silences: Silences
) -> None:
    url = f"/contacts/{silences.contact_id}/edit"

    client.post(url, {**filled(client.get(url, budget=9).text), "keep_days": "45"})

    assert said(silences.database, silences.contact_id) == (45, client.user_id)


@pytest.mark.parametrize(("days", "keeper"), [("0", ""), ("daug", ""), ("45", "999")])
def test_what_was_typed_there_survives_a_refusal(
    client: PageClient, silences: Silences, days: str, keeper: str
) -> None:
    url = f"/contacts/{silences.contact_id}/edit"
    form = filled(client.get(url, budget=9).text)

    page = client.post(
        url, {**form, "keep_days": days, "keeper": keeper, "alias": "Joy"}, status=422
    ).text

    assert (form_of(page)["keep_days"], form_of(page)["alias"]) == (days, "Joy")
    assert said(silences.database, silences.contact_id) is None


def test_who_keeps_in_touch_is_not_changed_by_a_form_that_was_opened_before(
    client: PageClient, silences: Silences
) -> None:
    url = f"/contacts/{silences.contact_id}/edit"
    form = filled(client.get(url, budget=9).text)
    silences.keep(60)

    client.post(url, {**form, "alias": "Joy"})

    assert said(silences.database, silences.contact_id) == (60, silences.keeper_id)


def test_two_who_change_it_there_see_both(client: PageClient, silences: Silences) -> None:
    url = f"/contacts/{silences.contact_id}/edit"
    form = filled(client.get(url, budget=9).text)
    silences.keep(60)

    page = client.post(url, {**form, "keep_days": "30"}, status=409).text

    assert form_of(page)["keep_days"] == "30"
    assert "Rasa Mikelionytė" in words(page)


# --- What the contact's page says ---


def shown(client: PageClient, silences: Silences) -> str:
    return words(client.get(f"/contacts/{silences.contact_id}", budget=BUDGET).text)


def test_it_says_when_the_last_contact_was_and_when_the_letter_really_leaves(
    client: PageClient, silences: Silences
) -> None:
    silences.talk(AUGUST)
    silences.keep(100)

    page = shown(client, silences)

    assert "Paskutinis bendravimas 2026-08-20 prieš 95 dienas" in page
    assert "Priminti po 100 dienų be ryšio Rasa Mikelionytė Priminimas lapkričio 30 d. 7:00" in page


def test_of_a_silence_that_is_due_it_says_so_and_when_the_letter_really_leaves(
    client: PageClient, silences: Silences
) -> None:
    silences.talk(AUGUST)
    silences.keep(93)

    assert "Priminimas šiandien lapkričio 24 d. 7:00" in shown(client, silences)


def test_it_says_the_last_contact_of_whom_nobody_keeps(
    client: PageClient, silences: Silences
) -> None:
    assert "Paskutinis bendravimas dar neužrašytas" in shown(client, silences)

    silences.talk(date(2026, 11, 22))

    page = shown(client, silences)
    assert "Paskutinis bendravimas 2026-11-22 prieš 1 dieną" in page
    assert "Priminimas" not in page


def test_of_who_objects_it_says_that_nobody_is_reminded(
    client: PageClient, silences: Silences
) -> None:
    silences.keep(90)
    with silences.database.write() as work:
        work.session.get_one(Contact, silences.contact_id).status = ContactStatus.OBJECTED

    page = client.get(f"/contacts/{silences.contact_id}").text

    assert "nėra – su šiuo žmogumi nebesusisiekiama" in words(page)
    assert "/reminders/" not in page


def test_contact_made_is_one_press_there_and_can_be_undone(
    client: PageClient, silences: Silences
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    reminder = silences.reminder()
    path = f"/contacts/{silences.contact_id}"
    here = {"Referer": f"http://localhost{path}"}
    assert f'action="/reminders/{reminder.id}/done"' in client.get(path).text

    answer = client.post(
        f"/reminders/{reminder.id}/done", {"version": reminder.version}, headers=here
    )

    assert answer.headers["Location"] == path
    page = client.get(path).text
    assert "Susisiekta: Mei-ling Lin" in page
    assert "2026-11-23 šiandien" in words(page)
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    client.post(f"/undo/{undo}")
    assert silences.reminder().wall_on == reminder.wall_on


def test_who_keeps_only_their_own_says_nothing_for_others(app: Flask, silences: Silences) -> None:
    silences.keep(90)
    mayor = PageClient(app, silences.database).sign_in(Role.MAYOR)
    reminder = silences.reminder()

    assert "/reminders/" not in mayor.get(f"/contacts/{silences.contact_id}").text
    mayor.post(f"/reminders/{reminder.id}/done", status=403)
    assert silences.reminder().state is ReminderState.ACTIVE


# --- The list ---


def test_the_list_shows_who_has_been_silent_for_too_long(
    client: PageClient, silences: Silences
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    with silences.database.write() as work:
        Make(work).contact("Chih-wei", "Lin")

    page = words(client.get("/contacts?quiet=1").text)

    assert "Per ilgai be ryšio" in page
    assert "Mei-ling Lin" in page
    assert "Chih-wei" not in page
    silences.talk(TODAY)
    assert "Nieko nerasta" in words(client.get("/contacts?quiet=1").text)
    assert 'href="/contacts?quiet=1"' in client.get("/contacts").text
