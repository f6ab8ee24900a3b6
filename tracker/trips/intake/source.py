"""The text of a report as the rules read it: the same places, easier to read."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest

from tracker.trips.intake.vocabulary import MONTHS_LT, table

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
DASH = f"[{DASHES}]"
WORD = r"[^\W\d_]+(?:['’\-\u2010\u2011][^\W\d_]+){0,3}"

# A text with a longer line was not wrapped by a program; a shorter line than this was not either.
_WIDEST = 130
_NARROWEST = 45
_FULL = 0.85
_SHORT = 60
_NAME_FIRST = re.compile(r"(?:[^\W\d_]+\s){1,3}?[^\W\d_]+(?:,|\s[–—-])\s")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ABBREVIATED = frozenset(
    table(
        "el m d mėn pvz t y kt pan val gerb p dr prof doc nr j g str al pr proc mln mlrd tūkst šv "
        "sav raj vyr pav angl liet tel mob mr mrs ms no vs e i dept approx st ltd co inc"
    )
)
_STOP = re.compile(r"(?<![.!?…])[.!?…]++(?=[)\]\"”“»]*(?:\s|$))|\n")
# A sentence does not end where only its date has been said: „2025 m. gegužės 14 d. Rygoje …“.
_ONLY_A_DATE = re.compile(
    rf"(?:[\d\s.,/()–—-]|\b(?:š|m|metų|d|mėn|nuo|iki|ir|val|{'|'.join(MONTHS_LT)})\b)+"
)
_LONGEST_DATE = 120
_THAT_ON = re.compile(rf"(?:(?<!\w)(?:kad|jog|kur)|(?:^|[;:])\s*iki)\s{_ONLY_A_DATE.pattern}$")
_OPENERS = '(„"“«[-–—•'


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the text: from `start` up to, not including, `end`."""

    start: int
    end: int

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start <= other.start and other.end <= self.end

    def touches(self, other: "Span") -> bool:
        """Say whether the two have a character in common."""
        return self.start < other.end and other.start < self.end


class Source:
    """A report's text.

    `flat` and `lower` have exactly the length of `text`, so a place found in one is the place in
    all of them. In `flat` every kind of space is a plain one (a tab stays, it parts the cells of a
    table) and a line wrapped by a program goes on; only real line ends are line ends.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat = _flatten(text)
        self.lower = "".join(low if len(low := sign.lower()) == 1 else sign for sign in self.flat)

    @property
    def whole(self) -> Span:
        """The span of everything."""
        return Span(0, len(self.text))

    def at(self, span: Span) -> str:
        """Return what stands at `span`, on one line, with single spaces."""
        return " ".join(self.flat[span.start : span.end].split())

    def says(self, pattern: re.Pattern[str], within: Span) -> re.Match[str] | None:
        """Return where `within` has one of the words, in lower case, that `pattern` tells."""
        return pattern.search(self.lower, within.start, within.end)

    def trim(self, span: Span, also: str = "") -> Span:
        """Shrink `span` past white space and the signs in `also` at both of its ends."""
        start, end = span.start, span.end
        while start < end and (self.flat[start].isspace() or self.flat[start] in also):
            start += 1
        while end > start and (self.flat[end - 1].isspace() or self.flat[end - 1] in also):
            end -= 1
        return Span(start, end)

    def without_stop(self, span: Span) -> Span:
        """Shrink `span` past the signs that end a sentence; the dot of „15 d.“ stays."""
        bare = self.trim(span, also=".;,:")
        cut = self.flat[bare.end : bare.end + 1] == "." and bare.end < span.end
        word = re.search(r"\b(\w{1,4})$", self.lower[max(bare.start, bare.end - 5) : bare.end])
        kept = cut and word is not None and word.group(1) in _ABBREVIATED
        return Span(bare.start, bare.end + 1) if kept else bare

    def lines(self, within: Span | None = None) -> Iterator[Span]:
        """Yield the lines that hold something, trimmed."""
        within = within or self.whole
        start = within.start
        while start < within.end:
            found = self.flat.find("\n", start, within.end)
            end = within.end if found < 0 else found
            line = self.trim(Span(start, end))
            if line.start < line.end:
                yield line
            start = end + 1

    def sentences(self, within: Span | None = None) -> Iterator[Span]:
        """Yield the sentences, trimmed; a line end ends one, an abbreviation's dot does not."""
        within = within or self.whole
        start = within.start
        for place in range(bisect_right(self._stops, start), len(self._stops)):
            if self._stops[place] >= within.end:
                break
            yield from self._unless_empty(Span(start, self._stops[place]))
            start = self._stops[place]
        yield from self._unless_empty(Span(start, within.end))

    @cached_property
    def _stops(self) -> list[int]:
        """Where sentences end, in order."""
        found: list[int] = []
        for stop in _STOP.finditer(self.flat):
            start = found[-1] if found else 0
            if found and self.flat[start : stop.end()].isspace():
                found[-1] = stop.end()  # an empty line ends nothing
            elif self._ends_sentence(stop) and not self._is_date(Span(start, stop.end())):
                found.append(stop.end())
        return found

    def sentence_at(self, place: int) -> Span:
        """Return the sentence in which a character stands."""
        after = bisect_right(self._stops, place)
        end = self._stops[after] if after < len(self._stops) else len(self.text)
        return self.trim(Span(self._stops[after - 1] if after else 0, end))

    def before(self, place: int, most: int = 300) -> Span:
        """Return what stands before a character in its sentence, `most` characters of it."""
        return Span(max(self.sentence_at(place).start, place - most), place)

    def _unless_empty(self, span: Span) -> Iterator[Span]:
        trimmed = self.trim(span)
        if any(sign.isalnum() for sign in self.flat[trimmed.start : trimmed.end]):
            yield trimmed

    def _is_date(self, span: Span) -> bool:
        """Say whether a stretch that ends in „d.“ is but a date, or ends „…, kad kovo 5 d.“."""
        end = min(span.end, span.start + _LONGEST_DATE)
        text = self.lower[span.start : span.end].rstrip()
        if not text.endswith("d."):
            return False
        only = _ONLY_A_DATE.fullmatch(self.lower, span.start, end)
        return bool(only or _THAT_ON.search(text[-_LONGEST_DATE:]))

    def _ends_sentence(self, stop: re.Match[str]) -> bool:
        if stop.group() == "\n":
            return True
        follows = self.flat[stop.end() : stop.end() + 40].lstrip(') ]"”“»')
        if follows and not (follows[0].isupper() or follows[0].isdigit() or follows[0] in _OPENERS):
            return follows[0] == "\n"
        if stop.group() != ".":
            return True
        before = re.search(r"(\w+)$", self.lower[max(0, stop.start() - 12) : stop.start()])
        if before is None:
            return True
        word = before.group(1)
        if len(word) == 1 and self.text[stop.start() - 1].isupper() and follows[:1].isupper():
            return False  # an initial: „(atsakingas D. Petkus)“
        return not (word in _ABBREVIATED and _goes_on(word, follows))


