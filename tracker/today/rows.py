"""The officer's day as its templates show it: every word and address ready, no rule in them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from tracker.contacts.hours import CLOSES, OPENS, Office, clock_there
from tracker.contacts.salutations import vocative
from tracker.core.addresses import page_url, row_url
from tracker.core.counting import count_shown
from tracker.core.db import Work
from tracker.core.due import due_words, step_due
from tracker.core.i18n import clock_time, in_language, weekday_and_date
from tracker.core.text import capitalised
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext, pgettext
from tracker.leads.rights import may_act_on, may_name_owner
from tracker.today.clocks import Place, clocks, rests, unknown
from tracker.today.queries import Counts, Group, Silence, Task

NOON, EVENING = 11, 18


@dataclass(frozen=True, slots=True)
class Row:
    """What `task_row` shows, and for a lead without a step what its form needs."""

    id: int | str
    what: str
    url: str
    who: str
    lead: str
    local: str
    due: str
    due_state: str
    done_url: str
    snooze_url: str
    call_url: str
    version: int
    may_act: bool
    plan_url: str = ""
    can_plan: bool = False
    can_sleep: bool = False
    assign_url: str = ""
    """Where a lead that nobody answers for gets an owner; nothing for who may not name one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A group of rows under its heading."""

    key: str
    title: str
    is_bad: bool
    count: str
    rows: tuple[Row, ...]
    all_url: str
    """Where the rest is; nothing when every row is here."""


def greeting(given: str, hour: int, language: str) -> str:
    """Greet by the hour; a Lithuanian is called by the vocative."""
    words = _("Good evening, %(name)s")
    if hour < NOON:
        words = _("Good morning, %(name)s")
    elif hour < EVENING:
        words = _("Good afternoon, %(name)s")
    return words % {"name": vocative(given) if language == "lt" else given}


def summary(today: date, counts: Counts, standing_in: int, language: str) -> str:
    """Return the day and how much there is to do, in one line; what is others' comes last."""
    day = weekday_and_date(today, language)
    said = [
        words % {"num": count_shown(counts[group])}
        for group, words in (
            (Group.LATE, _("%(num)s late")),
            (Group.TODAY, _("%(num)s today")),
            (Group.TOUCH, _("%(num)s silent for too long")),
            (Group.WEEK, _("%(num)s later this week")),
            (Group.WAKE, _("%(num)s to take up again")),
            (Group.MISSING, _("%(num)s without a next step")),
        )
        if counts[group]
    ]
    if standing_in:
        said.append(_("standing in: %(num)s", num=count_shown(standing_in)))
    return " · ".join([capitalised(day), *([", ".join(said)] if said else [])])


def parts(
    work: Work,
    owed: tuple[list[Task], list[Silence]],
    counts: Counts,
    owner_id: int | None,
    language: str,
) -> list[Part]:
    """Return the groups that have rows, in the order in which they are read."""
    tasks, silences = owed
    titles = {
        Group.LATE: _("Late"),
        Group.TODAY: _("Today"),
        Group.TOUCH: _("Keep in touch"),
        Group.WEEK: _("This week"),
        Group.WAKE: _("Time to take up again"),
        Group.MISSING: _("Without a next step"),
    }
    found = {
        group: tuple(row(work, task, language) for task in tasks if task.group is group)
        for group in Group
    }
    found[Group.TOUCH] = tuple(touch_row(work, silence, language) for silence in silences)
    return [
        Part(
            key=group.value,
            title=title,
            is_bad=group is Group.LATE,
            count=count_shown(counts[group]),
            rows=found[group],
            all_url=_list_url(group, owner_id) if counts[group] > len(found[group]) else "",
        )
        for group, title in titles.items()
        if found[group]
    ]


def _list_url(group: Group, owner_id: int | None) -> str:
    if group is Group.TOUCH:
        return url_for("contacts.index", quiet=1)
    filters: dict[str, Any] = {
        Group.LATE: {"view": "late"},
        Group.TODAY: {"view": "all", "due": "today"},
        Group.WEEK: {"view": "all", "due": "week"},
        Group.WAKE: {"view": "parked"},
        Group.MISSING: {"view": "missing"},
    }[group]
    return url_for("leads.index", owner=owner_id, **filters)


def row(work: Work, task: Task, language: str) -> Row:
    """Return one row, ready to be shown."""
    due = step_due(task.on, task.at, now=work.here, language=language) if task.on else None
    organisation = in_language(language, task.organisation_lt, task.organisation)
    local = clock_there(task.zone, work.now, work.zone)
    who = ", ".join(name for name in (task.contact, organisation) if name)
    own = task.owner_id == work.actor_id
    return Row(
        id=task.lead_id,
        what=task.step or task.title,
        url=row_url("leads.show", task.lead_id),
        who=who if own else " · ".join(part for part in (task.owner or _("No owner"), who) if part),
        lead=task.title if task.step else "",
        local=_("%(time)s there", time=local) if local else "",
        due=due.text if due else "",
        due_state=due.state if due else "",
        done_url=row_url("today.done", task.lead_id),
        snooze_url=row_url("today.snooze", task.lead_id),
        call_url=f"tel:{task.phone}" if task.phone else "",
        version=task.version,
        may_act=may_act_on(task.owner_id),
        plan_url=row_url("today.next_step", task.lead_id),
        can_sleep=task.group is Group.WAKE,
        can_plan=task.group is Group.MISSING and task.owner_id is not None,
        assign_url=_assign_url(task),
    )


