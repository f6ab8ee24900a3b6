"""Trips as pages show them: words, addresses and bars made ready for the templates."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import url_for

from tracker.accounts.permissions import Permission
from tracker.accounts.words import Owner, owner_shown
from tracker.core import i18n
from tracker.core.due import Due, due_of
from tracker.core.i18n import in_language
from tracker.core.text import fold
from tracker.core.texts import gettext as _
from tracker.core.texts import language, ngettext, pgettext
from tracker.core.workdays import is_working_day
from tracker.trips.figures import figure_said
from tracker.trips.models import Direction, Trip
from tracker.trips.queries import Parts

if TYPE_CHECKING:
    from tracker.leads.coverage import Coverage, MetRow, Outcomes

NAMED_GAPS = 3
LONG = 160


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page: their language, their moment, and what they may do."""

    language: str
    now: datetime
    """As their clock shows it."""
    person_id: int
    may: Callable[[Permission], bool]

    @property
    def today(self) -> date:
        """Return their day."""
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Line:
    """A trip in the list."""

    url: str
    place: str
    days: str
    event: str
    is_visit: bool
    leads: int
    leads_said: str
    leads_url: str
    covered: str
    missing: int


def line_of(trip: Trip, coverage: "Coverage", reader: Reader) -> Line:
    """Return a trip as the list shows it."""
    counted = _("%(covered)d of %(num)d", covered=coverage.covered, num=coverage.total)
    return Line(
        url=url_for("trips.show", trip_id=trip.id),
        place=place_of(trip, reader.language),
        days=i18n.date_range(trip.start_on, trip.end_on, reader.language),
        event=event_of(trip, reader.language),
        is_visit=trip.direction is Direction.INCOMING,
        leads=coverage.leads,
        leads_said=ngettext("%(num)d lead", "%(num)d leads", coverage.leads),
        leads_url=_leads_url(trip),
        covered=counted if coverage.total else "–",
        missing=coverage.missing,
    )


def place_of(trip: Trip, language: str) -> str:
    """Return city and country."""
    country = i18n.country_name(trip.country, language)
    return f"{trip.city}, {country}" if country else trip.city


def event_of(trip: Trip, language: str) -> str:
    """Return the event in the reader's language where we have it."""
    return in_language(language, trip.event, trip.event_en)


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the table of people met: somebody, or a lead nobody stands behind yet."""

    key: str
    name: str
    url: str
    native: str | None
    native_language: str | None
    detail: str
    topic: str
    phase: int
    stage: str
    owner: Owner | None
    given: str
    step: str
    due: Due | None
    is_gap: bool
    act_url: str
    act: str


def people_of(rows: Sequence["MetRow"], trip: Trip, reader: Reader) -> list[Person]:
    """Return the rows of the table."""
    return [_person(row, trip, reader) for row in rows]


def _person(row: "MetRow", trip: Trip, reader: Reader) -> Person:
    url, act_url, act = _ways(row, trip, reader)
    return Person(
        key=f"contact-{row.contact_id}" if row.contact_id else f"lead-{row.lead_id}",
        name=_called(row),
        url=url,
        native=row.native_name if row.native_name != row.name else None,
        native_language=row.native_language,
        detail=_detail(row, reader.language),
        topic=_topic(row, reader.language),
        phase=row.phase.number if row.phase else 0,
        stage=in_language(reader.language, row.stage_lt, row.stage_en),
        owner=owner_shown(row.owner_given, row.owner_family),
        given=row.owner_given or "",
        step=row.next_step or "",
        due=due_of(row, now=reader.now, language=reader.language),
        is_gap=not row.is_looked_after,
        act_url=act_url,
        act=act,
    )


def _topic(row: "MetRow", language: str) -> str:
    """Return a row's topic; nothing where its row is called so already."""
    topic = in_language(language, row.topic_lt, row.topic_en) or _untold(row)
    return "" if fold(topic) == fold(_called(row)) else topic


