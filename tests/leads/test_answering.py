"""Whoever may not own leads is given none to follow up, whichever way it would come to them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from typing import Any

import pytest

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import undo_url
from tests.support.rows import lead_of
from tracker.accounts.models import User
from tracker.accounts.queries import get_user
from tracker.accounts.service import HandOverFirstError, switch_off
from tracker.core.db import Database, Work
from tracker.core.errors import ConflictError
from tracker.handover.queries import count_waiting
from tracker.leads.models import LeadState
from tracker.leads.queries import lead_to_change
from tracker.leads.service import (
    NewLead,
    NoSuchOwnerError,
    Step,
    assign_owner,
    open_lead,
    postpone_step,
)
from tracker.reminders.service import finish_step, undo_deed

STEP = {"step": "Paskambinti dar kartą", "on": "2026-11-26"}


@pytest.fixture
def jonas(database: Database) -> int:
    """Somebody who owns leads until he is switched off."""
    with database.write() as work:
        return Make(work).user(given="Jonas", family="Petraitis").id


def leave(database: Database, who: int) -> None:
    """Switch somebody off."""
    with database.write() as work:
        work.session.get_one(User, who).disabled_at = work.now


def test_undo_gives_no_lead_back_to_whoever_was_switched_off(
    client: PageClient, database: Database, lead_id: int, jonas: int
) -> None:
    client.follow(client.post(f"/leads/{lead_id}/owner", {"owner": str(jonas)}))
    back = {"owner": str(client.user_id)}
    page = client.follow(client.post(f"/leads/{lead_id}/owner", back))
    leave(database, jonas)

    refused = client.post(undo_url(page.text), status=409).text

    assert "anuliuoti negalima" in refused
    assert lead_of(database, lead_id).owner_id == client.user_id


def test_undo_opens_no_lead_of_whoever_was_switched_off(
    client: PageClient, database: Database, jonas: int
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(owner_id=jonas).id
    page = client.follow(client.post(f"/leads/{lead_id}/close", {"reason": "Per brangu"}))
    leave(database, jonas)

    client.post(undo_url(page.text), status=409)

    assert lead_of(database, lead_id).state is LeadState.LOST


@pytest.mark.parametrize("names_him", [True, False])
@pytest.mark.parametrize(
    ("path", "stage"), [("reopen", "lost"), ("step", "running"), ("stage", "lost")]
)
def test_a_lead_is_not_opened_and_gets_no_step_without_somebody_who_may_own_it(
    client: PageClient, database: Database, jonas: int, path: str, stage: str, *, names_him: bool
) -> None:
    with database.write() as work:
        ended: dict[str, Any] = {}
        if stage == "lost":
            ended = {"closed_at": work.now, "close_reason": "Per brangu"}
        lead_id = Make(work).lead(owner_id=jonas, stage=stage, due=None, **ended).id
    leave(database, jonas)
    form = STEP | ({"stage": "talking"} if path == "stage" else {})
    form |= {"owner": str(jonas)} if names_him else {}

    refused = client.post(f"/leads/{lead_id}/{path}", form, status=422).text

    assert "Pasirinkite atsakingą asmenį iš sąrašo." in refused
    assert 'value="Paskambinti dar kartą"' in refused
    assert 'name="owner"' in refused
    assert "Jonas Petraitis</option>" not in refused
    assert lead_of(database, lead_id).version == 1

    client.post(f"/leads/{lead_id}/{path}", form | {"owner": str(client.user_id)})
    assert lead_of(database, lead_id).owner_id == client.user_id


def test_a_step_that_was_done_is_not_given_back_to_whoever_was_switched_off(
    database: Database, jonas: int
) -> None:
    with database.write(actor_id=jonas) as work:
        lead = Make(work).lead(owner_id=jonas, stage="running")
        finish_step(work, lead)
        work.session.flush()
    leave(database, jonas)

    with pytest.raises(ConflictError, match="cannot be undone"), database.write(jonas) as work:
        undo_deed(work, 1)

    assert lead_of(database, lead.id).next_step is None


def test_what_waits_for_somebody_whose_last_day_has_passed_can_still_be_put_off(
    database: Database, jonas: int
) -> None:
    with database.write() as work:
        lead = Make(work).lead(owner_id=jonas)
        work.session.get_one(User, jonas).active_until = date(2026, 11, 20)

    with database.write() as work:
        postpone_step(work, lead_to_change(work.session, lead.id), date(2026, 12, 1))

    assert lead_of(database, lead.id).next_step_on == date(2026, 12, 1)


def give(work: Work, owner_id: int) -> None:
    """Give somebody the first lead."""
    assign_owner(work, lead_to_change(work.session, 1), owner_id)


def open_new(work: Work, owner_id: int) -> None:
    """Open a lead that is somebody's."""
    step = Step("Paskambinti", date(2026, 11, 26))
    open_lead(work, NewLead("Nauja", owner_id=owner_id, step=step))


def switch_off_now(work: Work, owner_id: int) -> None:
    """Switch somebody off unless leads wait for them."""
    switch_off(work, get_user(work.session, owner_id), count_waiting=count_waiting)


@pytest.mark.parametrize("come", [give, open_new])
@pytest.mark.parametrize("comes_first", [True, False])
def test_of_a_lead_that_comes_and_a_person_who_goes_at_once_the_later_is_refused(
    database: Database,
    lead_id: int,
    jonas: int,
    come: Callable[[Work, int], None],
    *,
    comes_first: bool,
) -> None:
    assert lead_id == 1
    first, second = (come, switch_off_now) if comes_first else (switch_off_now, come)

    def do_second() -> None:
        with database.write() as work:
            second(work, jonas)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as work:
            first(work, jonas)
            work.session.flush()
            answer = pool.submit(do_second)
            assert answer not in wait([answer], timeout=0.5).done

        with pytest.raises(HandOverFirstError if comes_first else NoSuchOwnerError):
            answer.result()