def touch_row(work: Work, silence: Silence, language: str) -> Row:
    """Return the row of a contact who has been silent for too long."""
    due = due_words(silence.due_on, today=work.today, language=language)
    organisation = in_language(language, silence.organisation_lt, silence.organisation)
    local = clock_there(silence.zone, work.now, work.zone)
    own = silence.owner_id == work.actor_id
    days = (work.today - silence.since).days
    return Row(
        id=f"touch-{silence.reminder_id}",
        what=silence.name,
        url=row_url("contacts.show", silence.contact_id),
        who=" · ".join(filter(None, ("" if own else silence.owner, organisation))),
        lead=ngettext("No contact for %(num)d day", "No contact for %(num)d days", days),
        local=_("%(time)s there", time=local) if local else "",
        due=due.text,
        due_state=due.state,
        done_url=row_url("touch.done", silence.reminder_id),
        snooze_url=row_url("touch.snooze", silence.reminder_id),
        call_url=f"tel:{silence.phone}" if silence.phone else "",
        version=silence.version,
        may_act=may_act_on(silence.owner_id),
    )


def _assign_url(task: Task) -> str:
    if task.owner_id is not None or not may_name_owner(None):
        return ""
    if not may_act_on(None):  # such as the mayor, on the lead's own page
        return row_url("leads.show", task.lead_id)
    back = url_for("today.show", who="all")
    return url_for("bulk.ask", do="assign", ids=task.lead_id, back=back)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a day without rows says: that all is done, or that some leads have nobody."""

    title: str
    words: str
    unowned_url: str
    """Where the leads without an owner are; nothing when there is none."""
    overview_url: str = ""
    """Where to look instead, for whoever leads others and has no step themselves."""


def rest(next_on: str | None, unowned: int, *, leads_others: bool) -> Rest:
    """Return what is left when nothing is owed today."""
    later = _("The next step is due: %(day)s.", day=next_on) if next_on else ""
    if not unowned and not later and leads_others:
        words = _("What others do, and what is late, stands in the overview.")
        return Rest(_("You have no steps of your own"), words, "", url_for("dashboard.show"))
    if not unowned:
        return Rest(_("All done"), later or _("Nothing else is planned."), "")
    left = ngettext(
        "%(num)s lead has nobody to answer for it.",
        "%(num)s leads have nobody to answer for them.",
        unowned,
    ) % {"num": count_shown(unowned)}
    words = " ".join(filter(None, (left, later)))
    return Rest(_("Nothing is asked of you today"), words, url_for("leads.index", view="unowned"))


@dataclass(frozen=True, slots=True)
class Around:
    """The card of the partners' clocks."""

    clocks: tuple[tuple[str, str, str], ...]
    """Where, what time, whether they work."""
    notes: tuple[str, ...]
    hours: str


def around(work: Work, tasks: list[Task], language: str) -> Around:
    """Return what time it is at the partners' of these rows, and who rests soon."""
    where = places(tasks)
    notes = [
        _(
            "%(day)s: %(name)s. Closed: %(countries)s.",
            day=capitalised(weekday_and_date(rest.day, language)),
            name=rest.name,
            countries=", ".join(rest.countries),
        )
        for rest in rests(where, work.today, language)
    ]
    if no_data := unknown(where, work.today.year, language):
        notes.append(_("No data on holidays: %(countries)s.", countries=", ".join(no_data)))
    hours = _(
        "Working hours are taken to be %(opens)s–%(closes)s.",
        opens=clock_time(OPENS),
        closes=clock_time(CLOSES),
    )
    shown_clocks = (
        (clock.place, clock.time, _office(clock.office))
        for clock in clocks(where, work.now, work.zone, language)
    )
    return Around(tuple(shown_clocks), tuple(notes), hours)


def _office(office: Office) -> str:
    words: str = {
        Office.OPEN: pgettext("clock", "at work until %(time)s"),
        Office.NOT_YET: pgettext("clock", "at work from %(time)s"),
        Office.OVER: pgettext("clock", "the working day is over"),
        Office.WEEKEND: pgettext("clock", "weekend"),
        Office.HOLIDAY: pgettext("clock", "public holiday"),
    }[office]
    return words % {"time": clock_time(OPENS if office is Office.NOT_YET else CLOSES)}


def tabs(*, everybody: bool) -> list[dict[str, object]]:
    """Return the switch between one's own work and everybody's."""
    return [
        {"label": _("Mine"), "url": page_url("today.show"), "count": None, "on": not everybody},
        {
            "label": pgettext("steps of", "Everybody's"),
            "url": url_for("today.show", who="all"),
            "count": None,
            "on": everybody,
        },
    ]


def places(tasks: list[Task]) -> list[Place]:
    """Return where the partners of these rows are, those of the first rows first."""
    return list(dict.fromkeys(Place(task.country, task.zone) for task in tasks if task.zone))
