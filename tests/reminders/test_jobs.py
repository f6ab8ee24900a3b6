"""What a tick of the worker plans, and that whatever cannot be planned keeps nobody else's back."""

from datetime import date, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
from sqlalchemy import select, update

from tests.faults.scene import PER_OWNER, due_reminders
from tests.reminders.test_planning import SEVEN, letters
from tests.support.make import Make
from tests.support.side_by_side import SIDE_BY_SIDE
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.jobs import Post
from tracker.reminders import jobs
from tracker.reminders.jobs import plan_letters

TUESDAY = date(2026, 11, 24)


def poison(database: Database, user_id: int) -> None:
    """Give somebody a time zone that no longer exists: nothing of theirs can be planned."""
    with database.write() as work:
        gone = update(User).where(User.id == user_id).values(time_zone="Nowhere/Gone")
        work.session.execute(gone)


@pytest.fixture
def owners(database: Database, clock: FixedClock) -> list[int]:
    """Three people, each with a step that is due."""
    with database.write() as work:
        make = Make(work)
        found = [make.user().id for _ in range(3)]
        for owner in found:
            make.lead(owner_id=owner, next_step_on=TUESDAY)
    clock.move_to(SEVEN)
    return found


def told(database: Database) -> list[int | None]:
    return [letter.recipient_id for letter in letters(database)]


def test_one_whose_letters_cannot_be_planned_keeps_back_nobody_elses(
    database: Database, owners: list[int], post: Post
) -> None:
    bad, *good = owners
    poison(database, bad)

    with pytest.raises(ZoneInfoNotFoundError):
        plan_letters(post)

    assert sorted(filter(None, told(database))) == good


def test_what_could_not_be_planned_is_tried_again_and_the_others_are_not_told_twice(
    database: Database, owners: list[int], post: Post
) -> None:
    poison(database, owners[0])
    for _ in range(2):
        with pytest.raises(ZoneInfoNotFoundError):
            plan_letters(post)

    with database.write() as work:
        work.session.get_one(User, owners[0]).time_zone = "Europe/Vilnius"
    plan_letters(post)

    assert sorted(filter(None, told(database))) == owners


def test_a_week_that_cannot_be_told_of_keeps_back_neither_other_weeks_nor_what_is_due(
    database: Database, owners: list[int], clock: FixedClock, post: Post
) -> None:
    bad, first, second = owners
    poison(database, bad)
    with database.write() as work:
        timed = update(User).where(User.id.in_([bad, first])).values(weekly_at=clock.now())
        work.session.execute(timed)

    with pytest.raises(ZoneInfoNotFoundError):
        plan_letters(post)

    assert {(letter.template, letter.recipient_id) for letter in letters(database)} == {
        ("week", first),
        ("reminder", second),
    }


def test_others_hear_of_what_nobody_acts_on_though_something_else_cannot_be_planned(
    database: Database, owners: list[int], clock: FixedClock, post: Post
) -> None:
    bad, _, manager = owners
    with database.write() as work:
        work.session.execute(update(User).where(User.id != manager).values(deputy_id=manager))
    plan_letters(post)
    poison(database, bad)
    clock.move_to(SEVEN + timedelta(days=3))

    with pytest.raises(ZoneInfoNotFoundError):
        plan_letters(post)

    escalated = [one for one in letters(database) if one.template == "escalation"]
    assert [one.recipient_id for one in escalated] == [manager]
    assert [item["about"]["path"] for item in escalated[0].payload["items"]] == ["/leads/2"]


def test_each_batch_is_planned_whole_as_long_as_nothing_is_wrong(
    owners: list[int], post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_plan_apart", None)

    assert plan_letters(post) == len(owners)


@SIDE_BY_SIDE
def test_whoever_finds_the_longest_due_in_anothers_hands_plans_what_follows(
    database: Database, post: Post
) -> None:
    due_reminders(database, jobs.BATCH + PER_OWNER)
    with database.write() as work:
        *others, last = work.session.scalars(select(User.id).order_by(User.id))
        work.session.execute(select(User).where(User.id.in_(others)).with_for_update())

        assert plan_letters(post) == PER_OWNER
        assert set(told(database)) == {last}

    assert plan_letters(post) == jobs.BATCH
