"""What is done to a lead over the web: one form, one deed, one answer; refusals keep the words."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import undo_url
from tests.support.rows import lead_of
from tests.support.statements import gather
from tracker.accounts.models import Role
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.models import Activity, Lead, LeadState, Phase
from tracker.leads.service import assign_owner, finish_step

SCRIPT = {"HX-Request": "true"}
DAY = timedelta(days=1)


def test_the_owner_is_named_from_the_leads_page(
    client: PageClient, database: Database, lead_id: int
) -> None:
    with database.write() as work:
        other = Make(work).user().id

    page = client.follow(
        client.post(f"/leads/{lead_id}/owner", {"owner": str(other), "version": "1"})
    )

    assert "Atsakingas asmuo paskirtas." in page.text
    assert lead_of(database, lead_id).owner_id == other


def test_a_step_is_planned_with_its_owner_in_one_deed(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(due=None, owner_id=None).id
    form = {"step": "Paskambinti", "on": "2026-11-26", "owner": str(client.user_id)}

    page = client.follow(client.post(f"/leads/{lead_id}/step", form), budget=9).text

    lead = lead_of(database, lead_id)
    assert (lead.next_step, lead.next_step_on) == ("Paskambinti", date(2026, 11, 26))
    assert (lead.step_missing_since, lead.version) == (None, 2)
    assert re.search("suplanavo kitą žingsnį: Paskambinti, paskyrė atsakingą asmenį: Eglė", page)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"step": "", "on": "2026-11-26"}, "Įrašykite kitą žingsnį."),
        ({"step": "Paskambinti", "on": ""}, "Pasirinkite dieną."),
        ({"step": "Paskambinti", "on": "2026-11-22"}, "Pasirinkite šiandieną arba vėlesnę dieną."),
        ({"step": "Paskambinti", "on": "rytoj"}, "2026-11-23"),
        ({"step": "x" * 201, "on": "2026-11-26"}, "200"),
    ],
)
def test_a_step_that_cannot_be_is_refused_beside_its_field_and_kept(
    client: PageClient, lead_id: int, form: dict[str, str], words: str
) -> None:
    refused = client.post(f"/leads/{lead_id}/step", form, status=422)

    assert words in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert "<title>Klaida:" in refused.text
    if form["step"]:
        assert f'value="{form["step"]}"' in refused.text


def test_a_note_is_written_once_however_often_its_form_is_sent(
    client: PageClient, database: Database, lead_id: int
) -> None:
    form = {"kind": "call", "text": "Kalbėjome", "happened_on": "2026-11-20", "key": "abc123"}

    for _ in range(2):
        client.post(f"/leads/{lead_id}/activities", form)

    with database.read() as work:
        entry = work.session.scalars(select(Activity)).one()
        assert (entry.kind, entry.happened_on, entry.author_id) == (
            "call",
            date(2026, 11, 20),
            client.user_id,
        )
    assert lead_of(database, lead_id).last_contact_on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("kind", "stored", "direction"),
    [
        ("note", "note", None),
        ("meeting", "meeting", None),
        ("sent", "letter", "sent"),
        ("received", "letter", "received"),
    ],
)
def test_each_kind_of_entry_can_be_written_down(
    client: PageClient, database: Database, lead_id: int, kind: str, stored: str, direction: str
) -> None:
    client.post(f"/leads/{lead_id}/activities", {"kind": kind, "text": "Tekstas"})

    with database.read() as work:
        entry = work.session.scalars(select(Activity)).one()
    assert (entry.kind, entry.direction) == (stored, direction)


def test_an_entry_that_cannot_be_is_refused_and_its_text_kept(
    client: PageClient, lead_id: int
) -> None:
    form = {"kind": "call", "text": "Ilgas pasakojimas", "happened_on": "2026-12-01"}

    refused = client.post(f"/leads/{lead_id}/activities", form, status=422)

    beside = refused.text.partition('id="happened_on-error"')[2].partition("</p>")[0]
    assert "Bendravimo diena dar neatėjo." in beside
    assert "Ilgas pasakojimas</textarea>" in refused.text


def test_a_lead_sleeps_until_its_day_and_is_taken_up_again(
    client: PageClient, database: Database, lead_id: int
) -> None:
    page = client.follow(client.post(f"/leads/{lead_id}/sleep", {"until": "2027-02-22"}))
    assert "Galimybė atidėta." in page.text
    assert lead_of(database, lead_id).dormant_until == date(2027, 2, 22)

    form = {"step": "Paskambinti", "on": "2026-11-26", "owner": str(client.user_id)}
    client.post(f"/leads/{lead_id}/reopen", form)

    assert lead_of(database, lead_id).phase is Phase.CONTACTED


def test_a_lead_is_closed_with_its_reason_and_comes_back_by_undo(
    client: PageClient, database: Database, lead_id: int
) -> None:
    refused = client.post(f"/leads/{lead_id}/close", {"reason": " "}, status=422)
    assert "Nurodykite nutraukimo priežastį." in refused.text

    page = client.follow(client.post(f"/leads/{lead_id}/close", {"reason": "Per brangu"}))
    assert lead_of(database, lead_id).state is LeadState.LOST
    client.post(undo_url(page.text))

    lead = lead_of(database, lead_id)
    assert (lead.state, lead.next_step) == (LeadState.OPEN, "Paskambinti")


def test_two_who_change_a_lead_at_once_both_see_what_the_other_did(
    client: PageClient, database: Database, lead_id: int
) -> None:
    with database.write() as work:
        tomas = Make(work).user(given="Tomas", family="Šimkus").id
    with database.write(actor_id=tomas) as work:
        finish_step(work, work.session.get_one(Lead, lead_id))
    form = {"step": "Mano žingsnis", "on": "2026-11-26", "version": "1"}

    conflict = client.post(f"/leads/{lead_id}/step", form, status=409)

    assert "Pakeitė Tomas Šimkus." in conflict.text
    assert 'value="Mano žingsnis"' in conflict.text
    assert filled(conflict.text)["version"] == ["2"]
    assert lead_of(database, lead_id).next_step is None

    client.post(f"/leads/{lead_id}/step", {**form, "version": "2"})

    assert lead_of(database, lead_id).next_step == "Mano žingsnis"


def test_a_stale_card_is_refused_and_stays_where_it_was(
    client: PageClient, database: Database, lead_id: int
) -> None:
    with database.write() as work:
        other = Make(work).user().id
        assign_owner(work, work.session.get_one(Lead, lead_id), other)

    answer = client.post(
        f"/leads/{lead_id}/stage?at=board",
        {"stage": "talking", "version": "1"},
        status=409,
        headers=SCRIPT,
    )

    assert lead_of(database, lead_id).phase is Phase.CONTACTED
    assert 'id="lead-' not in answer.text


def test_undo_comes_too_late_once_the_lead_has_changed_again(
    client: PageClient, database: Database, lead_id: int
) -> None:
    page = client.follow(client.post(f"/leads/{lead_id}/stage", {"stage": "talking"}))
    with database.write() as work:
        finish_step(work, work.session.get_one(Lead, lead_id))

    refused = client.post(undo_url(page.text), status=409)

    assert "anuliuoti nebegalima" in refused.text


@pytest.mark.parametrize(
    "path", ["stage", "step", "sleep", "close", "reopen", "activities", "owner"]
)
def test_who_only_reads_does_nothing(
    app: Flask, database: Database, lead_id: int, path: str
) -> None:
    auditor = PageClient(app, database).sign_in(Role.AUDITOR)

    auditor.post(f"/leads/{lead_id}/{path}", {}, status=403)


@pytest.mark.parametrize("path", ["stage", "step", "sleep", "close", "reopen", "activities"])
def test_nothing_is_done_to_a_lead_that_is_not_there(client: PageClient, path: str) -> None:
    form = {
        "stage": "talking",
        "step": "a",
        "on": "2026-11-26",
        "until": "2027-01-01",
        "reason": "a",
        "text": "a",
        "kind": "note",
    }

    client.post(f"/leads/999/{path}", form, status=404)


def test_a_deed_says_few_statements(client: PageClient, database: Database, lead_id: int) -> None:
    with gather(database) as said:
        client.post(f"/leads/{lead_id}/stage", {"stage": "talking", "version": "1"})

    assert len(said) <= 16, said


def test_the_mayor_who_named_an_owner_by_mistake_takes_it_back(
    mayor: PageClient, database: Database, client: PageClient
) -> None:
    with database.write() as work:
        orphan = Make(work).lead(due=None, owner_id=None).id
    page = mayor.follow(
        mayor.post(f"/leads/{orphan}/owner", {"owner": str(client.user_id)}), budget=9
    )

    mayor.post(undo_url(page.text))

    assert lead_of(database, orphan).owner_id is None


def undo_offered(page: str) -> list[str]:
    """Return where the history, not the toast, offers to take something back."""
    history = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    return re.findall(r'action="(/undo/\d+)"', history)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("stage", {"stage": "talking"}),
        ("close", {"reason": "Nebeaktualu"}),
        ("sleep", {"until": "2027-02-22"}),
        ("step/done", {}),
        ("step/snooze", {"until": "tomorrow"}),
    ],
)
def test_the_last_deed_can_be_taken_back_from_the_history_for_a_month(
    client: PageClient,
    database: Database,
    clock: FixedClock,
    lead_id: int,
    path: str,
    form: dict[str, str],
) -> None:
    client.post(f"/leads/{lead_id}/{path}", form)
    client.get("/leads")  # the toast has gone
    clock.move_to(clock.now() + 29 * DAY)
    client.sign_in(user_id=client.user_id)

    [url] = undo_offered(client.get(f"/leads/{lead_id}", budget=9).text)
    client.post(url)

    lead = lead_of(database, lead_id)
    assert (lead.phase, lead.next_step) == (Phase.CONTACTED, "Paskambinti")
    assert undo_offered(client.get(f"/leads/{lead_id}", budget=9).text) == []


def test_what_is_too_old_another_ones_or_not_the_last_is_not_offered_back(
    app: Flask, client: PageClient, database: Database, clock: FixedClock, lead_id: int
) -> None:
    client.post(f"/leads/{lead_id}/stage", {"stage": "talking"})

    other = PageClient(app, database).sign_in()
    assert undo_offered(other.get(f"/leads/{lead_id}", budget=9).text) == []
    client.post(f"/leads/{lead_id}/stage", {"stage": "contacted"})
    assert len(undo_offered(client.get(f"/leads/{lead_id}", budget=9).text)) == 1
    clock.move_to(clock.now() + 31 * DAY)
    client.sign_in(user_id=client.user_id)
    assert undo_offered(client.get(f"/leads/{lead_id}", budget=9).text) == []