def _untold(row: "MetRow") -> str:
    """Return what a lead without a topic is about, where its row is named by somebody."""
    return (row.lead_title or "") if row.name else ""


def _called(row: "MetRow") -> str:
    """Return how a row is called: by name, by its place among those counted, or by its lead."""
    if row.name or row.contact_id is None:
        return row.name or row.lead_title or ""
    place, count = row.placeholder_number, row.placeholder_count
    return _("%(number)d of %(count)d, not yet named", number=place, count=count)


def _detail(row: "MetRow", language: str) -> str:
    if row.placeholder_label and not row.name:
        return row.placeholder_label
    at = in_language(language, row.organisation_lt, row.organisation)
    return at or (row.title if row.title != row.name else None) or ""


def _ways(row: "MetRow", trip: Trip, reader: Reader) -> tuple[str, str, str]:
    """Return where a row leads, and where and how the reader may close its gap."""
    if row.lead_id is not None:
        lead = url_for("leads.show", lead_id=row.lead_id)
        return lead, lead, _of_lead(row, reader)
    contact = url_for("contacts.show", contact_id=row.contact_id)
    if not row.name:
        act = _("Name them") if reader.may(Permission.EDIT_CONTACTS) else ""
        return contact, f"{contact}#naming", act
    act = _("Open a lead") if reader.may(Permission.EDIT_LEADS) else ""
    return contact, url_for("leads.new", trip=trip.id, contact=row.contact_id), act


def _of_lead(row: "MetRow", reader: Reader) -> str:
    if row.owner_id is None:
        return _("Assign") if reader.may(Permission.ASSIGN) else ""
    is_theirs = reader.may(Permission.EDIT_LEADS) or row.owner_id == reader.person_id
    return _("Plan a step") if is_theirs else ""


@dataclass(frozen=True, slots=True)
class Covered:
    """The answer to "was anybody forgotten?"."""

    total: int
    covered: int
    missing: int
    sentence: str
    gaps: Sequence[Person]
    more: int


def covered(coverage: "Coverage", people: Sequence[Person]) -> Covered:
    """Return the coverage in words, with the first gaps by name."""
    gaps = _gaps(people)
    return Covered(
        total=coverage.total,
        covered=coverage.covered,
        missing=coverage.missing,
        sentence=_sentence(coverage),
        gaps=gaps[:NAMED_GAPS],
        more=coverage.missing - len(gaps[:NAMED_GAPS]),
    )


def _gaps(people: Sequence[Person]) -> list[Person]:
    """Return the gaps, each contact once: one lead in hand is enough."""
    in_hand = {person.key for person in people if not person.is_gap}
    gaps = {person.key: person for person in people if person.key not in in_hand}
    return list(gaps.values())


def _sentence(coverage: "Coverage") -> str:
    if not coverage.total:
        return _("No contacts and no leads yet.")
    done, num = coverage.covered, coverage.total
    if not coverage.lone_leads:
        said = ngettext(
            "%(done)d of %(num)d contact has an owner and a next step",
            "%(done)d of %(num)d contacts have an owner and a next step",
            num,
            done=done,
        )
    elif not coverage.contacts:
        said = ngettext(
            "%(done)d of %(num)d lead has an owner and a next step",
            "%(done)d of %(num)d leads have an owner and a next step",
            num,
            done=done,
        )
    else:
        said = ngettext(
            "%(done)d of %(num)d contact or lead has an owner and a next step",
            "%(done)d of %(num)d contacts and leads have an owner and a next step",
            num,
            done=done,
        )
    return said


@dataclass(frozen=True, slots=True)
class Facts:
    """What the trip was, for the column at the side."""

    days: str
    inviters: Sequence[tuple[str, str]]
    invited_by: str
    figures: str
    host: str
    cost: str
    purpose_is_long: bool
    """Too long for the column at the side."""
    report: Sequence[tuple[str, str, str]]
    """Label, words, and "late" where it is."""


