"""Letters about hand-overs come after all others, in one order: no two who work at once block.

On SQLite one of them writes after the other; what they find in the end is the same.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from tests.handover.test_told import FRIDAY_AT_SEVEN, escalate
from tests.handover.world import (
    HOST,
    TUESDAY_AT_SEVEN,
    handed_over,
    late,
    letters,
    office,
    on_wire,
    told,
    undo,
)
from tests.support.make import Make
from tests.support.rows import lead_of
from tests.support.side_by_side import SIDE_BY_SIDE, beside
from tracker.accounts.mail import change_email
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.handover import service
from tracker.leads.queries import lead_to_change
from tracker.leads.service import assign_owner, close_lead
from tracker.letters import cancelling
from tracker.letters.models import LetterState
from tracker.reminders.planning import plan_due
from tracker.reminders.queries import lock_reminders_about

MOVED = "nauja@savivaldybe.example"


def moves(database: Database, user: User) -> Callable[[], None]:
    def changed() -> None:
        with database.write() as work:
            change_email(work, work.session.get_one(User, user.id), MOVED)

    return changed


@SIDE_BY_SIDE
def test_a_deed_on_a_lead_and_a_change_of_its_old_owners_account_do_not_wait_for_each_other(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make)
        ona = make.user(given="Ona", deputy_id=them.tomas.id)
        lead = late(make, them.mantas)
        other = late(make, them.mantas, due=timedelta(days=30))
    handed_over(database, them.rasa, them.mantas, them.tomas, lead, other)
    with database.write() as work:
        assign_owner(work, lead_to_change(work.session, lead.id), ona.id)
    clock.move_to(TUESDAY_AT_SEVEN)
    with database.write() as work:
        assert plan_due(work, limit=10, host=HOST) > 0
    clock.move_to(FRIDAY_AT_SEVEN)
    escalate(database)
    cancel, together = cancelling.cancel_letters, ExitStack()
    done: list[list[object]] = []

    def cancel_and_wait(*asked: Any, **given: Any) -> Any:
        cancelled = cancel(*asked, **given)
        done.append(together.enter_context(beside(moves(database, them.tomas))))
        return cancelled

    monkeypatch.setattr("tracker.reminders.following.cancel_letters", cancel_and_wait)
    with database.write(ona.id) as work:
        close_lead(work, lead_to_change(work.session, lead.id), "Nebereikia")
    together.close()

    assert done == [[None]]
    [handover] = letters(database)
    assert (handover.state, handover.address) == (LetterState.QUEUED, MOVED)


@SIDE_BY_SIDE
def test_who_undoes_a_hand_over_takes_the_account_before_what_waits_for_it(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make, digest_above=1)
        lead, _other = late(make, them.mantas), late(make, them.mantas)
    clock.move_to(TUESDAY_AT_SEVEN)
    with database.write() as work:
        plan_due(work, limit=10, host=HOST)
    on_wire(database)
    number = handed_over(database, them.rasa, them.mantas, them.tomas, lead)
    lock, together = lock_reminders_about, ExitStack()
    done: list[list[object]] = []

    def lock_and_wait(*asked: Any) -> None:
        lock(*asked)
        done.append(together.enter_context(beside(moves(database, them.mantas))))

    monkeypatch.setattr(service, "lock_reminders_about", lock_and_wait)
    undo(database, number, them.rasa)
    together.close()

    assert done == [[None]]
    assert lead_of(database, lead.id).owner_id == them.mantas.id


@SIDE_BY_SIDE
def test_two_hand_overs_there_and_back_are_undone_at_the_same_time(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as work:
        make = Make(work)
        them = office(make, digest_above=1)
        work.session.get_one(User, them.tomas.id).digest_above = 1
        there = [late(make, them.mantas) for _ in range(3)]
        back = [late(make, them.tomas) for _ in range(3)]
    clock.move_to(TUESDAY_AT_SEVEN)
    told(database)
    first = handed_over(database, them.rasa, them.mantas, them.tomas, *there[:2])
    second = handed_over(database, them.rasa, them.tomas, them.mantas, *back[:2])
    cancel, together = cancelling.cancel_letters, ExitStack()
    done: list[list[object]] = []

    def cancel_and_wait(*asked: Any, **given: Any) -> Any:
        cancelled = cancel(*asked, **given)
        if not done:
            done.append([])
            done[0] = together.enter_context(beside(lambda: undo(database, second, them.rasa)))
        return cancelled

    monkeypatch.setattr("tracker.reminders.following.cancel_letters", cancel_and_wait)
    undo(database, first, them.rasa)
    together.close()

    assert done == [[True]]
    assert {lead_of(database, lead.id).owner_id for lead in there} == {them.mantas.id}
    assert {lead_of(database, lead.id).owner_id for lead in back} == {them.tomas.id}
