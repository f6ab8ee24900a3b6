"""The pages on which contacts with whom somebody keeps in touch change hands."""

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.handover.world import Office, keepers, kept, late, office
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import links, words
from tracker.accounts.models import Role
from tracker.contacts.keeping import keep_in_touch
from tracker.contacts.models import Contact, Relationship
from tracker.contacts.queries import contact_to_change
from tracker.core.db import Database
from tracker.handover.queries import MOST
from tracker.reminders.models import Reminder


@pytest.fixture
def director(app: Flask, database: Database) -> PageClient:
    return PageClient(app, database).sign_in(Role.DIRECTOR)


def colleagues(database: Database, contacts: int = 5, leads: int = 0) -> tuple[Office, list[int]]:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        for number in range(leads):
            late(make, them.mantas, f"Galimybė {number}")
        found = [kept(make, them.mantas, f"Kontaktas{number}").id for number in range(contacts)]
        return them, found


def summed(client: PageClient, url: str, **given: object) -> dict[str, object]:
    form = filled(client.get(url).text, "/handover")
    sent = {name.replace("_", "-"): str(value) for name, value in given.items()}
    return dict(filled(client.post(f"{url}/sum", {**form, **sent}, status=200).text, "/handover"))


def test_who_only_keeps_contacts_has_something_to_hand_over(
    director: PageClient, database: Database
) -> None:
    them, _contacts = colleagues(database)
    url = f"/people/{them.mantas.id}/handover"

    people = director.get("/people", budget=5).text
    page = words(director.get(url, budget=8).text)

    assert url in dict(links(people))
    assert f"/people/{them.tomas.id}/handover" not in dict(links(people))
    assert "Perduotina: 5 kontaktai" in page
    assert "Kontaktai, su kuriais palaiko ryšį 5 kontaktai" in page
    assert page.index("Kontaktas0 Lin") < page.index("Kontaktas4 Lin")


def test_the_closer_choice_counts_for_contacts_too(
    director: PageClient, database: Database
) -> None:
    them, contacts = colleagues(database, 3, leads=1)
    url = f"/people/{them.mantas.id}/handover"
    given = {
        "all": them.tomas.id,
        "contacts": them.rasa.id,
        f"contact_{contacts[0]}": them.tomas.id,
        f"contact_{contacts[1]}": them.mantas.id,
    }

    form = summed(director, url, **given)
    done = director.post(url, form)
    text = director.follow(done).text
    sheet = words(text)

    assert keepers(database) == [them.tomas.id, them.mantas.id, them.rasa.id]
    assert "Perduota: 1 galimybė, 2 kontaktai." in text
    assert sheet.index("Perėmė: Rasa Mikelionytė") < sheet.index("1. Kontaktas2 Lin")
    assert sheet.index("Perėmė: Tomas Girdžius 1 galimybė, 1 kontaktas") < sheet.index("Galimybė 0")
    assert sheet.index("2. Galimybė 0") < sheet.index("3. Kontaktas0 Lin")


def test_contacts_alone_are_handed_over_and_taken_back_from_the_page(
    director: PageClient, database: Database
) -> None:
    them, _contacts = colleagues(database)
    url = f"/people/{them.mantas.id}/handover"

    form = summed(director, url, contacts=them.tomas.id)
    done = director.post(url, form)

    sheet = director.follow(done).text
    assert "Perduoti 5 kontaktai." in sheet
    assert keepers(database) == [them.tomas.id] * 5
    director.get(done.location, budget=9)
    director.post(f"{done.location}/undo")
    assert keepers(database) == [them.mantas.id] * 5


@pytest.mark.parametrize("why", ["kept by another", "let go"])
def test_a_contact_changed_meanwhile_is_named_and_the_choices_stay(
    director: PageClient, database: Database, why: str
) -> None:
    them, contacts = colleagues(database, 2)
    url = f"/people/{them.mantas.id}/handover"
    form = summed(director, url, all=them.tomas.id)
    with database.write() as work:
        contact = contact_to_change(work.session, contacts[0])
        days = 90 if why == "kept by another" else None
        keep_in_touch(work, contact, days, them.rasa.id, seen=None)

    page = director.post(url, form, status=409).text

    assert "Per tą laiką pakeitė kitas naudotojas: Kontaktas0 Lin." in page
    assert filled(page, "/handover")["all"] == [str(them.tomas.id)]


def test_the_page_asks_the_same_however_many_contacts(
    director: PageClient, database: Database
) -> None:
    few, _contacts = colleagues(database, 1)
    many, _others = colleagues(database, 30)
    director.get(f"/people/{few.mantas.id}/handover")
    said = len(director.statements)

    director.get(f"/people/{many.mantas.id}/handover")

    assert len(director.statements) == said


def test_of_more_contacts_than_go_at_once_the_first_are_shown_and_it_is_said(
    director: PageClient, database: Database
) -> None:
    them, _contacts = colleagues(database, MOST + 1)

    page = director.get(f"/people/{them.mantas.id}/handover").text

    assert "Rodoma tik dalis kontaktų: 200." in page
    assert "Perduotina: 200 kontaktų" in words(page)


def test_on_a_sheet_a_contact_that_is_gone_since_has_its_line(
    director: PageClient, database: Database
) -> None:
    them, [contact] = colleagues(database, 1)
    url = f"/people/{them.mantas.id}/handover"
    done = director.post(url, summed(director, url, all=them.tomas.id))
    with database.write() as work:
        for row in (Reminder, Relationship):
            work.session.execute(delete(row).where(row.contact_id == contact))
        work.session.execute(delete(Contact).where(Contact.id == contact))

    assert "Šio kontakto nebėra" in director.get(done.location).text
