"""Entering and changing organisations."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.rows import count
from tracker.audit.models import Entry
from tracker.contacts import queries
from tracker.contacts.models import Organisation
from tracker.contacts.organisations import NewOrganisation, add_organisation
from tracker.contacts.queries import organisation_whole
from tracker.core.db import Database, Work
from tracker.core.forms import MAX_LINE


def test_an_organisation_is_added_found_again_and_changed(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        topic = Make(work).topic("Duomenys").id
    typed = {
        "name": "Jade Metrics",
        "kind": "company",
        "country": "TW",
        "topics": [str(topic)],
        "aliases": "Žadas\nJM",
        "website": "https://jade.example",
    }

    page = client.follow(client.post("/organisations/new", typed)).text
    for said in ("Jade Metrics", "Įmonė", "Žadas, JM", "Duomenys", "https://jade.example"):
        assert said in page, said

    again = client.post("/organisations/new", {**typed, "name": "žadas"}, status=409).text
    assert "Galbūt ši organizacija jau įrašyta:" in again
    assert count(database, Organisation) == 1

    client.post("/organisations/1/edit", {**typed, "name": "Jade", "version": "1"})
    with database.read() as work:
        kept = work.session.get_one(Organisation, 1)
        assert (kept.name, kept.version) == ("Jade", 2)


def test_two_people_at_one_organisation_lose_nothing(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        topic = make.topic("Duomenys").id
        number = add_organisation(work, NewOrganisation(name="Jade", aliases=("Žadas",))).id
    mine = filled(client.get(f"/organisations/{number}/edit").text)
    theirs = mine | {"name": ["Jų"], "topics": [str(topic)]}
    client.post(f"/organisations/{number}/edit", theirs)

    mine |= {"name": ["Mano"], "city": ["Taipei"]}
    page = client.post(f"/organisations/{number}/edit", mine, status=409).text

    assert 'value="Mano"' in page
    assert "<dd>Jų</dd>" in page
    client.post(f"/organisations/{number}/edit", filled(page))
    with database.read() as work:
        whole = organisation_whole(work.session, number)
        assert (whole.organisation.name, whole.organisation.city) == ("Mano", "Taipei")
        assert (whole.aliases, whole.topic_ids) == (("Žadas",), (topic,))


def test_a_city_has_one_list_of_other_names_for_all_that_is_in_it(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        numbers = [
            add_organisation(work, NewOrganisation(name=name, city="Tainan")).id
            for name in ("Ziyun", "Nanhu")
        ]
    url = f"/organisations/{numbers[0]}/edit"
    client.post(url, filled(client.get(url).text) | {"city_names": ["台南, 臺南;台南"]})

    other = filled(client.get(f"/organisations/{numbers[1]}/edit").text)
    assert other["city_names"] == ["台南, 臺南"]

    client.post(f"/organisations/{numbers[1]}/edit", other | {"city": ["Taipei"]})
    client.post("/organisations/new", {"name": "Trečia", "kind": "other", "city": "Tainan"})
    with database.read() as work:
        assert queries.city_names(work.session, "Taipei") == []
        assert queries.city_names(work.session, "Tainan") == ["台南", "臺南"]

    client.post(url, filled(client.get(url).text) | {"city_names": [""]})
    with database.read() as work:
        assert queries.city_names(work.session, "Tainan") == []


def test_a_city_with_many_other_names_stands_in_no_organisation_s_way(
    client: PageClient, database: Database
) -> None:
    known = tuple(f"Tainanas {n}-ąja kalba" for n in range(20))
    with database.write() as work:
        for name, some in (("Ziyun", known[:10]), ("Nanhu", known[10:])):
            add_organisation(work, NewOrganisation(name=name, city="Tainan", city_names=some))
    shown = filled(client.get("/organisations/1/edit").text)
    assert len(shown["city_names"][0]) > MAX_LINE

    client.post("/organisations/1/edit", shown | {"note": ["Skambinti rytais."]}, status=303)

    with database.read() as work:
        assert queries.city_names(work.session, "Tainan") == list(known)
        assert organisation_whole(work.session, 1).organisation.note == "Skambinti rytais."


def test_what_others_say_of_a_city_while_a_form_is_open_stays(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        for name, known in (("Ziyun", ("台南", "Tainanas", "安平")), ("Nanhu", ())):
            add_organisation(work, NewOrganisation(name=name, city="Tainan", city_names=known))
    mine = filled(client.get("/organisations/1/edit").text)
    theirs = filled(client.get("/organisations/2/edit").text)

    client.post("/organisations/2/edit", theirs | {"city_names": ["臺南, 台南, Tainanis, 安平"]})
    client.post("/organisations/1/edit", mine | {"city_names": ["Tainanas, Tainanis, 府城, 安平"]})
    typed = {"name": "Trečia", "kind": "other", "city": "Tainan", "city_names": "Anping"}
    client.post("/organisations/new", typed)

    with database.read() as work:
        names = queries.city_names(work.session, "Tainan")
    assert names == ["安平", "臺南", "Tainanis", "府城", "Anping"]


def test_two_who_name_a_city_alike_at_the_same_moment_name_it_once(database: Database) -> None:
    def name_it(work: Work, name: str) -> None:
        add_organisation(work, NewOrganisation(name=name, city="Tainan", city_names=("台南",)))

    def second() -> None:
        with database.write() as work:
            name_it(work, "Nanhu")

    with ThreadPoolExecutor(1) as pool:
        with database.write() as work:
            name_it(work, "Ziyun")
            work.session.flush()
            waiting = pool.submit(second)
            assert waiting not in wait([waiting], timeout=0.5).done
        waiting.result()

    with database.read() as work:
        assert queries.city_names(work.session, "Tainan") == ["台南"]
        said = work.session.scalars(select(Entry.subject).where(Entry.what == "city.named")).all()
        assert said == ["city:Tainan"]


def test_a_city_and_its_other_names_are_of_one_person(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        said = NewOrganisation(name="Ziyun", city="Tainan", city_names=("台南",))
        number = add_organisation(work, said).id
    url = f"/organisations/{number}/edit"
    mine = filled(client.get(url).text)
    client.post(url, mine | {"city": ["Taipei"], "city_names": ["臺北"]})

    page = client.post(url, mine | {"city_names": ["台南, 臺南"]}, status=409).text

    for said_of in ("<dd>Taipei</dd>", "<dd>臺北</dd>"):
        assert said_of in page, said_of
    client.post(url, filled(page) | {"city": ["Taipei"], "city_names": ["臺北市"]})
    with database.read() as work:
        assert queries.city_names(work.session, "Taipei") == ["臺北市"]
        assert queries.city_names(work.session, "Tainan") == ["台南"]


@pytest.mark.parametrize("website", ["javascript:alert(1)", "jade.example", "ftp://x"])
def test_an_address_that_is_no_page_is_refused(client: PageClient, website: str) -> None:
    typed = {"name": "Jade", "kind": "company", "country": "", "website": website}

    client.post("/organisations/new", typed, status=422)
