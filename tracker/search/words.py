"""What words are for the index and for a question: folded, stemmed, the same on every database.

The databases only compare words that this module has made; neither splits, folds nor stems by
itself, so both find the same. Words in other scripts go in as hexadecimal figures, for the
databases do not agree on which characters are letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tracker.core.stems import stems
from tracker.core.text import CJK, fold

LONGEST = 60
MOST_WORDS = 8
_SHORTEST_PREFIX = 2
_FIGURES_OF_A_PHONE = 6
_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)+")
_PHONE = re.compile(r"[+(]?[\d\s()./-]+")


def index_words(*texts: str | None, joined: bool = False) -> str:
    """Return the words under which `texts` are found, each once.

    With `joined` compounds are also found written as one word: "kuochiang", "odowd".
    """
    found: dict[str, None] = {}
    for text in texts:
        if text:
            found.update(dict.fromkeys(_tokens(text, joined=joined)))
    return " ".join(found)


def _tokens(text: str, *, joined: bool) -> Iterator[str]:
    said = unicodedata.normalize("NFC", text.casefold())
    for word in _WORD.findall(said):
        yield from _tokens_of_word(word)
    if CJK.search(said):
        yield from _cjk_tokens(said)
    if joined:
        for compound in _COMPOUND.findall(said):
            yield _spell("".join(fold(compound).split()))


@lru_cache(maxsize=100_000)
def _tokens_of_word(word: str) -> tuple[str, ...]:
    folded = fold(word)
    if CJK.search(folded):
        return ()
    return tuple(dict.fromkeys([*map(_spell, folded.split()), *_stems(word)]))


def _stems(word: str) -> tuple[str, ...]:
    return tuple(map(_spell, stems(word)))


def _cjk_tokens(text: str) -> Iterator[str]:
    """Yield each character and each pair of neighbours; a space between them does not matter."""
    for run in _cjk_runs(text):
        yield from map(_spell, run)
        yield from (_spell(first + second) for first, second in pairwise(run))


def _cjk_runs(text: str) -> Iterator[list[str]]:
    run: list[str] = []
    for part in fold(text).split():
        if CJK.match(part):
            run.append(part)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _spell(word: str) -> str:
    return word[:LONGEST] if word.isascii() else f"x{word[:LONGEST].encode().hex()}"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be found: as it is, begun so (the last one typed), or one of `stems`."""

    word: str
    stems: tuple[str, ...] = ()
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for; nothing when `terms` are empty."""

    terms: tuple[Term, ...]
    marks: tuple[str, ...]
    """Folded words to mark in what is shown."""
    characters: frozenset[str]
    """CJK characters to mark."""

    def sqlite(self, *, begun: bool) -> str:
        """Return the question for FTS5; with `begun` the last word may go on."""
        return " AND ".join(
            f"({' OR '.join(self._match(term, begun=begun))})" for term in self.terms
        )

    def _match(self, term: Term, *, begun: bool) -> Iterator[str]:
        yield f'"{term.word}"*' if begun and term.is_begun else f'"{term.word}"'
        yield from (f'"{stem}"' for stem in term.stems)

    def postgresql(self, *, begun: bool) -> str:
        """Return the question for `tsquery`; with `begun` the last word may go on."""
        return " & ".join(
            "({})".format(
                " | ".join(
                    [
                        f"'{term.word}':*" if begun and term.is_begun else f"'{term.word}'",
                        *(f"'{stem}'" for stem in term.stems),
                    ]
                )
            )
            for term in self.terms
        )


def read_question(q: str) -> Question:
    """Read what was typed into the search box: every word must be found, in any order."""
    said = unicodedata.normalize("NFC", q.casefold())
    if _PHONE.fullmatch(said.strip()) and sum(map(str.isdigit, said)) >= _FIGURES_OF_A_PHONE:
        said = "".join(filter(str.isdigit, said))
    latin = [w for w in _WORD.findall(said) if not CJK.search(w)][:MOST_WORDS]
    parts = [(part, word) for word in latin for part in fold(word).split()]
    terms = [
        Term(_spell(part), _stems(word) if part == fold(word) else (), _may_go_on(part))
        for part, word in parts
    ]
    terms = [
        Term(term.word, term.stems, term.is_begun and place == len(terms) - 1)
        for place, term in enumerate(terms)
    ]
    runs = list(_cjk_runs(said))
    for run in runs:
        pairs = [first + second for first, second in pairwise(run)] or run
        terms += [Term(_spell(pair)) for pair in pairs[:MOST_WORDS]]
    return Question(
        tuple(dict.fromkeys(terms)),
        tuple(part for part, _ in parts),
        frozenset(sign for run in runs for sign in run),
    )


def _may_go_on(word: str) -> bool:
    return len(word) >= _SHORTEST_PREFIX


def mark_words(text: str, question: Question) -> list[tuple[str, bool]]:
    """Cut `text` into pieces and tell which were looked for; together they are `text` again."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _PIECE.finditer(text):
        if _is_wanted(found[0], question.marks, question.characters):
            pieces += [(text[end : found.start()], False), (found[0], True)]
            end = found.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


_PIECE = re.compile(f"{CJK.pattern}|[^\\W_]+")


@lru_cache(maxsize=10_000)
def _is_wanted(piece: str, marks: tuple[str, ...], characters: frozenset[str]) -> bool:
    if CJK.match(piece):
        return piece in characters
    folded = fold(piece)
    if folded in marks:
        return True
    if marks and folded.startswith(marks[-1]):
        return len(marks[-1]) >= _SHORTEST_PREFIX
    near = [word for word in marks if word[:2] == folded[:2]]
    return any(_are_one_word(piece.casefold(), word) for word in near)


def _are_one_word(piece: str, word: str) -> bool:
    """Tell whether two words differ by their endings only."""
    ours = {fold(piece), *_stems(piece)}
    return not ours.isdisjoint({word, *_stems(word)})
