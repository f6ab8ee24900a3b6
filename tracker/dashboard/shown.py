"""The mayor's page as its template shows it: words and addresses ready, every number a link."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tracker.core.addresses import page_url, row_url
from tracker.core.i18n import country_name, euros, in_language, long_date
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext, pgettext
from tracker.dashboard.counts import Counts, Named
from tracker.dashboard.queries import NEEDS, Lines, TripLine
from tracker.leads.coverage import Coverage
from tracker.leads.filters import LeadFilter, View
from tracker.leads.models import Phase
from tracker.trips.shown import phase_label

COUNTRIES = 9
PHASES = tuple(Phase)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page: their language, their day, and the period they chose."""

    language: str
    today: date
    zone: ZoneInfo
    since: date | None = None
    decides: bool = True
    """Whether the questions are theirs to decide, and their own steps among them."""

    def questions(self, counts: Counts) -> int:
        """Return how many things wait for a decision; leads without an owner are one."""
        return counts.questions + (counts.own_due if self.decides else 0)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in words, the address of exactly its rows, and whether it is good or bad news."""

    text: str
    url: str = ""
    kind: str = ""


def leads_url(asked: LeadFilter) -> str:
    """Return the address of the list that shows exactly these leads."""
    said = _said(asked)
    return f"{page_url('leads.index')}?{said}" if said else page_url("leads.index")


@lru_cache(maxsize=1024)
def _said(asked: LeadFilter) -> str:
    return urlencode(asked.args)


def sentence(counts: Counts, reader: Reader) -> list[Number]:
    """Return the verdict: what came, what of it was agreed, what is stuck, what waits.

    What is stuck is counted whenever it began; beside a period's leads it has its own sentence.
    """
    agreed, stuck = _agreed(counts, reader), stuck_counts(counts)
    if reader.since is None:
        outcomes = _told(": ", [*agreed, *stuck])
        return [*_head(counts, reader), *outcomes, *_questions(counts, reader)]
    return [
        *_head(counts, reader),
        *_told(": ", agreed),
        *(_told(_("Of all leads:") + " ", stuck) if stuck else ()),
        *_questions(counts, reader),
    ]


def _told(before: str, numbers: Sequence[Number]) -> Iterator[Number]:
    for place, number in enumerate(numbers):
        yield from (Number(", " if place else before), number)
    yield Number(". ")


def _head(counts: Counts, reader: Reader) -> Iterator[Number]:
    trips = ngettext("%(num)d trip or visit", "%(num)d trips and visits", counts.trips)
    yield Number(trips, "" if reader.since else page_url("trips.index"))
    yield Number(", ")
    yield every_lead(counts, reader)


def every_lead(counts: Counts, reader: Reader) -> Number:
    """Return how many leads the period brought: the sum of the bars."""
    text = ngettext("%(num)d lead", "%(num)d leads", counts.leads)
    return Number(text, leads_url(LeadFilter(View.ALL, since=reader.since)))


def _agreed(counts: Counts, reader: Reader) -> list[Number]:
    agreed = counts.phases[Phase.AGREED]
    url = leads_url(LeadFilter(View.AGREED, since=reader.since))
    text = ngettext("%(num)d agreed", "%(num)d agreed", agreed)
    return [Number(text, url, "ok")] if agreed else []


def stuck_counts(counts: Counts) -> list[Number]:
    """Return what does not move, whenever it began: late, without a next step, without an owner."""
    late, missing, unowned = counts.late, counts.missing, counts.unowned
    said = [
        (late, View.LATE, ngettext("%(num)d late", "%(num)d late", late)),
        (
            missing,
            View.MISSING,
            ngettext("%(num)d without a next step", "%(num)d without a next step", missing),
        ),
        (
            unowned,
            View.UNOWNED,
            ngettext("%(num)d without an owner", "%(num)d without an owner", unowned),
        ),
    ]
    return [Number(text, leads_url(LeadFilter(view)), "danger") for num, view, text in said if num]


def _questions(counts: Counts, reader: Reader) -> Iterator[Number]:
    num = reader.questions(counts)
    if not num:
        yield Number(nothing_waits(reader))
        return
    mark = "\u0000"
    before, _mark, after = _waiting(num, mark, reader).partition(mark)
    asked = ngettext("%(num)d question", "%(num)d questions", num)
    url = "#needs" if num <= NEEDS else page_url("dashboard.waiting")
    yield from (Number(before), Number(asked, url), Number(after))


def _waiting(num: int, questions: str, reader: Reader) -> str:
    if reader.decides:
        return ngettext(
            "%(questions)s waits for your decision.",
            "%(questions)s wait for your decision.",
            num,
            questions=questions,
        )
    return ngettext(
        "%(questions)s waits for a decision.",
        "%(questions)s wait for a decision.",
        num,
        questions=questions,
    )


def nothing_waits(reader: Reader) -> str:
    """Return what to say where nothing waits for a decision."""
    if reader.decides:
        return _("Nothing waits for your decision.")
    return _("Nothing waits for a decision.")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its number; `phase` gives the colour."""

    label: str
    count: int
    url: str
    phase: int = 3


