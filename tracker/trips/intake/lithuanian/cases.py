"""Lithuanian case endings: from a dictionary form to all cases, and from a case back.

Forms are made (`decline`) for the words of the trade and for countries, which are known; names of
people and cities are not known, so their nominative is worked out from the ending
(`given_name`, `surname`, `city`). Where an ending allows two answers the likelier one is given
together with the word that it is not sure.
"""

import re
from collections.abc import Iterator, Sequence
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


# How a given name's or surname's nominative follows from its ending, longest ending first.
# "is" stands for the choice between -is and -ys.
_MALE: dict[Case, tuple[tuple[str, str], ...]] = {
    Case.GENITIVE: (("aus", "us"), ("jo", "jas"), ("io", "is"), ("ies", "is"), ("o", "as"),
                    ("os", "a"), ("ės", "ė")),
    Case.INSTRUMENTAL: (("umi", "us"), ("imi", "is"), ("iu", "is"), ("u", "as"), ("a", "a"),
                        ("e", "ė")),
    Case.ACCUSATIVE: (("ių", "ius"), ("ų", "us"), ("į", "is"), ("ą", "as"), ("ę", "ė")),
    Case.DATIVE: (("iui", "is"), ("ui", "as"), ("ai", "a"), ("ei", "ė")),
}  # fmt: skip
_FEMALE: dict[Case, tuple[tuple[str, str], ...]] = {
    Case.GENITIVE: (("os", "a"), ("ės", "ė"), ("ies", "is")),
    Case.INSTRUMENTAL: (("a", "a"), ("e", "ė")),
    Case.ACCUSATIVE: (("ą", "a"), ("ę", "ė")),
    Case.DATIVE: (("ai", "a"), ("ei", "ė")),
}
_FEMALE_SIGNS = {
    Case.GENITIVE: ("os", "ės"),
    Case.INSTRUMENTAL: ("a", "e"),
    Case.ACCUSATIVE: ("ę",),
    Case.DATIVE: ("ai", "ei"),
    Case.NOMINATIVE: ("a", "ė"),
}
_FEMALE_SURNAMES = re.compile(r"(?:ien|ait|yt|ut|ūt)(?:ė|ės|e|ę|ei)$|(?:sk|ck)(?:a|os|ą|ai)$")
# Surnames with these before the ending are -is; short stems such as Kair-, Gaid- are -ys.
_DIMINUTIVE = re.compile(r"(?:ait|yt|ut|ūt|el|ėl|ul|ūl|al|ol|on|en|in|ūn|yn|yl|iuk|iet|er|ūkšt)$")
_SHORT_STEM = re.compile(r"^[^aąeęėiįyouųū]*(?:[aąeęėiįyouųū]{1,2})[^aąeęėiįyouųū]*$")
# Letters and pairs of letters that Lithuanian spelling does not have.
_FOREIGN = re.compile(
    "[^aąbcčdeęėfghiįyjklmnoprsštuųūvzž'’-]|sz|cz|rz|th|ph|oo|ee|([bcdfglmnprstz])\\1",
    re.IGNORECASE,
)
_APOSTROPHE = re.compile(r"['’][a-ząęėįųū]{1,4}$")


# How a name ends in a case, whoever bears it; and endings that only surnames have.
ENDINGS = {
    Case.NOMINATIVE: re.compile(r"(?:as|is|ys|us|a|ė|i|[^aąeęėiįouųūsy])$"),
    Case.GENITIVE: re.compile(r"(?:o|os|ės|aus|ies)$"),
    Case.INSTRUMENTAL: re.compile(r"(?:u|a|e|umi|imi)$"),
    Case.ACCUSATIVE: re.compile(r"[ąęįų]$"),
    Case.DATIVE: re.compile(r"(?:ui|ai|ei)$"),
}
TELLING_SURNAME = re.compile(
    r"(?:ien|ait|yt|ut|ūt)(?:ė|ės|e)$|(?:ausk|insk|ynsk|evsk|ovsk)(?:as|o|u)$|"
    r"(?:avič|evič|ovič)(?:ius|iaus|ium?i?)$|"
    r"(?:ait|yt|ut|ūn|ėn|on|en|el|ėl|ul|ūkšt)(?:is|as|io|o|ys|iu|u)$|(?:aič|yč|uč)i[ou]$"
)


