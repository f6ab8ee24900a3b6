"""Countries by their names in any language that Babel knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from babel import Locale

_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Country:
    """A country as it stands in the text: its code, and how many words say it."""

    code: str
    words: int


T = TypeVar("T", bound=Country)


def longest(known: Mapping[str, T], words: Sequence[str]) -> T | None:
    """Return the country with the longest name, in lower case, that `words` begin with."""
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        found = known.get(" ".join(words[:length]).lower())
        if found:
            return found
    return None


def codes_by_name(language: str) -> dict[str, str]:
    """Return the codes of all countries by their names in a language."""
    names = Locale(language).territories
    return {
        str(name): str(code)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }
