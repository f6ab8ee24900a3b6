"""A lead goes along its plan: one step after the other, and back again when a deed is undone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.plans.conftest import CALL, MATERIALS, QUARTERLY, REVIEW, THANKS, TODAY, Scene
from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import User
from tracker.core.errors import ConflictError
from tracker.leads import service as leads
from tracker.leads.models import Lead
from tracker.leads.service import Step
from tracker.letters.models import Letter, LetterState
from tracker.plans import laying
from tracker.reminders import service as reminders
from tracker.reminders.planning import plan_due

DAY = timedelta(days=1)
NAMES = [THANKS, MATERIALS, CALL, REVIEW, QUARTERLY]
FRIDAY = date(2026, 11, 27)


def states(scene: Scene, lead_id: int) -> list[str]:
    return [state for _title, state in scene.steps(lead_id)]


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_the_first_step_becomes_the_leads_next_step_and_its_reminder(scene: Scene) -> None:
    lead_id = scene.lead()

    scene.lay(lead_id)

    assert scene.stands(lead_id) == (THANKS, TODAY)
    assert states(scene, lead_id) == ["current", *["waiting"] * 4]
    assert scene.reminders(lead_id) == [(THANKS, TODAY, "active")]


def test_when_a_step_is_done_the_next_one_follows_in_the_same_transaction(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (MATERIALS, TODAY + 3 * DAY)
    assert states(scene, lead_id) == ["done", "current", *["waiting"] * 3]
    assert scene.reminders(lead_id) == [
        (THANKS, TODAY, "done"),
        (MATERIALS, TODAY + 3 * DAY, "active"),
    ]
    assert scene.journal(lead_id)[-2:] == ["lead.step_done", "lead.plan_went_on"]


def test_all_steps_come_each_once_and_in_their_order(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    done = []

    for _ in range(4):
        step, on = scene.stands(lead_id)
        assert step is not None
        assert on is not None
        done.append(step)
        scene.clock.move_to(at(on))
        scene.finish(lead_id)

    assert done == NAMES[:4]
    assert scene.stands(lead_id)[0] == QUARTERLY


def test_a_step_whose_day_has_passed_gets_the_next_working_day(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    scene.clock.move_to(at(FRIDAY + 14 * DAY))

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (MATERIALS, FRIDAY + 17 * DAY)


def test_a_step_that_falls_due_today_stays_today(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    scene.clock.move_to(at(TODAY + 3 * DAY))

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (MATERIALS, TODAY + 3 * DAY)


def test_undoing_a_step_that_was_done_takes_the_plans_move_back(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    before = (scene.stands(lead_id), scene.steps(lead_id), scene.days(lead_id))

    scene.undo(scene.finish(lead_id))

    assert (scene.stands(lead_id), scene.steps(lead_id), scene.days(lead_id)) == before
    assert scene.reminders(lead_id) == [
        (THANKS, TODAY, "active"),
        (MATERIALS, TODAY + 3 * DAY, "cancelled"),
    ]


def test_a_step_done_undone_and_done_again_goes_on_as_the_first_time(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    scene.undo(scene.finish(lead_id))

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (MATERIALS, TODAY + 3 * DAY)
    assert states(scene, lead_id) == ["done", "current", *["waiting"] * 3]
    assert [state for _t, _d, state in scene.reminders(lead_id)] == ["done", "cancelled", "active"]


def test_undone_too_late_the_plan_stays_where_it_is(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    first = scene.finish(lead_id)
    scene.finish(lead_id)

    with pytest.raises(ConflictError):
        scene.undo(first)

    assert states(scene, lead_id) == ["done", "done", "current", *["waiting"] * 2]


def test_the_letter_about_the_next_step_does_not_leave_once_the_one_before_is_back(
    scene: Scene,
) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id, start=TODAY - 10 * DAY)
    scene.clock.move_to(at(TODAY + DAY))
    entry = scene.finish(lead_id)
    scene.clock.move_to(at(TODAY + 10 * DAY))
    with scene.database.write() as work:
        plan_due(work, limit=10, host="savivaldybe.example")

    scene.undo(entry)

    with scene.database.read() as work:
        letters = work.session.scalars(select(Letter)).all()
        assert [letter.state for letter in letters] == [LetterState.CANCELLED]


def test_a_step_of_its_own_goes_first_and_the_plans_first_waits_behind_it(scene: Scene) -> None:
    lead_id = scene.lead(next_step="Sutarti datą", next_step_on=TODAY + DAY)

    scene.lay(lead_id)

    assert scene.stands(lead_id) == ("Sutarti datą", TODAY + DAY)
    assert states(scene, lead_id) == ["waiting"] * 5
    scene.finish(lead_id)
    assert scene.stands(lead_id) == (THANKS, TODAY + 2 * DAY)


def test_undoing_a_step_of_its_own_lets_the_plans_first_wait_again(scene: Scene) -> None:
    lead_id = scene.lead(next_step="Sutarti datą", next_step_on=TODAY + DAY)
    scene.lay(lead_id)

    scene.undo(scene.finish(lead_id))

    assert scene.stands(lead_id) == ("Sutarti datą", TODAY + DAY)
    assert states(scene, lead_id) == ["waiting"] * 5


def test_putting_off_moves_only_that_step(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    before = scene.days(lead_id)

    with scene.on(lead_id) as (work, lead):
        reminders.snooze_step(work, lead, TODAY + 2 * DAY)

    assert scene.stands(lead_id) == (THANKS, TODAY + 2 * DAY)
    assert scene.days(lead_id) == before


def test_putting_off_far_moves_the_later_ones_that_would_come_before_it(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    far = TODAY + 8 * DAY
    with scene.on(lead_id) as (work, lead):
        reminders.snooze_step(work, lead, far)
    scene.clock.move_to(at(far))

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (MATERIALS, far + DAY)


def test_other_words_for_the_step_are_the_plans_words_from_then_on(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)

    with scene.on(lead_id) as (work, lead):
        leads.plan_step(work, lead, Step("Padėkoti ranka", TODAY))
    scene.finish(lead_id)

    assert scene.steps(lead_id)[:2] == [("Padėkoti ranka", "done"), (MATERIALS, "current")]


def test_a_lead_put_on_hold_keeps_its_steps_waiting(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)

    with scene.on(lead_id) as (work, lead):
        leads.let_sleep(work, lead, TODAY + 30 * DAY)

    assert scene.stands(lead_id) == (None, None)
    assert states(scene, lead_id) == ["waiting"] * 5


def test_a_lead_that_wakes_up_goes_on_with_its_plan_after_what_it_woke_up_for(
    scene: Scene,
) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.on(lead_id) as (work, lead):
        leads.let_sleep(work, lead, TODAY + 30 * DAY)
    with scene.on(lead_id) as (work, lead):
        leads.reopen_lead(work, lead, Step("Pasisveikinti", TODAY + DAY))

    assert states(scene, lead_id) == ["waiting"] * 5
    scene.finish(lead_id)

    assert scene.stands(lead_id)[0] == THANKS


def test_undoing_the_hold_brings_the_step_of_the_plan_back(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.on(lead_id) as (work, lead):
        entry = leads.let_sleep(work, lead, TODAY + 30 * DAY)
        assert entry is not None

    scene.undo(entry.id)

    assert scene.stands(lead_id) == (THANKS, TODAY)
    assert states(scene, lead_id) == ["current", *["waiting"] * 4]


def test_a_closed_lead_follows_no_plan_and_reopened_does_not_either(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)

    with scene.on(lead_id) as (work, lead):
        leads.close_lead(work, lead, "Neaktualu")
    assert scene.steps(lead_id) == []
    with scene.on(lead_id) as (work, lead):
        leads.reopen_lead(work, lead, Step("Pradėti iš naujo", TODAY + DAY))
    scene.finish(lead_id)

    assert scene.stands(lead_id) == (None, None)
    assert scene.steps(lead_id) == []


def test_undoing_the_closing_brings_the_plan_back_as_it_was(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    scene.finish(lead_id)
    before = (scene.stands(lead_id), scene.steps(lead_id))
    with scene.on(lead_id) as (work, lead):
        entry = leads.close_lead(work, lead, "Neaktualu")
        assert entry is not None

    scene.undo(entry.id)

    assert (scene.stands(lead_id), scene.steps(lead_id)) == before
    scene.finish(lead_id)
    assert scene.stands(lead_id)[0] == CALL


def test_the_last_step_comes_again_each_quarter_by_local_dates(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    for _ in range(4):
        scene.finish(lead_id)
    days = []

    for _ in range(3):
        step, on = scene.stands(lead_id)
        assert step == QUARTERLY
        assert on is not None
        days.append(on)
        scene.clock.move_to(at(on))
        scene.finish(lead_id)

    # the 21st of February is a Sunday, and the 22nd of August, too
    assert days == [date(2027, 2, 22), date(2027, 5, 24), date(2027, 8, 23)]


def test_undoing_a_step_that_comes_again_takes_the_next_one_away(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    for _ in range(4):
        scene.finish(lead_id)
    before = scene.steps(lead_id)
    entry = scene.finish(lead_id)
    assert len(scene.steps(lead_id)) == 6

    scene.undo(entry)

    assert scene.steps(lead_id) == before


def test_a_step_that_comes_again_is_not_given_for_a_day_that_has_passed(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    for _ in range(4):
        scene.finish(lead_id)
    scene.clock.move_to(at(date(2027, 9, 1)))

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (QUARTERLY, date(2027, 11, 22))


def test_taken_off_the_plan_gives_no_more_steps_and_undo_lays_it_again(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.on(lead_id) as (work, lead):
        entry = laying.take_off(work, lead)
        assert entry is not None
    assert scene.stands(lead_id) == (THANKS, TODAY)
    assert scene.steps(lead_id) == []

    scene.undo(entry.id)

    assert states(scene, lead_id) == ["current", *["waiting"] * 4]
    scene.finish(lead_id)
    assert scene.stands(lead_id)[0] == MATERIALS


def test_while_the_owner_may_not_own_leads_the_plan_waits_for_another_one(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.acting() as work:
        other = Make(work).user().id
        work.session.get_one(User, scene.officer).active_until = TODAY - DAY

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (None, None)
    assert states(scene, lead_id) == ["done", *["waiting"] * 4]
    with scene.acting(other) as work:
        leads.assign_owner(work, work.session.get_one(Lead, lead_id), other)
    assert scene.stands(lead_id)[0] == MATERIALS


def test_another_owner_goes_on_where_the_first_stood(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.acting() as work:
        other = Make(work).user().id

    with scene.on(lead_id) as (work, lead):
        leads.assign_owner(work, lead, other)
    scene.finish(lead_id)

    assert scene.stands(lead_id)[0] == MATERIALS
    with scene.database.read() as work:
        assert work.session.get_one(Lead, lead_id).owner_id == other


def test_a_lead_without_a_plan_costs_no_statement(scene: Scene) -> None:
    lead_id = scene.lead(next_step="Paskambinti", next_step_on=TODAY)

    with gather(scene.database) as said:
        scene.finish(lead_id)

    assert not [line for line in said if "lead_steps" in line or "layings" in line]


def test_a_lead_without_a_plan_is_told_nothing_of_one_when_it_is_undone(scene: Scene) -> None:
    lead_id = scene.lead(next_step="Paskambinti", next_step_on=TODAY)
    entry = scene.finish(lead_id)

    with gather(scene.database) as said:
        scene.undo(entry)

    assert not [line for line in said if "lead_steps" in line or "layings" in line]
    assert scene.stands(lead_id) == ("Paskambinti", TODAY)


def test_leads_done_in_one_unit_of_work_each_go_on(scene: Scene) -> None:
    first, second = scene.lead(), scene.lead()
    scene.lay(first, second)

    with scene.acting() as work:
        for lead_id in (first, second):
            reminders.finish_step(work, work.session.get_one(Lead, lead_id))

    assert scene.stands(first)[0] == scene.stands(second)[0] == MATERIALS
