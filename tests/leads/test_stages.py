from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.leads.models import Lead, LeadState, Phase, StageChange
from tracker.leads.service import (
    NoSuchStageError,
    StageAsksError,
    Step,
    asked_by,
    close_lead,
    finish_step,
    let_sleep,
    move_lead,
    move_to_phase,
    reopen_lead,
    set_value,
)

SEND = Step("Nusiųsti sąlygas", date(2026, 11, 26))
SPRING = date(2027, 2, 22)


def moves_of(work: Work, lead: Lead) -> list[tuple[int | None, int]]:
    work.session.flush()
    rows = work.session.scalars(
        select(StageChange).where(StageChange.lead_id == lead.id).order_by(StageChange.id)
    )
    return [(row.from_stage_id, row.to_stage_id) for row in rows]


def test_a_move_changes_stage_state_and_phase_together(work: Work, make: Make) -> None:
    lead = make.lead(stage="contacted")
    before, after = lead.stage_id, make.stage("qualified")

    entry = move_lead(work, lead, after)

    work.session.flush()
    assert (lead.stage_id, lead.state, lead.phase) == (after.id, LeadState.OPEN, Phase.TALKING)
    assert moves_of(work, lead) == [(before, after.id)]
    assert entry is not None
    detail = work.session.get_one(Entry, entry.id).detail
    assert detail["before"]["stage_id"] == before
    assert detail["after"]["stage_id"] == after.id
    assert lead.version == 2


def test_moving_a_lead_where_it_stands_does_nothing(work: Work, make: Make) -> None:
    lead = make.lead(stage="contacted")

    assert move_lead(work, lead, make.stage("contacted")) is None

    assert moves_of(work, lead) == []
    assert lead.version == 1


def test_a_lead_stays_in_its_own_pipeline(work: Work, make: Make) -> None:
    lead = make.lead(stage="contacted")

    with pytest.raises(NoSuchStageError):
        move_lead(work, lead, make.stage("scoping", "institutional"))


def test_moving_to_a_phase_is_moving_to_its_first_stage(work: Work, make: Make) -> None:
    lead = make.lead(stage="contacted")

    move_to_phase(work, lead, Phase.TALKING)

    assert lead.stage_id == make.stage("qualified").id


def test_inside_a_phase_a_lead_is_not_moved_back_to_the_first_stage(work: Work, make: Make) -> None:
    lead = make.lead(stage="proposal")

    assert move_to_phase(work, lead, Phase.TALKING) is None

    assert lead.stage_id == make.stage("proposal").id


def test_a_pipeline_without_the_phase_says_so(work: Work, make: Make) -> None:
    lead = make.lead(stage="contact", pipeline="institutional")

    with pytest.raises(NoSuchStageError, match="no such stage"):
        move_to_phase(work, lead, Phase.CONTACTED)


@pytest.mark.parametrize("stage", ["qualified", "meeting", "proposal", "pilot", "agreement"])
def test_nothing_passes_contacted_without_owner_and_step(
    work: Work, make: Make, stage: str
) -> None:
    lead = make.lead(stage="contacted", due=None, owner_id=None, is_non_monetary=True)

    with pytest.raises(StageAsksError) as refused:
        move_lead(work, lead, make.stage(stage))

    assert refused.value.needs == ("owner", "step")
    assert lead.phase is Phase.CONTACTED


def test_an_owner_alone_is_not_enough(work: Work, make: Make) -> None:
    lead = make.lead(stage="new", due=None)

    with pytest.raises(StageAsksError) as refused:
        move_lead(work, lead, make.stage("meeting"))

    assert refused.value.needs == ("step",)


def test_up_to_contacted_a_lead_may_still_miss_its_step(work: Work, make: Make) -> None:
    lead = make.lead(stage="new", due=None, owner_id=None)

    move_lead(work, lead, make.stage("contacted"))

    assert lead.step_missing_since is not None


def test_late_stages_ask_for_the_value(work: Work, make: Make) -> None:
    lead = make.lead(stage="proposal")

    with pytest.raises(StageAsksError) as refused:
        move_lead(work, lead, make.stage("pilot"))

    assert refused.value.needs == ("value",)


@pytest.mark.parametrize("said", [{"value_eur": Decimal(0)}, {"is_non_monetary": True}])
def test_nothing_and_non_monetary_are_values_too(
    work: Work, make: Make, said: dict[str, Any]
) -> None:
    lead = make.lead(stage="proposal", **said)

    move_lead(work, lead, make.stage("pilot"))

    assert lead.phase is Phase.PILOT


def test_all_that_a_stage_asks_is_named_at_once(make: Make) -> None:
    lead = make.lead(stage="new", due=None, owner_id=None)

    assert asked_by(lead, make.stage("pilot")) == ("owner", "step", "value")
    assert asked_by(lead, make.stage("parked")) == ("until",)
    assert asked_by(lead, make.stage("lost")) == ("reason",)
    assert asked_by(lead, make.stage("contacted")) == ()


def test_parked_needs_a_day_to_wake_up_on(work: Work, make: Make) -> None:
    with pytest.raises(StageAsksError) as refused:
        move_lead(work, make.lead(), make.stage("parked"))

    assert refused.value.needs == ("until",)