def facts_of(trip: Trip, parts: Parts, reader: Reader) -> Facts:
    """Return the facts in the reader's words."""
    return Facts(
        days=ngettext("%(num)d day", "%(num)d days", trip.days),
        inviters=[
            (in_language(reader.language, name_lt, name), _organisation_url(number))
            for number, name, name_lt in parts.inviters
        ],
        invited_by=trip.invited_by or "",
        figures=", ".join(
            figure_said(value, label, reader.language) for label, value in parts.figures
        ),
        host=parts.host or "",
        cost=_cost(trip, reader.language),
        purpose_is_long=len(trip.purpose or "") > LONG,
        report=list(_report(trip, reader)),
    )


def _organisation_url(number: int) -> str:
    return url_for("contacts.organisation", organisation_id=number)


def _cost(trip: Trip, language: str) -> str:
    if trip.cost_eur is None:
        return _("cost not given")
    return i18n.euros(trip.cost_eur, language)


def _report(trip: Trip, reader: Reader) -> Iterator[tuple[str, str, str]]:
    if trip.report_due_on:
        yield _("Due"), trip.report_due_on.isoformat(), ""
        late = working_days_late(trip.report_due_on, trip.report_submitted_on or reader.today)
        if late and trip.report_submitted_on is None:
            yield (
                "",
                ngettext("%(num)d working day late", "%(num)d working days late", late),
                "late",
            )
    if trip.report_submitted_on:
        yield pgettext("report", "Submitted"), _submitted(trip, trip.report_submitted_on), ""
    if trip.report_published_on:
        yield pgettext("report", "Published"), trip.report_published_on.isoformat(), ""
    if trip.report_number:
        yield _("Number"), trip.report_number, ""


def _submitted(trip: Trip, on: date) -> str:
    late = working_days_late(trip.report_due_on, on) if trip.report_due_on else 0
    if not late:
        return on.isoformat()
    said = ngettext("%(num)d working day too late", "%(num)d working days too late", late)
    return f"{on.isoformat()}, {said}"


def working_days_late(due: date, until: date) -> int:
    """Return how many working days of ours lie after `due`, up to and with `until`."""
    days = (due + timedelta(days=ahead) for ahead in range(1, (until - due).days + 1))
    return sum(1 for day in days if is_working_day(day))


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its bar and the address of exactly its rows."""

    label: str
    count: int
    url: str
    phase: int = 3


@dataclass(frozen=True, slots=True)
class Brought:
    """What the trip brought, by topic and by phase."""

    topics: Sequence[Bar]
    most: int
    phases: Sequence[Bar]
    parts: Sequence[int]
    total: int


def brought(outcomes: "Outcomes", trip: Trip, language: str) -> Brought:
    """Return the bars of topics and the stacked bar of phases."""
    topics = [
        Bar(in_language(language, lt, english), count, _leads_url(trip, topic=number))
        for number, lt, english, count in outcomes.topics
    ]
    parts = list(outcomes.phases.values())
    return Brought(
        topics=topics,
        most=max((bar.count for bar in topics), default=0),
        phases=[
            Bar(phase_label(phase), count, _leads_url(trip, phase=phase.value), phase.number)
            for phase, count in outcomes.phases.items()
            if count
        ],
        parts=parts,
        total=sum(parts),
    )


def phase_label(key: str) -> str:
    """Return a phase as pages name it."""
    return _phases(language())[key]


@lru_cache
def _phases(_language: str) -> Mapping[str, str]:
    """Return what pages call the phases, in the language that is spoken."""
    return {
        "new": pgettext("phase", "New"),
        "contacted": pgettext("phase", "Contacted"),
        "talking": pgettext("phase", "In discussion"),
        "pilot": pgettext("phase", "Pilot"),
        "agreed": pgettext("phase", "Agreed"),
        "closed": pgettext("phase", "Closed"),
    }


def _leads_url(trip: Trip, **more: Any) -> str:  # noqa: ANN401 - as url_for
    return url_for("leads.index", trip=trip.id, view="all", **more)
