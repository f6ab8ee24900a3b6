"""Reports that cannot be made into rows: what is wrong is said, and nothing is lost."""

import pytest
from sqlalchemy import select

from tests.review.page import put_in
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.rows import count
from tracker.contacts.models import Contact, Organisation
from tracker.core.db import Database
from tracker.leads.models import Lead
from tracker.topics.models import Topic
from tracker.trips.models import DocumentState, SourceDocument, Trip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value-trip-place": ""}, "Nurodykite, kur vykta"),
        ({"fact-trip-place": "reject"}, "Nurodykite, kur vykta"),
        ({"value-trip-place": "Taipėjus, Nežinija"}, "Įrašykite miestą, kablelį ir šalį"),
        ({"value-trip-place": "Briuselis, EU"}, "Įrašykite miestą, kablelį ir šalį"),
        ({"value-trip-place": "x" * 5000}, "Įrašykite ne daugiau kaip"),
        ({"value-trip-days": "pavasarį"}, "Įrašykite pirmą ir paskutinę dieną"),
        ({"value-trip-days": ""}, "Nurodykite, kada vykta"),
        ({"fact-trip-days": "reject"}, "Nurodykite, kada vykta"),
        ({"value-delegates-0": " "}, "Užpildykite arba atmeskite."),
        ({"value-trip-event": "x" * 5000}, "Įrašykite ne daugiau kaip"),
        ({"value-figures-0": "daug merų"}, "Įrašykite skaičių ir kas suskaičiuota"),
        ({"value-figures-0": f"{'9' * 5000} merų"}, "Įrašykite skaičių ir kas suskaičiuota"),
        ({"count-placeholders-0": "0"}, "Įrašykite, kiek: nuo 1 iki 500."),
        ({"count-placeholders-0": "5000"}, "Įrašykite, kiek: nuo 1 iki 500."),
        ({"count-placeholders-0": "9" * 5000}, "Įrašykite, kiek: nuo 1 iki 500."),
        ({"owner-topics-0": "9" * 5000}, "Pasirinkite atsakingą asmenį iš sąrašo."),
        ({"owner-topics-0": "9999"}, "Pasirinkite atsakingą asmenį iš sąrašo."),
        ({"step-topics-0": "Paskambinti"}, "Kitam žingsniui reikia ir teksto, ir datos."),
        ({"on-topics-0": "2026-12-01"}, "Kitam žingsniui reikia ir teksto, ir datos."),
        (
            {"step-topics-0": "Paskambinti", "on-topics-0": "2026-12-01"},
            "Pasirinkite, kas atliks kitą žingsnį.",
        ),
        (
            {"step-topics-0": "Paskambinti", "on-topics-0": "rytoj", "owner-topics-0": "1"},
            "Įrašykite datą, pavyzdžiui, 2026-11-23.",
        ),
        (
            {"step-topics-0": "Paskambinti", "on-topics-0": "0001-01-01", "owner-topics-0": "1"},
            "Įrašykite datą, pavyzdžiui, 2026-11-23.",
        ),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_lost(
    officer: PageClient, database: Database, taipei: str, wrong: dict[str, str], said: str
) -> None:
    page = put_in(officer, taipei)
    page.form |= wrong | {"value-topics-2": "Mano pataisyta tema"}

    answer = page.send(status=422)

    assert said in answer.text
    assert "<title>Klaida:" in answer.text
    assert 'value="Mano pataisyta tema"' in answer.text
    assert count(database, Trip) == 0
    assert count(database, Lead) == 0


def test_a_fault_half_way_leaves_nothing_behind(
    client: PageClient, database: Database, taipei: str
) -> None:
    page = put_in(client, taipei)

    page.send(status=422)  # this installation has no pipelines: the first lead cannot be opened

    for table in (Trip, Lead, Contact, Organisation, Topic):
        assert count(database, table) == 0
    with database.read() as work:
        document = work.session.scalars(select(SourceDocument)).one()
        assert document.state is DocumentState.PROPOSED


def test_a_trip_that_another_report_has_filled_meanwhile_is_said_and_nothing_is_lost(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        Make(work).trip()
    theirs, mine = put_in(officer, taipei), put_in(officer, f"{taipei}\nPriedas: nuotraukos.")
    theirs.send()

    answer = mine.fill(value_topics_2="Mano pataisyta tema").send(status=409)

    assert "Komandiruotė, kurią norėjote papildyti, pasikeitė" in answer.text
    assert 'value="Mano pataisyta tema"' in answer.text
    assert count(database, Trip) == 1
    assert count(database, Lead) == 4
