"""Two who are at work at one moment."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

SIDE_BY_SIDE = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""Two who write at one moment: SQLite lets one in at a time."""


@contextmanager
def beside(deed: Callable[[], object], *, seconds: float = 0.5) -> Iterator[list[object]]:
    """Do `deed` in a thread while the block runs; what came of it is there at its end."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(deed())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=seconds)
    yield found
    thread.join()
