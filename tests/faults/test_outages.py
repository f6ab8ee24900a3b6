"""The database restarted and the clocks moved under workers that send."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import outages
from tests.faults.scene import CALM_S, Scene, staged
from tests.faults.stages import Stages, stages


@pytest.fixture
def place() -> Iterator[Stages]:
    with stages() as found:
        yield found


def test_postgresql_restarted_under_workers_loses_nothing_and_ends_nobody(place: Stages) -> None:
    with staged(*place.place("postgresql")) as scene:
        found = outages.restarts(
            scene, lambda crash: place.restart(crash=crash), times=1, workers=2
        )

    assert found.broken == []


@pytest.fixture
def with_clock(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    with staged(database_url, tmp_path, clock_file=tmp_path / "clock", lease_s=CALM_S) as found:
        yield found


def test_clocks_that_jump_while_letters_leave_lose_and_repeat_none(with_clock: Scene) -> None:
    assert outages.jumps(with_clock, outages.JUMPS[-1:], due=24, workers=1).broken == []
