"""Mail servers that misbehave, in the short form."""

from tests.faults import relays
from tests.faults.scene import Scene


def test_each_bad_answer_at_each_step_ends_as_promised(scene: Scene) -> None:
    assert relays.every_answer(scene).broken == []


def test_one_recipient_that_never_answers_keeps_nobody_else_waiting(scene: Scene) -> None:
    assert relays.tarpit(scene, others=40).broken == []
