"""Somebody's last day passes while letters wait for them: whoever stands in is written to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select

from tests.letters.posting import LEASE
from tests.reminders.test_planning import HOST, SEVEN, letters, own_reminder, plan
from tests.support.make import Make
from tracker.accounts.models import Absence, Role, User
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.letters import service
from tracker.letters.jobs import Post
from tracker.letters.models import LetterState
from tracker.reminders.held import write_no_more
from tracker.reminders.models import Reminder
from tracker.reminders.parting import write_to_stand_ins
from tracker.reminders.queries import stranded
from tracker.reminders.weekly import plan_weeks

LAST_DAY = date(2026, 11, 24)


def leaves(database: Database, clock: FixedClock) -> tuple[int, int]:
    """Let a letter wait for somebody on their last day; return them and their deputy."""
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy, active_until=LAST_DAY).id
        own_reminder(work, owner_id=owner)
    clock.move_to(SEVEN)
    plan(database)
    return owner, deputy


def test_on_the_last_day_nothing_changes(database: Database, clock: FixedClock, post: Post) -> None:
    leaves(database, clock)

    assert write_to_stand_ins(post) == 0
    assert [letter.state for letter in letters(database)] == [LetterState.QUEUED]


def test_after_it_what_waits_goes_to_whoever_stands_in(
    database: Database, clock: FixedClock, post: Post
) -> None:
    owner, deputy = leaves(database, clock)
    clock.move_to(SEVEN + timedelta(days=1))

    assert write_to_stand_ins(post) == 1
    assert write_to_stand_ins(post) == 0
    assert plan(database) == 1, "it is seven in the morning"

    assert [(letter.recipient_id, letter.state) for letter in letters(database)] == [
        (owner, LetterState.CANCELLED),
        (deputy, LetterState.QUEUED),
    ]


@pytest.mark.parametrize("had_letter", [True, False])
@pytest.mark.parametrize("who", ["deputy", "manager", "director"])
def test_what_is_due_of_somebody_whom_nobody_stands_in_for_waits_until_somebody_does(
    database: Database, clock: FixedClock, post: Post, who: str, *, had_letter: bool
) -> None:
    with database.write() as work:
        owner = Make(work).user(active_until=LAST_DAY).id
        own_reminder(work, owner_id=owner)
    clock.move_to(SEVEN)
    if had_letter:
        plan(database)
    clock.move_to(SEVEN + timedelta(days=1))
    assert write_to_stand_ins(post) == had_letter
    assert plan(database) == 0
    with database.read() as work:
        assert stranded(work) == (1, 0)

    with database.write() as work:
        new = Make(work).user(role=Role.DIRECTOR if who == "director" else Role.OFFICER).id
        if who != "director":
            setattr(work.session.get_one(User, owner), f"{who}_id", new)

    with database.read() as work:
        assert stranded(work) == (0, 0)
    assert plan(database) == 1
    assert (letters(database)[-1].recipient_id, letters(database)[-1].state) == (
        new,
        LetterState.QUEUED,
    )


@pytest.mark.parametrize("steps", [2, 5])
def test_what_a_digest_told_of_is_told_anew_in_one(
    database: Database, clock: FixedClock, post: Post, steps: int
) -> None:
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy, active_until=LAST_DAY, digest_above=1).id
        for _ in range(steps):
            Make(work).lead(owner_id=owner, next_step_on=LAST_DAY)
    clock.move_to(SEVEN)
    plan(database)
    clock.move_to(SEVEN + timedelta(days=1))

    assert write_to_stand_ins(post) == 1
    assert plan(database) == steps
    assert [(letter.recipient_id, letter.template) for letter in letters(database)] == [
        (owner, "digest"),
        (deputy, "digest"),
    ]


def test_of_the_weeks_letter_only_what_it_told_of_is_told_anew(
    database: Database, clock: FixedClock, post: Post
) -> None:
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy, active_until=LAST_DAY, weekly_at=SEVEN).id
        for days in range(2):
            Make(work).lead(owner_id=owner, next_step_on=LAST_DAY + timedelta(days=days * 3))
    clock.move_to(SEVEN)
    with database.write() as work:
        plan_weeks(work, limit=50, host=HOST)
    clock.move_to(SEVEN + timedelta(days=1))

    assert write_to_stand_ins(post) == 1
    assert plan(database) == 1
    assert [(letter.recipient_id, letter.template) for letter in letters(database)] == [
        (owner, "week"),
        (deputy, "reminder"),
    ]


def test_what_is_on_the_wire_then_is_not_tried_again_and_told_to_whoever_stands_in(
    database: Database, clock: FixedClock, post: Post
) -> None:
    _, deputy = leaves(database, clock)
    with database.write() as work:
        [letter] = service.claim_letters(work, holder="worker-1", lease=LEASE, limit=10)
        assert service.begin_data(work, letter, lease=LEASE)
    clock.move_to(SEVEN + timedelta(days=1))

    assert write_to_stand_ins(post) == 1
    assert plan(database) == 1
    assert letters(database)[-1].recipient_id == deputy
    with database.write() as work:
        assert service.claim_letters(work, holder="worker-2", lease=LEASE, limit=1)[0].id != 1


@pytest.mark.parametrize(
    ("last_day", "written_at"),
    [
        (LAST_DAY, SEVEN + timedelta(days=1)),
        (date(2026, 11, 27), datetime(2026, 11, 30, 5, 0, tzinfo=UTC)),
    ],
)
def test_whoever_stands_in_is_not_written_to_in_the_night_or_on_a_saturday(
    database: Database, clock: FixedClock, post: Post, last_day: date, written_at: datetime
) -> None:
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy, active_until=last_day).id
        Make(work).lead(owner_id=owner, next_step_on=last_day)
    clock.move_to(datetime.combine(last_day, time(5, 0), UTC))
    plan(database)
    clock.move_to(datetime.combine(last_day, time(22, 1), UTC))
    assert write_to_stand_ins(post) == 1

    assert plan(database) == 0
    clock.move_to(written_at - timedelta(seconds=1))
    assert plan(database) == 0
    clock.move_to(written_at)
    assert plan(database) == 1


def test_one_whose_letters_cannot_be_cancelled_stops_nobody(
    database: Database, clock: FixedClock, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = leaves(database, clock)
    with database.write() as work:
        second = Make(work).user(active_until=LAST_DAY).id
        own_reminder(work, owner_id=second)
    plan(database)
    clock.move_to(SEVEN + timedelta(days=1))

    def fail_once(work: Work, user: User) -> bool:
        if user.id == first:
            raise ZeroDivisionError
        return write_no_more(work, user)

    with monkeypatch.context() as patch:
        patch.setattr("tracker.reminders.parting.write_no_more", fail_once)
        assert write_to_stand_ins(post) == 1

    assert [letter.state for letter in letters(database)] == [
        LetterState.QUEUED,
        LetterState.CANCELLED,
    ]
    assert write_to_stand_ins(post) == 1


def test_a_worker_that_ends_begins_with_nobody(
    database: Database, clock: FixedClock, post: Post
) -> None:
    leaves(database, clock)
    clock.move_to(SEVEN + timedelta(days=1))
    post.stop.set()

    assert write_to_stand_ins(post) == 0


def test_one_whose_letter_has_left_meanwhile_is_not_counted(
    database: Database, clock: FixedClock, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, _ = leaves(database, clock)
    clock.move_to(SEVEN + timedelta(days=1))
    with database.write() as work:
        for letter in service.claim_letters(work, holder="worker-1", lease=LEASE, limit=10):
            assert service.begin_data(work, letter, lease=LEASE)
            assert service.mark_sent(work, letter)
    monkeypatch.setattr("tracker.reminders.parting.gone_with_letters", lambda _work: [gone])

    assert write_to_stand_ins(post) == 0


# --- Days away begin ---


def in_trouble(database: Database, clock: FixedClock, steps: int = 1) -> tuple[int, int]:
    """Let a letter be refused for now and its owner be away then; return them and their deputy."""
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy, digest_above=1).id
        for _ in range(steps):
            Make(work).lead(owner_id=owner, next_step_on=LAST_DAY)
    clock.move_to(SEVEN)
    plan(database)
    with database.write() as work:
        [letter] = service.claim_letters(work, holder="worker-1", lease=LEASE, limit=10)
        assert service.begin_data(work, letter, lease=LEASE)
        service.mark_failed(work, letter, service.Failure("later", 451), base=timedelta(hours=4))
    return owner, deputy


def go_away(database: Database, owner: int) -> None:
    with database.write() as work:
        day = LAST_DAY
        Make(work).absence(work.session.get_one(User, owner), start_on=day, end_on=day)


@pytest.mark.parametrize("steps", [1, 3])
def test_a_letter_that_waits_for_its_server_goes_to_whoever_stands_in_when_its_reader_is_away(
    database: Database, clock: FixedClock, post: Post, steps: int
) -> None:
    owner, deputy = in_trouble(database, clock, steps)
    assert write_to_stand_ins(post) == 0, "they are there"
    go_away(database, owner)

    assert write_to_stand_ins(post) == 1
    assert write_to_stand_ins(post) == 0
    assert plan(database) == steps
    assert [(letter.recipient_id, letter.state) for letter in letters(database)] == [
        (owner, LetterState.CANCELLED),
        (deputy, LetterState.QUEUED),
    ]
    assert write_to_stand_ins(post) == 0


def test_where_nobody_stands_in_it_waits_for_who_is_away_all_the_same(
    database: Database, clock: FixedClock, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, deputy = in_trouble(database, clock)
    go_away(database, owner)
    go_away(database, deputy)
    begun: list[int] = []
    monkeypatch.setattr("tracker.reminders.parting.pass_on", lambda _work, user: begun.append(user))

    assert write_to_stand_ins(post) == 0
    assert begun == [], "a look is enough: nothing is locked every minute"
    assert [letter.state for letter in letters(database)] == [LetterState.QUEUED]


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("is_back", [True, False])
def test_what_waits_for_a_stand_in_who_goes_away_goes_to_whoever_is_written_to_by_now(
    database: Database, clock: FixedClock, post: Post, steps: int, *, is_back: bool
) -> None:
    """Its owner, who is back, or whom nobody stands in for any more."""
    owner, deputy = in_trouble(database, clock, steps)
    go_away(database, owner)
    write_to_stand_ins(post)
    plan(database)
    if is_back:
        with database.write() as work:
            work.session.execute(delete(Absence))
    go_away(database, deputy)

    assert write_to_stand_ins(post) == 1
    assert plan(database) == steps

    waiting = [each for each in letters(database) if each.state is LetterState.QUEUED]
    assert [each.recipient_id for each in waiting] == [owner]
    assert write_to_stand_ins(post) == 0


def test_what_is_on_the_wire_when_days_away_begin_is_passed_on_only_if_it_does_not_arrive(
    database: Database, clock: FixedClock, post: Post
) -> None:
    owner, _ = in_trouble(database, clock)
    clock.move_to(SEVEN + timedelta(hours=5))
    with database.write() as work:
        [letter] = service.claim_letters(work, holder="worker-1", lease=LEASE, limit=10)
        assert service.begin_data(work, letter, lease=LEASE)
    go_away(database, owner)

    assert write_to_stand_ins(post) == 0
    with database.write() as work:
        service.mark_failed(work, letter, service.Failure("later", 451), base=LEASE)
    assert write_to_stand_ins(post) == 1


# --- Letters that somebody does not want any more ---


def test_who_ends_letters_gets_none_that_wait_and_the_reminder_stays(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user().id
        own_reminder(work, owner_id=owner)
    clock.move_to(SEVEN)
    plan(database)

    with database.write() as work:
        work.session.get_one(User, owner).gets_reminders = False

    assert [letter.state for letter in letters(database)] == [LetterState.CANCELLED]
    with database.read() as work:
        assert work.session.scalars(select(Reminder.letter_at)).one() is not None
    assert plan(database) == 0


def test_the_morning_that_the_weeks_letter_told_of_is_told_of_without_it(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user(weekly_at=SEVEN).id
        Make(work).lead(owner_id=owner, next_step_on=LAST_DAY)
        Make(work).lead(owner_id=owner, next_step_on=LAST_DAY + timedelta(days=1))
    clock.move_to(SEVEN)
    with database.write() as work:
        plan_weeks(work, limit=50, host=HOST)

    with database.write() as work:
        work.session.get_one(User, owner).gets_weekly = False

    assert plan(database) == 1
    assert [(letter.template, letter.state) for letter in letters(database)] == [
        ("week", LetterState.CANCELLED),
        ("reminder", LetterState.QUEUED),
    ]


def test_who_wants_neither_is_told_of_nothing_by_ending_the_weeks_letter(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user(weekly_at=SEVEN, gets_reminders=False).id
        Make(work).lead(owner_id=owner, next_step_on=LAST_DAY)
    clock.move_to(SEVEN)
    with database.write() as work:
        plan_weeks(work, limit=50, host=HOST)

    with database.write() as work:
        work.session.get_one(User, owner).gets_weekly = False

    assert plan(database) == 0
    assert [letter.state for letter in letters(database)] == [LetterState.CANCELLED]


def test_who_stands_in_gets_what_is_anothers_all_the_same(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy)
        Make(work).absence(owner, start_on=LAST_DAY, end_on=LAST_DAY)
        own_reminder(work, owner_id=owner.id)
    clock.move_to(SEVEN)
    plan(database)

    with database.write() as work:
        work.session.get_one(User, deputy).gets_reminders = False

    assert [letter.state for letter in letters(database)] == [LetterState.QUEUED]
