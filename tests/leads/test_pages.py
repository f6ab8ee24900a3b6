"""The list, the board, a lead's own page, and what they look like when there is nothing."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import plain
from tracker.accounts.models import Role
from tracker.core.db import Database
from tracker.leads.models import ActivityKind, LeadTopic
from tracker.leads.service import NewActivity, add_activity, close_lead, finish_step

DAY = timedelta(days=1)
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
Fill = Callable[[Make], object]


@pytest.fixture
def fill(database: Database) -> Callable[[Fill], None]:
    """Write something in one unit of work."""

    def write(what: Fill) -> None:
        with database.write() as work:
            what(Make(work))

    return write


def whole_lead(database: Database, owner_id: int) -> int:
    with database.write(actor_id=owner_id) as work:
        make = Make(work)
        organisation = make.organisation("Formosa Sign")
        contact = make.contact(
            organisation=organisation, native_name="林美玲", native_language="zh-Hant"
        )
        lead = make.lead(
            "El. parašo platforma",
            stage="proposal",
            due=-3 * DAY,
            owner_id=owner_id,
            organisation_id=organisation.id,
            contact_id=contact.id,
            trip_id=make.trip().id,
        )
        add_activity(work, lead, NewActivity(ActivityKind.CALL, "Patvirtino sąlygas"))
        return lead.id


def rows_of(page: str) -> list[str]:
    return re.findall(r'<a id="l\d+" href="[^"]+">([^<]+)</a>', page)


def test_the_list_says_four_statements_and_shows_each_lead_once(
    client: PageClient, fill: Callable[[Fill], None]
) -> None:
    fill(lambda make: [make.lead(f"Galimybė {number}", due=number * DAY) for number in range(3)])

    page = client.get("/leads", budget=4).text

    assert rows_of(page) == ["Galimybė 0", "Galimybė 1", "Galimybė 2"]
    assert "3 galimybės · rikiuota pagal terminą" in page


def test_fifty_rows_are_written_short(client: PageClient, fill: Callable[[Fill], None]) -> None:
    fill(lambda make: [make.lead(f"Galimybė {number}") for number in range(55)])

    page = client.get("/leads", budget=4)

    assert len(rows_of(page.text)) == 50
    body = page.text[page.text.index("<tbody>") : page.text.index("</tbody>")]
    assert len(body.encode()) < 50 * 500
    following = re.search(r'rel="next" href="([^"]+)"', page.text)
    assert following is not None
    assert len(rows_of(client.get(following[1].replace("&amp;", "&"), budget=4).text)) == 5


def test_a_late_lead_and_one_without_owner_or_step_stand_out_in_words(
    client: PageClient, fill: Callable[[Fill], None]
) -> None:
    fill(lambda make: (make.lead(due=-3 * DAY), make.lead(due=None, owner_id=None)))

    page = client.get("/leads").text

    assert "vėluoja 3 d." in page
    assert "Be atsakingo" in page
    assert "Nenumatytas kitas žingsnis" in page


def test_filters_are_shown_by_name_and_each_can_be_taken_off(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        trip = make.trip("Taipėjus")
        make.lead("Su komandiruote", trip_id=trip.id)
        make.lead("Be komandiruotės")

    page = client.get(f"/leads?trip={trip.id}&country=TW", budget=4).text

    assert rows_of(page) == ["Su komandiruote"]
    assert "Komandiruotė: Taipėjus 2024" in page
    assert "Šalis: Taivanas" in page
    assert f'href="/leads?trip={trip.id}" aria-label="Pašalinti filtrą: Šalis: Taivanas"' in page


def test_filters_that_find_nothing_say_so_and_offer_to_clear_them(
    client: PageClient, fill: Callable[[Fill], None]
) -> None:
    fill(lambda make: make.lead())

    for url in ("/leads?country=JP", "/leads/board?country=JP"):
        page = client.get(url).text
        assert "Nieko nerasta" in page
        assert "Išvalyti filtrus" in page


def test_an_empty_installation_says_what_will_be_here(client: PageClient) -> None:
    for url in ("/leads", "/leads/board"):
        page = client.get(url, budget=4).text
        assert "Galimybių dar nėra" in page
        assert 'href="/reports/new"' in page


def test_every_filter_can_be_chosen_without_script(
    client: PageClient, fill: Callable[[Fill], None]
) -> None:
    fill(lambda make: (make.trip("Taipėjus"), make.topic("El. parašas"), make.lead()))

    page = client.get("/leads/filter?at=board&country=TW", budget=4).text

    assert 'action="/leads/board"' in page
    assert '<option value="TW" selected>Taivanas</option>' in page
    for words in ("Taipėjus 2024", "El. parašas", "be atsakingo", "vėluoja"):
        assert words in page


def test_script_gets_the_filters_as_a_part_and_the_one_pressed_takes_the_focus(
    client: PageClient,
) -> None:
    page = client.get("/leads/filter?to=due", headers=PART).text

    assert "<html" not in page
    assert re.search(r'name="due" autofocus', page)


def test_the_board_says_four_statements_and_counts_its_columns(
    client: PageClient, fill: Callable[[Fill], None]
) -> None:
    fill(
        lambda make: (
            make.lead("Nauja", stage="new"),
            make.lead("Bandoma", stage="pilot", is_non_monetary=True),
            make.lead("Vykdoma galimybė", stage="running", is_non_monetary=True, due=None),
        )
    )

    page = client.get("/leads/board", budget=4).text

    counts = re.findall(r'<span class="muted num" data-count>(\d+)</span>', page)
    assert counts == ["1", "0", "0", "1", "1"]
    assert "vykdoma: 1" in page
    assert '<span class="tag ok">Vykdoma</span>' in page
    assert re.search(r'Visos atviros <span class="xs muted num">2</span>', page)


def test_only_an_open_card_that_nothing_follows_says_that_it_has_no_step(
    client: PageClient, fill: Callable[[Fill], None]
) -> None:
    fill(
        lambda make: (
            make.lead("Laukia", due=None),
            make.lead("Planuota"),
            make.lead("Miega", due=None, dormant_until=make.work.today + timedelta(days=30)),
            make.lead("Vykdoma", stage="running", is_non_monetary=True, due=None),
        )
    )

    _, *cards = client.get("/leads/board", budget=4).text.split('<li class="ticket"')

    assert len(cards) == 4
    [without] = [card for card in cards if "Nenumatytas kitas žingsnis" in card]
    assert "Laukia" in without


def test_a_full_column_brings_the_rest_on_request(
    client: PageClient, fill: Callable[[Fill], None]
) -> None:
    fill(lambda make: [make.lead(f"Galimybė {number}") for number in range(23)])
    page = client.get("/leads/board", budget=4).text
    url = re.search(r'href="(/leads/board/more[^"]+)"[^>]*>Rodyti dar 3<', page)
    assert url is not None
    address = url[1].replace("&amp;", "&")

    more = client.get(address, headers=PART).text

    assert more.count('class="ticket"') == 3
    assert "Rodyti daugiau" not in more
    assert client.web.get(address).location.startswith("/leads?phase=contacted")


def test_a_lead_page_says_eight_statements_and_answers_who_what_and_when(
    client: PageClient, database: Database
) -> None:
    lead_id = whole_lead(database, client.user_id)

    page = client.get(f"/leads/{lead_id}", budget=8).text

    for words in (
        "El. parašo platforma",
        "Paskambinti",
        "vėluoja 3 d.",
        "林美玲",
        "Formosa Sign",
        "Taipėjus 2024",
        "Patvirtino sąlygas",
        "Pasiūlymas",
    ):
        assert words in page, words
    assert 'aria-current="step" aria-label="Aptariama"' in page


def test_from_the_proposal_on_a_notice_says_that_an_agreement_is_no_purchase(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        early, late = make.lead(stage="meeting").id, make.lead(stage="proposal").id

    notice = "Be viešojo pirkimo"

    assert notice not in client.get(f"/leads/{early}").text
    assert notice in client.get(f"/leads/{late}").text


def test_a_lead_in_any_state_shows_what_can_be_done_next(
    client: PageClient, database: Database
) -> None:
    with database.write(actor_id=client.user_id) as work:
        make = Make(work)
        done, closed = make.lead(), make.lead()
        asleep = make.lead(stage="parked", due=None, dormant_until=date(2027, 2, 22))
        finish_step(work, done)
        close_lead(work, closed, "Nėra finansavimo")
        orphan = make.lead(due=None, owner_id=None)

    assert 'name="step"' in client.get(f"/leads/{done.id}").text
    assert f'href="/leads/{orphan.id}/step"' in client.get(f"/leads/{orphan.id}").text
    shown = client.get(f"/leads/{closed.id}").text
    assert "Nėra finansavimo" in shown
    assert f'href="/leads/{closed.id}/reopen"' in shown
    assert "Atidėta iki 2027" in plain(client.get(f"/leads/{asleep.id}").text)


def test_an_old_entry_says_its_year_and_a_foreign_one_its_language(
    client: PageClient, database: Database
) -> None:
    with database.write(actor_id=client.user_id) as work:
        lead = Make(work).lead()
        new = NewActivity(ActivityKind.LETTER, "Thank you", date(2024, 3, 28), language="en")
        add_activity(work, lead, new)

    page = plain(client.get(f"/leads/{lead.id}").text)

    assert "2024 m. kovo 28 d." in page
    assert 'lang="en">Thank you' in page


def test_what_people_typed_is_text_and_never_markup(
    client: PageClient, fill: Callable[[Fill], None]
) -> None:
    nasty = '<script>alert("x")</script>'
    fill(lambda make: make.lead(nasty, country="TW"))

    for url in ("/leads", "/leads/board", "/leads/1", "/leads/1/edit"):
        assert nasty not in client.get(url, budget=9).text


def test_there_is_no_page_of_no_lead(client: PageClient) -> None:
    client.get("/leads/999", status=404)


def test_who_only_reads_sees_no_form(
    app: Flask, database: Database, fill: Callable[[Fill], None]
) -> None:
    fill(lambda make: make.lead())
    auditor = PageClient(app, database).sign_in(Role.AUDITOR)

    assert "Nauja galimybė" not in auditor.get("/leads").text
    assert 'type="checkbox"' not in auditor.get("/leads").text
    assert 'draggable="true"' not in auditor.get("/leads/board").text
    assert "<form" not in re.sub(
        r"(?s)<(aside|header|dialog).*?</\1>", "", auditor.get("/leads/1").text
    )


def test_english_is_complete(client: PageClient, database: Database) -> None:
    lead_id = whole_lead(database, client.user_id)
    client.speak("en")

    assert "All open" in client.get("/leads").text
    page = client.get(f"/leads/{lead_id}").text
    assert "In discussion" in page
    assert "3 days late" in page
    assert "Galimybės" not in page


def test_who_only_looks_sees_the_path_and_cannot_press_it(
    app: Flask, database: Database, client: PageClient
) -> None:
    lead_id = whole_lead(database, client.user_id)

    page = PageClient(app, database).sign_in(Role.AUDITOR).get(f"/leads/{lead_id}").text

    path = page[page.index('<ol class="path"') :].partition("</ol>")[0]
    assert path.count("<li") == 5
    assert 'aria-current="step"' in path
    assert "<button" not in path


def test_a_new_owner_is_chosen_not_given(client: PageClient, fill: Callable[[Fill], None]) -> None:
    fill(lambda make: make.lead(owner_id=None, due=None))

    page = client.get("/leads/1").text

    assert re.search(
        r'<select class="input" id="new-owner" name="owner" required(="required")?>\s*'
        r'<option value=""( selected)?>Pasirinkite…</option>',
        page,
    )


def test_a_list_of_one_topic_shows_that_topic_on_every_row(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        first, second = make.topic("Pirma tema"), make.topic("Antra tema")
        lead = make.lead()
        for place, topic in enumerate((first, second)):
            work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id, position=place))
        asked = second.id

    page = client.get(f"/leads?topic={asked}").text

    assert '<span class="tag">Antra tema</span> <span class="tag">Pirma tema</span>' in page
    assert '<span class="tag">Pirma tema</span></td>' in client.get("/leads").text


def test_a_call_is_asked_for_in_the_address(client: PageClient, database: Database) -> None:
    lead_id = whole_lead(database, client.user_id)

    plain, call = (client.get(f"/leads/{lead_id}{said}").text for said in ("", "?write=call"))

    assert '<option value="call">' in plain
    assert '<option value="call" selected>' in call
