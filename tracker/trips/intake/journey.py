"""Which way the journey went, on which days, and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from tracker.trips.intake.dates import Days, find_days, only_year
from tracker.trips.intake.draft import Confidence, Direction
from tracker.trips.intake.findings import Findings, Found
from tracker.trips.intake.language import Language, Place
from tracker.trips.intake.sections import Part, Section, bodies
from tracker.trips.intake.source import Source, Span
from tracker.trips.intake.vocabulary import TOWNS

# A line that tells when the report itself was written, and a day that is a term.
_WRITTEN = re.compile(
    r"(?<!\w)(?:(?:nr|no)\.?\s|(?:parengė|pasirašė|pateikta|prepared|signed)|date:)"
)
_DEADLINE = re.compile(r"(?:(?<!\w)(?:iki|by|before|until)|ne vėliau kaip)\s+$")
# In a memo, «Date» is the day on which it was written.
_MEMO = re.compile(r"^(?:from|to|nuo|kam):", re.MULTILINE)
_LOOKED_THROUGH = 1200
_ONE_PLACE = 80
_ONE_SENTENCE = 100
_DATE_LINE = 40
_COLON = re.compile(r"(?: report)?:")  # „Komandiruotė: Ryga, Latvija“
_FIRST_LINES = 15
_MORE = re.compile(r"\d|[.;] ")


def read_journey(
    source: Source, language: Language, title: Span, sections: list[Section], found: Findings
) -> None:
    """Fill in the direction, the days and the place."""
    origin = language.origin(source)
    visited = list(_visited(source, language, title, sections))
    found.direction = _direction(source, language, origin, visited)
    _set_days(list(_candidates(source, language, title, sections)), found)
    incoming = found.direction and found.direction.value is Direction.INCOMING
    named = language.place(source, title) if incoming and origin else None
    places = [each for each in (origin, named) if each] if incoming else visited
    if places:
        _set_place(source, places, found)


def _visited(
    source: Source, language: Language, title: Span, sections: list[Section]
) -> Iterator[Place]:
    """Yield the places in the order of trust: the line «Vieta», the title, sentences of travel."""
    for section in sections:
        both = section.part is Part.DURATION and source.says(language.where, section.heading)
        if section.part is Part.PLACE or both:
            yield from _stated(source, language, section.body)
    yield from (place for _, place in _of_event(source, language, sections))
    yield from _in_heading(source, language, title)
    for sentence in source.sentences():
        if source.says(language.travel, sentence):
            place = language.place(source, sentence)
            if place and place.city:
                yield place
    yield from (place for _, place in _datelines(source, language))
    begin = Span(0, min(_LOOKED_THROUGH, len(source.text)))
    yield from (each for each in abroad(source, language, begin) if each.city)


def abroad(source: Source, language: Language, within: Span) -> Iterator[Place]:
    """Yield the places in other countries."""
    for sentence in source.sentences(within):
        place = language.place(source, sentence)
        if place and place.country not in {None, "LT"}:
            yield place


def _datelines(source: Source, language: Language) -> Iterator[tuple[Days, Place]]:
    """Yield the days and the place of a line that says both: „Hamburg, Germany, 2-3 June 2026“."""
    for sentence in islice(source.sentences(), _FIRST_LINES):
        if sentence.end - sentence.start <= _ONE_SENTENCE:
            yield from _days_and_place(source, language, sentence)


def _of_event(
    source: Source, language: Language, sections: list[Section]
) -> Iterator[tuple[Days, Place]]:
    """Yield the days and the place of the line that names the event, where it says both."""
    for body in bodies(sections, Part.EVENT):
        yield from _days_and_place(source, language, next(source.lines(body), body))


def _days_and_place(source: Source, language: Language, line: Span) -> Iterator[tuple[Days, Place]]:
    days, place = find_days(source, line), language.place(source, line)
    if days and place and place.country:
        yield days[0], place


def _stated(source: Source, language: Language, body: Span) -> Iterator[Place]:
    """Read the line that is there to name the place: as written, if it says nothing else."""
    line = next(source.lines(body), body)
    place = language.stated_place(source, line)
    row = source.without_stop(line)
    only = row.end - row.start <= _ONE_PLACE and not _MORE.search(source.at(row))
    if place:
        yield replace(place, span=row) if only else place


def _in_heading(source: Source, language: Language, title: Span) -> Iterator[Place]:
    """Read the places after the words of the journey; without such a word, a country's city."""
    words = list(language.journey.finditer(source.lower, title.start, title.end))
    for word in words:
        after = Span(word.end(), min(title.end, word.end() + 200))
        if colon := _COLON.match(source.lower, after.start, after.end):
            yield from _stated(source, language, Span(colon.end(), after.end))
        elif place := language.place(source, after):
            yield place
    if not words and source.says(language.account, title):
        place = language.place(source, title)
        if place and place.country:
            yield place


