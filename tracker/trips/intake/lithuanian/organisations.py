"""Organisations in Lithuanian text, brought to the nominative: „Rygos miesto taryba“."""

import re
from collections.abc import Iterator
from functools import cache

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.findings import Found
from tracker.trips.intake.lithuanian.cases import (
    Case,
    Gender,
    city,
    decline,
    looks_genitive,
    looks_locative,
)
from tracker.trips.intake.lithuanian.countries import country_at
from tracker.trips.intake.lithuanian.roles import agreed, may_modify, may_name, offices, spaced
from tracker.trips.intake.lithuanian.tokens import Token, tokens
from tracker.trips.intake.names import apart, by_legal_form
from tracker.trips.intake.source import Source, Span, mixed_case
from tracker.trips.intake.vocabulary import PARTICLES, TOWNS, table

# The nouns an organisation's name ends with. „Rūmai“ is plural, the others singular.
_HEADS = table(
    "atstovybė asociacija ministerija universitetas institutas agentūra rūmai fondas klasteris "
    "ambasada konsulatas federacija konfederacija draugija kolegija gimnazija akademija "
    "muziejus biblioteka teatras ligoninė korporacija vaivadija magistratas "
    "merija inkubatorius bankas uostas"
)
# Heads too common to be a name without something more telling before them.
_PLAIN = table(
    "bendrovė įmonė kompanija organizacija įstaiga centras komisija komitetas klubas savivaldybė "
    "departamentas tarnyba biuras rotušė sąjunga taryba mokykla bendrija koncernas "
    "vyriausybė"
)
_ACRONYM = re.compile(r"(?!(?:UAB|AB|MB|SIA|EXPO|ES|LR)$)[^\W\d_a-ząčęėįšųūž]{3,8}")
_STOPS = frozenset({".", "\n", "\t"})
_FIRMS = frozenset(table("bendrovė įmonė kompanija koncernas organizacija"))
_GENERIC = re.compile(
    r"(?:ši[ot]s?|t[ao]s|kit(?:os|ų)|mūsų|jų|savo|visos|vietos|vietin\w+|pagrindin\w+|kitoje|verslo|partner\w+|įvairių|"
    r"didžiausios|vien(?:a|os))$"
)
_MUNICIPALITY = re.compile(
    r"(?<!\w)(?P<town>[^\W\d_a-ząčęėįšųūž][^\W\d_]{3,19}) (?i:miesto|rajono|savivaldyb\w+)(?!\w)"
)


@cache
def _heads() -> dict[str, tuple[str, set[Case]]]:
    """Return each form of a head, its nominative and the cases the form can be."""
    forms: dict[str, tuple[str, set[Case]]] = {}
    for word in (*_HEADS, *_PLAIN):
        for form in decline(word):
            if form.plural == (word == "rūmai"):
                forms.setdefault(form.text, (word, set()))[1].add(form.case)
    return forms


def find_organisations(source: Source, within: Span) -> list[Found[str]]:
    """Return the organisations named, each in the nominative, in the order of the text."""
    return apart([*_by_head(source, within), *by_legal_form(source, within)])


def is_in_genitive(source: Source, span: Span) -> bool:
    """Say whether the organisation at `span` can be in the genitive."""
    heads = [_heads()[each.low][1] for each in tokens(source, span) if each.low in _heads()]
    return not heads or any(Case.GENITIVE in cases for cases in heads)


def find_home(source: Source) -> re.Pattern[str] | None:
    """Return how the names of our own offices begin: with the first Lithuanian town as a body."""
    for match in _MUNICIPALITY.finditer(source.flat):
        town = mixed_case(match["town"])
        if city(town, Case.GENITIVE).text in TOWNS:
            return re.compile(rf"{town} (?:miesto|rajono|savivaldyb)")
    return None


def _by_head(source: Source, within: Span) -> Iterator[Found[str]]:
    words = tokens(source, within)
    floor = begun = 0
    for place, token in enumerate(words):
        head, _ = _heads().get(token.low, (None, None))
        if not head or token.text.isupper() or token.low == "uoste":
            continue  # one is in a port, not with it
        first, last = _first(words, place, floor), _last(words, place)
        if first == floor < place and (whole := _of_whole(words, floor, begun)) is not None:
            first = whole
        begun = first
        floor = place + 1
        if _is_name(words, first, place, last):
            span = Span(words[first].span.start, words[last].span.end)
            texts = [each.text for each in words[first : last + 1]]
            for here in _adjectives(words, place, first):
                texts[here - first] = _agreed(words[here], token) or texts[here - first]
            texts[place - first] = head if place > first else head.capitalize()
            sure = Confidence.CERTAIN if place > first else Confidence.LIKELY
            yield Found(spaced(texts), span, sure)


def _first(words: list[Token], place: int, floor: int) -> int:
    """Go left over the genitives before the head, back to the last word with a capital."""
    first = here = place
    while here > floor and (
        _is_before(words[here - 1])
        or _joins(words, here - 1, floor)
        or _names(words, here - 1)
        or _is_adjective(words, here - 1, place)
    ):
        here -= 1
        if words[here].text[0].isupper() or words[here].kind == "quote":
            first = here
    return first


