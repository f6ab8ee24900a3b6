"""The demo world's file, its ids and its dates; `load.py` makes rows of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tracker.core.db import Work

WORLD = Path(__file__).parent / "world.yaml"
REPORT = Path(__file__).parent / "taipei-2024.txt"
MORNING = time(9, 0)
DAY = date(2026, 11, 23)
"""The world's own Monday; loaded, its dates move so that this is today."""


def read_world() -> Mapping[str, Any]:
    """Return the world as its file tells it."""
    import yaml  # noqa: PLC0415 - every command loads this module, only the demo reads the file

    return dict(yaml.load(WORLD.read_text("utf-8"), Loader=yaml.CSafeLoader))


@dataclass
class World:
    """The world while it is loaded: its rows by the file's own ids, and how far dates move."""

    work: Work
    data: Mapping[str, Any]
    shift: timedelta
    ids: dict[str, int] = field(default_factory=dict)

    def keep(self, key: str, row: Any) -> int:  # noqa: ANN401 - any table's row
        """Add a row, and remember its number under the file's own id."""
        self.work.session.add(row)
        self.work.session.flush()
        self.ids[key] = row.id
        return self.ids[key]

    def at(self, written: str, hour: time = MORNING, *, by: str | None = None) -> Work:
        """Return the same work as it was done on a day of the file, by one of its people."""
        actor_id = self.ids[by] if by else None
        return replace(self.work, now=self.moment(written, hour), actor_id=actor_id)

    def day(self, written: str | None, *, moves: bool = True) -> date | None:
        """Return a day of the file, moved; a public report's own days stay."""
        if not written:
            return None
        return date.fromisoformat(written) + (self.shift if moves else timedelta())

    def moment(self, written: str, at: time = MORNING) -> datetime:
        """Return a moment on a day of the file, moved; never later than now."""
        day = date.fromisoformat(written) + self.shift
        local = datetime.combine(day, at, self.work.zone)
        return min(local.astimezone(UTC), self.work.now)


def euros(written: float | None) -> Decimal | None:
    """Return an amount of the file, exact."""
    return None if written is None else Decimal(str(written))