def _direction(
    source: Source, language: Language, origin: Place | None, visited: list[Place]
) -> Found[Direction] | None:
    sent = language.sent.search(source.lower)
    if sent:
        return Found(Direction.OUTGOING, Span(*sent.span()), Confidence.CERTAIN)
    ours = next((each for each in visited if each.city in TOWNS), None)
    foreign = origin if origin and origin.city not in TOWNS else None
    if foreign and (ours or not visited or visited[0].city == foreign.city):
        sure = Confidence.CERTAIN if ours else Confidence.LIKELY
        return Found(Direction.INCOMING, foreign.span, sure)
    if ours and visited[0] == ours:
        return Found(Direction.INCOMING, ours.span, Confidence.LIKELY)
    told = (language.report, language.perhaps, language.account, language.been)
    word = next(filter(None, (each.search(source.lower) for each in told)), None)
    span = Span(*word.span()) if word else visited[0].span if visited else None
    return Found(Direction.OUTGOING, span, Confidence.LIKELY) if span else None


# When.


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Days that may be the trip's, and how much speaks for them."""

    score: int
    first: Days
    last: Days

    @property
    def is_strong(self) -> bool:
        """Say whether a section or a range in the title gives them."""
        return self.score >= 3


def _candidates(
    source: Source, language: Language, title: Span, sections: list[Section]
) -> Iterator[_Candidate]:
    """Yield the days of their own section, of the title and of the sentences of travel."""
    year, written = only_year(source), _written_on(source)
    year = year or (written.year if written else None)
    memo = source.says(_MEMO, title)
    stated = [
        days
        for each in bodies([] if memo else sections, Part.DURATION, Part.PLACE)
        for days in find_days(source, next(source.lines(each), each), year)
    ]
    if stated:
        first, last = min(stated, key=lambda days: days.start), max(stated, key=lambda d: d.end)
        yield _Candidate(5, first, last)
    yield from _in_title(source, title, year)
    for days, _ in [*_of_event(source, language, sections), *_datelines(source, language)]:
        yield _Candidate(3, days, days)
    yield from _alone(source)
    yield from _only_day(source, year, written)
    later = bodies(sections, Part.FOLLOW_UPS)
    for sentence in source.sentences():
        elsewhere = sentence in title or any(sentence.touches(each) for each in later)
        if not elsewhere and source.says(language.travel, sentence):
            for days in _no_terms(source, sentence, year):
                if not days.stated and written and days.end > written:
                    continue  # of the year before, or not of this trip
                if days.stated or days.is_range:
                    yield _Candidate(days.stated + days.is_range, days, days)


def _written_on(source: Source) -> date | None:
    """Return the day that stands alone on a line: the day of the report itself."""
    short = (line for line in source.lines() if line.end - line.start < _DATE_LINE)
    for line in short:
        days = find_days(source, line)
        if len(days) == 1 and not days[0].is_range and days[0].span == source.without_stop(line):
            return days[0].end
    return None


def _in_title(source: Source, title: Span, year: int | None) -> Iterator[_Candidate]:
    for line in source.lines(Span(title.start, min(title.end, title.start + _LOOKED_THROUGH))):
        if not source.says(_WRITTEN, line):
            for days in _no_terms(source, line, year):
                alone = days.span == source.without_stop(line)  # may be when it was written
                yield _Candidate(4 if days.is_range else 0 if alone else 2, days, days)


def _only_day(source: Source, year: int | None, written: date | None) -> Iterator[_Candidate]:
    """Yield the one day that a text without other days tells of, up to when it was written."""
    days = [each for each in _no_terms(source, source.whole, year) if not each.stated]
    past = [each for each in days if written and each.end <= written]
    if len({(each.start, each.end) for each in past}) == 1:
        yield _Candidate(1, past[0], past[0])


def _alone(source: Source) -> Iterator[_Candidate]:
    """Yield the days from and to that are all that one of the first lines says."""
    for line in islice(source.lines(), _FIRST_LINES):
        for days in find_days(source, line):
            if days.is_range and days.span == source.without_stop(line):
                yield _Candidate(3, days, days)


def _no_terms(source: Source, within: Span, year: int | None) -> Iterator[Days]:
    for days in find_days(source, within, year):
        before = source.lower[max(0, days.span.start - 20) : days.span.start]
        if days.is_range or not _DEADLINE.search(before):
            yield days


def _set_days(candidates: list[_Candidate], found: Findings) -> None:
    """Take the likeliest days; where section and title do not agree, somebody has to look."""
    if not candidates:
        return
    best = max(candidates, key=lambda each: each.score)
    said = {(each.first.start, each.last.end) for each in candidates if each.is_strong}
    sure = Confidence.CERTAIN if best.is_strong and best.first.stated else Confidence.LIKELY
    sure = Confidence.CHECK if len(said) > 1 else sure
    found.start = Found(best.first.start, best.first.span, sure)
    found.end = Found(best.last.end, best.last.span, sure)


# Where.


def _set_place(source: Source, places: list[Place], found: Findings) -> None:
    """Take the first place that names a city, with its country from wherever it is said."""
    best = next((each for each in places if each.city), places[0])
    same = [best, *(each for each in places if each.city in {best.city, None})]
    land = next((each for each in same if each.country), None)
    best = land if land and land.city else best
    if best.city and best.city_span:
        found.city = Found(best.city, best.city_span, best.confidence)
    if land and land.country and land.country_span:
        sure = Confidence.CERTAIN if land is best and best.city else Confidence.LIKELY
        found.country = Found(land.country, land.country_span, sure)
    found.place_as_written = Found(source.at(best.span), best.span, best.confidence)
