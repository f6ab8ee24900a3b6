"""Entering and changing contacts."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.rows import count
from tracker.accounts.models import Role
from tracker.contacts import queries
from tracker.contacts.card import card_of_contact
from tracker.contacts.models import Contact, Organisation, SourceKind
from tracker.contacts.organisations import NewOrganisation, add_organisation, change_organisation
from tracker.contacts.queries import contact_to_change
from tracker.contacts.service import NewContact, add_contact, add_placeholders, change_contact
from tracker.core.db import Database

EDIT = 9
"""Sign-in, frame, the contact and its four kinds of children, organisations and trips."""


def test_only_a_name_is_needed(client: PageClient, database: Database) -> None:
    answer = client.post("/contacts/new", {"name": "Chen Chih-hao", "source": "card"})

    page = client.follow(answer).text
    assert "Pridėta: Chen Chih-hao" in page
    with database.read() as work:
        contact = work.session.scalars(select(Contact)).one()
        assert (contact.family, contact.given) == ("Chen", "Chih-hao")
        assert contact.source is SourceKind.CARD
        assert contact.notice_due_on is not None


def test_a_card_is_typed_on_three_lines(client: PageClient, database: Database) -> None:
    typed = {
        "name": "林美玲 Lin Mei-ling",
        "organisation": "Jade Metrics",
        "reach": "mei@jade.example; +886 912 345 678",
        "country": "TW",
        "source": "trip",
    }

    client.follow(client.post("/contacts/new", typed))

    with database.read() as work:
        number = work.session.scalars(select(Contact.id)).one()
        card = card_of_contact(work.session, number)
        assert card.facts.native_name == "林美玲"
        assert [way.text for way in card.emails] == ["mei@jade.example"]
        assert [way.kind for way in card.phones] == ["+886912345678"]
        assert card.place is not None
        assert card.place.organisation == "Jade Metrics"


def test_a_known_organisation_is_not_made_again(client: PageClient, database: Database) -> None:
    with database.write() as work:
        add_organisation(work, NewOrganisation(name="Jade Metrics", name_lt="„Žadas“"))

    typed = {"name": "Lin", "organisation": "zadas", "source": "card"}
    client.post("/contacts/new", typed)

    assert count(database, Organisation) == 1


@pytest.mark.parametrize(
    "typed", [{"name": "Chih-hao Chen"}, {"name": "Kitas", "reach": "CHEN@x.example"}]
)
def test_a_possible_duplicate_is_shown_and_may_be_added_anyway(
    client: PageClient, database: Database, typed: dict[str, str]
) -> None:
    with database.write() as work:
        known = add_contact(
            work, NewContact(family="Chen", given="Chih-hao", emails=("chen@x.example",))
        ).id
    typed = {**typed, "source": "card", "note": "mano pastaba"}

    page = client.post("/contacts/new", typed, status=409).text
    assert "Galbūt šis kontaktas jau įrašytas:" in page
    assert f'href="/contacts/{known}"' in page
    assert "mano pastaba" in page
    assert count(database, Contact) == 1

    client.post("/contacts/new", {**typed, "anyway": "1"})
    assert count(database, Contact) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Įrašykite vardą ar pavadinimą."),
        ({"name": "Lin", "reach": "lin@"}, "Patikrinkite el. pašto adresą: lin@"),
        ({"name": "Lin", "reach": "abc"}, "Įrašykite telefono numerį arba el. pašto adresą."),
        ({"name": "ą" * 201}, "Klaida:"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: PageClient, database: Database, wrong: dict[str, str], said: str
) -> None:
    typed = {**wrong, "source": "card", "organisation": "Jade Metrics"}

    page = client.post("/contacts/new", typed, status=422).text

    assert said in page
    assert 'value="Jade Metrics"' in page
    assert count(database, Contact) == 0
    assert count(database, Organisation) == 0


def test_an_unusual_number_is_saved_as_typed(client: PageClient, database: Database) -> None:
    client.post("/contacts/new", {"name": "Lin", "reach": "12 345 vid. 6", "source": "card"})

    with database.read() as work:
        [way] = card_of_contact(work.session, 1).phones
        assert (way.text, way.kind) == ("12 345 vid. 6", None)


def test_fields_that_are_not_on_the_form_are_ignored(
    client: PageClient, database: Database
) -> None:
    sly = {"name": "Lin", "source": "card", "version": "99", "status": "objected_to_contact"}

    client.post("/contacts/new", sly)

    with database.read() as work:
        contact = work.session.scalars(select(Contact)).one()
        assert (contact.version, contact.status.value) == (1, "active")


@pytest.fixture
def lin(database: Database) -> int:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Jade", country="TW"))
        new = NewContact(family="Lin", given="Mei", organisation_id=at.id, note="sena pastaba")
        return add_contact(work, new).id


FORM: dict[str, Any] = {
    "given": "Mei",
    "family": "Lin",
    "name_order": "given_first",
    "organisation": "Jade",
    "country": "TW",
    "source": "card",
    "version": "1",
}


def test_a_form_holds_what_is_saved(client: PageClient, lin: int) -> None:
    page = client.get(f"/contacts/{lin}/edit", budget=EDIT).text

    for value in ('value="Mei"', 'value="Lin"', 'value="Jade"', "sena pastaba"):
        assert value in page, value


def test_a_contact_is_changed(client: PageClient, database: Database, lin: int) -> None:
    typed = {
        **FORM,
        "family": "Wang",
        "language": "zh-Hant",
        "other_languages": ["en", "ja"],
        "emails": "a@x.example\n\nb@x.example",
        "phones": "0912 345 678",
        "messengers": "LINE: mei\nwang-mei",
        "salutation_lt": "Gerb. ponia Wang",
        "time_zone": "Asia/Taipei",
    }

    page = client.follow(client.post(f"/contacts/{lin}/edit", typed)).text

    assert "Mei Wang" in page
    with database.read() as work:
        card = card_of_contact(work.session, lin)
        assert [way.text for way in card.emails] == ["a@x.example", "b@x.example"]
        assert [way.kind for way in card.phones] == ["+886912345678"]
        assert [(way.kind, way.text) for way in card.messengers] == [
            ("LINE", "mei"),
            ("–", "wang-mei"),
        ]
        assert card.facts.other_languages == ["en", "ja"]
        assert (card.facts.version, len(card.places)) == (2, 1)


def test_two_people_at_one_contact_lose_nothing(
    client: PageClient, database: Database, lin: int
) -> None:
    mine = filled(client.get(f"/contacts/{lin}/edit", budget=EDIT).text)
    theirs = mine | {"family": ["Jų pavardė"], "title": ["Jų pareigos"]}
    client.post(f"/contacts/{lin}/edit", theirs)
    mine |= {"family": ["Mano pavardė"], "note": ["mano pastaba"]}

    page = client.post(f"/contacts/{lin}/edit", mine, status=409).text

    for said in ("Mano pavardė", "mano pastaba", "<dt>Pavardė</dt><dd>Jų pavardė</dd>"):
        assert said in page, said
    assert "<dd>Jų pareigos</dd>" not in page  # theirs alone: it is in the form already
    with database.read() as work:
        assert work.session.get_one(Contact, lin).family == "Jų pavardė"

    client.post(f"/contacts/{lin}/edit", filled(page))

    with database.read() as work:
        kept = work.session.get_one(Contact, lin)
        assert (kept.family, kept.title) == ("Mano pavardė", "Jų pareigos")
        assert kept.note == "mano pastaba"


def test_what_two_people_change_in_different_fields_is_all_kept(
    client: PageClient, database: Database, lin: int
) -> None:
    mine = filled(client.get(f"/contacts/{lin}/edit", budget=EDIT).text)
    with database.write() as work:
        contact = contact_to_change(work.session, lin)
        changed = NewContact(family="Lin", given="Mei", title="Direktorė", emails=("a@x.example",))
        change_contact(work, contact, changed)

    client.post(f"/contacts/{lin}/edit", mine | {"phones": ["+886 912 345 678"]})

    with database.read() as work:
        card = card_of_contact(work.session, lin)
        assert card.facts.title == "Direktorė"
        assert [way.text for way in card.emails] == ["a@x.example"]
        assert [way.text for way in card.phones] == ["+886 912 345 678"]


@pytest.mark.parametrize("called", ["Jade", "Žadas"])
@pytest.mark.parametrize("title", [None, "Direktorė"])
def test_a_contact_stays_in_its_organisation_whatever_that_is_called_meanwhile(
    client: PageClient, database: Database, called: str, title: str | None
) -> None:
    with database.write() as work:
        add_organisation(work, NewOrganisation(name="Jade"))
        at = add_organisation(work, NewOrganisation(name="Jade")).id
        number = add_contact(work, NewContact(family="Lin", organisation_id=at)).id
    mine = filled(client.get(f"/contacts/{number}/edit", budget=EDIT).text)
    with database.write() as work:
        there = queries.organisation_to_change(work.session, at)
        change_organisation(work, there, NewOrganisation(name=called))
        if title:
            new = NewContact(family="Lin", title=title, organisation_id=at)
            change_contact(work, contact_to_change(work.session, number), new)

    client.post(f"/contacts/{number}/edit", mine | {"phones": ["+886 912 345 678"]})

    with database.read() as work:
        places = queries.contact_whole(work.session, number).affiliations
        assert [(place.organisation_id, place.until_on) for place in places] == [(at, None)]
    assert count(database, Organisation) == 2


def test_a_form_sent_twice_adds_one_contact(client: PageClient, database: Database) -> None:
    typed = filled(client.get("/contacts/new").text) | {"name": ["Lin Mei"]}

    first = client.post("/contacts/new", typed)
    second = client.post("/contacts/new", typed)

    assert first.location == second.location
    assert count(database, Contact) == 1


def test_another_name_typed_after_going_back_is_another_contact(
    client: PageClient, database: Database
) -> None:
    typed = filled(client.get("/contacts/new").text)
    client.post("/contacts/new", typed | {"name": ["Lin Mei"]})

    client.post("/contacts/new", typed | {"name": ["Wu Hao"]})

    assert count(database, Contact) == 2


@pytest.mark.parametrize(
    "wrong", [{"emails": "a@x.example\nne-adresas"}, {"time_zone": "Mars/Base"}, {"country": "??"}]
)
def test_a_change_that_is_wrong_changes_nothing(
    client: PageClient, database: Database, lin: int, wrong: dict[str, str]
) -> None:
    client.post(f"/contacts/{lin}/edit", {**FORM, **wrong, "family": "Wang"}, status=422)

    with database.read() as work:
        contact = work.session.get_one(Contact, lin)
        assert (contact.family, contact.version) == ("Lin", 1)


def test_who_is_only_counted_gets_a_name_and_keeps_the_lead(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        places = add_placeholders(work, label="atstovai", count=8, country="TW", source_note=None)
        number = places[0].id
        Make(work).lead("El. parašas", contact_id=number)

    answer = client.post(f"/contacts/{number}/name", {"name": "Lin Mei", "title": "Director"})

    page = client.follow(answer).text
    for said in ("Vardas įrašytas: Lin Mei", "El. parašas", "Director"):
        assert said in page, said
    assert "Kas tai?" not in page


def test_of_two_who_name_the_same_place_the_first_ones_name_stays(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        places = add_placeholders(work, label="atstovai", count=8, country="TW", source_note=None)
        url = f"/contacts/{places[0].id}"
    mine = filled(client.get(f"{url}/edit", budget=EDIT).text)

    client.post(f"{url}/name", {"name": "Lin Mei", "title": "Director"})
    client.post(f"{url}/name", {"name": "Lin Mei", "title": "Director"})  # a second press
    page = client.post(f"{url}/name", {"name": "Wang Xiu"}, status=409).text
    assert "Vardą čia jau kažkas įrašė: Lin Mei." in page
    client.post(f"{url}/edit", mine | {"family": ["Wang"], "given": ["Xiu"]}, status=409)

    assert "Lin Mei" in client.get(url).text


@pytest.mark.parametrize("role", [Role.MAYOR, Role.AUDITOR, Role.COMMUNICATIONS])
def test_who_may_only_read_changes_nothing(
    visitor: PageClient, database: Database, lin: int, role: Role
) -> None:
    visitor.sign_in(role)

    for url, typed in (
        ("/contacts/new", {"name": "X", "source": "card"}),
        (f"/contacts/{lin}/edit", {**FORM, "family": "Wang"}),
        (f"/contacts/{lin}/name", {"name": "X"}),
        ("/organisations/new", {"name": "X", "kind": "company"}),
        ("/organisations/1/edit", {"name": "X", "kind": "company", "version": "1"}),
    ):
        visitor.post(url, typed, status=403)
    with database.read() as work:
        assert work.session.get_one(Contact, lin).family == "Lin"
    assert (count(database, Contact), count(database, Organisation)) == (1, 1)


def test_a_new_organisation_that_is_wrong_keeps_its_words(client: PageClient) -> None:
    typed = {"name": "", "kind": "company", "country": "", "city": "Taipei", "aliases": "Žadas"}

    page = client.post("/organisations/new", typed, status=422).text

    assert "Įrašykite vardą ar pavadinimą." in page
    assert 'value="Taipei"' in page
    assert "Žadas</textarea>" in page


def test_an_organisation_that_is_changed_wrongly_stays(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        number = add_organisation(work, NewOrganisation(name="Jade")).id
    url = f"/organisations/{number}/edit"

    client.post(url, filled(client.get(url).text) | {"time_zone": ["Mars/Base"]}, status=422)

    with database.read() as work:
        assert work.session.get_one(Organisation, number).version == 1


@pytest.mark.parametrize("thing", ["contacts", "organisations", "topics", "leads", "trips"])
def test_nothing_that_is_not_there_is_changed(client: PageClient, thing: str) -> None:
    client.get(f"/{thing}/999/edit", status=404)
    typed = {
        **FORM,
        "name": "X",
        "kind": "other",
        "name_lt": "X",
        "title": "X",
        "direction": "outgoing",
        "city": "X",
        "start_on": "2026-01-01",
    }
    client.post(f"/{thing}/999/edit", typed, status=404)


def test_an_organisation_of_another_name_in_a_lead_leaves_the_first_as_it_was(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        lead_id = make.lead(organisation_id=make.organisation("Jade").id).id
    form = filled(client.get(f"/leads/{lead_id}/edit", budget=9).text)

    client.post(f"/leads/{lead_id}/edit", form | {"organisation": ["Nauja įmonė"]})

    with database.read() as work:
        names = work.session.scalars(select(Organisation.name).order_by(Organisation.id)).all()
        assert names == ["Jade", "Nauja įmonė"]
