"""Numbers are kept as typed; what can be dialled stands beside them; one is preferred."""

import pytest
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.filled import filled
from tracker.contacts.models import Phone
from tracker.contacts.phones import read_phone, show_phone
from tracker.contacts.service import NewContact, add_contact
from tracker.core.db import Database


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("+370 45 501 234", None, "+37045501234"),
        ("(8-45) 501 234", "LT", "+37045501234"),
        ("0912 345 678", "TW", "+886912345678"),
        ("+886100000001", None, "+886100000001"),
        ("00 49 30 23125 000", "LT", "+493023125000"),
    ],
)
def test_a_number_that_can_be_read_can_be_dialled(
    typed: str, country: str | None, e164: str
) -> None:
    read = read_phone(typed, country)

    assert (read.typed, read.e164) == (typed, e164)


@pytest.mark.parametrize("typed", ["0912 345 678", "vid. 12", "nėra", "+999 1", "1" * 60])
def test_what_cannot_be_read_is_kept_and_never_refused(typed: str) -> None:
    read = read_phone(typed)

    assert (read.typed, read.e164) == (typed, None)
    assert read.hint


def test_a_librarys_invalid_is_only_a_hint() -> None:
    read = read_phone("+886100000001")

    assert read.e164 is not None
    assert read.hint is not None
    assert read_phone("+37060012345").hint is None


def test_a_number_is_shown_in_groups() -> None:
    assert show_phone("+37045501234").startswith("+370 ")
    assert show_phone("nonsense") == "nonsense"


def test_the_way_that_is_preferred_stays_so_through_other_changes(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        known = NewContact(family="Lin", phones=("+370 600 00001", "+370 600 00002"))
        contact_id = add_contact(work, known).id
    url = f"/contacts/{contact_id}/edit"
    form = filled(client.get(url, budget=9).text)
    client.post(url, form | {"phones": ["+370 600 00002\n+370 600 00001"]})

    again = filled(client.get(url, budget=9).text)
    client.post(url, again | {"note": ["Skambinti ryte"]})

    with database.read() as work:
        preferred = work.session.scalars(select(Phone.typed).where(Phone.is_preferred)).all()
    assert preferred == ["+370 600 00002"]
