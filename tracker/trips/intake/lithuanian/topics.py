"""Enumerations of topics by their endings: what „ir“ parts, and a genitive in the nominative."""

import re

from tracker.trips.intake.lithuanian.cases import Case, city

# Endings that are surely nominative, and those that are surely genitive.
_NOMINATIVE = re.compile(r"(?:as|is|ys|us|a|ė|ai|ūs)$")
_GENITIVE = re.compile(r"(?:o|ų|ies|aus)$")


def parts(before: str, after: str) -> bool:
    """Say whether „ir“ parts two topics rather than two genitives before one noun.

    „kultūra ir sportas“ are two; „saugos ir privatumo priemonės“ is one.
    """
    word = before.rsplit(maxsplit=1)[-1].lower()
    if _GENITIVE.search(word):
        return False
    if _NOMINATIVE.search(word):
        return True
    return len(before.split()) > 1 or len(after.split()) == 1


def nominative(text: str) -> tuple[str, bool]:
    """Return a topic in the nominative, „kultūros“ as „kultūra“; as written where it is unsure."""
    *before, last = text.split()
    guess = city(last, Case.GENITIVE)
    if not last.islower() or not guess.sure:
        return text, False
    return " ".join([*before, guess.text]), True
