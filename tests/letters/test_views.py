"""The page "Letters": who sees what, how a letter reads, and trying again."""

import dataclasses
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import SECRET
from tests.letters.posting import PAYLOAD, Posting
from tests.support.client import PageClient
from tests.support.make import Make
from tracker.accounts.models import Role
from tracker.app import create_app
from tracker.core.db import Database
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.keep import keep_mail
from tracker.letters.kept import kept_letters
from tracker.letters.models import LetterState
from tracker.letters.service import Failure
from tracker.letters.smtp import SmtpMailer
from tracker.settings import Settings, load_settings

SUBJECT = "Vėluoja 3 d.: nusiųsti technines sąlygas ir… (Lin Mei-ling)"
FRAME = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@pytest.fixture
def director(app: Flask, database: Database) -> PageClient:
    return PageClient(app, database).sign_in(Role.DIRECTOR)


def give_up(posting: Posting, *, code: int | None = 550) -> None:
    [letter] = posting.claim()
    posting.fail(letter, Failure("5.1.1 no such user", code, is_final=True))


# --- The list ---


def test_the_list_says_of_each_letter_how_it_stands(director: PageClient, posting: Posting) -> None:
    posting.write("a")
    give_up(posting)
    posting.write("b", locale="en")

    page = director.get("/letters", budget=6).text

    assert SUBJECT in page
    assert "3 days late:" in page
    assert "Neišsiųstas" in page
    assert "Laukia" in page
    assert "Pašto serveris laiško nepriėmė (550)." in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (550, "Pašto serveris laiško nepriėmė (550)."),
        (451, "Pašto serveris prašė bandyti vėliau (451)."),
        (None, "Pašto serveris nepatvirtino, kad laišką gavo."),
    ],
)
def test_what_went_wrong_is_said_in_words(
    administrator: PageClient, posting: Posting, code: int | None, said: str
) -> None:
    posting.write()
    give_up(posting, code=code)

    assert said in administrator.get("/letters").text


def test_the_list_is_filtered_by_state(administrator: PageClient, posting: Posting) -> None:
    posting.write("a", address="dead@savivaldybe.example")
    give_up(posting)
    posting.write("b", address="waits@savivaldybe.example")

    unsent = administrator.get("/letters?state=unsent").text
    waiting = administrator.get("/letters?state=waiting").text

    assert ("dead@" in unsent, "waits@" in unsent) == (True, False)
    assert ("dead@" in waiting, "waits@" in waiting) == (False, True)
    assert "Laiškų čia nėra" in administrator.get("/letters?state=sent").text
    assert administrator.get("/letters?state=anything").status_code == 200


def test_older_letters_are_a_page_away_in_the_same_number_of_statements(
    administrator: PageClient, posting: Posting
) -> None:
    for number in range(30):
        posting.write(f"key-{number}", address=f"reader{number:02}@savivaldybe.example")

    first = administrator.get("/letters", budget=7).text
    older = first.split('rel="next" href="', 1)[1].split('"', 1)[0]
    second = administrator.get(older.replace("&amp;", "&"), budget=7).text

    assert ("reader29@" in first, "reader05@" in first, "reader04@" in first) == (True, True, False)
    assert ("reader04@" in second, "reader00@" in second, "reader05@" in second) == (
        True,
        True,
        False,
    )


def test_the_list_names_whom_a_letter_went_to(
    administrator: PageClient, posting: Posting, database: Database
) -> None:
    with database.write() as work:
        owner = Make(work).user(given="Rasa", family="Mikelionytė")
    posting.write(recipient_id=owner.id, address=owner.email)

    page = administrator.get("/letters").text

    assert ">Rasa Mikelionytė</td>" in page
    assert owner.email not in page


# --- Who sees what ---


def test_an_officer_sees_only_letters_to_them(
    client: PageClient, posting: Posting, database: Database
) -> None:
    with database.write() as work:
        other = Make(work).user(given="Rasa").id
    posting.write("a", recipient_id=client.user_id, address="mine@savivaldybe.example")
    posting.write("b", recipient_id=other, address="theirs@savivaldybe.example")

    page = client.get("/letters").text

    assert (page.count("<td>Eglė"), "<td>Rasa" in page) == (1, False)
    client.get("/letters/1")
    for url in ("/letters/2", "/letters/2/html", "/letters/99"):
        client.get(url, status=404)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER])
def test_those_who_may_read_letters_see_all_of_them(
    app: Flask, database: Database, posting: Posting, role: Role
) -> None:
    posting.write()
    reader = PageClient(app, database).sign_in(role)

    assert SUBJECT in reader.get("/letters").text
    assert SUBJECT in reader.get("/letters/1").text


def test_nobody_signed_out_sees_letters(visitor: PageClient, posting: Posting) -> None:
    posting.write()

    for url in ("/letters", "/letters/1", "/letters/1/html"):
        assert visitor.web.get(url).status_code == 303


# --- One letter ---


def test_a_letter_is_shown_as_it_reads_and_its_links_do_not_act(
    director: PageClient, posting: Posting
) -> None:
    posting.write()

    page = director.get("/letters/1").text
    html = director.web.get("/letters/1/html").text

    assert "Gavote, nes atsakote už šią galimybę." in page
    for shown in (page, html):
        assert "/r/ey" not in shown
    assert "/r/…" in html


