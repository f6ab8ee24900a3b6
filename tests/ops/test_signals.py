"""SIGTERM and Ctrl C: the first asks to stop, a second one does not wait."""

import signal
import subprocess
import sys

import pytest

from tracker.ops.serve import stop_on_signal

ASKING = (signal.SIGTERM, signal.SIGINT)
SOON_S = 10
AMID_A_LOOK = """
import signal
from tracker.ops.serve import stop_on_signal
with stop_on_signal() as stop:
    with stop._cond:  # as whoever waits for the event has it, before they wait and after
        signal.raise_signal(signal.SIGTERM)
    assert stop.wait(10)
"""


@pytest.mark.parametrize("number", ASKING)
def test_a_signal_asks_to_stop_and_a_second_one_does_not_wait(number: signal.Signals) -> None:
    with stop_on_signal() as stop:
        assert not stop.is_set()

        signal.raise_signal(number)

        assert stop.wait(SOON_S)
        assert signal.getsignal(number) is signal.SIG_DFL


def test_a_signal_in_the_middle_of_a_look_whether_to_stop_stops_too() -> None:
    ended = subprocess.run([sys.executable, "-c", AMID_A_LOOK], timeout=60, check=False)  # noqa: S603 - our own words

    assert ended.returncode == 0


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = [signal.getsignal(number) for number in ASKING]

    with stop_on_signal() as stop:
        signal.raise_signal(signal.SIGTERM)

    assert stop.is_set()
    assert [signal.getsignal(number) for number in ASKING] == before


def test_a_block_that_fails_tells_everybody_to_stop() -> None:
    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError), stop_on_signal() as stop:
        fail()

    assert stop.is_set()
