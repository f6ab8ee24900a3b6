"""Where a trip went: cities and countries in Lithuanian text, brought to the nominative."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from babel import Locale

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.language import Place
from tracker.trips.intake.lithuanian.cases import (
    Case,
    Guess,
    city,
    decline,
    looks_locative,
)
from tracker.trips.intake.lithuanian.countries import country_at
from tracker.trips.intake.lithuanian.roles import AREAS, offices
from tracker.trips.intake.lithuanian.tokens import Token, tokens
from tracker.trips.intake.source import WORD, Source, Span, mixed_case
from tracker.trips.intake.vocabulary import CITIES, MONTHS_LT, TOWNS

# Things one can be "in" that are not cities.
_NOT_CITIES = re.compile(
    r"(?:parod|konferencij|forum|rengin|kongres|seminar|miest|susitikim|savivaldyb|universitet|"
    r"mokym|festival|šal|valstyb|centr|rajon|mug|sesij|posėd|projekt|stažuot|respublik|vadov|"
    r"region|apskrit|asamblėj|komitet|taryb|ministerij|ambasad|atstovyb|švent|dirbtuv|vizit|"
    r"komandiruot|kelion|ataskait|delegacij|europ|azij|skandinavij|baltij|suvažiavim|sąjung|"
    r"diskusij|misij|bibliotek|informacij|(?:apie|per|prie|dėl|pagal|data|laikas|kuriam\w*|dviese|trise|keturiese|penkiese)$|"
    rf"(?:{'|'.join(MONTHS_LT)})$|"
    r"\w+(?:inėje|iame|[aon]ame)$)"
)
_AREAS = frozenset({*AREAS, "savivaldybė", "savivaldybę", "taryba", "tarybos", "merija"})
_IN_CITY = frozenset({"mieste", "miestą", "miestelyje", "savivaldybėje", "savivaldybę"})
_TO, _FROM = frozenset({"į", "apie"}), frozenset({"iš"})
_LOCATIVE = ("oje", "uje", "yje", "ėje", "uose")
_GUESTS = re.compile(
    r"(?<!\w)(?:delegacij\w*|svečia\w*|svečių|atvyko)\s(?:[^.\n]{0,60}?\s)?(?=iš\s)"
)
_THEIR = re.compile(
    rf"(?P<city>(?<!\w)[^\W\d_a-ząčęėįšųūž]{WORD})\s+(?:\([^)\n]{{1,60}}\)\s+)?"
    r"(?i:(?:(?:miesto|rajono|prefektūros|regiono|savivaldybės)\s+)*(?:\([^)\n]{1,60}\)\s+)?"
    r"delegacij)\w*"
    # „Inčono (Pietų Korėja) ekonominės zonos atstovų vizitas“
    rf"|(?P<town>(?<!\w)[^\W\d_a-ząčęėįšųūž]{WORD})\s+"
    r"(?:(?:miesto|rajono|regiono|bendruomenės|savivaldybės)\s+){0,2}\([^)\n]{1,60}\)\s+"
    r"(?:[^\W\d_]{2,20}\s+){0,4}?(?:(?:atstovų|svečių)\s|(?i:delegacij))"
)
_NEAR = 80
_FURTHEST = 4  # „Gižicko miesto savivaldybė (Lenkija)“
_MOST_GUESTS = 20


@dataclass(frozen=True, slots=True)
class _Land:
    """A country among the words, from its first to its last."""

    code: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _City:
    """A city among the words."""

    guess: Guess
    first: int
    last: int

    def words_to(self, land: _Land) -> int:
        """Return how many words apart a country stands."""
        return max(land.first - self.last, self.first - land.last)


def find_place(source: Source, within: Span, *, stated: bool = False) -> Place | None:
    """Return the place that a stretch of text speaks of.

    `stated` says that the text is there to name the place (a line «Vieta: …»), so that a name in
    the nominative counts too.
    """
    words = tokens(source, within)
    lands = list(_countries(words))
    cities = list(_cities(source, words, lands, stated=stated))
    pairs = [(town.words_to(land), town, land) for town in cities for land in lands]
    apart, town, land = min(pairs, key=lambda pair: pair[0], default=(99, None, None))
    if apart > _FURTHEST:
        town, land = (cities[0], None) if cities else (None, lands[0] if lands else None)
    elif town:
        town = _first_of_row(cities, town)
    return _place(source, words, town, land)


def _place(
    source: Source, words: list[Token], town: _City | None, land: _Land | None
) -> Place | None:
    spans = [_span(words, each) for each in (town, land) if each]
    if not spans:
        return None
    whole = Span(min(each.start for each in spans), max(each.end for each in spans))
    if source.flat.startswith(")", whole.end) and "(" in source.flat[whole.start : whole.end]:
        whole = Span(whole.start, whole.end + 1)
    sure = Confidence.CERTAIN if town and land else Confidence.LIKELY
    return Place(
        city=town.guess.text if town else None,
        country=land.code if land else None,
        span=whole,
        city_span=_span(words, town) if town else None,
        country_span=_span(words, land) if land else None,
        confidence=Confidence.CHECK if town and not town.guess.sure else sure,
    )


def _span(words: list[Token], part: _City | _Land) -> Span:
    return Span(words[part.first].span.start, words[part.last].span.end)


def _first_of_row(cities: list[_City], town: _City) -> _City:
    """Return the first city of „Tokijuje ir Kiote“ for any of them."""
    for other in reversed(cities):
        if other.last == town.first - 2:
            town = other
    return town


def _countries(words: list[Token]) -> Iterator[_Land]:
    place = 0
    while place < len(words):
        texts = [each.text for each in words[place : place + 4] if each.is_word]
        found = country_at(texts) if words[place].is_capitalised else None
        after = place + found.words if found else place + 1
        # „Lietuvos ambasadorius“ only says whose ambassador it is; and nobody travels to Lithuania.
        if found and found.code != "LT" and not (after < len(words) and offices(words[after].text)):
            yield _Land(found.code, place, after - 1)
        place = after


def _cities(
    source: Source, words: list[Token], lands: list[_Land], *, stated: bool
) -> Iterator[_City]:
    taken = {place for land in lands for place in range(land.first, land.last + 1)}
    for place, token in enumerate(words):
        if place in taken or not _may_be_city(token):
            continue
        case = _case_at(words, place, stated=stated)
        if case:
            first = _first_word(words, place, taken)
            *before, last = [mixed_case(each.text) for each in words[first : place + 1]]
            guess = _settled(source, last, case)
            yield _City(Guess(" ".join([*before, guess.text]), guess.sure), first, place)


def _may_be_city(token: Token) -> bool:
    long = token.is_word and token.is_capitalised and len(token.text) > 2
    return long and not _NOT_CITIES.match(token.low) and not offices(token.text)


def _case_at(words: list[Token], place: int, *, stated: bool) -> Case | None:
    """Return the case in which the word at `place` can name a city."""
    token = words[place]
    follows = words[place + 1] if place + 1 < len(words) else None
    goes_on = follows is not None and _goes_on(follows)
    if follows and (follows.low in _IN_CITY or (stated and follows.low in AREAS)):
        return Case.GENITIVE
    if _after(words, place, _TO):
        return None if goes_on else Case.ACCUSATIVE
    if _after(words, place, _FROM):
        goes_on = goes_on and not country_at([each.text for each in words[place + 1 : place + 4]])
        return None if goes_on else Case.GENITIVE
    if stated:
        locative = token.low.endswith(_LOCATIVE)
        return None if goes_on else Case.LOCATIVE if locative else Case.NOMINATIVE
    return _case_in_text(words, place)


def _case_in_text(words: list[Token], place: int) -> Case | None:
    """Tell „Rygoje“ and „Tartu (Estija)“ from „vadovas Riho Raave“."""
    row = [each.text for each in words[place + 1 : place + 7]]
    if looks_locative(words[place].text):
        surname = place > 1 and words[place - 1].is_capitalised and offices(words[place - 2].text)
        given = place and offices(words[place - 1].text) and row and row[0][0].isupper()
        return None if surname or given else Case.LOCATIVE
    area = [each for each in row if each.lower() in _AREAS]
    if area and row[: len(area)] == area and row[len(area) : len(area) + 1] == ["("]:
        return Case.GENITIVE if country_at(row[len(area) + 1 :]) else None
    return Case.NOMINATIVE if row[:1] == ["("] and country_at(row[1:]) else None


def _goes_on(token: Token) -> bool:
    return token.is_word and token.is_capitalised and not token.low.startswith("ataskait")


def _after(words: list[Token], place: int, prepositions: frozenset[str]) -> bool:
    """Say whether a preposition stands before it, perhaps with a word of the name between."""
    for before in reversed(words[max(place - 2, 0) : place]):
        if before.low in prepositions:
            return True
        if not before.is_capitalised:
            return False
    return False


def _first_word(words: list[Token], place: int, taken: set[int]) -> int:
    """Return where a name of two words begins: Tel Avive, Los Andžele."""
    if not place or place - 1 in taken:
        return place
    token = words[place - 1]
    genitive = len(token.text) > 3 and token.low.endswith(("os", "ės", "o", "ų"))
    is_part = token.text.istitle() and _may_be_city(token) and not looks_locative(token.text)
    return place - 1 if is_part and not genitive else place


def _settled(source: Source, word: str, case: Case) -> Guess:
    """Return the nominative, asking lists and the rest of the text where the ending is unclear."""
    guess = city(word, case)
    others = [guess.text, re.sub("as$", "a", guess.text), re.sub("is$", "ys", guess.text)]
    for each in others:
        if each in TOWNS or each.lower() in _known():
            return Guess(each, sure=True)
    for each in others if not guess.sure else ():
        forms = {form.text.lower() for form in decline(each) if form.case is not case}
        if any(re.search(rf"\b{re.escape(form)}\b", source.lower) for form in forms):
            return Guess(each, sure=True)
    return guess


@cache
def _known() -> frozenset[str]:
    """Return the cities that Babel's list of time zones names in Lithuanian, in lower case."""
    zones = Locale("lt").time_zones
    names = {zones[zone].get("city", "") for zone in zones}
    return frozenset(name.lower() for name in names if name) | CITIES


