"""Lithuanian case endings: from a dictionary form to all cases, and from a case back.

Forms are made (`decline`) for the words of the trade and for countries, which are known; cities are
not known, so their nominative is worked out from the ending (`city`). Where an
ending allows two answers the likelier one is given, with the word that it is not sure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Case(StrEnum):
    """The cases that reports use for people and places."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    INSTRUMENTAL = "instrumental"
    LOCATIVE = "locative"


class Gender(StrEnum):
    """The grammatical gender, which decides a role's form."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a declined word."""

    text: str
    case: Case
    plural: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """A nominative worked out from an ending."""

    text: str
    sure: bool


_CASES = tuple(Case)
# Nominative ending: the six singular endings, then the six plural ones, in the order of `Case`.
_PARADIGMS: dict[str, tuple[str, str]] = {
    "ius": ("ius iaus iui ių iumi iuje", "iai ių iams ius iais iuose"),
    "us": ("us aus ui ų umi uje", "ūs ų ums us umis uose"),
    "jas": ("jas jo jui ją ju juje", "jai jų jams jus jais juose"),
    "as": ("as o ui ą u e", "ai ų ams us ais uose"),
    "ys": ("ys io iui į iu yje", "iai ių iams ius iais iuose"),
    "is": ("is io iui į iu yje", "iai ių iams ius iais iuose"),
    "oji": ("oji osios ajai ąją ąja ojoje", "osios ųjų osioms ąsias osiomis osiose"),
    "ė": ("ė ės ei ę e ėje", "ės ių ėms es ėmis ėse"),
    "a": ("a os ai ą a oje", "os ų oms as omis ose"),
    "iai": ("", "iai ių iams ius iais iuose"),
    "ai": ("", "ai ų ams us ais uose"),
    "os": ("", "os ų oms as omis ose"),
    "ės": ("", "ės ių ėms es ėmis ėse"),
}
_FEMININE_IS = ("is ies iai į imi yje", "ys ių ims is imis yse")
_SOFT = (("t", "č"), ("d", "dž"))


def decline(word: str, *, feminine: bool = False) -> Iterator[Form]:
    """Yield every form of a dictionary word; one that does not decline yields itself.

    `feminine` tells šalis and sritis, which go their own way, from dalyvis.
    """
    ending = next((each for each in _PARADIGMS if word.endswith(each)), None)
    if ending is None:
        yield from (Form(word, case, plural=False) for case in _CASES)
        return
    stem = word[: -len(ending)]
    pair = _FEMININE_IS if feminine and ending == "is" else _PARADIGMS[ending]
    for number, endings in enumerate(pair):
        for case, each in zip(_CASES, endings.split(), strict=False):
            yield Form(_join(stem, each), case, plural=bool(number))


def _join(stem: str, ending: str) -> str:
    """Put an ending on a stem; t and d soften before an i that a vowel follows."""
    if re.match("i[aoueųąū]|ių", ending):
        for hard, soft in _SOFT:
            if stem.endswith(hard):
                return stem[:-1] + soft + ending
    return stem + ending


def harden(stem: str) -> str:
    """Undo the softening of t and d: Ryč- gives Ryt-, Žydž- gives Žyd-."""
    if stem.endswith("dž"):
        return stem[:-1]
    return stem[:-1] + "t" if stem.endswith("č") else stem


# A city's nominative from the ending of a case. First match wins; False where it is a guess.
_CITY: dict[Case, tuple[tuple[str, str, bool], ...]] = {
    Case.LOCATIVE: (
        ("iuose", "iai", True), ("uose", "ai", True), ("ijuje", "ijas", True),
        ("uje", "us", True), ("yje", "is", True), ("ioje", "ia", True), ("oje", "a", True),
        ("ėje", "ė", True), ("ose", "os", True), ("ėse", "ės", True), ("e", "as", True),
    ),
    Case.ACCUSATIVE: (
        ("ius", "iai", True), ("us", "ai", True), ("ių", "ius", True), ("ų", "us", True),
        ("į", "is", True), ("ę", "ė", True), ("iją", "ija", False), ("ją", "jas", False),
        ("ą", "as", False), ("as", "os", True), ("es", "ės", True),
    ),
    Case.GENITIVE: (
        ("aus", "us", True), ("ijo", "ijas", True), ("jo", "jas", True), ("io", "is", True),
        ("o", "as", True), ("os", "a", True), ("ės", "ė", True), ("ies", "is", True),
        ("ių", "iai", True), ("ų", "ai", False),
    ),
}  # fmt: skip
_CITIES_YS = frozenset({"panevėž", "pasval", "strėv", "vievy"})
_LOCATIVE_ENDINGS = ("uje", "yje", "oje", "ėje", "uose", "ose", "ėse", "yse", "e")


def city(word: str, case: Case) -> Guess:
    """Return a city's nominative: Liubline, Liubliną, Liublino give Liublinas."""
    if case is Case.NOMINATIVE:
        return Guess(word, sure=True)
    for ending, nominative, sure in _CITY.get(case, ()):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            if nominative == "is":
                return Guess(_city_in_is(harden(stem) if ending == "io" else stem), sure=sure)
            return Guess(stem + nominative, sure=sure)
    return Guess(word, sure=False)


def _city_in_is(stem: str) -> str:
    return stem + ("ys" if stem.lower() in _CITIES_YS else "is")


def looks_locative(word: str) -> bool:
    """Say whether a word's ending can be that of the locative."""
    return len(word) > 3 and word.lower().endswith(_LOCATIVE_ENDINGS)


_GENITIVE_LIKE = re.compile(r"(?:o|os|ės|ų|ies|aus|ens|ers|ybes|oves)$")


def looks_genitive(word: str) -> bool:
    """Say whether a word's ending can be that of the genitive, of either number."""
    return len(word) > 3 and _GENITIVE_LIKE.search(word.lower()) is not None
