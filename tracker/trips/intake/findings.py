"""What the rules of a language hand over, and how it becomes a draft."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from tracker.trips.intake.draft import (
    Alias,
    Confidence,
    Delegate,
    Direction,
    Draft,
    Fact,
    Figure,
    FollowUp,
    Person,
    Placeholder,
    Trip,
)
from tracker.trips.intake.source import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value a rule read, where, and how sure the rule is of it."""

    value: T
    span: Span
    confidence: Confidence


@dataclass(slots=True)
class Findings:
    """The notebook the rules of one language fill while they read."""

    direction: Found[Direction] | None = None
    start: Found[date] | None = None
    end: Found[date] | None = None
    city: Found[str] | None = None
    country: Found[str] | None = None
    place_as_written: Found[str] | None = None
    event: Found[str] | None = None
    purpose: list[Found[str]] = field(default_factory=list)
    conclusions: Found[str] | None = None
    delegates: list[Found[Delegate]] = field(default_factory=list)
    inviters: list[Found[str]] = field(default_factory=list)
    organisations: list[Found[str]] = field(default_factory=list)
    aliases: list[Found[Alias]] = field(default_factory=list)
    people: list[Found[Person]] = field(default_factory=list)
    figures: list[Found[Figure]] = field(default_factory=list)
    topics: list[Found[str]] = field(default_factory=list)
    placeholders: list[Found[Placeholder]] = field(default_factory=list)
    follow_ups: list[Found[FollowUp]] = field(default_factory=list)


_TRIP_KEYS = (
    "direction",
    "start",
    "end",
    "city",
    "country",
    "place_as_written",
    "event",
    "conclusions",
)
_LISTS = (
    "delegates",
    "inviters",
    "organisations",
    "aliases",
    "people",
    "figures",
    "topics",
    "placeholders",
    "follow_ups",
)


def draft_of(language: str | None, found: Findings, places: list[int]) -> Draft:
    """Make the draft; `places` says where each character of the clean text stood as given."""
    single = {key: getattr(found, key) for key in _TRIP_KEYS}
    lists = {key: getattr(found, key) for key in _LISTS}
    trip = Trip(
        **{key: each.value if each else None for key, each in single.items()},
        purpose=_values(found.purpose),
    )
    bare = Draft(language, trip, **{key: _values(each) for key, each in lists.items()})
    keyed = [(f"trip.{key}", each) for key, each in single.items() if each]
    keyed += _numbered("trip.purpose", found.purpose)
    for key, each in lists.items():
        keyed += _numbered(key, each)
    said = bare.as_json()
    facts = tuple(_fact(key, each, said, places) for key, each in keyed)
    return Draft(language, trip, **{key: _values(each) for key, each in lists.items()}, facts=facts)


def _values(found: Iterable[Found[Any]]) -> tuple[Any, ...]:
    return tuple(each.value for each in found)


def _numbered(key: str, found: Iterable[Found[Any]]) -> list[tuple[str, Found[Any]]]:
    return [(f"{key}.{place}", each) for place, each in enumerate(found)]


def _fact(key: str, found: Found[Any], said: dict[str, Any], places: list[int]) -> Fact:
    value: Any = said
    for step in key.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    start = places[found.span.start]
    end = max(places[found.span.end], start + 1)  # composed signs may share one place
    return Fact(key, value, found.confidence, start, end)
