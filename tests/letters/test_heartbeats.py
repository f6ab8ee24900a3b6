"""What workers say of themselves, and how long it is remembered."""

from datetime import timedelta

from sqlalchemy import select

from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.heartbeats import Beat, beat, forget_silent
from tracker.letters.models import Heartbeat


def beats(database: Database) -> list[Heartbeat]:
    with database.read() as work:
        return list(work.session.scalars(select(Heartbeat).order_by(Heartbeat.id)))


def test_a_job_has_one_line_however_often_it_ran(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        beat(work, Beat("worker-1", "letters.deliver", error="away"))
    clock.move_to(clock.now() + timedelta(minutes=1))
    with database.write() as work:
        beat(work, Beat("worker-1", "letters.deliver", done=7))

    (said,) = beats(database)

    assert (said.done, said.error, said.ran_at) == (7, None, clock.now())


def test_each_worker_and_each_job_speaks_for_itself(database: Database) -> None:
    with database.write() as work:
        for worker in ("worker-1", "worker-2"):
            for job in ("reminders.plan", "letters.deliver"):
                beat(work, Beat(worker, job))

    assert len(beats(database)) == 4


def test_a_worker_that_said_nothing_for_a_day_is_forgotten(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        beat(work, Beat("gone", "letters.deliver"))
    clock.move_to(clock.now() + timedelta(days=1))
    with database.write() as work:
        forget_silent(work)
        beat(work, Beat("here", "letters.deliver"))
    assert [said.worker for said in beats(database)] == ["gone", "here"]

    clock.move_to(clock.now() + timedelta(seconds=1))
    with database.write() as work:
        forget_silent(work)

    assert [said.worker for said in beats(database)] == ["here"]


def test_a_sign_of_a_moment_still_to_come_is_forgotten_and_keeps_no_other_from_being_the_latest(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        beat(work, Beat("long ago", "letters.deliver"))
    clock.move_to(clock.now() + timedelta(days=365))
    with database.write() as work:
        beat(work, Beat("in the future", "letters.deliver"))
    clock.move_to(clock.now() - timedelta(days=363))

    with database.write() as work:
        forget_silent(work)

    assert [said.worker for said in beats(database)] == ["long ago"]
