"""The mayor's page: its sentence, its links, who may see it, what it costs."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import html5lib
import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.dashboard.test_counts import done_step
from tests.dashboard.world import fill
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import links, words
from tracker.accounts.models import Role
from tracker.agreements.models import Agreement, AgreementKind, AgreementStatus
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.dashboard.queries import lines
from tracker.leads.filters import LeadFilter, conditions
from tracker.leads.models import Lead

BUDGET = 6
"""Sign-in, frame, counts, rows, trips, coverage."""
NUMBER = re.compile(r"\d+")


def rows_of(work: Work, url: str, me: int) -> int:
    asked = LeadFilter.from_args(dict(parse_qsl(urlsplit(url).query)))
    wanted = conditions(asked, me=me, today=work.today)
    return work.session.scalar(select(func.count(Lead.id)).where(*wanted)) or 0


@pytest.mark.parametrize("period", ["", "6m", "year"])
def test_every_number_leads_to_exactly_its_rows(
    mayor: PageClient, database: Database, period: str
) -> None:
    with database.write() as work:
        fill(work, leads=100)

    answer = mayor.get(f"/dashboard?period={period}", budget=BUDGET)

    checked = 0
    with database.read() as work:
        for url, text in links(answer.text):
            numbers = NUMBER.findall(text)
            if urlsplit(url).path == "/leads" and numbers and "€" not in text:
                assert rows_of(work, url, mayor.user_id) == int(numbers[-1]), (url, text)
                checked += 1
    assert checked > 25


def test_the_lists_behind_the_numbers_show_as_many_rows(
    mayor: PageClient, database: Database
) -> None:
    with database.write() as work:
        fill(work, leads=60)

    page = mayor.get("/dashboard").text

    behind = {url: text for url, text in links(page) if url.startswith("/leads?")}
    for url, text in behind.items():
        numbers = NUMBER.findall(text)
        if "€" not in text and numbers and (number := int(numbers[-1])) <= 50:  # one page of rows
            assert mayor.get(url).text.count("<tr data-row>") == number, (url, text)


def test_the_sentence_says_what_came_and_what_is_stuck(
    mayor: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        make.trip()
        make.lead(stage="running", value_eur=Decimal(1), due=timedelta(days=1))
        make.lead(due=timedelta(days=-3))
        make.lead(due=None)

    page = words(mayor.get("/dashboard").text)

    assert (
        "1 komandiruotė ar vizitas, 3 galimybės: dėl 1 susitarta, 1 vėluoja, 1 be kito žingsnio."
        " Jūsų sprendimo niekas nelaukia."
    ) in page


def test_what_is_stuck_whenever_it_began_is_no_part_of_a_period(
    mayor: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        make.lead(stage="running", value_eur=Decimal(1), due=timedelta(days=1))
        make.lead(due=timedelta(days=-3), opened_at=work.now - timedelta(days=700))

    whole, year = (words(mayor.get(f"/dashboard?period={p}").text) for p in ("", "year"))

    assert "2 galimybės: dėl 1 susitarta, 1 vėluoja." in whole
    assert "1 galimybė: dėl 1 susitarta. Iš visų galimybių 1 vėluoja." in year


@pytest.mark.parametrize("period", ["", "6m", "year"])
def test_the_bars_add_up_to_the_leads_of_the_sentence(
    mayor: PageClient, database: Database, period: str
) -> None:
    with database.write() as work:
        fill(work, leads=100)

    page = mayor.get(f"/dashboard?period={period}").text

    card = html5lib.parse(page, namespaceHTMLElements=False).find(".//*[@aria-labelledby='funnel']")
    leads = NUMBER.findall("".join(card.find("header/span").itertext()))[0]
    bars = ["".join(row.find("td[@class='num']").itertext()) for row in card.find(".//tbody")]
    assert sum(int(bar) for bar in bars) == int(leads)
    assert f"{leads} galimyb" in "".join(
        html5lib.parse(page, namespaceHTMLElements=False).find(".//h1").itertext()
    )


@pytest.mark.parametrize(
    ("leads", "lt", "en"),
    [
        (1, "1 galimybė", "1 lead"),
        (2, "2 galimybės", "2 leads"),
        (10, "10 galimybių", "10 leads"),
        (21, "21 galimybė", "21 leads"),
    ],
)
def test_the_sentence_counts_in_both_languages(
    mayor: PageClient, database: Database, leads: int, lt: str, en: str
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user()
        for _ in range(leads):
            make.lead(owner_id=owner.id)

    assert f", {lt}. " in words(mayor.get("/dashboard").text)
    mayor.speak("en")
    assert f", {en}. " in words(mayor.get("/dashboard").text)


def test_the_english_page_is_as_whole_as_the_lithuanian(
    mayor: PageClient, database: Database
) -> None:
    with database.write() as work:
        fill(work, leads=60)
    lithuanian = mayor.get("/dashboard").text
    mayor.speak("en")
    english = mayor.get("/dashboard").text

    heads = re.compile(r"<h2[^>]*>([^<]+)</h2>")
    assert "What came of it" in english
    assert len(heads.findall(english)) == len(heads.findall(lithuanian))
    assert [url for url, _ in links(english)] == [url for url, _ in links(lithuanian)]


def test_the_week_under_way_is_said_apart_from_the_line(
    mayor: PageClient, database: Database
) -> None:
    with database.write() as work:
        for week in range(3):
            for _ in range(4):
                done_step(work, due=date(2026, 11, 2 + 7 * week),
                          at=datetime(2026, 11, 2 + 7 * week, 8, tzinfo=UTC))  # fmt: skip
        done_step(work, due=date(2026, 11, 20), at=datetime(2026, 11, 23, 5, tzinfo=UTC))

    page = mayor.get("/dashboard").text

    assert "paskutinę visą savaitę 100 %, tikslas 90 %" in page
    assert "Šią savaitę kol kas laiku: 0 iš 1." in page


def test_a_name_and_its_number_stay_on_one_line(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        make.lead(owner_id=make.user(given="Domas", family="Šeškus").id, due=timedelta(1))

    assert ">D.\u00a0Šeškus\u00a01</a></span> " in mayor.get("/dashboard").text


def test_where_only_the_first_few_are_shown_they_are_the_worst(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        for days in range(9):  # the worst ones are entered last
            make.lead(f"Vėluoja{days}", due=timedelta(days=-1 - days), value_eur=Decimal(days))
            opened = work.now - timedelta(days=days)
            make.lead(f"Niekieno{days}", owner_id=None, due=None, opened_at=opened)

    with database.read() as work:
        first = lines(work)

    assert [line.title for line in first.late] == [f"Vėluoja{days}" for days in (8, 7, 6, 5)]
    assert [line.title for line in first.unowned] == [f"Niekieno{days}" for days in (8, 7, 6, 5)]
    assert [line.title for line in first.largest] == ["Vėluoja8"]


def test_the_mayor_may_name_an_owner_and_an_auditor_only_looks(
    app: Flask, mayor: PageClient, database: Database
) -> None:
    auditor = PageClient(app, database).sign_in(Role.AUDITOR)
    with database.write() as work:
        lead = Make(work).lead("Be nieko", owner_id=None, due=None)
    wanted = (f"/leads/{lead.id}#new-owner", "Paskirti")

    assert wanted in list(links(mayor.get("/dashboard").text))
    assert wanted not in list(links(auditor.get("/dashboard").text))


def test_the_value_says_what_is_in_it(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        make.lead(value_eur=Decimal(2_528_000), stage="proposal")
        make.lead(value_eur=Decimal(5_000_000), stage="meeting")

    page = words(mayor.get("/dashboard").text)

    assert "7 528 000 €, iš jų 5 000 000 € – viena galimybė" in page
    assert "3 390 400 € pagal etapo tikimybę" in page


def test_totals_are_whole_euros(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        Make(work).lead(value_eur=Decimal("12500.50"), stage="proposal")
        Make(work).lead(value_eur=Decimal("100.25"), stage="proposal")

    page = words(mayor.get("/dashboard").text)

    assert "12 601 €, iš jų 12 500 € – viena galimybė" in page
    assert not re.search(r",\d\d €", page)


def test_below_three_countries_there_is_a_list_and_no_map(
    mayor: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        make.lead(country="TW")
        make.lead(country="JP")
    assert 'class="mini map"' not in mayor.get("/dashboard").text

    with database.write() as work:
        Make(work).lead(country="DE")

    page = mayor.get("/dashboard").text
    assert 'class="mini map"' in page
    assert page.count('class="arc"') == 3


def test_an_empty_house_shows_its_first_steps(
    app: Flask, mayor: PageClient, database: Database
) -> None:
    officer = PageClient(app, database).sign_in(Role.OFFICER)

    hers, his = mayor.get("/dashboard", budget=BUDGET), officer.get("/dashboard", budget=BUDGET)

    assert "Nuo ko pradėsime?" in hers.text
    assert hers.text.count("<li>\n") >= 3
    assert ("/reports/new", "Įkelti") in list(links(his.text))
    assert "/reports/new" not in hers.text
    assert "0 komandiruočių" not in hers.text


def test_too_few_steps_draw_no_line(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        Make(work).lead()

    page = mayor.get("/dashboard").text

    assert 'class="mini trend"' not in page
    assert "Per 12 savaičių atlikta 0 žingsnių" in page


def test_a_holiday_of_this_week_is_shown_as_one(
    mayor: PageClient, database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        Make(work).trip()
    clock.move_to(datetime(2027, 2, 15, 8, tzinfo=UTC))
    mayor.sign_in(Role.MAYOR)

    page = mayor.get("/dashboard").text

    assert re.search(r'<li class="off"><span class="xs">An 16</span><b>–</b>', page)
    assert "nedarbo diena" in page


def test_the_newest_agreement_closes_the_first_card(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        Make(work).trip()
        organisation = Make(work).organisation(name_lt="Liublino miestas")
        for day in (date(2024, 10, 10), date(2026, 4, 22)):
            work.session.add(
                Agreement(
                    organisation_id=organisation.id,
                    kind=AgreementKind.COOPERATION,
                    title="Bendra paraiška",
                    status=AgreementStatus.ACTIVE,
                    signed_on=day,
                    created_at=work.now,
                )
            )

    page = words(mayor.get("/dashboard").text)

    newest = "Bendra paraiška – Liublino miestas, 2026 m. balandžio 22 d."
    assert f"Naujausias susitarimas: {newest}" in page


def test_a_trip_to_come_is_no_result_yet(mayor: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        make.trip("Ryga", start_on=date(2026, 11, 25), end_on=date(2026, 11, 26))
        make.trip("Liublinas", start_on=date(2026, 2, 5), end_on=date(2026, 2, 6))

    page = words(mayor.get("/dashboard").text)

    assert "Liublinas 2026-02" in page
    assert "Ryga" not in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_everybody_who_reads_may_look(app: Flask, database: Database, role: Role) -> None:
    PageClient(app, database).sign_in(role).get("/dashboard", budget=BUDGET)


def test_an_administrator_of_accounts_may_not(app: Flask, database: Database) -> None:
    PageClient(app, database).sign_in(Role.ADMINISTRATOR).get("/dashboard", status=403)


def test_a_visitor_is_asked_to_sign_in(visitor: PageClient) -> None:
    answer = visitor.web.get("/dashboard")

    assert answer.headers["Location"] == "/sign-in?next=/dashboard"


def test_the_page_costs_the_same_statements_full_and_empty(
    mayor: PageClient, database: Database
) -> None:
    mayor.get("/dashboard")
    empty = len(mayor.statements)
    with database.write() as work:
        fill(work, leads=120)
    mayor.get("/dashboard")

    assert empty <= len(mayor.statements) <= BUDGET
