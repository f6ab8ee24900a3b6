"""Counts on pages: exact to a thousand, then only "1 000+".

Nobody needs the rest, and it would cost a scan.
"""

from typing import Any

from sqlalchemy import Select, func, select

from tracker.core.db import at_most

COUNTED_TO = 1000
_APART = "\u202f"  # narrow, and no line breaks at it


def counted(rows: Select[Any], *, to: int = COUNTED_TO) -> Select[int]:
    """Return the question how many `rows` there are, which stops at one more than `to`."""
    return select(func.count()).select_from(rows.limit(at_most(to + 1)).subquery())


def count_shown(count: int, *, to: int = COUNTED_TO) -> str:
    """Return a count as every page shows it, in either language; past `to` with a plus."""
    told = f"{min(count, to):,}".replace(",", _APART)
    return f"{told}+" if count > to else told
