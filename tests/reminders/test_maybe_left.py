"""A letter whose text may have arrived stays that letter: nothing tells the same of it anew."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.reminders.test_deeds import SEVEN, TUESDAY, Stage
from tests.reminders.test_taken_back import FRIDAY_AT_SEVEN, on_the_wire, plan
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step, plan_step
from tracker.letters.models import Letter, LetterState
from tracker.letters.service import Claimed, Failure, mark_failed
from tracker.reminders.escalation import escalate_due
from tracker.reminders.models import Reminder
from tracker.reminders.service import finish_step, undo_deed


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    return Stage(database, clock)


def break_off(database: Database, letter: Claimed) -> None:
    """Let the relay hang up on the text: nobody knows whether it took it."""
    with database.write() as work:
        failure = Failure("hung up", maybe_sent=True)
        assert mark_failed(work, letter, failure, base=timedelta(seconds=60))


def broken_off(database: Database, clock: FixedClock, steps: int) -> tuple[int, list[int]]:
    """Have a letter about that many steps be broken off; return the owner and the leads."""
    with database.write() as work:
        make = Make(work)
        owner = make.user(digest_above=1).id
        leads = [make.lead(owner_id=owner, next_step_on=TUESDAY).id for _ in range(steps)]
    clock.move_to(SEVEN)
    plan(database)
    break_off(database, on_the_wire(database))
    return owner, leads


@pytest.mark.parametrize("is_cancelled_first", [True, False])
def test_a_letter_that_may_have_arrived_waits_for_its_next_try_when_what_was_done_is_undone(
    stage: Stage, clock: FixedClock, database: Database, *, is_cancelled_first: bool
) -> None:
    clock.move_to(SEVEN)
    plan(database)
    letter = on_the_wire(database)

    if not is_cancelled_first:
        break_off(database, letter)
    done = stage.finish()
    if is_cancelled_first:
        break_off(database, letter)
    stage.undo(done)
    plan(database)

    with database.read() as work:
        [again] = work.session.scalars(select(Letter))
    assert (again.state, again.message_id) == (LetterState.QUEUED, letter.message_id)
    assert (again.maybe_sent, again.payload["version"]) == (1, stage.reminders[0].version)
    assert again.not_before > clock.now()


@pytest.mark.parametrize("steps", [1, 3])
def test_a_letter_that_may_have_arrived_is_tried_again_in_new_words(
    clock: FixedClock, database: Database, steps: int
) -> None:
    owner, leads = broken_off(database, clock, steps)

    with database.write(owner) as work:
        plan_step(work, lead_to_change(work.session, leads[0]), Step("Kitaip", TUESDAY))
    plan(database)

    with database.read() as work:
        [again] = work.session.scalars(select(Letter))
        reminder = work.session.scalars(select(Reminder).where(Reminder.lead_id == leads[0])).one()
    [told, *_] = again.payload.get("items", [again.payload])
    assert (again.state, again.maybe_sent) == (LetterState.QUEUED, 1)
    assert (told["step"], told["version"]) == ("Kitaip", reminder.version)


@pytest.mark.parametrize("undone", [1, 3])
def test_a_part_of_a_digest_that_may_have_arrived_is_told_of_when_that_is_tried_again(
    clock: FixedClock, database: Database, undone: int
) -> None:
    owner, leads = broken_off(database, clock, 3)

    entries: list[int] = []
    for lead in leads[:undone]:
        with database.write(owner) as work:
            entry = finish_step(work, lead_to_change(work.session, lead))
            assert entry is not None
            entries.append(entry.id)
    for number in reversed(entries):
        with database.write(owner) as work:
            undo_deed(work, number)
    plan(database)

    with database.read() as work:
        [digest] = work.session.scalars(select(Letter))
        versions = dict(work.session.execute(select(Reminder.id, Reminder.version)).all())
    assert (digest.state, digest.maybe_sent) == (LetterState.QUEUED, 1)
    told = {item["subject"]: item["version"] for item in digest.payload["items"]}
    assert told == {f"reminder:{number}": version for number, version in versions.items()}


def test_others_whose_letter_may_have_arrived_hear_by_that_one(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    stage.write(LetterState.SENT)
    with database.write() as work:
        owner = work.session.get_one(User, stage.owner)
        owner.deputy_id, owner.gets_reminders = Make(work).user().id, False
    clock.move_to(FRIDAY_AT_SEVEN)
    with database.write() as work:
        assert escalate_due(work, limit=10, host="savivaldybe.example") == 1
    break_off(database, on_the_wire(database))

    stage.undo(stage.finish())
    with database.write() as work:
        escalate_due(work, limit=10, host="savivaldybe.example")

    with database.read() as work:
        asked = select(Letter.state).where(Letter.template == "escalation")
        assert work.session.scalars(asked).all() == [LetterState.QUEUED]
