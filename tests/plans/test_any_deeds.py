"""Whatever is done to a lead with a plan, in whatever order: its steps stay one after the other."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, time, timedelta
from random import Random

import pytest

from tests.plans.conftest import Scene
from tests.support.make import Make
from tracker.audit.service import Record
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.leads import service as leads
from tracker.leads.models import Lead
from tracker.leads.service import Step
from tracker.leads.steps import FOLLOWED
from tracker.plans import laying
from tracker.reminders import service as reminders

DAY = timedelta(days=1)
ORDER = ("done", "current", "waiting")
Deed = Callable[[Work, Lead, Random], Record | None]


def finish(work: Work, lead: Lead, _chance: Random) -> Record | None:
    return reminders.finish_step(work, lead)


def put_off(work: Work, lead: Lead, chance: Random) -> Record | None:
    return reminders.snooze_step(work, lead, work.today + chance.randint(1, 40) * DAY)


def sleep(work: Work, lead: Lead, chance: Random) -> Record | None:
    return leads.let_sleep(work, lead, work.today + chance.randint(1, 60) * DAY)


def close(work: Work, lead: Lead, _chance: Random) -> Record | None:
    return leads.close_lead(work, lead, "Neaktualu")


def reopen(work: Work, lead: Lead, chance: Random) -> Record | None:
    return leads.reopen_lead(work, lead, Step("Pradėti iš naujo", _soon(work, chance)))


def reword(work: Work, lead: Lead, chance: Random) -> Record | None:
    words = f"Kitais žodžiais {chance.randint(1, 9)}"
    return leads.plan_step(work, lead, Step(words, _soon(work, chance), time(10)))


def take_off(work: Work, lead: Lead, _chance: Random) -> Record | None:
    return laying.take_off(work, lead)


def _soon(work: Work, chance: Random) -> date:
    return work.today + chance.randint(0, 9) * DAY


DEEDS: tuple[Deed, ...] = (
    *(finish, finish, finish, put_off, sleep, close, reopen, reopen, reword, take_off),
)


class Walk:
    """A lead with a plan, and what is done to it one after the other."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene, self.chance = scene, Random(seed)  # noqa: S311 - nothing secret
        self.lead_id = scene.lead()
        self.scene.lay(self.lead_id)

    def snapshot(self) -> object:
        """Return all that undoing a deed has to bring back."""
        return (
            self.scene.stands(self.lead_id),
            self.scene.steps(self.lead_id),
            self.scene.days(self.lead_id),
        )

    def step(self) -> None:
        """Do something, and half of the time take it back and see that nothing is left of it."""
        self._let_time_pass()
        before, entry = self.snapshot(), self._act()
        self.check()
        undoable = entry is not None and entry.what not in {"lead.step_planned", "lead.plan_laid"}
        if entry is not None and undoable and self.chance.random() < 0.5:
            self._let_time_pass(days=0)
            self.scene.undo(entry.id)
            self.check()
            assert self.snapshot() == before, entry.what

    def check(self) -> None:
        """Check what must be true after every deed."""
        with self.scene.database.read() as work:
            lead = work.session.get_one(Lead, self.lead_id)
        steps = self.scene.steps(self.lead_id)
        states = [state for _title, state in steps]
        assert states == sorted(states, key=ORDER.index)
        assert states.count("current") <= 1
        is_awake = lead.state in FOLLOWED and lead.dormant_until is None
        for title, state in steps:
            if state == "current":
                assert is_awake
                assert title == lead.next_step
        if is_awake and lead.next_step is None:
            assert "waiting" not in states
        living = [state for _t, _d, state in self.scene.reminders(self.lead_id)]
        asked = lead.next_step is not None or lead.dormant_until is not None
        assert sum(state in {"active", "snoozed"} for state in living) == int(asked)

    def _act(self) -> Record | None:
        if not self.scene.steps(self.lead_id) and self.chance.random() < 0.3:
            with suppress(TrackerError):
                self.scene.lay(self.lead_id)
            return None
        deed = self.chance.choice(DEEDS)
        with suppress(TrackerError), self.scene.on(self.lead_id) as (work, lead):
            return deed(work, lead, self.chance)
        return None

    def _let_time_pass(self, days: int = 9) -> None:
        now = self.scene.clock.now() + self.chance.randint(0, days) * DAY
        self.scene.clock.move_to(now.astimezone(UTC) + timedelta(minutes=1))


@pytest.mark.parametrize("seed", range(6))
def test_the_steps_stay_one_after_the_other_and_undo_brings_all_back(
    scene: Scene, seed: int
) -> None:
    walk = Walk(scene, seed)

    for _ in range(25):
        walk.step()


def test_another_owner_in_between_changes_nothing_of_that(scene: Scene) -> None:
    walk = Walk(scene, 99)
    with scene.acting() as work:
        other = Make(work).user().id

    for number in range(12):
        walk.step()
        with suppress(TrackerError), scene.on(walk.lead_id) as (work, lead):
            leads.assign_owner(work, lead, (other, scene.officer)[number % 2])
        walk.check()
