"""Organisations in Lithuanian text, and who invited: „Taivano atstovybės Lietuvoje kvietimas“."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.findings import Found
from tracker.trips.intake.lithuanian.cases import Case, Gender, city, decline, looks_genitive
from tracker.trips.intake.lithuanian.countries import country_at
from tracker.trips.intake.lithuanian.roles import agreed, may_modify, offices
from tracker.trips.intake.lithuanian.tokens import Token, tokens
from tracker.trips.intake.names import apart, by_legal_form
from tracker.trips.intake.source import Source, Span
from tracker.trips.intake.vocabulary import TOWNS, table

# The nouns an organisation's name ends with. „Rūmai“ is plural, the others singular.
_HEADS = table(
    "atstovybė asociacija ministerija universitetas institutas agentūra savivaldybė rūmai bendrovė "
    "centras fondas klasteris tarnyba ambasada konsulatas federacija konfederacija sąjunga "
    "organizacija draugija bendrija kolegija mokykla gimnazija akademija biuras departamentas "
    "komisija klubas muziejus biblioteka teatras ligoninė korporacija įstaiga rotušė vaivadija "
    "magistratas taryba komitetas inkubatorius kompanija įmonė koncernas bankas uostas"
)
# Heads too common to be a name without something more telling before them.
_PLAIN = frozenset(
    table(
        "bendrovė įmonė kompanija organizacija įstaiga centras komisija komitetas klubas "
        "savivaldybė "
        "rotušė sąjunga taryba mokykla bendrija koncernas"
    )
)
_GENERIC = re.compile(
    r"^(?:šios|tos|kitos|mūsų|jų|savo|kitų|visos|vietos|verslo|šio|partner\w+|"
    r"įvairių|didžiausios|viena|vienos)$"
)
_MOST_INVITERS = 20
_MUNICIPALITY = re.compile(
    r"(?<!\w)(?P<town>[^\W\d_a-ząčęėįšųūž][^\W\d_]{3,19}) (?:miesto|rajono)(?!\w)"
)
_INVITING = re.compile(r"(?<!\w)(?:(?:pa)?kvietim(?:u|as|ą)|iniciatyva ir kvietimu)(?!\w)")


@dataclass(frozen=True, slots=True)
class _Head:
    nominative: str
    case: Case


@cache
def _heads() -> dict[str, tuple[_Head, ...]]:
    forms: dict[str, list[_Head]] = {}
    for word in _HEADS:
        plural = word == "rūmai"
        for form in decline(word):
            if form.plural == plural:
                forms.setdefault(form.text, []).append(_Head(word, form.case))
    return {text: tuple(heads) for text, heads in forms.items()}


def find_organisations(source: Source, within: Span) -> list[Found[str]]:
    """Return the organisations named, each in the nominative, in the order of the text."""
    return apart([*_by_head(source, within), *by_legal_form(source, within)])


def _by_head(source: Source, within: Span) -> Iterator[Found[str]]:
    words = tokens(source, within)
    floor = 0
    for place, token in enumerate(words):
        heads = _heads().get(token.low) if token.is_word else None
        if not heads or token.text.isupper():
            continue
        first, last = _first(words, place, floor), _last(words, place)
        floor = place + 1
        if heads[0].nominative in _PLAIN and _speaks_of_another(words, place):
            continue
        if _is_name(words, first, place, last):
            span = Span(words[first].span.start, words[last].span.end)
            texts = [each.text for each in words[first : last + 1]]
            texts[place - first] = heads[0].nominative
            if place == first:
                texts[0] = heads[0].nominative.capitalize()
            yield Found(" ".join(texts).replace(" ,", ","), span, _sure(heads, place - first))


def _speaks_of_another(words: list[Token], place: int) -> bool:
    """Say whether „taryba“ belongs to an office („tarybos nario“) or „įmonė“ to a quoted name."""
    follows = words[place + 1] if place + 1 < len(words) else None
    return follows is not None and (follows.kind == "quote" or bool(offices(follows.text)))


def _sure(heads: tuple[_Head, ...], before: int) -> Confidence:
    return Confidence.CERTAIN if before and heads else Confidence.LIKELY


def _first(words: list[Token], place: int, floor: int) -> int:
    """Go left over the genitives before the head, back to the last word with a capital."""
    first = here = place
    while here > floor:
        token = words[here - 1]
        if _is_before(token):
            here -= 1
            if token.text[0].isupper() or token.kind == "quote":
                first = here
        elif token.low in {"ir", ",", "bei"} and _joins(words, here - 1, floor):
            here -= 1
        else:
            break
    return first


def _is_before(token: Token) -> bool:
    if token.kind == "quote":
        return True
    if not token.is_word or offices(token.text) or _GENERIC.match(token.low):
        return False
    agrees = any(agreed(token.text, Case.GENITIVE, each) for each in Gender)
    return may_modify(token.text) and not (agrees and token.low.startswith("buvus"))


def _joins(words: list[Token], place: int, floor: int) -> bool:
    """Say whether „ir“ joins two words of one name: „prekybos, pramonės ir amatų rūmai“."""
    if place - 1 < floor or place + 1 >= len(words):
        return False
    before, after = words[place - 1], words[place + 1]
    return (
        before.is_word
        and _is_before(before)
        and before.low not in _heads()
        and after.text.islower()
        and looks_genitive(after.text)
    )


def _last(words: list[Token], place: int) -> int:
    """Take in the country an office stands in: „atstovybė Lietuvoje“; or the name in quotes."""
    if place + 1 >= len(words):
        return place
    token = words[place + 1]
    if token.kind == "quote":
        return place + 1
    here = country_at([each.text for each in words[place + 1 : place + 4] if each.is_word])
    if here and here.cases == {Case.LOCATIVE}:
        return place + here.words
    return place


def _is_name(words: list[Token], first: int, place: int, last: int) -> bool:
    if any(each.kind == "quote" for each in words[first : last + 1]):
        return True
    if place == first:
        return False
    capital = words[first].text[0].isupper()
    if words[place].low in _heads() and _heads()[words[place].low][0].nominative in _PLAIN:
        begins = first > 0 and words[first - 1].is_word
        return capital and (begins or place - first > 1 or _proper(words[first]))
    return capital


def _proper(token: Token) -> bool:
    return token.text[0].isupper() and not _GENERIC.match(token.low)


def find_inviters(source: Source) -> list[Found[str]]:
    """Return who is said to have invited; somebody known by office only is described by it."""
    made: list[Found[str]] = []
    for match in islice(_INVITING.finditer(source.lower), _MOST_INVITERS):
        sentence = source.sentence_at(match.start())
        made += _inviting(source, Span(sentence.start, match.start()))
    return made


def _inviting(source: Source, stretch: Span) -> list[Found[str]]:
    begin = max(source.flat.rfind(sign, stretch.start, stretch.end) for sign in "(;:")
    stretch = source.trim(Span(max(begin + 1, stretch.start, stretch.end - 400), stretch.end))
    row = _row_up_to(source, find_organisations(source, stretch), stretch.end)
    if row:
        return row
    role = _role_before(source, stretch)
    return [Found(described_role(source, role), role, Confidence.LIKELY)] if role else []


def _row_up_to(source: Source, bodies: list[Found[str]], end: int) -> list[Found[str]]:
    """Return the organisations of „X, Y ir Z kvietimu“, not those named earlier."""
    row: list[Found[str]] = []
    for each in reversed(bodies):
        joined = source.flat[each.span.end : end].strip(" ,") in {"", "ir", "bei"}
        if not joined or not _in_genitive(source, each.span):
            break
        row.insert(0, each)
        end = each.span.start
    return row


def _in_genitive(source: Source, span: Span) -> bool:
    words = [token.low for token in tokens(source, span) if token.is_word]
    cases = {head.case for word in words for head in _heads().get(word, ())}
    return not cases or Case.GENITIVE in cases


def _role_before(source: Source, stretch: Span) -> Span | None:
    """Return the stretch of an office that invites: „… ambasadoriaus, šiuo metu …“."""
    words = tokens(source, stretch)
    for place, token in enumerate(words):
        case = {office.case for office in offices(token.text)} if token.is_word else set()
        if Case.GENITIVE in case:
            first = place
            while first and (_is_before(words[first - 1]) or _standing(words[first - 1])):
                first -= 1
            return Span(words[first].span.start, stretch.end)
    return None


def _standing(token: Token) -> bool:
    return token.is_word and token.low.startswith(("buvus", "laikin", "nauj"))


def described_role(source: Source, span: Span) -> str:
    """Return an office with what is said about it, in the nominative.

    „Buvusio … ambasadoriaus, šiuo metu kuruojančio ES reikalus …“ gives „buvęs … ambasadorius,
    šiuo metu kuruojantis ES reikalus …“.
    """
    words = tokens(source, span)
    forms = [
        (place, office)
        for place, token in enumerate(words)
        if token.is_word
        for office in offices(token.text)
        if office.case is Case.GENITIVE and not office.plural
    ]
    if not forms:
        return source.at(span)
    head, office = forms[0]
    made = []
    for place, token in enumerate(words):
        text = office.named(office.gender) if place == head else token.text
        if place != head and token.is_word and _agrees_afar(token.low):
            text = agreed(token.text, Case.GENITIVE, office.gender) or text
        made.append(text)
    joined = re.sub(r"\s+([,)])", r"\1", " ".join(made))
    lower = joined.startswith(("Buv", "Laikin", "Nauj", "Esam"))
    return joined[0].lower() + joined[1:] if lower else joined


def _agrees_afar(low: str) -> bool:
    return low.startswith(("buvus", "laikin")) or low.endswith(("nčio", "nčios"))


def find_home(source: Source) -> str | None:
    """Return how the names of our own offices begin: the first Lithuanian „Panevėžio miesto“."""
    for match in _MUNICIPALITY.finditer(source.flat):
        if city(match["town"], Case.GENITIVE).text in TOWNS:
            return match.group()
    return None
