"""When a step that comes again is next: RFC 5545, counted in local dates."""

import re
from datetime import date, datetime, time

from dateutil.rrule import rrulestr

_EVERY_MONTH_HAS = 28
_MONTHLY = re.compile(r"\bFREQ=MONTHLY\b")
_SAYS_HOW_OFTEN = re.compile(r"\bCOUNT\b", re.IGNORECASE)
_SAYS_WHICH_DAY = re.compile(r"\bBY(MONTHDAY|DAY|SETPOS|YEARDAY)\b")


def is_rule(text: str) -> bool:
    """Tell whether it is a rule that we can count by."""
    try:
        return next_on(text, date(2026, 1, 1), after=date(2026, 1, 1)) is not None
    except (ValueError, TypeError, AttributeError):  # what dateutil raises for what is none
        return False


def next_on(rule: str, first: date, *, after: date) -> date | None:
    """Return the first day of the rule, which begins on `first`, that is later than `after`.

    A day that a month has not (the 31st of April) is that month's last day: no month is skipped.
    Nothing where the rule has come to its end, which it says by UNTIL: each day is counted from the
    one before, by which a COUNT would begin anew. Raises ValueError for that, and for what is no
    rule.
    """
    if _SAYS_HOW_OFTEN.search(rule):
        raise ValueError(f"a rule ends by UNTIL, not by COUNT: {rule!r}")
    begun = datetime.combine(first, time())
    found = rrulestr(_at_the_end_of(rule, first), dtstart=begun).after(
        datetime.combine(after, time())
    )
    return found.date() if found else None


def _at_the_end_of(rule: str, first: date) -> str:
    """Let a rule of months that begins on one of the last days fall on the last there is."""
    if first.day <= _EVERY_MONTH_HAS or not _MONTHLY.search(rule) or _SAYS_WHICH_DAY.search(rule):
        return rule
    days = ",".join(map(str, range(_EVERY_MONTH_HAS, first.day + 1)))
    return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
