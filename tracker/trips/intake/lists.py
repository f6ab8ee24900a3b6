"""Enumerations in running text and in bullets, taken apart into their items."""

import re
from collections.abc import Callable, Iterator

from tracker.trips.intake.source import DASH, Source, Span

_BULLET = re.compile(
    rf"^(?:\(?\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}[.)]|[•·*▪◦●]|{DASH}|[a-ząčęėįšųūž]\))\s*"
)
_COMMA = re.compile(r"[,;](?!\d)|\n")
_QUOTES = {"„": "“", "«": "»", "(": ")"}


def lines_as_items(source: Source, body: Span) -> list[Span]:
    """Return the lines of a list without bullets, numbers and the sign that ends an item."""
    items = []
    for line in source.lines(body):
        text = source.flat[line.start : line.end]
        bullet = _BULLET.match(text)
        start = line.start + (bullet.end() if bullet else 0)
        item = source.without_stop(Span(start, line.end))
        if item.start < item.end:
            items.append(item)
    return items


def at_semicolons(source: Source, row: Span) -> Iterator[Span]:
    """Yield what semicolons part."""
    start = row.start
    for part in source.flat[row.start : row.end].split(";"):
        yield source.trim(Span(start, start + len(part)))
        start += len(part) + 1


def is_item(source: Source, line: Span) -> bool:
    """Say whether a line begins with a bullet or a number."""
    return _BULLET.match(source.flat[line.start : line.end]) is not None


def list_of(source: Source, body: Span) -> Span:
    """Return the list a section begins with: its bullets, or its lines up to an empty one."""
    end = body.start
    marked = None
    for line in source.lines(body):
        bullet = is_item(source, line)
        gap = source.flat[end : line.start].count("\n") > 1
        if marked is not None and ((marked and not bullet) or (not marked and gap)):
            return Span(body.start, end)
        marked, end = bullet if marked is None else marked, line.end
    return body


def has_bullets(source: Source, body: Span) -> bool:
    """Say whether most lines begin with a bullet or a number."""
    lines = list(source.lines(body))
    marked = sum(1 for each in lines if is_item(source, each))
    return marked > 0 and marked * 2 >= len(lines)


def bullets_below(source: Source, rest: Span, within: Span) -> list[Span]:
    """Return the bullets on the lines after a colon that ends its line."""
    if source.at(rest):
        return []
    below = []
    for line in source.lines(Span(rest.end, within.end)):
        if not has_bullets(source, line):
            break
        below += lines_as_items(source, line)
    return below


def split_items(
    source: Source, body: Span, joined: re.Pattern[str], parts: Callable[[str, str], bool]
) -> list[Span]:
    """Take „A, B, C ir D“ apart at commas, and at the last „ir“ if `parts` says it parts items.

    `joined` matches the conjunction with the spaces round it; commas inside quotes and brackets
    part nothing.
    """
    items = [source.trim(each, also=" .") for each in _at_commas(source, body)]
    items = [each for each in items if each.start < each.end]
    if not items or (len(items) > 1 and ";" in source.flat[body.start : body.end]):
        return items  # semicolons part items for good
    return [*items[:-1], *_at_conjunction(source, items[-1], joined, parts)]


def _at_commas(source: Source, body: Span) -> Iterator[Span]:
    start = body.start
    for comma in _COMMA.finditer(source.flat, body.start, body.end):
        if not _inside(source.flat[start : comma.start()]):
            yield Span(start, comma.start())
            start = comma.end()
    yield Span(start, body.end)


def _inside(text: str) -> bool:
    return any(text.count(opens) > text.count(closes) for opens, closes in _QUOTES.items())


def _at_conjunction(
    source: Source, item: Span, joined: re.Pattern[str], parts: Callable[[str, str], bool]
) -> list[Span]:
    lead = joined.match(" " + source.flat[item.start : item.end])
    if lead:  # „…, ir D“
        return [source.trim(Span(item.start + lead.end() - 1, item.end))]
    places = list(joined.finditer(source.flat, item.start, item.end))
    if not places:
        return [item]
    last = places[-1]
    before, after = Span(item.start, last.start()), Span(last.end(), item.end)
    if _inside(source.flat[before.start : before.end]) or not parts(
        source.at(before), source.at(after)
    ):
        return [item]
    return [source.trim(before), source.trim(after)]
