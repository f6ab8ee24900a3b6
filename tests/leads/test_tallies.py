"""The totals kept in rows are what counting every lead gives, whoever wrote and however."""

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, create_engine, delete, func, select, text, update

from tests.support import postgres
from tests.support.make import Make
from tracker import schema
from tracker.core.clock import FixedClock
from tracker.core.db import CENTS, Database, Work
from tracker.leads.jobs import add_up_tallies
from tracker.leads.models import Lead, LeadTopic
from tracker.leads.tallies import LOOSE, TALLIES, add_up, tallies
from tracker.leads.tally_triggers import create_triggers, drop_triggers
from tracker.wiring import WATCHERS

Totals = dict[tuple[int, str | None, int | None], tuple[int, int]]


def summed(work: Work, since: date | None = None) -> Totals:
    """Return leads and cents by stage, country and topic, as the rows tell them."""
    source = tallies(since)
    of = (source.c.stage_id, source.c.country, source.c.topic_id)
    asked = select(*of, func.sum(source.c.leads), func.sum(source.c.cents)).group_by(*of)
    found = work.session.execute(asked)
    return {
        (stage, country, topic): (leads, int(cents))
        for stage, country, topic, leads, cents in found
        if leads or cents
    }


def counted(work: Work, since: date | None = None) -> Totals:
    """Return the same, counted from the leads one by one."""
    leads: Counter[tuple[int, str | None, int | None]] = Counter()
    cents: Counter[tuple[int, str | None, int | None]] = Counter()
    for lead in work.session.scalars(select(Lead).execution_options(populate_existing=True)):
        if since and lead.opened_at.date() < since:
            continue
        key = (lead.stage_id, lead.country, None)
        leads[key] += 1
        cents[key] += int((lead.value_eur or 0) * CENTS)
        topics = select(LeadTopic.topic_id).where(LeadTopic.lead_id == lead.id)
        for topic in work.session.scalars(topics):
            leads[lead.stage_id, None, topic] += 1
    return {key: (number, cents[key]) for key, number in leads.items()}


@pytest.fixture
def some_leads(work: Work, make: Make) -> list[Lead]:
    topics = [make.topic(f"Tema {n}").id for n in range(3)]
    die = Random(3)  # noqa: S311 - a test's die, seeded
    leads = [
        make.lead(
            title=f"Galimybė {n}",
            country=die.choice(["TW", "JP", None]),
            value_eur=die.choice([None, Decimal("1000.50")]),
            opened_at=work.now - timedelta(days=n),
        )
        for n in range(12)
    ]
    for lead in leads:
        for place, topic in enumerate(die.sample(topics, die.randrange(4))):
            work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic, position=place))
    work.session.flush()
    return leads


@pytest.mark.usefixtures("some_leads")
def test_totals_are_what_a_count_of_every_lead_gives(work: Work) -> None:
    assert summed(work) == counted(work) != {}
    assert sum(leads for (_, _, topic), (leads, _) in summed(work).items() if topic is None) == 12


@pytest.mark.usefixtures("some_leads")
def test_totals_of_a_period_count_only_what_was_opened_in_it(work: Work) -> None:
    since = work.now.date() - timedelta(days=5)

    assert summed(work, since) == counted(work, since) != counted(work)


@pytest.mark.usefixtures("some_leads")
def test_totals_follow_a_statement_that_changes_many_leads_at_once(work: Work, make: Make) -> None:
    stage = make.stage("new")
    work.session.execute(
        update(Lead)
        .where(Lead.country.is_not_distinct_from("TW"))
        .values(
            stage_id=stage.id,
            state=stage.state,
            phase=stage.phase,
            country=None,
            value_eur=Decimal(7),
        )
        .execution_options(synchronize_session=False)
    )

    assert summed(work) == counted(work)


@pytest.mark.usefixtures("some_leads")
def test_totals_follow_topics_that_leads_lose_or_change(work: Work, make: Make) -> None:
    other = make.topic("Kita tema")
    gone = select(LeadTopic.topic_id).order_by(LeadTopic.topic_id).limit(1).scalar_subquery()
    work.session.execute(delete(LeadTopic).where(LeadTopic.topic_id == gone))
    which = select(func.max(LeadTopic.topic_id)).scalar_subquery()
    work.session.execute(
        update(LeadTopic).where(LeadTopic.topic_id == which).values(topic_id=other.id)
    )

    assert summed(work) == counted(work)


def test_a_lead_that_is_removed_is_in_no_total(work: Work, some_leads: list[Lead]) -> None:
    numbers = [lead.id for lead in some_leads[:5]]
    work.session.execute(delete(LeadTopic).where(LeadTopic.lead_id.in_(numbers)))
    work.session.execute(delete(Lead).where(Lead.id.in_(numbers)))

    assert summed(work) == counted(work)


