"""Topics: one list for everybody, each found by any of its words."""

import pytest
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tracker.accounts.models import Role
from tracker.audit.models import Entry
from tracker.contacts.models import OrganisationTopic
from tracker.core.db import Database, Work
from tracker.leads.models import LeadTopic
from tracker.topics.models import Topic
from tracker.topics.queries import get_topic, topic_options, topics_with_words
from tracker.topics.service import (
    TopicNamelessError,
    TopicTakenError,
    add_topic,
    change_topic,
    topic_named,
)


@pytest.mark.parametrize("said", ["El. parašas", "el parasas", "EL. PARAŠAS", "e-parašas", "eIDAS"])
def test_a_topic_is_not_made_twice(work: Work, said: str) -> None:
    topic = add_topic(work, "El. parašas", synonyms=("e. parašas", "eIDAS"))

    assert topic_named(work, said) is topic


def test_a_new_name_is_a_new_topic(work: Work) -> None:
    assert topic_named(work, "Robotika") is not topic_named(work, "Duomenys")


def test_a_name_wins_over_another_topics_synonym(work: Work) -> None:
    add_topic(work, "Energetika", synonyms=("Kaupimas",))
    named = add_topic(work, "Kaupimas")

    assert topic_named(work, "kaupimas") is named


def test_a_taken_name_is_refused(work: Work) -> None:
    add_topic(work, "Duomenų analizė")
    other = add_topic(work, "Robotika")

    with pytest.raises(TopicTakenError):
        add_topic(work, "duomenu ANALIZĖ")
    with pytest.raises(TopicTakenError):
        change_topic(work, other, "Duomenų analizė")


@pytest.mark.parametrize("nothing", ["", "  ", "…"])
def test_a_topic_has_words(work: Work, nothing: str) -> None:
    with pytest.raises(TopicNamelessError):
        topic_named(work, nothing)


def test_a_topic_may_be_renamed_to_its_own_name_in_other_letters(work: Work) -> None:
    topic = add_topic(work, "duomenų analizė", synonyms=("Data", "Duomenys"))

    change_topic(work, topic, "Duomenų analizė", name_en="Data", synonyms=("Duomenys", "duomenys"))

    assert topic.name("lt") == "Duomenų analizė"
    assert topic.name("en") == "Data"
    assert [row.folded for row in topic.synonyms] == ["duomenys"]


def test_saving_a_topic_as_it_is_does_nothing(work: Work) -> None:
    topic = add_topic(work, "Duomenys", name_en="Data", synonyms=("Analitika", "Skaičiai"))

    change_topic(work, topic, "Duomenys ", name_en="Data", synonyms=("Skaičiai", "Analitika"))

    assert topic.version == 1
    assert not work.session.scalars(select(Entry).where(Entry.what == "topic.changed")).all()


def test_the_journal_tells_from_what_to_what_a_topic_changed(work: Work) -> None:
    topic = add_topic(work, "Duomenys", synonyms=("Analitika",))

    change_topic(work, topic, "Duomenys", name_en="Data")

    entry = work.session.scalars(select(Entry).where(Entry.what == "topic.changed")).one()
    assert entry.detail == {"name_en": ["", "Data"], "synonyms": [["Analitika"], []]}
    assert topic.version == 2


def test_topics_stand_in_the_lithuanian_alphabet(work: Work) -> None:
    for name in ("Žemės ūkis", "Švietimas", "Sauga", "Zoologija"):
        add_topic(work, name)

    names = [name for _, name in topic_options(work.session, "lt")]
    assert names == ["Sauga", "Švietimas", "Zoologija", "Žemės ūkis"]


@pytest.fixture
def topic(database: Database) -> int:
    with database.write() as work:
        make = Make(work)
        topic = add_topic(work, "Duomenys", name_en="Data", synonyms=("Analitika",))
        at = make.organisation("Jade Metrics", name_lt="„Žadas“")
        work.session.add(OrganisationTopic(organisation_id=at.id, topic_id=topic.id))
        for title, stage in (("Atvira", "contacted"), ("Kita", "new")):
            lead = make.lead(title, stage=stage, organisation_id=at.id)
            work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id))
        ended = make.lead(
            "Baigta", stage="lost", due=None, closed_at=work.now, close_reason="Nebeaktualu"
        )
        work.session.add(LeadTopic(lead_id=ended.id, topic_id=topic.id))
        return topic.id


