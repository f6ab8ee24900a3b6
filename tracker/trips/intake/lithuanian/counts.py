"""What a Lithuanian report counts: „8 verslo atstovai iš Taivano“, „trys mokyklos“."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from tracker.trips.intake.language import Count
from tracker.trips.intake.lithuanian.cases import Case, decline
from tracker.trips.intake.lithuanian.roles import may_modify, offices
from tracker.trips.intake.numbers import NUMERAL, numeral_value, word_value, words_value
from tracker.trips.intake.source import WORD, Source, Span
from tracker.trips.intake.vocabulary import table

# People beside those known by an office; bodies; things.
_PEOPLE = table(
    "delegatas dalyvis verslininkas investuotojas lankytojas studentas gyventojas savanoris "
    "mokslininkas mokinys darbuotojas politikas jaunuolis sportininkas menininkas "
    "svečias rezidentas kolega pacientas moksleivis vaikas lietuvis ūkininkas vyndarys gamintojas"
)
_BODIES = table(
    "miestas įmonė bendrovė organizacija institucija įstaiga savivaldybė subjektas delegacija "
    "universitetas startuolis mokykla agentūra asociacija partnerė kompanija bendruomenė fondas "
    "poliklinika gamykla klasteris laboratorija"
)
_THINGS = table(
    "valstybė diena valanda renginys susitikimas projektas forumas sesija stendas seminaras "
    "vieta namas pranešimas diskusija susitarimas kontaktas vizitas paroda tema ekskursija"
)
_FEMININE = ("šalis", "sutartis", "sritis", "dalis")
_IRREGULAR = {
    "žmonės": "žmonių žmones žmonėmis žmonėms",
    "asmenys": "asmenų asmenis asmenimis asmenims",
}
# Those who do something: „organizuotojai“, „amatininkai“, „urbanistai“.
_DOERS = re.compile(r"(?P<stem>\w{2,}(?:toj|inink|ist))(?:ai|ų|us|ais|ams)")
_NUMBER = re.compile(
    rf"(?P<numeral>{NUMERAL})|(?P<word>(?<!\w)[^\W\d_]{{2,}})(?P<more> [^\W\d_]{{3,}})?"
)
_TIMES = re.compile(r" (?P<many>tūkst\.|tūkstanči\w+|mln\.|milijon\w+)(?!\w)")
_NEXT = re.compile(rf"\s+({WORD})")
_BETWEEN = ("iai", "iais", "ūs", "ios", "inės", "iniai", "ieji", "ų")
_CAPITAL = r"[^\W\d_a-ząčęėįšųūž][\w-]*"
_FROM = re.compile(rf"\s+iš\s+({_CAPITAL}(?:\s+{_CAPITAL})?)")
_ADJECTIVE = re.compile(r"inių$")
_BEFORE_GENITIVE = re.compile(
    r"(?<!\w)(?:iš|nuo|iki|be|tarp|prie|po|kaip|nei|virš|\w+ų|\w+(?:ų|o|os|ės),? (?:ir|bei)) $"
)
_MEMBER = re.compile(r"\s+(nar|partner)(?:iai|ės|ių|iams|ėms|ius|es|iais|ėmis)(?!\w)")
_FURTHEST = 4
_YEARS = range(1900, 2101)
_OF_YEARS = re.compile(r"\s+(?:metų|m\.)")
_TEENS = range(11, 20)


@dataclass(frozen=True, slots=True)
class _Noun:
    plural: str
    may_be_genitive: bool
    may_be_of_many: bool  # in the genitive plural
    may_be_many: bool  # plural, in another case
    is_person: bool
    is_thing: bool


@cache
def _noun(word: str) -> _Noun | None:
    """Return the counted noun that a word is a form of."""
    named = offices(word)
    if named:
        plural = _plural(named[0].named(named[0].gender))
        genitive = [form for form in named if form.case is Case.GENITIVE]
        of_many = any(form.plural for form in genitive)
        many = any(form.plural and form.case is not Case.GENITIVE for form in named)
        return _Noun(plural, bool(genitive), of_many, many, is_person=True, is_thing=False)
    doers = _DOERS.fullmatch(word)
    if doers and word not in _nouns():
        of_many = word.endswith("ų")
        return _Noun(
            f"{doers['stem']}ai", of_many, of_many, not of_many, is_person=True, is_thing=False
        )
    return _nouns().get(word)


@cache
def _plural(word: str) -> str:
    return next(form.text for form in decline(word, feminine=word in _FEMININE) if form.plural)


@cache
def _nouns() -> dict[str, _Noun]:
    made: dict[str, _Noun] = {}
    for names in (_PEOPLE, _BODIES, (*_THINGS, *_FEMININE)):
        for name in names:
            forms = list(decline(name, feminine=name in _FEMININE))
            genitive = {form.text: form.plural for form in forms if form.case is Case.GENITIVE}
            many = {form.text for form in forms if form.plural and form.case is not Case.GENITIVE}
            for text in {form.text for form in forms}:
                made[text] = _Noun(
                    _plural(name),
                    text in genitive,
                    genitive.get(text, False),
                    text in many,
                    is_person=names is _PEOPLE,
                    is_thing=name in _THINGS + _FEMININE,
                )
    for plural, forms_of in _IRREGULAR.items():
        for text in (plural, *forms_of.split()):
            made[text] = _Noun(plural, True, True, True, is_person=True, is_thing=False)  # noqa: FBT003 - its first four are of one kind
    return made


def find_counts(source: Source, within: Span) -> Iterator[Count]:
    """Yield the numbers that count people, bodies or things, in the order of the text."""
    for sentence in source.sentences(within):
        place = sentence.start
        while match := _NUMBER.search(source.lower, place, sentence.end):
            count = _count(source, match, sentence.end)
            if count:
                yield count
            after = match.end("numeral") if match["numeral"] else match.end("word")
            place = max(after, count.span.end if count else 0)


def _count(source: Source, match: re.Match[str], end: int) -> Count | None:
    value, after = _value(source, match)
    if not value or (value in _YEARS and _OF_YEARS.match(source.lower, after, end)):
        return None
    found = _noun_after(source, after, end, _fitting(source, match, value))
    if found is None:
        return None
    noun, span = found
    said = None if noun.is_thing else _FROM.match(source.flat, span.end, end)
    tail = said.end() if said else span.end
    member = None if said else _MEMBER.match(source.lower, span.end, end)
    tail = member.end() if member else tail
    whole = Span(match.start(), tail)
    label = _label(source, noun, span, source.at(Span(span.end, tail)), member)
    return Count(value, label, whole, of_people=noun.is_person, in_words=not match["numeral"])


def _fitting(source: Source, number: re.Match[str], value: int) -> Callable[[_Noun], bool]:
    """Return what tells the forms that the number can count.

    Tens and teens ask for the genitive plural. From two to nine another case is asked for, unless
    a word before it, or its own form, is of the genitive: „du mokinių mainų vizitai“, „iš 3 šalių“.
    """
    if value % 10 == 0 or value % 100 in _TEENS:
        return lambda noun: noun.may_be_of_many
    if value % 10 == 1:
        return lambda _: True
    word = number["word"] or ""
    before = _BEFORE_GENITIVE.search(source.lower[max(0, number.start() - 24) : number.start()])
    if before or word.endswith("ų"):
        return lambda noun: noun.may_be_of_many or noun.may_be_many
    return lambda noun: noun.may_be_many


def _label(
    source: Source, noun: _Noun, span: Span, after: str, member: re.Match[str] | None
) -> str:
    """Return what is counted in the nominative, with what agrees with it: „valstybės narės“."""
    of_women = noun.plural.endswith(("os", "ės", "ys"))
    before = source.at(span).split()[:-1]
    if noun.is_thing:
        own = "inės" if of_women else "iniai"
        before = [each if _noun(each) else _ADJECTIVE.sub(own, each) for each in before]
    if member:
        after = member.group(1) + ("ės" if of_women else "iai")
    return " ".join([*before, noun.plural, *after.split()])


def _value(source: Source, match: re.Match[str]) -> tuple[int | None, int]:
    """Return a number and where it ends: „8“, „20 tūkst.“, „aštuoni“, „trisdešimt penki“."""
    if match["numeral"]:
        times = _TIMES.match(source.lower, match.end())
        value = numeral_value(match["numeral"])
        if times:
            return value * (10**6 if times["many"].startswith("m") else 1000), times.end()
        return value, match.end()
    if word_value(match["word"]) is None:
        return None, match.end()
    both = words_value([match["word"], match["more"].strip()]) if match["more"] else None
    if both:
        return both, match.end()
    return words_value([match["word"]]), match.end("word")


def _noun_after(
    source: Source, start: int, end: int, fits: Callable[[_Noun], bool]
) -> tuple[_Noun, Span] | None:
    """Return the counted noun, and its place with the words before it: „verslo subjektai“.

    `fits` says whether the number can count a form: „18 mokyklos mokinių“.
    """
    first = _NEXT.match(source.flat, start, end)
    word = first
    for _ in range(_FURTHEST):
        if word is None or first is None:
            return None
        follows = _NEXT.match(source.flat, word.end(), end)
        noun = _noun(word.group(1).lower())
        more = follows is not None and _noun(follows.group(1).lower()) is not None
        if noun and _is_of_members(source, word.end(), end):
            return noun, Span(first.start(1), word.end())
        if noun and fits(noun) and not (more and noun.may_be_genitive):
            return noun, Span(first.start(1), word.end())
        if not noun and not _may_stand_between(word.group(1)):
            return None
        word = follows
    return None


def _is_of_members(source: Source, place: int, end: int) -> bool:
    """Say whether members are counted, and not what is theirs: „9 miestų partnerių delegacijos“."""
    member = _MEMBER.match(source.lower, place, end)
    follows = member and _NEXT.match(source.flat, member.end(), end)
    return member is not None and not (follows and _noun(follows.group(1).lower()))


def _may_stand_between(word: str) -> bool:
    return word.isalpha() and (may_modify(word) or word.lower().endswith(_BETWEEN))
