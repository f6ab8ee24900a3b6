from datetime import date, time, timedelta

import pytest

from tests.support.make import Make
from tests.support.statements import gather
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import NotFoundError
from tracker.leads.history import (
    Happening,
    Show,
    facts_of,
    people,
    read_before,
    stages_and_topics,
    timeline_of,
)
from tracker.leads.models import ActivityKind, Lead, LeadTopic
from tracker.leads.service import (
    NewActivity,
    NewLead,
    Step,
    add_activity,
    finish_step,
    move_lead,
    open_lead,
    plan_step,
)

CALL = Step("Paskambinti", date(2026, 12, 1))


@pytest.fixture
def lead_id(database: Database, clock: FixedClock) -> int:
    """A lead with a life: opened, talked about, moved, its step done; an hour between each."""
    with database.write() as work:
        make = Make(work)
        owner = make.user(given="Rūta", family="Žemaitytė").id
        make.stage()
        number = owner

    def later(hours: int = 1) -> None:
        clock.move_to(clock.now() + timedelta(hours=hours))

    with database.write(actor_id=owner) as work:
        number = open_lead(work, NewLead("El. parašas", owner_id=owner, step=CALL)).id
    later()
    with database.write(actor_id=owner) as work:
        lead = work.session.get_one(Lead, number)
        old = NewActivity(ActivityKind.MEETING, "Susitikome", date(2026, 11, 2), time(14, 0))
        add_activity(work, lead, old)
    later()
    with database.write(actor_id=owner) as work:
        lead = work.session.get_one(Lead, number)
        move_lead(work, lead, Make(work).stage("qualified"))
    later()
    with database.write(actor_id=owner) as work:
        finish_step(work, work.session.get_one(Lead, number))
    return number


def whats(happened: list[Happening] | tuple[Happening, ...]) -> list[str]:
    return [entry.what for entry in happened]


def told(database: Database, lead_id: int, **asked: object) -> list[Happening]:
    with database.read() as work:
        return list(timeline_of(work.session, lead_id, **asked))  # type: ignore[arg-type]  # as asked


def test_what_happened_is_told_latest_first_at_its_own_day(
    database: Database, lead_id: int
) -> None:
    entries = told(database, lead_id)

    assert whats(entries) == ["lead.step_done", "lead.moved", "lead.opened", "meeting"]
    assert (entries[-1].day, entries[-1].at) == (date(2026, 11, 2), time(14, 0))
    assert {entry.given for entry in entries} == {"Rūta"}


def test_talks_and_changes_are_told_apart(database: Database, lead_id: int) -> None:
    assert whats(told(database, lead_id, show=Show.TALKS)) == ["meeting"]
    assert whats(told(database, lead_id, show=Show.CHANGES)) == [
        "lead.step_done",
        "lead.moved",
        "lead.opened",
    ]


def test_a_long_history_is_read_page_by_page(database: Database, lead_id: int) -> None:
    read: list[str] = []
    before = None
    while True:
        entries = told(database, lead_id, before=before, limit=1)
        read.append(entries[0].what)
        if len(entries) == 1:
            break
        before = read_before(entries[0].place)

    assert read == ["lead.step_done", "lead.moved", "lead.opened", "meeting"]


def test_many_entries_of_one_moment_lose_nobody(database: Database, lead_id: int) -> None:
    with database.write() as work:
        lead = work.session.get_one(Lead, lead_id)
        for number in range(5):
            add_activity(work, lead, NewActivity(ActivityKind.NOTE, f"{number}"))

    texts: list[str | None] = []
    before = None
    for _ in range(3):
        entries = told(database, lead_id, show=Show.TALKS, before=before, limit=2)
        texts += [entry.text for entry in entries[:2]]
        before = read_before(entries[:2][-1].place)

    assert texts == ["4", "3", "2", "1", "0", "Susitikome"]


@pytest.mark.parametrize("text", [None, "", "x", "2026-11-23~x~1", "2026-11-23~2026-11-23~1"])
def test_a_place_that_is_none_is_the_beginning(text: str | None) -> None:
    assert read_before(text) is None


def test_another_leads_history_stays_out(database: Database, lead_id: int) -> None:
    with database.write() as work:
        other = Make(work).lead()
        plan_step(work, other, CALL)

    assert len(told(database, lead_id)) == 4


def test_the_facts_come_with_the_names_of_what_they_are_about(work: Work, make: Make) -> None:
    organisation = make.organisation("Lublin City", name_lt="Liublino miestas")
    lead = make.lead(
        organisation_id=organisation.id,
        contact_id=make.contact("Anna", "Nowak").id,
        trip_id=make.trip("Liublinas").id,
    )

    facts = facts_of(work.session, lead.id)

    assert (facts.organisation, facts.organisation_lt) == ("Lublin City", "Liublino miestas")
    assert (facts.contact, facts.trip_city) == ("Anna Nowak", "Liublinas")
    assert (facts.stage_en, facts.pipeline_en) == ("Contacted", "Business leads")


def test_there_is_no_history_of_no_lead(work: Work) -> None:
    with pytest.raises(NotFoundError):
        facts_of(work.session, 1)


def test_stages_stand_in_their_order_and_topics_in_theirs(
    database: Database, work: Work, make: Make
) -> None:
    lead = make.lead(stage="scoping", pipeline="institutional")
    for place, name in enumerate(("Žalioji energetika", "Automatizavimas")):
        topic = make.topic(name)
        work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id, position=place))
    work.session.flush()

    with gather(database) as said:
        stages, topics = stages_and_topics(work.session, lead.id, lead.pipeline_id)

    assert len(said) == 1
    assert [stage.en for stage in stages][:2] == ["Contact made", "Areas being agreed"]
    assert [topic.name("en") for topic in topics] == ["Žalioji energetika", "Automatizavimas"]


def test_those_who_left_are_known_by_name_but_own_nothing_new(work: Work, make: Make) -> None:
    here = make.user()
    left = make.user(given="Mantas", disabled_at=work.now)
    ended = make.user(active_until=work.today - timedelta(days=1))

    known = people(work.session, today=work.today)

    assert known[here.id].may_own
    assert not known[left.id].may_own
    assert not known[ended.id].may_own
    assert known[left.id].name.startswith("Mantas")
