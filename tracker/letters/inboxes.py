"""The mailbox that delivery reports come to, seen from inside."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from tracker.letters.models import Outcome

LARGEST = 1024 * 1024
"""Bytes: a report brings back one letter of ours, at most; what is larger is no report."""


class InboxError(Exception):
    """The mailbox cannot be read: not there, not ours, or its server is away."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that nobody has looked at yet; `key` is where it is."""

    key: str
    size: int


class Box(Protocol):
    """A mailbox while it is open."""

    def waiting(self) -> Iterator[Waiting]:
        """Give what has not been put away, the longest waiting first."""

    def read(self, waiting: Waiting) -> bytes | None:
        """Return the whole message, as it came; nothing when somebody took it away meanwhile."""

    def put_away(self, waiting: Waiting, outcome: Outcome) -> None:
        """Mark a message as read, flag one that cannot be read; leave any other as it was."""


class Inbox(Protocol):
    """A mailbox; raises InboxError from whatever is done with it."""

    def open(self) -> AbstractContextManager[Box]:
        """Open it until the block ends."""
