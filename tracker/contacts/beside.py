"""What stands beside a contact or an organisation: leads, what happened, where we met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from flask import url_for

from tracker.contacts.words import Reader
from tracker.core import i18n
from tracker.core.due import Due, due_words
from tracker.core.texts import pgettext

if TYPE_CHECKING:
    from tracker.leads.around import Happened, LeadBeside

_ICONS = {"note": "note", "call": "phone", "meeting": "users", "letter": "mail"}
PHASES = ("new", "contacted", "talking", "pilot", "agreed", "closed")


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A lead as a contact's, organisation's or topic's page shows it."""

    url: str
    title: str
    phase: int
    stage: str
    beside: str
    owner: str
    step: str
    due: Due | None


def lead_lines(
    leads: Iterable["LeadBeside"], reader: Reader, *, with_contact: bool = False
) -> list[LeadLine]:
    """Return leads as rows; beside a contact's name, or else the organisation's."""
    return [_lead_line(lead, reader, with_contact=with_contact) for lead in leads]


def _lead_line(lead: "LeadBeside", reader: Reader, *, with_contact: bool) -> LeadLine:
    in_lithuanian = reader.language == "lt"
    at = lead.organisation_lt if in_lithuanian else None
    people = lead.contact if with_contact else None
    due = None
    if lead.next_step_on:
        due = due_words(
            lead.next_step_on, lead.next_step_at, today=reader.today, language=reader.language
        )
    return LeadLine(
        url=url_for("leads.show", lead_id=lead.id),
        title=lead.title,
        phase=PHASES.index(lead.phase.value) + 1,
        stage=lead.stage_lt if in_lithuanian else lead.stage_en,
        beside=people or at or lead.organisation or "",
        owner=f"{lead.owner_given} {lead.owner_family}" if lead.owner_given else "",
        step=lead.next_step or "",
        due=due,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, as the timeline component takes it."""

    icon: str
    who: str
    did: str
    at: str
    when: str
    text: str
    lang: str | None


def timeline_of(happened: Iterable["Happened"], reader: Reader) -> list[Entry]:
    """Return notes, calls, meetings and letters as a timeline."""
    return [
        Entry(
            icon=_ICONS[one.kind.value],
            who=f"{one.author_given} {one.author_family}" if one.author_given else "–",
            did=_did(one),
            at=one.happened_on.isoformat(),
            when=_day(one.happened_on, one.happened_at, reader),
            text=one.text,
            lang=one.language if one.language != reader.language else None,
        )
        for one in happened
    ]


def _did(one: "Happened") -> str:
    deed = {
        "note": pgettext("timeline", "noted"),
        "call": pgettext("timeline", "called"),
        "meeting": pgettext("timeline", "met"),
        "letter": pgettext("timeline", "wrote a letter"),
        "received": pgettext("timeline", "had a letter"),
    }["received" if one.direction and one.direction.value == "received" else one.kind.value]
    return f"{deed} – {one.lead_title}" if one.lead_title else str(deed)


def _day(on: date, at: time | None, reader: Reader) -> str:
    day = i18n.day_and_month(on, reader.language)
    if on.year != reader.today.year:
        day = i18n.long_date(on, reader.language)
    return f"{day}, {i18n.clock_time(at)}" if at else day


def met_words(row: Any, reader: Reader) -> tuple[str, str]:  # noqa: ANN401 - a row of trips
    """Return (words, address) of where we met: the trip's city and year, and the day if known."""
    trip_id, city, start, _end, _how, met_on = row
    day = f", {_day(met_on, None, reader)}" if met_on else ""
    return f"{city} {start.year}{day}", url_for("trips.show", trip_id=trip_id)
