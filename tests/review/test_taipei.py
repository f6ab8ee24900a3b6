"""The public report of the trip to Taipei, from paste to rows."""

from datetime import date

from sqlalchemy import func, select

from tests.review.page import opened, put_in
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import plain
from tracker.audit.models import Entry
from tracker.contacts.models import Affiliation, Contact, Organisation, OrganisationAlias
from tracker.core.db import Base, Database, Work
from tracker.leads.models import Lead, LeadState
from tracker.topics.models import Topic
from tracker.trips.models import (
    Delegate,
    Direction,
    DocumentState,
    Meeting,
    SourceDocument,
    Trip,
    TripContact,
    TripFigure,
    TripInviter,
)

TOPICS = [
    "El. parašo valdymo platformos",
    "Duomenų analizės įrankiai",
    "Automatizavimo sprendiniai",
    "Saugos ir privatumo priemonės",
]
MADE = (Trip, Delegate, TripFigure, TripInviter, TripContact, Contact, Organisation, Topic, Lead)


def _count(work: Work, table: type[Base]) -> int:
    return work.session.scalar(select(func.count()).select_from(table)) or 0


def _trip(work: Work) -> Trip:
    return work.session.scalars(select(Trip)).one()


def test_putting_a_report_in_makes_nothing_but_a_proposal(
    officer: PageClient, database: Database, taipei: str
) -> None:
    put_in(officer, taipei)

    with database.read() as work:
        assert [_count(work, table) for table in MADE] == [0] * len(MADE)
        document = work.session.scalars(select(SourceDocument)).one()
        assert document.state is DocumentState.PROPOSED
        assert document.created_by_id == officer.user_id
        assert document.text == taipei


def test_the_page_proposes_all_that_the_report_says(officer: PageClient, taipei: str) -> None:
    page = put_in(officer, taipei)

    said = plain(page.text)
    for words in (
        "Taipėjus, Taivanas",
        "2024 m. kovo 17–24 d.",
        "Rytis Račkauskas",
        "Žibutė Gaivenienė",
        "Loreta Masiliūnienė",
        "Arūnas Balčiūnas",
        "Taivano atstovybė Lietuvoje",
        "Taipėjaus kompiuterių asociacija",
        "85 merai",
        "1697 verslo subjektai",
        *TOPICS,
    ):
        assert words in said, words
    assert page.form["count-placeholders-0"] == "8"
    assert 0 < len(officer.statements) <= 6


def test_every_proposal_from_the_text_and_its_place_lead_to_each_other(
    officer: PageClient, taipei: str
) -> None:
    page = put_in(officer, taipei)

    ids = [name.removeprefix("fact-") for name in page.form if name.startswith("fact-")]
    assert len(ids) > 20
    for id_ in ids:
        assert f'href="#mark-{id_}"' in page.text, id_
        assert f'id="mark-{id_}"' in page.text, id_
        assert f'id="fact-{id_}"' in page.text, id_


def test_who_was_only_heard_is_rejected_and_what_must_be_checked_waits(
    officer: PageClient, taipei: str
) -> None:
    page = put_in(officer, taipei)

    assert 'value="Langdon Morris"' in page.text
    assert page.choice("people-0") == "reject"
    assert page.choice("people-1") == "accept"  # the inviter, by role only
    assert page.choice("aliases-0") == "wait"
    assert page.choice("topics-3") == "accept"


def test_creating_makes_exactly_the_rows_that_were_accepted(
    officer: PageClient, database: Database, taipei: str
) -> None:
    answer = put_in(officer, taipei).send()

    text = officer.follow(answer).text
    assert "Sukurta: Taipėjus 2024. 4 galimybės dar neturi kito žingsnio." in text
    with database.read() as work:
        trip = _trip(work)
        assert (trip.city, trip.country) == ("Taipėjus", "TW")
        assert (trip.start_on, trip.end_on) == (date(2024, 3, 17), date(2024, 3, 24))
        assert trip.direction is Direction.OUTGOING
        assert trip.event == "Pasaulio išmaniųjų miestų vadovų susitikimas ir EXPO 2024"
        assert trip.purpose is not None
        assert len(trip.purpose.splitlines()) == 5
        assert trip.conclusions is not None
        assert "užmegzti kontaktai" in trip.conclusions
        assert trip.cost_eur is None
        _check_people(work)
        _check_leads(work, trip)


