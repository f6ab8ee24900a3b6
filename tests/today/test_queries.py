"""Which steps are owed, by whom, when: counted again by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.support.make import Make
from tests.support.statements import gather
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.dashboard.counts import count_all
from tracker.leads.bar import bar
from tracker.leads.filters import LeadFilter, View
from tracker.leads.listing import Asking, page_of
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.reminders.service import finish_step
from tracker.today.queries import SHOWN, Group, afterwards, counts, kept, tasks


def day(name: str) -> timedelta:
    """Say a day of the week that begins on Monday 23 November 2026."""
    return timedelta(days=["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(name))


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (timedelta(days=-84), Group.LATE),
        (timedelta(days=-1), Group.LATE),
        (day("mon"), Group.TODAY),
        (day("tue"), Group.WEEK),
        (day("sun"), Group.WEEK),
    ],
)
def test_a_step_stands_in_the_group_of_its_day(
    work: Work, make: Make, due: timedelta, group: Group
) -> None:
    lead = make.lead(due=due)

    assert [(task.lead_id, task.group) for task in tasks(work, None)] == [(lead.id, group)]


@pytest.mark.parametrize(("due", "late"), [(timedelta(), 0), (timedelta(days=-1), 1)])
@pytest.mark.parametrize("at", [time(9, 59), time(10, 1), None])
def test_a_step_counts_as_late_from_the_day_after_its_own_whatever_its_hour_wherever_it_is_counted(
    database: Database, clock: FixedClock, at: time | None, due: timedelta, late: int
) -> None:
    clock.move_to(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with database.write() as work:
        Make(work).lead(due=due, next_step_at=at)

    with database.read() as work:
        group = Group.LATE if late else Group.TODAY
        asking = Asking(LeadFilter(View.LATE), me=1, today=work.today)
        assert [task.group for task in tasks(work, None)] == [group]
        assert counts(work, None) == dict.fromkeys(Group, 0) | {group: 1}
        assert len(page_of(work.session, asking).rows) == late
        assert bar(work.session, asking).views[View.LATE] == late
        assert count_all(work).late == late


def test_what_is_due_next_week_is_not_here_yet(work: Work, make: Make) -> None:
    lead = make.lead(due=timedelta(days=7))

    assert tasks(work, None) == []
    after = afterwards(work.session, lead.owner_id, after=date(2026, 11, 29))
    assert (after.next_on, after.any_lead) == (date(2026, 11, 30), True)


def test_an_agreed_lead_owes_its_step_and_a_closed_one_nothing(work: Work, make: Make) -> None:
    running = make.lead(stage="running", is_non_monetary=True, due=timedelta())
    make.lead(stage="lost", close_reason="Nebeaktualu", closed_at=work.now, due=None)
    make.lead(stage="parked", dormant_until=date(2026, 12, 1), due=None)

    assert [task.lead_id for task in tasks(work, None)] == [running.id]


def test_a_lead_asleep_comes_back_on_its_day(work: Work, make: Make) -> None:
    awake = make.lead(stage="parked", dormant_until=work.today, due=None)
    make.lead(stage="parked", dormant_until=work.today + timedelta(days=1), due=None)

    assert [(t.lead_id, t.group) for t in tasks(work, None)] == [(awake.id, Group.WAKE)]


def test_one_sees_ones_own_and_everybody_sees_all(work: Work, make: Make) -> None:
    mine = make.lead(due=timedelta())
    make.lead(due=timedelta())
    make.lead(due=None, owner_id=None)

    assert [task.lead_id for task in tasks(work, mine.owner_id)] == [mine.id]
    none = dict.fromkeys(Group, 0)
    assert counts(work, mine.owner_id) == none | {Group.TODAY: 1}
    assert counts(work, None) == none | {Group.TODAY: 2, Group.MISSING: 1}


def test_the_oldest_comes_first_and_an_hour_before_any_time_of_the_day(
    work: Work, make: Make
) -> None:
    owner = make.user()

    def step(name: str, due: int, at: time | None = None) -> Lead:
        return make.lead(name, owner_id=owner.id, due=timedelta(days=due), next_step_at=at)

    for name, due, at in (
        ("today, some time", 0, None),
        ("today 14:00", 0, time(14)),
        ("today 9:30", 0, time(9, 30)),
        ("yesterday", -1, None),
        ("long ago", -84, None),
    ):
        step(name, due, at)

    assert [task.title for task in tasks(work, owner.id)] == [
        "long ago",
        "yesterday",
        "today 9:30",
        "today 14:00",
        "today, some time",
    ]


def test_a_row_knows_whom_to_call_and_where_they_are(work: Work, make: Make) -> None:
    organisation = make.organisation("Lanyang SignTrust", name_lt="„Lanyang SignTrust“")
    contact = make.contact(organisation=organisation)
    make.phone(contact, "+886 2 5550 1234")
    make.phone(contact, "+886 2 5550 9999", is_preferred=True)
    make.lead(contact_id=contact.id, due=timedelta())

    task = tasks(work, None)[0]

    assert (task.contact, task.organisation_lt) == ("Mei-ling Lin", "„Lanyang SignTrust“")
    assert (task.zone, task.country, task.phone) == ("Asia/Taipei", "TW", "+886255509999")


def test_a_group_shows_its_first_rows_and_counts_them_all(work: Work, make: Make) -> None:
    owner = make.user()
    for _ in range(SHOWN + 3):
        make.lead(owner_id=owner.id, due=timedelta(days=-1))
    make.lead(owner_id=owner.id, due=timedelta())

    found = tasks(work, owner.id)

    assert len([task for task in found if task.group is Group.LATE]) == SHOWN
    assert found[-1].group is Group.TODAY
    assert counts(work, owner.id)[Group.LATE] == SHOWN + 3


def test_the_day_turns_at_local_midnight(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        Make(work).lead(due=timedelta(days=0))
    groups = []
    for minute in (59, 61):
        clock.move_to(datetime(2026, 11, 23, 21, tzinfo=UTC) + timedelta(minutes=minute))
        with database.read() as work:
            groups.append(tasks(work, None)[0].group)

    assert groups == [Group.TODAY, Group.LATE]


def test_the_rows_of_all_groups_come_in_one_statement(database: Database) -> None:
    with database.write() as work:
        for due in (-1, 0, 1, None):
            Make(work).lead(due=None if due is None else timedelta(days=due))

    with database.read() as work, gather(database) as said:
        found = tasks(work, None)

    assert (len(found), len(said)) == (4, 1)


def test_the_week_counts_what_was_done_and_what_of_it_on_time(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user()
        due = {name: make.lead(owner_id=owner.id, due=day(name)).id for name in ("mon", "wed")}
    for name, moment in (
        ("mon", datetime(2026, 11, 23, 21, 59, tzinfo=UTC)),
        ("wed", datetime(2026, 11, 25, 22, 1, tzinfo=UTC)),
    ):
        clock.move_to(moment)
        with database.write(owner.id) as work:
            finish_step(work, lead_to_change(work.session, due[name]))

    with database.read() as work:
        week, before = kept(work, owner.id)
        others, _ = kept(work, owner.id + 1)

    assert (week.on_time, week.done, before.done) == (1, 2, 0)
    assert others.done == 0


def test_the_week_before_is_kept_apart(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        lead = Make(work).lead(due=timedelta(days=1))
    with database.write(lead.owner_id) as work:
        finish_step(work, lead_to_change(work.session, lead.id))

    clock.move_to(datetime(2026, 12, 2, 8, tzinfo=UTC))
    with database.read() as work:
        week, before = kept(work, lead.owner_id)

    assert (week.done, before.on_time, before.done) == (0, 1, 1)
