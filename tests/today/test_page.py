"""The page Today: what it greets, counts, shows, and to whom."""

from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import words
from tracker.accounts.models import Role
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.queries import lead_to_change
from tracker.reminders.service import finish_step
from tracker.today import queries

BUDGET = 7
"""Sign-in, frame, counts, rows, the week, for whom one stands in, and after a deed its lead."""


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.MAYOR, "/dashboard"),
        (Role.VICE_MAYOR, "/dashboard"),
        (Role.OFFICER, "/today"),
        (Role.DIRECTOR, "/today"),
        (Role.COMMUNICATIONS, "/today"),
        (Role.AUDITOR, "/today"),
        (Role.ADMINISTRATOR, "/users"),
    ],
)
def test_home_leads_everybody_to_the_page_they_come_for(
    app: Flask, database: Database, role: Role, path: str
) -> None:
    client = PageClient(app, database).sign_in(role)

    assert client.get("/", status=302).headers["Location"] == path


def test_who_may_not_read_is_led_from_today_to_their_own_page(
    app: Flask, database: Database
) -> None:
    client = PageClient(app, database).sign_in(Role.ADMINISTRATOR)

    assert client.get("/today", status=302).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("hour", "lt", "en"),
    [
        (5, "Labas rytas, Egle", "Good morning, Eglė"),
        (9, "Laba diena, Egle", "Good afternoon, Eglė"),
        (16, "Labas vakaras, Egle", "Good evening, Eglė"),
    ],
)
def test_the_greeting_goes_by_the_hour_and_calls_a_lithuanian_by_name(
    client: PageClient, clock: FixedClock, hour: int, lt: str, en: str
) -> None:
    clock.move_to(datetime(2026, 11, 23, hour, 30, tzinfo=UTC))
    with client.database.write() as work:
        Make(work).lead()

    assert lt in words(client.get("/today").text)
    client.speak("en")
    assert en in words(client.get("/today").text)