def _check_people(work: Work) -> None:
    delegates = work.session.scalars(select(Delegate).order_by(Delegate.position)).all()
    assert [(one.name, one.role) for one in delegates] == [
        ("Rytis Račkauskas", "Panevėžio miesto meras"),
        ("Žibutė Gaivenienė", "Panevėžio miesto vicemerė"),
        ("Loreta Masiliūnienė", "Panevėžio miesto vicemerė"),
        ("Arūnas Balčiūnas", "tarybos narys"),
    ]
    figures = work.session.execute(
        select(TripFigure.value, TripFigure.label).order_by(TripFigure.position)
    ).all()
    assert [tuple(row) for row in figures] == [
        (85, "merai"),
        (495, "delegatai"),
        (112, "miestai"),
        (45, "šalys"),
        (4, "dienos"),
        (1697, "verslo subjektai"),
        (8, "verslo atstovai iš Taivano"),
    ]
    inviters = work.session.scalars(
        select(Organisation.name).join(TripInviter).order_by(Organisation.id)
    ).all()
    assert list(inviters) == ["Taivano atstovybė Lietuvoje", "Taipėjaus kompiuterių asociacija"]
    assert work.session.scalars(select(Organisation.name).order_by(Organisation.id)).all()[2:] == [
        "Taivano Užsienio reikalų ministerija"
    ]
    contacts = work.session.scalars(select(Contact).order_by(Contact.id)).all()
    ambassador, *places = contacts
    assert (ambassador.given, ambassador.family) == (None, None)
    assert ambassador.title is not None
    assert ambassador.title.startswith("buvęs Taivaniečių atstovybės ambasadorius")
    assert [place.placeholder_number for place in places] == list(range(1, 9))
    assert {place.placeholder_count for place in places} == {8}
    assert {place.country for place in places} == {"TW"}
    hows = work.session.scalars(select(TripContact.how).order_by(TripContact.contact_id)).all()
    assert list(hows) == [Meeting.INVITER, *[Meeting.MET] * 8]


def _check_leads(work: Work, trip: Trip) -> None:
    leads = work.session.scalars(select(Lead).order_by(Lead.id)).all()
    assert [lead.title for lead in leads] == TOPICS
    document = work.session.scalars(select(SourceDocument)).one()
    assert document.trip_id == trip.id
    assert document.state is DocumentState.CONFIRMED
    for lead in leads:
        assert lead.state is LeadState.OPEN
        assert lead.step_missing_since is not None
        assert (lead.trip_id, lead.source_document_id) == (trip.id, document.id)
        assert (lead.country, lead.owner_id) == ("TW", None)
    assert list(work.session.scalars(select(Topic.name_lt).order_by(Topic.id))) == TOPICS


