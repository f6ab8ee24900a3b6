"""Nobody acts: after three working days the deputy hears of it, after seven the manager."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select, update

from tests.reminders.test_planning import HOST, SEVEN, letters, own_reminder, plan
from tests.reminders.test_returned import comes_back, deliver
from tests.support.make import Make
from tracker.accounts.mail import change_email
from tracker.accounts.models import User
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads import service as leads
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step
from tracker.letters.models import Letter, LetterState
from tracker.reminders import service
from tracker.reminders.escalation import anything_escalates, escalate_due
from tracker.reminders.models import Reminder

FRIDAY = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
"""Three working days after Tuesday."""
NEXT_THURSDAY = datetime(2026, 12, 3, 5, 0, tzinfo=UTC)
"""Seven working days after Tuesday."""


BOUNCES = "egle@savivaldybe.example"
"""Of whom the samples of reports tell."""


class People(NamedTuple):
    """An owner with one lead due on Tuesday, and who else may hear of it."""

    owner: int
    deputy: int
    manager: int
    lead: int


@pytest.fixture
def people(database: Database) -> People:
    return make_people(database)


def make_people(database: Database, **owner: Any) -> People:
    with database.write() as work:
        make = Make(work)
        deputy, manager = make.user().id, make.user().id
        someone = make.user(**{"deputy_id": deputy, "manager_id": manager, **owner}).id
        lead = make.lead(owner_id=someone, next_step="Paskambinti", next_step_on=date(2026, 11, 24))
        return People(someone, deputy, manager, lead.id)


def escalate(database: Database) -> int:
    with database.write() as work:
        return escalate_due(work, limit=50, host=HOST)


def run(database: Database, clock: FixedClock, until: datetime) -> list[Letter]:
    """Let a worker tick every hour from Tuesday on; return what went to others than the owner."""
    clock.move_to(SEVEN)
    while clock.now() <= until:
        plan(database)
        escalate(database)
        clock.move_to(clock.now() + timedelta(hours=1))
    return [letter for letter in letters(database) if letter.template == "escalation"]


def test_after_three_working_days_the_deputy_and_after_seven_the_manager(
    database: Database, clock: FixedClock, people: People
) -> None:
    told = run(database, clock, NEXT_THURSDAY + timedelta(days=30))

    assert [letter.recipient_id for letter in told] == [people.deputy, people.manager]
    assert [letter.created_at for letter in told] == [FRIDAY, NEXT_THURSDAY]
    assert [letter.payload["days"] for letter in told] == [3, 7]


def test_the_days_count_from_the_first_letter_not_from_a_worker_that_stood_still(
    database: Database, clock: FixedClock, people: People
) -> None:
    clock.move_to(SEVEN + timedelta(days=30))
    plan(database)

    assert escalate(database) == 0
    assert people


def test_a_worker_that_stood_still_between_does_not_tell_everybody_at_once(
    database: Database, clock: FixedClock, people: People
) -> None:
    clock.move_to(SEVEN)
    plan(database)
    clock.move_to(SEVEN + timedelta(days=21))

    assert [escalate(database), escalate(database)] == [1, 0]
    assert [letter.recipient_id for letter in letters(database)][1:] == [people.deputy]
    clock.move_to(clock.now() + timedelta(days=1))
    assert escalate(database) == 1
    assert letters(database)[-1].recipient_id == people.manager


def test_done_in_time_nobody_else_hears_of_it(
    database: Database, clock: FixedClock, people: People
) -> None:
    run(database, clock, FRIDAY - timedelta(hours=2))
    with database.write() as work:
        service.finish_step(work, lead_to_change(work.session, people.lead))

    assert run(database, clock, NEXT_THURSDAY) == []


def test_done_before_the_letter_leaves_it_does_not_leave(
    database: Database, clock: FixedClock, people: People
) -> None:
    [told] = run(database, clock, FRIDAY)

    with database.write() as work:
        service.finish_step(work, lead_to_change(work.session, people.lead))

    assert letters(database)[told.id - 1].state is LetterState.CANCELLED


def test_put_off_the_days_begin_anew(database: Database, clock: FixedClock, people: People) -> None:
    run(database, clock, FRIDAY - timedelta(hours=2))
    with database.write(people.owner) as work:
        lead = lead_to_change(work.session, people.lead)
        service.snooze_step(work, lead, date(2026, 12, 1))

    clock.move_to(FRIDAY)
    assert escalate(database) == 0
    clock.move_to(datetime(2026, 12, 1, 5, 0, tzinfo=UTC))
    plan(database)
    clock.move_to(datetime(2026, 12, 4, 5, 0, tzinfo=UTC))
    assert escalate(database) == 1


def test_several_of_one_owner_come_in_one_letter(
    database: Database, clock: FixedClock, people: People
) -> None:
    with database.write() as work:
        for number in range(20):
            Make(work).lead(
                owner_id=people.owner,
                next_step=f"Žingsnis {number}",
                next_step_on=date(2026, 11, 24),
            )

    [told] = run(database, clock, FRIDAY)

    assert len(told.payload["items"]) + len(told.payload["rest"]) == 21


def test_each_step_stands_on_the_leads_timeline(
    database: Database, clock: FixedClock, people: People
) -> None:
    run(database, clock, NEXT_THURSDAY)

    with database.read() as work:
        entries = work.session.scalars(
            select(Entry).where(Entry.what == "lead.escalated").order_by(Entry.id)
        ).all()
    assert [entry.detail for entry in entries] == [
        {"to": people.deputy, "days": 3},
        {"to": people.manager, "days": 7},
    ]
    assert {entry.subject for entry in entries} == {f"lead:{people.lead}"}


@pytest.mark.parametrize("missing", ["deputy_id", "manager_id"])
def test_where_there_is_nobody_to_tell_the_step_is_passed_over(
    database: Database, clock: FixedClock, missing: str
) -> None:
    people = make_people(database, **{missing: None})

    [told] = run(database, clock, NEXT_THURSDAY)

    assert told.recipient_id == (people.manager if missing == "deputy_id" else people.deputy)


def test_somebody_who_has_left_is_not_told(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        gone = Make(work).user(disabled_at=work.now).id
    people = make_people(database, deputy_id=gone)

    [told] = run(database, clock, NEXT_THURSDAY)

    assert told.recipient_id == people.manager


def test_what_somebody_only_wanted_to_be_reminded_of_is_nobody_elses_business(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy = Make(work).user().id
        own_reminder(work, owner_id=Make(work).user(deputy_id=deputy).id)

    assert run(database, clock, NEXT_THURSDAY) == []


def test_when_nothing_is_due_to_be_told_one_look_says_so(
    database: Database, clock: FixedClock, people: People
) -> None:
    clock.move_to(SEVEN)
    plan(database)

    with database.read() as work:
        assert not anything_escalates(work)
    clock.move_to(FRIDAY)
    with database.read() as work:
        assert anything_escalates(work)
    assert people


def test_another_owner_begins_anew(database: Database, clock: FixedClock, people: People) -> None:
    run(database, clock, FRIDAY)
    with database.write() as work:
        heir = Make(work).user().id
        leads.assign_owner(work, lead_to_change(work.session, people.lead), heir)

    with database.read() as work:
        [reminder] = work.session.scalars(select(Reminder))
        assert (reminder.escalated, reminder.escalate_at, reminder.told_at) == (0, None, None)


def test_a_deputys_letter_that_comes_back_does_not_write_to_the_owner_again(
    database: Database, clock: FixedClock
) -> None:
    people = make_people(database, nag_every=5)
    with database.write() as work:
        work.session.get_one(User, people.deputy).email = BOUNCES
    clock.move_to(SEVEN)
    deliver(database)
    clock.move_to(FRIDAY)
    escalate(database)
    [told] = deliver(database)

    comes_back(database, told)

    assert told.template == "escalation"
    with database.read() as work:
        assert work.session.get_one(User, people.deputy).mail_paused_at
    assert deliver(database) == []


def test_an_owners_letter_that_comes_back_late_is_told_again_although_the_deputy_has_heard(
    database: Database, clock: FixedClock
) -> None:
    people = make_people(database, nag_every=5, email=BOUNCES)
    clock.move_to(SEVEN)
    [lost] = deliver(database)
    clock.move_to(FRIDAY)
    escalate(database)
    deliver(database)

    comes_back(database, lost)

    [again] = deliver(database)
    assert (again.template, again.recipient_id) == ("reminder", people.deputy)


def test_a_deputy_who_stands_in_already_does_not_hear_of_it_a_second_time(
    database: Database, clock: FixedClock, people: People
) -> None:
    with database.write() as work:
        owner = work.session.get_one(User, people.owner)
        Make(work).absence(owner, end_on=date(2026, 12, 24))

    told = run(database, clock, NEXT_THURSDAY)

    assert [letter.recipient_id for letter in told] == [people.manager]
    assert letters(database)[0].recipient_id == people.deputy


def test_other_words_do_not_take_the_step_out_of_the_letter_to_the_deputy(
    database: Database, clock: FixedClock, people: People
) -> None:
    [told] = run(database, clock, FRIDAY)
    with database.write() as work:
        step = Step("Paskambinti Lin Mei-ling", date(2026, 11, 24))
        leads.plan_step(work, lead_to_change(work.session, people.lead), step)

    assert letters(database)[told.id - 1].state is LetterState.QUEUED


def test_an_address_changed_while_others_are_told_waits_for_nobody_who_waits_for_it(
    database: Database, clock: FixedClock
) -> None:
    """On PostgreSQL each would hold what the other wants, if readers were not taken first."""
    people = make_people(database)
    with database.write() as work:
        for owner_id in (people.deputy, people.owner) * 5:
            Make(work).lead(owner_id=owner_id, next_step_on=date(2026, 11, 24))
    run(database, clock, FRIDAY - timedelta(hours=2))
    clock.move_to(FRIDAY)
    failed: list[Exception] = []
    together = threading.Barrier(2)

    def change(number: int) -> None:
        together.wait()
        try:
            with database.write(people.deputy) as work:
                user = work.session.get_one(User, people.deputy)
                change_email(work, user, f"kita{number}@savivaldybe.example")
        except Exception as error:
            failed.append(error)
            raise

    for number in range(5):
        with database.write() as work:
            work.session.execute(
                update(Reminder).values(escalate_at=FRIDAY, escalated=0, told_at=SEVEN)
            )
        other = threading.Thread(target=change, args=(number,))
        other.start()
        together.wait()
        escalate(database)
        other.join()

    assert failed == []
