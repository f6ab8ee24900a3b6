"""On which trip a contact was met, said in the contact's own form and on its page."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.contacts.test_editing import EDIT
from tests.reminders.silences import Silences
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import words
from tracker.core.db import Database
from tracker.trips.models import Meeting, TripContact
from tracker.trips.service import add_to_trip


def test_a_contact_met_on_a_trip_counts_among_those_it_met(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        trip = Make(work).trip()

    page = client.get(f"/trips/{trip.id}").text
    assert f'href="/contacts/new?trip={trip.id}"' in page
    form = client.get(f"/contacts/new?trip={trip.id}").text
    assert f'<option selected value="{trip.id}">' in form
    typed = {"name": "Lin Mei-ling", "source": "trip", "trip": str(trip.id)}
    client.follow(client.post("/contacts/new", typed))

    with database.read() as work:
        met = work.session.scalars(select(TripContact)).one()
        assert (met.trip_id, met.how) == (trip.id, Meeting.MET)
    assert "0 iš 1 kontakto" in client.get(f"/trips/{trip.id}").text


def test_a_contact_who_was_only_heard_is_met_once_the_form_says_so(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        trip, contact = make.trip(), make.contact()
        add_to_trip(work, trip.id, contact.id, how=Meeting.HEARD)
    url = f"/contacts/{contact.id}/edit"

    client.post(url, {**filled(client.get(url, budget=EDIT).text), "trip": str(trip.id)})
    client.post(url, {**filled(client.get(url, budget=EDIT).text), "trip": "999"}, status=404)

    with database.read() as work:
        assert work.session.scalars(select(TripContact.how)).one() is Meeting.MET


@pytest.mark.parametrize("met_on", [None, date(2026, 11, 12)])
def test_a_last_contact_that_was_a_meeting_on_a_trip_names_the_trip(
    client: PageClient, database: Database, met_on: date | None
) -> None:
    silences = Silences(database)
    with database.write() as work:
        trip = Make(work).trip("Riga", start_on=date(2026, 11, 10), end_on=date(2026, 11, 12))
        add_to_trip(work, trip.id, silences.contact_id, on=met_on)
    url = f"/contacts/{silences.contact_id}"

    assert "2026-11-12, Riga 2026 prieš 11 dienų" in words(client.get(url).text)

    silences.talk(date(2026, 11, 12))

    assert "2026-11-12 prieš 11 dienų" in words(client.get(url).text)
