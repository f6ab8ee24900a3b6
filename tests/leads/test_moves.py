"""A lead moved along its pipeline over the web: by the path, the board and the form."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import undo_url
from tests.support.rows import lead_of
from tracker.core.db import Database
from tracker.leads.models import LeadState, Phase

SCRIPT = {"HX-Request": "true"}


def test_a_press_on_the_path_moves_a_lead_and_can_be_taken_back(
    client: PageClient, database: Database, lead_id: int
) -> None:
    answer = client.post(f"/leads/{lead_id}/stage", {"stage": "talking", "version": "1"})
    page = client.follow(answer)

    assert "Perkelta į „Aptariama“." in page.text
    assert lead_of(database, lead_id).phase is Phase.TALKING

    client.post(undo_url(page.text), headers={"Referer": f"http://localhost/leads/{lead_id}"})

    assert lead_of(database, lead_id).phase is Phase.CONTACTED


def test_undo_leads_back_to_the_page_it_was_pressed_on(client: PageClient, lead_id: int) -> None:
    page = client.follow(client.post(f"/leads/{lead_id}/stage", {"stage": "talking"}))

    answer = client.post(
        undo_url(page.text), headers={"Referer": "http://localhost/leads/board?view=mine"}
    )

    assert answer.location == "/leads/board?view=mine"


def test_a_card_moved_by_script_comes_back_as_it_now_is_with_the_way_back(
    client: PageClient, database: Database, lead_id: int
) -> None:
    answer = client.post(
        f"/leads/{lead_id}/stage?at=board",
        {"stage": "talking", "version": "1"},
        status=200,
        headers=SCRIPT,
    )

    assert f'id="lead-{lead_id}"' in answer.text
    assert 'data-stage="talking"' in answer.text
    assert 'data-version="2"' in answer.text
    client.post(undo_url(answer.text))
    assert lead_of(database, lead_id).phase is Phase.CONTACTED


def test_a_card_moved_without_script_leads_back_to_the_board(
    client: PageClient, lead_id: int
) -> None:
    answer = client.post(f"/leads/{lead_id}/stage?at=board", {"stage": "talking"})

    assert answer.location == "/leads/board"


def test_a_card_dropped_where_something_is_missing_leads_to_the_form_that_asks_for_it(
    client: PageClient, database: Database, lead_id: int
) -> None:
    form = {"stage": "pilot", "version": "1"}

    by_script = client.post(f"/leads/{lead_id}/stage?at=board", form, status=200, headers=SCRIPT)
    without = client.post(f"/leads/{lead_id}/stage?at=board", form)

    assert by_script.headers["HX-Redirect"] == without.location
    page = client.get(without.location).text
    assert 'name="value"' in page
    assert 'name="non_monetary"' in page
    assert 'name="reason"' not in page
    assert lead_of(database, lead_id).phase is Phase.CONTACTED


def test_the_path_asks_at_once_for_what_the_stage_needs_and_keeps_what_was_typed(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(due=None, owner_id=None).id

    refused = client.post(f"/leads/{lead_id}/stage", {"stage": "pilot"}, status=422)

    for name in ("owner", "step", "on", "value", "non_monetary"):
        assert f'name="{name}"' in refused.text
    assert "Šiam etapui reikia atsakingo asmens ir kito žingsnio." in refused.text
    again = client.post(
        f"/leads/{lead_id}/stage", {"stage": "pilot", "step": "Paskambinti"}, status=422
    )
    assert 'value="Paskambinti"' in again.text

    client.post(
        f"/leads/{lead_id}/stage",
        {
            "stage": "pilot",
            "owner": str(client.user_id),
            "step": "Paskambinti",
            "on": "2026-11-26",
            "value": "48 000",
        },
    )

    lead = lead_of(database, lead_id)
    assert (lead.phase, lead.owner_id, lead.value_eur) == (
        Phase.PILOT,
        client.user_id,
        Decimal(48_000),
    )


def test_a_refused_move_writes_nothing_of_what_came_with_it(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(due=None, owner_id=None).id

    client.post(
        f"/leads/{lead_id}/stage",
        {"stage": "pilot", "owner": str(client.user_id)},
        status=422,
    )

    assert lead_of(database, lead_id).owner_id is None


def test_a_stage_can_be_chosen_exactly(
    client: PageClient, database: Database, lead_id: int
) -> None:
    with database.write() as work:
        meeting = Make(work).stage("meeting").id

    page = client.get(f"/leads/{lead_id}/stage").text
    client.post(f"/leads/{lead_id}/stage", {"stage": str(meeting)})

    assert f'<option value="{meeting}">Susitikimas</option>' in page
    assert lead_of(database, lead_id).stage_id == meeting


def test_closing_from_the_board_asks_for_the_reason(
    client: PageClient, database: Database, lead_id: int
) -> None:
    answer = client.post(f"/leads/{lead_id}/stage?at=board", {"stage": "closed"})
    page = client.get(answer.location).text
    assert 'name="reason"' in page
    stage = re.search(r'<option selected value="(\d+)">Nutraukta', page)
    assert stage is not None

    client.post(f"/leads/{lead_id}/stage", {"stage": stage[1], "reason": "Nėra finansavimo"})

    lead = lead_of(database, lead_id)
    assert (lead.state, lead.close_reason) == (LeadState.LOST, "Nėra finansavimo")


def test_a_pipeline_without_the_phase_says_so_in_words(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(stage="contact", pipeline="institutional").id

    refused = client.post(f"/leads/{lead_id}/stage?at=board", {"stage": "contacted"}, status=422)

    assert "Šios galimybės eigoje tokio etapo nėra." in refused.text


@pytest.mark.parametrize("stage", ["", "nope", "0", "99999", "-1", "²"])
def test_a_stage_nobody_knows_is_refused(client: PageClient, lead_id: int, stage: str) -> None:
    client.post(f"/leads/{lead_id}/stage", {"stage": stage}, status=422)


def test_a_move_with_all_it_asked_for_is_one_deed_and_undo_takes_all_of_it_back(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(due=None, owner_id=None).id
    page = client.follow(
        client.post(
            f"/leads/{lead_id}/stage",
            {
                "stage": "pilot",
                "owner": str(client.user_id),
                "step": "Paskambinti",
                "on": "2026-11-26",
                "value": "48 000",
            },
        ),
        budget=9,
    )
    assert lead_of(database, lead_id).version == 2

    client.post(undo_url(page.text))

    lead = lead_of(database, lead_id)
    assert (lead.phase, lead.owner_id, lead.value_eur) == (Phase.CONTACTED, None, None)
    assert (lead.next_step, lead.step_missing_since is not None) == (None, True)


def test_a_stage_on_hold_is_chosen_with_its_day(
    client: PageClient, database: Database, lead_id: int
) -> None:
    with database.read() as work:
        parked = Make(work).stage("parked").id

    asked = client.post(f"/leads/{lead_id}/stage", {"stage": str(parked)}, status=422)
    assert 'name="until"' in asked.text
    client.post(f"/leads/{lead_id}/stage", {"stage": str(parked), "until": "2027-02-22"})

    lead = lead_of(database, lead_id)
    assert (lead.state, lead.dormant_until) == (LeadState.PARKED, date(2027, 2, 22))


def test_a_closed_lead_is_moved_back_along_the_path_with_its_next_step(
    client: PageClient, database: Database, lead_id: int
) -> None:
    client.post(f"/leads/{lead_id}/close", {"reason": "Nebeaktualu"})

    asked = client.post(f"/leads/{lead_id}/stage", {"stage": "talking"}, status=422)
    assert 'name="step"' in asked.text
    form = {"stage": "talking", "step": "Paskambinti", "on": "2026-11-26"}
    client.post(f"/leads/{lead_id}/stage", form)

    lead = lead_of(database, lead_id)
    assert (lead.state, lead.phase, lead.close_reason) == (LeadState.OPEN, Phase.TALKING, None)
    assert lead.next_step == "Paskambinti"


def test_a_move_to_where_it_is_says_nothing_and_writes_nothing(
    client: PageClient, database: Database, lead_id: int
) -> None:
    page = client.follow(client.post(f"/leads/{lead_id}/stage", {"stage": "contacted"}), budget=9)

    assert "Perkelta į" not in page.text
    assert lead_of(database, lead_id).version == 1


def test_a_value_that_is_none_keeps_the_form_of_the_move(
    client: PageClient, database: Database, lead_id: int
) -> None:
    form = {"stage": "pilot", "value": "daug", "reason": "Kodėl"}

    refused = client.post(f"/leads/{lead_id}/stage", form, status=422)

    assert 'value="daug"' in refused.text
    assert lead_of(database, lead_id).phase is Phase.CONTACTED


def test_an_owner_who_left_is_not_offered_for_a_next_step(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        gone = make.user(given="Rasa", family="Išėjusi", active_until=date(2026, 11, 1)).id
        lead_id = make.lead(owner_id=gone).id

    page = client.get(f"/leads/{lead_id}/step").text

    assert 'name="owner"' in page
    assert "Rasa Išėjusi</option>" not in page
    form = {"step": "Paskambinti", "on": "2026-11-26", "owner": str(gone)}
    client.post(f"/leads/{lead_id}/step", form)
    assert lead_of(database, lead_id).owner_id == gone
