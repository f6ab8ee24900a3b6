"""Who is written to while their account changes, and who waits for whom, if two work at once.

On SQLite one of them writes after the other; what they find in the end is the same.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import date, time, timedelta
from functools import partial
from typing import Any, Protocol

import pytest
from sqlalchemy import select

from tests.reminders.test_escalation import FRIDAY, People, escalate, make_people
from tests.reminders.test_planning import HOST, SEVEN, letters, plan
from tests.reminders.test_weekly import MONDAY, person, week
from tests.reminders.test_weekly import SEVEN as MONDAY_AT_SEVEN
from tests.support.make import Make
from tests.support.side_by_side import SIDE_BY_SIDE, beside
from tracker.accounts.mail import change_email
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step, plan_step
from tracker.leads.stages import close_lead
from tracker.letters import cancelling
from tracker.letters.models import Letter, LetterState
from tracker.reminders import service
from tracker.reminders.escalation import escalate_due
from tracker.reminders.models import Reminder
from tracker.reminders.planning import plan_due
from tracker.reminders.queries import step_reminder

Change = Callable[[Work, User], None]


def switch_off(work: Work, user: User) -> None:
    user.disabled_at = work.now


def pause(work: Work, user: User) -> None:
    user.mail_paused_at = work.now


def move(work: Work, user: User) -> None:
    change_email(work, user, "nauja@savivaldybe.example")


PATIENCE_S = 30.0
"""For what waits for nobody, on a machine that is busy."""


class Write(Protocol):
    """Whatever writes letters about reminders."""

    def __call__(self, work: Work, *, limit: int, host: str) -> int:
        """Write them and return about how many reminders."""


CHANGES = pytest.mark.parametrize("change", [switch_off, pause, move])


@pytest.fixture
def people(database: Database, clock: FixedClock) -> People:
    """An owner who is away while a step is due, and whose deputy stands in."""
    people = make_people(database)
    with database.write() as work:
        owner = work.session.get_one(User, people.owner)
        Make(work).absence(owner, end_on=date(2026, 11, 25))
    clock.move_to(SEVEN)
    return people


def written_to(database: Database, clock: FixedClock) -> People:
    """An owner for whom a letter about their step waits."""
    people = make_people(database)
    clock.move_to(SEVEN)
    plan(database)
    return people


def told_of(database: Database, clock: FixedClock) -> People:
    """An owner whose deputy is to hear that nothing has been done."""
    people = written_to(database, clock)
    clock.move_to(FRIDAY)
    return people


def change_owner(database: Database, owner: int, change: Change) -> None:
    """Change the account of an owner, and end."""
    with database.write() as work:
        change(work, work.session.get_one(User, owner))


def change_while(database: Database, write: Write, change: Change, people: People) -> None:
    """Change the deputy's account while letters are written, which it has to wait for."""

    def changed() -> None:
        with database.write() as work:
            change(work, work.session.get_one(User, people.deputy))

    together = ExitStack()
    with database.write() as work:
        assert write(work, limit=10, host=HOST) == 1
        done = together.enter_context(beside(changed))
        assert done == [], "it waits"
    together.close()
    assert done == [None]


def is_followed(letter: Letter, change: Change) -> bool:
    """Tell whether a letter that waits went along with the change of its reader's account."""
    if change is move:
        return letter.address == "nauja@savivaldybe.example"
    return letter.state is LetterState.CANCELLED


@SIDE_BY_SIDE
@CHANGES
def test_nothing_is_planned_for_a_stand_in_whose_account_is_being_changed(
    database: Database, people: People, change: Change
) -> None:
    with database.write() as work:
        change(work, work.session.get_one(User, people.deputy))
        work.session.flush()
        with beside(lambda: plan(database), seconds=PATIENCE_S) as planned:
            assert planned == [0], "and nobody is waited for"

    assert plan(database) == 1
    [letter] = letters(database)
    expected = people.deputy if change is move else people.owner
    assert (letter.recipient_id, letter.state) == (expected, LetterState.QUEUED)


@CHANGES
def test_whoever_changes_a_stand_ins_account_waits_for_the_plan_and_finds_its_letter(
    database: Database, people: People, change: Change
) -> None:
    change_while(database, plan_due, change, people)

    [letter] = letters(database)
    assert is_followed(letter, change)


@SIDE_BY_SIDE
@CHANGES
def test_nobody_is_told_that_nothing_is_done_while_their_account_is_being_changed(
    database: Database, clock: FixedClock, change: Change
) -> None:
    people = told_of(database, clock)
    with database.write() as work:
        change(work, work.session.get_one(User, people.deputy))
        work.session.flush()
        with beside(lambda: escalate(database), seconds=PATIENCE_S) as told:
            assert told == [0], "and nobody is waited for"

    assert escalate(database) == 1, "it is looked at the next time"
    told_to = [each.recipient_id for each in letters(database) if each.template == "escalation"]
    assert told_to == ([people.deputy] if change is move else [])


@CHANGES
def test_whoever_changes_an_account_finds_the_letter_that_tells_it_of_anothers_step(
    database: Database, clock: FixedClock, change: Change
) -> None:
    people = told_of(database, clock)

    change_while(database, escalate_due, change, people)

    [letter] = [each for each in letters(database) if each.template == "escalation"]
    assert is_followed(letter, change)


