"""Wherever somebody is chosen who answers for something, their last day is said."""

from datetime import timedelta

import pytest

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import words
from tracker.core.db import Database, Work
from tracker.trips.service import add_to_trip


@pytest.mark.parametrize(
    "page",
    [
        "/leads/new",
        "/contacts/{c}/keep",
        "/contacts/{c}/edit",
        "/trips/new",
        "/trips/{t}/edit",
        "/trips/{t}/keep",
    ],
)
def test_who_leaves_soon_is_marked_so_wherever_they_may_be_chosen(
    client: PageClient, database: Database, page: str
) -> None:
    with database.write() as work:
        trip, contact = _met(work)
        last = work.today + timedelta(days=9)
        Make(work).user(given="Rasa", family="Mikelionytė", active_until=last)

    said = words(client.get(page.format(c=contact, t=trip), budget=9).text)

    assert "Rasa Mikelionytė (iki gruodžio 2 d.)" in said


def _met(work: Work) -> tuple[int, int]:
    make = Make(work)
    trip, contact = make.trip(), make.contact("Bo", "Wu")
    add_to_trip(work, trip.id, contact.id)
    return trip.id, contact.id
