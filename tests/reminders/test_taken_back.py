"""What is taken back is as if it had not been done: who has heard has, and a letter comes again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.letters.posting import LEASE
from tests.reminders.test_deeds import NINE, SEVEN, THURSDAY_AT_SEVEN, TUESDAY, Stage
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.audit.service import Record
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.leads import service as leads
from tracker.leads.models import Lead, Phase
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step, plan_step
from tracker.letters.models import Letter, LetterState
from tracker.letters.service import (
    Claimed,
    Failure,
    begin_data,
    claim_letters,
    mark_failed,
    mark_sent,
)
from tracker.reminders.escalation import escalate_due
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.planning import plan_due
from tracker.reminders.service import finish_step, tell_later, undo_deed

FRIDAY_AT_SEVEN = SEVEN + timedelta(days=3)
"""Three days of work after the first letter."""
NEXT_THURSDAY_AT_SEVEN = SEVEN + timedelta(days=9)
LATER = date(2026, 12, 7)


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    return Stage(database, clock)


def plan(database: Database) -> None:
    with database.write() as work:
        plan_due(work, limit=10, host="savivaldybe.example")


def take_back(stage: Stage, deed: str) -> None:
    stage.undo(stage.finish() if deed == "done" else stage.snooze(LATER))


def told_twice(stage: Stage, clock: FixedClock) -> None:
    """Let the first letter leave and the second one wait."""
    stage.write(LetterState.SENT)
    clock.move_to(THURSDAY_AT_SEVEN)
    plan(stage.database)
    clock.move_to(THURSDAY_AT_SEVEN + timedelta(hours=2))


@pytest.mark.parametrize("deed", ["done", "put off"])
def test_the_clock_of_those_who_hear_later_goes_on_from_the_first_letter(
    stage: Stage, clock: FixedClock, deed: str
) -> None:
    told_twice(stage, clock)

    take_back(stage, deed)

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.escalate_at) == (SEVEN, FRIDAY_AT_SEVEN)
    assert reminder.letter_at == clock.now(), "the second letter was taken back, and comes again"
    plan(stage.database)
    assert stage.letters == ["sent", "cancelled", "queued"]
    assert stage.reminders[0].told_at == SEVEN


@pytest.mark.parametrize("deed", ["done", "put off"])
def test_who_has_heard_of_it_does_not_hear_again(
    stage: Stage, clock: FixedClock, database: Database, deed: str
) -> None:
    stage.write(LetterState.SENT)
    with database.write() as work:
        work.session.get_one(User, stage.owner).deputy_id = stage.other
    clock.move_to(FRIDAY_AT_SEVEN)
    hear_of_it(database)

    take_back(stage, deed)

    [reminder] = stage.reminders
    assert (reminder.escalated, reminder.escalate_at) == (1, NEXT_THURSDAY_AT_SEVEN)


def hear_of_it(database: Database) -> None:
    """Let whoever is next hear that nobody acts, and their letter leave."""
    with database.write() as work:
        assert escalate_due(work, limit=10, host="savivaldybe.example") == 1
    with database.write() as work:
        letter = work.session.scalars(select(Letter).where(Letter.template == "escalation")).one()
        letter.state, letter.sent_at = LetterState.SENT, work.now


@pytest.mark.parametrize("above", [1, 5])
def test_a_letter_taken_back_comes_again_whether_it_told_of_one_thing_or_of_several(
    stage: Stage, clock: FixedClock, database: Database, above: int
) -> None:
    stage.write(LetterState.SENT)
    with database.write() as work:
        work.session.get_one(User, stage.owner).digest_above = above
        for _ in range(2):
            Make(work).lead(
                owner_id=stage.owner, next_step="Kita", next_step_on=TUESDAY + timedelta(days=2)
            )
    clock.move_to(THURSDAY_AT_SEVEN)
    plan(database)

    stage.undo(stage.finish())

    reminder = stage.reminders[0]
    assert (reminder.told_at, reminder.escalate_at) == (SEVEN, FRIDAY_AT_SEVEN)
    assert reminder.letter_at == THURSDAY_AT_SEVEN, "now, and not two days later"


def test_who_wants_no_letters_wins_no_time_by_taking_back(stage: Stage, database: Database) -> None:
    with database.write() as work:
        work.session.get_one(User, stage.owner).gets_reminders = False
    stage.write()
    assert stage.letters == []

    stage.undo(stage.finish())

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.escalate_at) == (SEVEN, FRIDAY_AT_SEVEN)


@pytest.mark.parametrize(("deed", "since"), [("done", SEVEN), ("put off", NINE)])
def test_the_first_letter_comes_where_it_was_taken_back(
    stage: Stage, database: Database, deed: str, since: datetime
) -> None:
    stage.write()

    take_back(stage, deed)
    plan(database)

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.escalated) == (since, 0)
    assert stage.letters == ["cancelled", "queued"]


def test_a_letter_that_left_at_another_hour_counts_as_told(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    stage.write(LetterState.SENT)
    early = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    with database.write() as work:
        work.session.execute(update(Letter).values(created_at=early))

    stage.undo(stage.snooze(LATER))

    [reminder] = stage.reminders
    assert (reminder.told_at, reminder.letter_at) == (clock.now(), THURSDAY_AT_SEVEN)


# --- Whatever had been done to the lead ---


@pytest.mark.parametrize("what", ["closed", "assigned", "put to sleep"])
def test_who_was_told_this_morning_is_not_told_again_when_a_deed_of_the_lead_is_taken_back(
    stage: Stage, database: Database, what: str
) -> None:
    stage.write(LetterState.SENT)
    [before] = stage.reminders

    with database.write(before.owner_id) as work:
        entry = DEEDS[what](work, lead_to_change(work.session, 1))
        assert entry is not None
        number = entry.id
    with database.write(before.owner_id) as work:
        undo_deed(work, number)
    plan(database)

    assert stage.letters == ["sent"]
    [living] = [one for one in stage.reminders if one.state is ReminderState.ACTIVE]
    assert (living.told_at, living.escalate_at) == (before.told_at, before.escalate_at)


DEEDS: dict[str, Callable[[Work, Lead], Record | None]] = {
    "closed": lambda work, lead: leads.close_lead(work, lead, "Nedomina"),
    "assigned": lambda work, lead: leads.assign_owner(work, lead, Make(work).user().id),
    "put to sleep": lambda work, lead: leads.let_sleep(work, lead, LATER),
}


def test_a_letter_that_waits_for_the_morning_does_not_come_sooner_for_what_it_does_not_tell_of(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    clock.move_to(NINE)
    with stage.acting() as (work, lead):
        tell_later(work, [lead.id])
    [before] = stage.reminders
    with stage.acting() as (work, lead):
        entry = leads.move_to_phase(work, lead, Phase.TALKING)
        assert entry is not None
        number = entry.id

    stage.undo(number)
    plan(database)

    assert stage.reminders[0].letter_at == before.letter_at == SEVEN + timedelta(days=1)
    assert stage.letters == []


# --- What is on the wire meanwhile ---


def on_the_wire(database: Database) -> Claimed:
    """Let the text of the one letter that waits be on its way."""
    with database.write() as work:
        [letter] = claim_letters(work, holder="worker-1", lease=LEASE, limit=10)
        assert begin_data(work, letter, lease=LEASE)
    return letter


@pytest.mark.parametrize("deed", ["done", "put off"])
def test_a_letter_on_the_wire_that_arrives_is_the_only_one(
    stage: Stage, clock: FixedClock, database: Database, deed: str
) -> None:
    clock.move_to(SEVEN)
    plan(database)
    letter = on_the_wire(database)

    take_back(stage, deed)
    with database.write() as work:
        assert mark_sent(work, letter)
    plan(database)

    assert stage.letters == ["sent"]


def test_a_letter_on_the_wire_that_does_not_arrive_is_tried_again_with_links_that_work(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    clock.move_to(SEVEN)
    plan(database)
    letter = on_the_wire(database)

    take_back(stage, "done")
    with database.write() as work:
        mark_failed(work, letter, Failure("later", 451), base=timedelta(seconds=60))
    plan(database)

    assert stage.letters == ["queued"]
    with database.read() as work:
        [payload] = work.session.scalars(select(Letter.payload))
    assert payload["version"] == stage.reminders[0].version


@pytest.mark.parametrize("is_refused_first", [True, False])
def test_a_part_of_a_digest_on_the_wire_is_told_of_when_that_is_tried_again(
    clock: FixedClock, database: Database, *, is_refused_first: bool
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user(digest_above=1)
        leads = [make.lead(owner_id=owner.id, next_step_on=TUESDAY).id for _ in range(3)]
    clock.move_to(SEVEN)
    plan(database)
    letter = on_the_wire(database)
    with database.write(owner.id) as work:
        entry = finish_step(work, lead_to_change(work.session, leads[0]))
        assert entry is not None
        done = entry.id

    def refuse() -> None:
        with database.write() as work:
            mark_failed(work, letter, Failure("later", 451), base=timedelta(seconds=60))

    if is_refused_first:
        refuse()
    with database.write(owner.id) as work:
        undo_deed(work, done)
    if not is_refused_first:
        refuse()
    plan(database)

    with database.read() as work:
        [digest] = work.session.scalars(select(Letter))
        assert digest.state is LetterState.QUEUED
        assert {item["subject"] for item in digest.payload["items"]} == {
            f"reminder:{number}" for number in (1, 2, 3)
        }


def refuse(database: Database, letter: Claimed) -> None:
    with database.write() as work:
        mark_failed(work, letter, Failure("later", 451), base=timedelta(seconds=60))


@pytest.mark.parametrize("steps", [1, 3])
def test_a_letter_on_the_wire_whose_step_is_reworded_is_tried_again_in_the_new_words(
    clock: FixedClock, database: Database, steps: int
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user(digest_above=1)
        leads = [make.lead(owner_id=owner.id, next_step_on=TUESDAY).id for _ in range(steps)]
    clock.move_to(SEVEN)
    plan(database)
    letter = on_the_wire(database)

    with database.write(owner.id) as work:
        plan_step(work, lead_to_change(work.session, leads[0]), Step("Kitaip", TUESDAY))
    refuse(database, letter)
    plan(database)

    with database.read() as work:
        [again] = work.session.scalars(select(Letter))
        reminder = work.session.scalars(select(Reminder).where(Reminder.lead_id == leads[0])).one()
    [told, *others] = again.payload.get("items", [again.payload])
    assert again.state is LetterState.QUEUED
    assert (told["step"], told["version"]) == ("Kitaip", reminder.version)
    assert all(other["step"] != "Kitaip" for other in others)


def test_a_letter_on_the_wire_whose_day_is_moved_is_not_tried_again_for_the_new_day_has_its_own(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    clock.move_to(SEVEN)
    plan(database)
    letter = on_the_wire(database)

    with stage.acting() as (work, lead):
        plan_step(work, lead, Step("Paskambinti", TUESDAY - timedelta(days=1)))
    refuse(database, letter)
    plan(database)

    assert stage.letters == ["cancelled", "queued"]


def test_what_others_are_to_hear_of_tells_the_new_words_when_it_leaves(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    with database.write() as work:
        work.session.get_one(User, stage.owner).deputy_id = stage.other
    stage.write(LetterState.SENT)
    clock.move_to(FRIDAY_AT_SEVEN)
    with database.write() as work:
        assert escalate_due(work, limit=10, host="savivaldybe.example") == 1

    with stage.acting() as (work, lead):
        plan_step(work, lead, Step("Kitaip", TUESDAY))

    with database.read() as work:
        others = work.session.scalars(select(Letter).where(Letter.template == "escalation")).one()
    assert others.state is LetterState.QUEUED
    [item] = others.payload["items"]
    assert (item["step"], item["version"]) == ("Kitaip", stage.reminders[0].version)


def test_a_letter_that_came_back_has_told_nobody(stage: Stage, database: Database) -> None:
    stage.write(LetterState.SENT)
    with database.write() as work:
        work.session.execute(update(Letter).values(state=LetterState.BOUNCED))

    take_back(stage, "done")
    plan(database)

    assert stage.letters == ["bounced", "queued"]


def test_others_whose_letter_was_taken_back_before_it_left_hear_again(
    stage: Stage, clock: FixedClock, database: Database
) -> None:
    stage.write(LetterState.SENT)
    with database.write() as work:
        owner = work.session.get_one(User, stage.reminders[0].owner_id)
        owner.deputy_id, owner.gets_reminders = Make(work).user().id, False
    clock.move_to(FRIDAY_AT_SEVEN)
    with database.write() as work:
        assert escalate_due(work, limit=10, host="savivaldybe.example") == 1

    take_back(stage, "done")
    with database.write() as work:
        assert escalate_due(work, limit=10, host="savivaldybe.example") == 1

    with database.read() as work:
        told = work.session.scalars(
            select(Letter.state).where(Letter.template == "escalation").order_by(Letter.id)
        ).all()
    assert told == [LetterState.CANCELLED, LetterState.QUEUED]
    assert stage.reminders[0].escalated == 1
