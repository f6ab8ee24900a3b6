"""Workers told to stop, or standing still: nothing is kept back, and nothing is written over."""

from tests.faults import stops
from tests.faults.scene import Scene


def test_told_to_stop_a_worker_hands_back_within_two_seconds(calm: Scene) -> None:
    assert stops.told_to_stop(calm, times=1).broken == []


def test_a_worker_that_stood_still_before_the_text_sends_nothing_any_more(scene: Scene) -> None:
    assert stops.paused_before_the_text(scene, times=1).broken == []


def test_a_worker_that_stood_still_at_the_dot_writes_nothing_over(scene: Scene) -> None:
    assert stops.paused_at_the_dot(scene, times=1).broken == []
