"""Topics of cooperation in a Lithuanian report; themes of a forum or a fair are none."""

import re
from collections.abc import Iterator

from tracker.trips.intake.cases import Case, Guess, city
from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.findings import Found
from tracker.trips.intake.lists import (
    bullets_below,
    has_bullets,
    lines_as_items,
    list_of,
    split_items,
)
from tracker.trips.intake.source import Source, Span

# „bendradarbiavimo galimybės tokiose srityse: …“, „sutarta bendradarbiauti šiose srityse – …“
_LIST = re.compile(
    r"(?<!\w)(?:bendradarbiav\w*|bendradarbiau\w*|partneryst\w*|"
    r"bendr(?:i|os|us|as|ų|iems|oms) (?=(?:veikl|projekt|iniciatyv|darb)))"
    r"[^.:;\n]{0,140}?(?:srit\w*|krypt\w*|tem\w*|klausim\w*|galimyb\w*|projekt\w*|iniciatyv\w*|veikl\w*)\s*"
    r"(?::|\s[–—-]\s|\(|,\s*(?:tokios|tokiose|tokius|tokias|tokie) kaip:?)\s*"
)
# „bendradarbiavimo galimybės švietimo, kultūros ir turizmo srityse“
_WITHIN = re.compile(
    r"(?<!\w)(?:bendradarbiav\w*|bendradarbiau\w*|partneryst\w*)"
    r"(?:\s+(?:galimyb\w*|plėtr\w*|perspektyv\w*|plan\w*|klausim\w*|kryp\w*|planuojam\w*|toliau))?"
    r"\s+(?P<list>[^.:;()\n]{3,160}?)\s+(?:srityse|srityje|sritis|klausimais|temomis)(?!\w)"
)
_NOT_LISTED = re.compile(
    r"(?<!\w)(?:šiose|tokiose|įvairiose|visose|kitose|daugelyje|keliose|šios)(?!\w)"
)
_JOINED = re.compile(r"\s+(?:ir|bei|taip pat|o taip pat)\s+")
# Endings that are surely nominative, and those that are surely genitive.
_NOMINATIVE = re.compile(r"(?:as|is|ys|us|a|ė|ai|ūs|iai)$")
_GENITIVE = re.compile(r"(?:o|ų|ies|aus)$")
_LONGEST = 160
_MOST_ITEMS = 25


def find_topics(source: Source, within: Span, sections: list[Span]) -> list[Found[str]]:
    """Return the topics in the order of the text; `sections` stand under a heading of topics."""
    found = [each for body in sections for each in _listed(source, body)]
    for sentence in source.sentences(within):
        if any(sentence.touches(body) for body in sections):
            continue
        found += _in_sentence(source, sentence, within)
    kept: list[Found[str]] = []
    for each in sorted(found, key=lambda each: each.span):
        if not any(each.value.lower() == other.value.lower() for other in kept):
            kept.append(each)
    return kept


def _listed(source: Source, body: Span) -> Iterator[Found[str]]:
    """Read the section of topics: a bullet each, or one sentence with commas."""
    body = list_of(source, body)
    lines = list(source.lines(body))
    if has_bullets(source, body) or len(lines) > 1:
        spans = lines_as_items(source, body)
        spans = [each for each in spans if source.flat[each.end - 1] != ":"]
    else:
        sentence = next(iter(source.sentences(body)), body)
        spans = _items(source, sentence)
    for span in spans[:_MOST_ITEMS]:
        if span.end - span.start <= _LONGEST:
            yield Found(source.at(span), span, Confidence.CERTAIN)


def _in_sentence(source: Source, sentence: Span, within: Span) -> Iterator[Found[str]]:
    match = _LIST.search(source.lower, sentence.start, sentence.end)
    if match:
        yield from _after_colon(source, Span(match.end(), sentence.end), within)
        return
    match = _WITHIN.search(source.lower, sentence.start, sentence.end)
    if match and not _NOT_LISTED.search(match["list"]):
        for span in _items(source, Span(*match.span("list")), always=True):
            guess = _nominative(source.at(span))
            yield Found(guess.text, span, Confidence.LIKELY if guess.sure else Confidence.CHECK)


def _after_colon(source: Source, rest: Span, within: Span) -> Iterator[Found[str]]:
    bullets = bullets_below(source, rest, within)
    rest = source.trim(rest, also=" .")
    spans = bullets or _items(source, rest)
    for span in spans[:_MOST_ITEMS]:
        if span.end - span.start > _LONGEST:
            continue
        doubt = _JOINED.search(source.flat, span.start, span.end) is not None and not bullets
        yield Found(source.at(span), span, Confidence.LIKELY if doubt else Confidence.CERTAIN)


def _items(source: Source, body: Span, *, always: bool = False) -> list[Span]:
    spans = split_items(source, body, _JOINED, lambda *both: always or _parts(*both))
    return [each for each in spans if any(map(str.isalpha, source.at(each)))]


def _parts(before: str, after: str) -> bool:
    """Say whether „ir“ parts two topics rather than two genitives before one noun.

    „kultūra ir sportas“ are two; „saugos ir privatumo priemonės“ is one.
    """
    word = before.rsplit(maxsplit=1)[-1].lower()
    if _GENITIVE.search(word):
        return False
    if _NOMINATIVE.search(word):
        return True
    return len(before.split()) > 1 or len(after.split()) == 1


def _nominative(text: str) -> Guess:
    """Return a topic in the nominative: „kultūros“ gives „kultūra“; only its last word changes."""
    *before, last = text.split()
    guess = city(last.lower(), Case.GENITIVE) if last.islower() else Guess(last, sure=False)
    return Guess(" ".join([*before, guess.text]), guess.sure)
