"""What the warning to an administrator says, at the moment it leaves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.core.i18n import clock_time, day_and_month, plural
from tracker.letters.render import Desk

HELD_UP = timedelta(minutes=5)
"""A warning that left so long after it was written waited with the other letters."""


def compose(payload: Mapping[str, Any], desk: Desk) -> dict[str, object]:
    """Return what the templates of `letters/late` show.

    A warning that could not leave while the mail server was away tells that by now it takes
    letters again, for else it would not have left.
    """
    told = _Told(desk, ZoneInfo(payload["zone"]))
    since, until = _moment(payload["since"]), _moment(payload["until"])
    written_at = datetime.fromisoformat(payload["written_at"])
    held_up = until is None and desk.now - written_at > HELD_UP
    quiet_from = _moment(payload["quiet_from"])
    over_at = desk.now if held_up else until
    return {
        "is_over": over_at is not None,
        "since": since and told.moment(since),
        "until": over_at and told.moment(over_at),
        "quiet_from": quiet_from and told.moment(quiet_from),
        "back_at": told.moment(written_at),
        "held_up": held_up,
        "waiting": "" if over_at else told.waiting(payload["waiting"]),
        "url": desk.url("/health"),
    }


class _Told:
    """Says moments and counts in the reader's language and zone."""

    def __init__(self, desk: Desk, zone: ZoneInfo) -> None:
        self._locale, self._zone = desk.locale, zone
        self._today = desk.now.astimezone(zone).date()

    def is_today(self, moment: datetime) -> bool:
        return moment.astimezone(self._zone).date() == self._today

    def moment(self, moment: datetime) -> str:
        """Return the hour, with the day where that is not today."""
        local = moment.astimezone(self._zone)
        if self.is_today(moment):
            return clock_time(local)
        day = day_and_month(local.date(), self._locale)
        return f"{day}, {clock_time(local)}"

    def waiting(self, num: int) -> str:
        return plural(self._locale, "%(num)d letter waits.", "%(num)d letters wait.", num)


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
