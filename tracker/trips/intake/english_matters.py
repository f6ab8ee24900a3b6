"""Place, aims, topics, figures and promises in English text."""

import re
from collections.abc import Iterator
from datetime import date

from tracker.trips.intake.aims import Elsewhere, due_day
from tracker.trips.intake.cases import mixed_case
from tracker.trips.intake.draft import Confidence, Figure, FollowUp, Placeholder
from tracker.trips.intake.english_people import CAPITAL
from tracker.trips.intake.findings import Found
from tracker.trips.intake.lists import (
    bullets_below,
    has_bullets,
    lines_as_items,
    list_of,
    split_items,
)
from tracker.trips.intake.numbers import NUMERAL, numeral_value, words_value
from tracker.trips.intake.places import Place
from tracker.trips.intake.source import Source, Span
from tracker.trips.intake.territories import english_country_at
from tracker.trips.intake.vocabulary import table

# Where.

_CITY = rf"{CAPITAL}(?:[ -]{CAPITAL}){{0,2}}"
_CITY_THEN = re.compile(rf"(?P<city>{_CITY})(?P<gap>,\s+|\s+\(|\s+in\s+)$")
_TO_CITY = re.compile(
    rf"(?<!\w)(?:to|in|visited|TO|IN)\s+(?:the\s+[Cc]ity\s+of\s+)?(?P<city>{_CITY})"
)
_NO_CITY = re.compile(
    r"(?i)\b(?:the|report|mayor|january|february|march|april|may|june|july|august|"
    r"september|october|"
    r"november|december|city|university|republic|europe|council|expo|summit|forum|conference)\b"
)


def find_place(source: Source, within: Span, *, stated: bool) -> Place | None:
    """Return the place that a stretch of text speaks of: „Lublin, Poland“, „to Lublin“."""
    lands = list(_countries(source, within))
    for code, land in lands:
        before = source.flat[max(within.start, land.start - 60) : land.start]
        match = _CITY_THEN.search(before)
        if match and not _NO_CITY.search(match["city"]):
            start = land.start - len(before) + match.start("city")
            return _place(source, Span(start, start + len(match["city"])), code, land)
    for match in _TO_CITY.finditer(source.flat, within.start, within.end):
        span = Span(*match.span("city"))
        if not _NO_CITY.search(match["city"]) and not any(span.touches(each) for _, each in lands):
            return _place(source, span, None, None)
    if stated and lands:
        return Place(None, lands[0][0], lands[0][1], None, lands[0][1], Confidence.LIKELY)
    return _bare(source, within) if stated else None


def _bare(source: Source, within: Span) -> Place | None:
    match = re.fullmatch(_CITY, source.flat[within.start : within.end])
    return _place(source, within, None, None) if match else None


def _place(source: Source, city: Span, code: str | None, land: Span | None) -> Place:
    text = " ".join(mixed_case(each) for each in source.at(city).split())
    end = land.end if land else city.end
    end += source.flat[end : end + 1] == ")" and "(" in source.flat[city.end : end]
    sure = Confidence.CERTAIN if code else Confidence.LIKELY
    return Place(text, code, Span(city.start, end), city, land, sure)


def _countries(source: Source, within: Span) -> Iterator[tuple[str, Span]]:
    words = list(
        re.finditer(rf"(?:[Tt]he |THE )?{CAPITAL}", source.flat[within.start : within.end])
    )
    for place, word in enumerate(words):
        texts = [each.group().removeprefix("the ") for each in words[place : place + 4]]
        found = english_country_at(texts)
        if found:
            last = words[place + found.words - 1]
            yield found.code, Span(within.start + word.start(), within.start + last.end())


# Why.

_AIM = re.compile(
    r"(?<!\w)(?:purpose|aim|aims|objective|objectives|goal|goals)\s+of\s+(?:the|this|our)\s+"
    r"(?:\w+\s+)?(?:trip|visit|mission|journey)\s+(?:was|were|is)\s*:?\s*(?P<aim>[^\n]{4,600})"
)
_AND_TO = re.compile(r"(?:;|,)?\s+and\s+(?=to\s)|;\s*|,\s+(?=to\s)")


def find_purpose(source: Source, sections: list[Span]) -> list[Found[str]]:
    """Return the aims: the sentences of their section, or what „the aim … was“ goes on to say."""
    sure = Confidence.CERTAIN if sections else Confidence.LIKELY
    bodies = sections or [
        next(source.sentences(Span(*match.span("aim"))))
        for match in list(_AIM.finditer(source.lower))[:1]
    ]
    found: list[Found[str]] = []
    for body in bodies:
        for span in _sentences(source, body):
            found += [
                Found(_capital(source.at(each)), each, sure) for each in _clauses(source, span)
            ]
    return found


