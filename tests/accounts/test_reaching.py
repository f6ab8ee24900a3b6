"""Pages that see to it that mail reaches people: who sees that it does not, and what helps."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.people import PASSWORD, journal, make_person, sign_in
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import words
from tracker.accounts.mail import pause_mail, warn_of_mail
from tracker.accounts.models import Role, User
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database

PAUSED = "Priminimai jums nesiunčiami: jūsų adresu siųsti laiškai grįžta."
WARNED = "keli jums siųsti laiškai vėlavo arba grįžo"
OLD, NEW = "egle@savivaldybe.example", "egle.v@savivaldybe.example"


def pause(database: Database, user_id: int) -> None:
    with database.write() as work:
        pause_mail(work, work.session.get_one(User, user_id), status="5.1.1")


def warn(database: Database, user_id: int) -> None:
    with database.write() as work:
        warn_of_mail(work, work.session.get_one(User, user_id))


def account(database: Database, user_id: int) -> User:
    with database.read() as work:
        return work.session.get_one(User, user_id)


def row_of(page: str, name: str) -> str:
    [row] = [row for row in page.split("<tr") if name in row]
    return row.partition("</tr>")[0]


# --- The person ---


@pytest.mark.parametrize("path", ["/today", "/leads", "/contacts", "/account", "/topics"])
def test_who_gets_no_letters_sees_it_on_every_page(
    client: PageClient, database: Database, path: str
) -> None:
    assert PAUSED not in client.get(path).text
    said = len(client.statements)

    pause(database, client.user_id)

    assert PAUSED in words(client.get(path).text)
    assert len(client.statements) == said


def test_it_is_said_in_the_readers_language(client: PageClient, database: Database) -> None:
    pause(database, client.user_id)
    client.speak("en")

    assert "letters to your address come back" in client.get("/today").text


def test_the_account_page_says_since_when_and_why(client: PageClient, database: Database) -> None:
    pause(database, client.user_id)

    page = words(client.get("/account").text)

    assert "laiškai grįžta nuo 2026 m. lapkričio 23 d., 8:00" in page.replace("\u00a0", " ")
    assert "Šiuo adresu laiškų niekas negauna (5.1.1)." in page


def test_who_says_that_mail_works_stays_on_their_page_and_gets_letters(
    client: PageClient, database: Database
) -> None:
    pause(database, client.user_id)

    answer = client.post("/account/mail/resume", headers={"Referer": "http://localhost/topics"})

    assert answer.headers["Location"] == "/topics"
    page = client.follow(answer).text
    assert PAUSED not in page
    assert "Laiškai jums vėl bus siunčiami." in page
    assert account(database, client.user_id).mail_paused_at is None
    with database.write() as work:
        assert journal(work, f"user:{client.user_id}")[-1] == "user.mail_resumed"


def test_saying_it_again_changes_nothing(client: PageClient, database: Database) -> None:
    client.post("/account/mail/resume")

    assert account(database, client.user_id).mail_resumed_at is None
    with database.write() as work:
        assert "user.mail_resumed" not in journal(work, f"user:{client.user_id}")


def test_a_warning_is_shown_for_seven_days_or_until_mail_works(
    client: PageClient, database: Database, clock: FixedClock
) -> None:
    warn(database, client.user_id)
    assert WARNED in client.get("/today").text
    client.post("/account/mail/resume")
    assert WARNED not in client.get("/today").text
    warn(database, client.user_id)
    clock.move_to(clock.now() + timedelta(days=7) - timedelta(seconds=1))
    assert WARNED in client.get("/today").text

    clock.move_to(clock.now() + timedelta(seconds=1))

    assert WARNED not in client.get("/today").text


# --- The administrator ---


def test_the_list_says_whom_mail_does_not_reach(
    administrator: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        ids = [make.user(given=name).id for name in ("Grįžta", "Vėluoja", "Gauna")]
    pause(database, ids[0])
    warn(database, ids[1])

    page = administrator.get("/users").text

    assert "Laiškai grįžta" in row_of(page, "Grįžta Vaitk")
    assert "Laiškai vėluoja" in row_of(page, "Vėluoja Vaitk")
    assert "Laiškai" not in row_of(page, "Gauna Vaitk")
    assert f"/users/{ids[0]}/mail/resume" in page
    assert f"/users/{ids[2]}/mail/resume" not in page


def test_an_administrator_lets_letters_leave_again(
    administrator: PageClient, database: Database
) -> None:
    with database.write() as work:
        person = Make(work).user()
    pause(database, person.id)

    page = administrator.follow(administrator.post(f"/users/{person.id}/mail/resume")).text

    assert "Laiškai grįžta" not in page
    assert f"Gavėjas: {person.name}" in page
    assert account(database, person.id).mail_paused_at is None


def test_another_address_ends_the_pause_and_is_signed_in_with(
    administrator: PageClient, visitor: PageClient, database: Database
) -> None:
    person = make_person(database, email=OLD)
    pause(database, person.id)
    assert f'value="{OLD}"' in administrator.get(f"/users/{person.id}/email").text

    administrator.post(f"/users/{person.id}/email", {"email": f" {NEW.upper()} "})

    found = account(database, person.id)
    assert (found.email, found.mail_paused_at, found.mail_pause_status) == (NEW, None, None)
    assert sign_in(visitor, OLD, PASSWORD).status_code == 422
    assert sign_in(visitor, NEW, PASSWORD).status_code == 303
    with database.write() as work:
        assert "user.email_changed" in journal(work, f"user:{person.id}")


def test_the_journal_does_not_keep_the_addresses(
    administrator: PageClient, database: Database
) -> None:
    person = make_person(database, email=OLD)
    administrator.post(f"/users/{person.id}/email", {"email": NEW})

    with database.read() as work:
        kept = work.session.scalars(select(Entry.detail).where(Entry.what == "user.email_changed"))
        assert kept.all() == [{}]


@pytest.mark.parametrize("typed", ["", "no address", "ąb@x.lt", "a@b", "x" * 300 + "@x.lt"])
def test_an_address_that_is_none_is_said_beside_the_field_and_changes_nothing(
    administrator: PageClient, database: Database, typed: str
) -> None:
    person = make_person(database, email=OLD)

    page = administrator.post(f"/users/{person.id}/email", {"email": typed}, status=422).text

    assert 'id="email-error"' in page
    assert f'value="{typed}"' in page
    assert account(database, person.id).email == OLD


def test_an_address_that_is_taken_is_said_beside_the_field(
    administrator: PageClient, database: Database
) -> None:
    person = make_person(database, email=OLD)
    make_person(database, email=NEW)

    page = administrator.post(f"/users/{person.id}/email", {"email": NEW}, status=422).text

    assert "Paskyra su tokiu el. pašto adresu jau yra." in page
    assert account(database, person.id).email == OLD


def test_the_same_address_again_changes_nothing(
    administrator: PageClient, database: Database
) -> None:
    person = make_person(database, email=OLD)
    pause(database, person.id)

    administrator.post(f"/users/{person.id}/email", {"email": OLD})

    assert account(database, person.id).mail_paused_at is not None
    with database.write() as work:
        assert "user.email_changed" not in journal(work, f"user:{person.id}")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MAYOR, Role.DIRECTOR])
def test_nobody_else_changes_addresses(app: Flask, database: Database, role: Role) -> None:
    person = make_person(database, email=OLD)
    other = PageClient(app, database).sign_in(role)

    other.get(f"/users/{person.id}/email", status=403)
    other.post(f"/users/{person.id}/email", {"email": NEW}, status=403)
    other.post(f"/users/{person.id}/mail/resume", status=403)

    assert account(database, person.id).email == OLD


def test_an_account_that_is_not_there_is_not_found(administrator: PageClient) -> None:
    administrator.get("/users/999/email", status=404)
    administrator.post("/users/999/email", {"email": NEW}, status=404)
    administrator.post("/users/999/mail/resume", status=404)
