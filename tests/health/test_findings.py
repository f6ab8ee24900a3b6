"""What is looked at, apart from who shows it: the worst first, in either language."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.conftest import MONDAY
from tracker.health.findings import Level, Reader, findings
from tracker.health.machine import Machine
from tracker.health.queries import Missed, Queue, State, Store, Tick, Worker
from tracker.health.shown import Page, Relay, Seen
from tracker.letters.models import LetterState
from tracker.reminders.queries import Stranded

GIB = 1024**3
LT, EN = (Reader(language, ZoneInfo("Europe/Vilnius")) for language in ("lt", "en"))
QUIET = Queue(0, None, 0, None, None, None)
WELL = Machine("0.1.0", "2025b", 50 * GIB)


def state(*workers: Worker, queue: Queue = QUIET, ahead: float | None = None, **more: Any) -> State:
    clock_ahead = None if ahead is None else timedelta(seconds=ahead)
    store = Store(ahead is not None, "20261130_1500", 1000, MONDAY, clock_ahead)
    counts = {LetterState.SENT: 3}
    return State(
        store,
        workers,
        queue,
        counts,
        **{"stranded": Stranded(0, 0), "given_up": 0, "paused": 0, **more},
    )


def worker(name: str = "here:1", *, ahead: float = 0) -> Worker:
    tick = Tick("reminders.plan", MONDAY, 0, None)
    return Worker(name, (tick,), clock_ahead=timedelta(seconds=ahead))


def troubles(found: State, machine: Machine = WELL, reader: Reader = EN) -> list[str]:
    said = findings(found, machine, reader)
    return [finding.words for finding in said if finding.level is not Level.WELL]


def test_people_whom_mail_does_not_reach_are_named() -> None:
    missed = (Missed(7, "Rasa Mikelionytė"), Missed(8, "Jonas Jonaitis"))
    found = state(worker(), ahead=0, paused=3, missed=missed)
    (one,) = (each for each in findings(found, WELL, EN) if each.people)

    assert (one.level, one.people) == (Level.WARN, missed)
    assert one.whole == (
        "Mail does not reach 3 people: Rasa Mikelionytė, Jonas Jonaitis and 1 more."
    )


def test_a_quiet_installation_has_no_trouble() -> None:
    assert troubles(state(worker(), ahead=0.1)) == []


@pytest.mark.parametrize(("free", "is_trouble"), [(GIB, False), (GIB - 1, True)])
def test_a_disk_with_less_than_a_gib_is_trouble(free: int, *, is_trouble: bool) -> None:
    machine = Machine("0.1.0", "2025b", free)

    said = troubles(state(worker()), machine, LT)

    assert said == (["Diske liko tik 1,1\u00a0GB: atlaisvinkite vietos."] if is_trouble else [])


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (5, []),
        (-5, []),
        (6, ["this machine: the clock is ahead of the database’s by 6 seconds."]),
        (-61, ["this machine: the clock is behind the database’s by 61 seconds."]),
    ],
)
def test_clocks_may_differ_by_five_seconds(ahead: float, said: list[str]) -> None:
    assert troubles(state(worker(), ahead=ahead)) == said


def test_a_count_takes_the_right_form_in_lithuanian() -> None:
    said = [troubles(state(worker(ahead=num), ahead=0), reader=LT)[0] for num in (10, 21, 22)]

    assert [line.rpartition(" skuba ")[2].split(",")[0] for line in said] == [
        "10 sekundžių",
        "21 sekundę",
        "22 sekundes",
    ]


def test_what_is_bad_stands_before_what_only_needs_a_look() -> None:
    late = Queue(1, MONDAY - timedelta(minutes=16), 0, None, None, None)

    said = findings(state(queue=late, given_up=2, stranded=Stranded(1, 0)), WELL, EN)

    levels = [finding.level for finding in said]
    assert levels == sorted(levels, key=[Level.BAD, Level.WARN, Level.WELL].index)
    assert levels.count(Level.BAD) == 2
    assert levels.count(Level.WARN) == 2


def test_reminders_without_a_reader_are_told_by_why() -> None:
    said = findings(state(stranded=Stranded(1, 2)), WELL, EN)

    assert [finding.words for finding in said if finding.level is Level.WARN] == [
        "1 reminder waits for a new owner: the account is switched off.",
        "2 reminders wait until mail reaches their owners.",
    ]


def test_a_job_that_the_page_does_not_know_is_called_by_its_name(app: Flask) -> None:
    tick = Tick("plans.spread", MONDAY, 3, None)
    seen = Seen(
        state(Worker("here:1", (tick,))), WELL, Relay("relay.example:25"), [], [], may_send=False
    )

    with app.test_request_context():
        [shown] = Page(seen, EN).shown().workers

    assert [(job.what, job.name) for job in shown.jobs] == [("plans.spread", "plans.spread")]
