"""Names of people in the nominative, worked out from their endings: „Ryčio Račkausko“."""

import re
from collections.abc import Sequence

from tracker.trips.intake.lithuanian.cases import Case, Gender, Guess, harden
from tracker.trips.intake.vocabulary import GIVEN_NAMES

# How a name ends in a case, whoever bears it.
_ENDINGS = {
    Case.NOMINATIVE: re.compile(r"(?:as|is|ys|us|a|ė|i|[^aąeęėiįouųūsy])$"),
    Case.GENITIVE: re.compile(r"(?:o|os|ės|aus|ies)$"),
    Case.INSTRUMENTAL: re.compile(r"(?:u|a|e|umi|imi)$"),
    Case.ACCUSATIVE: re.compile(r"[ąęįų]$"),
    Case.DATIVE: re.compile(r"(?:[uae]i|iai)$"),
}
# How the nominative follows from the ending, longest ending first: of a woman's name, of a man's.
# "is" stands for the choice between -is and -ys.
_FEMALE = {
    Case.GENITIVE: (("os", "a"), ("ės", "ė"), ("ies", "is")),
    Case.INSTRUMENTAL: (("a", "a"), ("e", "ė")),
    Case.ACCUSATIVE: (("ą", "a"), ("ę", "ė")),
    Case.DATIVE: (("ai", "a"), ("ei", "ė"), ("iai", "ia")),
}
_MALE = {
    Case.GENITIVE: (("aus", "us"), ("jo", "jas"), ("io", "is"), ("ies", "is"), ("o", "as"),
                    ("os", "a"), ("ės", "ė")),
    Case.INSTRUMENTAL: (("umi", "us"), ("imi", "is"), ("vičiu", "vičius"), ("iu", "is"),
                        ("u", "as"), ("a", "a"), ("e", "ė")),
    Case.ACCUSATIVE: (("ių", "ius"), ("ų", "us"), ("į", "is"), ("ą", "as"), ("ę", "ė")),
    Case.DATIVE: (("vičiui", "vičius"), ("jui", "jas"), ("iui", "is"), ("ui", "as"), ("ai", "a"),
                  ("ei", "ė")),
}  # fmt: skip
_FEMALE_SIGNS = {
    Case.NOMINATIVE: ("a", "ė"),
    Case.GENITIVE: ("os", "ės"),
    Case.INSTRUMENTAL: ("a", "e"),
    Case.ACCUSATIVE: ("ę",),
    Case.DATIVE: ("ai", "ei"),
}
_FEMALE_SURNAME = re.compile(r"(?:ien|ait|yt|ut|ūt)(?:ė|ės|e|ę|ei)$|(?:sk|ck)(?:a|os|ą|ai)$")
# Endings that only surnames have.
_SURNAME = re.compile(
    r"(?:ien|ait|yt|ut|ūt)(?:ė|ės|e|ei)$|(?:ausk|insk|ynsk|evsk|ovsk)(?:as|o|ui?)$|"
    r"(?:avič|evič|ovič)(?:ius|iaus|ium?i?|iui)$|"
    r"(?:ait|yt|ut|ūn|ėn|on|en|el|ėl|ul|ūkšt)(?:is|as|io|o|ys|iui?|ui?)$|(?:aič|yč|uč)i(?:o|ui?)$"
)
# Surnames with these before the ending are -is; short stems such as Kair-, Gaid- are -ys.
_DIMINUTIVE = re.compile(r"(?:ait|yt|ut|ūt|el|ėl|ul|ūl|al|ol|on|en|in|ūn|yn|yl|iuk|iet|er|ūkšt)$")
_SHORT_STEM = re.compile(r"^[^aąeęėiįyouųū]*[aąeęėiįyouųū]{1,2}[^aąeęėiįyouųū]*$")
# Latvian names are declined as Lithuanian ones; by these letters they are told, and their writers
# leave a woman's name, and give a man's back, as it is in Latvian: „su Ilze Kalniņa“.
_LATVIAN = re.compile("[āēģīķļņ]", re.IGNORECASE)
_LATVIAN_SURNAME = re.compile(r"(?<=iņ)(?:u|o|ui|ą)$")
# Letters and pairs of letters that neither Lithuanian nor Latvian spelling has: Latvian names have
# the endings of Lithuanian ones.
_FOREIGN = re.compile(
    "[^aąbcčdeęėfghiįyjklmnoprsštuųūvzžāēģīķļņ'’-]|sz|cz|rz|th|ph|oo|ee|([bcdfglmnprstz])\\1",
    re.IGNORECASE,
)
_FOREIGN_ENDINGS = {
    Case.DATIVE: (("iui", ""), ("ui", ""), ("ai", "a"), ("ei", "a")),
    Case.GENITIVE: (("iaus", ""), ("aus", ""), ("os", "a"), ("o", "")),
    Case.INSTRUMENTAL: (("iumi", ""), ("umi", ""), ("eriu", "er"), ("eliu", "el"), ("u", "")),
    Case.ACCUSATIVE: (("ą", ""), ("ų", "")),
}
_LONE_VOWEL = re.compile(r"[^i][aeo]$|[aeou]u$")
_APOSTROPHE = re.compile(r"['’][a-ząęėįųū]{1,4}$")