def test_what_was_corrected_rejected_and_assigned_is_made_so(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        rasa = Make(work).user(given="Rasa", family="Kazlauskienė")
    page = put_in(officer, taipei)

    page.fill(
        value_trip_place="Taipėjus, TW",
        value_delegates_1="Živilė Gaivenienė",
        role_delegates_1="vicemerė",
        value_topics_0="E. parašas",
        owner_topics_0=str(rasa.id),
        step_topics_0="Nusiųsti technines sąlygas",
        on_topics_0="2026-12-01",
        owner_topics_1=str(rasa.id),
        value_figures_0="1 086 merų",
    )
    page.reject("topics-3", "delegates-3", "figures-4", "inviters-1", "trip-conclusions")
    page.accept("aliases-0").send()

    with database.read() as work:
        trip = _trip(work)
        assert (trip.country, trip.conclusions) == ("TW", None)
        names = work.session.scalars(select(Delegate.name).order_by(Delegate.position)).all()
        assert list(names) == ["Rytis Račkauskas", "Živilė Gaivenienė", "Loreta Masiliūnienė"]
        leads = work.session.scalars(select(Lead).order_by(Lead.id)).all()
        assert [lead.title for lead in leads] == ["E. parašas", *TOPICS[1:3]]
        assert leads[0].next_step == "Nusiųsti technines sąlygas"
        assert leads[0].next_step_on == date(2026, 12, 1)
        assert leads[0].step_missing_since is None
        assert (leads[1].owner_id, leads[1].next_step) == (rasa.id, None)
        assert leads[1].step_missing_since is not None
        values = work.session.scalars(select(TripFigure.value)).all()
        assert 1086 in values
        assert 4 not in values
        assert _count(work, TripInviter) == 1
        alias = work.session.scalars(select(OrganisationAlias)).one()
        assert alias.name == "Taivaniečių atstovybė"


def test_what_waits_is_not_made(officer: PageClient, database: Database, taipei: str) -> None:
    page = put_in(officer, taipei)
    for name in [name for name in page.form if name.startswith("fact-topics")]:
        del page.form[name]

    page.send()

    with database.read() as work:
        assert _count(work, Lead) == 0
        assert _count(work, OrganisationAlias) == 0
        assert _count(work, Trip) == 1


def test_people_named_on_the_page_take_the_places_of_those_counted(
    officer: PageClient, database: Database, taipei: str
) -> None:
    page = put_in(officer, taipei)

    page.fill(names_placeholders_0="林美玲 Lin Mei-ling\r\nChen Chih-hao\r\n")
    page.send()

    with database.read() as work:
        contacts = work.session.scalars(select(Contact).order_by(Contact.id)).all()[1:]
        assert [one.name for one in contacts[:2]] == ["Lin Mei-ling", "Chen Chih-hao"]
        assert contacts[0].native_name == "林美玲"
        assert contacts[0].source_note == "Taipėjus 2024"
        assert [one.placeholder_count for one in contacts[2:]] == [6] * 6


def test_what_follows_a_name_after_a_comma_is_where_they_belong(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        make = Make(work)
        known = make.organisation("Lanyang SignTrust")
        kuo = make.contact("Kuo-chiang", "Hung").id
    page = put_in(officer, taipei)

    page.fill(
        names_placeholders_0="Lin Mei-hua, Formosa Sign\r\n"
        "Chen, Chih-hao\r\nHung Kuo-chiang, Lanyang SignTrust\r\n"
    )
    page.send()

    with database.read() as work:
        place = select(Contact.name, Organisation.name, Organisation.id, Contact.id)
        placed = work.session.execute(
            place.join(Affiliation, Affiliation.contact_id == Contact.id)
            .join(Organisation, Organisation.id == Affiliation.organisation_id)
            .order_by(Contact.id)
        ).all()
        assert [row[:2] for row in placed] == [
            ("Kuo-chiang Hung", "Lanyang SignTrust"),
            ("Lin Mei-hua", "Formosa Sign"),
        ]
        assert (placed[0][2], placed[0][3]) == (known.id, kuo)
        names = work.session.scalars(select(Contact.name)).all()
        assert "Chen Chih-hao" in names


def test_a_lead_called_otherwise_is_of_the_topic_it_was_read_from(
    officer: PageClient, database: Database, taipei: str
) -> None:
    page = put_in(officer, taipei)

    page.fill(value_topics_0="Susitikimas dėl e. parašo").send()

    with database.read() as work:
        assert set(work.session.scalars(select(Topic.name_lt))) == set(TOPICS)
        titles = work.session.scalars(select(Lead.title).order_by(Lead.id)).all()
        assert titles[0] == "Susitikimas dėl e. parašo"


def test_a_figure_agrees_with_its_number(officer: PageClient, taipei: str) -> None:
    page = put_in(officer, taipei)
    page.fill(value_figures_0="113 miestai").send("later")

    assert "113 miestų" in opened(officer, page.url).text


def test_the_journal_says_who_made_it(officer: PageClient, database: Database, taipei: str) -> None:
    put_in(officer, taipei).send()

    with database.read() as work:
        entries = work.session.scalars(select(Entry).order_by(Entry.id)).all()
        deeds = [entry.what for entry in entries if entry.actor_id == officer.user_id]
    for what in ("report.put_in", "trip.added", "report.confirmed"):
        assert deeds.count(what) == 1, what
    assert deeds.count("lead.opened") == 4
    assert deeds.count("contact.counted") == 8


def test_an_organisation_and_a_topic_that_are_known_are_not_made_again(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        make = Make(work)
        make.organisation("TAIPĖJAUS KOMPIUTERIŲ ASOCIACIJA")
        make.topic("Duomenų analizės įrankiai")

    put_in(officer, taipei).send()

    with database.read() as work:
        assert _count(work, Organisation) == 3
        assert _count(work, Topic) == 4


def test_a_trip_entered_by_hand_is_filled_instead_of_made_twice(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        Make(work).trip(event="Mūsų įrašytas renginys", cost_eur=None)

    page = put_in(officer, taipei)
    assert page.form["into"] == "1"
    text = officer.follow(page.send()).text

    assert "Papildyta: Taipėjus 2024" in text
    with database.read() as work:
        trip = _trip(work)
        assert trip.event == "Mūsų įrašytas renginys"
        assert trip.purpose is not None
        assert _count(work, Delegate) == 4
        assert _count(work, Lead) == 4


def test_a_trip_elsewhere_or_at_another_time_is_not_offered(
    officer: PageClient, database: Database, taipei: str
) -> None:
    with database.write() as work:
        make = Make(work)
        make.trip("Tainanas")
        make.trip(start_on=date(2025, 3, 17), end_on=date(2025, 3, 20))

    assert "into" not in put_in(officer, taipei).form
