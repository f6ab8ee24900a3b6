"""How much speaks for two contacts being one person: pure rules, no rows and no pages.

Each rule adds or takes weight, as logarithms of likelihoods do (Fellegi and Sunter, "A Theory for
Record Linkage", 1969): a rare thing in common says much, something that differs takes away, what
one side does not know says nothing. The weights were set on labelled pairs; `make bench-duplicates`
says how well they do.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from tracker.duplicates.latin import loose, squeezed

LIKELY = 8
"""From here on somebody is asked whether two are one."""
SURE = 14
"""From here on hardly anything speaks against it; nothing is ever merged by itself all the same."""


class Reason(StrEnum):
    """What speaks for it, as it is told."""

    NAME = "name"
    NEAR_NAME = "near_name"
    NATIVE_NAME = "native_name"
    ALIAS = "alias"
    EMAIL = "email"
    PHONE = "phone"
    ORGANISATION = "organisation"
    TRIP = "trip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a person, as it is compared: words as `latin` writes them."""

    given: str = ""
    family: str = ""
    native: str = ""
    """The native name folded in its own script."""
    alias: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    """Figures only, in E.164 where that can be told."""
    places: frozenset[str] = frozenset()
    """Where they are or were, as `place_key` writes them."""
    country: str = ""
    trips: frozenset[int] = frozenset()


@dataclass(slots=True)
class Verdict:
    """The weight of everything that was compared, and what spoke for it, the weightiest first."""

    weight: float = 0
    reasons: list[Reason] = field(default_factory=list)

    @property
    def is_likely(self) -> bool:
        """Tell whether somebody is to be asked."""
        return self.weight >= LIKELY


def weigh(one: Known, other: Known) -> Verdict:
    """Return how much speaks for two being one person."""
    verdict = Verdict()
    for reason, weight in sorted(_evidence(one, other), key=lambda said: -said[1]):
        verdict.weight += weight
        if reason is not None and weight > 0:
            verdict.reasons.append(reason)
    return verdict


Evidence = tuple[Reason | None, float]


def _evidence(one: Known, other: Known) -> Iterator[Evidence]:
    yield _names(one, other)
    yield _emails(one.emails, other.emails)
    yield _phones(one.phones, other.phones)
    yield _places(one.places, other.places)
    if one.trips & other.trips:
        yield Reason.TRIP, 1
    if one.country and other.country and one.country != other.country:
        yield None, -2


# --- Names ---

_LONG_NAME = 8
"""So long a name read aloud is seldom that of two people; «Li Na» is."""
SAME, NEAR, INITIAL, OTHER = "same", "near", "initial", "other"
WHOLE = {
    (SAME, SAME): 9.0,
    (SAME, NEAR): 7.0,
    (NEAR, SAME): 6.5,
    (NEAR, NEAR): 4.5,
    (SAME, INITIAL): 5.0,
    (NEAR, INITIAL): 2.5,
    (SAME, OTHER): -4.0,
    (NEAR, OTHER): -5.0,
    (INITIAL, SAME): 3.0,
    (INITIAL, NEAR): 0.0,
    (INITIAL, INITIAL): -3.0,
    (INITIAL, OTHER): -7.0,
    (OTHER, SAME): -3.0,
    (OTHER, NEAR): -5.0,
    (OTHER, INITIAL): -7.0,
    (OTHER, OTHER): -9.0,
}
"""By how the family names and the given names stand to each other."""


def _names(one: Known, other: Known) -> Evidence:
    """Weigh the names: the best of Latin, native and, for a given name, what they go by."""
    if one.native and other.native:
        if one.native == other.native:
            return Reason.NATIVE_NAME, 9
        reason, weight = _likeliest(_in_latin(one, other)) or (None, -3)
        return reason, weight - 3  # read alike, and written otherwise
    return _likeliest([*_in_latin(one, other), *_read_aloud(one, other)]) or (None, 0)


def _likeliest(said: Iterable[Evidence]) -> Evidence | None:
    return max(said, key=lambda evidence: evidence[1], default=None)


def _read_aloud(one: Known, other: Known) -> Iterator[Evidence]:
    """Weigh a name in its own script against one in Latin letters.

    A character is read in several ways, so that a reading that differs says nothing.
    """
    for native, person in ((one.native, other), (other.native, one)):
        said = squeezed(native)
        if said and _called(person) and said in in_one_piece(person):
            yield Reason.NATIVE_NAME, 8.5 if len(said) >= _LONG_NAME else 7.0


def _in_latin(one: Known, other: Known) -> Iterator[Evidence]:
    if not (_called(one) and _called(other)):
        return
    if not (one.family and one.given and other.family and other.given):
        yield _partly(one, other)
        return
    straight = (_nearness(one.family, other.family), _nearness(one.given, other.given))
    turned = (_nearness(one.family, other.given), _nearness(one.given, other.family))
    weight = max(WHOLE[straight], max(WHOLE[turned], WHOLE[turned[::-1]]) - 1)
    yield (Reason.NAME if straight == (SAME, SAME) else Reason.NEAR_NAME), weight
    if set(in_one_piece(one)) & set(in_one_piece(other)):  # cut into parts elsewhere
        yield Reason.NAME, 8.5
    if straight[0] in (SAME, NEAR) and straight[1] == OTHER and _goes_by(one, other):
        yield Reason.ALIAS, 6.0 if straight[0] == SAME else 4.0


def in_one_piece(known: Known) -> tuple[str, str]:
    """Return a Latin name as one word, in either order."""
    return known.family + known.given, known.given + known.family


def _called(known: Known) -> bool:
    return bool(known.family or known.given)


