"""Contacts and organisations as pages show them: words and addresses made ready for templates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from tracker.contacts.card import ContactCard, Place, Way
from tracker.contacts.hours import LocalTime, Office, Rest, local_time, rests_ahead
from tracker.contacts.models import ContactStatus, Organisation
from tracker.contacts.names import initials
from tracker.contacts.phones import show_phone
from tracker.contacts.queries import OrganisationWhole
from tracker.contacts.salutations import Person, suggest, suggest_lithuanian
from tracker.contacts.words import (
    KIND_WORDS,
    SOURCE_WORDS,
    STATUS_WORDS,
    Reader,
    called,
    language_name,
)
from tracker.core import i18n
from tracker.core.addresses import row_url
from tracker.core.i18n import in_language
from tracker.core.texts import gettext as _
from tracker.core.workdays import UNNAMED


@dataclass(frozen=True, slots=True)
class Link:
    """A way to reach somebody, as a link where a device can follow it."""

    icon: str
    text: str
    url: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact as its page shows it."""

    id: int
    name: str
    initials: str
    facts: Any
    role: str
    place: Place | None
    organisation: str
    ways: list[Link]
    call_url: str
    write_url: str
    clock: "ClockShown | None"
    rests: Sequence[tuple[str, str]] | None
    """(day, name) of public holidays that come; None where there is no data."""
    country: str
    languages: str
    salutation: str
    salutation_lt: str
    suggested: str
    suggested_lt: str
    places: list[tuple[Place, str, str]]
    """Each with its name for this reader and from when to when."""
    status: str
    source: str
    notice: str
    is_notice_late: bool


@dataclass(frozen=True, slots=True)
class ClockShown:
    """The time there, in words."""

    time: str
    office: str
    best: str


def contact_shown(card: ContactCard, reader: Reader) -> ContactShown:
    """Return a contact as its page shows it."""
    facts = card.facts
    place = card.place
    title = (place.title if place else None) or facts.title or ""
    person = Person.of(facts)
    notice, is_late = _notice(facts, reader)
    return ContactShown(
        id=facts.id,
        name=called(facts.name, facts.placeholder_number, facts.placeholder_count),
        initials=initials(facts.name),
        facts=facts,
        role=title if title != facts.name else "",
        place=place,
        organisation=_name_of(place, reader) if place else "",
        ways=list(_ways(card)),
        call_url=next((f"tel:{way.kind}" for way in card.phones if way.kind), ""),
        write_url=next((f"mailto:{way.text}" for way in card.emails if not way.has_bounced), ""),
        clock=clock_shown(facts.time_zone, facts.country, reader),
        rests=rests_shown(facts.country, reader),
        country=i18n.country_name(facts.country, reader.language),
        languages=_languages(facts, reader),
        salutation=facts.salutation or "",
        salutation_lt=facts.salutation_lt or "",
        suggested="" if facts.salutation else suggest(person) or "",
        suggested_lt="" if facts.salutation_lt else suggest_lithuanian(person) or "",
        places=[(each, _name_of(each, reader), _when(each)) for each in card.places],
        status=str(STATUS_WORDS[facts.status]) if facts.status is not ContactStatus.ACTIVE else "",
        source=str(SOURCE_WORDS[facts.source]) if facts.source else "",
        notice=notice,
        is_notice_late=is_late,
    )


def clock_shown(zone: str | None, country: str | None, reader: Reader) -> ClockShown | None:
    """Return the time in a zone and whether they work now; nothing where no zone is known."""
    if not zone:
        return None
    there = local_time(reader.now, there=ZoneInfo(zone), country=country, here=reader.zone)
    return ClockShown(i18n.clock_time(there.now), _office(there), _best(there))


def _office(there: LocalTime) -> str:
    words = {
        Office.OPEN: _("working hours"),
        Office.NOT_YET: _("the working day has not begun"),
        Office.OVER: _("the working day is over"),
        Office.WEEKEND: _("weekend"),
        Office.HOLIDAY: _("a public holiday"),
    }
    when = {1: _("tomorrow already"), -1: _("still yesterday")}.get(there.day_ahead)
    return ", ".join(part for part in (when, str(words[there.office])) if part)


