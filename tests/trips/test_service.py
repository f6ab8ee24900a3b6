"""What can be done to a trip."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.core.db import Database, Work
from tracker.core.errors import NotFoundError
from tracker.trips import queries
from tracker.trips.models import (
    Delegate,
    DocumentState,
    Meeting,
    SourceDocument,
    TripContact,
    TripFigure,
    TripInviter,
)
from tracker.trips.service import (
    NewDelegate,
    TripFacts,
    add_figures,
    add_inviter,
    add_to_trip,
    add_trip,
    change_trip,
    confirm_document,
    fill_trip,
)

FACTS = TripFacts(city="Ryga", country="LV", start_on=date(2024, 1, 8), end_on=date(2024, 1, 9))
MAYOR = NewDelegate("Rytis Račkauskas", "meras")


def _names(work: Work) -> list[str]:
    return list(work.session.scalars(select(Delegate.name).order_by(Delegate.position)))


def test_a_trip_ends_no_earlier_than_it_begins(work: Work) -> None:
    wrong = TripFacts(city="Ryga", start_on=date(2024, 1, 9), end_on=date(2024, 1, 8))

    with pytest.raises(IntegrityError):
        add_trip(work, wrong)


def test_delegates_can_change_places(work: Work) -> None:
    other = NewDelegate("Žibutė Gaivenienė", "vicemerė")
    trip = add_trip(work, FACTS, delegates=[MAYOR, other])

    change_trip(work, trip, FACTS, delegates=[other, MAYOR])

    assert _names(work) == ["Žibutė Gaivenienė", "Rytis Račkauskas"]


def test_filling_keeps_what_people_wrote_and_adds_what_was_missing(work: Work) -> None:
    trip = add_trip(work, FACTS, delegates=[NewDelegate("RYTIS RAČKAUSKAS")])
    said = TripFacts(
        city="Rygoje",
        start_on=FACTS.start_on,
        end_on=FACTS.end_on,
        event="Mugė",
        conclusions="Pavyko.",
    )

    fill_trip(work, trip, said, delegates=[MAYOR, NewDelegate("Loreta Masiliūnienė")])

    work.session.flush()
    assert (trip.city, trip.country, trip.event) == ("Ryga", "LV", "Mugė")
    assert _names(work) == ["RYTIS RAČKAUSKAS", "Loreta Masiliūnienė"]
    detail = work.session.scalars(select(Entry).where(Entry.what == "trip.filled")).one().detail
    assert detail["event"] == [None, "Mugė"]
    assert detail["delegates"] == ["Loreta Masiliūnienė"]


def test_filling_keeps_a_cost_of_nothing(work: Work) -> None:
    trip = add_trip(work, replace(FACTS, cost_eur=Decimal(0)))

    fill_trip(work, trip, FACTS)

    assert trip.cost_eur == 0


def test_figures_are_added_after_those_already_there(work: Work) -> None:
    trip = add_trip(work, FACTS)
    add_figures(work, trip, [("merai", 85)])
    work.session.flush()

    add_figures(work, trip, [("miestai", 112), ("šalys", 45)])

    work.session.flush()
    found = work.session.execute(
        select(TripFigure.position, TripFigure.label).order_by(TripFigure.position)
    ).all()
    assert [tuple(row) for row in found] == [(1, "merai"), (2, "miestai"), (3, "šalys")]


def test_an_inviter_and_a_contact_belong_to_a_trip_once(work: Work, make: Make) -> None:
    trip, host, guest = add_trip(work, FACTS), make.organisation(), make.contact()

    for _time in range(2):
        add_inviter(work, trip, host)
    add_to_trip(work, trip.id, guest.id, how=Meeting.GUEST)
    add_to_trip(work, trip.id, guest.id)

    assert len(work.session.scalars(select(TripInviter)).all()) == 1
    assert work.session.scalars(select(TripContact)).one().how is Meeting.GUEST


def _document(work: Work, **given: object) -> SourceDocument:
    values = {
        "media_type": "text/plain",
        "language": "lt",
        "text": "Ataskaita",
        "digest": "d" * 64,
        "draft": {},
        "created_at": work.now,
        **given,
    }
    document = SourceDocument(**values)
    work.session.add(document)
    work.session.flush()
    return document


def test_a_confirmed_report_says_of_which_trip_it_is(work: Work) -> None:
    trip, document = add_trip(work, FACTS), _document(work)

    confirm_document(work, document, trip)

    work.session.flush()
    assert queries.report_of_trip(work.session, trip.id) is document
    assert document.confirmed_at == work.now


def test_a_report_is_kept_once_however_often_it_comes(work: Work) -> None:
    _document(work, state=DocumentState.DISCARDED)
    _document(work)

    with pytest.raises(IntegrityError):
        _document(work)


def test_a_trip_without_a_report_has_none_to_show(work: Work) -> None:
    trip = add_trip(work, FACTS)

    with pytest.raises(NotFoundError):
        queries.report_of_trip(work.session, trip.id)


@pytest.mark.parametrize(
    ("city", "start", "end", "is_found"),
    [
        ("Ryga", date(2024, 1, 8), date(2024, 1, 9), True),
        ("RYGA", date(2024, 1, 9), date(2024, 1, 12), True),
        ("Ryga", date(2024, 1, 10), date(2024, 1, 12), False),
        ("Talinas", date(2024, 1, 8), date(2024, 1, 9), False),
    ],
)
def test_a_trip_is_recognised_by_city_and_days(
    work: Work, city: str, start: date, end: date, *, is_found: bool
) -> None:
    trip = add_trip(work, FACTS)

    found = queries.trip_to_fill(work.session, city, start, end)

    assert (found is trip) == is_found


def test_a_trip_that_has_its_report_is_not_to_be_filled(work: Work) -> None:
    trip = add_trip(work, FACTS)
    confirm_document(work, _document(work), trip)
    work.session.flush()

    assert queries.trip_to_fill(work.session, "Ryga", FACTS.start_on, FACTS.end_on) is None


def test_reports_that_wait_are_listed_latest_first_without_their_whole_text(
    database: Database,
) -> None:
    with database.write() as work:
        _document(work, digest="a", text="Pirma ataskaita" + " ir dar" * 1000)
        _document(work, digest="b", file_name="antra.docx")
        _document(work, digest="c", state=DocumentState.DISCARDED)

    with database.read() as work:
        waiting = queries.waiting_documents(work.session)

    assert [report.file_name for report in waiting] == ["antra.docx", None]
    assert waiting[1].begins.startswith("Pirma ataskaita")
    assert len(waiting[1].begins) == 120