def _partly(one: Known, other: Known) -> Evidence:
    """Weigh names of which one is not whole: a surname alone, or written in one piece."""
    ours = {part for part in (one.family, one.given) if part}
    theirs = {part for part in (other.family, other.given) if part}
    if "".join(sorted(ours)) == "".join(sorted(theirs)):
        return Reason.NAME, 6.0 if len(ours) == 1 else 9.0
    best = max(
        (_nearness(a, b) for a in ours for b in theirs), key=(OTHER, INITIAL, NEAR, SAME).index
    )
    return {
        SAME: (Reason.NEAR_NAME, 3.0),
        NEAR: (Reason.NEAR_NAME, 1.0),
        INITIAL: (None, -2.0),
        OTHER: (None, -6.0),
    }[best]


def _goes_by(one: Known, other: Known) -> bool:
    """Tell whether one goes by the given name under which the other is kept."""
    ours = {name for name in (one.given, one.alias) if name}
    theirs = {name for name in (other.given, other.alias) if name}
    return bool(ours & theirs) or any(
        a.endswith(b) or b.endswith(a) for a in ours for b in theirs if min(len(a), len(b)) > 3
    )


_CASES = ((("as", "is", "ys", "us"), ("o", "ui", "aus")), (("a", "e"), ("os", "es", "ei")))
"""Endings of Lithuanian names that are told apart without their accents: the nominative, others."""


def is_case_of(name: str, said: str) -> bool:
    """Tell whether `said` is the Lithuanian name `name` in another case: «Ryčio» is «Rytis»."""
    return any(
        (root := _root(name, nominative)) is not None and root == _root(said, others)
        for nominative, others in _CASES
    )


def _root(word: str, endings: tuple[str, ...]) -> str | None:
    """Return a folded word without its ending; t and d stand as before a hard vowel."""
    ending = next((each for each in endings if word.endswith(each)), None)
    if ending is None or len(word) < len(ending) + 3:
        return None
    soft = word.removesuffix(ending).removesuffix("i")
    return f"{soft[:-1]}t" if soft.endswith("c") else soft.removesuffix("z")


_FEMALE = ("iene", "aite", "yte", "ute", "e")
_MALE = ("as", "is", "ys", "us")


@lru_cache(maxsize=200_000)
def _nearness(one: str, other: str) -> str:
    """Tell how near two words of names are; a woman's form of a name is another name.

    Lithuanian female surnames are words of their own, and no kin is read from them.
    """
    if one == other:
        return SAME
    if _differ_in_gender(one, other):
        return OTHER
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return INITIAL if long.startswith(short) else OTHER
    if loose(one) == loose(other) or is_case_of(one, other) or is_case_of(other, one):
        return SAME
    if long.startswith(short) and len(short) > 2 and len(long) > len(short) + 1:
        return NEAR  # Jon of Jonathan
    allowed = 0 if len(short) < 4 else 1 if len(short) < 8 else 2
    is_near = _distance(one, other, allowed) <= allowed
    return NEAR if is_near or (len(short) > 3 and fuzz.ratio(one, other) >= 86) else OTHER


def _distance(one: str, other: str, most: int) -> int:
    """Return by how many letters two words differ, as they are written or as they sound."""
    said = OSA.distance(one, other, score_cutoff=most)
    return min(said, OSA.distance(loose(one), loose(other), score_cutoff=most))


def _differ_in_gender(one: str, other: str) -> bool:
    return (one.endswith(_FEMALE) and other.endswith(_MALE)) or (
        one.endswith(_MALE) and other.endswith(_FEMALE)
    )


# --- Ways to reach them, places ---

_READ_BY_SEVERAL = (
    "info office contact contacts hello mail post sales admin administration secretariat reception"
    " kanceliarija sekretoriatas savivaldybe mayor meras press support service"
)
SHARED_MAILBOXES = frozenset(_READ_BY_SEVERAL.split())
"""Mailboxes that several people read."""


def _emails(one: Collection[str], other: Collection[str]) -> Evidence:
    if not (one and other):
        return None, 0
    common = set(one) & set(other)
    if any(address.partition("@")[0] not in SHARED_MAILBOXES for address in common):
        return Reason.EMAIL, 17
    if common:
        return Reason.EMAIL, 2
    near = any(_near_address(a, b) for a in one for b in other)
    return (Reason.EMAIL, 5) if near else (None, -1)


def _near_address(one: str, other: str) -> bool:
    ours, theirs = one.partition("@"), other.partition("@")
    near_name = len(ours[0]) > 5 and OSA.distance(ours[0], theirs[0], score_cutoff=1) <= 1
    return near_name and OSA.distance(ours[2], theirs[2], score_cutoff=1) <= 1


_FIGURES = 8
"""Of a telephone number its last figures are compared: codes are written in many ways."""


def last_figures(number: str) -> str:
    """Return what of a telephone number is compared."""
    return number[-_FIGURES:]


def _phones(one: Collection[str], other: Collection[str]) -> Evidence:
    if not (one and other):
        return None, 0
    ours, theirs = (set(map(last_figures, numbers)) for numbers in (one, other))
    common = len(ours & theirs)
    if common:
        return Reason.PHONE, 6.0 + 4.0 * (min(common, 2) - 1)
    near = any(OSA.distance(a, b, score_cutoff=1) <= 1 for a in ours for b in theirs)
    return (Reason.PHONE, 3.0) if near else (None, -1)


_NEAR_PLACE = 86


def _places(one: Collection[str], other: Collection[str]) -> Evidence:
    if not (one and other):
        return None, 0
    if set(one) & set(other):
        return Reason.ORGANISATION, 3
    best = max(fuzz.token_sort_ratio(a, b) for a in one for b in other)
    whole = max(fuzz.token_set_ratio(a, b) for a in one for b in other)
    if max(best, whole) >= _NEAR_PLACE:
        return Reason.ORGANISATION, 2.5
    return None, -1
