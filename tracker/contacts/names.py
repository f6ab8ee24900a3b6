"""How people are called: reading what was typed, putting a name in its order, sorting it."""

import re
from dataclasses import dataclass

from tracker.contacts.models import Contact, NameOrder
from tracker.core.text import clean_line, fold, sort_key

FAMILY_FIRST = frozenset({"TW", "CN", "HK", "MO", "JP", "KR", "HU", "VN"})
"""Where the family name is said first (CLDR Person Names)."""
MOST_WORDS = 6
_BEFORE_FAMILY = (
    "van von der den de del della da di do dos du la le el al bin ibn ter ten 't st. zu"
)
_PARTICLES = frozenset(_BEFORE_FAMILY.split())
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_CHINESE = {"TW": "zh-Hant", "HK": "zh-Hant", "MO": "zh-Hant", "JP": "ja", "KR": "ko"}
_CYRILLIC = {"BG": "bg", "BY": "be", "KZ": "kk", "MK": "mk", "RS": "sr", "MN": "mn"}
_SYLLABLES = re.compile(r"^[A-ZŠŽ][a-zšž]+-[a-zšž]+$")
_FAMILY_ONLY = re.compile(
    rf"((?:{'|'.join(map(re.escape, sorted(_PARTICLES)))}) )*\S+", re.IGNORECASE
)
_GIVEN_ONLY = re.compile(r"[^\W\d_][^\W\d_A-Z]*(?:[-'’][^\W\d_]+)*(?: [^\W\d_]\.)*")
"""«Mei-hua», «Jan», «John P.»; neither «IBM» nor «Formosa Sign»."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart; `native` where it was typed in a script of its own."""

    given: str | None = None
    family: str | None = None
    order: NameOrder = NameOrder.GIVEN_FIRST
    native: str | None = None


def read_name(typed: str, country: str | None = None) -> NameParts:
    """Take a typed name apart, as well as can be told; the person sees it and can put it right.

    A comma or CAPITALS name the family; two joined syllables ("Mei-ling") are a given name said
    last; else the country's custom decides. «林美玲 Lin Mei-ling» is two names of one person.
    """
    line = clean_line(typed)
    native = " ".join(word.strip("()\uff08\uff09") for word in line.split() if script_of(word))
    latin = " ".join(word for word in line.split() if not script_of(word)).strip("() ")
    if not latin:
        return NameParts(native=native or None, order=_order(country))
    parts = _read_latin(latin, country)
    return NameParts(parts.given, parts.family, parts.order, native or None)


def name_and_place(line: str) -> tuple[str, str | None]:
    """Take «Lin Mei-hua, Formosa Sign» apart: a person, and the organisation they belong to.

    «Lin, Mei-hua» is one person: a family name before the comma, and one given name after it.
    """
    name, comma, place = (part.strip() for part in clean_line(line).partition(","))
    if not (comma and name and place):
        return name or place, None
    given, _, rest = (part.strip() for part in place.partition(","))
    if _FAMILY_ONLY.fullmatch(name) and _GIVEN_ONLY.fullmatch(given):
        return f"{name}, {given}", rest or None
    return name, place


def _read_latin(line: str, country: str | None) -> NameParts:
    if "," in line:
        family, _, given = line.partition(",")
        return NameParts(given.strip() or None, family.strip() or None, _order(country))
    words = line.split()
    if len(words) == 1:
        return NameParts(None, line, _order(country))
    capitals = [word for word in words if len(word) > 1 and word.isupper() and word.isalpha()]
    if capitals and len(capitals) < len(words):
        return _by_capitals(words, capitals)
    if country in FAMILY_FIRST or _SYLLABLES.match(words[-1]):
        family, given = _split_family_first(words)
        return NameParts(given, family, NameOrder.FAMILY_FIRST)
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].lower() in _PARTICLES:
        begin -= 1
    return NameParts(" ".join(words[:begin]), " ".join(words[begin:]), NameOrder.GIVEN_FIRST)


def _split_family_first(words: list[str]) -> tuple[str, str]:
    return words[0], " ".join(words[1:])


def _by_capitals(words: list[str], capitals: list[str]) -> NameParts:
    order = NameOrder.FAMILY_FIRST if words[0] in capitals else NameOrder.GIVEN_FIRST
    family = " ".join(word.capitalize() for word in capitals)
    return NameParts(" ".join(word for word in words if word not in capitals), family, order)


def _order(country: str | None) -> NameOrder:
    return NameOrder.FAMILY_FIRST if country in FAMILY_FIRST else NameOrder.GIVEN_FIRST


def full_name(given: str | None, family: str | None, order: NameOrder) -> str:
    """Return a Latin name in its own order."""
    parts = (family, given) if order is NameOrder.FAMILY_FIRST else (given, family)
    return " ".join(part for part in parts if part)


def put_name_in_order(contact: Contact) -> None:
    """Set what follows from a contact's names: how pages call it, find it and sort it."""
    latin = full_name(contact.given, contact.family, contact.name_order)
    contact.name = latin or contact.native_name or contact.title or ""
    by_surname = " ".join(part for part in (contact.family, contact.given) if part)
    place = f"{contact.placeholder_label or ''} {contact.placeholder_number or 0:06}"
    contact.sort_key = sort_key(by_surname or contact.name or place)
    contact.folded = fold(contact.name)


def foldings(name: str) -> list[str]:
    """Return the ways a name may be kept, folded: "Kuo-chiang Hung" is "Hung Kuo-chiang" too."""
    words = clean_line(name.replace(",", " ")).split()[:MOST_WORDS]
    turned = {fold(" ".join(words[turn:] + words[:turn])) for turn in range(len(words))}
    return sorted(turned - {""})


def script_of(text: str) -> str | None:
    """Return the script `text` is written in, nothing for Latin."""
    return next((name for name, letters in _SCRIPTS if letters.search(text)), None)


def language_of(native: str | None, country: str | None) -> str | None:
    """Return the language tag of a native name, for `lang`; nothing where it cannot be told."""
    script = script_of(native or "")
    if script == "zh":
        return _CHINESE.get(country or "", "zh-Hans" if country == "CN" else "zh-Hant")
    if script == "cyrillic":
        return _CYRILLIC.get(country or "", "uk")
    return script


def initials(name: str) -> str:
    """Return at most two initials for the ring; nothing for somebody without a name."""
    words = [word for word in re.split(r"[\s(]+", name) if word and word[0].isalpha()]
    if words and script_of(words[0]):
        return words[0][0]
    return "".join(word[0].upper() for word in (words[:1] + words[-1:] if words[1:] else words))
