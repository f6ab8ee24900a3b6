"""A pair of contacts as the page shows it: side by side, with what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for
from flask_babel.speaklater import LazyString

from tracker.contacts.models import ContactStatus
from tracker.contacts.words import STATUS_WORDS
from tracker.core.addresses import row_url
from tracker.core.i18n import country_name, in_language
from tracker.core.text import fold
from tracker.core.texts import lazy_gettext as _l
from tracker.duplicates.models import LikelyPair
from tracker.duplicates.queries import Side, reasons_of
from tracker.duplicates.rules import SURE
from tracker.duplicates.words import said


class Fact(NamedTuple):
    """One thing that is known of one or of both; `differs` where both say something else."""

    label: str
    low: str
    high: str
    differs: bool


class Person(NamedTuple):
    """One of a pair."""

    url: str
    name: str
    native: str
    language: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, ready to be shown."""

    key: str
    low: Person
    high: Person
    is_sure: bool
    why: str
    facts: Sequence[Fact]
    apart_url: str


def pair_shown(pair: LikelyPair, sides: Mapping[int, Side], language: str) -> Pair:
    """Return a pair in the reader's words."""
    low, high = sides[pair.low_id], sides[pair.high_id]
    facts = [_fact(label, what(low, language), what(high, language)) for label, what in _FACTS]
    return Pair(
        key=f"pair-{low.id}-{high.id}",
        low=_person(low),
        high=_person(high),
        is_sure=pair.weight >= SURE,
        why=said(reasons_of(pair)),
        facts=[fact for fact in facts if fact.low or fact.high],
        apart_url=url_for("duplicates.apart", low_id=low.id, high_id=high.id),
    )


def _person(side: Side) -> Person:
    native = side.native_name if side.native_name != side.name else None
    url = row_url("contacts.show", side.id)
    return Person(url, side.name, native or "", side.native_language or "")


def _fact(label: LazyString, low: str, high: str) -> Fact:
    return Fact(str(label), low, high, bool(low and high) and fold(low) != fold(high))


def _status(side: Side) -> str:
    return "" if side.status is ContactStatus.ACTIVE else str(STATUS_WORDS[side.status])


_FACTS: Sequence[tuple[LazyString, Callable[[Side, str], str]]] = (
    (_l("Goes by"), lambda side, _: side.alias or ""),
    (_l("Position"), lambda side, _: side.title or ""),
    (_l("Organisation"), lambda s, said: in_language(said, s.organisation_lt, s.organisation)),
    (_l("Country"), lambda side, language: country_name(side.country, language)),
    (_l("E-mail"), lambda side, _: ", ".join(side.emails)),
    (_l("Phone number"), lambda side, _: ", ".join(side.phones)),
    (_l("Status"), lambda side, _: _status(side)),
)
"""What stands side by side, and how it is told of either."""
