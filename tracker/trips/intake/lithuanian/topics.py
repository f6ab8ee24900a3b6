"""Enumerations of topics by their endings: what „ir“ parts, and a genitive in the nominative."""

import re

from tracker.trips.intake.lithuanian.cases import Case, Gender, Guess, city, looks_locative
from tracker.trips.intake.lithuanian.roles import agreed

# Endings that are surely nominative, and those that are surely genitive.
_NOMINATIVE = re.compile(r"(?:as|is|ys|us|a|ė|ai|ūs)$")
# Genitives of many by what stands before the ending; words that are only many.
_MANY = (
    ("ijų", "ijos"), ("ybių", "ybės"), ("onių", "onės"), ("imų", "imai"),
    ("ymų", "ymai"), ("ynų", "ynai"), ("umų", "umai"), ("ainų", "ainai"), ("ektų", "ektai"),
    ("entų", "entai"), ("tojų", "tojai"), ("ėjų", "ėjai"), ("ėlių", "ėliai"), ("klų", "klai"),
    ("laugų", "laugos"), ("liekų", "liekos"), ("duomenų", "duomenys"),
)  # fmt: skip
_INSTRUMENTAL = re.compile(r"(?:u|a|e|ais|omis|ėmis|imis)$")
_FROM_INSTRUMENTAL = (
    ("iumi", "ius"), ("umi", "us"), ("omis", "os"), ("ėmis", "ės"), ("ais", "ai"), ("imu", "imas"),
    ("ymu", "ymas"), ("umu", "umas"),
)  # fmt: skip
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


def event_name(text: str) -> str:
    """Return an event in the nominative: „tarptautinėje Y konferencijoje“, „tarptautinė …“."""
    *before, last = text.split()
    if not last.islower() or not looks_locative(last):
        return text
    before = [re.sub("inėje$", "inė", re.sub("iniame$", "inis", each)) for each in before]
    return " ".join([*before, city(last, Case.LOCATIVE).text])


def nominative(text: str) -> tuple[str, bool]:
    """Return a topic in the nominative, „kultūros“ as „kultūra“; as written where it is unsure."""
    *before, last = text.split()
    guess = _of_many(last) or city(last, Case.GENITIVE)
    if not last.islower() or not guess.sure:
        return text, False
    if before:  # „išmaniosios žemdirbystės“
        gender = Gender.FEMALE if guess.text.endswith(("a", "ė")) else Gender.MALE
        before[-1] = agreed(before[-1], Case.GENITIVE, gender) or before[-1]
    return " ".join([*before, guess.text]), True


def from_instrumental(texts: list[str]) -> list[str]:
    """Return topics in the nominative where a verb has put them all in the instrumental.

    „domėtasi: apšvietimu, renginiais“; endings that have another reading are left as they are.
    """
    if not texts or not all(_INSTRUMENTAL.search(each) for each in texts):
        return texts
    return [_nominative_of(each) for each in texts]


def _nominative_of(text: str) -> str:
    ends = next((ends for ends in _FROM_INSTRUMENTAL if text.endswith(ends[0])), ("", ""))
    return text.removesuffix(ends[0]) + ends[1]


def _of_many(word: str) -> Guess | None:
    """Return the nominative of a genitive plural whose ending has but one: „technologijų“."""
    many = next((ends for ends in _MANY if word.endswith(ends[0])), None)
    return Guess(word[: -len(many[0])] + many[1], sure=True) if many else None