def funnel(counts: Counts, reader: Reader) -> list[Bar]:
    """Return what came of the period's leads; agreed, closed and those on hold stand apart."""
    views = {Phase.AGREED: View.AGREED, Phase.CLOSED: View.CLOSED}
    bars = [
        Bar(
            phase_label(phase.value),
            counts.phases[phase],
            leads_url(
                LeadFilter(View.OPEN, phase=phase, since=reader.since)
                if phase not in views
                else LeadFilter(views[phase], since=reader.since)
            ),
            place,
        )
        for place, phase in enumerate(PHASES, start=1)
    ]
    if counts.parked:
        url = leads_url(LeadFilter(View.PARKED, since=reader.since))
        bars.append(Bar(pgettext("bar", "On hold"), counts.parked, url, len(PHASES)))
    return bars


def topics(counts: Counts, reader: Reader) -> list[Bar]:
    """Return the topics of the open leads, the most first."""
    return [
        Bar(
            _named(topic, reader),
            topic.leads,
            leads_url(LeadFilter(topic=int(topic.key), since=reader.since)),
        )
        for topic in counts.topics
    ]


def countries(counts: Counts, reader: Reader) -> list[Bar]:
    """Return the countries of the open leads, the most first."""
    return [
        Bar(
            country_name(code, reader.language),
            leads,
            leads_url(LeadFilter(country=code, since=reader.since)),
        )
        for code, leads in counts.countries[:COUNTRIES]
    ]


def _named(thing: Named, reader: Reader) -> str:
    return in_language(reader.language, thing.name_lt, thing.name_en)


@dataclass(frozen=True, slots=True)
class TripRow:
    """A trip: its leads by phase, how many, how many agreed, who is looked after."""

    name: str
    month: str
    url: str
    parts: Sequence[int]
    total: Number
    agreed: Number
    covered: str
    is_gap: bool


def trips(found: Sequence[TripLine], coverage: Mapping[int, Coverage]) -> list[TripRow]:
    """Return the table of the latest trips."""
    return [_trip_row(trip, coverage[trip.id]) for trip in found]


def _trip_row(trip: TripLine, coverage: Coverage) -> TripRow:
    agreed = coverage.phases.get(Phase.AGREED, 0)
    return TripRow(
        name=trip.city,
        month=f"{trip.start_on:%Y-%m}",
        url=row_url("trips.show", trip.id),
        parts=[coverage.phases.get(phase, 0) for phase in PHASES],
        total=Number(str(coverage.leads), leads_url(LeadFilter(View.ALL, trip=trip.id))),
        agreed=Number(str(agreed), leads_url(LeadFilter(View.AGREED, trip=trip.id))),
        covered=f"{coverage.covered} / {coverage.total}",
        is_gap=coverage.missing > 0,
    )


@dataclass(frozen=True, slots=True)
class Value:
    """What the open leads may be worth, and what is in the sum."""

    leads: Number
    """How many are open, whenever they began: the sum of `pipelines`."""
    total: Number
    one: Number | None
    """Where one lead is more than half of it."""
    weighted: str
    pipelines: Sequence[Number]


def value(counts: Counts, found: Lines, reader: Reader) -> Value:
    """Return the value of the open leads; never one bare sum."""
    worth = counts.worth
    one = None
    if found.largest and worth.is_mostly_one:
        text = _("of these %(value)s is one lead", value=_whole(worth.largest, reader))
        one = Number(text, row_url("leads.show", found.largest[0].id))
    open_leads = ngettext("%(num)d lead", "%(num)d leads", counts.open_leads)
    return Value(
        leads=Number(open_leads, leads_url(LeadFilter())),
        total=Number(_whole(worth.total, reader), leads_url(LeadFilter())),
        one=one,
        weighted=_whole(worth.weighted, reader),
        pipelines=[
            Number(
                f"{_named(pipeline, reader)} {pipeline.leads}",
                leads_url(LeadFilter(pipeline=pipeline.key)),
            )
            for pipeline in counts.pipelines
        ],
    )


def _whole(value: Decimal, reader: Reader) -> str:
    return euros(value.to_integral_value(), reader.language)


def newest_agreement(found: Lines, reader: Reader) -> Number | None:
    """Return the newest signed agreement, with whom and since when."""
    if not found.agreement:
        return None
    line = found.agreement[0]
    signed = long_date(line.on, reader.language) if line.on else ""
    url = row_url("contacts.organisation", line.id)
    return Number(f"{line.title} – {line.owner}, {signed}", url)
