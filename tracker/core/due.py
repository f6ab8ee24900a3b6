"""When something is due, in as few words as a row has room for."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from tracker.core.i18n import clock_time, short_weekday
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext


@dataclass(frozen=True, slots=True)
class Due:
    """The words, and the state that gives them their colour: late, today or nothing."""

    text: str
    state: str = ""


class Planned(Protocol):
    """What has a next step with its day, or sleeps until one, or neither."""

    @property
    def next_step_on(self) -> date | None:
        """Return the day of the step."""

    @property
    def next_step_at(self) -> time | None:
        """Return the hour of the step, where it has one."""

    @property
    def dormant_until(self) -> date | None:
        """Return the last day of its sleep."""


def due_of(planned: Planned, *, now: datetime, language: str) -> Due | None:
    """Return when a step is due, or until when it sleeps; nothing where neither is planned."""
    if planned.next_step_on is not None:
        return step_due(planned.next_step_on, planned.next_step_at, now=now, language=language)
    if planned.dormant_until is not None:
        return Due(_("on hold until %(day)s", day=planned.dormant_until.isoformat()))
    return None


def step_due(on: date, at: time | None, *, now: datetime, language: str) -> Due:
    """Return when a step is due; one that names an hour of today is late from that hour on.

    `now` is the moment as the clock shows it where it is read.
    """
    if at is not None and on == now.date() and at < now.time():
        return Due(_("late since %(time)s", time=clock_time(at)), "late")
    return due_words(on, at, today=now.date(), language=language)


def due_words(on: date, at: time | None = None, *, today: date, language: str) -> Due:
    """Return «vėluoja 3 d.», «šiandien», «iki 11:30», «Kt 11-26», or a whole date next year.

    A late step says by how many days, however many: that is what is asked.
    """
    if on < today:
        return Due(ngettext("%(num)d day late", "%(num)d days late", (today - on).days), "late")
    if on == today:
        return Due(_("by %(time)s", time=clock_time(at)) if at else _("today"), "today")
    if on.year != today.year:
        return Due(on.isoformat())
    short = f"{short_weekday(on, language)} {on:%m-%d}"
    return Due(f"{short} {clock_time(at)}" if at else short)
