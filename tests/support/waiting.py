"""Waiting for what another thread or process does."""

import time
from collections.abc import Callable


def wait_for(what: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something is so, and fail if it never is."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
