"""Whether anybody was forgotten after a trip."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.make import Make
from tracker.contacts.models import Contact
from tracker.core.db import Work
from tracker.leads.coverage import (
    MOST_ROWS,
    Coverage,
    coverage_of_trips,
    outcomes_of_trip,
    people_of_trip,
)
from tracker.leads.models import Lead, LeadContact, LeadTopic, Phase
from tracker.trips.models import Meeting, Trip, TripContact


def _met(make: Make, trip: Trip, how: Meeting = Meeting.MET, **more: Any) -> Contact:
    contact = make.contact(**more)
    make.work.session.add(TripContact(trip_id=trip.id, contact_id=contact.id, how=how))
    make.work.session.flush()
    return contact


def _coverage(work: Work, trip: Trip) -> Coverage:
    return coverage_of_trips(work.session, [trip.id])[trip.id]


def test_a_contact_nobody_opened_a_lead_for_is_forgotten(work: Work, make: Make) -> None:
    trip = make.trip()
    _met(make, trip)

    found = _coverage(work, trip)

    assert (found.contacts, found.covered, found.missing, found.leads) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("lead", "covered"),
    [
        ({}, 1),
        ({"due": None}, 0),
        ({"due": None, "owner_id": None}, 0),
        ({"due": None, "dormant_until": date(2027, 1, 1)}, 1),
        ({"due": None, "stage": "parked", "dormant_until": date(2027, 1, 1)}, 1),
        ({"due": None, "stage": "running"}, 1),
        ({"due": timedelta(days=-30)}, 1),  # late, but in somebody's hands
    ],
)
def test_a_contact_is_looked_after_when_their_lead_is(
    work: Work, make: Make, lead: dict[str, Any], covered: int
) -> None:
    trip = make.trip()
    contact = _met(make, trip)
    make.lead(trip_id=trip.id, contact_id=contact.id, **lead)

    assert _coverage(work, trip).covered == covered


def _lost(make: Make, **given: Any) -> Lead:
    now = make.work.now
    return make.lead(stage="lost", due=None, closed_at=now, close_reason="Netiko", **given)


def test_a_lead_that_ended_settles_its_own_trip_but_not_a_later_one(work: Work, make: Make) -> None:
    first, later = make.trip(), make.trip(start_on=date(2025, 3, 1), end_on=date(2025, 3, 2))
    contact = _met(make, first)
    work.session.add(TripContact(trip_id=later.id, contact_id=contact.id))
    _lost(make, trip_id=first.id, contact_id=contact.id)

    assert _coverage(work, first).missing == 0
    assert _coverage(work, later).missing == 1


def test_a_living_lead_from_an_earlier_trip_counts_on_the_later_too(work: Work, make: Make) -> None:
    first, later = make.trip(), make.trip(start_on=date(2025, 3, 1), end_on=date(2025, 3, 2))
    contact = _met(make, first)
    work.session.add(TripContact(trip_id=later.id, contact_id=contact.id))
    make.lead(trip_id=first.id, contact_id=contact.id)

    assert _coverage(work, later).covered == 1


def test_a_further_contact_of_a_lead_is_looked_after_with_it(work: Work, make: Make) -> None:
    trip = make.trip()
    main, further = _met(make, trip), _met(make, trip, family="Chen")
    lead = make.lead(trip_id=trip.id, contact_id=main.id)
    work.session.add(LeadContact(lead_id=lead.id, contact_id=further.id))
    work.session.flush()

    assert _coverage(work, trip).covered == 2


def test_one_lead_in_hand_is_enough_for_a_contact(work: Work, make: Make) -> None:
    trip = make.trip()
    contact = _met(make, trip)
    make.lead(trip_id=trip.id, contact_id=contact.id)
    make.lead(trip_id=trip.id, contact_id=contact.id, due=None)

    found = _coverage(work, trip)

    assert (found.contacts, found.covered, found.leads) == (1, 1, 2)


def test_a_lead_without_a_contact_stands_for_itself(work: Work, make: Make) -> None:
    trip = make.trip()
    stranger = make.contact()
    make.lead(trip_id=trip.id)
    make.lead(trip_id=trip.id, due=None, owner_id=None)
    make.lead(trip_id=trip.id, contact_id=stranger.id)  # not written down as met

    found = _coverage(work, trip)

    assert (found.contacts, found.lone_leads, found.covered) == (0, 3, 2)
    assert (found.total, found.missing, found.leads) == (3, 1, 3)


def test_those_who_only_invited_or_spoke_are_not_counted(work: Work, make: Make) -> None:
    trip = make.trip()
    _met(make, trip, Meeting.INVITER)
    _met(make, trip, Meeting.HEARD)
    _met(make, trip, Meeting.GUEST)

    assert _coverage(work, trip).total == 1


def test_each_trip_has_its_own_coverage_and_an_empty_one_has_none(work: Work, make: Make) -> None:
    one, other, empty = make.trip(), make.trip(), make.trip()
    _met(make, one)
    contact = _met(make, other)
    make.lead(trip_id=other.id, contact_id=contact.id)

    found = coverage_of_trips(work.session, [one.id, other.id, empty.id])

    assert [found[trip.id].missing for trip in (one, other, empty)] == [1, 0, 0]
    assert found[empty.id] == Coverage()


def test_named_people_come_first_then_lone_leads_then_places(work: Work, make: Make) -> None:
    trip = make.trip()
    for number in (1, 2):
        _met(
            make,
            trip,
            given=None,
            family=None,
            placeholder_label="verslo atstovai",
            placeholder_number=number,
            placeholder_count=2,
        )
    make.lead("Be kontakto", trip_id=trip.id)
    named = _met(make, trip)
    make.lead("Su kontaktu", trip_id=trip.id, contact_id=named.id)

    rows = people_of_trip(work.session, trip.id)

    assert [(row.name or row.lead_title or row.placeholder_number) for row in rows] == [
        "Mei-ling Lin",
        "Be kontakto",
        1,
        2,
    ]
    assert [row.is_looked_after for row in rows] == [True, True, False, False]


def test_a_row_says_where_they_work_and_what_goes_on(work: Work, make: Make) -> None:
    trip = make.trip()
    company = make.organisation("Formosa Sign")
    contact = _met(make, trip, organisation=company)
    rasa = make.user(given="Rasa", family="Kazlauskienė")
    lead = make.lead(trip_id=trip.id, contact_id=contact.id, owner_id=rasa.id)
    for place, name in enumerate(("Duomenų analizė", "El. parašas")):
        topic = make.topic(name)
        work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id, position=place))
    work.session.flush()

    (row,) = people_of_trip(work.session, trip.id)

    assert (row.organisation, row.topic_lt) == ("Formosa Sign", "Duomenų analizė")
    assert (row.owner_given, row.next_step, row.stage_lt) == ("Rasa", "Paskambinti", "Susisiekta")


def test_the_coverage_and_the_rows_agree(work: Work, make: Make) -> None:
    trip = make.trip()
    for stage in ("contacted", "running"):
        contact = _met(make, trip)
        make.lead(trip_id=trip.id, contact_id=contact.id, stage=stage, due=None, owner_id=None)
    _met(make, trip)
    make.lead(trip_id=trip.id)

    rows = people_of_trip(work.session, trip.id)

    assert sum(row.is_looked_after for row in rows) == _coverage(work, trip).covered == 2
    assert len(rows) == _coverage(work, trip).total == 4


def test_a_trip_with_very_many_people_tells_that_there_are_more(work: Work, make: Make) -> None:
    trip = make.trip()
    owner = make.user()
    for _number in range(MOST_ROWS + 5):
        make.lead(trip_id=trip.id, owner_id=owner.id)

    assert len(people_of_trip(work.session, trip.id)) == MOST_ROWS + 1
    assert _coverage(work, trip).total == MOST_ROWS + 5


def test_outcomes_count_every_lead_by_phase_in_order_and_by_each_of_its_topics(
    work: Work, make: Make
) -> None:
    trip = make.trip()
    data, sign = make.topic("Duomenų analizė", name_en="Data analytics"), make.topic()
    for stage, topics in (("new", [data, sign]), ("new", [data]), ("pilot", [])):
        lead = make.lead(trip_id=trip.id, stage=stage)
        for place, topic in enumerate(topics):
            work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id, position=place))
    make.lead()
    work.session.flush()

    found = outcomes_of_trip(work.session, trip.id)

    assert list(found.phases) == list(Phase), "in the order of the path"
    assert {phase: leads for phase, leads in found.phases.items() if leads} == {
        Phase.NEW: 2,
        Phase.PILOT: 1,
    }
    assert list(found.topics) == [
        (data.id, "Duomenų analizė", "Data analytics", 2),
        (sign.id, "El. parašas", "", 1),
    ]
