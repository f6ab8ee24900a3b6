"""The pages of trips and visits."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import plain
from tracker.accounts.models import Role
from tracker.contacts.service import add_placeholders
from tracker.core.db import Database
from tracker.leads.models import LeadTopic
from tracker.trips.intake.parse import read_report
from tracker.trips.models import (
    Delegate,
    Direction,
    DocumentState,
    SourceDocument,
    Trip,
    TripContact,
    TripFigure,
    TripInviter,
)
from tracker.trips.service import add_to_trip


def test_the_list_shows_the_latest_first_with_leads_and_coverage(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        make = Make(work)
        old = make.trip("Ryga", start_on=date(2024, 1, 8), end_on=date(2024, 1, 9), country="LV")
        make.trip()
        person = make.contact()
        work.session.add(TripContact(trip_id=old.id, contact_id=person.id))
        make.lead(trip_id=old.id, contact_id=person.id)

    text = plain(client.get("/trips").text)

    assert text.index("Taipėjus, Taivanas") < text.index("Ryga, Latvija")
    assert "1 iš 1" in text
    assert "2024 m. kovo 17–24 d." in text


def test_the_list_goes_on_by_key_and_loses_no_trip(database: Database, client: PageClient) -> None:
    with database.write() as work:
        make = Make(work)
        for number in range(30):
            day = date(2024, 1, 1) + timedelta(days=number // 3)  # several begin on the same day
            make.trip(f"Miestas{number:02}", start_on=day, end_on=day)

    first = client.get("/trips").text
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(address).text

    listed = [name for page in (first, second) for name in _cities(page)]
    assert sorted(listed) == sorted(f"Miestas{number:02}" for number in range(30))
    assert 'rel="next"' not in second


def _cities(page: str) -> list[str]:
    return [f"Miestas{n:02}" for n in range(30) if f">Miestas{n:02}, " in page]


def test_visits_can_be_looked_at_alone(database: Database, client: PageClient) -> None:
    with database.write() as work:
        Make(work).trip("Tainanas", direction=Direction.INCOMING)
        Make(work).trip("Taipėjus")

    text = client.get("/trips?kind=incoming").text

    assert "Tainanas, Taivanas" in text
    assert "Taipėjus, Taivanas" not in text


def test_an_address_cut_short_shows_the_first_page(client: PageClient) -> None:
    client.get("/trips?after=2024-13-45.x&kind=sideways")


def _whole_trip(make: Make) -> Trip:
    trip = make.trip(purpose="Atstovauti Panevėžiui", conclusions="Užmegzti kontaktai.")
    session = make.work.session
    session.add(Delegate(trip_id=trip.id, position=1, name="Rytis Račkauskas", role="meras"))
    session.add(TripFigure(trip_id=trip.id, position=1, label="verslo subjektai", value=1697))
    host = make.organisation("Taipėjaus kompiuterių asociacija")
    session.add(TripInviter(trip_id=trip.id, organisation_id=host.id))
    topic = make.topic()
    rasa = make.user(given="Rasa", family="Kazlauskienė")
    company = make.organisation()
    named = make.contact(
        organisation=company, name="Lin Mei-ling", native_name="林美玲", native_language="zh-Hant"
    )
    lead = make.lead(trip_id=trip.id, contact_id=named.id, owner_id=rasa.id)
    session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id))
    unnamed = make.contact(
        None,
        None,
        placeholder_label="verslo atstovai",
        placeholder_number=1,
        placeholder_count=8,
    )
    for contact in (named, unnamed):
        session.add(TripContact(trip_id=trip.id, contact_id=contact.id))
    session.flush()
    return trip


def test_a_trip_shows_all_that_is_known_of_it_in_few_statements(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        trip = _whole_trip(Make(work))

    text = plain(client.get(f"/trips/{trip.id}", budget=8).text)

    assert "Taipėjus" in text
    assert "1 iš 2 kontaktų turi atsakingą ir kitą žingsnį" in text
    assert "Trūksta 1" in text
    for words in (
        "Lin Mei-ling",
        "林美玲",
        "Lanyang SignTrust",
        "1 iš 8, dar be vardo",
        "Rasa",
        "Paskambinti",
        "8 dienos",
        "Taipėjaus kompiuterių asociacija",
        "Atstovauti Panevėžiui",
        "1 697 verslo subjektai",
        "išlaidos nenurodytos",
        "Rytis Račkauskas",
        "El. parašas",
        "Užmegzti kontaktai.",
    ):
        assert words in text, words


def test_a_trip_speaks_english_to_those_who_do(database: Database, client: PageClient) -> None:
    with database.write() as work:
        trip = _whole_trip(Make(work))
    client.sign_in(language="en")

    text = plain(client.get(f"/trips/{trip.id}").text)

    assert "1 of 2 contacts have an owner and a next step" in text
    assert "1 of 8, not yet named" in text
    assert "8 days" in text
    assert "cost not given" in text


def test_a_cost_that_is_known_is_shown_and_zero_is_not_the_same_as_unknown(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        trip = Make(work).trip(cost_eur=Decimal(0))

    text = plain(client.get(f"/trips/{trip.id}").text)

    assert "0 €" in text
    assert "išlaidos nenurodytos" not in text


@pytest.mark.parametrize(
    ("due", "submitted", "said"),
    [
        (date(2026, 11, 19), None, "vėluoja 2 darbo dienas"),
        (date(2025, 4, 18), date(2025, 4, 24), "2025-04-24, 3 darbo dienomis per vėlai"),
        (date(2025, 4, 24), date(2025, 4, 24), "2025-04-24"),
    ],
)
def test_a_report_is_late_by_working_days(
    database: Database, client: PageClient, due: date, submitted: date | None, said: str
) -> None:
    with database.write() as work:
        trip = Make(work).trip(report_due_on=due, report_submitted_on=submitted)

    text = client.get(f"/trips/{trip.id}").text

    assert said in text
    assert ("per vėlai" in text) == ("per vėlai" in said)


def test_a_trip_that_is_not_there_is_not_found(client: PageClient) -> None:
    client.get("/trips/404", status=404)


def test_what_people_type_is_never_taken_for_a_page(database: Database, client: PageClient) -> None:
    with database.write() as work:
        trip = Make(work).trip("<script>alert(1)</script>", event='"><img src=x>')

    text = client.get(f"/trips/{trip.id}").text

    assert "<script>alert" not in text
    assert "<img" not in text


def _with_report(make: Make) -> Trip:
    trip = make.trip()
    text = "<b>ATASKAITA</b>\n1. Komandiruotės trukmė\n2024 m. kovo 17-24 d.\n"
    make.work.session.add(
        SourceDocument(
            state=DocumentState.CONFIRMED,
            file_name="Ataskaita.docx",
            media_type="text/plain",
            language="lt",
            text=text,
            digest="d" * 64,
            draft=read_report(text).as_json(),
            trip_id=trip.id,
            created_at=make.work.now,
            confirmed_at=make.work.now,
        )
    )
    make.work.session.flush()
    return trip


def test_the_text_of_the_report_is_shown_with_what_was_used_marked(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        trip = _with_report(Make(work))
    assert f"/trips/{trip.id}/text" in client.get(f"/trips/{trip.id}").text

    text = client.get(f"/trips/{trip.id}/text").text

    assert "Ataskaita.docx" in text
    assert "<h3>1. Komandiruotės trukmė</h3>" in text
    assert '<mark class="k-trip">2024 m. kovo 17-24 d.</mark>' in text
    assert "&lt;b&gt;ATASKAITA" in text


def test_a_trip_without_a_report_offers_to_put_one_in(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        trip = Make(work).trip()

    assert "/reports/new" in client.get(f"/trips/{trip.id}").text
    client.get(f"/trips/{trip.id}/text", status=404)


@pytest.mark.parametrize("role", [Role.MAYOR, Role.AUDITOR, Role.COMMUNICATIONS])
def test_whoever_reads_trips_reads_their_reports(
    database: Database, client: PageClient, role: Role
) -> None:
    with database.write() as work:
        trip = _with_report(Make(work))

    client.sign_in(role).get(f"/trips/{trip.id}/text")


def test_every_number_of_a_trip_leads_to_exactly_its_leads(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        trip = _whole_trip(Make(work))

    text = client.get(f"/trips/{trip.id}").text.replace("&amp;", "&")

    assert f"/leads?trip={trip.id}&view=all&topic=1" in text
    assert f"/leads?trip={trip.id}&view=all&phase=contacted" in text
    assert f"/leads?trip={trip.id}&view=all" in client.get("/trips").text.replace("&amp;", "&")


def test_a_visit_says_who_receives_the_guests_and_what_they_ask(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        make = Make(work)
        host = make.user(given="Rasa", family="Kazlauskienė")
        trip = make.trip(
            "Tainanas",
            direction=Direction.INCOMING,
            host_id=host.id,
            guests_expected=5,
            question="Ką pažįstame iš Tainano?",
        )

    text = client.get(f"/trips/{trip.id}").text

    for words in ("Priimantis asmuo", "Rasa Kazlauskienė", "Ką pažįstame iš Tainano?"):
        assert words in text, words


def test_a_lead_without_a_person_says_its_words_once(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        trip = make.trip()
        lead = make.lead("El. parašas", trip_id=trip.id)
        topic = make.topic("El. parašas")
        work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id))

    page = client.get(f"/trips/{trip.id}").text

    assert "Žmogus arba galimybė" in page
    assert '<td class="only-xl">El. parašas</td>' not in page


def test_naming_somebody_opens_the_page_that_asks_who_it_is(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        trip = Make(work).trip()
        [place] = add_placeholders(work, label="atstovai", count=1, country="TW", source_note=None)
        add_to_trip(work, trip.id, place.id)

    assert f'href="/contacts/{place.id}#naming"' in client.get(f"/trips/{trip.id}").text
