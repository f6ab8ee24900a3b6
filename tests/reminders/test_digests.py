"""More in one morning than an owner wants to read one by one is one letter."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.reminders.test_planning import HOST, SEVEN, letters, own_reminder, plan
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.queries import lead_to_change
from tracker.letters import queries as letter_queries
from tracker.letters.models import Letter, LetterItem, LetterState
from tracker.letters.service import (
    Failure,
    begin_data,
    claim_letters,
    mark_failed,
    mark_sent,
)
from tracker.reminders import service
from tracker.reminders.payloads import MOST_LISTED
from tracker.reminders.planning import plan_due
from tracker.reminders.queries import stranded

TUESDAY = date(2026, 11, 24)
LEASE = timedelta(seconds=60)


def leads_due(database: Database, count: int, **owner: Any) -> list[int]:
    with database.write() as work:
        make = Make(work)
        someone = make.user(**owner)
        return [
            make.lead(
                owner_id=someone.id,
                next_step=f"Žingsnis {number}",
                next_step_on=TUESDAY - timedelta(days=number),
            ).id
            for number in range(count)
        ]


def finish(database: Database, lead_id: int) -> None:
    with database.write() as work:
        service.finish_step(work, lead_to_change(work.session, lead_id))


def steps(letter: Letter) -> list[str]:
    return [item["step"] for item in letter.payload["items"]]


@pytest.mark.parametrize(
    ("above", "due", "templates"),
    [
        (5, 5, ["reminder"] * 5),
        (5, 6, ["digest"]),
        (0, 2, ["digest"]),
        (0, 1, ["reminder"]),
        (999, 9, ["reminder"] * 9),
    ],
)
def test_above_what_the_owner_chose_one_letter_replaces_the_others(
    database: Database, clock: FixedClock, above: int, due: int, templates: list[str]
) -> None:
    leads_due(database, due, digest_above=above)
    clock.move_to(SEVEN)

    assert plan(database) == due

    assert [letter.template for letter in letters(database)] == templates


def test_it_lists_what_waits_longest_first_and_says_how_many_more(
    database: Database, clock: FixedClock
) -> None:
    leads_due(database, MOST_LISTED + 3)
    clock.move_to(SEVEN)
    plan(database)

    [digest] = letters(database)
    assert steps(digest)[0] == f"Žingsnis {MOST_LISTED + 2}"
    assert len(steps(digest)) == MOST_LISTED
    assert len(digest.payload["rest"]) == 3


def test_each_thing_in_it_is_told_once(database: Database, clock: FixedClock) -> None:
    leads_due(database, 6)
    clock.move_to(SEVEN)

    assert [plan(database), plan(database)] == [6, 0]

    with database.read() as work:
        keys = work.session.scalars(select(LetterItem.idem_key).order_by(LetterItem.id)).all()
    assert sorted(keys) == [f"rem:{number}:1:1:email" for number in range(1, 7)]


def test_a_small_batch_does_not_tear_one_owners_morning_apart(
    database: Database, clock: FixedClock
) -> None:
    leads_due(database, 6)
    clock.move_to(SEVEN)
    with database.write() as work:
        assert plan_due(work, limit=2, host=HOST) == 6

    assert [letter.template for letter in letters(database)] == ["digest"]


def test_what_is_done_before_it_leaves_is_not_in_it(database: Database, clock: FixedClock) -> None:
    lead_ids = leads_due(database, 6)
    clock.move_to(SEVEN)
    plan(database)

    finish(database, lead_ids[2])

    [digest] = letters(database)
    assert len(steps(digest)) == 5
    assert "Žingsnis 2" not in steps(digest)
    assert digest.state is LetterState.QUEUED


def test_when_all_is_done_before_it_leaves_it_does_not_leave(
    database: Database, clock: FixedClock
) -> None:
    lead_ids = leads_due(database, 6)
    clock.move_to(SEVEN)
    plan(database)

    for lead_id in lead_ids:
        finish(database, lead_id)

    [digest] = letters(database)
    assert digest.state is LetterState.CANCELLED


def test_one_that_is_in_hand_leaves_without_what_was_done_meanwhile(
    database: Database, clock: FixedClock
) -> None:
    lead_ids = leads_due(database, 6)
    clock.move_to(SEVEN)
    plan(database)
    with database.write() as work:
        [held] = claim_letters(work, holder="w", lease=LEASE, limit=5)

    finish(database, lead_ids[0])

    with database.write() as work:
        assert not begin_data(work, held, lease=LEASE), "what was printed is outdated"
        [again] = claim_letters(work, holder="w", lease=LEASE, limit=5)
        assert len(again.payload["items"]) == 5
        assert begin_data(work, again, lease=LEASE)


def test_one_whose_text_is_out_goes_on_telling_and_is_tried_again_without_what_was_done(
    database: Database, clock: FixedClock
) -> None:
    lead_ids = leads_due(database, 6)
    clock.move_to(SEVEN)
    plan(database)
    with database.write() as work:
        [held] = claim_letters(work, holder="w", lease=LEASE, limit=5)
        begin_data(work, held, lease=LEASE)

    finish(database, lead_ids[0])

    [digest] = letters(database)
    assert digest.state is LetterState.SENDING
    with database.read() as work:
        assert letter_queries.told(work.session, "reminder:1"), "its links say what was done"
    with database.write() as work:
        mark_failed(work, held, Failure("later", 450), base=LEASE)
    clock.move_to(clock.now() + LEASE * 2)
    with database.write() as work:
        [again] = claim_letters(work, holder="w", lease=LEASE, limit=5)
    assert len(again.payload["items"]) == 5


def test_one_whose_text_is_out_is_not_tried_again_once_all_in_it_is_done(
    database: Database, clock: FixedClock
) -> None:
    lead_ids = leads_due(database, 6)
    clock.move_to(SEVEN)
    plan(database)
    with database.write() as work:
        [held] = claim_letters(work, holder="w", lease=LEASE, limit=5)
        begin_data(work, held, lease=LEASE)

    for lead_id in lead_ids:
        finish(database, lead_id)

    assert letters(database)[0].state is LetterState.CANCELLED
    with database.write() as work:
        assert mark_sent(work, held), "arrived is arrived"
    assert letters(database)[0].state is LetterState.SENT


def test_what_it_said_of_each_thing_can_be_found_again(
    database: Database, clock: FixedClock
) -> None:
    leads_due(database, 6)
    clock.move_to(SEVEN)
    plan(database)

    with database.read() as work:
        [said] = letter_queries.told(work.session, "reminder:2")
        assert said["step"] == "Žingsnis 1"
        latest = letter_queries.latest_letter(work.session, "reminder:2")
    assert latest is not None
    assert latest.state is LetterState.QUEUED


def test_a_step_with_an_hour_of_its_own_is_told_of_alone(
    database: Database, clock: FixedClock
) -> None:
    leads_due(database, 6)
    with database.write() as work:
        own_reminder(work, owner_id=1, wall_at=time(7, 0))
    clock.move_to(SEVEN)
    plan(database)

    assert sorted(letter.template for letter in letters(database)) == ["digest", "reminder"]


def test_what_piled_up_while_no_worker_ran_comes_in_one_letter(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner, trip = Make(work).user(), Make(work).trip()
        for _ in range(20):
            own_reminder(work, owner_id=owner.id, trip_id=trip.id)
    clock.move_to(SEVEN + timedelta(days=3))
    plan(database)

    assert [letter.template for letter in letters(database)] == ["digest"]


def test_an_account_switched_off_gets_no_such_letter_and_all_in_it_waits(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner, trip = Make(work).user(), Make(work).trip()
        for _ in range(6):
            own_reminder(work, owner_id=owner.id, trip_id=trip.id)
        owner_id = owner.id
    clock.move_to(SEVEN + timedelta(hours=2))
    plan(database)

    with database.write() as work:
        work.session.get_one(User, owner_id).disabled_at = work.now

    assert [letter.state for letter in letters(database)] == [LetterState.CANCELLED]
    with database.read() as work:
        assert stranded(work).switched_off == 6
