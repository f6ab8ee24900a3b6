"""What is stuck and what waits for the mayor: the first of it in a card, all of it on its page."""

from datetime import date, timedelta
from decimal import Decimal

import html5lib
from flask import Flask

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import links, words
from tracker.accounts.models import Role
from tracker.core.db import Database


def test_what_needs_the_mayor_is_listed_and_counted(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        make.trip("Barselona", start_on=date(2026, 11, 2), report_due_on=date(2026, 11, 19),
                  end_on=date(2026, 11, 5))  # fmt: skip
        make.lead("Susitarimo projektas", stage="agreement", value_eur=Decimal(1))
        make.lead("Be nieko", owner_id=None, due=None)

    page = words(mayor.get("/dashboard").text)

    assert "Jūsų sprendimo laukia 3 klausimai." in page
    assert "Komandiruotės ataskaita: Barselona 2026 vėluoja 2 darbo dienas" in page
    assert "Paskirkite, kas atsakys už 1 galimybę" in page
    assert "Susitarimo projektas laukia parašo" in page


def test_every_question_that_is_counted_can_be_reached(
    mayor: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        for number in range(4):
            make.lead(f"Sutartis{number}", stage="agreement", value_eur=Decimal(1))
        make.lead("Mano", owner_id=mayor.user_id, next_step="Skambinti merei", due=timedelta(1))

    page = mayor.get("/dashboard").text

    assert ("/dashboard/needs", "5 klausimai") in list(links(page))
    every = mayor.get("/dashboard/needs", budget=4).text
    rows = html5lib.parse(every, namespaceHTMLElements=False).findall(".//main//ul/li")
    assert len(rows) == 5
    assert "Skambinti merei" in every


def test_what_all_fits_in_the_card_leads_to_the_card(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        Make(work).lead("Sutartis", stage="agreement", value_eur=Decimal(1))

    page = mayor.get("/dashboard").text

    assert ("#needs", "1 klausimas") in list(links(page))
    assert "/dashboard/needs" not in page


def test_the_steps_of_an_officer_are_no_decisions(app: Flask, database: Database) -> None:
    officer = PageClient(app, database).sign_in(Role.OFFICER)
    with database.write() as work:
        make = Make(work)
        make.lead("Mano", owner_id=officer.user_id, next_step="Skambinti man", due=timedelta(1))
        make.lead("Sutartis", stage="agreement", value_eur=Decimal(1))
        make.lead("Be nieko", owner_id=None, due=None)

    page = words(officer.get("/dashboard").text)

    assert "Mero sprendimo laukia 2 klausimai." in page
    assert "1 galimybė neturi atsakingo Peržiūrėti" in page
    assert "Skambinti man" not in page
    assert "Jūsų sprendimo" not in page
    assert "Skambinti man" not in officer.get("/dashboard/needs").text


def test_what_lost_its_owner_today_waits_since_today(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        Make(work).lead(owner_id=None, due=None)

    assert "Be atsakingo nuo šiandien" in words(mayor.get("/dashboard").text)


def test_the_longest_overdue_comes_first_with_owner_and_trip(
    mayor: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user(given="Rūta", family="Žemaitytė")
        trip = make.trip("Ryga", start_on=date(2024, 1, 8), end_on=date(2024, 1, 9))
        make.lead("Vėlesnė", due=timedelta(days=-2))
        make.lead("Seniausia", due=timedelta(days=-84), owner_id=owner.id, trip_id=trip.id)

    page = words(mayor.get("/dashboard").text)

    assert page.index("Seniausia") < page.index("Vėlesnė")
    assert "Vėluoja: 84 d. Seniausia R. Žemaitytė Ryga 2024" in page
