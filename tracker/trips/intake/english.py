"""An English report read from top to bottom."""

import re
from collections.abc import Iterator

from tracker.trips.intake import aims, english_people
from tracker.trips.intake import english_matters as matters
from tracker.trips.intake.draft import Confidence, Direction
from tracker.trips.intake.findings import Findings, Found
from tracker.trips.intake.journey import met_in, set_days, set_place, whole_line, without_dates
from tracker.trips.intake.places import Place
from tracker.trips.intake.sections import Part, Section, bodies, find_sections, title_of
from tracker.trips.intake.source import Source, Span
from tracker.trips.intake.towns import TOWNS

_JOURNEY = re.compile(
    r"(?<!\w)(?:business trip|study trip|trip|visit\w*|delegation|mission|travel\w*)(?!\w)"
)
_REPORT = re.compile(
    r"(?<!\w)(?:business trip|study trip|trip report|visit report|delegation|official visit|"
    r"study visit|mission to|visited|report on (?:the|a|our) (?:\w+ ){0,2}(?:trip|visit))(?!\w)"
)
# These speak of other things too, so they count only where a report says what it is.
_PERHAPS = re.compile(r"(?<!\w)(?:visit|trip) (?:to|of)(?!\w)")
_OPENING = 100
_TRAVEL = re.compile(
    r"(?<!\w)(?:travel\w*|visit\w*|took part|participated|attended|trip|mission|"
    r"stayed|hosted|arrived)(?!\w)"
)
_GUESTS = re.compile(
    r"(?<!\w)(?:delegation|guests|visitors)\s+(?:\w+\s+){0,3}?(?=from\s)|(?<!\w)visit of (?:a|the) "
    r"(?:\w+ )?delegation (?=(?:from|of)\s)"
)
_HOSTED = re.compile(r"(?<!\w)(?:(?:received|welcomed|hosted|greeted)(?: by)?)(?!\w)")


def read_english(source: Source) -> Findings:
    """Return what the rules find; nothing from a text that speaks of no journey."""
    found = Findings()
    if not (_REPORT.search(source.lower) or _PERHAPS.search(source.lower, 0, _OPENING)):
        return found
    sections = find_sections(source)
    title = title_of(source, sections)
    _read_journey(source, title, sections, found)
    found.event = (
        aims.find_event(source, bodies(sections, Part.EVENT))
        if bodies(sections, Part.EVENT)
        else matters.find_event(source)
    )
    found.purpose = matters.find_purpose(source, bodies(sections, Part.PURPOSE))
    found.conclusions = aims.find_conclusions(source, bodies(sections, Part.CONCLUSIONS))
    _read_people(source, title, sections, found)
    _read_outcome(source, title, sections, found)
    return found


def _read_journey(source: Source, title: Span, sections: list[Section], found: Findings) -> None:
    places = list(_visited(source, title, sections))
    origin = _origin(source)
    found.direction = _direction(source, places, origin)
    set_days(source, title, sections, _TRAVEL, found)
    if found.direction and found.direction.value is Direction.INCOMING:
        places = [origin] if origin else []
    set_place(source, places, found)


def _visited(source: Source, title: Span, sections: list[Section]) -> Iterator[Place]:
    for body in bodies(sections, Part.PLACE):
        line = next(source.lines(body), None)
        place = matters.find_place(source, line, stated=True) if line else None
        if place:
            yield place
    word = _JOURNEY.search(source.lower, title.start, title.end)
    stretches = [Span(word.end(), title.end)] if word else []
    stretches += [
        each
        for each in source.sentences()
        if _TRAVEL.search(source.lower, each.start, each.end) and not each.touches(title)
    ]
    for stretch in stretches:
        place = matters.find_place(source, stretch, stated=False)
        if place:
            yield place


def _origin(source: Source) -> Place | None:
    match = _GUESTS.search(source.lower)
    if match is None:
        return None
    end = min(match.end() + 90, len(source.text))
    words = re.match(r"(?:from|of)\s+(?:the\s+city\s+of\s+)?", source.lower[match.end() : end])
    start = match.end() + (words.end() if words else 0)
    city = re.match(
        rf"{english_people.CAPITAL}(?:[ -]{english_people.CAPITAL})?", source.flat[start:end]
    )
    if city is None:
        return None
    span = Span(start, start + city.end())
    whole = matters.find_place(source, Span(start, end), stated=False)
    if whole and whole.city_span == span:
        return whole
    return Place(source.at(span), None, span, span, None, Confidence.LIKELY)


def _direction(
    source: Source, visited: list[Place], origin: Place | None
) -> Found[Direction] | None:
    ours = next((each for each in visited if each.city in TOWNS), None)
    if origin and origin.city not in TOWNS and "business trip" not in source.lower:
        return Found(Direction.INCOMING, origin.span, Confidence.LIKELY)
    if ours and visited[0] == ours:
        return Found(Direction.INCOMING, ours.span, Confidence.LIKELY)
    word = _JOURNEY.search(source.lower)
    return Found(Direction.OUTGOING, Span(*word.span()), Confidence.CERTAIN) if word else None


def _read_people(source: Source, title: Span, sections: list[Section], found: Findings) -> None:
    listed, contacts = bodies(sections, Part.DELEGATES), bodies(sections, Part.CONTACTS)
    if found.direction and found.direction.value is Direction.INCOMING:
        found.delegates = english_people.find_hosts(source, _HOSTED)
        known = {each.value.name.lower() for each in found.delegates}
        found.people = english_people.find_people(
            source, source.whole, listed + contacts, known, visit=True
        )
        return
    found.delegates = english_people.find_delegates(source, title, listed, source.whole)
    known = {each.value.name.lower() for each in found.delegates}
    body = Span(title.end, len(source.text))
    others = english_people.find_people(source, body, contacts, known)
    others = [each for each in others if not any(each.span.touches(part) for part in listed)]
    found.people = met_in(bodies(sections, Part.MEETINGS), others)


def _read_outcome(source: Source, title: Span, sections: list[Section], found: Findings) -> None:
    body = Span(title.end, len(source.text))
    found.inviters = english_people.find_inviters(source, source.whole)
    for part in bodies(sections, Part.INVITERS):
        named = english_people.find_organisations(source, part)
        found.inviters += named or whole_line(source, part)
    every = english_people.find_organisations(source, body)
    found.organisations = [each for each in every if not _is_ours(each.value)]
    found.figures = without_dates(source, matters.find_figures(source, body))
    found.placeholders = matters.find_placeholders(source, body)
    found.topics = matters.find_topics(source, body, bodies(sections, Part.TOPICS))
    last = found.end.value if found.end else None
    steps = bodies(sections, Part.FOLLOW_UPS)
    found.follow_ups = matters.find_follow_ups(
        source, steps, last, aims.Elsewhere(body, [each.span for each in found.topics])
    )


def _is_ours(name: str) -> bool:
    return any(name.startswith(town) for town in TOWNS) or name.lower() in {
        "city council", "town council", "the city council", "district council",
    }  # fmt: skip
