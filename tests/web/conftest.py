"""A browser and a running demo world for the tests of whole pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import MONDAY
from tests.support.site import Site, demo_site
from tests.support.tour import furnished_site
from tracker.core.clock import FixedClock


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with furnished_site(tmp_path_factory.mktemp("site"), FixedClock(MONDAY)) as site:
        yield site


@pytest.fixture
def shared_site(_furnished: Site) -> Site:
    """The demo world, and a little more, for tests that only look; it begins in Lithuanian."""
    _furnished.speak("lt")
    return _furnished


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A demo world of one's own, for tests that change it."""
    with demo_site(f"sqlite:///{tmp_path / 'demo.db'}", tmp_path, FixedClock(MONDAY)) as site:
        yield site
