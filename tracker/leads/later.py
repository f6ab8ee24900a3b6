"""Until when a step can be put off: the lines of the menu «Atidėti», and what they come to."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.core.db import Work
from tracker.core.i18n import short_weekday
from tracker.core.texts import gettext as _
from tracker.core.weeks import monday_of
from tracker.core.workdays import HOME, next_working_day
from tracker.leads.models import Lead

Snoozing = Callable[[Work, Collection[int]], AbstractContextManager[None]]
"""Has the reminders of leads follow while their steps are put off; `create_app` wires it in."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the menu: what it says and the working day it comes to."""

    value: str
    label: str
    when: str


def later_days(today: date) -> dict[str, date]:
    """Return the days the menu offers, before any is moved to a working day."""
    return {
        "tomorrow": today + timedelta(days=1),
        "3days": today + timedelta(days=3),
        "monday": monday_of(today) + timedelta(days=7),
        "2weeks": today + timedelta(days=14),
    }


def day_for(lead: Lead, chosen: date) -> date:
    """Return the day chosen for a lead, or the first after it that is working, here and there."""
    return next_working_day(chosen, HOME, *filter(None, [lead.country]))


def snooze_choices(today: date, language: str) -> list[Choice]:
    """Return the menu: each choice with the working day it comes to."""
    labels = {
        "tomorrow": _("Until tomorrow"),
        "3days": _("For 3 days"),
        "monday": _("Until Monday"),
        "2weeks": _("For 2 weeks"),
    }
    days = {value: next_working_day(day) for value, day in later_days(today).items()}
    return [
        Choice(value, label, f"{short_weekday(days[value], language)} {days[value]:%m-%d}")
        for value, label in labels.items()
    ]
