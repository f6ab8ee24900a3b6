"""What the rules hand over, and how it becomes a draft."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
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
    """The notebook that the rules fill while they read; the facts come in this order."""

    direction: Found[Direction] | None = None
    start: Found[date] | None = None
    end: Found[date] | None = None
    city: Found[str] | None = None
    country: Found[str] | None = None
    place_as_written: Found[str] | None = None
    event: Found[str] | None = None
    conclusions: Found[str] | None = None
    purpose: list[Found[str]] = field(default_factory=list)
    delegates: list[Found[Delegate]] = field(default_factory=list)
    inviters: list[Found[str]] = field(default_factory=list)
    organisations: list[Found[str]] = field(default_factory=list)
    aliases: list[Found[Alias]] = field(default_factory=list)
    people: list[Found[Person]] = field(default_factory=list)
    figures: list[Found[Figure]] = field(default_factory=list)
    topics: list[Found[str]] = field(default_factory=list)
    placeholders: list[Found[Placeholder]] = field(default_factory=list)
    follow_ups: list[Found[FollowUp]] = field(default_factory=list)


_TRIP = {each.name for each in fields(Trip)}


def draft_of(language: str, findings: Findings, places: list[int]) -> Draft:
    """Make the draft; `places` says where each character of the clean text stood as given."""
    values = {each.name: _bare(getattr(findings, each.name)) for each in fields(findings)}
    trip = Trip(**{name: values.pop(name) for name in _TRIP})
    draft = Draft(language, trip, **values)
    said = draft.as_json()
    facts = tuple(_fact(key, each, said, places) for key, each in _keyed(findings))
    return replace(draft, facts=facts)


def _bare(found: Any) -> Any:  # noqa: ANN401 - any value a rule can find
    if isinstance(found, list):
        return tuple(each.value for each in found)
    return found.value if found else None


def _keyed(findings: Findings) -> Iterator[tuple[str, Found[Any]]]:
    for each in fields(findings):
        found = getattr(findings, each.name)
        key = f"trip.{each.name}" if each.name in _TRIP else each.name
        if isinstance(found, list):
            yield from ((f"{key}.{place}", one) for place, one in enumerate(found))
        elif found:
            yield key, found


def _fact(key: str, found: Found[Any], said: dict[str, Any], places: list[int]) -> Fact:
    value: Any = said
    for step in key.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    start = places[found.span.start]
    end = max(places[found.span.end], start + 1)  # composed signs may share one place
    return Fact(key, value, found.confidence, start, end)
