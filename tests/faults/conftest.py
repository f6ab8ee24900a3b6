"""The stage of the short form, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.scene import CALM_S, Scene, staged


@pytest.fixture
def scene(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    with staged(database_url, tmp_path) as found:
        yield found


@pytest.fixture
def calm(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    """A stage on which nobody is killed, and no lease lost."""
    with staged(database_url, tmp_path, lease_s=CALM_S) as found:
        yield found
