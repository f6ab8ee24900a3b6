"""What laying a plan would come to, as its page shows it: words ready, no rule in the template."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.core import i18n
from tracker.core.addresses import row_url
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext, pgettext
from tracker.core.weeks import monday_of
from tracker.plans.proposing import Asked, Proposal
from tracker.plans.queries import MOST_LEADS, Candidate
from tracker.plans.spreading import PER_DAY, Given, Why

_WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """The day of one step, and why it is not the day that the plan says."""

    day: str
    why: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A lead, whether it is ticked, what is to be known before it is, and its days."""

    id: int
    title: str
    url: str
    owner: str
    notes: Sequence[str]
    hand_over_url: str
    """Where its owner, who leaves, hands over; nothing for who may not, or where nobody leaves."""
    is_ticked: bool
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Week:
    """How many steps somebody has on each working day of a week, and on which days no more fit."""

    name: str
    days: Sequence[tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Load:
    """What one owner would have to do, week by week."""

    owner: str
    sentence: str
    weeks: Sequence[Week]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that the page shows of what would be laid."""

    steps: Sequence[str]
    rows: Sequence[Row]
    loads: Sequence[Load]
    sentences: Sequence[str]
    warnings: Sequence[str]
    weekdays: Sequence[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks, the names of those who may own leads, and whose leads they may hand over."""

    language: str
    today: date
    owners: Mapping[int, str]
    may_hand_over: Callable[[int], bool]


def default_ticks(asked_plan_pipeline: int | None, leads: Sequence[Candidate]) -> list[int]:
    """Return the leads to tick by themselves: those that fit, and follow no plan yet."""
    return [
        lead.id
        for lead in leads
        if lead.is_followed
        and not lead.has_plan
        and asked_plan_pipeline in {None, lead.pipeline_id}
    ]


def preview_of(asked: Asked, leads: Sequence[Candidate], proposal: Proposal, seen: Seen) -> Preview:
    """Return what the page shows: every lead with its days, and what each owner would have."""
    followed = [lead for lead in leads if lead.is_followed]
    return Preview(
        steps=[step.title(seen.language) for step in asked.plan.steps],
        rows=[_row(lead, asked, proposal, seen) for lead in followed],
        loads=_loads(asked, followed, proposal, seen),
        sentences=_sentences(proposal),
        warnings=_warnings(asked, leads, proposal, seen),
        weekdays=[
            i18n.short_weekday(_in_week(monday_of(seen.today), n), seen.language)
            for n in range(_WORKDAYS)
        ],
    )


def _row(lead: Candidate, asked: Asked, proposal: Proposal, seen: Seen) -> Row:
    return Row(
        id=lead.id,
        title=lead.title,
        url=row_url("leads.show", lead.id),
        owner=_owner(lead, asked, seen),
        notes=[*_leaving(lead, asked, proposal, seen), *_notes(lead, asked, seen)],
        hand_over_url=_hand_over_url(lead, proposal, seen),
        is_ticked=lead.id in asked.lead_ids,
        cells=[_cell(given, seen) for given in proposal.days.get(lead.id, ())],
    )


def _owner(lead: Candidate, asked: Asked, seen: Seen) -> str:
    if lead.given is not None:
        return f"{lead.given} {lead.family}"
    chosen = seen.owners.get(asked.owner_id or 0)
    return _("%(name)s, from now on", name=chosen) if chosen else _("nobody")


def _leaving(lead: Candidate, asked: Asked, proposal: Proposal, seen: Seen) -> list[str]:
    last = proposal.goes_past(lead.id, asked.owner_of(lead))
    if last is None:
        return []
    day = i18n.day_and_month(last, seen.language)
    return [_("Last day at work: %(day)s. Hand the leads over first.", day=day)]


def _hand_over_url(lead: Candidate, proposal: Proposal, seen: Seen) -> str:
    owner_id = lead.owner_id
    if owner_id is None or proposal.goes_past(lead.id, owner_id) is None:
        return ""
    return row_url("handover.ask", owner_id) if seen.may_hand_over(owner_id) else ""


def _notes(lead: Candidate, asked: Asked, seen: Seen) -> list[str]:
    plan = asked.plan
    return [
        words
        for words, is_so in (
            (_("Follows a plan already; this one would take its place."), lead.has_plan),
            (
                _("The plan is meant for leads of another pipeline."),
                plan.pipeline_id not in {None, lead.pipeline_id},
            ),
            (
                _("Nobody answers for it: left out until you choose an owner."),
                asked.owner_of(lead) is None,
            ),
            (_before(lead, seen), lead.next_step is not None),
        )
        if is_so
    ]


def _before(lead: Candidate, seen: Seen) -> str:
    if lead.next_step is None or lead.next_step_on is None:
        return ""
    return _(
        "First comes what is planned: %(step)s, %(day)s.",
        step=lead.next_step,
        day=_day(lead.next_step_on, seen),
    )


def _cell(given: Given, seen: Seen) -> Cell:
    words = {
        Why.PASSED: pgettext("moved", "that day has passed"),
        Why.BEHIND: pgettext("moved", "after the step before it"),
        Why.WEEKEND: pgettext("moved", "a weekend"),
        Why.HOLIDAY_HERE: pgettext("moved", "a holiday here"),
        Why.HOLIDAY_THERE: pgettext("moved", "a day off there"),
        Why.OWNER_OFF: pgettext("moved", "the owner’s day off"),
        Why.OWNER_AWAY: pgettext("moved", "the owner is away"),
        Why.FULL: pgettext("moved", "the day is full"),
    }
    why = "; ".join(
        _("instead of %(day)s: %(why)s", day=_day(given.why[each], seen), why=words[each])
        for each in _telling(given.why)
    )
    return Cell(_day(given.on, seen), why, is_late=_overflows(given))


_TELLING = (
    Why.HOLIDAY_HERE,
    Why.HOLIDAY_THERE,
    Why.OWNER_OFF,
    Why.OWNER_AWAY,
    Why.FULL,
)
_COMMON = (Why.WEEKEND, Why.BEHIND, Why.PASSED)


def _telling(why: Mapping[Why, date]) -> list[Why]:
    """Return what is worth saying, by its day: full days and holidays, else what is as usual."""
    rare = sorted((each for each in _TELLING if each in why), key=why.__getitem__)
    return rare or [each for each in _COMMON if each in why][:1]


def _overflows(given: Given) -> bool:
    """Tell whether a step falls after its days because these are full."""
    return given.is_late and Why.FULL in given.why


def _day(day: date, seen: Seen) -> str:
    """Return a day as the table shows it, with its year where it is not this one."""
    shown = f"{day:%m-%d}" if day.year == seen.today.year else day.isoformat()
    return f"{i18n.short_weekday(day, seen.language)} {shown}"


def _sentences(proposal: Proposal) -> list[str]:
    every = [given for days in proposal.days.values() for given in days]
    if not every:
        return []
    late = sum(map(_overflows, every))
    moved = sum(1 for given in every if given.why)
    said = [
        ngettext("%(num)d lead gets steps.", "%(num)d leads get steps.", len(proposal.days)),
        ngettext("%(num)d step in all.", "%(num)d steps in all.", len(every)),
    ]
    if moved:
        said.append(ngettext("%(num)d step is moved.", "%(num)d steps are moved.", moved))
    if late:
        said.append(
            ngettext(
                "%(num)d step comes after its days, as these are full.",
                "%(num)d steps come after their days, as these are full.",
                late,
            )
        )
    return said


def _warnings(
    asked: Asked, leads: Sequence[Candidate], proposal: Proposal, seen: Seen
) -> list[str]:
    resting = sum(1 for lead in leads if not lead.is_followed)
    nobodys = sum(1 for lead in leads if lead.is_followed and asked.owner_of(lead) is None)
    names = ", ".join(i18n.country_name(code, seen.language) for code in proposal.unknown)
    found = []
    if len(leads) >= MOST_LEADS:
        found.append(
            ngettext(
                "Only %(num)d lead is shown. Come again for the others once it follows the plan.",
                "Only %(num)d leads are shown. Come again for the others once these follow it.",
                len(leads),
            )
        )
    if nobodys:
        found.append(
            ngettext(
                "Nobody answers for %(num)d lead: it is left out until you choose an owner.",
                "Nobody answers for %(num)d leads: they are left out until you choose an owner.",
                nobodys,
            )
        )
    if resting:
        found.append(
            ngettext(
                "%(num)d lead that is closed or on hold is left out.",
                "%(num)d leads that are closed or on hold are left out.",
                resting,
            )
        )
    if names:
        found.append(_("No data on public holidays: %(countries)s.", countries=names))
    return found


def _loads(asked: Asked, leads: Sequence[Candidate], proposal: Proposal, seen: Seen) -> list[Load]:
    new: dict[int, Counter[date]] = {}
    names: dict[int, str] = {}
    for lead in leads:
        owner_id = asked.owner_of(lead)
        if owner_id is not None and lead.id in proposal.days:
            days = new.setdefault(owner_id, Counter())
            days.update(given.on for given in proposal.days[lead.id])
            names[owner_id] = _owner_name(lead, asked, seen)
    return [
        _load(names[owner_id], days, _had(proposal, owner_id), seen.language)
        for owner_id, days in sorted(new.items(), key=lambda each: (names[each[0]], each[0]))
    ]


def _owner_name(lead: Candidate, asked: Asked, seen: Seen) -> str:
    if lead.given is not None:
        return f"{lead.given} {lead.family}"
    return seen.owners.get(asked.owner_id or 0, "–")


def _had(proposal: Proposal, owner_id: int) -> Counter[date]:
    return Counter(
        {day: number for (who, day), number in proposal.taken.items() if who == owner_id}
    )


def _load(name: str, days: Counter[date], had: Counter[date], language: str) -> Load:
    weeks = sorted({monday_of(day) for day in days})
    both = days + had
    sentence = ngettext("%(num)d new step", "%(num)d new steps", days.total())
    before = sum(both[_in_week(week, n)] for week in weeks for n in range(_WORKDAYS))
    had_there = before - days.total()
    if had_there > 0:
        sentence += "; " + ngettext(
            "%(num)d already planned in these weeks",
            "%(num)d already planned in these weeks",
            had_there,
        )
    return Load(name, sentence, [_week(week, both, language) for week in weeks])


def _week(monday: date, load: Counter[date], language: str) -> Week:
    friday = _in_week(monday, _WORKDAYS - 1)
    counts = [load[_in_week(monday, n)] for n in range(_WORKDAYS)]
    return Week(
        i18n.date_range(monday, friday, language), [(count, count >= PER_DAY) for count in counts]
    )


def _in_week(monday: date, place: int) -> date:
    return monday + timedelta(days=place)
