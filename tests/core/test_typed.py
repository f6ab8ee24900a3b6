"""Whatever goes wrong, what a person typed stands on the page that says so."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from psycopg.errors import DeadlockDetected, DiskFull, OutOfMemory
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from tests.support.client import PageClient
from tests.support.pages import check_page
from tests.support.rows import count
from tracker.accounts.models import SignIn
from tracker.contacts.models import Contact
from tracker.core.clock import FixedClock
from tracker.core.db import Database, is_disk_full

NOTE = "Susitarėme grįžti prie <b>kainos</b>.\nSkambinti pavasarį."
FORM = {"name": "Lin Mei-ling", "source": "card", "note": NOTE}
SHOWN = "Lin Mei-ling\n\nSusitarėme grįžti prie &lt;b&gt;kainos&lt;/b&gt;.\nSkambinti pavasarį."


def test_who_was_signed_out_meanwhile_loses_no_text(client: PageClient, database: Database) -> None:
    with database.write() as work:
        for sign_in in work.session.scalars(select(SignIn)):
            work.session.delete(sign_in)

    page = client.post("/contacts/new", FORM, status=401).text

    assert f'readonly aria-describedby="typed-hint">{SHOWN}</textarea>' in page
    assert "Prisijungti" in page
    assert count(database, Contact) == 0


def test_a_page_that_is_too_old_loses_no_text(client: PageClient, database: Database) -> None:
    client.csrf()

    answer = client.web.post("/contacts/new", data={**FORM, "csrf_token": "stale"})

    assert answer.status_code == 400
    assert SHOWN in answer.text
    check_page("/contacts/new", answer)
    assert count(database, Contact) == 0


def test_what_a_page_carried_unseen_is_not_said_again(client: PageClient) -> None:
    sent = {"kind": "note", "text": NOTE, "was_city_names": "台南"}

    assert "台南" not in client.post("/leads/999/activities", sent, status=404).text


def test_what_is_not_there_any_more_loses_no_text(client: PageClient) -> None:
    sent = {"kind": "note", "text": NOTE}

    assert "Skambinti pavasarį." in client.post("/leads/999/activities", sent, status=404).text


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """Let SQLite have no page more than it has; it says the same as of a full disk."""
    with database.engine.connect() as connection:
        most = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {most}"))
    try:
        yield
    finally:
        with database.engine.connect() as connection:
            connection.execute(text("PRAGMA max_page_count = 1073741823"))


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_SQLITE
def test_a_full_disk_is_said_and_loses_no_text(client: PageClient, database: Database) -> None:
    token = client.csrf()

    with full_disk(database):
        answers = [
            client.web.post(
                "/contacts/new",
                data={**FORM, "note": NOTE + "x" * 9000, "anyway": "1", "csrf_token": token},
            )
            for _ in range(9)
        ]

    refused = [answer for answer in answers if answer.status_code != 303]
    assert refused
    assert {answer.status_code for answer in refused} == {507}
    assert "Diskas pilnas" in refused[0].text
    assert "Skambinti pavasarį." in refused[0].text
    client.post("/contacts/new", {**FORM, "anyway": "1"})


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (DBAPIError("COMMIT", None, DiskFull()), True),
        (DBAPIError("COMMIT", None, OutOfMemory()), False),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (ValueError("disk full"), False),
    ],
)
def test_a_full_disk_is_told_from_other_troubles(error: Exception, *, full: bool) -> None:
    assert is_disk_full(error) is full


@ON_SQLITE
def test_a_database_that_another_program_holds_is_waited_for_and_loses_no_text(
    client: PageClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = client.csrf()
    monkeypatch.setattr("tracker.core.web.PATIENCE_S", 0.05)
    other = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    answer = client.web.post("/contacts/new", data={**FORM, "csrf_token": token})

    other.close()
    assert answer.status_code == 503
    assert SHOWN in answer.text


def test_two_who_waited_for_each_other_are_told_to_try_again_and_lose_no_text(
    client: PageClient, database: Database
) -> None:
    token = client.csrf()

    def end_one(*_: object) -> None:
        raise OperationalError("COMMIT", None, DeadlockDetected("deadlock detected"))

    event.listen(database.engine, "commit", end_one)

    answer = client.web.post("/contacts/new", data={**FORM, "anyway": "1", "csrf_token": token})

    event.remove(database.engine, "commit", end_one)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "todėl niekas neišsaugota. Bandykite dar kartą." in answer.text
    assert SHOWN in answer.text
    assert count(database, Contact) == 0


def test_a_password_is_never_shown_again(visitor: PageClient) -> None:
    visitor.csrf()
    sent = {"email": "eglė@savivaldybe.example", "password": "Labai slaptas", "csrf_token": "stale"}

    answer = visitor.web.post("/sign-in", data=sent)

    assert answer.status_code == 400
    assert "<textarea" not in answer.text
    assert "slaptas" not in answer.text


def test_what_another_site_sends_is_not_repeated(client: PageClient) -> None:
    sent = {**FORM, "csrf_token": client.csrf()}

    answer = client.web.post("/contacts/new", data=sent, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400
    assert "Skambinti" not in answer.text


def test_choices_and_days_are_no_text(client: PageClient, clock: FixedClock) -> None:
    sent = {"kind": "note", "text": "Gerai", "happened_on": str(clock.now().date())}

    page = client.post("/leads/999/activities", sent, status=404).text

    assert ">Gerai</textarea>" in page