def test_two_who_stand_in_for_others_are_planned_for_at_the_same_time(
    database: Database, clock: FixedClock
) -> None:
    """Each holds the owner whom it plans for; neither waits, and in the end all is planned once."""
    with database.write() as work:
        make = Make(work)
        first = make.user()
        second = make.user(deputy_id=first.id)
        make.absence(second, end_on=date(2026, 11, 25))
        for owner in (first, second) * 5:
            make.lead(owner_id=owner.id, next_step_on=date(2026, 11, 24))
    clock.move_to(SEVEN)
    workers = [threading.Thread(target=plan, args=(database,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    plan(database)

    with database.read() as work:
        keys = work.session.scalars(select(Reminder.occurrence)).all()
    assert set(keys) == {2}


# --- Reminders first, then letters in one order ---


def put_off(database: Database, lead_ids: Sequence[int]) -> None:
    with database.write() as work:
        for lead in work.session.scalars(select(Lead).where(Lead.id.in_(lead_ids))):
            lead.next_step_on = date(2026, 12, 7)


def two_digests(database: Database, clock: FixedClock) -> None:
    """Write of the second and the third lead in one letter, then of the first and the fourth."""
    with database.write() as work:
        make = Make(work)
        owner = make.user(digest_above=1, nag_every=5)
        for day in (25, 24, 24, 25):
            make.lead(owner_id=owner.id, next_step_on=date(2026, 11, day))
    for moment in (SEVEN, SEVEN + timedelta(days=1)):
        clock.move_to(moment)
        assert plan(database) == 2


def test_two_bulk_deeds_over_the_same_digests_do_not_wait_for_each_other(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_digests(database, clock)
    together, cancel = threading.Barrier(2), cancelling.cancel_letters

    def cancel_and_wait(*asked: Any, **given: Any) -> Any:
        cancelled = cancel(*asked, **given)
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=2)
        return cancelled

    monkeypatch.setattr("tracker.reminders.following.cancel_letters", cancel_and_wait)

    with beside(lambda: put_off(database, [1, 3])) as done:
        put_off(database, [2, 4])

    assert done == [None]
    assert {letter.state for letter in letters(database)} == {LetterState.CANCELLED}


def test_who_ends_letters_takes_the_reminders_before_them(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_digests(database, clock)
    cancel, together = cancelling.cancel_numbers, ExitStack()
    found: list[list[object]] = []

    def cancel_and_wait(*asked: Any, **given: Any) -> Any:
        cancelled = cancel(*asked, **given)
        found.append(together.enter_context(beside(lambda: put_off(database, [1, 2]))))
        return cancelled

    monkeypatch.setattr("tracker.reminders.held.cancel_numbers", cancel_and_wait)
    with database.write() as work:
        owner = work.session.scalars(select(User).where(User.digest_above == 1)).one()
        owner.gets_reminders, owner.reminder_at = False, time(9, 0)
    together.close()

    assert found == [[None]]
    with database.read() as work:
        days = work.session.scalars(select(Reminder.wall_on).order_by(Reminder.id)).all()
    assert [day.isoformat() for day in days[:2]] == ["2026-12-07"] * 2


@SIDE_BY_SIDE
@CHANGES
def test_a_deed_on_a_reminder_and_a_change_of_its_owners_account_do_not_wait_for_each_other(
    database: Database, clock: FixedClock, change: Change
) -> None:
    owner = written_to(database, clock).owner
    changed = partial(change_owner, database, owner, change)

    together = ExitStack()
    with database.write(owner) as work:
        lead = lead_to_change(work.session, 1)
        step_reminder(work.session, lead.id, lock=True)
        done = together.enter_context(beside(changed))
        assert done == [], "it waits"
        service.finish_step(work, lead)
    together.close()

    assert done == [None]
    assert [letter.state for letter in letters(database)] == [LetterState.CANCELLED]


def close(work: Work, _owner: User) -> None:
    close_lead(work, lead_to_change(work.session, 1), "Nebereikia")


def reword(work: Work, _owner: User) -> None:
    plan_step(work, lead_to_change(work.session, 1), Step("Kitaip", date(2026, 11, 24)))


def choose_another_hour(_work: Work, owner: User) -> None:
    owner.reminder_at = time(9, 0)


@SIDE_BY_SIDE
@pytest.mark.parametrize(("deed", "waits"), [(close, 0), (reword, 1), (choose_another_hour, 1)])
def test_a_change_of_address_does_not_keep_whoever_has_written_down_what_they_do(
    database: Database, clock: FixedClock, deed: Change, *, waits: bool
) -> None:
    """A deed takes its reminder when it ends; a change that waits for it has nothing it needs."""
    owner = written_to(database, clock).owner
    changed = partial(change_owner, database, owner, move)

    together = ExitStack()
    with database.write(owner) as work:
        deed(work, work.session.get_one(User, owner))
        work.session.flush()
        done = together.enter_context(beside(changed, seconds=1 if waits else PATIENCE_S))
        assert done == ([] if waits else [None]), "who waits for the account has nothing else yet"
    together.close()

    assert done == [None]


@SIDE_BY_SIDE
@pytest.mark.parametrize("is_done", [True, False])
def test_the_weeks_letter_does_not_name_what_is_being_done_and_nothing_is_told_twice(
    database: Database, clock: FixedClock, *, is_done: bool
) -> None:
    person(database, MONDAY, MONDAY)
    clock.move_to(MONDAY_AT_SEVEN)

    with suppress(ZeroDivisionError), database.write() as work:
        service.finish_step(work, lead_to_change(work.session, 1))
        work.session.flush()
        with beside(lambda: week(database), seconds=PATIENCE_S) as planned:
            assert planned == [1], "and nobody is waited for"
        if not is_done:
            raise ZeroDivisionError

    assert plan(database) == (0 if is_done else 1)
    [weekly, *others] = letters(database)
    assert [item["subject"] for item in weekly.payload["items"]] == ["reminder:2"]
    assert [letter.subject_key for letter in others] == ([] if is_done else ["reminder:1"])
