"""Lists of contacts and organisations: order, pages, filters, counts."""

import pytest

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.statements import gather
from tracker.contacts.filters import Asked, Cursor
from tracker.contacts.listing import (
    list_contacts,
    list_organisations,
    over_contacts,
    over_organisations,
)
from tracker.contacts.models import Affiliation, Contact, ContactStatus, OrganisationTopic
from tracker.contacts.service import add_placeholders
from tracker.core.counting import COUNTED_TO
from tracker.core.db import Database, Work

SURNAMES = ["Cibas", "Čepas", "Ivas", "Įvas", "Sabas", "Šulcas", "Zujus", "Žukas"]


@pytest.fixture
def people(work: Work, make: Make) -> None:
    for family in reversed(SURNAMES):
        make.contact("Rytis", family, country="LT" if family < "T" else "TW")
    work.session.flush()


def names(work: Work, cursor: Cursor, *, limit: int = 3) -> list[str]:
    found = list_contacts(work.session, Asked(), cursor, limit=limit)
    return [row.name.removeprefix("Rytis ") for row in found.rows]


@pytest.mark.usefixtures("people")
def test_contacts_stand_by_surname_in_the_lithuanian_alphabet(work: Work) -> None:
    assert names(work, Cursor(), limit=50) == SURNAMES


@pytest.mark.usefixtures("people")
def test_pages_go_on_and_back_by_key_without_losing_anybody(work: Work) -> None:
    forwards, cursor = [], Cursor()
    while True:
        page = list_contacts(work.session, Asked(), cursor, limit=3)
        forwards += [row.id for row in page.rows]
        if page.last is None:
            break
        cursor = Cursor(after=page.last)

    backwards = [row.id for row in page.rows]
    while page.first is not None:
        page = list_contacts(work.session, Asked(), Cursor(before=page.first), limit=3)
        backwards = [*(row.id for row in page.rows), *backwards]

    assert len(forwards) == len(set(forwards)) == len(SURNAMES)
    assert backwards == forwards


def test_namesakes_are_not_lost_between_pages(work: Work, make: Make) -> None:
    for _ in range(5):
        make.contact("Mei", "Lin")
    first = list_contacts(work.session, Asked(), Cursor(), limit=2)
    second = list_contacts(work.session, Asked(), Cursor(after=first.last), limit=2)

    assert {row.id for row in first.rows}.isdisjoint(row.id for row in second.rows)


@pytest.mark.usefixtures("people")
def test_a_page_after_somebody_who_is_gone_is_the_first(work: Work) -> None:
    assert names(work, Cursor(after=999_999)) == SURNAMES[:3]


@pytest.mark.usefixtures("people")
def test_the_first_page_has_none_before_and_the_last_none_after(work: Work) -> None:
    first = list_contacts(work.session, Asked(), Cursor(), limit=3)
    whole = list_contacts(work.session, Asked(), Cursor(), limit=50)

    assert (first.first, first.last is not None) == (None, True)
    assert (whole.first, whole.last) == (None, None)


def test_each_filter_narrows(work: Work, make: Make) -> None:
    at = make.organisation("Nanhu")
    topic = make.topic()
    work.session.add(OrganisationTopic(organisation_id=at.id, topic_id=topic.id))
    lin = make.contact("Mei", "Lin", organisation=at)
    wu = make.contact("Bo", "Wu", country="LT", status=ContactStatus.OBJECTED)
    place = add_placeholders(work, label="atstovai", count=1, country="TW", source_note=None)[0]
    work.session.flush()

    def ids(wanted: Asked) -> set[int]:
        return {row.id for row in list_contacts(work.session, wanted, Cursor()).rows}

    assert ids(Asked(country="LT")) == {wu.id}
    assert ids(Asked(organisation=at.id)) == {lin.id}
    assert ids(Asked(topic=topic.id)) == {lin.id}
    assert ids(Asked(status=ContactStatus.OBJECTED)) == {wu.id}
    assert ids(Asked(unnamed=True)) == {place.id}
    assert ids(Asked(country="TW", unnamed=True)) == {place.id}


@pytest.mark.usefixtures("people")
def test_over_the_list_stand_the_count_and_the_countries(work: Work) -> None:
    over = over_contacts(work.session, Asked())

    assert (over.count, over.countries) == (len(SURNAMES), ("LT", "TW"))
    assert over_contacts(work.session, Asked(country="TW")).count < len(SURNAMES)


def test_nothing_is_counted_as_none(work: Work) -> None:
    assert over_contacts(work.session, Asked()).count == 0
    assert over_organisations(work.session, Asked()).countries == ()


def test_a_long_list_is_counted_only_so_far(work: Work, make: Make) -> None:
    for number in range(COUNTED_TO + 3):
        work.session.add(_plain(make, number))
    work.session.flush()

    assert over_contacts(work.session, Asked()).count == COUNTED_TO + 1


def _plain(make: Make, number: int) -> Contact:
    return Contact(
        family=f"P{number}",
        name=f"P{number}",
        sort_key=f"{number:06}",
        folded=f"p{number}",
        created_at=make.work.now,
    )


def test_organisations_stand_by_name_with_their_people(work: Work, make: Make) -> None:
    at = make.organisation("Žalgiris")
    make.organisation("Zenitas", country="LV")
    make.contact("Mei", "Lin", organisation=at)
    work.session.flush()

    rows = list_organisations(work.session, Asked(), Cursor()).rows
    assert [(row.name, row.contacts) for row in rows] == [("Zenitas", 0), ("Žalgiris", 1)]
    over = over_organisations(work.session, Asked(country="LV"))
    assert (over.count, over.countries) == (1, ("LV", "TW"))


def test_a_page_is_one_statement_and_one_more_to_go_on(database: Database) -> None:
    with database.write() as work:
        for family in SURNAMES:
            Make(work).contact("Rytis", family)

    with gather(database) as said, database.read() as work:
        page = list_contacts(work.session, Asked(), Cursor(), limit=3)
        list_contacts(work.session, Asked(), Cursor(after=page.last), limit=3)

    assert len(said) == 3


@pytest.mark.parametrize("language", ["lt", "en"])
def test_the_menu_and_the_list_say_a_long_count_alike(
    visitor: PageClient, database: Database, language: str
) -> None:
    with database.write() as work:
        make = Make(work)
        work.session.add_all(_plain(make, number) for number in range(COUNTED_TO + 3))

    page = visitor.sign_in(language=language).get("/contacts").text

    assert page.count("1\u202f000+") == 2
    assert "1000+" not in page


def test_the_filter_by_organisation_names_it_whoever_is_found(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        first, second, third = map(make.organisation, ("Nanhu", "Jade", "Formosa"))
        lin = make.contact("Mei", "Lin", organisation=first)
        beside = Affiliation(contact_id=lin.id, organisation_id=second.id, is_primary=False)
        work.session.add(beside)
        numbers = {"Nanhu": first.id, "Jade": second.id, "Formosa": third.id}

    for name, budget in (("Nanhu", 5), ("Jade", 6), ("Formosa", 6)):
        page = client.get(f"/contacts?organisation={numbers[name]}", budget=budget)

        assert f'<span class="chip" aria-current="true">{name}<' in page.text
