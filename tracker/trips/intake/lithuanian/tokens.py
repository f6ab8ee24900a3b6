"""A stretch of Lithuanian text cut into words, quoted names and the signs between them."""

import re
from dataclasses import dataclass

from tracker.trips.intake.source import DASH, WORD, Source, Span

_TOKEN = re.compile(
    r"(?P<quote>[„“\"«‟][^„“”\"»\n]{1,120}[“”\"»])"
    rf"|(?P<mail>(?<![\w.+-])[\w.+-]{{1,64}}@[\w-]+\.[\w.-]+)"
    rf"|(?P<initial>[^\W\d_a-ząčęėįšųūž]\.(?=\s?[^\W\d_]))"
    rf"|(?P<word>(?:[Vv]yr|[Gg]en)\.(?=\s?[^\W\d_])|{WORD})"
    rf"|(?P<number>\d+)"
    rf"|(?P<dash>(?<=[\s\w]){DASH}(?=\s)|(?<=\s){DASH}|{DASH}+)"
    r"|(?P<sign>[^\w\s]|[\n\t])"
)
_JOINING = frozenset({"ir", "bei", "and"})
_TITLES = frozenset({"dr", "prof", "doc", "habil", "hab", "p", "ponas", "ponia", "gerb", "mgr"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a quoted name, an initial, a number or a sign, and its place."""

    kind: str
    text: str
    span: Span

    @property
    def low(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        """Say whether this is a plain word."""
        return self.kind == "word"

    @property
    def is_capitalised(self) -> bool:
        """Say whether this can be a part of a name."""
        return self.kind in {"word", "initial"} and self.text[0].isupper()

    @property
    def separates(self) -> bool:
        """Say whether one person ends here and another, or a role, begins."""
        return self.kind in {"dash", "sign"} or (self.is_word and self.low in _JOINING)

    @property
    def is_title(self) -> bool:
        """Say whether this is a title before a name: dr., p."""
        return self.is_word and self.low in _TITLES


def tokens(source: Source, within: Span) -> list[Token]:
    """Return the tokens of `within`; the dot after a title is dropped."""
    found: list[Token] = []
    for match in _TOKEN.finditer(source.flat, within.start, within.end):
        kind = match.lastgroup or "sign"
        if match.group() == "." and found and found[-1].is_title:
            continue
        found.append(Token(kind, match.group(), Span(*match.span())))
    return found
