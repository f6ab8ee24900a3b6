"""SIGTERM and Ctrl C: the first asks to stop, a second one does not wait."""

import signal

import pytest

from tracker.ops.serve import stop_on_signal

ASKING = (signal.SIGTERM, signal.SIGINT)


@pytest.mark.parametrize("number", ASKING)
def test_a_signal_asks_to_stop_and_a_second_one_does_not_wait(number: signal.Signals) -> None:
    with stop_on_signal() as stop:
        assert not stop.is_set()

        signal.raise_signal(number)

        assert stop.is_set()
        assert signal.getsignal(number) is signal.SIG_DFL


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
