"""A plan is laid on one lead from its page: looked at first, shown afterwards, taken off again."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.plans.conftest import MATERIALS, THANKS, TODAY, Scene
from tests.plans.pages import cells, form_of, undo_of
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import plain, words
from tracker.accounts.models import Role, User
from tracker.leads.models import Lead, Pipeline
from tracker.plans import service
from tracker.plans.models import Laying
from tracker.plans.service import PlanSaid, StepSaid
from tracker.reminders.service import snooze_step

DAY = timedelta(days=1)


def test_a_leads_page_leads_to_the_days_it_would_get(officer: PageClient, scene: Scene) -> None:
    lead_id = scene.lead()
    assert f'href="/leads/{lead_id}/plan"' in officer.get(f"/leads/{lead_id}").text

    page = officer.get(f"/leads/{lead_id}/plan", budget=9).text

    assert cells(page, lead_id) == [
        "Pr 11-23",
        "Kt 11-26",
        "Pr 12-07",
        "Tr 12-23",
        "Pr 2027-02-22 vietoj Sk 2027-02-21: savaitgalis",
    ]
    assert scene.steps(lead_id) == []


def test_a_day_of_another_year_names_its_year(officer: PageClient, scene: Scene) -> None:
    lead_id = scene.lead(next_step="Paskambinti", due=date(2027, 1, 4) - TODAY)

    page = words(plain(officer.get(f"/leads/{lead_id}/plan", budget=9).text))

    assert "Paskambinti, Pr 2027-01-04." in page
    assert "An 2027-01-05 vietoj Pr 11-23" in page


def test_pressed_the_lead_gets_the_plan_and_undo_takes_it_back(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead()
    path = f"/leads/{lead_id}/plan"

    page = officer.follow(officer.post(path, form_of(officer, path)), budget=10).text

    assert "Planas pritaikytas 1 galimybei." in plain(page)
    assert scene.stands(lead_id) == (THANKS, TODAY)
    officer.post(undo_of(page))
    assert scene.steps(lead_id) == []
    assert scene.stands(lead_id) == (None, None)


def test_a_leads_page_shows_its_plan_with_one_statement_more(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead()
    officer.get(f"/leads/{lead_id}")
    without = len(officer.statements)
    scene.lay(lead_id)
    scene.finish(lead_id)

    page = words(plain(officer.get(f"/leads/{lead_id}", budget=without + 1).text))

    assert "Planas: Po susitikimo" in page
    assert f"{THANKS} atlikta lapkričio 23 d." in page
    assert f"{MATERIALS} ketvirtadienis, lapkričio 26 d." in page
    assert "Susisiekti: kas ketvirtį pirmadienis, vasario 22 d., paskui kas ketvirtį" in page
    assert "tęsia pagal planą: Nusiųsti pažadėtą medžiagą" in page
    assert "pritaikė planą „Po susitikimo“" in page


def test_the_days_to_come_move_on_the_page_while_a_step_is_put_off_beyond_them(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.on(lead_id) as (work, lead):
        snooze_step(work, lead, date(2026, 12, 1))

    page = words(plain(officer.get(f"/leads/{lead_id}").text))

    assert f"{MATERIALS} trečiadienis, gruodžio 2 d." in page


def test_a_lead_without_a_plan_shows_none(officer: PageClient, scene: Scene) -> None:
    page = officer.get(f"/leads/{scene.lead()}").text

    assert 'id="plan"' not in page
    assert not [line for line in officer.statements if "lead_steps" in line]


def test_a_plan_is_taken_off_from_the_leads_page_and_undone(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    action = f"/leads/{lead_id}/plan/off"
    sent = dict(filled(officer.get(f"/leads/{lead_id}").text, action=action))

    page = officer.follow(officer.post(action, sent)).text

    assert "Planas nebetaikomas." in page
    assert scene.stands(lead_id) == (THANKS, TODAY)
    assert scene.steps(lead_id) == []
    undo = re.search(r'action="(/undo/\d+)"', page)
    assert undo is not None
    officer.post(undo[1])
    assert len(scene.steps(lead_id)) == 5


def test_taking_off_what_somebody_has_changed_meanwhile_is_refused(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    sent = dict(filled(officer.get(f"/leads/{lead_id}").text, action=f"/leads/{lead_id}/plan/off"))
    scene.finish(lead_id)

    officer.post(f"/leads/{lead_id}/plan/off", sent, status=409)

    assert len(scene.steps(lead_id)) == 5


def test_a_step_that_is_there_goes_first_and_the_page_says_so(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead(next_step="Sutarti datą", next_step_on=TODAY + DAY)

    page = officer.get(f"/leads/{lead_id}/plan", budget=9).text

    assert "Pirmiausia tai, kas suplanuota: Sutarti datą, An 11-24." in plain(page)
    assert cells(page, lead_id)[0] == "Tr 11-25 vietoj Pr 11-23: po ankstesnio žingsnio"


def test_the_page_says_of_which_countries_it_knows_no_holidays(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead(country="UA")

    page = officer.get(f"/leads/{lead_id}/plan", budget=9).text

    assert "Nėra duomenų apie valstybines šventes: Ukraina." in page


def test_holidays_here_and_there_are_named_as_what_moved_a_step(
    officer: PageClient, scene: Scene
) -> None:
    there, here = scene.lead(country="TW"), scene.lead(country="LT")

    def first_cell(lead_id: int, start: str) -> str:
        path = f"/leads/{lead_id}/plan"
        sent = form_of(officer, path) | {"start": start}
        return cells(officer.post(f"{path}/preview", sent, status=200).text, lead_id)[0]

    assert (
        first_cell(there, "2027-02-05") == "Kt 2027-02-11 vietoj Pn 2027-02-05: ten nedarbo diena"
    )
    assert first_cell(here, "2026-12-24") == "Pr 12-28 vietoj Kt 12-24: pas mus nedarbo diena"


def test_days_that_others_fill_meanwhile_are_shown_again_first(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead()
    path = f"/leads/{lead_id}/plan"
    sent = form_of(officer, path)
    for number in range(5):
        scene.lead(f"Kita {number}", next_step="Paskambinti", next_step_on=TODAY)

    page = officer.post(path, sent, status=409).text

    assert "Dienos kitos, nei žiūrėjote." in page
    assert cells(page, lead_id)[0] == "An 11-24 vietoj Pr 11-23: diena pilna"
    assert scene.rows(Laying) == 0
    officer.post(path, dict(filled(page, action=path)))
    assert scene.stands(lead_id) == (THANKS, TODAY + DAY)


def test_the_plan_that_fits_is_offered_and_another_is_looked_at_before_it_is_laid(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead(stage="contact", pipeline="institutional")
    with scene.acting() as work:
        of_lead = work.session.get_one(Lead, lead_id).pipeline_id
        scene.plan(work).pipeline_id = next(
            number for number in work.session.scalars(select(Pipeline.id)) if number != of_lead
        )
        said = PlanSaid(
            "Instituciniai", "", of_lead, is_first=False, steps=[StepSaid("A", "", 1, 2)]
        )
        fitting = service.add_plan(work, said).id
    path = f"/leads/{lead_id}/plan"
    assert form_of(officer, path)["plan"] == [str(fitting)]

    chosen = form_of(officer, path) | {"plan": "1"}
    page = officer.post(path, chosen, status=409).text
    assert "Dienos kitos, nei žiūrėjote." in page
    officer.post(path, dict(filled(page, action=path)))

    assert scene.stands(lead_id)[0] == THANKS


def test_a_plan_archived_while_somebody_looked_is_not_laid(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead()
    path = f"/leads/{lead_id}/plan"
    sent = form_of(officer, path)
    with scene.acting() as work:
        service.archive_plan(work, scene.plan(work))

    page = officer.post(path, sent, status=422).text

    assert "Nėra plano, kurį būtų galima taikyti" in page
    assert scene.rows(Laying) == 0


def test_whoever_keeps_only_their_own_leads_lays_plans_on_these_alone(
    app: Flask, scene: Scene
) -> None:
    mayor = PageClient(app, scene.database).sign_in(Role.MAYOR)
    own, other = scene.lead(owner_id=mayor.user_id), scene.lead()
    path = f"/leads/{own}/plan"

    mayor.post(path, form_of(mayor, path))
    mayor.get(f"/leads/{other}/plan", status=403)
    mayor.post(f"/leads/{other}/plan", {"plan": "1", "start": "2026-11-23"}, status=403)

    assert scene.stands(own)[0] == THANKS
    assert scene.stands(other) == (None, None)


def test_the_page_is_read_in_english(officer: PageClient, scene: Scene) -> None:
    lead_id = scene.lead(country="UA")
    officer.speak("en")

    page = words(plain(officer.get(f"/leads/{lead_id}/plan", budget=9).text))

    assert "1 lead gets steps. 5 steps in all." in page
    assert "Send a thank-you note" in page
    assert "No data on public holidays: Ukraine." in page


def test_done_from_today_the_next_step_of_the_plan_is_not_asked_for(
    officer: PageClient, scene: Scene
) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)

    answer = officer.post(f"/leads/{lead_id}/step/done", headers={"Referer": "/today"})
    page = officer.follow(answer).text

    assert "Atlikta: Padėkoti už susitikimą" in page
    assert scene.stands(lead_id) == (MATERIALS, date(2026, 11, 26))


@pytest.mark.parametrize(
    ("last_day", "is_told"),
    [(date(2026, 12, 7), True), (date(2027, 2, 21), True), (date(2027, 2, 22), False)],
)
def test_a_step_after_the_owners_last_day_is_said_beside_their_name(
    officer: PageClient, scene: Scene, last_day: date, *, is_told: bool
) -> None:
    lead_id = scene.lead()
    with scene.acting() as work:
        work.session.get_one(User, scene.officer).active_until = last_day

    page = plain(officer.get(f"/leads/{lead_id}/plan", budget=9).text)

    said = "Paskutinė darbo diena – gruodžio 7 d.: pirmiausia perduokite galimybes."
    assert (said in page) is (last_day == date(2026, 12, 7))
    assert ("pirmiausia perduokite galimybes" in page) is is_told


def test_whoever_leaves_is_offered_as_an_owner_with_their_last_day(
    officer: PageClient, scene: Scene
) -> None:
    with scene.acting() as work:
        leaves = Make(work).user(given="Tomas", family="Girdžius", active_until=date(2026, 12, 7))
        number = leaves.id
        Make(work).absence(leaves, end_on=TODAY + DAY)
    lead_id = scene.lead(owner_id=None, step_missing_since=scene.clock.now())
    path = f"/leads/{lead_id}/plan"
    form = form_of(officer, path)

    asked = plain(officer.get(path).text)
    page = plain(officer.post(f"{path}/preview", {**form, "owner": str(number)}, status=200).text)

    assert "Tomas Girdžius (nėra iki 2026-11-24, iki gruodžio 7 d.)" in asked
    assert "Paskutinė darbo diena – gruodžio 7 d.: pirmiausia perduokite galimybes." in page
