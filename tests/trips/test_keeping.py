"""Keeping in touch with all whom a trip met, at once."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import words
from tracker.contacts.keeping import keep_in_touch
from tracker.contacts.models import ContactStatus, Relationship
from tracker.contacts.queries import contact_to_change
from tracker.core.db import Database
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.trips.models import Meeting
from tracker.trips.service import add_to_trip

BUDGET = 6


@pytest.fixture
def trip_id(database: Database) -> int:
    """A trip that met Lin and Wu, heard Kim, counted one, and met one who objects since."""
    with database.write() as work:
        make = Make(work)
        trip = make.trip()
        place = make.organisation("Lanyang SignTrust Co., Ltd.")
        counted: dict[str, Any] = {
            "placeholder_label": "x",
            "placeholder_number": 1,
            "placeholder_count": 1,
        }
        met = [
            make.contact("Chih-wei", "Lin", organisation=place),
            make.contact("Bo", "Wu", organisation=place),
            make.contact(None, None, organisation=None, **counted),
            make.contact("An", "Ho", status=ContactStatus.OBJECTED),
        ]
        for contact in met:
            add_to_trip(work, trip.id, contact.id)
        add_to_trip(work, trip.id, make.contact("So", "Kim").id, how=Meeting.HEARD)
        return trip.id


def kept(database: Database) -> dict[int, tuple[int, int]]:
    with database.read() as work:
        found = work.session.scalars(select(Relationship).order_by(Relationship.contact_id))
        return {one.contact_id: (one.days, one.keeper_id) for one in found}


def test_whom_the_trip_met_by_name_is_kept_in_touch_with(
    client: PageClient, database: Database, trip_id: int
) -> None:
    url = f"/trips/{trip_id}/keep"
    page = client.get(url, budget=BUDGET).text
    place = "Lanyang SignTrust Co., Ltd."
    assert f"visus Bo Wu {place} Chih-wei Lin {place}" in words(page)
    assert filled(page)["ids"] == ["2", "1"]

    client.post(url, {**filled(page), "days": "90"})

    assert kept(database) == {1: (90, client.user_id), 2: (90, client.user_id)}
    with database.read() as work:
        asked = select(Reminder.contact_id).where(Reminder.kind == ReminderKind.NO_CONTACT)
        assert set(work.session.scalars(asked)) == {1, 2}


def test_one_tick_over_them_ticks_all_or_none(client: PageClient, trip_id: int) -> None:
    page = client.get(f"/trips/{trip_id}/keep").text

    assert 'class="row needs-js"><input class="check" type="checkbox" data-check-all' in page
    assert "Jei kontaktas galimybės neturi arba už ją niekas neatsako" in page


def test_whoever_answers_for_a_lead_keeps_in_touch_unless_somebody_is_chosen(
    client: PageClient, database: Database, trip_id: int
) -> None:
    with database.write() as work:
        make = Make(work)
        owner, chosen = make.user().id, make.user().id
        make.lead(contact_id=2, owner_id=owner)
        other = make.trip("Riga")
        add_to_trip(work, other.id, make.contact("Jo", "Ek").id)
        other_id = other.id

    client.post(f"/trips/{trip_id}/keep", {"ids": ["1", "2"], "days": "90", "keeper": ""})
    said = {"ids": "6", "days": "30", "keeper": str(chosen)}
    client.post(f"/trips/{other_id}/keep", said)

    assert kept(database) == {1: (90, client.user_id), 2: (90, owner), 6: (30, chosen)}


def test_who_is_kept_in_touch_with_already_stays_so(
    client: PageClient, database: Database, trip_id: int
) -> None:
    with database.write() as work:
        keeper = Make(work).user().id
        keep_in_touch(work, contact_to_change(work.session, 1), 30, keeper, seen=None)
    page = words(client.get(f"/trips/{trip_id}/keep").text)
    assert "Su 1 čia sutiktu kontaktu ryšys jau palaikomas" in page

    said = {"ids": ["1", "2"], "days": "90", "keeper": ""}
    answer = client.post(f"/trips/{trip_id}/keep", said)

    assert kept(database) == {1: (30, keeper), 2: (90, client.user_id)}
    assert "Priminsime po 90 dienų be ryšio: 1 kontaktas" in client.follow(answer).text


@pytest.mark.parametrize(("days", "keeper"), [("", ""), ("0", ""), ("daug", ""), ("45", "999")])
def test_a_refusal_keeps_what_was_typed_and_nobody_is_kept(
    client: PageClient, database: Database, trip_id: int, days: str, keeper: str
) -> None:
    url = f"/trips/{trip_id}/keep"

    page = client.post(url, {"ids": "2", "days": days, "keeper": keeper}, status=422).text

    assert (filled(page)["ids"], filled(page)["days"]) == (["2"], [days])
    assert kept(database) == {}


def test_only_those_who_stay_ticked_are_kept_and_one_press_undoes_it(
    client: PageClient, database: Database, trip_id: int
) -> None:
    url = f"/trips/{trip_id}/keep"
    form = {**filled(client.get(url).text), "days": "90"}
    client.post(url, {**form, "ids": "2"})
    assert kept(database) == {2: (90, client.user_id)}

    page = client.follow(client.post(url, form)).text
    undo = page.partition('action="/contacts/kept/')[2].partition('"')[0]
    client.post(f"/contacts/kept/{undo}")

    assert kept(database) == {2: (90, client.user_id)}
    with database.read() as work:
        living = select(Reminder.contact_id).where(Reminder.state == ReminderState.ACTIVE)
        assert set(work.session.scalars(living)) == {2}


def test_with_nobody_ticked_it_asks_with_whom(
    client: PageClient, database: Database, trip_id: int
) -> None:
    page = client.post(f"/trips/{trip_id}/keep", {"days": "90", "keeper": ""}, status=422).text

    assert "Pažymėkite, su kuo palaikyti ryšį." in page
    assert kept(database) == {}


def test_where_nobody_is_left_the_page_says_so_and_asks_nothing(
    client: PageClient, database: Database, trip_id: int
) -> None:
    with database.write() as work:
        number = Make(work).trip().id
    url = f"/trips/{trip_id}/keep"
    client.post(url, {**filled(client.get(url).text), "days": "90"})

    without = client.get(f"/trips/{number}/keep").text
    kept_with = client.get(url).text

    assert "Ši komandiruotė neturi kontaktų, su kuriais būtų galima palaikyti ryšį." in without
    assert "Su visais šios komandiruotės kontaktais ryšys jau palaikomas." in kept_with
    assert 'name="days"' not in without + kept_with


def test_only_who_edits_contacts_may(mayor: PageClient, trip_id: int) -> None:
    assert "/keep" not in mayor.get(f"/trips/{trip_id}").text
    mayor.get(f"/trips/{trip_id}/keep", status=403)


def test_a_trip_that_is_not_there_is_not_found(client: PageClient) -> None:
    client.get("/trips/999/keep", status=404)
    client.post("/trips/999/keep", {"ids": "1", "days": "90"}, status=404)