def test_the_list_counts_open_and_all_leads(client: PageClient, topic: int) -> None:
    page = client.get("/topics", budget=4).text

    for said in ("Duomenys", "Analitika", ">2</a>", ">3</a>", f"topic={topic}"):
        assert said in page, said


def test_a_topic_shows_its_leads_and_who_works_on_it(client: PageClient, topic: int) -> None:
    page = client.get(f"/topics/{topic}", budget=6).text

    for said in ("Duomenys", "Analitika", "Atvira", "Baigta", "„Žadas“"):
        assert said in page, said
    assert page.index("Atvira") < page.index("Baigta")


def test_a_topic_is_chosen_by_the_readers_name_for_it(work: Work) -> None:
    add_topic(work, "Duomenys", name_en="Data", synonyms=("Analitika",))
    add_topic(work, "Transportas")

    def names(language: str) -> list[str]:
        return [name for _, name, _ in topics_with_words(work.session, language)]

    assert names("lt") == ["Duomenys", "Transportas"]
    assert names("en") == ["Data", "Transportas"]


def test_a_topic_is_added_and_renamed(client: PageClient, database: Database) -> None:
    page = client.follow(
        client.post("/topics/new", {"name_lt": "Robotika", "synonyms": "robotai, automatai"})
    ).text
    assert "Pridėta: Robotika" in page
    assert "automatai" in page

    client.post("/topics/1/edit", {"name_lt": "Pramonė 4.0", "name_en": "Industry 4.0"})
    with database.read() as work:
        kept = get_topic(work.session, 1)
        assert (kept.name_lt, kept.name_en, kept.synonyms) == ("Pramonė 4.0", "Industry 4.0", [])


@pytest.mark.usefixtures("topic")
def test_a_taken_name_is_said_beside_the_field(client: PageClient) -> None:
    page = client.post("/topics/new", {"name_lt": "duomenys"}, status=422).text

    assert "Tema „Duomenys“ jau yra." in page
    page = client.post("/topics/new", {"name_lt": ""}, status=422).text
    assert "Įrašykite temos pavadinimą." in page


def test_a_mayor_renames_nothing(visitor: PageClient, database: Database, topic: int) -> None:
    visitor.sign_in(Role.MAYOR)

    visitor.post(f"/topics/{topic}/edit", {"name_lt": "Kita"}, status=403)

    with database.read() as work:
        assert work.session.scalars(select(Topic.name_lt)).one() == "Duomenys"


def test_no_topic_yet_says_where_they_come_from(client: PageClient) -> None:
    assert "Temų dar nėra" in client.get("/topics").text
    client.get("/topics/99", status=404)


def test_two_people_at_one_topic_lose_nothing(
    client: PageClient, database: Database, topic: int
) -> None:
    mine = filled(client.get(f"/topics/{topic}/edit").text)
    theirs = mine | {"name_en": ["Data, theirs"], "synonyms": ["Analitika\nStatistika"]}
    client.post(f"/topics/{topic}/edit", theirs)

    page = client.post(f"/topics/{topic}/edit", mine | {"name_en": ["Mine"]}, status=409).text

    assert 'value="Mine"' in page
    assert "<dd>Data, theirs</dd>" in page
    client.post(f"/topics/{topic}/edit", filled(page))
    with database.read() as work:
        kept = get_topic(work.session, topic)
        assert (kept.name_en, kept.version) == ("Mine", 3)
        assert [row.word for row in kept.synonyms] == ["Analitika", "Statistika"]


def test_a_topic_cannot_take_another_ones_name(client: PageClient, topic: int) -> None:
    client.post("/topics/new", {"name_lt": "Robotika"})
    typed = filled(client.get(f"/topics/{topic}/edit").text) | {"name_lt": ["robotika"]}

    page = client.post(f"/topics/{topic}/edit", typed, status=422).text

    assert "Tema „Robotika“ jau yra." in page
    client.post(f"/topics/{topic}/edit", typed | {"name_lt": [""]}, status=422)


@pytest.mark.usefixtures("topic")
def test_a_lead_nobody_owns_stands_out_beside_its_topic(
    client: PageClient, database: Database, topic: int
) -> None:
    assert "Be atsakingo" not in client.get(f"/topics/{topic}").text
    with database.write() as work:
        orphan = Make(work).lead("Našlaitė", due=None, owner_id=None)
        work.session.add(LeadTopic(lead_id=orphan.id, topic_id=topic))

    assert "Be atsakingo" in client.get(f"/topics/{topic}").text
