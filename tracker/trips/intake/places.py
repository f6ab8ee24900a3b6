"""Where a trip went: cities and countries in Lithuanian text, brought to the nominative."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from babel import Locale

from tracker.trips.intake.cases import Case, Guess, city, decline, looks_locative, mixed_case
from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.roles import offices
from tracker.trips.intake.source import Source, Span
from tracker.trips.intake.territories import country_at
from tracker.trips.intake.tokens import Token, tokens

# Things one can be "in" that are not cities.
_NOT_CITIES = re.compile(
    r"^(?:parod|konferencij|forum|rengin|kongres|seminar|miest|susitikim|savivaldyb|universitet|"
    r"mokym|festival|šal|valstyb|centr|rajon|mug|sesij|posėd|projekt|stažuot|respublik|"
    r"vadov|region|apskrit|asamblėj|komitet|taryb|ministerij|ambasad|atstovyb|šventė|dirbtuv|"
    r"vizit|komandiruot|kelion|ataskait|delegacij|europ|azij|skandinavij|baltij|suvažiavim|"
    r"sąjung|viršūn|diskusij|misij|\w+(?:in|esn)iame$|\w+inėje$|\w+iame$|(?:vis|nauj|antr|pirm|t)ame$)"
)
_IN_CITY = frozenset({"mieste", "miestą", "miestelyje", "savivaldybėje", "savivaldybę"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place as read: what is not said is None."""

    city: str | None
    country: str | None
    span: Span
    city_span: Span | None
    country_span: Span | None
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class _City:
    guess: Guess
    span: Span
    first: int
    last: int


def find_place(source: Source, within: Span, *, stated: bool) -> Place | None:
    """Return the place that a stretch of text speaks of.

    `stated` says that the text is there to name the place (a line «Vieta: …»), so that a name in
    the nominative counts too.
    """
    words = tokens(source, within)
    countries = list(_countries(words))
    cities = list(_cities(source, words, countries, stated=stated))
    if not cities and not countries:
        return None
    best = min(
        ((_apart(town, land), town, land) for town in cities for land in countries),
        key=lambda pair: pair[0],
        default=None,
    )
    if best is None or best[0] > 3:
        return _alone(cities, [_span_of(words, land) for land in countries], countries)
    _, town, land = best
    town = _first_of_row(cities, town)
    return _together(source, town, words[land[1]].span.start, words[land[2]].span.end, land[0])


def _apart(town: _City, land: tuple[str, int, int]) -> int:
    return land[1] - town.last if land[1] > town.last else town.first - land[2]


def _together(source: Source, town: _City, start: int, end: int, code: str) -> Place:
    whole = Span(min(town.span.start, start), max(town.span.end, end))
    after = source.flat[whole.end : whole.end + 1]
    if after == ")" and "(" in source.flat[whole.start : whole.end]:
        whole = replace(whole, end=whole.end + 1)
    sure = Confidence.CERTAIN if town.guess.sure else Confidence.CHECK
    return Place(town.guess.text, code, whole, town.span, Span(start, end), sure)


def _first_of_row(cities: list[_City], town: _City) -> _City:
    """Return the first city of „Tokijuje ir Kiote“ for any of them."""
    for other in reversed(cities):
        if other.last == town.first - 2:
            town = other
    return town


def _span_of(words: list[Token], land: tuple[str, int, int]) -> Span:
    return Span(words[land[1]].span.start, words[land[2]].span.end)


def _alone(cities: list[_City], spans: list[Span], countries: list[tuple[str, int, int]]) -> Place:
    if cities:
        town = cities[0]
        sure = Confidence.LIKELY if town.guess.sure else Confidence.CHECK
        return Place(town.guess.text, None, town.span, town.span, None, sure)
    return Place(None, countries[0][0], spans[0], None, spans[0], Confidence.LIKELY)


def _countries(words: list[Token]) -> Iterator[tuple[str, int, int]]:
    place = 0
    while place < len(words):
        texts = [each.text for each in words[place : place + 4] if each.is_word]
        found = country_at(texts) if words[place].is_capitalised else None
        if found and not _belongs_to_office(words, place + found.words):
            yield found.code, place, place + found.words - 1
        place += found.words if found else 1