def in_case(words: Sequence[str], case: Case) -> bool:
    """Say whether both ends of a name end as the case does."""
    ends = (word.lower() for word in (words[0], words[-1]) if not word.endswith("."))
    return case in _ENDINGS and all(_ENDINGS[case].search(end) for end in ends)


def gender_of(given: str, surname: str, case: Case) -> Gender:
    """Tell a man from a woman by the endings of the name in its case."""
    female = given.lower().endswith(_FEMALE_SIGNS.get(case, ()))
    return Gender.FEMALE if _FEMALE_SURNAME.search(surname.lower()) or female else Gender.MALE


def is_like_a_person(words: Sequence[str], case: Case) -> bool:
    """Say whether two words can only be a person's name: a usual given name, a telling ending."""
    gender = gender_of(words[0], words[-1], case)
    given = _given(words[0], case, gender).text.lower()
    return given in GIVEN_NAMES or _SURNAME.search(words[-1].lower()) is not None


def is_dative(words: Sequence[str]) -> bool:
    """Say whether a name is in the dative: „Onai Gailiūtei“, and not „Su Wei“."""
    return in_case(words, Case.DATIVE) and is_like_a_person(words, Case.DATIVE)


def nominative_name(words: Sequence[str], case: Case, gender: Gender) -> tuple[str, bool]:
    """Return a whole name in the nominative, and whether every part of it is sure.

    A name that its writer left undeclined, „vicegubernatoriaus Haruto Nakamura“, stays as it is.
    """
    ending = _ENDINGS.get(case)
    if case is Case.NOMINATIVE or ending is None:
        return " ".join(words), True
    if any(_LATVIAN.search(word) for word in words):
        return _latvian_name(words, case, gender), False
    *given, surname = words
    left = bool(given) and given[0][-1] != "." and not ending.search(given[0].lower())
    stays = not ending.search(surname.lower()) or (
        # „su Luc Moreau“: a last vowel alone is the name's own where the given name has no ending
        left and _LONE_VOWEL.search(surname) is not None
    )
    foreign = left or any(_FOREIGN.search(word) for word in words)
    made = [_given(word, case, gender, foreign=foreign) for word in given]
    made.append(_surname(surname, case, gender, foreign=foreign))
    if stays:
        made = [
            each if _is_declined(word, each, case, gender) else Guess(word, sure=False)
            for word, each in zip(words, made, strict=True)
        ]
    return " ".join(each.text for each in made), all(each.sure for each in made)


def _latvian_name(words: Sequence[str], case: Case, gender: Gender) -> str:
    """Return a Latvian name in the nominative, which its writer may have left as it was."""
    if case is Case.INSTRUMENTAL and gender is Gender.FEMALE:
        return " ".join(words)
    *given, surname = words
    made = [_given(word, case, gender).text for word in given]
    if gender is Gender.MALE and _LATVIAN_SURNAME.search(surname):
        return " ".join([*made, _LATVIAN_SURNAME.sub("š", surname)])
    return " ".join([*made, _surname(surname, case, gender, foreign=False).text])


def _is_declined(word: str, guess: Guess, case: Case, gender: Gender) -> bool:
    """Say whether a given name is surely in a case, though the surname after it is not."""
    if case is Case.GENITIVE and gender is Gender.FEMALE and word.endswith("os"):
        return True  # „merės Klaudios Pataki“
    return guess.text.lower() in GIVEN_NAMES or word.endswith(("umi", "imi", "aus", "ės"))


def _given(word: str, case: Case, gender: Gender, *, foreign: bool = False) -> Guess:
    """Return the nominative of a given name; a foreign one loses the ending it was given."""
    if case is Case.NOMINATIVE or len(word) < 3 or word.endswith("."):
        return Guess(word, sure=True)
    if _APOSTROPHE.search(word):
        return Guess(_APOSTROPHE.sub("", word), sure=False)
    table = _FEMALE if gender is Gender.FEMALE else _MALE
    for ending, nominative in (_FOREIGN_ENDINGS if foreign else table).get(case, ()):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            if case is Case.DATIVE and ending != "ai" and f"{word[:-1]}s".lower() in GIVEN_NAMES:
                return Guess(f"{word[:-1]}s", sure=True)  # Dariui, Pauliui
            stem = harden(stem) if nominative == "is" else stem
            return Guess(stem + nominative, sure=not foreign)
    return Guess(word, sure=False)


def _surname(word: str, case: Case, gender: Gender, *, foreign: bool) -> Guess:
    """Return a surname's nominative, a double one part by part; many end in -ys, men's in -a."""
    if "-" in word:
        parts = [_surname(part, case, gender, foreign=foreign) for part in word.split("-")]
        return Guess("-".join(each.text for each in parts), all(each.sure for each in parts))
    guess = _given(word, case, gender, foreign=foreign)
    if gender is Gender.MALE and guess.text.endswith("a"):
        return Guess(guess.text, sure=False)
    if not guess.sure or not guess.text.endswith("is") or _DIMINUTIVE.search(guess.text[:-2]):
        return guess
    stem = guess.text[:-2]
    return Guess(stem + ("ys" if _SHORT_STEM.match(stem.lower()) else "is"), sure=False)
