"""Contacts with whom somebody keeps in touch change hands as leads do, and are not left behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta

import pytest

from tests.handover.world import kept, late, office
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import words
from tracker.accounts.queries import get_user
from tracker.accounts.service import HandOverFirstError, switch_off
from tracker.contacts.keeping import NotKeptError, keep_in_touch
from tracker.contacts.queries import contact_to_change
from tracker.core.db import Database, Work
from tracker.handover.queries import count_waiting

TODAY = date(2026, 11, 23)

# --- Nobody goes before they are handed over ------------------------------------------------------


def leaver(database: Database, *, leads: int = 0, contacts: int = 5) -> int:
    """Make somebody who has leads, and keeps in touch with contacts."""
    with database.write() as work:
        make = Make(work)
        person = make.user(given="Mantas", family="Jurgila")
        for _ in range(leads):
            late(make, person)
        for _ in range(contacts):
            kept(make, person)
        return person.id


@pytest.mark.parametrize(
    ("leads", "contacts", "said"),
    [
        (0, 1, "Šio asmens dar laukia: 1 kontaktas."),
        (0, 5, "Šio asmens dar laukia: 5 kontaktai."),
        (1, 11, "Šio asmens dar laukia: 1 galimybė, 11 kontaktų."),
        (3, 0, "Šio asmens dar laukia: 3 galimybės."),
    ],
)
def test_nobody_is_switched_off_while_they_keep_in_touch_with_somebody(
    administrator: PageClient, database: Database, leads: int, contacts: int, said: str
) -> None:
    number = leaver(database, leads=leads, contacts=contacts)

    page = administrator.post(f"/users/{number}/off", status=409).text

    assert said in words(page)
    assert f"/people/{number}/handover" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("active_until", (TODAY - timedelta(days=1)).isoformat()), ("role", "auditor")],
)
def test_nor_is_a_last_day_that_is_past_or_another_role_said(
    administrator: PageClient, database: Database, field: str, value: str
) -> None:
    number = leaver(database)
    url = f"/users/{number}/edit"
    form = filled(administrator.get(url).text)

    page = administrator.post(url, {**form, field: value}, status=409).text

    assert "Šio asmens dar laukia: 5 kontaktai." in words(page)


def keep(work: Work, contact_id: int, keeper_id: int) -> None:
    keep_in_touch(work, contact_to_change(work.session, contact_id), 90, keeper_id, seen=None)


def go(work: Work, _contact_id: int, keeper_id: int) -> None:
    switch_off(work, get_user(work.session, keeper_id), count_waiting=count_waiting)


@pytest.mark.parametrize("comes_first", [True, False])
def test_of_a_contact_that_comes_and_a_person_who_goes_at_once_the_later_is_refused(
    database: Database, *, comes_first: bool
) -> None:
    with database.write() as work:
        make = Make(work)
        person, contact = office(make).mantas.id, make.contact().id
    deeds: list[Callable[[Work, int, int], None]] = [keep, go] if comes_first else [go, keep]

    def do_second() -> None:
        with database.write() as work:
            deeds[1](work, contact, person)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as work:
            deeds[0](work, contact, person)
            work.session.flush()
            answer = pool.submit(do_second)
            assert answer not in wait([answer], timeout=0.5).done

        with pytest.raises(HandOverFirstError if comes_first else NotKeptError):
            answer.result()
