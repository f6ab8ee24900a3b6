"""Pages of contacts and organisations, as an officer and a reader see them."""

from datetime import date, timedelta

import pytest

from tests.support.client import PageClient
from tests.support.make import Make
from tracker.accounts.models import Role
from tracker.contacts.models import Affiliation, Contact, ContactStatus, NameOrder
from tracker.contacts.organisations import NewOrganisation, add_organisation
from tracker.contacts.service import NewContact, add_contact, add_placeholders
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.models import Activity, ActivityKind
from tracker.trips.models import TripContact


@pytest.fixture
def hung(database: Database) -> int:
    with database.write() as work:
        at = add_organisation(
            work,
            NewOrganisation(name="Nanhu Corp.", name_lt="„Nanhu“", country="TW", city="Tainan"),
        )
        new = NewContact(
            given="Kuo-chiang",
            family="Hung",
            name_order=NameOrder.FAMILY_FIRST,
            native_name="洪國強",
            alias="Roger",
            honorific="Mr",
            title="Director",
            language="en",
            organisation_id=at.id,
            emails=("kuo@nanhu.example",),
            phones=("+886 912 345 678", "vid. 12"),
            messengers=(("LINE", "demo-roger"),),
        )
        return add_contact(work, new).id


def test_a_contact_says_who_it_is_and_how_to_reach_them(client: PageClient, hung: int) -> None:
    page = client.get(f"/contacts/{hung}", budget=6).text

    for said in ("Hung Kuo-chiang", "Roger", "Director", "„Nanhu“", "Taivanas", "demo-roger"):
        assert said in page, said
    assert 'lang="zh-Hant">洪國強' in page
    assert 'href="tel:+886912345678"' in page
    assert 'href="mailto:kuo@nanhu.example"' in page
    assert "vid. 12" in page


def test_it_says_what_time_it_is_there_and_whether_they_work(
    client: PageClient, hung: int, clock: FixedClock
) -> None:
    page = client.get(f"/contacts/{hung}").text
    assert "14:00" in page
    assert "darbo laikas" in page
    assert "8–12 val. mūsų laiku" in page

    clock.move_to(clock.now() + timedelta(hours=10))

    page = client.get(f"/contacts/{hung}").text
    assert "0:00" in page
    assert "jau rytdiena" in page


def test_no_data_on_holidays_is_said(client: PageClient, database: Database) -> None:
    with database.write() as work:
        kyiv = add_contact(work, NewContact(family="Melnyk", country="UA", time_zone="Europe/Kyiv"))
        number = kyiv.id

    assert "Duomenų apie šios šalies šventes neturime." in client.get(f"/contacts/{number}").text


