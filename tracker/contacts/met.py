"""On which trip a contact was met: what the forms of contacts ask of trips, which stand above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.core.db import Work


@dataclass(frozen=True, slots=True)
class TripsMet:
    """What `create_app` wires in."""

    offered: Callable[[Session, int | None], Sequence[tuple[int, str]]]
    """The latest trips, and the one already chosen: number and name."""
    meet: Callable[[Work, int, int], None]
    """Write down that a contact was met on a trip: the trip's number, then the contact's."""
