"""New trips, and trips that are changed, as people type them."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import plain
from tracker.accounts.models import Role
from tracker.audit.models import Entry
from tracker.core.db import Database, Work
from tracker.trips.models import Delegate, Trip

FORM = {
    "direction": "outgoing",
    "city": "Liublinas",
    "country": "PL",
    "start_on": "2026-02-10",
    "end_on": "2026-02-12",
    "delegates": "Rytis Račkauskas, meras\nŽibutė Gaivenienė",
}


def _only_trip(work: Work) -> Trip:
    return work.session.scalars(select(Trip)).one()


def test_a_new_trip_is_made_with_its_delegation(database: Database, client: PageClient) -> None:
    client.get("/trips/new")

    answer = client.post("/trips/new", FORM)

    text = plain(client.follow(answer).text)
    assert "Liublinas" in text
    assert "Sukurta: Liublinas 2026" in text
    with database.read() as work:
        assert _only_trip(work).country == "PL"
        named = work.session.scalars(select(Delegate).order_by(Delegate.position)).all()
        assert [(one.name, one.role) for one in named] == [
            ("Rytis Račkauskas", "meras"),
            ("Žibutė Gaivenienė", None),
        ]
        said = work.session.scalars(select(Entry).where(Entry.what == "trip.added")).one()
        assert said.actor_id == client.user_id


def test_another_trip_typed_after_going_back_is_made_too(
    database: Database, client: PageClient
) -> None:
    opened = filled(client.get("/trips/new").text)
    for city in ("Liublinas", "Liublinas", "Lietzow"):
        client.post("/trips/new", opened | FORM | {"city": city})

    with database.read() as work:
        cities = work.session.scalars(select(Trip.city).order_by(Trip.id)).all()
        assert cities == ["Liublinas", "Lietzow"]


def test_a_trip_without_a_last_day_lasts_one(database: Database, client: PageClient) -> None:
    client.post("/trips/new", {**FORM, "end_on": ""})

    with database.read() as work:
        assert _only_trip(work).days == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"city": " "}, "Įrašykite miestą."),
        ({"start_on": ""}, "Įrašykite pirmą dieną."),
        ({"start_on": "kovo 17"}, "Įrašykite datą"),
        ({"end_on": "2026-02-09"}, "Paskutinė diena ankstesnė už pirmą."),
        ({"end_on": "2028-02-09"}, "Komandiruotė ilgesnė nei metai"),
        ({"cost_eur": "daug"}, "Įrašykite sumą eurais"),
        ({"guests_expected": "keli"}, "Įrašykite sveikąjį skaičių"),
        ({"guests_expected": "0"}, "Įrašykite sveikąjį skaičių"),
        ({"report_url": "javascript:alert(1)"}, "Adresas prasideda https://."),
    ],
)
def test_a_form_filled_in_wrongly_says_so_and_loses_nothing(
    database: Database, client: PageClient, wrong: dict[str, str], said: str
) -> None:
    answer = client.post("/trips/new", FORM | {"event": "Mugė"} | wrong, status=422)

    assert said in answer.text
    assert 'value="Mugė"' in answer.text
    assert "<title>Klaida:" in answer.text
    with database.read() as work:
        assert work.session.scalar(select(func.count(Trip.id))) == 0


def test_a_changed_trip_tells_the_journal_from_what_to_what(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        trip = Make(work).trip()
    assert 'value="Taipėjus"' in client.get(f"/trips/{trip.id}/edit").text

    client.post(f"/trips/{trip.id}/edit", {**FORM, "version": "1"})

    with database.read() as work:
        assert _only_trip(work).city == "Liublinas"
        detail = (
            work.session.scalars(select(Entry).where(Entry.what == "trip.changed")).one().detail
        )
        assert detail["city"] == ["Taipėjus", "Liublinas"]
        assert detail["start_on"] == ["2024-03-17", "2026-02-10"]


def test_saving_what_is_saved_already_writes_nothing(
    database: Database, client: PageClient
) -> None:
    client.post("/trips/new", FORM)

    client.post("/trips/1/edit", {**FORM, "version": "1"})

    with database.read() as work:
        assert _only_trip(work).version == 1
        assert not work.session.scalars(select(Entry).where(Entry.what == "trip.changed")).all()


def test_two_people_who_change_a_trip_see_both_texts(
    database: Database, client: PageClient
) -> None:
    client.post("/trips/new", FORM)
    client.post("/trips/1/edit", {**FORM, "version": "1", "event": "Jų renginys"})

    answer = client.post(
        "/trips/1/edit", {**FORM, "version": "1", "event": "Mano renginys"}, status=409
    )

    assert 'value="Mano renginys"' in answer.text
    assert "Jų renginys" in answer.text
    assert filled(answer.text)["version"] == ["2"]
    with database.read() as work:
        assert _only_trip(work).event == "Jų renginys"

    client.post("/trips/1/edit", {**FORM, "version": "2", "event": "Mano renginys"})

    with database.read() as work:
        assert _only_trip(work).event == "Mano renginys"


def test_what_two_people_change_in_different_fields_of_a_trip_is_all_kept(
    database: Database, client: PageClient
) -> None:
    client.post("/trips/new", FORM)
    mine = filled(client.get("/trips/1/edit").text)
    client.post("/trips/1/edit", mine | {"event": ["Jų renginys"], "delegates": ["Loreta, merė"]})

    client.post("/trips/1/edit", mine | {"cost_eur": ["4 800"], "conclusions": ["Mano išvada"]})

    with database.read() as work:
        trip = _only_trip(work)
        assert (trip.event, trip.cost_eur) == ("Jų renginys", Decimal(4800))
        assert trip.conclusions == "Mano išvada"
        assert work.session.scalars(select(Delegate.name)).all() == ["Loreta"]


def test_days_moved_by_two_people_are_a_clash(database: Database, client: PageClient) -> None:
    client.post("/trips/new", FORM)
    mine = filled(client.get("/trips/1/edit").text)
    client.post("/trips/1/edit", mine | {"end_on": ["2026-02-10"]})

    page = client.post("/trips/1/edit", mine | {"start_on": ["2026-02-12"]}, status=409).text
    client.post("/trips/1/edit", filled(page))

    with database.read() as work:
        trip = _only_trip(work)
        assert (trip.start_on.day, trip.end_on.day) == (12, 12)


def test_a_host_whose_account_is_switched_off_stays_the_host(
    database: Database, client: PageClient
) -> None:
    with database.write() as work:
        host = Make(work).user(disabled_at=work.now)
        Make(work).trip(host_id=host.id)

    mine = filled(client.get("/trips/1/edit").text)
    client.post("/trips/1/edit", mine | {"event": ["Mugė"]})

    with database.read() as work:
        trip = _only_trip(work)
        assert (trip.event, trip.host_id) == ("Mugė", host.id)


def test_a_delegate_who_stays_keeps_their_account(database: Database, client: PageClient) -> None:
    client.post("/trips/new", FORM)
    with database.write() as work:
        mayor = Make(work).user(role=Role.MAYOR)
        work.session.scalars(
            select(Delegate).where(Delegate.position == 1)
        ).one().user_id = mayor.id

    client.post(
        "/trips/1/edit",
        {**FORM, "version": "1", "delegates": "Loreta Masiliūnienė\nRytis Račkauskas, meras"},
    )

    with database.read() as work:
        rows = work.session.execute(
            select(Delegate.name, Delegate.user_id).order_by(Delegate.position)
        ).all()
        assert [tuple(row) for row in rows] == [
            ("Loreta Masiliūnienė", None),
            ("Rytis Račkauskas", mayor.id),
        ]


@pytest.mark.parametrize("role", [Role.MAYOR, Role.AUDITOR])
def test_those_who_only_read_are_not_let_to_change_trips(
    database: Database, client: PageClient, role: Role
) -> None:
    with database.write() as work:
        trip = Make(work).trip()
    client.sign_in(role)

    text = client.get(f"/trips/{trip.id}").text
    assert f"/trips/{trip.id}/edit" not in text
    client.get("/trips/new", status=403)
    client.post("/trips/new", FORM, status=403)
    client.post(f"/trips/{trip.id}/edit", {**FORM, "version": "1"}, status=403)
    with database.read() as work:
        assert _only_trip(work).city == "Taipėjus"


@pytest.mark.parametrize("line", [", meras", ",", " , tarybos narys"])
def test_a_delegate_without_a_name_is_refused(client: PageClient, line: str) -> None:
    typed = FORM | {"delegates": f"Rytis Račkauskas, meras\n{line}"}

    page = client.post("/trips/new", typed, status=422).text

    assert "Kiekvieną eilutę pradėkite vardu." in page
