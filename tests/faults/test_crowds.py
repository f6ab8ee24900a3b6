"""Very much and very little due, in the short form; figures of speed are only told."""

from pathlib import Path

from tests.faults import crowds
from tests.faults.scene import CALM_S, Scene, staged
from tests.support.sink import sink


def test_what_is_due_at_once_is_planned_once_and_leaves_once(
    database_url: str, tmp_path: Path
) -> None:
    with (
        sink() as (port, arrived),
        staged(database_url, tmp_path, smtp_port=port, lease_s=CALM_S) as scene,
    ):
        assert crowds.at_once(scene, arrived, due=200, seconds=0.2).broken == []


def test_an_idle_worker_sends_each_letter_once_and_none_before_it_is_due(calm: Scene) -> None:
    assert crowds.in_time(calm, due=4, seconds=1).broken == []
