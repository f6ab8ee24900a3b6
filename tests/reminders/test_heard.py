"""Letters end and begin again, or a lead is set aside: exactly one letter comes, never none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.reminders.test_deeds import NINE, SEVEN, THURSDAY_AT_SEVEN, TUESDAY, Stage
from tests.reminders.test_taken_back import LATER, on_the_wire, plan, refuse
from tests.support.make import Make
from tracker.accounts.choosing import Ends
from tracker.accounts.mail import pause_mail, resume_mail
from tracker.accounts.models import User
from tracker.accounts.service import choose, end_letters, letter_choices, switch_on
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.leads.service import Step, let_sleep, reopen_lead
from tracker.letters.models import Letter, LetterItem, LetterState
from tracker.letters.service import mark_sent
from tracker.reminders.payloads import MOST_LISTED

Deed = Callable[[Work, User], None]


def pause(work: Work, user: User) -> None:
    pause_mail(work, user, status="5.1.1")


def end(work: Work, user: User) -> None:
    end_letters(work, user, Ends.REMINDERS)


def switch_off(work: Work, user: User) -> None:
    user.disabled_at = work.now


def begin(work: Work, user: User) -> None:
    choose(work, user, replace(letter_choices(user), gets_reminders=True))


PAUSES = pytest.mark.parametrize(
    ("stop", "go_on"), [(pause, resume_mail), (end, begin), (switch_off, switch_on)]
)


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    stage = Stage(database, clock)
    clock.move_to(SEVEN)
    plan(database)
    return stage


def change(stage: Stage, deed: Deed) -> None:
    with stage.database.write(stage.owner) as work:
        deed(work, work.session.get_one(User, stage.owner))


@PAUSES
def test_what_was_taken_back_comes_again_when_letters_do(
    stage: Stage, clock: FixedClock, database: Database, stop: Deed, go_on: Deed
) -> None:
    change(stage, stop)
    clock.move_to(NINE)
    change(stage, go_on)
    plan(database)

    assert stage.letters == ["cancelled", "queued"]
    assert stage.reminders[0].told_at == SEVEN


@PAUSES
def test_what_had_left_does_not(
    stage: Stage, clock: FixedClock, database: Database, stop: Deed, go_on: Deed
) -> None:
    letter = on_the_wire(database)
    with database.write() as work:
        mark_sent(work, letter)

    change(stage, stop)
    clock.move_to(NINE)
    change(stage, go_on)
    plan(database)

    assert stage.letters == ["sent"]
    assert stage.reminders[0].letter_at == THURSDAY_AT_SEVEN


@PAUSES
@pytest.mark.parametrize("arrives", ["before", "after", "never"])
def test_what_is_on_the_wire_meanwhile_is_the_only_letter(
    stage: Stage, clock: FixedClock, database: Database, stop: Deed, go_on: Deed, arrives: str
) -> None:
    letter = on_the_wire(database)

    change(stage, stop)
    if arrives == "before":
        with database.write() as work:
            assert mark_sent(work, letter)
    change(stage, go_on)
    plan(database)
    if arrives == "after":
        with database.write() as work:
            assert mark_sent(work, letter)
    if arrives == "never":
        refuse(database, letter)
    clock.move_to(NINE)
    plan(database)

    assert stage.letters == ["queued" if arrives == "never" else "sent"]
    assert stage.reminders[0].letter_at == THURSDAY_AT_SEVEN


@PAUSES
@pytest.mark.parametrize("is_on_wire", [False, True])
def test_what_was_snoozed_meanwhile_waits_for_its_day(
    stage: Stage,
    clock: FixedClock,
    database: Database,
    stop: Deed,
    go_on: Deed,
    *,
    is_on_wire: bool,
) -> None:
    if is_on_wire:
        on_the_wire(database)
    change(stage, stop)
    stage.snooze(LATER)
    [before] = stage.reminders
    clock.move_to(NINE)

    change(stage, go_on)
    plan(database)

    assert stage.letters == ["cancelled"]
    assert stage.reminders[0].letter_at == before.letter_at


@pytest.mark.parametrize("steps", [3, MOST_LISTED + 2])
def test_a_digest_taken_back_comes_again_as_one(
    clock: FixedClock, database: Database, steps: int
) -> None:
    with database.write() as work:
        owner = Make(work).user(digest_above=1).id
        for _ in range(steps):
            Make(work).lead(owner_id=owner, next_step_on=TUESDAY)
    clock.move_to(SEVEN)
    plan(database)

    for deed in (end, begin):
        with database.write() as work:
            deed(work, work.session.get_one(User, owner))
    plan(database)

    with database.read() as work:
        found = work.session.execute(select(Letter.template, Letter.state).order_by(Letter.id))
        assert found.all() == [("digest", "cancelled"), ("digest", "queued")]
        items = select(func.count()).select_from(LetterItem).group_by(LetterItem.letter_id)
        assert work.session.scalars(items).all() == [steps, steps]


# --- A lead is set aside and taken up again ---


def set_aside_and_take_up(stage: Stage) -> None:
    with stage.acting() as (work, lead):
        let_sleep(work, lead, LATER)
    with stage.acting() as (work, lead):
        reopen_lead(work, lead, Step("Paskambinti", TUESDAY))


@pytest.mark.parametrize("arrives", [True, False])
def test_a_lead_set_aside_and_taken_up_while_its_letter_is_on_the_wire_has_no_second_one(
    stage: Stage, clock: FixedClock, database: Database, *, arrives: bool
) -> None:
    letter = on_the_wire(database)

    set_aside_and_take_up(stage)
    plan(database)
    if arrives:
        with database.write() as work:
            assert mark_sent(work, letter)
    else:
        refuse(database, letter)
    clock.move_to(NINE)
    plan(database)

    assert stage.letters == ["sent" if arrives else "queued"]
    with database.read() as work:
        [payload] = work.session.scalars(select(Letter.payload))
    assert payload["version"] == stage.reminders[0].version
    assert stage.reminders[0].letter_at == THURSDAY_AT_SEVEN


def test_a_lead_set_aside_and_taken_up_for_another_day_is_told_of_anew(
    stage: Stage, database: Database
) -> None:
    letter = on_the_wire(database)

    with stage.acting() as (work, lead):
        let_sleep(work, lead, LATER)
    with stage.acting() as (work, lead):
        reopen_lead(work, lead, Step("Paskambinti", TUESDAY - timedelta(days=1)))
    with database.write() as work:
        mark_sent(work, letter)
    plan(database)

    assert stage.letters == [LetterState.SENT, LetterState.QUEUED]
