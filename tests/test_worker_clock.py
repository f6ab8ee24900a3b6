"""The worker's clock when the machine's is set, and the signals it must hear."""

import ctypes
import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from tests.faults.scene import Scene, staged, until
from tests.faults.stops import at_rest
from tests.support.waiting import wait_for
from tracker import worker
from tracker.core.clock import SystemClock
from tracker.worker import LOOK_S, Every, StoodStillError, keep_ticking

SPAN = timedelta(seconds=0.5)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def ticks() -> list[float]:
    return []


@pytest.fixture
def scheduler(ticks: list[float]) -> Iterator[BackgroundScheduler]:
    """A scheduler that ticks, and is looked after as the worker's is."""
    clock = BackgroundScheduler(timezone="UTC")
    clock.add_job(
        lambda: ticks.append(time.monotonic()), Every(SPAN), id="tick", misfire_grace_time=None
    )
    clock.start()
    stop = threading.Event()
    keeper = threading.Thread(target=keep_ticking, args=(clock, stop))
    keeper.start()
    yield clock
    stop.set()
    keeper.join()
    clock.shutdown()


def test_a_clock_put_forward_by_a_year_fires_once_and_not_for_each_time_missed() -> None:
    assert Every(SPAN).get_next_fire_time(NOON - timedelta(days=365), NOON) == NOON + SPAN


def test_the_first_time_comes_a_span_from_now() -> None:
    assert Every(SPAN).get_next_fire_time(None, NOON) == NOON + SPAN


def test_a_clock_put_back_by_a_year_is_noticed_and_the_ticks_go_on(
    scheduler: BackgroundScheduler, ticks: list[float]
) -> None:
    wait_for(lambda: len(ticks) > 0)
    in_a_year = SystemClock().now() + timedelta(days=365)
    scheduler.modify_job("tick", next_run_time=in_a_year)  # as it looks to a clock put back
    before = len(ticks)

    wait_for(lambda: len(ticks) > before + 2, seconds=20)


def test_a_clock_that_nobody_set_is_left_alone(
    scheduler: BackgroundScheduler, ticks: list[float]
) -> None:
    began = time.monotonic()

    wait_for(lambda: len(ticks) >= 5)

    assert time.monotonic() - began >= 4 * SPAN.total_seconds()
    assert scheduler.get_job("tick").next_run_time <= SystemClock().now() + SPAN


def test_a_clock_put_back_by_a_breath_moves_nothing(
    scheduler: BackgroundScheduler, ticks: list[float]
) -> None:
    """The scheduler may have set the next time since this clock was asked."""
    wait_for(lambda: len(ticks) > 0)
    soon = SystemClock().now() + SPAN + timedelta(seconds=LOOK_S - 0.1)
    scheduler.modify_job("tick", next_run_time=soon)
    before = time.monotonic(), len(ticks)

    wait_for(lambda: len(ticks) > before[1])

    assert ticks[before[1]] - before[0] > LOOK_S


def test_a_scheduler_that_stands_still_is_noticed_so_that_the_worker_is_started_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "STILL", 3)
    clock = BackgroundScheduler(timezone="UTC")
    clock.add_job(lambda: None, Every(SPAN), id="tick")
    clock.start()
    clock.pause()  # as when its thread has ended: nothing is started any more

    with pytest.raises(StoodStillError):
        keep_ticking(clock, threading.Event())

    clock.shutdown()


@pytest.fixture
def scene(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    with staged(database_url, tmp_path) as found:
        yield found


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "tgkill"), reason="Linux has threads' signals")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_signal_that_another_thread_received_stops_the_worker(scene: Scene) -> None:
    """The system may give it to any thread, as where the first one is just waking up."""
    at_work = scene.worker()
    until(at_rest(scene, at_work), seconds=60)
    others = [one.id for one in psutil.Process(at_work.pid).threads() if one.id != at_work.pid]

    assert ctypes.CDLL(None).tgkill(at_work.pid, others[-1], signal.SIGTERM) == 0

    assert at_work.ended(20) == os.EX_OK
