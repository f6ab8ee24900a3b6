"""A report's counts as pages show them: what is counted agrees with the number.

Reports are read into the nominative plural («miestai»), which fits 2–9, 22–29 … only: Lithuanian
says «112 miestų» and «41 kortelė».
"""

import re

from tracker.core.i18n import number

_TEENS = range(11, 20)
_TAIL = re.compile(r" (?:iš|su|be|ir|bei|už|nuo|per) .*")
_IRREGULAR = {  # the plural: one, many
    "žmonės": ("žmogus", "žmonių"),
    "asmenys": ("asmuo", "asmenų"),
    "dantys": ("dantis", "dantų"),
}
_ONE = {  # -iai is the plural of -is, -ys, -ias and -ius: these are known
    "nariai": "narys",
    "svečiai": "svečias",
    "renginiai": "renginys",
    "partneriai": "partneris",
    "mokiniai": "mokinys",
    "moksleiviai": "moksleivis",
    "startuoliai": "startuolis",
    "savanoriai": "savanoris",
    "jaunuoliai": "jaunuolis",
    "direktoriai": "direktorius",
    "vyndariai": "vyndarys",
}
_ENDINGS = {  # of the plural: of one, of many
    "ios": ("ia", "ių"),
    "os": ("a", "ų"),
    "ės": ("ė", "ių"),
    "ys": ("is", "ių"),
    "iai": (None, "ių"),
    "ai": ("as", "ų"),
}
_ADJECTIVES = {  # between the number and its noun, by the noun's gender
    "inės": ("inė", "inių"),
    "iniai": ("inis", "inių"),
}
_MEMBERS = ("nariai", "narės", "partneriai", "partnerės")
_FOREIGN = re.compile(r"[wxq]|ph|[aeiou](?:os|ys)\b")
"""English, which some reports are in, has plurals in -os and -ys too."""


def figure_said(value: int, label: str, language: str) -> str:
    """Return a count in words; where the right form cannot be told, one that needs none."""
    fitting = _agreed(value, label)
    told = number(value, language)
    return f"{label}: {told}" if fitting is None else f"{told} {fitting}"


def _agreed(value: int, label: str) -> str | None:
    """Return what is counted in the form that the number asks for; None where it is not known."""
    if value % 100 not in _TEENS and value % 10 > 1:
        return label
    is_one = value % 10 == 1 and value % 100 not in _TEENS
    tail = _TAIL.search(label)
    words = label[: tail.start() if tail else None].split()
    if not words or _FOREIGN.search(label.lower()):
        return label
    *before, noun = words
    said = _noun(noun, is_one=is_one)
    if said is None:
        return None if noun.endswith(tuple(_ENDINGS)) else label
    changed = [_before(word, noun, is_one=is_one) for word in before]
    if None in changed:
        return None
    return " ".join([*filter(None, changed), said]) + (tail[0] if tail else "")


def _noun(noun: str, *, is_one: bool) -> str | None:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun][0 if is_one else 1]
    if is_one and noun in _ONE:
        return _ONE[noun]
    ending = next((each for each in _ENDINGS if noun.endswith(each)), None)
    if ending is None:
        return None
    one, many = _ENDINGS[ending]
    stem = noun.removesuffix(ending)
    if is_one:
        return None if one is None else stem + one
    if ending in {"ės", "ys"}:
        stem = re.sub("t$", "č", re.sub("d$", "dž", stem))
    return stem + many


def _before(word: str, noun: str, *, is_one: bool) -> str | None:
    """Return a word before the noun: one that agrees with it changes too, a genitive does not."""
    ending = next((each for each in _ADJECTIVES if word.endswith(each)), None)
    is_of_women = noun.endswith(("os", "ės", "ys"))
    if ending and is_of_women == (ending == "inės"):
        return word.removesuffix(ending) + _ADJECTIVES[ending][0 if is_one else 1]
    if noun in _MEMBERS and word.endswith(("ai", "ės" if is_of_women else "ai")):
        return _noun(word, is_one=is_one)
    if word.endswith(("o", "ų", "ies", "aus")) or (word.endswith(("os", "ės")) and not is_of_women):
        return word
    return None