def test_what_is_no_part_of_a_total_adds_no_row(work: Work, some_leads: list[Lead]) -> None:
    before = work.session.scalar(select(func.count()).select_from(TALLIES))

    some_leads[0].title = "Kitaip"
    some_leads[0].version += 1
    work.session.flush()

    assert work.session.scalar(select(func.count()).select_from(TALLIES)) == before


def test_a_change_that_is_rolled_back_is_in_no_total(database: Database) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(country="TW").id
        before = summed(work)

    with suppress(RuntimeError), database.write() as work:
        work.session.get_one(Lead, lead_id).country = "JP"
        work.session.flush()
        raise RuntimeError

    with database.read() as work:
        assert summed(work) == before == counted(work)


@pytest.mark.usefixtures("some_leads")
def test_adding_up_keeps_every_total_and_leaves_one_row_of_each(work: Work) -> None:
    before = summed(work)

    taken = add_up(work)

    assert summed(work) == before
    assert taken > len(before)
    assert work.session.scalar(select(func.count()).select_from(TALLIES)) == len(before)


def test_adding_up_forgets_what_came_to_nothing(work: Work, make: Make) -> None:
    lead = make.lead()
    work.session.delete(lead)
    work.session.flush()

    add_up(work)

    assert work.session.scalar(select(func.count()).select_from(TALLIES)) == 0


def test_the_worker_adds_up_only_when_there_is_much_to_add_up(database: Database) -> None:
    with database.write() as work:
        lead = Make(work).lead(country="TW")
        rows = [{"stage_id": lead.stage_id, "country": "TW", "leads": 1, "cents": 0}] * (LOOSE - 1)
        work.session.execute(TALLIES.insert(), rows)
    assert add_up_tallies(database) == 0

    with database.write() as work:
        work.session.execute(TALLIES.insert(), rows[:2])

    assert add_up_tallies(database) == LOOSE + 2
    with database.read() as work:
        assert set(summed(work).values()) == {(LOOSE + 2, 0)}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_who_move_leads_of_the_same_stage_at_once_do_not_wait(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        first, second = make.lead(country="TW").id, make.lead(country="TW").id

    with database.write() as slow:
        slow.session.get_one(Lead, first).country = "JP"
        slow.session.flush()
        with database.write() as quick:
            quick.session.execute(text("SET LOCAL lock_timeout = '1s'"))
            quick.session.get_one(Lead, second).country = "JP"
            quick.session.flush()
            add_up(quick)

    with database.read() as work:
        assert summed(work) == counted(work)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_added_while_somebody_adds_up_stays(database: Database) -> None:
    with database.write() as work:
        Make(work).lead(country="TW")

    with database.write() as adding:
        adding.session.execute(select(TALLIES))
        with database.write() as work:
            Make(work).lead(country="TW")
        add_up(adding)
        with database.write() as work:
            Make(work).lead(country="TW")

    with database.read() as work:
        assert summed(work) == counted(work)
        assert {leads for leads, _ in summed(work).values()} == {3}


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Engine:
    """A database as the migrations make it."""
    url = f"sqlite:///{tmp_path / 'migrated.db'}"
    if request.param == "postgresql":
        url = postgres.new_database(postgres.start(postgres.run_id()), f"tallies_{worker_id}")
    engine = create_engine(url)
    schema.upgrade(engine)
    return engine


def test_the_migration_counts_the_leads_that_are_there(migrated: Engine, clock: FixedClock) -> None:
    url = migrated.url.render_as_string(hide_password=False)
    database = Database(url, clock, watchers=WATCHERS)
    with database.write() as work:
        make = Make(work)
        lead = make.lead(country="TW", value_eur=Decimal(12))
        work.session.add(LeadTopic(lead_id=lead.id, topic_id=make.topic().id, position=0))
    database.dispose()

    schema.downgrade(migrated, "20261123_2000")
    schema.upgrade(migrated)

    with database.write() as work:
        assert summed(work) == counted(work) != {}
        Make(work).lead(country="JP")
        assert summed(work) == counted(work)
    database.dispose()
    migrated.dispose()


TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY tgname",
}


def test_every_migration_since_has_left_the_triggers_as_they_are_made_anew(
    migrated: Engine,
) -> None:
    """A migration that makes a table anew on SQLite takes its triggers with it."""
    asked = text(TRIGGERS[migrated.dialect.name])
    with migrated.begin() as connection:
        found = list(connection.execute(asked))
        drop_triggers(connection)
        assert len(list(connection.execute(asked))) == len(found) - 6
        create_triggers(connection)
        assert list(connection.execute(asked)) == found
    migrated.dispose()
