from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.leads.undoing import undo_change
from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import ConflictError, GoneError, NotFoundError, TrackerError
from tracker.leads.changes import changing
from tracker.leads.models import Lead, LeadState, Phase
from tracker.leads.service import (
    StaleError,
    Step,
    assign_owner,
    check_version,
    close_lead,
    finish_step,
    let_sleep,
    move_lead,
    plan_step,
    set_value,
)


@pytest.fixture
def someone(database: Database) -> int:
    with database.write() as work:
        return Make(work).user().id


def moved(database: Database, who: int) -> tuple[int, int]:
    """Move a lead from contacted to a meeting as `who`; return (lead, entry)."""
    with database.write(actor_id=who) as work:
        make = Make(work)
        lead = make.lead(stage="contacted", owner_id=who)
        entry = move_lead(work, lead, make.stage("meeting"))
        work.session.flush()
        assert entry is not None
        return lead.id, entry.id


def test_a_move_is_taken_back_by_who_made_it(database: Database, someone: int) -> None:
    lead_id, entry_id = moved(database, someone)

    with database.write(actor_id=someone) as work:
        undo_change(work, entry_id)

    with database.read() as work:
        lead = work.session.get_one(Lead, lead_id)
        assert lead.phase == "contacted"
        assert lead.version == 3


def test_what_was_closed_comes_back_with_its_step(database: Database, someone: int) -> None:
    with database.write(actor_id=someone) as work:
        lead = Make(work).lead(owner_id=someone)
        before = (lead.next_step, lead.next_step_on)
        entry = close_lead(work, lead, "Per klaidą")
        work.session.flush()
        assert entry is not None
        lead_id, entry_id = lead.id, entry.id

    with database.write(actor_id=someone) as work:
        undo_change(work, entry_id)

    with database.read() as work:
        lead = work.session.get_one(Lead, lead_id)
        assert lead.state is LeadState.OPEN
        assert (lead.next_step, lead.next_step_on) == before
        assert (lead.closed_at, lead.close_reason) == (None, None)


def test_what_was_put_to_sleep_while_missing_a_step_misses_it_again(
    database: Database, someone: int
) -> None:
    with database.write(actor_id=someone) as work:
        lead = Make(work).lead(owner_id=someone, due=None)
        since = lead.step_missing_since
        entry = let_sleep(work, lead, date(2027, 2, 22))
        work.session.flush()
        assert entry is not None
        lead_id, entry_id = lead.id, entry.id

    with database.write(actor_id=someone) as work:
        undo_change(work, entry_id)

    with database.read() as work:
        lead = work.session.get_one(Lead, lead_id)
        assert (lead.dormant_until, lead.step_missing_since) == (None, since)


def test_a_change_made_since_cannot_be_jumped_over(database: Database, someone: int) -> None:
    lead_id, entry_id = moved(database, someone)
    with database.write(actor_id=someone) as work:
        finish_step(work, work.session.get_one(Lead, lead_id))

    with database.write(actor_id=someone) as work, pytest.raises(ConflictError):
        undo_change(work, entry_id)


def test_nobody_undoes_what_another_did(database: Database, someone: int) -> None:
    _lead_id, entry_id = moved(database, someone)
    with database.write() as work:
        other = Make(work).user().id

    with database.write(actor_id=other) as work, pytest.raises(NotFoundError):
        undo_change(work, entry_id)


def test_a_done_step_is_not_undone_here(database: Database, someone: int) -> None:
    with database.write(actor_id=someone) as work:
        entry = finish_step(work, Make(work).lead(owner_id=someone))
        work.session.flush()
        assert entry is not None
        entry_id = entry.id

    with database.write(actor_id=someone) as work, pytest.raises(NotFoundError):
        undo_change(work, entry_id)


def test_after_thirty_days_it_is_too_late(
    database: Database, clock: FixedClock, someone: int
) -> None:
    _lead_id, entry_id = moved(database, someone)

    clock.move_to(clock.now() + timedelta(days=31))

    with database.write(actor_id=someone) as work, pytest.raises(GoneError):
        undo_change(work, entry_id)


def test_undoing_is_an_entry_of_its_own(database: Database, someone: int) -> None:
    lead_id, entry_id = moved(database, someone)

    with database.write(actor_id=someone) as work:
        undo_change(work, entry_id)
        work.session.flush()
        last = work.session.get_one(Entry, entry_id + 1)

        assert (last.what, last.subject) == ("lead.undone", f"lead:{lead_id}")


def test_a_form_that_saw_an_older_lead_is_refused(work: Work, make: Make) -> None:
    lead = make.lead()
    finish_step(work, lead)

    check_version(lead, 2)
    check_version(lead, None)
    with pytest.raises(StaleError):
        check_version(lead, 1)


def test_a_step_does_not_lose_its_owner(work: Work, make: Make) -> None:
    lead = make.lead()

    with pytest.raises(TrackerError, match="needs an owner"):
        assign_owner(work, lead, None)


def test_a_lead_without_a_step_may_lose_its_owner(work: Work, make: Make) -> None:
    lead = make.lead(due=None)

    entry = assign_owner(work, lead, None)

    assert entry is not None
    assert entry.what == "lead.assigned"
    assert lead.owner_id is None


def test_naming_the_same_owner_is_no_deed(work: Work, make: Make) -> None:
    lead = make.lead()

    assert assign_owner(work, lead, lead.owner_id) is None


def test_a_deed_made_of_several_is_one_entry_and_is_taken_back_whole(
    database: Database, someone: int
) -> None:
    with database.write(actor_id=someone) as work:
        make = Make(work)
        lead = make.lead(stage="contacted", due=None, owner_id=None)
        other, pilot = make.user().id, make.stage("pilot")
        with changing(work, lead, "lead.moved") as change:
            assign_owner(work, lead, other)
            set_value(work, lead, Decimal(500))
            plan_step(work, lead, Step("Skambinti", date(2026, 11, 26)))
            move_lead(work, lead, pilot)
        work.session.flush()
        assert change.entry is not None
        lead_id, entry_id, version = lead.id, change.entry.id, lead.version

    with database.write(actor_id=someone) as work:
        undo_change(work, entry_id)

    with database.read() as work:
        back = work.session.get_one(Lead, lead_id)
        assert version == 2
        assert (back.owner_id, back.value_eur, back.next_step) == (None, None, None)
        assert (back.phase, back.step_missing_since is not None) == (Phase.CONTACTED, True)


def test_a_change_that_fails_halfway_is_not_under_way_any_more(work: Work, make: Make) -> None:
    lead = make.lead()
    with pytest.raises(TrackerError), changing(work, lead, "lead.moved"):
        assign_owner(work, lead, 999_999)

    with changing(work, lead, "lead.edited") as change:
        lead.title = "Kita"

    assert change.entry is not None
