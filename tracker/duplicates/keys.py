"""By what contacts that may be one person are found among all: each shares a key with the other."""

from collections.abc import Iterator

from tracker.core.stems import stems
from tracker.duplicates.latin import loose, squeezed
from tracker.duplicates.rules import SHARED_MAILBOXES, Known, in_one_piece, last_figures

LONGEST = 60
_BEGINNING = 4
SURE_KEYS = ("e", "p", "t", "l")
"""The first letters of keys that few share: addresses, telephones, whole names."""


def keys_of(known: Known) -> frozenset[str]:
    """Return the keys of a person: ways to reach them, and their name as it may be written.

    The first letter of a key says what it is of. Whoever shares none is never compared: a name of
    which both parts are written otherwise, with nothing else in common, is not found.
    """
    return frozenset(key[:LONGEST] for key in _keys(known))


def _keys(known: Known) -> Iterator[str]:
    for address in known.emails:
        if address.partition("@")[0] not in SHARED_MAILBOXES:
            yield f"e{address}"
    yield from (f"p{last_figures(number)}" for number in known.phones)
    if known.native:
        yield f"t{known.native.replace(' ', '')}"
        yield f"l{squeezed(known.native)}"
    yield from _of_name(known)


def _of_name(known: Known) -> Iterator[str]:
    family, given = known.family, known.given
    if not (family and given):
        yield from (f"s{part}" for part in (family, given) if part)
        return
    yield from (f"l{whole}" for whole in in_one_piece(known))
    begun = sorted(loose(part)[:_BEGINNING] for part in (family, given))
    yield f"n{'/'.join(begun)}"
    yield f"f{_stem(family)}/{given[:1]}"
    yield f"f{_stem(given)}/{family[:1]}"
    if known.alias:
        yield f"f{_stem(family)}/{known.alias[:1]}"
    yield from (f"o{place}/{given}" for place in known.places)


def _stem(word: str) -> str:
    """Return what all cases of a Lithuanian name begin with."""
    return min((*stems(word), word), key=len)
