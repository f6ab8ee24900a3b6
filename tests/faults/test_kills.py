"""Workers killed with -9, in the short form; `make faults` kills hundreds."""

from tests.faults import kills
from tests.faults.scene import Scene


def test_killed_anywhere_the_workers_lose_nothing_and_explain_every_copy(scene: Scene) -> None:
    assert kills.anywhere(scene, kills=12, due=120, most=3).broken == []


def test_killed_before_the_text_no_letter_is_copied(scene: Scene) -> None:
    assert kills.before_the_text(scene, kills=3).broken == []


def test_killed_at_the_accepted_dot_each_kill_is_one_flagged_copy(scene: Scene) -> None:
    assert kills.at_the_dot(scene, kills=3).broken == []


def test_what_a_killed_worker_held_is_sent_again_soon_after_its_lease(scene: Scene) -> None:
    assert kills.until_resent(scene, times=1).broken == []