def _best(there: LocalTime) -> str:
    if there.best_from is None or there.best_until is None:
        return _("Our working hours do not meet.")
    start, end = _hour(there.best_from), _hour(there.best_until)
    return _("Best to call %(start)s–%(end)s our time.", start=start, end=end)


def _hour(at: time) -> str:
    return str(at.hour) if at.minute == 0 else i18n.clock_time(at)


def rests_shown(country: str | None, reader: Reader) -> list[tuple[str, str]] | None:
    """Return (day, name) of the public holidays that come; None where there is no data."""
    rests = rests_ahead(country, reader.today, reader.language)
    return None if rests is None else [_rest(rest, reader) for rest in rests]


def _rest(rest: Rest, reader: Reader) -> tuple[str, str]:
    name = _("public holiday") if rest.name == UNNAMED else rest.name
    return i18n.weekday_and_date(rest.on, reader.language), name


def _name_of(place: Place, reader: Reader) -> str:
    return in_language(reader.language, place.organisation_lt, place.organisation)


def _when(place: Place) -> str:
    if place.until:
        since = place.since.isoformat() if place.since else "…"
        return f"{since} – {place.until.isoformat()}"
    return _("since %(day)s", day=place.since.isoformat()) if place.since else ""


def _ways(card: ContactCard) -> Iterator[Link]:
    for way in card.phones:
        yield _phone(way)
    for way in card.emails:
        hint = _("does not reach them") if way.has_bounced else ""
        yield Link("mail", way.text, f"mailto:{way.text}", hint)
    for way in card.messengers:
        yield Link("message", way.text, hint="" if way.kind == "–" else way.kind or "")


def _phone(way: Way) -> Link:
    if way.kind is None:
        return Link("phone", way.text, hint=_("check the number"))
    shown = show_phone(way.kind)
    typed = way.text if "".join(filter(str.isdigit, way.text)) not in shown.replace(" ", "") else ""
    return Link("phone", shown, f"tel:{way.kind}", typed)


def _languages(facts: Any, reader: Reader) -> str:  # noqa: ANN401 - a contact's row
    codes = [facts.language, *facts.other_languages] if facts.language else facts.other_languages
    return ", ".join(language_name(code, reader.language) for code in dict.fromkeys(codes))


def _notice(facts: Any, reader: Reader) -> tuple[str, bool]:  # noqa: ANN401 - a contact's row
    """Say whether the person was told that we hold their data, and whether it is overdue."""
    if facts.notice_sent_on:
        return _("told on %(day)s", day=facts.notice_sent_on.isoformat()), False
    if facts.notice_due_on:
        is_late = facts.notice_due_on < reader.today
        return _("must be told by %(day)s", day=facts.notice_due_on.isoformat()), is_late
    return "", False


@dataclass(frozen=True, slots=True)
class OrganisationShown:
    """An organisation as its page shows it."""

    id: int
    name: str
    also: str
    facts: Organisation
    kind: str
    place: str
    clock: ClockShown | None
    rests: Sequence[tuple[str, str]] | None
    aliases: Sequence[str]
    topics: Sequence[tuple[str, str]]


def organisation_shown(
    found: OrganisationWhole, topics: Sequence[tuple[int, str]], reader: Reader
) -> OrganisationShown:
    """Return an organisation as its page shows it; `topics` are all there are."""
    facts = found.organisation
    name = facts.display_name(reader.language)
    country = i18n.country_name(facts.country, reader.language)
    return OrganisationShown(
        id=facts.id,
        name=name,
        also=facts.name if facts.name != name else "",
        facts=facts,
        kind=str(KIND_WORDS[facts.kind]),
        place=", ".join(part for part in (facts.city, country) if part),
        clock=clock_shown(facts.time_zone, facts.country, reader),
        rests=rests_shown(facts.country, reader),
        aliases=found.aliases,
        topics=[
            (called_so, row_url("topics.show", number))
            for number, called_so in topics
            if number in found.topic_ids
        ],
    )
