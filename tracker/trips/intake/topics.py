"""Topics of cooperation; themes of a forum or a fair are none."""

from collections.abc import Iterator

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.findings import Found
from tracker.trips.intake.language import Language
from tracker.trips.intake.lists import (
    bullets_below,
    has_bullets,
    lines_as_items,
    list_of,
    split_items,
)
from tracker.trips.intake.source import Source, Span

_LONGEST = 160
_MOST = 25


def find_topics(
    source: Source, language: Language, within: Span, sections: list[Span]
) -> list[Found[str]]:
    """Return the topics in the order of the text; `sections` stand under a heading of topics."""
    found = [each for body in sections for each in _listed(source, language, body)]
    for sentence in source.sentences(within):
        if not any(sentence.touches(body) for body in sections):
            found += _in_sentence(source, language, sentence, within)
    kept: dict[str, Found[str]] = {}
    for each in sorted(found, key=lambda each: each.span):
        if each.span.end - each.span.start <= _LONGEST:
            kept.setdefault(each.value.lower(), each)
    return list(kept.values())[:_MOST]


def _listed(source: Source, language: Language, body: Span) -> Iterator[Found[str]]:
    """Read the section of topics: a bullet or a line each, or one sentence with commas."""
    body = list_of(source, body)
    if has_bullets(source, body) or len(list(source.lines(body))) > 1:
        spans = lines_as_items(source, body)
    else:
        spans = _items(source, language, next(source.sentences(body), body))
    for span in spans:
        if source.flat[span.end - 1] != ":":
            yield Found(source.at(span), span, Confidence.CERTAIN)


def _in_sentence(
    source: Source, language: Language, sentence: Span, within: Span
) -> Iterator[Found[str]]:
    match = source.says(language.topic_list, sentence)
    if match:
        rest = Span(match.end(), sentence.end)
        bullets = bullets_below(source, rest, within)
        spans = bullets or _items(source, language, source.without_stop(rest))
        texts = language.topics_in_case([source.at(span) for span in spans])
        for span, text in zip(spans, texts, strict=True):
            doubt = not bullets and language.joined.search(source.flat, span.start, span.end)
            sure = not doubt and text == source.at(span)
            yield Found(text, span, Confidence.CERTAIN if sure else Confidence.LIKELY)
        return
    within_it = (source.says(each, sentence) for each in language.topics_within)
    match = next(filter(None, within_it), None)
    if match:
        for span in _items(source, language, Span(*match.span("list")), in_row=True):
            text, sure = language.topic(source.at(span))
            yield Found(text, span, Confidence.LIKELY if sure else Confidence.CHECK)


def _items(source: Source, language: Language, body: Span, *, in_row: bool = False) -> list[Span]:
    """Take an enumeration apart; in a row of genitives every „ir“ parts two topics."""
    spans = split_items(
        source, body, language.joined, lambda *both: in_row or language.parts(*both)
    )
    return [each for each in spans if any(map(str.isalpha, source.at(each)))]