def _is_adjective(words: list[Token], place: int, head: int) -> bool:
    """Say whether a word agrees with the head, and its capital is not the sentence's."""
    token = words[place]
    begins = not place or words[place - 1].text in _STOPS
    plain = token.text.islower() or not begins
    return plain and not _GENERIC.match(token.low) and _agreed(token, words[head]) is not None


def _adjectives(words: list[Token], place: int, first: int) -> Iterator[int]:
    """Yield where the adjectives of a head stand: right before it, or first of all."""
    here = place
    while here > first and _is_adjective(words, here - 1, place):
        here -= 1
        yield here
    of_next = Case.GENITIVE in _heads()[words[place].low][1]  # „Mažosios Lenkijos vaivadijos“
    if here > first and not of_next and _is_adjective(words, first, place):
        yield first


def _agreed(token: Token, head: Token) -> str | None:
    """Return the nominative of an adjective that agrees with the head, or None."""
    noun, cases = _heads()[head.low]
    gender = Gender.FEMALE if noun.endswith(("a", "ė")) else Gender.MALE
    made = (agreed(token.text, each, gender, strictly=True) for each in sorted(cases))
    is_one = token.is_word and noun != "rūmai"
    return next(filter(None, made), None) if is_one else None


def _of_whole(words: list[Token], floor: int, begun: int) -> int | None:
    """Return where the body begins of which another is a part: „X sąjungos Y komisija“."""
    head = words[floor - 1] if floor else None
    _, cases = _heads().get(head.low, ("", set())) if head else ("", set())
    return begun if begun < floor - 1 and Case.GENITIVE in cases else None


def _names(words: list[Token], place: int) -> bool:
    """Say whether the word names what follows, and its capital is not the sentence's."""
    token = words[place]
    begins = not place or words[place - 1].text in _STOPS
    begins = begins and (not token.low.endswith("u") or token.low in {"kartu", "metu"})
    if not token.is_word or begins:
        return False
    joint = token if token.low in PARTICLES else words[place + 1]  # „John von Neumann“
    return may_name(token.text, words[place + 1].text) or joint.low in PARTICLES


def _is_before(token: Token) -> bool:
    if not token.is_word:
        return token.kind in {"quote", "initial"}
    of_many = any(each.plural and each.case is Case.GENITIVE for each in offices(token.low))
    other = (
        (offices(token.low) and not of_many)
        or _GENERIC.match(token.low)
        or token.low.startswith("buvus")
    )
    return may_modify(token.text) and not other


def _joins(words: list[Token], place: int, floor: int) -> bool:
    """Say whether „ir“ joins two words of one name: „prekybos, pramonės ir amatų rūmai“."""
    if not floor < place < len(words) - 1 or words[place].low not in {"ir", ",", "bei"}:
        return False
    before, after = words[place - 1], words[place + 1]
    part = before.is_word and _is_before(before) and before.low not in _heads()
    return part and after.text.islower() and looks_genitive(after.text)


def _last(words: list[Token], place: int) -> int:
    """Take in the country an office stands in: „atstovybė Lietuvoje“; or the name in quotes."""
    if place + 1 < len(words) and words[place + 1].kind == "quote":
        return place + 1
    here = country_at([each.text for each in words[place + 1 : place + 4] if each.is_word])
    if here and here.cases == {Case.LOCATIVE}:
        return place + here.words
    follows = words[place + 1] if place + 1 < len(words) else None
    if follows is None or not follows.is_word:
        return place
    seat = _is_mission(words[place]) and follows.is_capitalised and looks_locative(follows.text)
    return place + (seat or _ACRONYM.fullmatch(follows.text) is not None)


def _is_mission(token: Token) -> bool:
    """Say whether a body is told by its seat: „Estijos ambasada Vilniuje“."""
    return _heads()[token.low][0] in {"ambasada", "konsulatas", "atstovybė"}


def _is_name(words: list[Token], first: int, place: int, last: int) -> bool:
    """Say whether the words are a name: with a quoted part, or with a capital before the head.

    „Taryba“ belongs to an office in „tarybos nario“; „įmonė“ to what stands in quotes after it.
    """
    head = _heads()[words[place].low][0]
    plain = head in _PLAIN
    if words[place].low.startswith("centr") and words[place - 1].low == "miesto":
        return False  # the middle of a city
    follows = words[place + 1] if place + 1 < len(words) else None
    if plain and follows and offices(follows.low):
        return False
    if head == "sąjunga" and words[place - 1].low == "europos":
        return False  # nobody to write to
    if plain and follows and follows.kind == "quote":  # „Rėzeknės kultūros centras „Gors““
        return head not in _FIRMS and place > first and words[first].text[0].isupper()
    if any(each.kind == "quote" for each in words[first : last + 1]):
        return True
    return place > first and words[first].text[0].isupper()
