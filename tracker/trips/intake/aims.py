"""Why the trip was made, which event it was for, what it came to, and what was promised."""

import re
from collections.abc import Iterator
from datetime import date

from tracker.core.text import capitalised
from tracker.trips.intake.dates import find_days
from tracker.trips.intake.draft import Confidence, FollowUp
from tracker.trips.intake.findings import Found
from tracker.trips.intake.language import Language
from tracker.trips.intake.lists import at_semicolons, has_bullets, is_item, lines_as_items, list_of
from tracker.trips.intake.source import Source, Span

_LONGEST = 500
_MOST = 40
_LABEL = re.compile(r"[^\W\d_]{4,20}:\s+")
_COMMA = re.compile(r",\s+|\s\(")
_INVITED = re.compile(r"kviet|invit|organiz")


def find_purpose(source: Source, language: Language, sections: list[Span]) -> list[Found[str]]:
    """Return the aims, a sentence each; an infinitive joined to the first begins another."""
    if sections:
        lists = [list_of(source, body) if is_item(source, body) else body for body in sections]
        spans = [each for body in lists for each in _aims(source, language, body)]
    else:
        said = language.purpose.search(source.lower)
        spans = _sentences(source, Span(*said.span("aim")))[:1] if said else []
    sure = Confidence.CERTAIN if sections else Confidence.LIKELY
    aims = [aim for each in spans for aim in _clauses(source, language, each)]
    return [Found(capitalised(source.at(each)), each, sure) for each in aims[:_MOST]]


def _sentences(source: Source, body: Span) -> list[Span]:
    if has_bullets(source, body):
        return [each for each in lines_as_items(source, body) if source.at(each)[-1] != ":"]
    return [source.without_stop(each) for each in source.sentences(body)]


def _aims(source: Source, language: Language, body: Span) -> list[Span]:
    """Return the sentences of a purpose up to the one that tells of the journey itself."""
    sentences = _sentences(source, body)
    told = (
        place for place, each in enumerate(sentences) if place and _tells(source, language, each)
    )
    return sentences[: next(told, len(sentences))]


def _tells(source: Source, language: Language, sentence: Span) -> bool:
    aim = language.aim.match(source.lower, sentence.start, sentence.end)
    if not aim and language.tells.match(source.lower, sentence.start, sentence.end):
        return True
    dated = source.flat[sentence.start].isdigit()  # „09-26 – susitikimas taryboje“
    return not aim and (dated or source.says(language.went, sentence) is not None)


def _clauses(source: Source, language: Language, span: Span) -> Iterator[Span]:
    start = span.start
    if language.aim.match(source.lower, span.start, span.end):
        for joint in language.next_aim.finditer(source.lower, span.start, span.end):
            yield source.trim(Span(start, joint.start()), also=",")
            start = joint.end()
    yield source.trim(Span(start, span.end), also=",")


def find_conclusions(source: Source, sections: list[Span]) -> Found[str] | None:
    """Return what stands under the conclusions, as one piece of text."""
    body = next((each for each in sections if source.at(each)), None)
    return Found(source.at(body), body, Confidence.CERTAIN) if body else None


def find_event(
    source: Source,
    language: Language,
    sections: list[Span],
    *,
    incoming: bool,
    promised: list[Span],
) -> Found[str] | None:
    """Return the event's name: what its section says, or a name beside „konferencija“.

    Guests come to us and not to an event: one that their report names is another. So is one that
    stands among what is `promised`, or after a promise: an invitation to the next.
    """
    line = next((line for body in sections for line in source.lines(body)), None)
    if line:
        return _event_line(source, language, line)
    for pattern in () if incoming else language.event:
        named = (Span(*match.span("name")) for match in pattern.finditer(source.flat))
        named = (each for each in named if not _is_promised(source, language, each))
        span = next((each for each in named if not any(map(each.touches, promised))), None)
        if span:
            return Found(language.event_name(source.at(span)), span, Confidence.LIKELY)
    return None


def _is_promised(source: Source, language: Language, name: Span) -> bool:
    """Say whether a promise leads up to a name: „pakvies orkestrą į festivalį „Vasara““."""
    return source.says(language.promise, source.before(name.start)) is not None


def _event_line(source: Source, language: Language, line: Span) -> Found[str]:
    """Return the line up to who invited, in brackets, or up to the days or the place."""
    bracket = source.flat.find("(", line.start + 1, line.end)
    invited = bracket > 0 and _INVITED.search(source.lower, bracket, line.end)
    ends = [bracket if invited else line.end]
    for sign in _COMMA.finditer(source.flat, line.start + 1, line.end):
        rest = Span(sign.end(), line.end)
        place = language.place(source, rest)
        places = [place.span] if place and place.country else []
        if any(
            each.start == rest.start
            for each in [*places, *(days.span for days in find_days(source, rest))]
        ):
            ends.append(sign.start())
    span = source.trim(Span(line.start, min(ends)), also=".,;")
    return Found(source.at(span), span, Confidence.CERTAIN)


def find_follow_ups(
    source: Source,
    language: Language,
    sections: list[Span],
    *,
    elsewhere: list[Span],
    after: date | None,
) -> list[Found[FollowUp]]:
    """Return what the report says was agreed or promised; nothing is concluded from silence.

    `elsewhere` are the sentences to look through besides the sections, `after` is the last day of
    the trip: a day without a year is the first such day after it.
    """
    lists = [list_of(source, body) for body in sections]
    told = [each for body in lists for each in _sentences(source, body)]
    found = {part: Confidence.CERTAIN for each in told for part in _parts(source, each)}
    for sentence in elsewhere:
        if any(sentence.touches(body) for body in lists):
            continue
        for part in _parts(source, sentence):
            if _is_promise(language, source.lower[part.start : part.end]):
                found[part] = Confidence.LIKELY
    return [
        Found(FollowUp(source.at(span), _due_day(source, span, after)), span, found[span])
        for span in sorted(found)
        if 3 < span.end - span.start <= _LONGEST and source.at(span)[-1] != ":"
    ][:_MOST]


def _parts(source: Source, sentence: Span) -> Iterator[Span]:
    """Yield what semicolons part in a sentence, each without its bullet and its stop."""
    for part in at_semicolons(source, sentence):
        label = _LABEL.match(source.flat, part.start, part.end)
        yield from lines_as_items(source, Span(label.end() if label else part.start, part.end))


def _is_promise(language: Language, sentence: str) -> bool:
    return len(sentence) <= _LONGEST and language.promise.search(sentence) is not None


def _due_day(source: Source, span: Span, after: date | None) -> date | None:
    """Return the last day that is named as the one until which it must be done."""
    days = [each for each in find_days(source, span) if each.stated]
    if not days and after:
        days = find_days(source, span, after.year)
        later = [each for each in days if each.end >= after]
        days = later or find_days(source, span, after.year + 1)
    return days[-1].end if days else None
