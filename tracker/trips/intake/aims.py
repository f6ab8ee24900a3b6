"""Why the trip was made, what it came to, what was promised, and which event it was for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.trips.intake.dates import find_days
from tracker.trips.intake.draft import Confidence, FollowUp
from tracker.trips.intake.findings import Found
from tracker.trips.intake.lists import has_bullets, lines_as_items, list_of
from tracker.trips.intake.source import WORD, Source, Span

_AND_INFINITIVE = re.compile(
    rf"(?:\s+bei|;|,\s*taip pat|\s+taip pat|,\s*bei)\s+(?=(?:{WORD}\s+){{0,1}}[^\W\d_]+tis?\s)"
)
_INFINITIVE = re.compile(r"^[^\W\d_]{3,}ti(?:s)?\b")
_PURPOSE = re.compile(
    r"(?<!\w)(?:komandiruotės|vizito|kelionės|išvykos|viešnagės)\s+tiksl(?:as|ai)\s*"
    r"(?:buvo|yra|–|—|-|:)\s*(?P<aim>[^\n]{4,600})"
)
_AGREED = re.compile(
    r"^(?:taip pat\s+)?(?:su(?:si)?tarta|nutarta|įsipareigota|pažadėta|numatyta|nuspręsta|"
    r"planuojama|sutarėme|susitarėme|įsipareigojome|pažadėjome)(?!\w)"
)
_PROMISED = re.compile(
    r"(?<!\w)(?:su(?:si)?tarta|susitarta|nutarta|sutarė|susitarė|sutarėme|susitarėme|"
    r"įsipareigoj\w+|"
    r"įsipareigota|pažadė\w+|nuspręsta|nusprendė)(?!\w)"
)
_TASK = re.compile(
    r"^(?:iki|ne vėliau kaip)\s.{4,60}?\b[^\W\d_]{3,}ti(?:s)?\b|(?<!\w)(?:turi|"
    r"privalo|reikia|būtina)"
    r"\s+[^\W\d_]{3,}ti(?:s)?\b.{0,80}\biki\s"
)
_DONE_THING = re.compile(r"\b[^\W\d_]{3,}ti(?:s)?\b|(?<!\w)kad(?!\w)|\bdėl\b")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where to look for promises outside their own section: not where topics were read."""

    within: Span
    taken: list[Span]

    def sentences(self, source: Source, but: list[Span]) -> Iterator[Span]:
        """Yield the sentences that touch neither a topic nor the stretches in `but`."""
        for sentence in source.sentences(self.within):
            if not any(sentence.touches(each) for each in [*self.taken, *but]):
                yield sentence


_MOST = 40


def find_purpose(source: Source, sections: list[Span], elsewhere: Span) -> list[Found[str]]:
    """Return the aims, a sentence each; „bei“ with an infinitive after it begins another."""
    bodies = (
        sections
        or [
            Span(*match.span("aim"))
            for match in _PURPOSE.finditer(source.lower, elsewhere.start, elsewhere.end)
        ][:1]
    )
    sure = Confidence.CERTAIN if sections else Confidence.LIKELY
    found: list[Found[str]] = []
    for body in bodies:
        for span in _sentences(source, body, sections=bool(sections)):
            found += [
                Found(_capital(source.at(each)), each, sure) for each in _clauses(source, span)
            ]
    return found[:_MOST]


def _sentences(source: Source, body: Span, *, sections: bool) -> list[Span]:
    if has_bullets(source, body):
        spans = lines_as_items(source, body)
        return [each for each in spans if not source.at(each).endswith(":")]
    spans = [source.without_stop(each) for each in source.sentences(body)]
    return spans if sections else spans[:1]


def _clauses(source: Source, span: Span) -> Iterator[Span]:
    start = span.start
    if _INFINITIVE.match(source.lower[span.start : span.start + 40]):
        for match in _AND_INFINITIVE.finditer(source.lower, span.start, span.end):
            yield source.trim(Span(start, match.start()), also=",")
            start = match.end()
    yield source.trim(Span(start, span.end), also=",")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def find_conclusions(source: Source, sections: list[Span]) -> Found[str] | None:
    """Return what stands under the conclusions, as one piece of text."""
    for body in sections:
        if body.start < body.end and source.at(body):
            return Found(source.at(body), body, Confidence.CERTAIN)
    return None


def find_follow_ups(
    source: Source, sections: list[Span], after: date | None, elsewhere: Elsewhere
) -> list[Found[FollowUp]]:
    """Return what the report says was agreed or promised; nothing is concluded from silence.

    `after` is the last day of the trip: a day without a year is the first such day after it.
    """
    lists = [list_of(source, body) for body in sections]
    spans = [
        (span, Confidence.CERTAIN)
        for body in lists
        for span in _sentences(source, body, sections=True)
    ]
    spans += [
        (source.without_stop(sentence), Confidence.LIKELY)
        for sentence in elsewhere.sentences(source, but=lists)
        if _is_promise(source.lower[sentence.start : sentence.end])
    ]
    found = [
        Found(FollowUp(source.at(span), due_day(source, span, after)), span, sure)
        for span, sure in sorted(spans, key=lambda pair: pair[0])
        if 3 < span.end - span.start <= _LONGEST and source.at(span)[-1] != ":"
    ]
    return found[:_MOST]


def _is_promise(sentence: str) -> bool:
    if _TASK.search(sentence):
        return True
    match = _AGREED.search(sentence) or _PROMISED.search(sentence)
    return match is not None and _DONE_THING.search(sentence, match.end()) is not None


def due_day(source: Source, span: Span, after: date | None) -> date | None:
    """Return the last day that is named as the one until which it must be done."""
    days = [each for each in find_days(source, span) if each.stated]
    if not days and after:
        days = find_days(source, span, after.year)
        days = [each for each in days if each.end >= after] or find_days(
            source, span, after.year + 1
        )
    return days[-1].end if days else None


_EVENT_KIND = (
    r"(?:konferencij|forum|parod|kongres|seminar|mug|festival|suvažiavim|sesij|"
    r"susitikim|rengin|asamblėj|viršūnių susitikim|hakaton|dirbtuv)\w*"
)
_QUOTED = r"[„“\"«](?P<name>[^„“”\"»\n]{3,120})[“”\"»]"
_EVENT = re.compile(rf"(?<!\w){_EVENT_KIND}\s+{_QUOTED}")
_EVENT_AFTER = re.compile(rf"{_QUOTED}\s+(?:\w+\s+)?{_EVENT_KIND}")


def find_event(source: Source, sections: list[Span]) -> Found[str] | None:
    """Return the event's name: what its section says, or a quoted name beside „konferencija“."""
    for body in sections:
        line = next(iter(source.lines(body)), None)
        if line:
            return _event_line(source, line)
    for pattern in (_EVENT, _EVENT_AFTER):
        match = pattern.search(source.flat) or pattern.search(source.lower)
        if match:
            span = Span(*match.span("name"))
            return Found(source.at(span), span, Confidence.LIKELY)
    return None


def _event_line(source: Source, line: Span) -> Found[str]:
    """Return the line without what stands in brackets at its end about who invited."""
    bracket = source.flat.find("(", line.start, line.end)
    invited = bracket >= 0 and re.search(r"kviet|invit|organiz", source.lower[bracket : line.end])
    span = source.trim(Span(line.start, bracket if invited else line.end), also=".,;")
    if span.start == span.end:
        span = source.trim(line)
    return Found(source.at(span), span, Confidence.CERTAIN)
