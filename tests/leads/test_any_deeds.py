"""Whatever is done to leads, in whatever order, what must be true of them stays true."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.leads.test_tallies import counted, summed
from tests.leads.undoing import undo_change
from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import TrackerError
from tracker.leads.bar import bar
from tracker.leads.board import OPEN_PHASES
from tracker.leads.filters import LeadFilter, View
from tracker.leads.listing import Asking
from tracker.leads.models import NEVER, Lead, LeadState, Phase, Stage, StageChange
from tracker.leads.service import (
    NewLead,
    Step,
    assign_owner,
    close_lead,
    finish_step,
    let_sleep,
    move_lead,
    move_to_phase,
    open_lead,
    plan_step,
    postpone_step,
    reopen_lead,
    set_value,
)

DEEDS = 60
Deed = Callable[[Work, Lead, "Chance"], object]


class Chance:
    """What a die decides."""

    def __init__(self, seed: int, today: date, owners: list[int], stages: list[int]) -> None:
        self.die = Random(seed)  # noqa: S311 - a test's die, seeded
        self.today = today
        self.owners = owners
        self.stages = stages

    def day(self) -> date:
        return self.today + timedelta(days=self.die.randint(-5, 60))

    def step(self) -> Step:
        return Step(self.die.choice(["Paskambinti", "Parašyti"]), self.day())

    def owner(self) -> int | None:
        return self.die.choice([*self.owners, None])


def _undo(work: Work, lead: Lead, _chance: Chance) -> None:
    last = select(func.max(Entry.id)).where(Entry.subject == f"lead:{lead.id}")
    undo_change(work, work.session.scalar(last) or 0)


def _move(work: Work, lead: Lead, chance: Chance) -> None:
    move_lead(work, lead, work.session.get_one(Stage, chance.die.choice(chance.stages)))


ANY: list[Deed] = [
    _move,
    _move,
    _undo,
    lambda work, lead, chance: move_to_phase(work, lead, chance.die.choice(list(Phase))),
    lambda work, lead, chance: plan_step(work, lead, chance.step()),
    lambda work, lead, _chance: finish_step(work, lead),
    lambda work, lead, chance: postpone_step(work, lead, chance.day()),
    lambda work, lead, chance: assign_owner(work, lead, chance.owner()),
    lambda work, lead, chance: let_sleep(work, lead, chance.day()),
    lambda work, lead, chance: close_lead(work, lead, chance.die.choice(["", "Per brangu"])),
    lambda work, lead, chance: reopen_lead(work, lead, chance.step(), owner_id=chance.owner()),
    lambda work, lead, chance: set_value(
        work,
        lead,
        chance.die.choice([None, Decimal(100)]),
        is_non_monetary=chance.die.random() < 0.3,
    ),
]


def _must_be_true(lead: Lead, stage: Stage) -> None:
    assert (lead.pipeline_id, lead.state, lead.phase) == (
        stage.pipeline_id,
        stage.state,
        stage.phase,
    )
    has_step = lead.next_step is not None
    if lead.state is LeadState.OPEN:
        followed = has_step and lead.owner_id is not None
        assert followed or lead.dormant_until or lead.step_missing_since
    if lead.state is LeadState.PARKED:
        assert lead.dormant_until is not None
    if lead.state is LeadState.LOST:
        assert lead.close_reason
    if lead.state in (LeadState.PARKED, LeadState.LOST):
        assert not has_step
    if lead.step_missing_since is not None:
        assert lead.state is LeadState.OPEN
        assert not has_step
    assert has_step == (lead.next_step_on is not None)
    assert lead.due_order == (lead.next_step_on or NEVER)
    assert (lead.closed_at is not None) == (lead.state is LeadState.LOST)
    if lead.phase is Phase.AGREED:
        assert lead.agreed_at is not None


def _history_is_whole(work: Work, lead: Lead) -> None:
    changes = work.session.scalars(
        select(StageChange).where(StageChange.lead_id == lead.id).order_by(StageChange.id)
    ).all()
    assert changes[0].from_stage_id is None
    assert changes[-1].to_stage_id == lead.stage_id
    for before, after in pairwise(changes):
        assert after.from_stage_id == before.to_stage_id
    counted = select(func.count()).where(
        Entry.subject == f"lead:{lead.id}", Entry.what.startswith("lead.")
    )
    assert work.session.scalar(counted) == lead.version


def _counts_are_right(work: Work, me: int) -> None:
    leads = work.session.scalars(select(Lead)).all()
    living = [lead for lead in leads if lead.state in (LeadState.OPEN, LeadState.WON)]
    is_open = [lead for lead in leads if lead.state is LeadState.OPEN]
    counts = bar(
        work.session,
        Asking(LeadFilter(), me=me, today=work.today),
        phases=OPEN_PHASES,
    )
    expected: dict[View, Any] = {
        View.OPEN: is_open,
        View.MINE: [lead for lead in is_open if lead.owner_id == me],
        View.LATE: [lead for lead in living if lead.due_order < work.today],
        View.MISSING: [lead for lead in is_open if lead.step_missing_since],
        View.UNOWNED: [lead for lead in is_open if lead.owner_id is None],
        View.AGREED: [lead for lead in living if lead.phase is Phase.AGREED],
    }
    assert dict(counts.views) == {view: len(rows) for view, rows in expected.items()}
    assert dict(counts.phases) == {
        phase: sum(lead.phase is phase for lead in living) for phase in OPEN_PHASES
    }
    assert sum(counts.phases.values()) - counts.running == counts.views[View.OPEN]


@pytest.mark.parametrize("seed", range(8))
def test_any_deeds_in_any_order_leave_leads_counts_and_history_whole(
    database: Database, clock: FixedClock, seed: int
) -> None:
    with database.write() as work:
        make = Make(work)
        owners = [make.user().id, make.user().id]
        make.stage()
        stages = list(work.session.scalars(select(Stage.id).order_by(Stage.id)))
        chance = Chance(seed, work.today, owners, stages)
    with database.write(actor_id=owners[0]) as work:
        ids = [
            open_lead(work, NewLead("Iš ataskaitos", pipeline_key=key, from_report=True)).id
            for key in ("business", "institutional", "business")
        ]

    done = 0
    for _ in range(DEEDS):
        clock.move_to(clock.now() + timedelta(minutes=1))
        deed, lead_id = chance.die.choice(ANY), chance.die.choice(ids)
        with suppress(TrackerError), database.write(actor_id=owners[0]) as work:
            deed(work, work.session.get_one(Lead, lead_id), chance)
            done += 1
        with database.read() as work:
            lead = work.session.get_one(Lead, lead_id)
            _must_be_true(lead, work.session.get_one(Stage, lead.stage_id))

    assert done > DEEDS / 10
    with database.read() as work:
        for lead_id in ids:
            _history_is_whole(work, work.session.get_one(Lead, lead_id))
        _counts_are_right(work, owners[0])
        assert summed(work) == counted(work)
