"""The administrator's page: who has an account, and what becomes of it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.accounts.queries import find_by_email
from tracker.audit.models import Entry
from tracker.core.db import Database
from tracker.settings import Settings

EGLE = "egle@savivaldybe.example"


def new_user(**given: str) -> dict[str, str]:
    return {
        "email": EGLE,
        "given": "Eglė",
        "family": "Vaitkūnaitė",
        "role": "officer",
        "language": "lt",
        **given,
    }


def shown_link(page: str) -> str:
    found = re.search(r'value="(http[^"]+/set-password/[^"]+)"', page)
    assert found
    return found[1]


def deeds(database: Database, user_id: int) -> list[tuple[str, int | None]]:
    with database.read() as work:
        entries = work.session.scalars(
            select(Entry).where(Entry.subject == f"user:{user_id}").order_by(Entry.id)
        )
        return [(entry.what, entry.actor_id) for entry in entries]


def test_an_account_is_added_and_its_link_shown_once(
    administrator: PageClient, visitor: PageClient, settings: Settings
) -> None:
    administrator.get("/users/new")

    page = administrator.post(
        "/users/new", new_user(title_lt="Vyriausioji specialistė"), status=201
    )

    link = shown_link(page.text)
    assert link.startswith(settings.base_url)  # and not with the Host of the request, localhost
    assert "Eglė Vaitkūnaitė" in visitor.get(link.removeprefix(settings.base_url)).text
    listed = administrator.get("/users").text
    assert "Vyriausioji specialistė" in listed
    assert "Dar be slaptažodžio" in listed
    assert "/set-password/" not in listed


def test_adding_is_in_the_journal_with_who_did_it(
    administrator: PageClient, database: Database
) -> None:
    administrator.post("/users/new", new_user(), status=201)

    with database.read() as work:
        user = find_by_email(work.session, EGLE)
    assert user is not None
    assert deeds(database, user.id) == [
        ("user.added", administrator.user_id),
        ("user.link_made", administrator.user_id),
    ]


def test_an_address_that_is_taken_is_said_beside_the_field(administrator: PageClient) -> None:
    administrator.post("/users/new", new_user(), status=201)

    page = administrator.post("/users/new", new_user(email=EGLE.upper(), given="Kita"), status=422)

    assert 'id="email-error"' in page.text
    assert 'value="Kita"' in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no address"},
        {"email": ""},
        {"given": "  "},
        {"family": ""},
        {"role": "emperor"},
        {"role": ""},
        {"language": "de"},
        {"family": "x" * 201},
    ],
)
def test_what_is_not_filled_in_well_is_refused(
    administrator: PageClient, database: Database, wrong: dict[str, str]
) -> None:
    administrator.post("/users/new", new_user(**wrong), status=422)

    with database.read() as work:
        assert work.session.scalars(select(User.id)).all() == [administrator.user_id]


def test_names_are_shown_as_text_and_cleaned(administrator: PageClient) -> None:
    page = administrator.post(
        "/users/new", new_user(given="<b>Eglė</b>", family="Vait\u202ekūnaitė\u0000"), status=201
    ).text

    assert "<b>Eglė" not in page
    assert "&lt;b&gt;Eglė&lt;/b&gt; Vaitkūnaitė" in page


def test_a_new_link_ends_the_one_before(
    administrator: PageClient, visitor: PageClient, settings: Settings, database: Database
) -> None:
    first = shown_link(administrator.post("/users/new", new_user(), status=201).text)
    with database.read() as work:
        user = find_by_email(work.session, EGLE)
    assert user is not None

    second = shown_link(administrator.post(f"/users/{user.id}/link", status=201).text)

    visitor.get(first.removeprefix(settings.base_url), status=410)
    visitor.get(second.removeprefix(settings.base_url))


def test_switching_off_signs_out_at_once_and_switching_on_lets_back(
    app: Flask, administrator: PageClient, database: Database
) -> None:
    officer = PageClient(app, database).sign_in()
    officer.get("/account")

    page = administrator.follow(administrator.post(f"/users/{officer.user_id}/off")).text

    officer.get("/account", status=303)
    assert "Išjungta" in page
    administrator.post(f"/users/{officer.user_id}/on")
    officer.get("/account", status=303)
    officer.sign_in(user_id=officer.user_id).get("/account")


def test_switching_off_and_on_is_in_the_journal(
    app: Flask, administrator: PageClient, database: Database
) -> None:
    officer = PageClient(app, database).sign_in()

    administrator.post(f"/users/{officer.user_id}/off")
    administrator.post(f"/users/{officer.user_id}/on")

    done = [
        what for what, actor in deeds(database, officer.user_id) if actor == administrator.user_id
    ]
    assert done == ["user.signed_out_everywhere", "user.switched_off", "user.switched_on"]


def test_the_list_says_what_each_account_waits_for(
    administrator: PageClient, database: Database
) -> None:
    with database.write() as work:
        make, yesterday = Make(work), work.today - timedelta(days=1)
        make.user(given="Nauja")
        make.user(given="Dirbanti", password_hash="x", active_until=work.today)
        make.user(given="Išėjusi", password_hash="x", active_until=yesterday)
        make.user(given="Išjungta", active_until=yesterday, disabled_at=work.now)

    rows = administrator.get("/users").text.split("<tr")

    said = {
        "Nauja": "Dar be slaptažodžio",
        "Dirbanti": "Naudojama",
        "Išėjusi": "Paskutinė diena praėjo",
        "Išjungta": "Išjungta",
    }
    for name, state in said.items():
        [row] = [row for row in rows if f"{name} Vaitk" in row]
        assert f">{state}</span>" in row, row


def test_whoever_has_open_leads_is_not_switched_off(
    administrator: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user(given="Tomas", family="Kazlauskas")
        make.lead(owner_id=owner.id)
        make.lead("Kita", owner_id=owner.id)

    page = administrator.post(f"/users/{owner.id}/off", status=409).text

    assert "Šios paskyros išjungti dar negalima: " in page
    assert "Neperduota: 2 galimybės. Pirmiausia tai turi padaryti direktorius." in page
    with database.read() as work:
        assert work.session.get_one(User, owner.id).disabled_at is None


def test_ended_leads_keep_nobody(administrator: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user()
        make.lead(
            owner_id=owner.id, stage="lost", due=None, closed_at=work.now, close_reason="Neatsakė"
        )

    administrator.post(f"/users/{owner.id}/off")


def test_sleeping_leads_wake_up_and_need_somebody(
    administrator: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user()
        make.lead(owner_id=owner.id, stage="parked", due=None, dormant_until=work.today)

    administrator.post(f"/users/{owner.id}/off", status=409)


def test_an_administrator_stays(administrator: PageClient) -> None:
    page = administrator.post(f"/users/{administrator.user_id}/off", status=409).text

    assert "Savo paskyros išjungti negalite." in page
    administrator.get("/users")


def test_an_account_that_is_not_there_is_not_found(administrator: PageClient) -> None:
    for deed in ("off", "on", "link"):
        administrator.post(f"/users/999/{deed}", status=404)


def test_the_first_administrator_is_told_what_comes_next(administrator: PageClient) -> None:
    assert "Pridėkite tuos, kurie su jais dirba." in administrator.get("/users").text
    administrator.post("/users/new", new_user(), status=201)

    assert "Pridėkite tuos, kurie su jais dirba." not in administrator.get("/users").text


def test_the_list_says_the_same_number_of_statements_however_long(
    administrator: PageClient, database: Database
) -> None:
    administrator.get("/users")
    few = len(administrator.statements)
    with database.write() as work:
        for _ in range(30):
            Make(work).user()

    administrator.get("/users")

    assert len(administrator.statements) == few


def test_an_address_no_letter_could_be_sent_to_is_refused_in_words(
    administrator: PageClient,
) -> None:
    refused = administrator.post("/users/new", new_user(email="ąb@x.lt"), status=422).text

    assert "Prieš @ adrese gali būti tik raidės be ženklų" in refused
    assert 'value="ąb@x.lt"' in refused
