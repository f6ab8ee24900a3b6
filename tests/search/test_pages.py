"""The page and the palette's quick list."""

import pytest

from tests.support.client import PageClient
from tests.support.make import Make
from tracker.accounts.models import Role
from tracker.contacts.organisations import NewOrganisation, add_organisation
from tracker.contacts.service import NewContact, add_contact
from tracker.core.db import Database

HTMX = {"HX-Request": "true"}


@pytest.fixture
def hung(database: Database) -> int:
    with database.write() as work:
        at = add_organisation(
            work,
            NewOrganisation(name="Nanhu Corp.", name_lt="„Nanhu“", country="TW", city="Tainan"),
        )
        new = NewContact(family="Hung", given="Li", native_name="洪力", organisation_id=at.id)
        return add_contact(work, new).id


def test_what_is_found_is_marked_and_grouped(client: PageClient, hung: int) -> None:
    page = client.get("/search?q=hung", budget=4).text

    assert "<mark>Hung</mark>" in page
    assert f'href="/contacts/{hung}"' in page
    assert 'lang="zh-Hant">洪力</span>' in page
    assert "Taivanas" in page


def test_the_page_says_at_most_four_statements_whatever_is_found(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        for number in range(30):
            add_contact(work, NewContact(family=f"Lin{number}"))
            make.lead(f"Lin {number}")

    page = client.get("/search?q=lin", budget=4)

    assert len(page.data) < 40_000
    assert "/search?q=lin&amp;kind=contact" in page.text


def test_one_kind_can_be_looked_at_alone(client: PageClient, hung: int) -> None:
    page = client.get("/search?q=nanhu&kind=contact", budget=4).text

    assert f'href="/contacts/{hung}"' in page
    assert 'id="found-organisation"' not in page


@pytest.mark.usefixtures("hung")
def test_a_kind_that_is_none_is_every_kind(client: PageClient) -> None:
    assert 'id="found-contact"' in client.get("/search?q=hung&kind=nonsense").text


def test_nothing_found_says_what_to_try(client: PageClient) -> None:
    assert "Nieko nerasta" in client.get("/search?q=zzzz").text
    assert "Ko ieškote?" in client.get("/search").text


def test_what_was_typed_is_shown_as_text(client: PageClient, database: Database) -> None:
    with database.write() as work:
        add_contact(work, NewContact(family="<script>alert(1)</script>"))

    page = client.get("/search?q=%3Cscript%3Ealert").text

    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;" in page


def test_the_palette_gets_a_few_options(client: PageClient, database: Database) -> None:
    with database.write() as work:
        for number in range(20):
            add_contact(work, NewContact(family=f"Lin{number}"))
            add_organisation(work, NewOrganisation(name=f"Lin {number} Co"))
            Make(work).topic(f"Lin tema {number}")

    answer = client.get("/search/quick?q=lin", headers=HTMX, budget=4).text

    assert 0 < answer.count('role="option"') <= 8
    assert "<html" not in answer


@pytest.mark.usefixtures("hung")
def test_the_palette_says_the_best_first(client: PageClient) -> None:
    answer = client.get("/search/quick?q=洪力", headers=HTMX).text

    assert answer.count('role="option"') == 1
    assert "Li Hung" in answer


def test_the_palette_stays_silent_where_nothing_is_found(client: PageClient) -> None:
    assert client.get("/search/quick?q=zzz", headers=HTMX).text.strip() == ""


@pytest.mark.usefixtures("hung")
@pytest.mark.parametrize("url", ["/search?q=hung", "/search/quick?q=hung"])
def test_who_may_not_read_finds_nothing(visitor: PageClient, url: str) -> None:
    visitor.sign_in(Role.ADMINISTRATOR)

    answer = visitor.web.get(url)

    assert answer.status_code == 403
    assert "Hung" not in answer.text


@pytest.mark.usefixtures("hung")
def test_in_english_names_and_countries_are_english(client: PageClient) -> None:
    client.sign_in(language="en")

    page = client.get("/search?q=hung").text

    assert "Nanhu Corp." in page
    assert "Taiwan" in page
