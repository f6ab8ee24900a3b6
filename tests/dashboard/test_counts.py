"""Every number of the mayor's page is counted again, row by row, and must be the same."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.dashboard.world import Recount, fill
from tests.support.make import Make
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.dashboard.counts import Counts, Week, count_all
from tracker.leads.models import Phase
from tracker.reminders.models import Reminder, ReminderKind, ReminderState


def agrees(counts: Counts, again: Recount) -> None:
    assert counts.phases == again.phases()
    assert counts.parked == again.parked()
    assert {p.key: p.leads for p in counts.pipelines if p.leads} == again.pipelines()
    assert (counts.late, counts.missing) == (again.late(), again.missing())
    assert (counts.unowned, counts.signing) == (again.unowned(), again.signing())
    assert dict(counts.countries) == again.countries()
    best = sorted(again.by_topic().values(), reverse=True)[: len(counts.topics)]
    assert [topic.leads for topic in counts.topics] == best
    assert all(again.by_topic()[topic.name_lt] == topic.leads for topic in counts.topics)
    assert counts.worth.total == again.value()
    assert counts.worth.weighted == again.weighted()
    assert counts.worth.largest == again.largest()
    assert {(load.on, load.owner_id): load.steps for load in counts.loads} == again.loads()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_number_is_what_a_count_by_hand_gives(work: Work, seed: int) -> None:
    fill(work, leads=80, seed=seed)

    agrees(count_all(work), Recount(work))


def test_a_period_counts_only_the_leads_opened_in_it(work: Work) -> None:
    fill(work, leads=80)
    since = date(2026, 5, 23)

    counts, whole = count_all(work, since), count_all(work)

    agrees(counts, Recount(work, since))
    assert counts.leads < whole.leads
    assert (counts.late, counts.worth) == (whole.late, whole.worth)


def test_an_empty_house_has_no_numbers_and_no_failure(work: Work) -> None:
    counts = count_all(work)

    assert (counts.leads, counts.open_leads, counts.questions) == (0, 0, 0)
    assert counts.worth.total == 0
    assert [week.done for week in counts.weeks] == [0] * 13


def test_what_is_late_turns_at_local_midnight(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        Make(work).lead(due=timedelta(days=0))

    clock.move_to(datetime(2026, 11, 23, 21, 59, tzinfo=UTC))
    with database.read() as work:
        before = count_all(work).late
    clock.move_to(datetime(2026, 11, 23, 22, 1, tzinfo=UTC))
    with database.read() as work:
        after = count_all(work).late

    assert (before, after) == (0, 1)


def done_step(work: Work, *, due: date, at: datetime, zone: str = "Europe/Vilnius") -> None:
    lead = Make(work).lead(due=None)
    work.session.add(
        Reminder(
            kind=ReminderKind.NEXT_STEP,
            lead_id=lead.id,
            owner_id=lead.owner_id,
            title="Paskambinti",
            wall_on=due,
            wall_at=datetime(2026, 1, 1, 7).time(),  # noqa: DTZ001 - a wall time
            zone=zone,
            due_at=at,
            state=ReminderState.DONE,
            done_at=at,
            created_at=at,
        )
    )
    work.session.flush()


def test_a_step_done_late_in_the_evening_of_its_day_is_on_time(work: Work) -> None:
    due = date(2026, 11, 19)
    done_step(work, due=due, at=datetime(2026, 11, 19, 21, 59, tzinfo=UTC))
    done_step(work, due=due, at=datetime(2026, 11, 19, 22, 1, tzinfo=UTC))

    weeks = count_all(work).weeks

    assert weeks[-2] == Week(date(2026, 11, 16), done=2, on_time=1)


def test_on_time_is_told_by_the_clock_of_the_owner(work: Work) -> None:
    due = date(2026, 11, 19)
    done_step(work, due=due, at=datetime(2026, 11, 19, 17, 0, tzinfo=UTC), zone="Asia/Taipei")
    done_step(work, due=due, at=datetime(2026, 11, 20, 3, 0, tzinfo=UTC), zone="America/New_York")

    assert count_all(work).weeks[-2] == Week(date(2026, 11, 16), done=2, on_time=1)


def test_a_step_done_on_sunday_night_belongs_to_the_week_that_ends(work: Work) -> None:
    done_step(work, due=date(2026, 11, 22), at=datetime(2026, 11, 22, 21, 30, tzinfo=UTC))
    done_step(work, due=date(2026, 11, 22), at=datetime(2026, 11, 22, 22, 30, tzinfo=UTC))

    weeks = count_all(work).weeks

    assert (weeks[-2].done, weeks[-1].done) == (1, 1)
    assert (weeks[-2].on_time, weeks[-1].on_time) == (1, 0)


def test_twelve_whole_weeks_are_counted_and_the_one_under_way(work: Work) -> None:
    done_step(work, due=date(2026, 8, 31), at=datetime(2026, 8, 31, 8, tzinfo=UTC))
    done_step(work, due=date(2026, 8, 30), at=datetime(2026, 8, 30, 8, tzinfo=UTC))

    weeks = count_all(work).weeks

    assert (len(weeks), weeks[0].monday, sum(week.done for week in weeks)) == (
        13,
        date(2026, 8, 31),
        1,
    )


def test_a_sum_that_is_mostly_one_lead_says_so(work: Work) -> None:
    make = Make(work)
    make.lead(value_eur=Decimal(500))
    make.lead(value_eur=Decimal(400))
    assert count_all(work).worth.is_mostly_one

    make.lead(value_eur=Decimal(100))

    assert not count_all(work).worth.is_mostly_one


def test_reports_and_own_steps_wait_for_the_mayor(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        mayor = make.user()
        make.lead(owner_id=mayor.id, due=timedelta(days=6))
        make.lead(owner_id=mayor.id, due=timedelta(days=7))
        make.trip(report_due_on=date(2026, 11, 22))
        make.trip(report_due_on=date(2026, 11, 23))
        make.trip(report_due_on=date(2026, 11, 1), report_submitted_on=date(2026, 11, 1))

    with database.read(mayor.id) as work:
        counts = count_all(work)

    assert (counts.own_due, counts.reports_late, counts.questions) == (1, 1, 1)


def test_leads_without_an_owner_are_one_question(work: Work) -> None:
    for _ in range(3):
        Make(work).lead(owner_id=None, due=None)

    counts = count_all(work)

    assert (counts.unowned, counts.questions) == (3, 1)


def test_a_lead_waits_for_a_signature_until_it_runs(work: Work) -> None:
    make = Make(work)
    make.lead(stage="agreement", value_eur=Decimal(1))
    make.lead(stage="mou", pipeline="institutional", is_non_monetary=True)
    make.lead(stage="running", value_eur=Decimal(1))

    counts = count_all(work)

    assert (counts.signing, counts.phases[Phase.AGREED]) == (2, 3)
