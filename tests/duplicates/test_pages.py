"""The page on which pairs are worked through, and the hint while somebody is entered."""

import pytest
from flask import Flask

from tests.support.client import PageClient
from tracker.accounts.models import Role
from tracker.contacts.service import NewContact, add_contact
from tracker.core.db import Database


@pytest.fixture
def pair(database: Database) -> tuple[int, int]:
    """Lin Mei-ling, written down at the fair and again after it."""
    with database.write() as work:
        first = add_contact(
            work,
            NewContact(given="Mei-ling", family="Lin", title="Director", emails=("mei@x.example",)),
        )
        again = add_contact(work, NewContact(given="Meiling", family="Lin", title="CEO"))
        return first.id, again.id


def apart(pair: tuple[int, int]) -> str:
    return f"/duplicates/{pair[0]}/{pair[1]}/apart"


def test_pairs_stand_side_by_side_with_what_differs(
    client: PageClient, pair: tuple[int, int]
) -> None:
    page = client.get("/duplicates", budget=6).text

    assert f'href="/contacts/{pair[0]}"' in page
    assert f'href="/contacts/{pair[1]}"' in page
    assert "1 pora gali būti vienas žmogus." in page
    assert "Bendra: vardas ir pavardė" in page
    assert page.count('class="differs"') == 1
    assert "Director" in page
    assert "mei@x.example" in page


def test_two_who_were_told_apart_are_not_asked_about_again_until_that_is_undone(
    client: PageClient, pair: tuple[int, int]
) -> None:
    client.post(apart(pair))
    page = client.get("/duplicates").text
    assert "Įrašyta: tai du skirtingi žmonės." in page
    assert "Atrodo, niekas neįrašytas dukart" in page

    client.post(
        page.split('action="/duplicates/undo/', 1)[1]
        .split('"', 1)[0]
        .join(["/duplicates/undo/", ""])
    )

    assert "1 pora gali būti vienas žmogus." in client.get("/duplicates").text


def test_said_by_two_it_is_said_once(client: PageClient, pair: tuple[int, int]) -> None:
    client.post(apart(pair))
    client.post(apart(pair))

    assert "Atrodo, niekas neįrašytas dukart" in client.get("/duplicates").text


def test_of_two_whom_nobody_thinks_the_same_nothing_is_said(
    client: PageClient, pair: tuple[int, int]
) -> None:
    client.post(f"/duplicates/{pair[1]}/{pair[0]}/apart", status=404)
    client.post("/duplicates/8/9/apart", status=404)


@pytest.mark.parametrize(
    "after", ["", "x", "9", "9:1", "9:1:x", "nan:1:2", "9:1:" + "9" * 400, "9.5:1:1"]
)
def test_an_address_that_makes_no_sense_begins_the_list(
    client: PageClient, pair: tuple[int, int], after: str
) -> None:
    assert f'id="pair-{pair[0]}-{pair[1]}"' in client.get(f"/duplicates?after={after}").text


def test_the_list_has_pages(client: PageClient, database: Database) -> None:
    with database.write() as work:
        for number in range(7):
            add_contact(work, NewContact(given="Mei-ling", family="Lin", note=str(number)))

    first = client.get("/duplicates").text
    after = first.split('href="/duplicates?after=', 1)[1].split('"', 1)[0]
    second = client.get(f"/duplicates?after={after}").text

    assert (first.count("data-row"), second.count("data-row")) == (20, 1)


@pytest.mark.parametrize("role", [Role.MAYOR, Role.AUDITOR, Role.COMMUNICATIONS])
def test_those_who_only_read_do_not_work_through_pairs(
    app: Flask, database: Database, pair: tuple[int, int], role: Role
) -> None:
    reader = PageClient(app, database).sign_in(role)

    reader.get("/duplicates", status=403)
    reader.post(apart(pair), status=403)


def test_whoever_enters_somebody_is_told_who_may_be_here_and_why(
    client: PageClient, pair: tuple[int, int]
) -> None:
    typed = {"name": "Lin Mei Ling", "source": "card"}

    page = client.post("/contacts/new", typed, status=409).text

    assert f'href="/contacts/{pair[0]}"' in page
    assert "Bendra: vardas ir pavardė" in page