def _sentences(source: Source, body: Span) -> list[Span]:
    if has_bullets(source, body):
        return [each for each in lines_as_items(source, body) if source.at(each)[-1] != ":"]
    return [source.without_stop(each) for each in source.sentences(body)]


def _clauses(source: Source, span: Span) -> Iterator[Span]:
    start = span.start
    if source.lower.startswith("to ", span.start):
        for match in _AND_TO.finditer(source.lower, span.start, span.end):
            yield source.trim(Span(start, match.start()), also=",")
            start = match.end()
    yield source.trim(Span(start, span.end), also=",")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# Which event.

_EVENT_KINDS = r"(?:Conference|Forum|Summit|Expo|EXPO|Congress|Fair|Exhibition|Festival|Symposium)"
_EVENT = re.compile(
    rf"(?<![\w-])(?:{CAPITAL}\s+(?:(?:and|of|&|for|on)\s+)?){{1,7}}{_EVENT_KINDS}"
    rf"(?:\s+(?:on|of|&)\s+{CAPITAL}(?:\s+{CAPITAL}){{0,4}})?(?:\s+(?:19|20)\d\d)?"
)
_QUOTED = re.compile(
    r"(?:conference|forum|summit|expo|congress|fair|exhibition|festival)\s+[“\"„](?P<name>[^”\"“\n]{3,120})[”\"“]"
)


def find_event(source: Source) -> Found[str] | None:
    """Return an event named in the text: with capitals, or in quotes after „conference“."""
    match = _QUOTED.search(source.flat)
    if match:
        span = Span(*match.span("name"))
        return Found(source.at(span), span, Confidence.LIKELY)
    match = _EVENT.search(source.flat)
    if match is None:
        return None
    span = Span(*match.span())
    article = re.match(r"(?:The|At|In|During)\s+(?:the\s+)?", match.group())
    span = Span(span.start + (article.end() if article else 0), span.end)
    return Found(source.at(span), span, Confidence.LIKELY)


# What about.

_LIST = re.compile(
    r"(?<!\w)(?:co-?operat\w+|collaborat\w+|partnership|work together|joint (?:projects|work))"
    r"[^.:;\n]{0,120}?(?:areas?|fields?|topics?|opportunities|themes|on|in|"
    r"projects)\s*(?::|\s[–—]\s)"
)
_WITHIN = re.compile(
    r"(?<!\w)(?:co-?operat\w+|collaborat\w+|work together|partnership)[^.:;\n]{0,40}?\s"
    r"(?:in|on)\s+(?:the\s+)?(?:(?:following\s+)?(?:fields?|"
    r"areas?)\s+of\s+)?(?P<list>[^.:;()\n]{3,200})"
)
_JOINED = re.compile(r"\s+(?:and|as well as)\s+")
_TAIL = re.compile(
    r"\s+(?:were|was|is|are|will|with|between|at|by|during|has|have|which|that)\s.*$"
)


def find_topics(source: Source, within: Span, sections: list[Span]) -> list[Found[str]]:
    """Return the topics of cooperation in the order of the text."""
    found: list[Found[str]] = []
    for body in (list_of(source, each) for each in sections):
        lines = lines_as_items(source, body)
        spans = lines if len(lines) > 1 or has_bullets(source, body) else _items(source, body)
        found += [Found(source.at(each), each, Confidence.CERTAIN) for each in spans]
    for sentence in source.sentences(within):
        if not any(sentence.touches(body) for body in sections):
            found += _topics_in(source, sentence, within)
    kept: dict[str, Found[str]] = {}
    for each in sorted(found, key=lambda each: each.span):
        if each.span.end - each.span.start <= 160:
            kept.setdefault(each.value.lower(), each)
    return list(kept.values())[:25]


def _topics_in(source: Source, sentence: Span, within: Span) -> Iterator[Found[str]]:
    match = _LIST.search(source.lower, sentence.start, sentence.end)
    if match:
        rest = Span(match.end(), sentence.end)
        spans = bullets_below(source, rest, within) or _items(source, rest)
        yield from (Found(source.at(each), each, Confidence.CERTAIN) for each in spans)
        return
    match = _WITHIN.search(source.lower, sentence.start, sentence.end)
    if match and "," in match["list"]:
        tail = _TAIL.search(match["list"])
        end = match.start("list") + (tail.start() if tail else len(match["list"]))
        for each in _items(source, Span(match.start("list"), end)):
            yield Found(source.at(each), each, Confidence.LIKELY)


