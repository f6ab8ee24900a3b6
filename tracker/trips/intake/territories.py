"""Countries by their Lithuanian and English names, in every Lithuanian case, from Babel."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from tracker.trips.intake.cases import Case, decline

# What people write for countries beside the names in Babel's list.
_ALSO = {
    "JAV": "US", "Jungtinės Amerikos Valstijos": "US", "Didžioji Britanija": "GB", "JK": "GB",
    "Olandija": "NL", "Sakartvelas": "GE", "Korėjos Respublika": "KR", "Čekijos Respublika": "CZ",
    "Kinijos Liaudies Respublika": "CN", "Slovakijos Respublika": "SK", "Lenkijos Respublika": "PL",
    "Latvijos Respublika": "LV", "Estijos Respublika": "EE", "Honkongas": "HK", "Makao": "MO",
    "Vokietijos Federacinė Respublika": "DE", "Kirgizstanas": "KG", "Moldovos Respublika": "MD",
    "Jungtiniai Arabų Emyratai": "AE", "JAE": "AE", "Pietų Afrikos Respublika": "ZA",
    "Mianmaras": "MM", "Tailando Karalystė": "TH", "Uzbekija": "UZ",
    "Azerbaidžano Respublika": "AZ",
}  # fmt: skip
_ALSO_EN = {
    "USA": "US", "UK": "GB", "Great Britain": "GB", "Britain": "GB", "Czech Republic": "CZ",
    "South Korea": "KR", "Republic of Korea": "KR", "Holland": "NL", "The Netherlands": "NL",
    "Turkey": "TR", "Hong Kong": "HK", "United States of America": "US", "Macedonia": "MK",
}  # fmt: skip
_ADJECTIVES = ("oji", "inė", "inės", "tinė", "ieji", "iai")
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})


@dataclass(frozen=True, slots=True)
class Country:
    """A country as it stands in the text: its code and the case it is in."""

    code: str
    cases: frozenset[Case]
    words: int


def country_at(words: Sequence[str]) -> Country | None:
    """Return the country whose name, in any case, `words` begin with; the longest name wins."""
    return _longest(_lithuanian(), words)


def english_country_at(words: Sequence[str]) -> Country | None:
    """Return the country whose English name `words` begin with."""
    return _longest(_english(), words)


@cache
def country_words() -> frozenset[str]:
    """Return every form of every one-word country name, in lower case."""
    return frozenset(name for name in _lithuanian() if " " not in name)


def _longest(known: dict[str, tuple[str, frozenset[Case]]], words: Sequence[str]) -> Country | None:
    for length in range(min(4, len(words)), 0, -1):
        found = known.get(" ".join(words[:length]).lower())
        if found:
            return Country(found[0], found[1], length)
    return None


def _codes(language: str) -> dict[str, str]:
    names = Locale(language).territories
    codes = (str(code) for code in names)
    return {
        str(names[code]): code
        for code in codes
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }


@cache
def _lithuanian() -> dict[str, tuple[str, frozenset[Case]]]:
    forms: dict[str, tuple[str, set[Case]]] = {}
    for name, code in (_codes("lt") | _ALSO).items():
        for text, case in _declined(name):
            forms.setdefault(text.lower(), (code, set()))[1].add(case)
    return {text: (code, frozenset(cases)) for text, (code, cases) in forms.items()}


@cache
def _english() -> dict[str, tuple[str, frozenset[Case]]]:
    only = frozenset({Case.NOMINATIVE})
    return {name.lower(): (code, only) for name, code in (_codes("en") | _ALSO_EN).items()}


def _declined(name: str) -> list[tuple[str, Case]]:
    """Return a country's name in each case: its last word declines, and adjectives before it."""
    *before, last = name.split()
    if name.isupper():
        return [(name, case) for case in Case]
    made = []
    for form in decline(last):
        if form.plural == _is_plural(last):
            words = [_same_case(word, form.case) for word in before]
            made.append((" ".join([*words, form.text]), form.case))
    return made


def _is_plural(word: str) -> bool:
    return word.endswith(("ai", "os", "ės"))


def _same_case(word: str, case: Case) -> str:
    if not word.endswith(_ADJECTIVES) and not word.endswith("tinės"):
        return word
    forms = (form for form in decline(word) if form.case is case)
    return next((form.text for form in forms if form.plural == _is_plural(word)), word)
