"""Who may be here already: what the forms of contacts ask of the rules, which stand above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.contacts.service import NewContact
from tracker.core.db import Work


@dataclass(frozen=True, slots=True)
class Same:
    """A contact who may be the one that is being entered."""

    id: int
    name: str
    at: str
    """Where they are; nothing where nobody knows."""
    why: str
    """What speaks for it, in the reader's words."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed of a new contact: the places and trips that are no part of it yet, too."""

    new: NewContact
    organisation: str | None = None
    trip_id: int | None = None


SameAs = Callable[[Work, Entered], Sequence[Same]]
"""Return who is likely to be the same, the likeliest first; what `create_app` wires in."""