def _items(source: Source, body: Span) -> list[Span]:
    spans = split_items(source, source.without_stop(body), _JOINED, _parts)
    return [each for each in spans if any(map(str.isalpha, source.at(each)))]


def _parts(before: str, after: str) -> bool:
    """Say whether „and“ parts two topics: „security and privacy measures“ is one."""
    return len(before.split()) > 1 or len(after.split()) == 1


# How many.

_PEOPLE = table(
    "mayors delegates participants representatives exhibitors visitors experts investors "
    "entrepreneurs speakers students officials managers people guests researchers partners"
)
_OTHERS = table(
    "cities countries companies organisations organizations meetings universities businesses days "
    "municipalities projects start-ups startups firms delegations events sessions institutions "
    "contacts agreements entities stands workshops schools"
)
_COUNT = re.compile(
    rf"(?<![\w-])(?P<number>{NUMERAL}|"
    rf"[A-Za-z]+(?:-[a-z]+)?)\s+(?P<label>(?:[^\W\d_][\w-]*\s+){{0,3}}?"
    rf"(?P<noun>{'|'.join(_PEOPLE + _OTHERS)})(?:\s+from\s+{CAPITAL}(?:\s{CAPITAL})?)?)(?![\w-])"
)
_WISH = re.compile(
    r"(?<!\w)(?:wish\w*|wanted|express\w*|interest\w*|met|meetings?|talks|contacts?|asked)(?!\w)"
)
_CROWD = re.compile(r"(?<!\w)(?:attended|took part|participated|gathered|brought together)(?!\w)")


def find_figures(source: Source, within: Span) -> list[Found[Figure]]:
    """Return the counts of people, bodies and things."""
    return [
        Found(Figure(label, value), span, _sure(source, span))
        for value, label, span, _ in _counts(source, within)
    ]


def find_placeholders(source: Source, within: Span) -> list[Found[Placeholder]]:
    """Return counted people who wished to meet or were met and are not named."""
    found = []
    for sentence in source.sentences(within):
        text = source.lower[sentence.start : sentence.end]
        if not _WISH.search(text) or _CROWD.search(text):
            continue
        for value, label, span, noun in _counts(source, sentence):
            if noun in _PEOPLE and value <= 60:
                found.append(Found(Placeholder(value, label), span, _sure(source, span)))
    return found


def _sure(source: Source, span: Span) -> Confidence:
    return Confidence.CERTAIN if source.text[span.start].isdigit() else Confidence.LIKELY


def _counts(source: Source, within: Span) -> Iterator[tuple[int, str, Span, str]]:
    for match in _COUNT.finditer(source.flat, within.start, within.end):
        number = match["number"].lower()
        value = numeral_value(number) if number[0].isdigit() else words_value([number])
        if value and not (number[0].isdigit() and 1900 <= value <= 2100 and len(number) == 4):
            yield (
                value,
                " ".join(match["label"].split()),
                Span(*match.span()),
                match["noun"].lower(),
            )


# What was promised.

_PROMISE = re.compile(
    r"(?<!\w)(?:agreed (?:to|that|on)|undertook to|promised to|promised that|"
    r"committed to|will (?:send|"
    r"prepare|provide|submit|organi[sz]e|contact|share|draft|sign|visit|arrange|"
    r"invite|propose|deliver))"
    r"(?!\w)"
)


def find_follow_ups(
    source: Source, sections: list[Span], after: date | None, elsewhere: Elsewhere
) -> list[Found[FollowUp]]:
    """Return what the report says was agreed or promised."""
    lists = [list_of(source, body) for body in sections]
    spans = [(each, Confidence.CERTAIN) for body in lists for each in _sentences(source, body)]
    spans += [
        (source.without_stop(sentence), Confidence.LIKELY)
        for sentence in elsewhere.sentences(source, but=lists)
        if _PROMISE.search(source.lower, sentence.start, sentence.end)
    ]
    return [
        Found(FollowUp(source.at(span), due_day(source, span, after)), span, sure)
        for span, sure in sorted(spans, key=lambda pair: pair[0])
        if 3 < span.end - span.start <= 500
    ][:40]
