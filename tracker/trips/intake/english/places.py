"""Where a trip went, in English text: „Lublin, Poland“, „to Lublin“."""

import re
from collections.abc import Iterator

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.english.countries import country_at
from tracker.trips.intake.english.people import CAPITAL
from tracker.trips.intake.language import Place
from tracker.trips.intake.source import Source, Span, mixed_case

_CITY = rf"{CAPITAL}(?:[ -]{CAPITAL}){{0,2}}"
_CITY_THEN = re.compile(rf"(?P<city>{_CITY})(?: (?:and|&) {_CITY})?(?:,\s+|\s+\(|\s+in\s+)$")
_FIRST_CITY = re.compile(rf"(?P<city>{_CITY})(?=$|,| and | & )")
_TO_CITY = re.compile(
    rf"(?<!\w)(?:to|in|visited|TO|IN)\s+(?:the\s+[Cc]ity\s+of\s+)?(?P<city>{_CITY})"
)
_NO_CITY = re.compile(
    r"(?i)\b(?:the|report|mayor|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|city|university|republic|europe|council|expo|summit|forum|conference|"
    r"cent(?:er|re)|hall|hotel|palace|our|this|business|official|to|in|of|at|visit|trip|study|"
    r"mission|delegation)\b"
)
_CAPITALISED = re.compile(rf"(?:[Tt]he |THE )?{CAPITAL}")
_GUESTS = re.compile(
    r"(?<!\w)(?:(?:delegation|guests|visitors)\s+(?:\w+\s+){0,3}?from|delegation of)"
    r"\s+(?:the\s+city\s+of\s+)?"
)
_THEIR = re.compile(
    rf"(?<![\w-])(?P<city>{CAPITAL}(?:[ -]{CAPITAL})??) (?:[Cc]ity )?delegation(?!\w)"
)
_NEAR = 90


def find_place(source: Source, within: Span) -> Place | None:
    """Return the place that a stretch of text speaks of."""
    lands = list(_countries(source, within))
    for code, land in lands:
        begin = max(within.start, land.start - _NEAR)
        match = _CITY_THEN.search(source.flat[begin : land.start])
        start = begin + max(_name_begins(match["city"]) + match.start("city"), 0) if match else 0
        if match and start < begin + match.end("city"):
            return _place(source, Span(start, begin + match.end("city")), code, land)
    for match in _TO_CITY.finditer(source.flat, within.start, within.end):
        span = Span(*match.span("city"))
        if not _NO_CITY.search(match["city"]) and not any(span.touches(each) for _, each in lands):
            return _place(source, span)
    return None


def _name_begins(words: str) -> int:
    """Return where the city's own name begins: „Conference Center Bonn“."""
    other = list(_NO_CITY.finditer(words))
    return other[-1].end() + 1 if other else 0


def stated_place(source: Source, line: Span) -> Place | None:
    """Return the place that a line is there to name: also a country or a city alone."""
    place = find_place(source, line)
    if place:
        return place
    land = next(_countries(source, line), None)
    if land:
        return Place(None, land[0], land[1], None, land[1], Confidence.LIKELY)
    first = _FIRST_CITY.match(source.flat, line.start, line.end)
    return _place(source, Span(*first.span("city"))) if first else None


def _place(source: Source, city: Span, code: str | None = None, land: Span | None = None) -> Place:
    text = " ".join(mixed_case(each) for each in source.at(city).split())
    end = land.end if land else city.end
    end += source.flat.startswith(")", end) and "(" in source.flat[city.end : end]
    sure = Confidence.CERTAIN if code else Confidence.LIKELY
    return Place(text, code, Span(city.start, end), city, land, sure)


def _countries(source: Source, within: Span) -> Iterator[tuple[str, Span]]:
    words = list(_CAPITALISED.finditer(source.flat, within.start, within.end))
    for place, word in enumerate(words):
        row = words[place : place + 4]
        found = country_at([each.group().removeprefix("the ") for each in row])
        if found:
            yield found.code, Span(word.start(), row[found.words - 1].end())


def find_origin(source: Source) -> Place | None:
    """Return where a delegation came from: „a delegation from Tainan (Taiwan)“."""
    match = _GUESTS.search(source.lower)
    city = re.compile(_CITY).match(source.flat, match.end()) if match else None
    if match is None or city is None:
        theirs = (Span(*each.span("city")) for each in _THEIR.finditer(source.flat))
        named = (each for each in theirs if not _NO_CITY.search(source.at(each)))
        return next((_place(source, each) for each in named), None)
    end = min(match.end() + _NEAR, len(source.text))
    whole = find_place(source, Span(match.end(), end))
    span = Span(*city.span())
    return whole if whole and whole.city_span == span else _place(source, span)
