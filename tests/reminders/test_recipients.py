"""Who is written to: the owner, and where they are away or gone whoever stands in for them."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.reminders.test_planning import SEVEN, letters, own_reminder, plan
from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import Absence, Role
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.reminders import queries
from tracker.reminders.due import owners_of
from tracker.reminders.recipients import may_act_for, readers

TUESDAY = date(2026, 11, 24)


def due(work: Work, **owner: Any) -> int:
    """Make somebody with a reminder that is due on Tuesday, and return their number."""
    someone = Make(work).user(**owner)
    own_reminder(work, owner_id=someone.id)
    return someone.id


def away(work: Work, user_id: int, deputy_id: int | None = None, *, days: int = 0) -> None:
    absence = Absence(
        user_id=user_id,
        deputy_id=deputy_id,
        start_on=TUESDAY,
        end_on=TUESDAY + timedelta(days=days),
    )
    work.session.add(absence)
    work.session.flush()


def written_to(database: Database, clock: FixedClock) -> list[int | None]:
    clock.move_to(SEVEN)
    plan(database)
    return [letter.recipient_id for letter in letters(database)]


def test_the_deputy_of_those_days_stands_in(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        usual, chosen = Make(work).user(), Make(work).user()
        away(work, due(work, deputy_id=usual.id), chosen.id)

    assert written_to(database, clock) == [chosen.id]
    assert letters(database)[0].payload["for"].startswith("Eglė Vaitkūnaitė")


def test_the_usual_deputy_stands_in_where_nobody_was_named(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        usual = Make(work).user()
        away(work, due(work, deputy_id=usual.id))

    assert written_to(database, clock) == [usual.id]


def test_who_is_away_without_a_deputy_is_written_to(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        owner = due(work)
        away(work, owner)

    assert written_to(database, clock) == [owner]


def test_a_deputy_who_is_away_as_well_stands_in_for_nobody(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy, third = Make(work).user(), Make(work).user()
        owner = due(work)
        away(work, owner, deputy.id)
        away(work, deputy.id, third.id)

    assert written_to(database, clock) == [owner]


def test_after_the_last_day_away_the_owner_is_written_to_again(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy = Make(work).user()
        owner = due(work, nag_every=1)
        away(work, owner, deputy.id, days=0)

    assert written_to(database, clock) == [deputy.id]
    clock.move_to(SEVEN + timedelta(days=1))
    plan(database)
    assert [letter.recipient_id for letter in letters(database)] == [deputy.id, owner]
    assert letters(database)[1].payload["for"] is None


@pytest.mark.parametrize("gone", ["disabled", "last_day"])
def test_who_has_left_is_stood_in_for_by_the_deputy_then_the_manager_then_a_director(
    database: Database, clock: FixedClock, gone: str
) -> None:
    with database.write() as work:
        make = Make(work)
        left = (
            {"disabled_at": work.now}
            if gone == "disabled"
            else {"active_until": date(2026, 11, 23)}
        )
        there, manager, director = make.user(), make.user(), make.user(role=Role.DIRECTOR)
        off = make.user(disabled_at=work.now)
        due(work, deputy_id=there.id, manager_id=manager.id, **left)
        due(work, deputy_id=off.id, manager_id=manager.id, **left)
        due(work, **left)

    assert written_to(database, clock) == [there.id, manager.id, director.id]


def test_a_director_is_asked_for_once_however_many_have_nobody_else(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        Make(work).user(role=Role.DIRECTOR)
        gone = [due(work, disabled_at=work.now) for _ in range(3)]
    clock.move_to(SEVEN)

    with database.read() as work:
        owners = owners_of(work, gone)
        with gather(database) as said:
            found = readers(work, owners)

    assert found.keys() == set(gone)
    assert len(said) == 3  # who stands in today, directors, which of them are there


def test_where_nobody_is_left_it_waits_and_is_counted(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        due(work, disabled_at=work.now)

    assert written_to(database, clock) == []
    with database.read() as work:
        assert queries.stranded(work) == (1, 0)


def test_the_owners_wish_for_no_mail_does_not_silence_the_deputy(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy = Make(work).user()
        away(work, due(work, gets_reminders=False), deputy.id)

    assert written_to(database, clock) == [deputy.id]


def test_the_letter_is_in_the_language_of_who_reads_it(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy = Make(work).user(language="en")
        away(work, due(work), deputy.id)
    written_to(database, clock)

    assert letters(database)[0].locale == "en"


def test_only_the_owner_and_who_stands_in_now_may_act(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        deputy, stranger = Make(work).user(), Make(work).user()
        owner = due(work)
        away(work, owner, deputy.id)

    clock.move_to(SEVEN)
    with database.read() as work:
        assert may_act_for(work, owner, owner)
        assert may_act_for(work, deputy.id, owner)
        assert not may_act_for(work, stranger.id, owner)
    clock.move_to(SEVEN + timedelta(days=1))
    with database.read() as work:
        assert not may_act_for(work, deputy.id, owner)


def test_whom_somebody_named_stands_in_also_while_mail_does_not_reach_them(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        named, manager = Make(work).user(), Make(work).user()
        owner = due(work, mail_paused_at=work.now, manager_id=manager.id)
        away(work, owner, named.id)
        alone = due(work, mail_paused_at=work.now)
        away(work, alone, named.id)

    assert written_to(database, clock) == [named.id, named.id]


def test_who_stands_in_goes_by_the_day_by_which_it_was_chosen_what_is_written_about(
    database: Database, clock: FixedClock
) -> None:
    """In Taipei it is Wednesday already, and the last day away is over."""
    with database.write() as work:
        named = Make(work).user()
        owner = due(work, mail_paused_at=work.now, time_zone="Asia/Taipei")
        away(work, owner, named.id)
        other = due(work)
    clock.move_to(SEVEN + timedelta(hours=15))

    for _ in range(2):
        plan(database, limit=1)

    assert [letter.recipient_id for letter in letters(database)] == [named.id, other]


def test_what_waits_for_a_deputy_who_is_away_keeps_nobody_else_waiting(
    database: Database, clock: FixedClock
) -> None:
    """However many wait: else no letter would be planned until the deputy is back."""
    with database.write() as work:
        deputy = Make(work).user()
        away(work, deputy.id)
        off = Make(work).user(disabled_at=work.now, deputy_id=deputy.id)
        for _ in range(3):
            own_reminder(work, owner_id=off.id)
        other = due(work)
    clock.move_to(SEVEN)

    plan(database, limit=2)

    assert [letter.recipient_id for letter in letters(database)] == [other]
    with database.read() as work:
        assert queries.stranded(work) == (3, 0)
        assert not queries.anything_due(work)
