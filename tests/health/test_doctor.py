"""`tracker doctor` says what the page says, in English, and ends with 1 when anything is wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import SECRET
from tests.health.test_clocks import Ahead
from tests.letters.posting import Posting
from tests.support.make import Make
from tests.support.relay import Relay
from tracker.accounts.models import User
from tracker.cli import tracker
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.heartbeats import Beat, beat
from tracker.letters.service import Failure
from tracker.reminders.models import Reminder

Doctor = Callable[[], Result]


@pytest.fixture
def doctor(database_url: str, tmp_path: Path, server: Relay) -> Doctor:
    environment = {
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_INSTANCE": str(tmp_path),
        "TRACKER_SECRET_KEY": SECRET,
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(server.port),
    }
    return lambda: CliRunner().invoke(tracker, ["doctor"], env=environment)


def ticked(database: Database, *, ago: timedelta = timedelta(0), error: str | None = None) -> None:
    """Let a worker be heard of, some time ago."""
    clock = database.clock
    database.clock = FixedClock(clock.now() - ago)
    with database.write() as work:
        beat(work, Beat("here:1", "letters.deliver", error=error))
    database.clock = clock


def test_a_well_installation_ends_with_0(doctor: Doctor, live: Database) -> None:
    ticked(live)

    answer = doctor()

    assert answer.exit_code == 0, answer.output
    assert "BAD" not in answer.output
    assert "ok   1 worker runs." in answer.output
    assert "ok   No reminder and no letter is late." in answer.output
    assert "of the disk are free." in answer.output


def test_that_no_worker_has_ever_run_is_wrong(doctor: Doctor) -> None:
    answer = doctor()

    assert answer.exit_code == 1
    assert "BAD  No worker has ever run: start “tracker worker”." in answer.output


@pytest.mark.parametrize(("seconds", "code"), [(50, 0), (70, 1)])
def test_that_no_worker_has_ticked_for_a_minute_is_wrong(
    doctor: Doctor, live: Database, seconds: int, code: int
) -> None:
    ticked(live, ago=timedelta(seconds=seconds))

    answer = doctor()

    assert answer.exit_code == code
    assert ("BAD  No worker has run since" in answer.output) is bool(code)


def test_a_job_that_fails_is_wrong(doctor: Doctor, live: Database) -> None:
    ticked(live, error="RuntimeError: no room")

    answer = doctor()

    assert answer.exit_code == 1
    assert "BAD  The job letters.deliver of here:1 fails: RuntimeError: no room" in answer.output


@pytest.mark.parametrize(("minutes", "code"), [(14, 0), (16, 1)])
def test_a_letter_that_is_late_by_more_than_a_quarter_of_an_hour_is_wrong(
    doctor: Doctor, live: Database, minutes: int, code: int
) -> None:
    clock = live.clock
    live.clock = FixedClock(clock.now() - timedelta(minutes=minutes))
    Posting(live).write()
    live.clock = clock
    ticked(live)

    answer = doctor()

    assert answer.exit_code == code
    assert ("BAD  Letters are late by 16 minutes." in answer.output) is bool(code)


def test_a_reminder_that_waits_for_nobody_is_wrong(doctor: Doctor, live: Database) -> None:
    ticked(live)
    with live.write() as work:
        owner = Make(work).user()
        Make(work).lead(owner_id=owner.id, due=timedelta(days=-7))
    with live.write() as work:
        work.session.get_one(User, owner.id).disabled_at = work.now
        assert work.session.query(Reminder).count() == 1

    answer = doctor()

    assert answer.exit_code == 1
    assert "BAD  1 reminder waits for a new owner" in answer.output


def test_a_letter_that_was_given_up_is_wrong_until_it_is_sent(
    doctor: Doctor, live: Database
) -> None:
    ticked(live)
    posting = Posting(live)
    posting.write()
    [letter] = posting.claim()
    posting.fail(letter, Failure("no such user", 550, is_final=True))

    answer = doctor()

    assert answer.exit_code == 1
    assert "BAD  1 letter was given up or came back in the last seven days." in answer.output
    assert "ok   Letters: 1 dead." in answer.output


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("ahead", "code"), [(3.5, 0), (8, 1), (-8, 1)])
def test_clocks_that_differ_by_more_than_five_seconds_are_wrong(
    doctor: Doctor, live: Database, ahead: float, code: int
) -> None:
    clock, live.clock = live.clock, Ahead(ahead)
    with live.write() as work:
        beat(work, Beat("here:1", "letters.deliver"))
    live.clock = clock

    answer = doctor()

    assert answer.exit_code == code
    assert ("BAD  here:1: the clock is" in answer.output) is bool(code)