def find_origin(source: Source) -> Place | None:
    """Return where a delegation came from: „delegacija iš X“, „X miesto delegacija“."""
    match = _GUESTS.search(source.lower)
    theirs = list(islice(_their_places(source), _MOST_GUESTS))
    lands = [each for each in theirs if each.country]
    if match:
        end = min(match.end() + _NEAR, len(source.flat))
        stop = source.flat.find("\n", match.end(), end)
        said = find_place(source, Span(match.end(), stop if stop > 0 else end))
        same = (each for each in lands if said and each.city == said.city and not said.country)
        return next(same, said)
    return next(iter([*lands, *theirs]), None)


def _their_places(source: Source) -> Iterator[Place]:
    for match in _THEIR.finditer(source.flat):
        group = "city" if match["city"] else "town"
        guess = _settled(source, mixed_case(match[group]), Case.GENITIVE)
        if guess.sure and guess.text not in TOWNS:
            yield _their(source, guess.text, Span(*match.span(group)), Span(*match.span()))


def _their(source: Source, town: str, name: Span, whole: Span) -> Place:
    words = tokens(source, Span(name.end, whole.end))
    land = next(_countries(words), None)
    land_span = _span(words, land) if land else None
    span = Span(name.start, land_span.end if land_span else name.end)
    return Place(town, land.code if land else None, span, name, land_span, Confidence.LIKELY)
