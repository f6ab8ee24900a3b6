"""A worker's clock, moved while it runs: the wall clock, and not the monotonic one.

As when a machine's time is set. Whatever a worker asks for the time of day is the product's one
`datetime.now` (core/clock.py; the linter forbids others), one of APScheduler's, or `time.time`.
"""

import sys
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Self

_REAL_TIME = time.time
_ASKS = ("tracker.core.clock", "apscheduler.")


def follow(file: Path) -> None:
    """Move this process's clock by as many seconds as stand in `file`, whenever that changes."""

    def offset() -> float:
        try:
            return float(file.read_text("ascii") or 0)
        except FileNotFoundError:
            return 0.0

    class AnyDatetime(type):
        def __instancecheck__(cls, thing: object) -> bool:
            return isinstance(thing, datetime)

    class Moved(datetime, metaclass=AnyDatetime):
        def __new__(cls, *parts: Any, **named: Any) -> Any:
            return datetime(*parts, **named)  # noqa: DTZ001 - the product's own callers say the zone

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            told: Any = datetime.now(tz) + timedelta(seconds=offset())  # noqa: TID251 - the machine's
            return told  # type: ignore[no-any-return]  # a plain datetime, as from the real one

    for name, module in list(sys.modules.items()):
        if name.startswith(_ASKS) and vars(module).get("datetime") is datetime:
            module.datetime = Moved  # type: ignore[attr-defined]  # it was there
    time.time = lambda: _REAL_TIME() + offset()


def move(file: Path, by: timedelta) -> None:
    """Move the clock of whoever follows `file`, at once and whole."""
    fresh = file.with_suffix(".new")
    fresh.write_text(str(by.total_seconds()), "ascii")
    fresh.replace(file)