def test_the_value_cannot_be_taken_off_where_it_is_needed(work: Work, make: Make) -> None:
    lead = make.lead(stage="pilot", value_eur=Decimal(48_000))

    with pytest.raises(StageAsksError):
        set_value(work, lead, None)
    set_value(work, lead, None, is_non_monetary=True)

    assert (lead.value_eur, lead.is_non_monetary) == (None, True)


def test_agreeing_notes_the_moment_and_stepping_back_forgets_it(work: Work, make: Make) -> None:
    lead = make.lead(stage="pilot", is_non_monetary=True)

    move_lead(work, lead, make.stage("agreement"))
    assert lead.agreed_at == work.now
    move_lead(work, lead, make.stage("running"))
    assert (lead.state, lead.agreed_at) == (LeadState.WON, work.now)
    move_lead(work, lead, make.stage("pilot"))

    assert lead.agreed_at is None


def test_a_lead_that_waits_for_its_step_waits_no_more_once_it_runs(work: Work, make: Make) -> None:
    lead = make.lead(stage="agreement", is_non_monetary=True)
    finish_step(work, lead)

    move_lead(work, lead, make.stage("running"))

    assert lead.step_missing_since is None


def test_closing_says_why_and_when_and_drops_the_step(work: Work, make: Make) -> None:
    lead = make.lead()

    close_lead(work, lead, "  Nėra finansavimo  ")

    work.session.flush()
    assert (lead.state, lead.phase) == (LeadState.LOST, Phase.CLOSED)
    assert (lead.close_reason, lead.closed_at) == ("Nėra finansavimo", work.now)
    assert (lead.next_step, lead.next_step_on) == (None, None)


@pytest.mark.parametrize("reason", ["", " \u200b\n "])
def test_closing_needs_a_reason(work: Work, make: Make, reason: str) -> None:
    lead = make.lead()

    with pytest.raises(StageAsksError) as refused:
        close_lead(work, lead, reason)

    assert refused.value.needs == ("reason",)


def test_sleeping_parks_a_lead_until_its_day(work: Work, make: Make) -> None:
    lead = make.lead()

    let_sleep(work, lead, SPRING)

    work.session.flush()
    assert (lead.state, lead.dormant_until) == (LeadState.PARKED, SPRING)
    assert lead.stage_id == make.stage("parked").id


def test_a_sleeping_lead_may_sleep_longer(work: Work, make: Make) -> None:
    lead = make.lead()
    let_sleep(work, lead, SPRING)

    let_sleep(work, lead, SPRING + timedelta(days=30))

    assert lead.dormant_until == SPRING + timedelta(days=30)
    assert len(moves_of(work, lead)) == 1


def test_nobody_sleeps_until_yesterday_or_today(work: Work, make: Make) -> None:
    lead = make.lead()

    for day in (work.today, work.today - timedelta(days=1)):
        with pytest.raises(TrackerError, match="still to come"):
            let_sleep(work, lead, day)


@pytest.mark.parametrize("stage", ["running", "lost"])
def test_only_open_leads_sleep(work: Work, make: Make, stage: str) -> None:
    lead = make.lead(
        stage=stage, is_non_monetary=True, due=None, closed_at=work.now, close_reason="x"
    )

    with pytest.raises(TrackerError, match="Only an open lead"):
        let_sleep(work, lead, SPRING)


def test_reopening_takes_a_lead_up_where_it_stood(work: Work, make: Make) -> None:
    lead = make.lead(stage="meeting")
    close_lead(work, lead, "Nėra finansavimo")

    reopen_lead(work, lead, SEND)

    work.session.flush()
    assert (lead.stage_id, lead.state) == (make.stage("meeting").id, LeadState.OPEN)
    assert (lead.closed_at, lead.close_reason) == (None, None)
    assert lead.next_step == SEND.text


def test_reopening_wakes_a_sleeping_lead(work: Work, make: Make) -> None:
    lead = make.lead(stage="qualified")
    let_sleep(work, lead, SPRING)

    reopen_lead(work, lead, SEND)

    assert (lead.dormant_until, lead.phase) == (None, Phase.TALKING)


def test_reopening_may_name_a_new_owner(work: Work, make: Make) -> None:
    lead = make.lead(due=None, owner_id=None)
    close_lead(work, lead, "Niekas neatsiliepė")
    somebody = make.user().id

    reopen_lead(work, lead, SEND, owner_id=somebody)

    assert lead.owner_id == somebody


def test_an_open_lead_is_not_reopened(work: Work, make: Make) -> None:
    with pytest.raises(TrackerError, match="open already"):
        reopen_lead(work, make.lead(), SEND)


def test_a_parked_lead_moved_to_an_open_stage_wakes_up_only_with_a_step(
    work: Work, make: Make
) -> None:
    lead = make.lead()
    let_sleep(work, lead, SPRING)

    with pytest.raises(StageAsksError) as refused:
        move_lead(work, lead, make.stage("contacted"))

    assert refused.value.needs == ("step",)
    assert (lead.state, lead.dormant_until) == (LeadState.PARKED, SPRING)
