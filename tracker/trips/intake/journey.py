"""Which of the dates are the trip's, and where its place goes; the same in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.trips.intake.dates import Days, find_days, only_year
from tracker.trips.intake.draft import Confidence, Figure, Person
from tracker.trips.intake.findings import Findings, Found
from tracker.trips.intake.places import Place
from tracker.trips.intake.sections import Part, Section, bodies
from tracker.trips.intake.source import Source, Span

_REGISTERED = re.compile(
    r"(?<!\w)(?:nr|no)\.?\s|(?<!\w)(?:parengė|pasirašė|pateikta|prepared|signed)"
)
_DEADLINE = re.compile(r"(?:(?<!\w)(?:iki|by|before|until)|ne vėliau kaip)\s+$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: int
    start: Days
    end: Days

    @property
    def said(self) -> tuple[object, object]:
        return self.start.start, self.end.end


def set_days(
    source: Source, title: Span, sections: list[Section], travel: re.Pattern[str], found: Findings
) -> None:
    """Choose the trip's days: its own section first, then the title, then a sentence of travel.

    When the section and the title do not agree, somebody has to look.
    """
    year = only_year(source)
    candidates = [
        *_in_section(source, bodies(sections, Part.DURATION), year),
        *_in_title(source, title, year),
        *_in_text(source, title, sections, travel),
    ]
    if not candidates:
        return
    best = max(candidates, key=lambda each: each.score)
    sure = _confidence(best, candidates)
    found.start = Found(best.start.start, best.start.span, sure)
    found.end = Found(best.end.end, best.end.span, sure)


def _confidence(best: _Candidate, candidates: list[_Candidate]) -> Confidence:
    strong = [each for each in candidates if each.score >= 3]
    if any(each.said != best.said for each in strong):
        return Confidence.CHECK
    if best.score < 3 or not best.start.stated:
        return Confidence.LIKELY
    return Confidence.CERTAIN


def _in_section(source: Source, spans: list[Span], year: int | None) -> Iterator[_Candidate]:
    days = [each for span in spans for each in find_days(source, _opening(span), year)]
    if days:
        yield _Candidate(
            5, min(days, key=lambda each: each.start), max(days, key=lambda each: each.end)
        )


def _opening(span: Span) -> Span:
    return Span(span.start, min(span.end, span.start + 300))


def _in_title(source: Source, title: Span, year: int | None) -> Iterator[_Candidate]:
    for line in source.lines(_opening_of_title(title)):
        if _REGISTERED.search(source.lower, line.start, line.end):
            continue
        for days in find_days(source, line, year):
            if not _is_deadline(source, days):
                yield _Candidate(4 if days.is_range else 2, days, days)


def _opening_of_title(title: Span) -> Span:
    return Span(title.start, min(title.end, title.start + 1200))


def _in_text(
    source: Source, title: Span, sections: list[Section], travel: re.Pattern[str]
) -> Iterator[_Candidate]:
    later = bodies(sections, Part.FOLLOW_UPS)
    for sentence in source.sentences():
        if sentence in title or any(sentence.touches(each) for each in later):
            continue
        if not travel.search(source.lower, sentence.start, sentence.end):
            continue
        for days in find_days(source, sentence):
            if not _is_deadline(source, days):
                yield _Candidate(1 + days.is_range, days, days)


def _is_deadline(source: Source, days: Days) -> bool:
    before = source.lower[max(0, days.span.start - 20) : days.span.start]
    return not days.is_range and _DEADLINE.search(before) is not None


def set_place(source: Source, places: list[Place], found: Findings) -> None:
    """Take the first place that names a city, with its country from wherever it is said."""
    if not places:
        return
    best = next((each for each in places if each.city), places[0])
    country = best.country
    land, land_span = best, best.country_span
    if best.city and not country:
        same = [each for each in places if each.country and each.city in {best.city, None}]
        if same:
            land, land_span = same[0], same[0].country_span
            country = land.country
    if best.city and best.city_span:
        found.city = Found(best.city, best.city_span, best.confidence)
    if country and land_span:
        sure = Confidence.CERTAIN if land is best and best.city else Confidence.LIKELY
        found.country = Found(country, land_span, sure)
    found.place_as_written = Found(source.at(best.span), best.span, best.confidence)


# Small rules that both languages share.


def without_dates(source: Source, counts: list[Found[Figure]]) -> list[Found[Figure]]:
    """Drop the counts that are the end of a date: „gegužės 17–20 dienomis“."""
    left = []
    for each in counts:
        line = Span(max(0, each.span.start - 40), each.span.end)
        if not any(days.span.touches(each.span) for days in find_days(source, line)):
            left.append(each)
    return left


def whole_line(source: Source, body: Span) -> list[Found[str]]:
    """Return the first line of a section that is there to name one thing."""
    line = next(source.lines(body), None)
    if line is None or line.end - line.start > 150:
        return []
    line = source.without_stop(line)
    return [Found(source.at(line), line, Confidence.LIKELY)]


def met_in(meetings: list[Span], people: list[Found[Person]]) -> list[Found[Person]]:
    """Say of everybody under the heading «Meetings» that they were met."""
    return [
        replace(each, value=replace(each.value, met=True))
        if any(each.span.touches(body) for body in meetings)
        else each
        for each in people
    ]
