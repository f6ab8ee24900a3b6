"""Counts in a Lithuanian report, and the people it counts without naming them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tracker.trips.intake.cases import Case, decline
from tracker.trips.intake.draft import Confidence, Figure, Placeholder
from tracker.trips.intake.findings import Found
from tracker.trips.intake.numbers import NUMERAL, numeral_value, word_value, words_value
from tracker.trips.intake.roles import may_modify
from tracker.trips.intake.source import WORD, Source, Span
from tracker.trips.intake.vocabulary import table

_PEOPLE = table(
    "meras vicemeras delegatas dalyvis atstovas atstovė verslininkas investuotojas ekspertas "
    "pranešėjas lankytojas vadovas specialistas studentas gyventojas partneris "
    "savanoris mokslininkas tyrėjas mokytojas mokinys ambasadorius direktorius darbuotojas "
    "politikas jaunuolis sportininkas menininkas svečias kolega narys konsultantas"
)
_BODIES = table(
    "miestas įmonė bendrovė organizacija institucija savivaldybė subjektas "
    "delegacija universitetas "
    "startuolis mokykla agentūra asociacija partnerė kompanija bendruomenė fondas klasteris"
)
_THINGS = table(
    "valstybė diena valanda renginys susitikimas projektas forumas sesija stendas seminaras "
    "pranešimas diskusija susitarimas sutartis kontaktas vizitas paroda tema darbuotoja ekskursija"
)
_FEMININE = ("šalis", "sutartis", "sritis", "dalis")
_IRREGULAR = {
    "žmonės": "žmonės", "žmonių": "žmonės", "žmones": "žmonės", "žmonėmis": "žmonės",
    "žmonėms": "žmonės", "asmenys": "asmenys", "asmenų": "asmenys", "asmenis": "asmenys",
    "asmenimis": "asmenys", "asmenims": "asmenys",
}  # fmt: skip
_MOST_PLACEHOLDERS = 60

_WISH = re.compile(
    r"(?<!\w)(?:nor(?:ą|ėjo|i)|pageidav|susitik|susidom|domėjosi|pokalb|bendrav|užmegz|pasikeit|"
    r"kontakt|deryb|išreišk|žad|siūl|pasiūl)"
)
_CROWD = re.compile(r"(?<!\w)(?:dalyvavo|dalyvauja|pristatė|eksponavo|rinkosi|suvažiavo|subūrė)")
_NUMBER = re.compile(
    rf"(?P<numeral>{NUMERAL})|(?P<words>(?<!\w)[^\W\d_]{{2,}}(?: [^\W\d_]{{3,}})?)"
)


@dataclass(frozen=True, slots=True)
class _Noun:
    plural: str
    cases: frozenset[Case]
    person: bool
    body: bool


@dataclass(frozen=True, slots=True)
class _Count:
    value: int
    label: str
    noun: _Noun
    span: Span
    in_words: bool


@cache
def _nouns() -> dict[str, _Noun]:
    made: dict[str, _Noun] = {}
    for names in (_PEOPLE, _BODIES, _THINGS, _FEMININE):
        for name in names:
            forms = list(decline(name, feminine=name in _FEMININE))
            plural = next(each.text for each in forms if each.plural)
            for text in {each.text for each in forms}:
                cases = frozenset(each.case for each in forms if each.text == text)
                made[text] = _Noun(plural, cases, names is _PEOPLE, names is _BODIES)
    every = frozenset(Case)
    made |= {
        text: _Noun(plural, every, person=True, body=False) for text, plural in _IRREGULAR.items()
    }
    return made


def find_figures(source: Source, within: Span) -> list[Found[Figure]]:
    """Return the counts of people, bodies and things, in the order of the text."""
    return [
        Found(Figure(each.label, each.value), each.span, _sure(each))
        for each in _counts(source, within)
    ]


def find_placeholders(source: Source, within: Span) -> list[Found[Placeholder]]:
    """Return counted people to whom a thread may lead: who wished to meet or were met."""
    made: list[Found[Placeholder]] = []
    for sentence in source.sentences(within):
        if not _WISH.search(source.lower, sentence.start, sentence.end):
            continue
        for each in _counts(source, sentence):
            if _may_be_met(source, sentence, each):
                found = Placeholder(each.value, each.label)
                made.append(Found(found, each.span, _sure(each)))
    return made


def _may_be_met(source: Source, sentence: Span, count: _Count) -> bool:
    if not count.noun.person or count.value > _MOST_PLACEHOLDERS:
        return False
    return not _CROWD.search(source.lower, sentence.start, sentence.end)


def _sure(count: _Count) -> Confidence:
    return Confidence.LIKELY if count.in_words else Confidence.CERTAIN


def _counts(source: Source, within: Span) -> Iterator[_Count]:
    for sentence in source.sentences(within):
        place = sentence.start
        while match := _NUMBER.search(source.lower, place, sentence.end):
            count = _count(source, match, sentence.end)
            if count:
                yield count
            place = max(_after(match), count.span.end if count else 0)


def _after(match: re.Match[str]) -> int:
    """Return where to look on: after the first word, as the second may begin a number."""
    if match["words"]:
        return match.start() + len(match["words"].split()[0])
    return match.end()


def _count(source: Source, match: re.Match[str], end: int) -> _Count | None:
    value, after = _value(match)
    if value is None or value == 0:
        return None
    found = _noun_after(source, after, end)
    if found is None:
        return None
    noun, span = found
    tail = _from_where(source, span.end, end) if noun.person or noun.body else span.end
    head = source.at(span).split()
    head[-1] = noun.plural
    label = " ".join([*head, *source.flat[span.end : tail].split()])
    return _Count(value, label, noun, Span(match.start(), tail), match["words"] is not None)


def _value(match: re.Match[str]) -> tuple[int | None, int]:
    if match["numeral"]:
        return numeral_value(match["numeral"]), match.end()
    words = match["words"].split()
    if word_value(words[0]) is None:
        return None, match.end()
    both = words_value(words) if len(words) == 2 else None
    if both is not None:
        return both, match.end()
    return words_value(words[:1]), match.start() + len(words[0])


_NEXT = re.compile(rf"\s+({WORD})")


def _noun_after(source: Source, start: int, end: int) -> tuple[_Noun, Span] | None:
    """Return the counted noun and its place with the words before it: „verslo subjektai“."""
    begin, here = None, start
    for _ in range(4):
        match = _NEXT.match(source.flat, here, end)
        if match is None:
            return None
        begin = match.start(1) if begin is None else begin
        noun = _nouns().get(match.group(1).lower())
        follows = _NEXT.match(source.flat, match.end(), end)
        more = follows and _nouns().get(follows.group(1).lower())
        if noun and not (more and Case.GENITIVE in noun.cases):
            return noun, Span(begin, match.end())
        if not noun and not _may_stand_between(match.group(1)):
            return None
        here = match.end()
    return None


def _may_stand_between(word: str) -> bool:
    low = word.lower()
    return low.isalpha() and (
        may_modify(word) or low.endswith(("iai", "iais", "ūs", "ios", "inės", "iniai", "ieji", "ų"))
    )


_FROM = re.compile(r"\s+iš\s+((?:[^\W\d_a-ząčęėįšųūž][\w-]*)(?:\s+[^\W\d_a-ząčęėįšųūž][\w-]*)?)")


def _from_where(source: Source, start: int, end: int) -> int:
    """Return the end of „iš Taivano“ after the noun, or of the noun."""
    match = _FROM.match(source.flat, start, end)
    return match.end() if match else start
