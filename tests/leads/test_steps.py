from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.leads.models import Lead
from tracker.leads.service import (
    Step,
    close_lead,
    finish_step,
    let_sleep,
    plan_step,
    postpone_step,
    restore_step,
)

SEND = Step("Nusiųsti technines sąlygas", date(2026, 11, 26), time(9, 30))


def last_entry(work: Work, lead: Lead) -> Entry:
    work.session.flush()
    return work.session.scalars(
        select(Entry).where(Entry.subject == f"lead:{lead.id}").order_by(Entry.id.desc()).limit(1)
    ).one()


def test_a_planned_step_stands_on_the_lead_and_in_the_journal(work: Work, make: Make) -> None:
    lead = make.lead(due=timedelta(days=1))

    entry = plan_step(work, lead, SEND)

    work.session.flush()
    assert (lead.next_step, lead.next_step_on, lead.next_step_at) == (
        SEND.text,
        SEND.on,
        SEND.at,
    )
    assert entry is not None
    assert entry.what == "lead.step_planned"
    detail = work.session.get_one(Entry, entry.id).detail
    assert detail["before"]["next_step"] == "Paskambinti"
    assert detail["after"]["next_step_at"] == "09:30:00"


def test_planning_ends_the_want_of_a_step(work: Work, make: Make) -> None:
    lead = make.lead(due=None)

    plan_step(work, lead, SEND)

    assert lead.step_missing_since is None


def test_planning_wakes_a_lead_that_sleeps_where_it_stands(work: Work, make: Make) -> None:
    lead = make.lead(due=None, dormant_until=date(2027, 2, 1))

    plan_step(work, lead, SEND)

    assert lead.dormant_until is None


def test_a_step_needs_somebody_to_take_it(work: Work, make: Make) -> None:
    lead = make.lead(due=None, owner_id=None)

    with pytest.raises(TrackerError, match="owner first"):
        plan_step(work, lead, SEND)

    assert lead.next_step is None


def test_a_step_needs_words(work: Work, make: Make) -> None:
    with pytest.raises(TrackerError, match="what the next step is"):
        plan_step(work, make.lead(), Step(" \u200b ", SEND.on))


def test_a_closed_lead_has_no_next_step(work: Work, make: Make) -> None:
    lead = make.lead()
    close_lead(work, lead, "Nėra finansavimo")

    for deed in (plan_step, restore_step):
        with pytest.raises(TrackerError, match="Reopen"):
            deed(work, lead, SEND)


def test_a_finished_step_leaves_the_lead_listed_as_missing_one(work: Work, make: Make) -> None:
    lead = make.lead()

    finish_step(work, lead)

    assert lead.next_step is None
    assert lead.next_step_on is None
    assert lead.step_missing_since == work.now
    entry = last_entry(work, lead)
    assert entry.what == "lead.step_done"
    assert entry.detail["before"]["next_step"] == "Paskambinti"
    assert entry.detail["before"]["next_step_on"] == "2026-11-26"


def test_an_agreed_lead_needs_no_further_step(work: Work, make: Make) -> None:
    lead = make.lead(stage="running", is_non_monetary=True)

    finish_step(work, lead)

    assert lead.step_missing_since is None


def test_there_must_be_a_step_to_finish_or_put_off(work: Work, make: Make) -> None:
    lead = make.lead(due=None)

    with pytest.raises(TrackerError, match="no next step"):
        finish_step(work, lead)
    with pytest.raises(TrackerError, match="no next step"):
        postpone_step(work, lead, SEND.on)


def test_a_step_put_off_keeps_its_words_and_leaves_its_hour_behind(work: Work, make: Make) -> None:
    lead = make.lead(next_step_at=time(14, 0))

    postpone_step(work, lead, date(2026, 12, 7))

    assert (lead.next_step, lead.next_step_on, lead.next_step_at) == (
        "Paskambinti",
        date(2026, 12, 7),
        None,
    )
    assert last_entry(work, lead).what == "lead.step_postponed"


def test_a_step_is_put_back_as_it_was(work: Work, make: Make) -> None:
    lead = make.lead()
    before = Step("Paskambinti", date(2026, 11, 26))
    finish_step(work, lead)

    restore_step(work, lead, before)

    assert (lead.next_step, lead.next_step_on) == (before.text, before.on)
    assert lead.step_missing_since is None
    assert last_entry(work, lead).what == "lead.step_restored"


def test_every_deed_lets_the_version_grow_by_one(work: Work, make: Make) -> None:
    lead = make.lead()

    postpone_step(work, lead, date(2026, 12, 7))
    finish_step(work, lead)
    plan_step(work, lead, SEND)

    assert lead.version == 4


def test_what_changes_nothing_is_no_deed(work: Work, make: Make) -> None:
    lead = make.lead()
    assert lead.next_step_on is not None

    entry = postpone_step(work, lead, lead.next_step_on)

    assert entry is None
    assert lead.version == 1


def test_sleeping_drops_the_step(work: Work, make: Make) -> None:
    lead = make.lead()

    let_sleep(work, lead, date(2027, 2, 22))

    assert (lead.next_step, lead.dormant_until) == (None, date(2027, 2, 22))
