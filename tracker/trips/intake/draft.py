"""A proposal read from a report: what it says, where it says so, and how sure that is.

Nothing here is a row. The review page shows a draft, a person decides, and only then do services
make a trip and leads of it. `docs/intake.md` describes the JSON form key by key.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

Json: TypeAlias = str | int | bool | dict[str, Any] | None


class Confidence(StrEnum):
    """How sure a rule is of what it found, in three words that people use."""

    CERTAIN = "certain"
    LIKELY = "likely"
    CHECK = "check"


class Direction(StrEnum):
    """Whether ours went out or guests came in."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Trip:
    """The journey itself; what the report does not say is None or empty."""

    direction: Direction | None = None
    start: date | None = None
    end: date | None = None
    city: str | None = None
    country: str | None = None
    place_as_written: str | None = None
    event: str | None = None
    purpose: tuple[str, ...] = ()
    conclusions: str | None = None


@dataclass(frozen=True, slots=True)
class Delegate:
    """One of ours on the trip, or one of ours who received the guests."""

    name: str
    role: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody else whom the report mentions, by name or only by role."""

    name: str | None
    role: str | None
    met: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A count the report gives: 85 mayors."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Placeholder:
    """People worth knowing whom the report counts but does not name."""

    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that is perhaps another way to write the organisation `of`."""

    name: str
    of: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something that was agreed or promised, with its day where one is given."""

    text: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One proposed value: its key in the JSON form, its place in the text, how sure it is.

    `value` is exactly what stands at `field` in the JSON form of the draft.
    """

    field: str
    value: Json
    confidence: Confidence
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a report says that the tracker can use."""

    language: str | None = None
    trip: Trip = field(default_factory=Trip)
    delegates: tuple[Delegate, ...] = ()
    inviters: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    people: tuple[Person, ...] = ()
    figures: tuple[Figure, ...] = ()
    topics: tuple[str, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether the text gave nothing to propose."""
        return not self.facts

    def fact(self, key: str) -> Fact | None:
        """Return the fact with this key, such as "delegates.0" or "trip.start"."""
        return next((fact for fact in self.facts if fact.field == key), None)

    def as_json(self) -> dict[str, Any]:
        """Return the documented JSON form; `from_json` reads it back."""
        made = asdict(self)
        made["follow_ups"] = [each.text for each in self.follow_ups]
        made["follow_up_dates"] = [each.due for each in self.follow_ups]
        made["facts"] = made.pop("facts")
        plain: dict[str, Any] = json.loads(json.dumps(made, default=date.isoformat))
        return plain

    @classmethod
    def from_json(cls, made: Mapping[str, Any]) -> "Draft":
        """Rebuild a draft from its JSON form."""
        steps = zip(made["follow_ups"], made["follow_up_dates"], strict=True)
        return cls(
            language=made["language"],
            trip=_trip(made["trip"]),
            delegates=tuple(Delegate(**each) for each in made["delegates"]),
            inviters=tuple(made["inviters"]),
            organisations=tuple(made["organisations"]),
            aliases=tuple(Alias(**each) for each in made["aliases"]),
            people=tuple(Person(**each) for each in made["people"]),
            figures=tuple(Figure(**each) for each in made["figures"]),
            topics=tuple(made["topics"]),
            placeholders=tuple(Placeholder(**each) for each in made["placeholders"]),
            follow_ups=tuple(FollowUp(text, _day(due)) for text, due in steps),
            facts=tuple(
                Fact(**{**each, "confidence": Confidence(each["confidence"])})
                for each in made["facts"]
            ),
        )


def _trip(made: Mapping[str, Any]) -> Trip:
    direction = made["direction"]
    return Trip(
        **{
            **made,
            "direction": Direction(direction) if direction else None,
            "start": _day(made["start"]),
            "end": _day(made["end"]),
            "purpose": tuple(made["purpose"]),
        }
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
