"""Deciding on a report: kept for later, put right, done once, by those who may."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.review.page import opened, put_in
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.rows import count
from tracker.accounts.models import Role
from tracker.core.db import Database
from tracker.leads.models import Lead
from tracker.trips.models import Delegate, DocumentState, SourceDocument, Trip

REPORTS = Path(__file__).parents[1] / "data" / "reports"


def test_the_same_report_again_makes_nothing_new(
    officer: PageClient, database: Database, taipei: str
) -> None:
    put_in(officer, taipei).send()

    reflowed = "  " + taipei.replace("\n\n", "\n \n\n").replace("\t", "  ")
    answer = officer.post("/reports/new", {"text": reflowed})
    page = officer.follow(answer).text

    assert "Ši ataskaita jau įkelta" in page
    assert 'href="/trips/1"' in page
    assert count(database, SourceDocument) == 1
    assert count(database, Trip) == 1
    assert count(database, Lead) == 4


def test_a_report_under_review_is_gone_on_with_not_begun_anew(
    officer: PageClient, database: Database, taipei: str
) -> None:
    first = put_in(officer, taipei)

    second = put_in(officer, taipei)

    assert second.url == first.url
    assert count(database, SourceDocument) == 1


def test_a_second_press_makes_one_trip(
    officer: PageClient, database: Database, taipei: str
) -> None:
    page = put_in(officer, taipei)
    page.send()

    answer = page.send()

    assert "Ši ataskaita jau įkelta" in officer.follow(answer).text
    assert count(database, Trip) == 1
    assert count(database, Lead) == 4


def test_two_officers_who_confirm_at_once_make_one_trip(
    officer: PageClient, app: Flask, database: Database, taipei: str
) -> None:
    page = put_in(officer, taipei)
    colleagues = [PageClient(app, database).sign_in(Role.OFFICER) for _ in range(4)]
    sent = [(one, {**page.form, "do": "create", "csrf_token": one.csrf()}) for one in colleagues]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: pair[0].web.post(page.url, data=pair[1]), sent))

    assert [answer.status_code for answer in answers] == [303] * 4
    assert sorted(answer.headers["Location"].split("/")[1] for answer in answers) == [
        "reports",
        "reports",
        "reports",
        "trips",
    ]
    assert count(database, Trip) == 1
    assert count(database, Lead) == 4


def test_two_officers_who_bring_the_same_report_at_once_share_one(
    app: Flask, database: Database, taipei: str
) -> None:
    colleagues = [PageClient(app, database).sign_in(Role.OFFICER) for _ in range(2)]
    sent = [(one, {"text": taipei, "csrf_token": one.csrf()}) for one in colleagues]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: pair[0].web.post("/reports/new", data=pair[1]), sent))

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert count(database, SourceDocument) == 1


def test_decisions_are_kept_for_later_and_for_a_colleague(
    officer: PageClient, app: Flask, database: Database, taipei: str
) -> None:
    with database.write() as work:
        rasa = Make(work).user(given="Rasa", family="Kazlauskienė")
    page = put_in(officer, taipei)
    page.fill(value_delegates_0="Rytis M. Račkauskas", owner_topics_2=str(rasa.id))
    page.reject("topics-3").accept("people-0").send("save")

    colleague = PageClient(app, database).sign_in(Role.DIRECTOR)
    again = opened(colleague, page.url)

    assert again.form["value-delegates-0"] == "Rytis M. Račkauskas"
    assert again.form["owner-topics-2"] == str(rasa.id)
    assert again.choice("topics-3") == "reject"
    assert again.choice("people-0") == "accept"
    assert count(database, Trip) == 0
    assert page.url in colleague.get("/reports/new").text


def test_everything_certain_can_be_accepted_without_a_script(
    officer: PageClient, taipei: str
) -> None:
    page = put_in(officer, taipei)
    for name in [name for name in page.form if name.startswith("fact-")]:
        del page.form[name]
    page.send("certain")

    again = opened(officer, page.url)

    assert again.choice("delegates-0") == "accept"
    assert again.choice("topics-0") == "accept"
    assert again.choice("topics-3") == "wait"  # only likely
    assert again.choice("people-0") == "wait"


def test_what_no_page_offers_is_not_kept(
    officer: PageClient, database: Database, taipei: str
) -> None:
    page = put_in(officer, taipei)

    page.form |= {
        "fact-topics-0": "perhaps",
        "fact-topics-99": "accept",
        "value-topics-99": "x",
        "direction": "sideways",
        "into": "abc",
        "value-trip-event": "a" * 20_000,
    }
    page.send("save")

    with database.read() as work:
        kept = work.session.scalars(select(SourceDocument)).one().decisions
    assert kept["items"]["topics-0"]["choice"] == "wait"
    assert "topics-99" not in kept["items"]
    assert (kept["direction"], kept["into"]) == ("outgoing", "new")
    assert len(kept["items"]["trip-event"]["value"]) == 10_000


def test_a_trip_that_is_not_there_cannot_be_filled(
    officer: PageClient, database: Database, taipei: str
) -> None:
    page = put_in(officer, taipei)
    page.form["into"] = "1000"

    page.send(status=404)

    assert count(database, Lead) == 0


def test_a_trip_that_got_its_report_meanwhile_is_not_filled_twice(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        Make(work).trip()
    first = put_in(officer, taipei)
    second = put_in(officer, taipei + "\nPriedas: nuotraukos.")
    assert first.form["into"] == second.form["into"] == "1"
    first.send()

    answer = second.send(status=409)

    assert "pasikeitė" in answer.text
    assert count(database, Lead) == 4


def test_a_discarded_report_can_be_put_in_again(
    officer: PageClient, database: Database, taipei: str
) -> None:
    page = put_in(officer, taipei)

    officer.post(page.url.replace("/review", "/discard"))

    assert "Ši ataskaita atmesta" in officer.get(page.url).text
    assert put_in(officer, taipei).url != page.url
    assert count(database, SourceDocument) == 2


def test_a_confirmed_report_cannot_be_discarded(
    officer: PageClient, database: Database, taipei: str
) -> None:
    page = put_in(officer, taipei)
    page.send()

    officer.post(page.url.replace("/review", "/discard"), status=409)

    with database.read() as work:
        state = work.session.scalars(select(SourceDocument.state)).one()
        assert state is DocumentState.CONFIRMED


@pytest.mark.parametrize("role", [Role.MAYOR, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER])
def test_those_who_only_read_put_no_report_in(
    officer: PageClient, database: Database, taipei: str, role: Role
) -> None:
    url = put_in(officer, taipei).url
    officer.sign_in(role)

    officer.get("/reports/new", status=403)
    officer.post("/reports/new", {"text": taipei + "x"}, status=403)
    officer.get(url, status=403)
    officer.post(url, {"do": "create"}, status=403)
    officer.post(url.replace("/review", "/discard"), status=403)
    assert count(database, Trip) == 0
    assert count(database, SourceDocument) == 1


def test_a_visitor_is_asked_to_sign_in(visitor: PageClient) -> None:
    visitor.get("/reports/new", status=303)


def test_a_report_is_shown_as_text_whatever_it_holds(officer: PageClient) -> None:
    text = (
        "<script>alert(1)</script>\nKOMANDIRUOTĖS ATASKAITA\n1. Komandiruotės trukmė\n"
        "2024 m. kovo 17-24 d.\n2. Vieta\nRyga (Latvija)\n"
        'Bendradarbiavimo sritys: "><img src=x onerror=alert(2)>, duomenų analizė & sauga.\n'
    )

    page = put_in(officer, text)
    page.fill(value_trip_place='<b>Ryga</b>, "Latvija"', value_trip_days="2024-03-17")
    page.accept("trip-place", "trip-days")
    again = page.send(status=422).text

    for shown in (page.text, again):
        assert "<script>alert" not in shown
        assert "<img" not in shown
        assert "<b>Ryga" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_the_review_speaks_english_to_those_who_do(
    officer: PageClient, database: Database, taipei: str
) -> None:
    officer.sign_in(language="en")

    page = put_in(officer, taipei)

    for words in ("Check what we found in the report", "Taipėjus, Taiwan", "17–24 March 2024"):
        assert words in page.text, words
    page.send()
    with database.read() as work:
        assert work.session.scalars(select(Trip.country)).one() == "TW"


def test_a_text_that_is_no_report_says_that_nothing_was_found(officer: PageClient) -> None:
    page = put_in(officer, "Rytoj susitinkame prie fontano, atsineškite kavos.")

    assert "Šiame tekste nieko neradome" in page.text


@pytest.mark.parametrize("report", sorted(REPORTS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_sample_report_can_be_reviewed_and_made(
    officer: PageClient, database: Database, report: Path
) -> None:
    page = put_in(officer, report.read_text("utf-8"))
    page.accept("trip-place", "trip-days")
    if not page.form["value-trip-place"]:
        page.fill(value_trip_place="Ryga, Latvija")
    if not page.form["value-trip-days"]:
        page.fill(value_trip_days="2024-03-17 – 2024-03-18")

    officer.follow(page.send())

    assert count(database, Trip) == 1


def _user_ids(database: Database) -> dict[str, int | None]:
    with database.read() as work:
        rows = work.session.execute(select(Delegate.name, Delegate.user_id))
        return {row.name: row.user_id for row in rows}


def test_a_delegate_of_an_accounts_name_is_offered_as_that_account(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        mayor = Make(work).user(given="Rytis", family="Račkauskas", role=Role.MAYOR)
        Make(work).user(given="Loreta", family="Masiliūnienė", disabled_at=work.now)

    page = put_in(officer, taipei)
    page.send()

    assert page.text.count("Mūsų naudotojas šiuo vardu") == 1
    assert _user_ids(database) == {
        "Rytis Račkauskas": mayor.id,
        "Žibutė Gaivenienė": None,
        "Loreta Masiliūnienė": None,
        "Arūnas Balčiūnas": None,
    }


def test_a_delegate_who_only_bears_an_accounts_name_is_not_that_account(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        Make(work).user(given="Rytis", family="Račkauskas")

    put_in(officer, taipei).fill(user_delegates_0="another").send()

    assert _user_ids(database)["Rytis Račkauskas"] is None


def test_a_delegate_whose_name_is_put_right_becomes_the_account_of_that_name(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        user = Make(work).user(given="Arūna", family="Balčiūnė")

    put_in(officer, taipei).fill(value_delegates_3="aruna balciune").send()

    assert _user_ids(database)["aruna balciune"] == user.id


def test_two_accounts_of_one_name_are_nobodys_guess(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        Make(work).user(given="Rytis", family="Račkauskas")
        Make(work).user(given="Rytis", family="Račkauskas")

    page = put_in(officer, taipei)
    page.send()

    assert "Mūsų naudotojas šiuo vardu" not in page.text
    assert _user_ids(database)["Rytis Račkauskas"] is None


def test_aims_stand_apart_in_one_line_which_ends_at_a_word(officer: PageClient) -> None:
    aims = (
        "Aptarti bendrus darbus su miesto taryba",
        "Susipažinti su atvirais duomenimis",
        "Susitikti su žurnalistais ir pasiklausyti jų ilgametės darbo patirties",
    )
    listed = "\n".join(f"- {aim};" for aim in aims)

    page = put_in(officer, f"KOMANDIRUOTĖS Į RYGĄ ATASKAITA\n\n1. Tikslas\n{listed}\n").text

    assert f">{'; '.join(aims).removesuffix(' patirties')}…</a>" in page
