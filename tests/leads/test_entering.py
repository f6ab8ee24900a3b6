"""A lead typed by hand: opened, changed, refused with everything kept."""

import re
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.rows import count
from tests.support.statements import gather
from tracker.audit.models import Entry
from tracker.contacts.models import Contact, Organisation
from tracker.contacts.service import add_placeholders
from tracker.core.db import Database
from tracker.leads.models import Lead, LeadState, Pipeline, StageChange
from tracker.leads.pipelines import install_pipelines


@pytest.fixture(autouse=True)
def _pipelines(database: Database) -> None:
    with database.write() as work:
        install_pipelines(work)


@pytest.fixture
def form(client: PageClient) -> dict[str, Any]:
    return {
        "title": "El. parašo platforma",
        "pipeline": "business",
        "owner": str(client.user_id),
        "step": "Nusiųsti sąlygas",
        "on": "2026-11-26",
        "key": "f0f0",
    }


def only_lead(database: Database) -> Lead:
    with database.read() as work:
        return work.session.scalars(select(Lead).options(selectinload(Lead.topics))).one()


def test_a_lead_is_opened_and_shown(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    page = client.follow(client.post("/leads/new", form))

    assert "Galimybė sukurta." in page.text
    lead = only_lead(database)
    assert (lead.title, lead.owner_id, lead.next_step) == (
        "El. parašo platforma",
        client.user_id,
        "Nusiųsti sąlygas",
    )


def test_opening_says_eight_statements(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    with gather(database) as said:
        client.post("/leads/new", form)

    assert len(said) <= 8, said


def test_its_organisation_and_contact_are_found_or_added(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    with database.write() as work:
        Make(work).organisation("Formosa Sign", country="TW")
    form |= {"organisation": "formosa sign", "contact": "Lin Mei-ling"}

    client.post("/leads/new", form)
    client.post("/leads/new", form | {"title": "Antra", "key": "0f0f"})

    assert count(database, Organisation) == 1
    with database.read() as work:
        contact = work.session.scalars(select(Contact)).one()
    assert (contact.given, contact.family) == ("Mei-ling", "Lin")
    with database.read() as work:
        leads = work.session.scalars(select(Lead)).all()
    assert {(lead.contact_id, lead.country) for lead in leads} == {(contact.id, "TW")}


def test_topics_trip_and_value_are_kept(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    with database.write() as work:
        make = Make(work)
        trip, topic = make.trip().id, make.topic().id
    page = client.get("/leads/new").text
    assert re.search(rf'type="checkbox"[^>]*value="{topic}"', page)

    client.post(
        "/leads/new", form | {"trip": str(trip), "topics": str(topic), "value": "48 000,50"}
    )

    lead = only_lead(database)
    assert (lead.trip_id, lead.value_eur, lead.country) == (trip, Decimal("48000.50"), "TW")
    assert [row.topic_id for row in lead.topics] == [topic]


def test_the_institutional_pipeline_can_be_chosen(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    client.post("/leads/new", form | {"pipeline": "institutional"})

    with database.read() as work:
        keys = work.session.scalars(
            select(Pipeline.key).join(Lead, Lead.pipeline_id == Pipeline.id)
        ).all()
    assert keys == ["institutional"]


def test_the_address_fills_in_whom_it_is_about(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        organisation, trip = make.organisation("Formosa Sign"), make.trip("Taipėjus")
        contact = make.contact("Anna", "Nowak")

    page = client.get(
        f"/leads/new?contact={contact.id}&organisation={organisation.id}&trip={trip.id}"
    ).text

    assert 'value="Anna Nowak"' in page
    assert 'value="Formosa Sign"' in page
    assert f'<option selected value="{trip.id}">Taipėjus 2024</option>' in page
    assert re.search(rf'<option selected value="{client.user_id}">', page)


def test_a_form_sent_twice_opens_one_lead(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    first = client.post("/leads/new", form)
    second = client.post("/leads/new", form)

    assert first.location == second.location
    assert count(database, Lead) == 1


def test_a_lead_that_nobody_would_follow_up_is_refused_with_all_that_was_typed(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    refused = client.post(
        "/leads/new", form | {"owner": "", "step": "", "on": "", "value": "48 000"}, status=422
    )

    for words in ("Pasirinkite atsakingą asmenį.", "Įrašykite kitą žingsnį.", "Pasirinkite dieną."):
        assert words in refused.text
    assert "<title>Klaida:" in refused.text
    assert 'value="El. parašo platforma"' in refused.text
    assert 'value="48 000"' in refused.text
    assert 'value="f0f0"' in refused.text
    assert count(database, Lead) == 0


def test_a_lead_put_on_hold_needs_neither(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    client.post(
        "/leads/new",
        form | {"owner": "", "step": "", "on": "", "dormant_until": "2027-02-22"},
    )

    assert only_lead(database).state is LeadState.OPEN


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "Įrašykite galimybės pavadinimą."),
        ({"owner": "99999"}, "Pasirinkite atsakingą asmenį iš sąrašo."),
        ({"trip": "99999"}, "jau ištrinta"),
        ({"topics": "99999"}, "jau ištrinta"),
        ({"pipeline": "nope"}, "tokio etapo nėra"),
        ({"value": "daug"}, "48 000"),
        ({"on": "2026-11-22"}, "Pasirinkite šiandieną arba vėlesnę dieną."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_made(
    client: PageClient, database: Database, form: dict[str, Any], wrong: dict[str, str], words: str
) -> None:
    refused = client.post("/leads/new", form | wrong, status=422)

    assert words in refused.text
    assert 'role="alert"' in refused.text
    assert (count(database, Lead), count(database, StageChange)) == (0, 0)


def edit_form(client: PageClient, lead_id: int) -> dict[str, str]:
    [version] = filled(client.get(f"/leads/{lead_id}/edit", budget=9).text)["version"]
    return {"title": "Kita antraštė", "version": version, "country": "JP"}


def test_what_is_written_about_a_lead_can_be_changed(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        lead_id, topic = make.lead().id, make.topic().id

    form = edit_form(client, lead_id) | {"topics": str(topic), "non_monetary": "y"}
    client.post(f"/leads/{lead_id}/edit", form)

    lead = only_lead(database)
    assert (lead.title, lead.country, lead.is_non_monetary) == ("Kita antraštė", "JP", True)
    assert [row.topic_id for row in lead.topics] == [topic]
    with database.read() as work:
        said = work.session.scalars(select(Entry.what).where(Entry.what.startswith("lead."))).all()
    assert said == ["lead.edited"]


def test_an_edit_that_names_what_is_gone_is_refused_and_what_was_typed_stays(
    client: PageClient, database: Database, lead_id: int
) -> None:
    form = edit_form(client, lead_id)

    refused = client.post(f"/leads/{lead_id}/edit", form | {"topics": "99999"}, status=422).text

    assert "jau ištrinta" in refused
    assert 'value="Kita antraštė"' in refused
    assert only_lead(database).version == 1


def test_two_who_edit_at_once_both_see_both_texts(client: PageClient, database: Database) -> None:
    with database.write() as work:
        lead_id = Make(work).lead().id
    mine = filled(client.get(f"/leads/{lead_id}/edit").text)
    client.post(f"/leads/{lead_id}/edit", mine | {"title": ["Jų antraštė"], "value": ["500"]})

    page = client.post(f"/leads/{lead_id}/edit", mine | {"title": ["Mano"]}, status=409).text

    assert 'value="Mano"' in page
    assert "Jų antraštė" in page
    client.post(f"/leads/{lead_id}/edit", filled(page))
    lead = only_lead(database)
    assert (lead.title, lead.value_eur) == ("Mano", Decimal(500))


def test_a_value_typed_while_another_ticks_that_there_is_none_is_a_clash(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead().id
    mine = filled(client.get(f"/leads/{lead_id}/edit").text)
    client.post(f"/leads/{lead_id}/edit", mine | {"non_monetary": ["y"]})

    page = client.post(f"/leads/{lead_id}/edit", mine | {"value": ["500"]}, status=409).text
    client.post(f"/leads/{lead_id}/edit", filled(page))

    lead = only_lead(database)
    assert (lead.value_eur, lead.is_non_monetary) == (Decimal(500), False)


def test_a_step_done_meanwhile_does_not_stand_in_the_way_of_an_edit(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(owner_id=client.user_id).id
    mine = filled(client.get(f"/leads/{lead_id}/edit").text)
    client.post(f"/leads/{lead_id}/step/done")

    client.post(f"/leads/{lead_id}/edit", mine | {"title": ["Mano"]})

    lead = only_lead(database)
    assert (lead.title, lead.next_step) == ("Mano", None)


@pytest.mark.parametrize("text", ["", "Kita Lin"])
def test_a_lead_keeps_its_own_contact_among_namesakes_until_another_is_typed(
    client: PageClient, database: Database, text: str
) -> None:
    with database.write() as work:
        make = Make(work)
        make.organisation("Formosa"), make.contact("Mei", "Lin")
        mine = make.contact("Mei", "Lin").id
        at = make.organisation("Formosa").id
        lead_id = make.lead(contact_id=mine, organisation_id=at).id
    form = filled(client.get(f"/leads/{lead_id}/edit").text)

    client.post(f"/leads/{lead_id}/edit", form | {"title": ["Kita"]})

    lead = only_lead(database)
    assert (lead.title, lead.contact_id, lead.organisation_id) == ("Kita", mine, at)
    form = filled(client.get(f"/leads/{lead_id}/edit").text)
    client.post(f"/leads/{lead_id}/edit", form | {"contact": [text]})
    assert only_lead(database).contact_id != mine


def test_a_lead_of_somebody_only_counted_stays_theirs(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    with database.write() as work:
        places = add_placeholders(work, label="atstovai", count=8, country="TW", source_note=None)
        number = places[1].id
    opened = filled(client.get(f"/leads/new?contact={number}").text)
    assert opened["contact"] == ["2 iš 8, dar be vardo"]

    client.post("/leads/new", opened | {name: [value] for name, value in form.items()})

    lead = only_lead(database)
    assert lead.contact_id == number
    edited = filled(client.get(f"/leads/{lead.id}/edit").text)
    client.post(f"/leads/{lead.id}/edit", edited | {"title": ["Kita"]})
    assert only_lead(database).contact_id == number
    assert count(database, Contact) == 8


@pytest.mark.parametrize("by_others", [{}, {"value": ["500"]}])
def test_a_lead_keeps_its_people_who_were_called_otherwise_while_its_form_was_open(
    client: PageClient, database: Database, by_others: dict[str, list[str]]
) -> None:
    with database.write() as work:
        make = Make(work)
        places = add_placeholders(work, label="atstovai", count=8, country="TW", source_note=None)
        number, at = places[1].id, make.organisation("Formosa").id
        lead_id = make.lead(contact_id=number, organisation_id=at).id
    mine = filled(client.get(f"/leads/{lead_id}/edit").text)
    client.post(f"/contacts/{number}/name", {"name": "Lin Mei"})
    client.post(f"/organisations/{at}/edit", {"name": "Jade", "kind": "company", "version": "1"})
    if by_others:
        theirs = filled(client.get(f"/leads/{lead_id}/edit").text)
        client.post(f"/leads/{lead_id}/edit", theirs | by_others)

    client.post(f"/leads/{lead_id}/edit", mine | {"title": ["Kita"]})

    lead = only_lead(database)
    assert (lead.title, lead.contact_id, lead.organisation_id) == ("Kita", number, at)
    assert (count(database, Contact), count(database, Organisation)) == (8, 1)


def test_a_new_lead_is_of_those_it_was_opened_for_whatever_they_are_called_by_then(
    client: PageClient, database: Database, form: dict[str, Any]
) -> None:
    with database.write() as work:
        places = add_placeholders(work, label="atstovai", count=2, country="TW", source_note=None)
        number, at = places[1].id, Make(work).organisation("Formosa").id
    opened = filled(client.get(f"/leads/new?contact={number}&organisation={at}").text)
    client.post(f"/contacts/{number}/name", {"name": "Wu Hao"})
    client.post(f"/organisations/{at}/edit", {"name": "Jade", "kind": "company", "version": "1"})
    typed = opened | {name: [value] for name, value in form.items()}

    refused = client.post("/leads/new", typed | {"title": [""]}, status=422).text
    client.post("/leads/new", filled(refused) | {"title": ["Nauja"]})

    lead = only_lead(database)
    assert (lead.contact_id, lead.organisation_id) == (number, at)
    assert (count(database, Contact), count(database, Organisation)) == (2, 1)
    client.post("/leads/new", typed | {"contact": ["Kita Lin"], "organisation": ["Visai kita"]})
    assert (count(database, Contact), count(database, Organisation)) == (3, 2)


def test_a_lead_opened_for_a_contact_knows_where_they_belong(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        contact = make.contact(organisation=make.organisation("Formosa Sign"))

    empty = client.get("/leads/new").text
    opened = client.get(f"/leads/new?contact={contact.id}", budget=9).text

    assert filled(opened)["organisation"] == ["Formosa Sign"]
    assert ("Jei tokio kontakto dar nėra" in empty, "Jei tokio kontakto" in opened) == (True, False)
    assert ">Temos" not in empty


def test_the_value_stays_where_the_stage_needs_it(client: PageClient, database: Database) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(stage="pilot", value_eur=Decimal(48_000)).id

    refused = client.post(f"/leads/{lead_id}/edit", edit_form(client, lead_id), status=422)

    assert "Šiam etapui nurodykite vertę" in refused.text
    assert only_lead(database).title != "Kita antraštė"


def test_nothing_is_written_of_a_lead_that_is_not_there(client: PageClient) -> None:
    client.get("/leads/999/edit", status=404)
    client.post("/leads/999/edit", {"title": "Kita"}, status=404)


@pytest.mark.parametrize("country", ["Taivanas", "ZZ", "\x00", "x" * 3000])
def test_a_country_that_is_none_is_refused(
    client: PageClient, database: Database, country: str
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(country="TW").id

    client.post(
        f"/leads/{lead_id}/edit", edit_form(client, lead_id) | {"country": country}, status=422
    )

    assert only_lead(database).country == "TW"
