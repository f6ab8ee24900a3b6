"""A plan is laid on a trip's leads: the page shows everybody's days, and undo takes it from all."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests.plans.conftest import THANKS, TODAY, Scene
from tests.plans.pages import cells, form_of, undo_of
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import plain, words
from tracker.accounts.models import Role
from tracker.leads.models import Pipeline
from tracker.plans.models import Laying, LeadStep
from tracker.plans.queries import MOST_LEADS

DAY = timedelta(days=1)


def test_a_trips_page_leads_to_the_days_of_all_its_leads(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    lead_ids = [scene.lead(f"Galimybė {n}", trip_id=trip_id) for n in range(12)]
    assert f'href="/trips/{trip_id}/plan"' in officer.get(f"/trips/{trip_id}").text

    page = officer.get(f"/trips/{trip_id}/plan", budget=9).text

    said = plain(page)
    assert "Žingsniai skiriami 12 galimybių. Iš viso 60 žingsnių." in said
    assert cells(page, lead_ids[0])[0] == "Pr 11-23 vietoj Pn 11-20: diena jau praėjo"
    assert cells(page, lead_ids[11])[0] == "Tr 11-25 vietoj Pr 11-23: diena pilna"
    assert 'value="2026-11-20"' in page
    assert "Tą dieną baigėsi komandiruotė." in said
    assert re.search(r"lapkričio 23–27 d\.</th>(<td class=\"num strong\">5)", said)


def test_leads_of_whoever_leaves_before_the_plan_ends_are_not_ticked(
    app: Flask, officer: PageClient, scene: Scene, trip_id: int
) -> None:
    with scene.acting() as work:
        leaves = Make(work).user(given="Tomas", active_until=TODAY + 14 * DAY).id
    lead_ids = [scene.lead(trip_id=trip_id, owner_id=who) for who in (scene.officer, leaves)]
    path, link = f"/trips/{trip_id}/plan", f'href="/people/{leaves}/handover"'

    page = officer.get(path, budget=11).text
    form = filled(page, action=path)

    assert form["ids"] == [str(lead_ids[0])]
    assert "Paskutinė darbo diena – gruodžio 7 d.: pirmiausia perduokite galimybes." in plain(page)
    assert link not in page
    again = officer.post(f"{path}/preview", {**form, "ids": list(map(str, lead_ids))}, status=200)
    assert filled(again.text, action=path)["ids"] == list(map(str, lead_ids))
    director = PageClient(app, scene.database).sign_in(Role.DIRECTOR)
    assert link in director.get(path, budget=11).text


def test_a_trip_of_long_ago_is_counted_from_the_day_the_plan_is_laid(
    officer: PageClient, scene: Scene
) -> None:
    with scene.acting() as work:
        trip_id = Make(work).trip().id
    lead_id = scene.lead(trip_id=trip_id)

    page = officer.get(f"/trips/{trip_id}/plan", budget=9).text

    assert 'value="2026-11-23"' in page
    assert "Tą dieną baigėsi komandiruotė." not in plain(page)
    assert cells(page, lead_id)[0] == "Pr 11-23"


def test_all_leads_of_a_trip_get_the_plan_and_undo_takes_it_from_all(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    lead_ids = [scene.lead(f"Galimybė {n}", trip_id=trip_id) for n in range(12)]
    path = f"/trips/{trip_id}/plan"

    page = officer.follow(officer.post(path, form_of(officer, path))).text

    assert "Planas pritaikytas 12 galimybių." in plain(page)
    assert {scene.stands(number)[0] for number in lead_ids} == {THANKS}
    officer.post(undo_of(page))
    assert {scene.stands(number) for number in lead_ids} == {(None, None)}


def test_undoing_says_on_how_many_leads_the_plan_stays(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    lead_ids = [scene.lead(f"Galimybė {n}", trip_id=trip_id) for n in range(3)]
    path = f"/trips/{trip_id}/plan"
    page = officer.follow(officer.post(path, form_of(officer, path))).text
    scene.finish(lead_ids[0])

    page = officer.follow(officer.post(undo_of(page))).text

    assert "Planas nebetaikomas 2 galimybėms." in plain(page)
    assert "Planas lieka taikomas 1 galimybei, kuri nuo to laiko pasikeitė." in plain(page)
    assert scene.stands(lead_ids[1]) == (None, None)


def test_a_form_sent_twice_lays_once(officer: PageClient, scene: Scene, trip_id: int) -> None:
    scene.lead(trip_id=trip_id)
    path = f"/trips/{trip_id}/plan"
    sent = form_of(officer, path)

    for _ in range(2):
        officer.post(path, sent)

    assert scene.rows(Laying) == 1
    assert scene.rows(LeadStep) == 5


def test_what_is_not_ticked_gets_nothing(officer: PageClient, scene: Scene, trip_id: int) -> None:
    wanted, other = scene.lead(trip_id=trip_id), scene.lead(trip_id=trip_id)
    path = f"/trips/{trip_id}/plan"

    officer.post(path, form_of(officer, path) | {"ids": [str(wanted)]})

    assert scene.stands(wanted)[0] == THANKS
    assert scene.stands(other) == (None, None)


def test_where_nothing_is_ticked_the_form_says_so_and_stays(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    lead_id = scene.lead(trip_id=trip_id)
    path = f"/trips/{trip_id}/plan"

    page = officer.post(path, form_of(officer, path) | {"ids": []}, status=422).text

    assert "Pažymėkite bent vieną galimybę" in page
    assert cells(page, lead_id) == []


def test_a_lead_of_another_trip_is_not_laid_on_by_writing_its_number(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    mine, strange = scene.lead(trip_id=trip_id), scene.lead()
    path = f"/trips/{trip_id}/plan"

    officer.post(path, form_of(officer, path) | {"ids": [str(mine), str(strange)]})

    assert scene.stands(strange) == (None, None)


def test_leads_that_do_not_fit_or_follow_a_plan_are_shown_and_not_ticked(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    fits, followed = scene.lead(trip_id=trip_id), scene.lead(trip_id=trip_id)
    other = scene.lead(trip_id=trip_id, stage="contact", pipeline="institutional")
    with scene.acting() as work:
        business = select(Pipeline.id).where(Pipeline.key == "business")
        plan = scene.plan(work)
        plan.pipeline_id = work.session.scalars(business).one()
    scene.lay(followed)

    page = officer.get(f"/trips/{trip_id}/plan", budget=9).text

    assert filled(page, action=f"/trips/{trip_id}/plan")["ids"] == [str(fits)]
    assert "Jau taikomas planas; šis jį pakeistų." in page
    assert "Planas skirtas kitos eigos galimybėms." in page
    assert cells(page, other) == cells(page, followed) == []


def test_nobodys_leads_are_told_of_and_get_the_owner_who_is_chosen(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    lead_id = scene.lead(trip_id=trip_id, owner_id=None)
    scene.lead(trip_id=trip_id)
    path = f"/trips/{trip_id}/plan"
    page = officer.get(path, budget=9).text
    assert "Už 1 galimybę niekas neatsako" in plain(page)
    assert cells(page, lead_id) == []
    chosen = form_of(officer, path) | {"owner": str(scene.officer)}

    page = officer.post(f"{path}/preview", chosen, status=200).text

    assert len(cells(page, lead_id)) == 5
    assert scene.steps(lead_id) == []
    officer.post(path, dict(filled(page, action=path)))
    assert scene.stands(lead_id)[0] == THANKS


def test_leads_that_sleep_or_ended_are_left_out_and_counted(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    scene.lead(trip_id=trip_id)
    parked = scene.lead(trip_id=trip_id, stage="parked", dormant_until=TODAY + DAY)

    page = officer.get(f"/trips/{trip_id}/plan", budget=9).text

    assert "Planas netaikomas 1 galimybei, kuri nutraukta arba atidėta." in plain(page)
    assert f'id="lead-{parked}"' not in page


def test_a_trip_without_open_leads_says_so_and_has_no_button(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    path = f"/trips/{trip_id}/plan"

    without = words(officer.get(path, budget=9).text)
    lead_id = scene.lead(trip_id=trip_id, stage="parked", dormant_until=TODAY + DAY)
    asleep = words(officer.get(path, budget=9).text)
    alone = words(officer.get(f"/leads/{lead_id}/plan", budget=9).text)

    assert "Ši komandiruotė dar neturi galimybių. Pirmiausia sukurkite jas." in without
    assert "Ši komandiruotė neturi atvirų galimybių." in asleep
    assert "Ši galimybė nutraukta arba atidėta." in alone
    for page in (without, asleep, alone):
        assert "Pritaikyti planą" not in page
        assert "Kam kurios dienos skiriamos" not in page


def test_another_start_moves_the_days_and_keeps_what_was_ticked(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    ticked, other = scene.lead(trip_id=trip_id), scene.lead(trip_id=trip_id)
    path = f"/trips/{trip_id}/plan"
    sent = form_of(officer, path) | {"start": "2026-12-01", "ids": [str(ticked)]}

    page = officer.post(f"{path}/preview", sent, status=200).text

    assert cells(page, ticked)[0] == "An 12-01"
    assert cells(page, other) == []
    assert filled(page, action=path)["ids"] == [str(ticked)]


def test_a_start_that_is_no_day_is_refused_and_the_ticks_stay(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    ticked, _other = scene.lead(trip_id=trip_id), scene.lead(trip_id=trip_id)
    path = f"/trips/{trip_id}/plan"

    page = officer.post(
        path, form_of(officer, path) | {"start": "rytoj", "ids": [str(ticked)]}, status=422
    ).text

    assert filled(page, action=path)["ids"] == [str(ticked)]
    assert scene.rows(Laying) == 0


def test_of_very_many_leads_the_page_shows_some_and_the_others_next_time(
    officer: PageClient, scene: Scene, trip_id: int
) -> None:
    with scene.acting() as work:
        make = Make(work)
        for number in range(MOST_LEADS + 3):
            make.lead(
                f"Galimybė {number}",
                due=None,
                owner_id=scene.officer,
                country="LT",
                trip_id=trip_id,
            )
    path = f"/trips/{trip_id}/plan"
    page = officer.get(path, budget=9).text
    assert "Rodoma tik 200 galimybių." in plain(page)

    officer.post(path, dict(filled(page, action=path)))

    again = filled(officer.get(path, budget=9).text, action=path)
    assert len(again["ids"]) == 3
