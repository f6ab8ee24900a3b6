"""Countries by their Lithuanian names in every case, from Babel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tracker.trips.intake.lithuanian.cases import Case, decline
from tracker.trips.intake.territories import Country, codes_by_name, longest

# What people write beside the names in Babel's list.
_ALSO = {
    "JAV": "US", "Jungtinės Amerikos Valstijos": "US", "Didžioji Britanija": "GB", "JK": "GB",
    "Olandija": "NL", "Sakartvelas": "GE", "Kinijos Liaudies Respublika": "CN", "Honkongas": "HK",
    "Makao": "MO", "Vokietijos Federacinė Respublika": "DE", "Kirgizstanas": "KG", "JAE": "AE",
    "Pietų Afrikos Respublika": "ZA", "Mianmaras": "MM", "Uzbekija": "UZ",
    **{
        f"{genitive} Respublika": code
        for genitive, code in {
            "Korėjos": "KR", "Čekijos": "CZ", "Slovakijos": "SK", "Lenkijos": "PL",
            "Latvijos": "LV", "Estijos": "EE", "Moldovos": "MD", "Azerbaidžano": "AZ",
        }.items()
    },
}  # fmt: skip
_ADJECTIVES = ("oji", "inė", "inės", "ieji", "iai")
_PLURAL = ("ai", "os", "ės")


@dataclass(frozen=True, slots=True)
class CountryForm(Country):
    """A country in some of its cases."""

    cases: frozenset[Case]


def country_at(words: Sequence[str]) -> CountryForm | None:
    """Return the country whose name, in any case, `words` begin with; the longest name wins."""
    return longest(_forms(), words)


@cache
def country_words() -> frozenset[str]:
    """Return every form of every one-word country name, in lower case."""
    return frozenset(name for name in _forms() if " " not in name)


@cache
def _forms() -> dict[str, CountryForm]:
    forms: dict[str, tuple[str, set[Case]]] = {}
    for name, code in (codes_by_name("lt") | _ALSO).items():
        for text, case in _declined(name):
            forms.setdefault(text.lower(), (code, set()))[1].add(case)
    return {
        text: CountryForm(code, len(text.split()), frozenset(cases))
        for text, (code, cases) in forms.items()
    }


def _declined(name: str) -> Iterator[tuple[str, Case]]:
    """Yield a country's name in each case: its last word declines, and adjectives before it."""
    *before, last = name.split()
    for form in decline(last):
        if form.plural == last.endswith(_PLURAL) or last.isupper():
            words = [_agreeing(word, form.case) for word in before]
            yield " ".join([*words, form.text]), form.case


def _agreeing(word: str, case: Case) -> str:
    if not word.endswith(_ADJECTIVES):
        return word
    forms = (form for form in decline(word) if form.case is case)
    return next((each.text for each in forms if each.plural == word.endswith(_PLURAL)), word)
