"""The week, which begins on Monday and ends on Sunday."""

from datetime import date, timedelta


def monday_of(day: date) -> date:
    """Return the Monday of `day`'s week."""
    return day - timedelta(days=day.weekday())


def sunday_of(day: date) -> date:
    """Return the Sunday of `day`'s week."""
    return day + timedelta(days=6 - day.weekday())
