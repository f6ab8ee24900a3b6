"""What Lithuanian endings leave of a word."""

from functools import lru_cache

import snowballstemmer

from tracker.core.text import fold

_SHORTEST_STEM = 3
_SHORTEST_STEMMED = 4
_stemmer = snowballstemmer.stemmer("lithuanian")


@lru_cache(maxsize=100_000)
def stems(word: str) -> tuple[str, ...]:
    """Return the folded stems of a word, typed with its accents or without; none where it has none.

    «Ryčio» and "rycio" leave different ones, and both are found by either.
    """
    folded = fold(word)
    if len(folded) < _SHORTEST_STEMMED or not folded.isalpha():
        return ()
    both = (fold(_stemmer.stemWord(word)), _stemmer.stemWord(folded))
    found = dict.fromkeys(both)
    return tuple(stem for stem in found if len(stem) >= _SHORTEST_STEM and stem != folded)
