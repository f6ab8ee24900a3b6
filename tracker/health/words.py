"""Moments and sizes in words, for the page and for the command line."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tracker.core.i18n import number

_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000
_NBSP = "\u00a0"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return the hour, to the second, and the day where it is another one."""
    local = at.astimezone(zone)
    is_today = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M:%S}" if is_today else f"{local:%Y-%m-%d}{_NBSP}{local:%H:%M}"


def size(count: int, language: str) -> str:
    """Return bytes in the unit in which they are read: «12,3 MB»."""
    value, unit = Decimal(count), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    digits = Decimal(1) if value >= 100 or not unit else Decimal("0.1")
    return f"{number(value.quantize(digits), language)}{_NBSP}{_UNITS[unit]}"
