"""What a person decided of a proposal: read from the page, kept for later, put together again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker.core.text import clean
from tracker.review.items import FIELDS, Choice, Item
from tracker.trips.intake.draft import Confidence
from tracker.trips.models import Direction

MOST_CHARACTERS = 10_000
NEW = "new"
"""The answer to "which trip?" when it is to be a new one."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Every item as it stands now, and what the trip is to be."""

    items: tuple[Item, ...]
    direction: Direction
    into: str
    """The number of the trip to be filled, or `NEW`."""

    def count(self, choice: Choice) -> int:
        """Return how many items were decided so."""
        return sum(1 for item in self.items if item.choice is choice)

    def accepted(self, prefix: str) -> list[Item]:
        """Return the accepted items whose id begins with `prefix`."""
        return [
            item
            for item in self.items
            if item.choice is Choice.ACCEPT and item.id.startswith(f"{prefix}-")
        ]

    def accept_certain(self) -> "Decisions":
        """Return the same with everything certain that waits accepted."""
        waiting = (Choice.WAIT, Confidence.CERTAIN)
        items = tuple(
            replace(item, choice=Choice.ACCEPT)
            if (item.choice, item.confidence) == waiting
            else item
            for item in self.items
        )
        return replace(self, items=items)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept in the document; `restored` reads it back."""
        return {
            "direction": self.direction.value,
            "into": self.into,
            "items": {item.id: {"choice": item.choice.value, **item.values} for item in self.items},
        }


def typed(items: Sequence[Item], form: Mapping[str, str]) -> Decisions:
    """Read the page: names are `fact-ID`, `value-ID` and so on; what it does not say waits."""
    said = {
        item.id: {
            "choice": form.get(f"fact-{item.id}", ""),
            **{name: form[key] for name, key in _controls(item) if key in form},
        }
        for item in items
    }
    return _decided(items, said, form)


def restored(items: Sequence[Item], kept: Mapping[str, Any]) -> Decisions:
    """Put what was kept for later on top of the proposal; nothing kept is the proposal itself."""
    return _decided(items, kept.get("items", {}), kept)


def _controls(item: Item) -> list[tuple[str, str]]:
    return [(name, f"{name}-{item.id}") for name in FIELDS[item.group]]


def _decided(
    items: Sequence[Item], said: Mapping[str, Mapping[str, str]], trip: Mapping[str, Any]
) -> Decisions:
    direction, into = trip.get("direction", ""), str(trip.get("into", NEW))
    return Decisions(
        items=tuple(_apply(item, said[item.id]) if item.id in said else item for item in items),
        direction=Direction(direction) if direction in set(Direction) else Direction.OUTGOING,
        into=into if into.isdecimal() and len(into) < 10 else NEW,
    )


def _apply(item: Item, said: Mapping[str, str]) -> Item:
    choice = said.get("choice", "")
    values = {
        name: clean(said[name])[:MOST_CHARACTERS].strip() if name in said else item.values[name]
        for name in FIELDS[item.group]
    }
    return replace(
        item, choice=Choice(choice) if choice in set(Choice) else Choice.WAIT, values=values
    )
