import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import ColumnElement, func, select

from tracker.contacts.models import Contact, Organisation
from tracker.core.clock import FixedClock
from tracker.core.db import Base, Database, Work
from tracker.core.errors import ConflictError
from tracker.demo.load import load_world
from tracker.demo.world import DAY, World, read_world
from tracker.leads.models import Activity, Lead, LeadState, LetterDirection, Pipeline, Stage
from tracker.reminders.models import Reminder, ReminderState
from tracker.topics.models import Topic
from tracker.trips.models import Trip, TripFigure
from tracker.trips.queries import trip_to_fill

FILE = read_world()
UNDER_WAY = (LeadState.OPEN, LeadState.WON)


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """The demo world on its own clock, read again after its transaction."""
    with database.write() as work:
        loaded = load_world(work)
    with database.read() as work:
        loaded.work = work
        yield loaded


def _count(work: Work, table: type[Base], *conditions: ColumnElement[bool]) -> int:
    found = work.session.scalar(select(func.count()).select_from(table).where(*conditions))
    return found or 0


def _keys(world: World, numbers: list[int]) -> list[str]:
    by_number = {world.ids[row["id"]]: row["id"] for row in FILE["leads"]}
    return [by_number[number] for number in numbers]


def test_the_world_has_as_many_rows_as_its_file_says(world: World) -> None:
    counts = FILE["meta"]["counts"]
    planned = 1  # the coming visit

    assert _count(world.work, Trip) == counts["trips"] + planned
    assert _count(world.work, Organisation) == counts["organisations"]
    assert _count(world.work, Contact) == counts["contacts"]
    assert _count(world.work, Topic) == counts["topics"]
    assert _count(world.work, Lead) == counts["leads"]
    assert _count(world.work, Activity) == counts["interactions"]
    living = _count(world.work, Reminder, Reminder.state != ReminderState.DONE)
    told_done = sum(row["id"] in world.ids for row in FILE["reminders"])
    assert living + told_done == counts["reminders"]


def test_no_job_title_holds_a_date_which_would_stay_while_the_world_moves_to_today() -> None:
    titles = [title for row in FILE["users"] for title in row["title"].values()]

    assert titles
    assert not [title for title in titles if re.search(r"\d{4}-\d", title)]


def test_what_was_said_is_lithuanian_and_a_letter_that_came_is_told_as_received(
    world: World,
) -> None:
    said = world.work.session.scalars(select(Activity)).all()

    assert {each.language for each in said} == {"lt"}
    english = re.compile(r"\b(?:the|and|from|with|asked|sent)\b", re.IGNORECASE)
    assert [each.text for each in said if english.search(each.text or "")] == []
    came = re.compile(r"^(?:Gaut|Atsiuntė)|\b(?:atsiuntė|prašo|rašo) ")
    wrong = [
        each.text
        for each in said
        if each.direction is LetterDirection.SENT and came.search(each.text or "")
    ]
    assert wrong == []


def test_contacts_made_with_open_leads_are_steps_done_on_their_day(world: World) -> None:
    opened = {row["id"]: row["created"] for row in FILE["leads"]}
    made = {
        (world.ids[row["lead"]], date.fromisoformat(row["date"]))
        for row in FILE["interactions"]
        if row["kind"] != "note" and row["date"] >= opened[row["lead"]]
    }
    told = {
        (world.ids[row["lead"]], date.fromisoformat(row["due"]))
        for row in FILE["reminders"]
        if row["status"] == "done"
    }

    done = world.work.session.execute(
        select(Reminder.lead_id, Reminder.done_on, Reminder.wall_on).where(
            Reminder.state == ReminderState.DONE
        )
    ).all()

    assert sorted((lead_id, day) for lead_id, day, _ in done) == sorted(made | told)
    assert {(day - due).days for _, day, due in done if day} == {0, 1}


def test_every_step_of_the_file_has_its_living_reminder(world: World) -> None:
    living = world.work.session.execute(
        select(Reminder.lead_id, Reminder.title, Reminder.wall_on).where(
            Reminder.state.in_([ReminderState.ACTIVE, ReminderState.SNOOZED])
        )
    ).all()

    assert sorted(tuple(row) for row in living) == sorted(
        (world.ids[row["lead"]], row["text_lt"], date.fromisoformat(row["due"]))
        for row in FILE["reminders"]
        if row["status"] != "done"
    )