def test_an_administrator_sees_how_a_letter_stands_and_nothing_of_what_it_says(
    administrator: PageClient, posting: Posting
) -> None:
    posting.write()
    give_up(posting)

    one = administrator.get("/letters/1").text
    for page in (one, administrator.get("/letters").text):
        assert "Laiškas Nr. 1" in page
        assert "nepriėmė (550)" in page
        assert "eIDAS" not in page
    assert "<iframe" not in one
    assert "5.1.1 no such user" in one
    administrator.get("/letters/1/html", status=403)


def test_the_frame_runs_nothing_and_only_our_pages_may_show_it(
    director: PageClient, posting: Posting
) -> None:
    posting.write(payload={**PAYLOAD, "step": "<script>alert(1)</script>"})

    answer = director.web.get("/letters/1/html")

    assert answer.headers["Content-Security-Policy"] == FRAME
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script" not in answer.text
    page = director.get("/letters/1")
    assert "sandbox></iframe>" in page.text


# --- Again ---


def test_an_administrator_lets_a_letter_be_tried_again(
    administrator: PageClient, posting: Posting
) -> None:
    posting.write()
    give_up(posting)
    assert "Siųsti iš naujo" in administrator.get("/letters/1").text

    answer = administrator.post("/letters/1/again")

    page = administrator.follow(answer).text
    assert "Laišką netrukus bandysime išsiųsti dar kartą." in page
    assert "Siųsti iš naujo" not in page
    assert posting.states() == ["queued"]


def test_the_reader_of_a_letter_may_let_it_be_tried_again(
    client: PageClient, posting: Posting
) -> None:
    posting.write(recipient_id=client.user_id)
    give_up(posting)

    client.post("/letters/1/again")

    assert posting.states() == ["queued"]


def test_those_who_may_only_read_may_not_send_again(
    app: Flask, database: Database, posting: Posting
) -> None:
    posting.write()
    give_up(posting)
    auditor = PageClient(app, database).sign_in(Role.AUDITOR)

    assert "Siųsti iš naujo" not in auditor.get("/letters/1").text
    auditor.post("/letters/1/again", status=403)

    assert posting.states() == ["dead"]


def test_a_letter_that_is_not_given_up_is_not_sent_again(
    administrator: PageClient, posting: Posting
) -> None:
    posting.write()

    administrator.post("/letters/1/again", status=409)

    assert posting.letter().state is LetterState.QUEUED


# --- The demo's mailbox ---


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def demo(settings: Settings, database: Database, mailbox: Path) -> PageClient:
    """An officer's browser in a demo that keeps its mail."""
    app = create_app(settings, database, secret_keys=[SECRET], kept_mail=mailbox)
    app.testing = True
    return PageClient(app, database).sign_in(Role.OFFICER)


def deliver(post: Post, mailbox: Path) -> None:
    """Let what is due arrive in the mailbox, over SMTP."""
    assert isinstance(post.mailer, SmtpMailer)
    known = post.mailer.settings.model_dump(exclude_defaults=True)
    with keep_mail(mailbox) as port:
        mailer = SmtpMailer(load_settings(**{**known, "smtp_port": port}))
        deliver_letters(dataclasses.replace(post, mailer=mailer))


def test_in_the_demo_an_officer_sees_the_letters_arrive(
    demo: PageClient, posting: Posting, post: Post, mailbox: Path
) -> None:
    assert "Laiškų dar nėra" in demo.get("/letters").text
    posting.write()
    deliver(post, mailbox)

    page = demo.get("/letters").text

    assert SUBJECT in page
    assert "egle@savivaldybe.example" in page
    [letter] = kept_letters(mailbox)[0]
    assert SUBJECT in demo.get(f"/letters/kept/{letter.key}").text
    assert f'src="/letters/kept/{letter.key}/html"' in page


def test_in_the_demo_the_links_of_a_letter_work(
    demo: PageClient, posting: Posting, post: Post, mailbox: Path
) -> None:
    posting.write()
    deliver(post, mailbox)
    [letter] = kept_letters(mailbox)[0]

    page = demo.get("/letters").text
    frame = demo.web.get(f"/letters/kept/{letter.key}/html")

    assert page.count('<a href="http://127.0.0.1:8000/r/') == 3
    assert frame.text.count('href="http://127.0.0.1:8000/r/') == 3
    assert '<base target="_top">' in frame.text
    assert frame.headers["Content-Security-Policy"] == FRAME.replace(
        "sandbox", "sandbox allow-top-navigation-by-user-activation"
    )


def test_the_demos_mailbox_has_pages_the_latest_first(
    demo: PageClient, posting: Posting, post: Post, mailbox: Path
) -> None:
    for number in range(30):
        posting.write(f"key-{number}", address=f"reader{number:02}@savivaldybe.example")
    deliver(post, mailbox)

    first = demo.get("/letters").text
    older = first.split('rel="next" href="', 1)[1].split('"', 1)[0]
    second = demo.get(older).text

    assert ("reader29@" in first, "reader04@" in first) == (True, False)
    assert ("reader04@" in second, "reader05@" in second) == (True, False)


def test_in_the_demo_the_outbox_is_there_too(demo: PageClient, posting: Posting) -> None:
    posting.write(recipient_id=demo.user_id)

    page = demo.get("/letters?box=out").text

    assert SUBJECT in page
    assert "state=sent&amp;box=out" in page


@pytest.mark.parametrize("key", ["nothing", "..", "../../etc/passwd"])
def test_a_letter_that_was_not_kept_is_not_there(demo: PageClient, key: str) -> None:
    demo.get(f"/letters/kept/{key}", status=404)


def test_without_a_demo_there_is_no_mailbox(client: PageClient) -> None:
    client.get("/letters/kept/anything", status=404)
    client.get("/letters/kept/anything/html", status=404)