def test_holidays_that_come_are_said(
    client: PageClient, database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        number = add_contact(work, NewContact(family="Berzinis", country="LT")).id
    clock.move_to(clock.now() + timedelta(days=28))
    client.sign_in()

    assert "gruodžio" in client.get(f"/contacts/{number}").text


def test_a_salutation_is_suggested_until_one_is_written(
    client: PageClient, database: Database, hung: int
) -> None:
    assert "Dear Mr Hung" in client.get(f"/contacts/{hung}").text

    with database.write() as work:
        work.session.get_one(Contact, hung).salutation = "Dear Director Hung"

    page = client.get(f"/contacts/{hung}").text
    assert "Dear Director Hung" in page
    assert "Dear Mr Hung" not in page


def test_its_leads_talks_and_trips_stand_on_its_page(
    client: PageClient, database: Database, hung: int
) -> None:
    with database.write() as work:
        make = Make(work)
        lead = make.lead("Autobusų švieslentės", contact_id=hung)
        trip = make.trip()
        work.session.add(TripContact(trip_id=trip.id, contact_id=hung, met_on=date(2024, 3, 20)))
        work.session.add(
            Activity(
                kind=ActivityKind.CALL,
                contact_id=hung,
                lead_id=lead.id,
                author_id=lead.owner_id,
                happened_on=date(2026, 11, 20),
                entered_at=work.now,
                text="Prašo eismo modelio",
            )
        )

    page = client.get(f"/contacts/{hung}", budget=6).text

    for said in ("Autobusų švieslentės", "Paskambinti", "Prašo eismo modelio", "Taipėjus 2024"):
        assert said in page, said


def test_a_lead_on_hold_says_until_when(client: PageClient, database: Database, hung: int) -> None:
    with database.write() as work:
        Make(work).lead("Valiutos", contact_id=hung, due=None, dormant_until=date(2027, 2, 22))

    assert "atidėta iki 2027-02-22" in client.get(f"/contacts/{hung}").text


def test_a_long_timeline_goes_on_without_losing_or_repeating(
    client: PageClient, database: Database, hung: int
) -> None:
    with database.write() as work:
        for number in range(45):
            work.session.add(
                Activity(
                    kind=ActivityKind.NOTE,
                    contact_id=hung,
                    happened_on=date(2026, 11, 1) + timedelta(days=number % 7),
                    entered_at=work.now,
                    text=f"pastaba-{number:02}.",
                )
            )

    seen, url = [], f"/contacts/{hung}"
    while url:
        page = client.get(url, budget=6).text
        seen += [n for n in range(45) if f"pastaba-{n:02}." in page]
        _, older, rest = page.partition('rel="next" href="')
        url = rest.split('"')[0] if older else ""

    assert sorted(seen) == list(range(45))


def test_where_the_data_is_from_and_when_they_must_be_told_is_said(
    client: PageClient, hung: int, clock: FixedClock
) -> None:
    assert "pranešti iki 2026-12-23" in client.get(f"/contacts/{hung}").text

    clock.move_to(clock.now() + timedelta(days=40))
    client.sign_in()

    assert 'class="danger strong">pranešti iki' in client.get(f"/contacts/{hung}").text


def test_that_somebody_was_told_is_written_down_and_taken_back(
    client: PageClient, hung: int
) -> None:
    url = f"/contacts/{hung}"
    assert "Per mėnesį žmogui pranešama" in client.get(url).text

    page = client.follow(client.post(f"{url}/told")).text
    assert "pranešta 2026-11-23" in page
    assert f'action="{url}/told"' not in page
    client.post(f"{url}/told")
    client.post(f"{url}/told/undo")

    assert "pranešti iki 2026-12-23" in client.get(url).text
    client.post(f"{url}/told/undo", status=409)


def test_who_was_told_is_not_asked_about_any_more(
    client: PageClient, database: Database, hung: int
) -> None:
    with database.write() as work:
        work.session.get_one(Contact, hung).notice_sent_on = date(2026, 11, 20)

    page = client.get(f"/contacts/{hung}").text

    assert "pranešta 2026-11-20" in page
    assert "pranešti iki" not in page


def test_working_hours_that_never_meet_are_said(client: PageClient, database: Database) -> None:
    with database.write() as work:
        far = NewContact(family="Kealoha", country="US", time_zone="Pacific/Honolulu")
        number = add_contact(work, far).id

    assert "Mūsų darbo laikas nesutampa." in client.get(f"/contacts/{number}").text


@pytest.mark.parametrize(
    ("since", "said"), [(None, "… – 2025-06-30"), (date(2020, 1, 1), "2020-01-01 – 2025-06-30")]
)
def test_who_left_their_only_organisation_is_still_known_by_it(
    client: PageClient, database: Database, since: date | None, said: str
) -> None:
    with database.write() as work:
        make = Make(work)
        contact, firm = make.contact(), make.organisation("Jade Metrics")
        until = date(2025, 6, 30)
        work.session.add(
            Affiliation(
                contact_id=contact.id, organisation_id=firm.id, since_on=since, until_on=until
            )
        )

    page = client.get(f"/contacts/{contact.id}").text

    assert "Organizacijos laikui bėgant" in page
    assert f'href="/organisations/{firm.id}">Jade Metrics' in page
    assert said in page


def test_who_objected_is_marked(client: PageClient, database: Database, hung: int) -> None:
    with database.write() as work:
        work.session.get_one(Contact, hung).status = ContactStatus.OBJECTED

    assert "Nepageidauja būti kontaktuojamas (-a)" in client.get(f"/contacts/{hung}").text
    assert f"/contacts/{hung}" in client.get("/contacts?status=objected_to_contact").text
    assert f"/contacts/{hung}" not in client.get("/contacts?status=active").text


def test_one_who_is_only_counted_says_of_what(client: PageClient, database: Database) -> None:
    with database.write() as work:
        places = add_placeholders(
            work, label="verslo atstovai", count=8, country="TW", source_note=None
        )
        number = places[0].id

    page = client.get(f"/contacts/{number}", budget=6).text
    assert "1 iš 8, dar be vardo" in page
    assert "verslo atstovai" in page
    assert "8 iš 8, dar be vardo" in client.get("/contacts?view=unnamed").text


def test_the_list_is_in_order_and_light(client: PageClient, database: Database) -> None:
    with database.write() as work:
        for number in range(60):
            add_contact(work, NewContact(given="Rytis", family=f"Pavardė{number:02}"))

    page = client.get("/contacts", budget=5)

    assert len(page.data) < 40_000
    assert page.text.index("Pavardė00") < page.text.index("Pavardė49")
    assert "Pavardė50" not in page.text
    assert 'rel="next"' in page.text


@pytest.mark.parametrize("q", ["洪國強", "hung", "tainano", "roger"])
def test_the_list_may_be_narrowed_by_search(client: PageClient, hung: int, q: str) -> None:
    assert f'href="/contacts/{hung}"' in client.get("/contacts", query_string={"q": q}).text


@pytest.mark.parametrize(
    "nonsense",
    [
        "country=ZZZ",
        "topic=x",
        "after=-1",
        "before=99999999999",
        "status=?",
        "q=%22%2A",
        "organisation=²",
    ],
)
def test_an_address_nobody_understands_is_no_fault(client: PageClient, nonsense: str) -> None:
    client.get(f"/contacts?{nonsense}")
    client.get(f"/organisations?{nonsense}")


def test_nothing_found_offers_to_clear_the_filters(client: PageClient) -> None:
    assert "Nieko nerasta" in client.get("/contacts?q=zzz").text
    assert "Kontaktų dar nėra" in client.get("/contacts").text
    assert "Organizacijų dar nėra" in client.get("/organisations").text


def test_an_organisation_shows_its_people_and_leads(
    client: PageClient, database: Database, hung: int
) -> None:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Jade", aliases=("Žadas",), country="TW"))
        Make(work).lead("Duomenys", organisation_id=at.id, contact_id=hung)
        number = at.id

    page = client.get(f"/organisations/{number}", budget=7).text

    for said in ("Jade", "Žadas", "Duomenys", "Hung Kuo-chiang"):
        assert said in page, said


@pytest.mark.parametrize("url", ["/contacts/99", "/organisations/99", "/contacts/99/card.vcf"])
def test_what_is_not_there_is_not_found(client: PageClient, url: str) -> None:
    client.get(url, status=404)


def test_a_card_can_be_taken_along(client: PageClient, hung: int) -> None:
    answer = client.web.get(f"/contacts/{hung}/card.vcf")

    assert answer.mimetype == "text/vcard"
    assert 'filename="hung-kuo-chiang.vcf"' in answer.headers["Content-Disposition"]
    lines = answer.text.split("\r\n")
    for line in (
        "VERSION:3.0",
        "FN:Hung Kuo-chiang (洪國強)",
        "N:Hung;Kuo-chiang;;Mr;",
        "TEL;TYPE=VOICE:+886912345678",
        "EMAIL;TYPE=INTERNET:kuo@nanhu.example",
    ):
        assert line in lines


def test_nothing_typed_can_break_out_of_a_cards_line(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        sly = add_contact(work, NewContact(family="A;B,C\\D", title="x\r\nTEL:+1", alias="ą" * 100))
        number = sly.id

    answer = client.web.get(f"/contacts/{number}/card.vcf").text

    assert "N:A\\;B\\,C\\\\D;" in answer
    assert "\r\nTEL" not in answer
    assert all(len(line.encode()) <= 75 for line in answer.split("\r\n"))


def test_names_are_shown_as_text(client: PageClient, database: Database) -> None:
    with database.write() as work:
        number = add_contact(work, NewContact(family="<img src=x onerror=alert(1)>")).id

    for url in ("/contacts", f"/contacts/{number}", f"/contacts/{number}/edit"):
        assert "<img src=x" not in client.get(url, budget=9).text


def test_in_english_the_page_is_english(client: PageClient, hung: int) -> None:
    client.sign_in(language="en")

    page = client.get(f"/contacts/{hung}").text

    for said in ("Taiwan", "Nanhu Corp.", "working hours", "Personal data"):
        assert said in page, said


def test_a_reader_is_offered_nothing_they_may_not_do(visitor: PageClient, hung: int) -> None:
    visitor.sign_in(Role.AUDITOR)

    page = visitor.get(f"/contacts/{hung}").text

    assert f"/contacts/{hung}/edit" not in page
    visitor.get("/contacts/new", status=403)


def test_when_everybody_has_a_name_the_list_says_so(client: PageClient) -> None:
    page = client.get("/contacts?view=unnamed").text

    assert "Visi turi vardus" in page
    assert "Išvalyti filtrus" not in page


def test_organisations_stand_by_the_name_they_are_sorted_by(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        for name, name_lt in (("Aalto", "Šilumos tinklai"), ("Zorepad", "Aušra"), ("Mazur", None)):
            add_organisation(work, NewOrganisation(name=name, name_lt=name_lt))

    page = client.get("/organisations").text

    places = [page.index(f">{name}</a>") for name in ("Aalto", "Mazur", "Zorepad")]
    assert places == sorted(places)
    assert ">Aušra<" in page