def test_overdue_are_exactly_the_eleven_of_the_file_oldest_first(world: World) -> None:
    late = world.work.session.scalars(
        select(Lead.id)
        .where(Lead.next_step_on < DAY, Lead.state.in_(UNDER_WAY))
        .order_by(Lead.next_step_on, Lead.id)
    ).all()

    keys = _keys(world, list(late))
    assert keys[0] == "l22"
    assert sorted(keys) == "l02 l08 l10 l15 l22 l23 l29 l35 l50 l52 l58".split()  # noqa: SIM905 - as in the story


def test_what_waits_for_a_signature_is_no_agreement_that_is_signed() -> None:
    signed = {
        (row["organisation"], row["title_lt"])
        for row in FILE["agreements"]
        if row["status"] == "active"
    }
    waiting = {
        (row["organisation"], row["title"]["lt"])
        for row in FILE["leads"]
        if row["stage_kind"] == "open" and row["stage"] in {"agreement", "mou"}
    }

    assert {(of, title) for of, name in signed for where, title in waiting
            if of == where and name in title} == set()  # fmt: skip


def test_without_a_next_step_are_exactly_the_six_of_the_file(world: World) -> None:
    missing = world.work.session.scalars(
        select(Lead.id).where(Lead.step_missing_since.is_not(None)).order_by(Lead.id)
    ).all()

    assert _keys(world, list(missing)) == ["l36", "l37", "l45", "l54", "l55", "l57"]


def test_open_leads_and_their_value_are_those_the_mayor_is_promised(world: World) -> None:
    is_open = Lead.state == LeadState.OPEN
    by_pipeline = world.work.session.execute(
        select(Pipeline.key, func.count())
        .join(Lead, Lead.pipeline_id == Pipeline.id)
        .where(is_open)
        .group_by(Pipeline.key)
    ).all()
    values = world.work.session.execute(
        select(Lead.value_eur, Stage.probability).join(Lead.stage).where(is_open)
    ).all()
    total = sum((value or Decimal(0) for value, _ in values), Decimal(0))
    weighted = sum((value or 0) * Decimal(share or 0) / 100 for value, share in values)

    assert sorted(tuple(row) for row in by_pipeline) == [("business", 30), ("institutional", 15)]
    assert total == 7_528_000
    assert weighted == 3_077_250


def test_the_pipelines_are_those_of_the_file(world: World) -> None:
    stages = world.work.session.execute(
        select(
            Pipeline.key, Stage.key, Stage.name_lt, Stage.name_en, Stage.probability, Stage.state
        )
        .join(Stage, Stage.pipeline_id == Pipeline.id)
        .order_by(Pipeline.position, Stage.position)
    ).all()

    assert [tuple(row) for row in stages] == [
        (pipeline, stage["key"], stage["lt"], stage["en"], stage["probability"], stage["kind"])
        for pipeline, steps in FILE["pipelines"].items()
        for stage in steps
    ]


def test_the_taipei_report_is_left_to_put_in_and_fills_its_trip(world: World) -> None:
    session = world.work.session
    trip = session.get_one(Trip, world.ids["trip01"])
    figures = session.scalars(select(TripFigure).where(TripFigure.trip_id == trip.id)).all()

    offered = trip_to_fill(session, "Taipėjus", date(2024, 3, 17), date(2024, 3, 24))

    assert (offered, trip.invited_by, figures) == (trip, None, [])


def test_loaded_later_the_days_move_with_today_but_not_the_public_reports(
    database: Database, clock: FixedClock
) -> None:
    clock.move_to(datetime(2027, 3, 10, 8, 0, tzinfo=UTC))

    with database.write() as work:
        world = load_world(work)
        moved = date(2027, 3, 10) - DAY
        overdue = work.session.get_one(Lead, world.ids["l22"])
        public = work.session.get_one(Trip, world.ids["trip01"])
        recent = work.session.get_one(Trip, world.ids["trip06"])

        assert overdue.next_step_on == date(2026, 8, 31) + moved
        assert public.start_on == date(2024, 3, 17)
        assert recent.start_on == date(2026, 11, 2) + moved


def test_the_world_is_not_loaded_over_anybodys_work(database: Database) -> None:
    with database.write() as work:
        load_world(work)

    with pytest.raises(ConflictError, match="empty database"), database.write() as work:
        load_world(work)


def test_nothing_in_the_world_happens_after_now(world: World) -> None:
    latest = world.work.session.scalar(select(func.max(Lead.opened_at)))

    assert latest is not None
    assert latest <= world.work.now
    assert world.shift == timedelta()