def gender_of(given: str, surname: str, case: Case) -> Gender:
    """Tell a man from a woman by the endings of the name in its case."""
    if _FEMALE_SURNAMES.search(surname.lower()):
        return Gender.FEMALE
    signs = _FEMALE_SIGNS.get(case, ())
    return Gender.FEMALE if given.lower().endswith(signs) else Gender.MALE


def is_foreign(word: str) -> bool:
    """Say whether a word is not spelt the Lithuanian way, so that its stem stays as it is."""
    return _FOREIGN.search(word) is not None


def given_name(word: str, case: Case, gender: Gender, *, foreign: bool = False) -> Guess:
    """Return the nominative of a given name; a foreign one loses the ending it was given."""
    parts = [_name(part, case, gender, foreign=foreign) for part in word.split("-")]
    return Guess("-".join(part.text for part in parts), all(part.sure for part in parts))


def surname(word: str, case: Case, gender: Gender, *, foreign: bool = False) -> Guess:
    """Return the nominative of a surname; a double one part by part."""
    parts = [_surname(part, case, gender, foreign=foreign) for part in word.split("-")]
    return Guess("-".join(part.text for part in parts), all(part.sure for part in parts))


def _name(word: str, case: Case, gender: Gender, *, foreign: bool) -> Guess:
    if case in {Case.NOMINATIVE, Case.LOCATIVE} or len(word) < 3 or word.endswith("."):
        return Guess(word, sure=True)
    if _APOSTROPHE.search(word):
        return Guess(_APOSTROPHE.sub("", word), sure=False)
    if foreign or is_foreign(word):
        return Guess(_foreign(word, case), sure=False)
    table = (_FEMALE if gender is Gender.FEMALE else _MALE)[case]
    for ending, nominative in table:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            stem = harden(stem) if nominative == "is" else stem
            return Guess(stem + nominative, sure=True)
    return Guess(word, sure=False)


def _surname(word: str, case: Case, gender: Gender, *, foreign: bool) -> Guess:
    """Return a surname's nominative; unlike given names many end in -ys, and men's in -a."""
    guess = _name(word, case, gender, foreign=foreign)
    if not guess.sure or guess.text == word:
        return guess
    if word.endswith(("evičiu", "avičiu", "ovičiu", "evičiui", "avičiui", "ovičiui")):
        return Guess(word.rstrip("i") + "s", sure=True)
    if gender is Gender.MALE and guess.text.endswith("a"):
        return Guess(guess.text, sure=False)
    if not guess.text.endswith("is") or _DIMINUTIVE.search(guess.text[:-2]):
        return guess
    stem = guess.text[:-2]
    return Guess(stem + ("ys" if _SHORT_STEM.match(stem.lower()) else "is"), sure=False)


def _foreign(word: str, case: Case) -> str:
    """Return a foreign name without the Lithuanian ending it was given."""
    endings = {
        Case.GENITIVE: "aus|o",
        Case.INSTRUMENTAL: "umi|u",
        Case.ACCUSATIVE: "ą|ų",
        Case.DATIVE: "ui",
    }
    bare = re.sub(f"(?<=..)(?:{endings[case]})$", "", word)
    return re.sub("(?<=..)os$", "a", word) if bare == word and case is Case.GENITIVE else bare


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


_GENITIVE_LIKE = re.compile(r"(?:o|os|ės|ų|ies|aus|ens|ers)$")


def looks_genitive(word: str) -> bool:
    """Say whether a word's ending can be that of the genitive, of either number."""
    return len(word) > 3 and _GENITIVE_LIKE.search(word.lower()) is not None


def nominative_name(words: Sequence[str], case: Case, gender: Gender) -> tuple[str, bool]:
    """Return a whole name in the nominative, and whether every part of it is sure."""
    foreign = case is not Case.NOMINATIVE and any(map(is_foreign, words))
    made = [
        (surname if place == len(words) - 1 else given_name)(word, case, gender, foreign=foreign)
        for place, word in enumerate(words)
    ]
    return " ".join(each.text for each in made), all(each.sure for each in made)