def _belongs_to_office(words: list[Token], place: int) -> bool:
    """Say whether „Lietuvos“ only says whose ambassador it is."""
    return place < len(words) and bool(offices(words[place].text))


def _cities(
    source: Source, words: list[Token], countries: list[tuple[str, int, int]], *, stated: bool
) -> Iterator[_City]:
    taken = {place for _, first, last in countries for place in range(first, last + 1)}
    for place, token in enumerate(words):
        if place in taken or not _may_be_city(token):
            continue
        case = _case_at(words, place, stated=stated)
        if case is None:
            continue
        first = _first_word(words, place, taken)
        texts = [mixed_case(each.text) for each in words[first : place + 1]]
        guess = _settled(source, texts[-1], case)
        text = " ".join([*texts[:-1], guess.text])
        span = Span(words[first].span.start, token.span.end)
        yield _City(Guess(text, guess.sure), span, first, place)


def _may_be_city(token: Token) -> bool:
    if not token.is_word or not token.is_capitalised or len(token.text) < 3:
        return False
    return not _NOT_CITIES.match(token.low) and not offices(token.text)


def _case_at(words: list[Token], place: int, *, stated: bool) -> Case | None:
    """Return the case in which the word at `place` can name a city."""
    token = words[place]
    follows = words[place + 1] if place + 1 < len(words) else None
    if follows and follows.low in _IN_CITY:
        return Case.GENITIVE
    if _after_to(words, place):
        return None if follows and _goes_on(follows) else Case.ACCUSATIVE
    if place and words[place - 1].low == "iš":
        return Case.GENITIVE
    if looks_locative(token.text) and not stated:
        return Case.LOCATIVE
    if stated and not (follows and _goes_on(follows)):
        return Case.LOCATIVE if _clearly_locative(token.low) else Case.NOMINATIVE
    return None


def _clearly_locative(low: str) -> bool:
    return low.endswith(("oje", "uje", "yje", "ėje", "uose"))


def _goes_on(token: Token) -> bool:
    return token.is_word and token.is_capitalised and not token.low.startswith("ataskait")


def _after_to(words: list[Token], place: int) -> bool:
    """Say whether „į“ stands before this name, perhaps with another word of it between."""
    for before in range(place - 1, max(place - 3, -1), -1):
        if words[before].low == "į":
            return True
        if not words[before].is_capitalised:
            return False
    return False


def _first_word(words: list[Token], place: int, taken: set[int]) -> int:
    """Return where a name of several words begins: Tel Avive, Los Andžele."""
    first = place
    while first and first - 1 not in taken and place - first < 2:
        token = words[first - 1]
        short = token.is_word and token.text.istitle() and not looks_locative(token.text)
        if (
            not short
            or not _may_be_city(token)
            or (len(token.text) > 3 and token.low.endswith(("os", "ės", "o", "ų")))
        ):
            break
        if first - 1 == 0 or not words[first - 2].is_word or words[first - 2].low in {"į", "iš"}:
            first -= 1
            break
        first -= 1
    return first


def _settled(source: Source, word: str, case: Case) -> Guess:
    """Return the nominative, asking lists and the rest of the text where the ending is unclear."""
    guess = city(word, case)
    others = [guess.text, *_other_answers(guess.text)]
    for each in others:
        if each.lower() in _known():
            return Guess(each, sure=True)
    if guess.sure:
        return guess
    for each in others:
        forms = {form.text.lower() for form in decline(each) if form.case is not case}
        if any(re.search(rf"\b{re.escape(form)}\b", source.lower) for form in forms):
            return Guess(each, sure=True)
    return guess


def _other_answers(word: str) -> list[str]:
    if word.endswith("as"):
        return [f"{word[:-2]}a"]
    return [f"{word[:-2]}ys"] if word.endswith("is") else []


@cache
def _known() -> frozenset[str]:
    """Return the cities that Babel's list of time zones names in Lithuanian, in lower case."""
    zones = Locale("lt").time_zones
    names = {zones[zone].get("city", "") for zone in zones}
    return frozenset(name.lower() for name in names if name)