def test_one_line_says_the_day_and_what_there_is(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        for due in (-3, -1, 0, 2, 4, 6, None):
            days = None if due is None else timedelta(days=due)
            make.lead(owner_id=client.user_id, due=days)

    page = words(client.get("/today", budget=BUDGET).text)

    assert (
        "Pirmadienis, lapkričio 23 d. · 2 vėluoja, 1 šiandien, 3 vėliau šią savaitę,"
        " 1 be kito žingsnio"
    ) in page
    assert "vėluoja 3 d." in page


@pytest.mark.parametrize("path", ["/today", "/leads", "/leads/board", "/leads/{lead}"])
def test_a_step_whose_hour_has_passed_is_late_wherever_it_stands(
    client: PageClient, database: Database, clock: FixedClock, path: str
) -> None:
    with database.write() as work:
        lead = Make(work).lead(owner_id=client.user_id, due=timedelta())
        lead.next_step_at = time(9, 30)
        path = path.format(lead=lead.id)
    assert "iki 9:30" in words(client.get(path, budget=12).text)

    clock.move_to(datetime(2026, 11, 23, 7, 31, tzinfo=UTC))

    assert "vėluoja nuo 9:30" in words(client.get(path, budget=12).text)


def test_the_row_says_who_what_and_what_time_it_is_there(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        contact = make.contact(organisation=make.organisation())
        make.phone(contact, "+886 2 5550 1234")
        make.lead("El. parašas", owner_id=client.user_id, contact_id=contact.id, due=timedelta())

    answer = client.get("/today")

    assert (
        "Paskambinti Mei-ling Lin, Lanyang SignTrust Co., Ltd. El. parašas pas juos 14:00 šiandien"
    ) in words(answer.text)
    assert 'href="tel:+886255501234"' in answer.text


def test_a_partner_by_the_same_clock_gets_no_time(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        contact = make.contact("Inese", "Šķēle", country="LV", time_zone="Europe/Riga")
        make.lead(owner_id=client.user_id, contact_id=contact.id, due=timedelta())

    assert "pas juos" not in words(client.get("/today").text)


def test_others_rows_name_their_owner(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        rasa = make.user(given="Rasa", family="Mikelionytė")
        make.lead(owner_id=rasa.id, due=timedelta(days=-1))

    assert "Rasa Mikelionytė" not in client.get("/today").text
    assert "Rasa Mikelionytė" in client.get("/today?who=all", budget=BUDGET).text


def test_a_reader_who_may_not_edit_sees_rows_without_deeds(app: Flask, database: Database) -> None:
    auditor = PageClient(app, database).sign_in(Role.AUDITOR)
    with database.write() as work:
        Make(work).lead(due=timedelta(days=-1))
        Make(work).lead(due=None)

    page = auditor.get("/today?who=all").text

    assert "Paskambinti" in page
    assert "data-done" not in page
    assert "/step/" not in page


def test_when_all_is_done_the_page_says_what_is_due_next(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        Make(work).lead(owner_id=client.user_id, due=timedelta(days=9))

    page = words(client.get("/today", budget=BUDGET).text)

    assert "Viskas atlikta Kito žingsnio terminas: trečiadienis, gruodžio 2 d." in page


def test_a_day_is_not_done_while_leads_have_nobody(client: PageClient, database: Database) -> None:
    with database.write() as work:
        for _ in range(4):
            Make(work).lead(owner_id=None, due=None)

    page = client.get("/today", budget=BUDGET).text

    assert "Viskas atlikta" not in page
    assert "4 galimybės dar neturi atsakingo" in words(page)
    assert 'href="/leads?view=unowned"' in page


def test_a_lead_that_nobody_answers_for_offers_to_assign_it(
    app: Flask, client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead = Make(work).lead(owner_id=None, due=None)

    page = client.get("/today?who=all", budget=BUDGET).text

    assert f'href="/leads/bulk/assign?ids={lead.id}&amp;back=' in page
    auditor = PageClient(app, database).sign_in(Role.AUDITOR)
    assert "/bulk/assign" not in auditor.get("/today?who=all").text


def test_last_week_and_the_goal_are_two_sentences(
    client: PageClient, database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        lead = Make(work).lead(owner_id=client.user_id)
    with database.write(client.user_id) as work:
        finish_step(work, lead_to_change(work.session, lead.id))
    clock.move_to(clock.now() + timedelta(days=7))

    assert "Praėjusi savaitė: 1 iš 1. Tikslas" in client.get("/today").text


def test_an_empty_house_shows_where_to_begin(client: PageClient) -> None:
    page = client.get("/today").text

    assert "Nuo ko pradėsime?" in words(page)
    assert 'href="/reports/new"' in page


def test_a_lead_nobody_gave_a_step_offers_to_plan_one(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        mine = make.lead("Mano", owner_id=client.user_id, due=None)
        make.lead("Niekieno", owner_id=None, due=None)

    page = client.get("/today?who=all").text

    assert f'action="/leads/{mine.id}/step/next"' in page
    assert page.count("/step/next") == page.count(f"/leads/{mine.id}/step/next")
    assert "Be atsakingo" in page


def test_a_lead_asleep_until_today_says_so(client: PageClient, database: Database) -> None:
    with database.write() as work:
        Make(work).lead(
            "Robotų linija",
            owner_id=client.user_id,
            stage="parked",
            dormant_until=work.today,
            due=None,
        )

    assert "Laikas grįžti 1 Robotų linija" in words(client.get("/today").text)


def test_my_week_says_how_much_was_on_time(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        late = make.lead(owner_id=client.user_id, due=timedelta(days=-1)).id
        make.lead(owner_id=client.user_id, due=timedelta())
        timely = make.lead(owner_id=client.user_id, due=timedelta(days=1)).id
    for number in (late, timely):
        client.post(f"/leads/{number}/step/done")

    page = words(client.get("/today").text)

    assert "Atlikta laiku 1 iš 2" in page
    assert "Tikslas – 9 iš 10." in page


def test_partners_clocks_say_whether_they_work(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        for country, zone in (("TW", "Asia/Taipei"), ("DE", "Europe/Berlin"), ("LT", None)):
            contact = make.contact(country=country, time_zone=zone or "Europe/Vilnius")
            make.lead(owner_id=client.user_id, contact_id=contact.id, due=timedelta())

    page = words(client.get("/today").text)

    assert "Taivanas 14:00 dirba iki 18:00" in page
    assert "Vokietija 7:00 dirba nuo 9:00" in page
    assert "Lietuva" not in page


@pytest.mark.parametrize(
    ("country", "zone", "moment", "said"),
    [
        ("JP", "Asia/Tokyo", datetime(2026, 11, 23, 6, tzinfo=UTC), "Japonija 15:00 nedarbo diena"),
        ("TW", "Asia/Taipei", datetime(2026, 11, 28, 6, tzinfo=UTC), "Taivanas 14:00 savaitgalis"),
        ("TW", "Asia/Taipei", datetime(2026, 11, 24, 11, tzinfo=UTC), "darbo diena baigėsi"),
    ],
)
def test_a_holiday_a_weekend_and_an_evening_are_no_time_to_call(
    *,
    client: PageClient,
    database: Database,
    clock: FixedClock,
    country: str,
    zone: str,
    moment: datetime,
    said: str,
) -> None:
    clock.move_to(moment)
    with database.write() as work:
        make = Make(work)
        contact = make.contact(country=country, time_zone=zone)
        make.lead(owner_id=client.user_id, contact_id=contact.id, due=timedelta())

    assert said in words(client.get("/today").text)


def test_a_holiday_of_both_sides_is_told_once_and_no_data_is_told_as_such(
    client: PageClient, database: Database, clock: FixedClock
) -> None:
    clock.move_to(datetime(2028, 4, 28, 6, tzinfo=UTC))
    client.sign_in(Role.OFFICER)
    with database.write() as work:
        make = Make(work)
        for country, zone in (("DE", "Europe/Berlin"), ("UA", "Europe/Kyiv")):
            contact = make.contact(country=country, time_zone=zone)
            make.lead(owner_id=client.user_id, contact_id=contact.id, due=timedelta())

    page = words(client.get("/today").text)

    assert "Pirmadienis, gegužės 1 d.: Tarptautinė darbo diena." in page
    assert "Nedirba: Lietuva, Vokietija." in page
    assert "Nėra duomenų apie šventes: Ukraina." in page


def test_a_zone_nobody_knows_breaks_nothing(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        contact = make.contact(country=None, time_zone="Mars/Olympus")
        make.lead(owner_id=client.user_id, contact_id=contact.id, due=timedelta(), country=None)

    client.get("/today")


def test_the_menu_to_put_off_names_working_days(client: PageClient, database: Database) -> None:
    with database.write() as work:
        Make(work).lead(owner_id=client.user_id, due=timedelta())

    page = words(client.get("/today").text)

    assert (
        "Iki rytojaus An 11-24 3 dienoms Kt 11-26 Iki pirmadienio Pr 11-30 2 savaitėms Pr 12-07"
    ) in page


def test_a_visitor_is_asked_to_sign_in(visitor: PageClient) -> None:
    assert visitor.web.get("/").headers["Location"].startswith("/sign-in")
    assert visitor.web.get("/today").headers["Location"] == "/sign-in?next=/today"


def test_the_page_costs_the_same_statements_for_many_rows(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        for number in range(60):
            contact = make.contact(country="TW")
            due = timedelta(days=number % 9 - 3)
            make.lead(owner_id=client.user_id, contact_id=contact.id, due=due)

    client.get("/today", budget=BUDGET - 1)


def test_a_group_that_is_too_long_leads_to_the_list(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        for _ in range(26):
            make.lead(owner_id=client.user_id, due=timedelta(days=-1))

    page = client.get("/today").text

    assert f'href="/leads?owner={client.user_id}&amp;view=late"' in page


def test_the_last_one_that_goes_while_the_page_is_made_leaves_the_page_of_a_day_that_is_done(
    client: PageClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as work:
        Make(work).lead(owner_id=client.user_id, due=timedelta(0))
    monkeypatch.setattr(queries, "tasks", lambda *_: [])  # somebody did it since it was counted

    assert "Viskas atlikta" in client.get("/today").text


@pytest.mark.parametrize("role", [Role.MAYOR, Role.DIRECTOR])
def test_whoever_leads_others_and_has_no_steps_is_led_to_the_overview(
    app: Flask, database: Database, role: Role
) -> None:
    leader = PageClient(app, database).sign_in(role)
    with database.write() as work:
        officer = Make(work).user()
        Make(work).lead(owner_id=officer.id, due=timedelta(days=3))

    page = leader.get("/today", budget=BUDGET).text

    assert "Viskas atlikta" not in page
    assert "Savų žingsnių neturite" in page
    assert "Atidaryti apžvalgą" in page