def _goes_on(word: str, follows: str) -> bool:
    """Say whether text after an abbreviation belongs to it; „17 d. Meras …“ starts anew."""
    if not follows or follows[0] == "\n":
        return False
    return word not in {"d", "val", "kt", "pan"} or follows[0].isdigit() or follows[0] in "–—-"


def _flatten(text: str) -> str:
    """Return `text` with the same length, plain spaces and only real line ends."""
    plain = "".join(_space(sign) for sign in text)
    lines = plain.split("\n")
    width = max(map(len, lines))
    joints = (
        " " if _is_wrapped(line.strip(), follows.lstrip(" "), width) else "\n"
        for line, follows in pairwise(lines)
    )
    return "".join(part for pair in zip_longest(lines, joints, fillvalue="") for part in pair)


def _space(sign: str) -> str:
    if sign in "\n\u2028\u2029\x0b\x0c\x85":
        return "\n"
    return " " if sign.isspace() and sign != "\t" else sign


def _is_wrapped(line: str, follows: str, width: int) -> bool:
    """Say whether a program cut the line: the next word would not have fitted in the width."""
    if len(line) < _NARROWEST or not follows or line[-1] in ".:;!?" or "\t" in line + follows:
        return False
    if follows[0].islower():
        return True
    full = width <= _WIDEST and len(line) + len(follows.split(maxsplit=1)[0]) > _FULL * width
    return full and follows[0].isupper() and not _opens_item(follows)


def _opens_item(line: str) -> bool:
    """Say whether a line looks like one of a list: short, with a colon, or a name and a comma."""
    return len(line) <= _SHORT or ":" in line[:_SHORT] or _NAME_FIRST.match(line) is not None


def normalise(text: str) -> tuple[str, list[int]]:
    """Return `text` in NFC without unseen marks, and where each of its characters stood.

    The list has one entry more than the text, for the end; it lets a place found in the clean text
    be told as a place in the text as it was given.
    """
    if unicodedata.is_normalized("NFC", text) and not _UNSEEN.search(text):
        return text, list(range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        composed = _UNSEEN.sub("", unicodedata.normalize("NFC", text[start:end]))
        signs.append(composed)
        places.extend([start] * len(composed))
        start = end
    return "".join(signs), [*places, len(text)]


def mixed_case(word: str) -> str:
    """Return a name written in capitals as names are written: PETRAITYTĖ-JONĖ, Petraitytė-Jonė."""
    if not word.isupper() or (len(word) == 2 and word.endswith(".")):
        return word
    return re.sub(r"[^\W\d_]+", lambda found: found.group().capitalize(), word)
