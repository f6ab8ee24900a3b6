"""A report's text cut into paragraphs and marked pieces, ready to be shown beside what was found.

Facts may overlap (a city inside a place, a date that is both beginning and end). A page cannot nest
links, so each stretch of text gets one mark, the shortest fact's; a fact that thereby gets none of
its own still has an anchor where it begins, so that a link to it leads somewhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tracker.trips.intake.draft import Draft
from tracker.trips.intake.sections import find_sections
from tracker.trips.intake.source import Source, Span


class Kind(StrEnum):
    """What a mark tells of; each has its own underline."""

    TRIP = "trip"
    PERSON = "person"
    TOPIC = "topic"
    CONTACT = "contact"


_KINDS = {
    "delegates": Kind.PERSON,
    "people": Kind.PERSON,
    "topics": Kind.TOPIC,
    "follow_ups": Kind.TOPIC,
    "placeholders": Kind.CONTACT,
    "organisations": Kind.CONTACT,
    "aliases": Kind.CONTACT,
}
_TELLING = (Kind.CONTACT, Kind.TOPIC, Kind.PERSON, Kind.TRIP)
_LONG_ITEMS = frozenset({"trip-purpose", "trip-conclusions"})
_BEGINNING = 60
_TAIL = 2
_ITEMS = {
    "trip.city": "trip-place",
    "trip.country": "trip-place",
    "trip.place_as_written": "trip-place",
    "trip.start": "trip-days",
    "trip.end": "trip-days",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that a proposal came from."""

    id: str
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Text within a paragraph, with its mark if it has one.

    `is_first` says that the mark's own anchor stands here; `anchors` are those of marks that are
    hidden below others.
    """

    text: str
    mark: Mark | None = None
    is_first: bool = False
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the report, or one of its headings."""

    pieces: tuple[Piece, ...]
    is_heading: bool = False


def item_of(field: str) -> str:
    """Return the id of the proposal that shows a fact; place, days and purpose join several."""
    if field.startswith("trip.purpose."):
        return "trip-purpose"
    return _ITEMS.get(field, field.replace(".", "-"))


def marks_of(draft: Draft, text: str) -> list[Mark]:
    """Return where each proposal of a draft stands in the text.

    Of a whole passage only the beginning is marked, so that the short findings stay in sight.
    """
    marks = []
    for fact in draft.facts:
        if fact.field == "trip.direction":  # told by the word for a trip: it marks nothing
            continue
        id_ = item_of(fact.field)
        end = fact.end
        if id_ in _LONG_ITEMS and end - fact.start > _BEGINNING:
            space = text.find(" ", fact.start + _BEGINNING)
            end = space if 0 <= space < end else end
        kind = _KINDS.get(fact.field.partition(".")[0], Kind.TRIP)
        marks.append(Mark(id_, kind, fact.start, end))
    return marks


def marked_text(text: str, marks: Iterable[Mark]) -> list[Paragraph]:
    """Return the paragraphs of `text`: all of it but lines without a letter or figure."""
    source = Source(text)
    waiting = sorted(marks, key=lambda mark: (mark.start, mark.end))
    headings = {each.heading.start: each.heading.end for each in find_sections(source)}
    lines = [line for line in source.lines() if _says_something(source.at(line))]
    runs = [list(_runs(line, here)) for line, here in _marks_by_line(lines, waiting)]
    shown = {run.mark.id for line in runs for run in line if run.mark}
    placed: set[str] = set()
    return [
        Paragraph(tuple(_pieces(source, line, shown, placed)), _is_heading(span, headings))
        for span, line in zip(lines, runs, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch with one mark or none, and every mark that begins no later and covers it."""

    span: Span
    mark: Mark | None
    covering: tuple[Mark, ...]


def _is_heading(line: Span, headings: Mapping[int, int]) -> bool:
    """Say whether a line is a section's title and nothing else, but for a dot or a colon."""
    return line.start in headings and line.end - headings[line.start] <= _TAIL


def _says_something(line: str) -> bool:
    return any(sign.isalnum() for sign in line)


def _marks_by_line(
    lines: Sequence[Span], marks: Sequence[Mark]
) -> Iterator[tuple[Span, list[Mark]]]:
    """Yield each line with the marks that touch it, looking at each mark once a line it is on."""
    alive: list[Mark] = []
    upcoming = iter(marks)
    following = next(upcoming, None)
    for line in lines:
        while following is not None and following.start < line.end:
            alive.append(following)
            following = next(upcoming, None)
        alive = [mark for mark in alive if mark.end > line.start]
        yield line, alive


def _runs(line: Span, marks: Sequence[Mark]) -> Iterator[_Run]:
    """Cut a line where marks begin and end, and give each stretch its shortest mark."""
    cuts = {line.start, line.end}
    for mark in marks:
        cuts |= {max(mark.start, line.start), min(mark.end, line.end)}
    ends = sorted(cuts)
    last: _Run | None = None
    for start, end in pairwise(ends):
        covering = tuple(mark for mark in marks if mark.start < end and mark.end > start)
        shortest = min(covering, key=_goes_first, default=None)
        if last and last.mark is shortest:
            last = _Run(Span(last.span.start, end), shortest, (*last.covering, *covering))
            continue
        if last:
            yield last
        last = _Run(Span(start, end), shortest, covering)
    if last:
        yield last


def _goes_first(mark: Mark) -> tuple[int, int]:
    """Sort marks over the same words: the shorter first, of equal ones the more telling kind."""
    return mark.end - mark.start, _TELLING.index(mark.kind)


def _pieces(
    source: Source, runs: Sequence[_Run], shown: set[str], placed: set[str]
) -> Iterator[Piece]:
    for run in runs:
        own = run.mark.id if run.mark else None
        is_first = own is not None and own not in placed
        hidden = dict.fromkeys(
            mark.id for mark in run.covering if mark.id not in shown and mark.id not in placed
        )
        placed |= {*hidden, *([own] if own else [])}
        text = source.flat[run.span.start : run.span.end]
        yield Piece(text, run.mark, is_first, tuple(hidden))
