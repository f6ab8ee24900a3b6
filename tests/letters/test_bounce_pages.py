"""Letters that came back, on the pages about letters and at the command line."""

import csv
import io

from flask import Flask

from tests.letters.bouncing import Bouncing, sample
from tests.letters.test_cli import Here, run
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import words
from tracker.accounts.models import Role
from tracker.core.db import Database
from tracker.letters import bounces
from tracker.letters.models import Outcome
from tracker.settings import Settings

GONE = "Šiuo adresu laiškų niekas negauna (5.1.1)."
FULL = "Gavėjo pašto dėžutė pilna (5.2.2)."


def test_the_list_says_why_a_letter_came_back(
    administrator: PageClient, bouncing: Bouncing
) -> None:
    bouncing.comes_back("postfix_unknown", bouncing.send("a"))
    bouncing.comes_back("mailbox_full", bouncing.send("b"))

    page = administrator.get("/letters?state=unsent", budget=7).text

    assert "Grąžintas" in page
    assert GONE in page
    assert FULL in page


def test_what_came_back_and_what_was_not_sent_are_one_list_and_its_name_says_both(
    administrator: PageClient,
) -> None:
    page = words(administrator.get("/letters?state=unsent").text)

    assert "Neišsiųsti ir grąžinti" in page


def test_a_letter_that_came_back_leads_an_administrator_to_its_readers_address(
    app: Flask, database: Database, administrator: PageClient, bouncing: Bouncing
) -> None:
    number = bouncing.send()
    bouncing.comes_back("postfix_unknown", number)
    director = PageClient(app, database).sign_in(Role.DIRECTOR)

    page = administrator.get(f"/letters/{number}").text
    assert f'<a href="/users/{bouncing.user_id}/email">Keisti el. paštą</a>' in page
    assert f'<a href="/users/{bouncing.user_id}/edit">{bouncing.user.name}</a>' in page
    seen = director.get(f"/letters/{number}").text
    assert bouncing.user.name in seen
    assert '/email"' not in seen


def test_a_letter_says_what_was_told_of_it(administrator: PageClient, bouncing: Bouncing) -> None:
    number = bouncing.send()
    bouncing.comes_back("postfix_delayed", number)
    bouncing.comes_back("mailbox_full", number)

    page = words(administrator.get(f"/letters/{number}").text)

    assert FULL in page
    assert "552 5.2.2 Mailbox size limit exceeded" in page
    assert "Laiškas vėluoja: pašto serveris dar bando jį įteikti (4.4.1)." in page


def test_what_a_server_says_is_text(administrator: PageClient, bouncing: Bouncing) -> None:
    number = bouncing.send()
    raw = bouncing.report("mailbox_full", number)
    bouncing.take_in(raw.replace(b"Mailbox size", b"<script>alert(1)</script>"))

    assert "<script>alert" not in administrator.get(f"/letters/{number}").text


def test_a_letter_that_came_back_from_a_full_mailbox_is_sent_again_by_its_reader(
    app: Flask, database: Database, bouncing: Bouncing
) -> None:
    number = bouncing.send()
    bouncing.comes_back("mailbox_full", number)
    reader = PageClient(app, database).sign_in(user_id=bouncing.user_id)
    assert "Siųsti iš naujo" in reader.get(f"/letters/{number}").text

    reader.post(f"/letters/{number}/again")

    assert bouncing.posting.states() == ["queued"]


def test_a_letter_to_nobody_offers_no_way_to_send_it_again(
    administrator: PageClient, bouncing: Bouncing
) -> None:
    number = bouncing.send()
    bouncing.comes_back("postfix_unknown", number)

    assert "Siųsti iš naujo" not in administrator.get(f"/letters/{number}").text
    refused = administrator.post(f"/letters/{number}/again", status=409).text

    assert "priminimas bus parašytas iš naujo" in refused
    assert bouncing.posting.states() == ["bounced"]


def test_an_administrator_is_told_of_mail_that_does_not_arrive(
    administrator: PageClient, bouncing: Bouncing, database: Database
) -> None:
    quiet = administrator.get("/letters", budget=7).text
    bouncing.comes_back("postfix_unknown", bouncing.send("a"))
    bouncing.take_in(sample("foreign"))
    with database.write() as work:
        bounces.note_unreadable(work, "digest", "RecursionError")

    page = administrator.get("/letters", budget=7).text

    for said in (
        "Laiškai nepasiekia 1 naudotojo: žr. „Paskyros“.",
        "Pristatymo pranešimų dėžutėje yra 1 neperskaitomas laiškas",
        "1 pastarosios savaitės pristatymo pranešimas nesusijęs su jokiu mūsų laišku.",
    ):
        assert (said in quiet, said in page) == (False, True)


def test_reminders_of_somebody_whom_mail_does_not_reach_are_said_apart(
    administrator: PageClient, bouncing: Bouncing, database: Database
) -> None:
    bouncing.comes_back("postfix_unknown", bouncing.send("a"))
    with database.write() as work:
        make = Make(work)
        make.lead(owner_id=bouncing.user_id, next_step_on=work.today)

    page = administrator.get("/letters", budget=7).text

    assert "1 priminimas laukia, kol laiškai pasieks atsakingą asmenį." in page
    assert "laukia naujo atsakingo asmens" not in page


# --- The command line ---


def test_bounces_are_listed_for_programs_and_other_mail_is_counted(
    settings: Settings, database: Database, bouncing: Bouncing
) -> None:
    number = bouncing.send("a")
    bouncing.comes_back("postfix_unknown", number)
    bouncing.comes_back("postfix_delayed", bouncing.send("b"))
    bouncing.take_in(sample("foreign"))
    assert bouncing.take_in(sample("absence")) is Outcome.OTHER

    result = run(Here(settings, database), "bounces", "--format", "tsv")

    rows = list(csv.DictReader(io.StringIO(result.stdout), delimiter="\t"))
    assert [(row["letter"], row["kind"], row["status"], row["lost"]) for row in rows] == [
        (str(number), "hard", "5.1.1", "yes"),
        (str(number + 1), "soft", "4.4.1", "not yet"),
        ("", "hard", "5.1.1", "yes"),
    ]
    assert rows[0]["address"] == "egle@savivaldybe.example"
    assert rows[0]["at"].startswith("2026-11-23T06:00:00")
    assert result.exception is None
    assert result.stderr == "Other mail left alone: 1. Not readable: 0.\n"


def test_no_bounces_are_an_empty_list(settings: Settings, database: Database) -> None:
    assert run(Here(settings, database), "bounces", "--format", "json").stdout == "[]\n"
