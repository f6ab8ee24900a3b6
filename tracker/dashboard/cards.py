"""The cards of what is stuck, what waits for the mayor, and this week's load."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.core.addresses import page_url, row_url
from tracker.core.due import due_words
from tracker.core.i18n import short_weekday
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext, pgettext
from tracker.core.weeks import monday_of, sunday_of
from tracker.core.workdays import holiday
from tracker.dashboard.counts import Counts
from tracker.dashboard.queries import NEEDS, STUCK, Line, Lines
from tracker.dashboard.shown import Number, Reader, leads_url, nothing_waits, stuck_counts
from tracker.leads.filters import LeadFilter, View
from tracker.leads.models import Phase
from tracker.trips.shown import working_days_late

WORKING_WEEK = 5


@dataclass(frozen=True, slots=True)
class StuckRow:
    """What does not move: for how many days, whose, from which trip."""

    days: str
    title: str
    url: str
    owner: str
    waits: str
    """How long it has been without an owner; nothing where it has one."""
    trip: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """The card: its first rows, and the counts that lead to all of them."""

    rows: Sequence[StuckRow]
    links: Sequence[Number]


def stuck(counts: Counts, found: Lines, reader: Reader) -> Stuck:
    """Return the longest overdue, then the oldest without an owner."""
    late = found.late[: STUCK - min(1, len(found.unowned))]
    rows = [
        *(_late_row(line, reader) for line in late),
        *(_unowned_row(line, reader) for line in found.unowned[: STUCK - len(late)]),
    ]
    return Stuck(rows, stuck_counts(counts))


def _late_row(line: Line, reader: Reader) -> StuckRow:
    days = (reader.today - (line.on or reader.today)).days
    url = row_url("leads.show", line.id)
    return StuckRow(_short_days(days), line.title, url, line.owner or "", "", _trip(line))


def _unowned_row(line: Line, reader: Reader) -> StuckRow:
    began = line.since.astimezone(reader.zone).date() if line.since else reader.today
    days = max((reader.today - began).days, 0)
    waits = (
        ngettext("No owner for %(num)d day", "No owner for %(num)d days", days)
        if days
        else _("No owner since today")
    )
    url = row_url("leads.show", line.id)
    return StuckRow("", line.title, url, "", waits, _trip(line))


def _short_days(days: int) -> str:
    return str(_("%(num)d d", num=days))


def _trip(line: Line) -> str:
    return f"{line.city} {line.year_of.year}" if line.city and line.year_of else ""


@dataclass(frozen=True, slots=True)
class Need:
    """Something only the mayor can do."""

    title: str
    url: str
    due: str
    due_state: str
    note: str
    act: str


@dataclass(frozen=True, slots=True)
class Needs:
    """The card or the whole list: its rows, and where the rest is."""

    title: str
    rows: Sequence[Need]
    rest: Sequence[Number]
    nothing: str
    """What is said where there are no rows."""


def needs(counts: Counts, found: Lines, reader: Reader) -> Needs:
    """Return the card: the first of what waits, and the way to all of it."""
    num = reader.questions(counts)
    whole = Number(_("All %(num)d", num=num), page_url("dashboard.waiting"))
    rows = _waiting(counts, found, reader)[:NEEDS]
    return Needs(_title(reader), rows, [whole] if num > len(rows) else [], nothing_waits(reader))


def all_needs(counts: Counts, found: Lines, reader: Reader) -> Needs:
    """Return everything that waits; of a kind that is longer than the page, also its own list."""
    rows = _waiting(counts, found, reader)
    signing = _("Waiting for a signature: %(num)d", num=counts.signing)
    own = _("My own steps: %(num)d", num=counts.own_due)
    late = _("Reports that are late: %(num)d", num=counts.reports_late)
    kinds = (
        (counts.reports_late - len(found.reports), late, page_url("trips.index")),
        ((counts.own_due - len(found.own)) * reader.decides, own, page_url("today.show")),
        (
            counts.signing - len(found.signing),
            signing,
            leads_url(LeadFilter(View.OPEN, phase=Phase.AGREED)),
        ),
    )
    rest = [Number(text, url) for left, text, url in kinds if left > 0]
    return Needs(_title(reader), rows, rest, nothing_waits(reader))


def _title(reader: Reader) -> str:
    return _("What needs you") if reader.decides else _("What waits for a decision")


def _waiting(counts: Counts, found: Lines, reader: Reader) -> list[Need]:
    """Return overdue reports, leads to give an owner, her own steps, what waits for a signature."""
    return [
        *(_report(line, reader) for line in found.reports),
        *([_to_assign(counts, reader)] if counts.unowned else []),
        *(_own(line, reader) for line in found.own if reader.decides),
        *(_to_sign(line) for line in found.signing),
    ]


def _report(line: Line, reader: Reader) -> Need:
    late = working_days_late(line.on, reader.today) if line.on else 0
    return Need(
        _("Report of the trip: %(trip)s", trip=_trip(line)),
        row_url("trips.show", line.id),
        ngettext("%(num)d working day late", "%(num)d working days late", late),
        "late",
        "",
        pgettext("trip", "Open"),
    )


def _to_assign(counts: Counts, reader: Reader) -> Need:
    url = leads_url(LeadFilter(View.UNOWNED))
    num = counts.unowned
    if reader.decides:
        title = ngettext("Name an owner for %(num)d lead", "Name an owner for %(num)d leads", num)
        return Need(title, url, "", "", "", _("Assign"))
    title = ngettext("%(num)d lead has no owner", "%(num)d leads have no owner", num)
    return Need(title, url, "", "", "", pgettext("lead", "Look"))


def _own(line: Line, reader: Reader) -> Need:
    due = due_words(line.on or reader.today, today=reader.today, language=reader.language)
    url = row_url("leads.show", line.id)
    return Need(line.title, url, due.text, due.state, _trip(line), pgettext("lead", "Open"))


def _to_sign(line: Line) -> Need:
    url = row_url("leads.show", line.id)
    return Need(
        line.title, url, _("waits for a signature"), "", line.owner or "", pgettext("lead", "Look")
    )


@dataclass(frozen=True, slots=True)
class Day:
    """A day of this week: how much is due, or why nothing is."""

    name: str
    number: Number
    note: str
    kind: str


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """What is due from today until Sunday, by day and by owner."""

    total: Number
    days: Sequence[Day]
    """The working days, and those of the weekend that something is due on."""
    owners: Sequence[Number]


def week_load(counts: Counts, reader: Reader) -> WeekLoad:
    """Return this week's load; days that are over are in the overdue count."""
    monday = monday_of(reader.today)
    days = [_day(monday + timedelta(days=ahead), counts, reader) for ahead in range(7)]
    steps = sum(load.steps for load in counts.loads)
    rest_of_week = LeadFilter(View.ALL, on=reader.today, until=sunday_of(reader.today))
    return WeekLoad(
        total=Number(ngettext("%(num)d step", "%(num)d steps", steps), leads_url(rest_of_week)),
        days=[*days[:WORKING_WEEK], *(day for day in days[WORKING_WEEK:] if day.number.url)],
        owners=_owners(counts, reader),
    )


def _day(day: date, counts: Counts, reader: Reader) -> Day:
    steps = sum(load.steps for load in counts.loads if load.on == day)
    rest = holiday(day, language=reader.language)
    url = leads_url(LeadFilter(View.ALL, on=day)) if steps else ""
    number = Number("–" if day < reader.today or (rest and not steps) else str(steps), url)
    note = _("holiday") if rest else _("today") if day == reader.today else ""
    kind = "off" if rest else "today" if day == reader.today else ""
    return Day(f"{short_weekday(day, reader.language)} {day.day}", number, note, kind)


def _owners(counts: Counts, reader: Reader) -> list[Number]:
    steps: dict[tuple[int, str], int] = {}
    for load in counts.loads:
        key = (load.owner_id, load.owner)
        steps[key] = steps.get(key, 0) + load.steps
    until = sunday_of(reader.today)
    return [
        Number(
            f"{name}\u00a0{number}",
            leads_url(LeadFilter(View.ALL, owner=owner_id, on=reader.today, until=until)),
        )
        for (owner_id, name), number in sorted(steps.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
