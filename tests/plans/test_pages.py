"""The pages of plans: seen by everybody who reads, changed by those who may, without a script."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import plain, words
from tracker.accounts.models import Role
from tracker.core.db import Database
from tracker.plans import queries
from tracker.plans.default import install_plans
from tracker.plans.models import Plan


@pytest.fixture(autouse=True)
def plans(database: Database) -> None:
    with database.write() as work:
        install_plans(work)
        Make(work).stage()


def plan_of(database: Database, number: int = 1) -> Plan:
    with database.read() as work:
        return queries.get_plan(work.session, number)


def test_the_days_of_a_step_are_said_to_count_from_the_start(client: PageClient) -> None:
    page = words(client.get("/plans/1/edit").text)

    assert "Nuo kurios dienos po pradžios Iki kurios dienos" in page


def titles(database: Database, number: int = 1) -> list[str]:
    return [step.title_lt for step in plan_of(database, number).steps]


def form_of(client: PageClient, path: str = "/plans/1/edit") -> dict[str, Any]:
    """Return what the form holds when it is opened."""
    sent: dict[str, Any] = dict(filled(client.get(path).text))
    sent.pop("do", None)
    return sent


def test_the_plans_stand_on_a_page_with_their_days(client: PageClient) -> None:
    page = words(plain(client.get("/plans", budget=5).text))

    assert "Po susitikimo" in page
    assert "Padėkoti už susitikimą per 48 val." in page
    assert "Paskambinti ir sutarti, kas toliau 14–21 diena" in page
    assert "90–104 diena, paskui kas ketvirtį" in page


def test_who_only_reads_sees_the_plans_and_no_button(mayor: PageClient) -> None:
    page = mayor.get("/plans").text

    assert "Po susitikimo" in page
    assert "/plans/new" not in page
    assert "/archive" not in page


def test_a_plan_is_reached_from_the_trips(client: PageClient) -> None:
    assert 'href="/plans"' in client.get("/trips").text


def test_without_plans_the_page_says_what_they_are_for(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        work.session.delete(queries.get_plan(work.session, 1))

    assert "Planų dar nėra" in client.get("/plans").text


def test_what_the_form_shows_is_saved_as_it_was(client: PageClient, database: Database) -> None:
    client.post("/plans/1/edit", form_of(client))

    plan = plan_of(database)
    assert plan.version == 1
    assert len(plan.steps) == 5
    assert plan.steps[4].rrule == "FREQ=MONTHLY;INTERVAL=3"


def test_a_step_is_changed_and_the_plan_saved(client: PageClient, database: Database) -> None:
    sent = form_of(client) | {"steps-1-title_lt": "Nusiųsti nuotraukas", "steps-1-by_day": "6"}

    client.follow(client.post("/plans/1/edit", sent))

    assert titles(database)[1] == "Nusiųsti nuotraukas"
    assert plan_of(database).steps[1].by_day == 6
    assert plan_of(database).version == 2


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up-2", [0, 2, 1, 3, 4]),
        ("down-0", [1, 0, 2, 3, 4]),
        ("remove-3", [0, 1, 2, 4]),
        ("up-0", [0, 1, 2, 3, 4]),
        ("down-4", [0, 1, 2, 3, 4]),
        ("remove-99", [0, 1, 2, 3, 4]),
    ],
)
def test_a_button_rearranges_what_was_typed_and_saves_nothing(
    client: PageClient, database: Database, do: str, order: list[int]
) -> None:
    sent = form_of(client) | {"steps-2-title_lt": "Dar nesaugota", "name_lt": "Naujas vardas"}
    before = titles(database)

    page = client.post("/plans/1/edit", sent | {"do": do}, status=200).text

    typed = [*before[:2], "Dar nesaugota", *before[3:]]
    again = filled(page)
    shown = [again[f"steps-{place}-title_lt"][0] for place in range(len(order))]
    assert shown == [typed[place] for place in order]
    assert again["name_lt"] == ["Naujas vardas"]
    assert titles(database) == before


def test_a_step_is_added_at_the_end_and_what_cannot_be_read_stays_typed(
    client: PageClient,
) -> None:
    sent = form_of(client) | {"steps-1-from_day": "trys"}

    page = client.post("/plans/1/edit", sent | {"do": "add"}, status=200).text

    again = filled(page)
    assert again["steps-5-title_lt"] == [""]
    assert again["steps-1-from_day"] == ["trys"]


def test_the_enter_key_saves_and_rearranges_nothing(client: PageClient) -> None:
    """A browser presses the first button of the form."""
    page = client.get("/plans/1/edit").text
    form = page[page.index('<form class="form') :]

    first = re.search(r"<button[^>]*>", form)

    assert first is not None
    assert 'name="do"' not in first[0]


def test_what_is_wrong_is_said_by_the_number_of_its_step_and_the_rest_stays(
    client: PageClient, database: Database
) -> None:
    sent = form_of(client) | {
        "steps-0-title_lt": "",
        "steps-2-from_day": "5000",
        "steps-3-title_lt": "Naujas",
    }

    page = client.post("/plans/1/edit", sent, status=422).text

    assert "1 žingsnis: Parašykite, ką reikia padaryti." in page
    assert "3 žingsnis: Dienų skaičius nuo 0 iki 1100." in page
    assert 'value="Naujas"' in page
    assert plan_of(database).version == 1


def test_a_step_without_days_is_refused(client: PageClient) -> None:
    sent = form_of(client) | {"steps-1-from_day": "", "steps-1-by_day": ""}

    assert "2 žingsnis: Nurodykite dienas." in client.post("/plans/1/edit", sent, status=422).text


def test_what_the_rules_refuse_of_a_step_names_it_and_stands_at_its_field(
    client: PageClient,
) -> None:
    sent = form_of(client) | {"steps-3-from_day": "1", "steps-3-by_day": "1"}

    page = client.post("/plans/1/edit", sent, status=422).text

    said = "Negali prasidėti anksčiau (1 diena) už 3 žingsnį (14 diena)."
    assert f'<a href="#steps-3-from_day">4 žingsnis: {said}</a>' in page
    field = page[page.index('id="steps-3-from_day-error"') :]
    assert said in field[: field.index("</p>")]
    assert "steps-2-from_day-error" not in page


def test_the_field_of_a_step_that_is_added_takes_the_focus(client: PageClient) -> None:
    page = client.post("/plans/1/edit", form_of(client) | {"do": "add"}, status=200).text

    assert re.findall(r"<input[^>]*autofocus[^>]*>", page) == re.findall(
        r'<input[^>]*id="steps-5-title_lt"[^>]*>', page
    )
    assert "autofocus" not in client.get("/plans/1/edit").text


def test_two_who_change_one_plan_are_shown_each_others_text(
    client: PageClient, database: Database
) -> None:
    mine = form_of(client) | {"name_lt": "Mano"}
    client.post("/plans/1/edit", form_of(client) | {"name_lt": "Jų"})

    page = client.post("/plans/1/edit", mine, status=409).text

    assert 'value="Mano"' in page
    assert "Jų" in page
    client.post("/plans/1/edit", {**filled(page), "do": ""})
    assert plan_of(database).name_lt == "Mano"


def test_a_plan_is_made_and_stands_on_the_page(client: PageClient, database: Database) -> None:
    sent = form_of(client, "/plans/new") | {
        "name_lt": "Po vizito",
        "steps-0-title_lt": "Padėkoti",
        "steps-0-within_hours": "24",
    }

    page = client.follow(client.post("/plans/new", sent)).text

    assert "Po vizito" in page
    assert titles(database, 2) == ["Padėkoti"]


def test_a_new_plan_keeps_what_was_typed_while_steps_are_added(client: PageClient) -> None:
    sent = form_of(client, "/plans/new") | {"name_lt": "Po vizito", "do": "add"}

    page = client.post("/plans/new", sent, status=200).text

    assert filled(page)["name_lt"] == ["Po vizito"]
    assert "steps-1-title_lt" in filled(page)


def test_a_plan_without_a_name_is_refused(client: PageClient) -> None:
    sent = form_of(client, "/plans/new") | {"steps-0-title_lt": "Padėkoti"}

    assert "Pavadinkite planą." in client.post("/plans/new", sent, status=422).text


def test_an_archived_plan_is_brought_back_from_the_toast_or_the_page(
    client: PageClient, database: Database
) -> None:
    page = client.follow(client.post("/plans/1/archive")).text
    assert "Archyvuoti planai" in page
    assert plan_of(database).archived_at is not None
    assert page.count('action="/plans/1/bring-back"') == 2

    client.post("/plans/1/bring-back")

    assert plan_of(database).archived_at is None


def test_plans_are_read_in_english(app: Flask, database: Database) -> None:
    page = PageClient(app, database).sign_in(Role.OFFICER, language="en").get("/plans").text

    assert "After a meeting" in page
    assert "Send a thank-you note" in page
    assert "within 48 h" in plain(page)
