"""Who is to get which lead: for all of them, by topic, and lead by lead; the closer word counts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from tracker.core.ids import read_id
from tracker.handover.queries import Held
from tracker.handover.service import Move

ALL, TOPIC, LEAD, VERSION = "all", "topic-", "lead-", "version-"
NO_TOPIC = 0
"""Stands for the topic of a lead that has none."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen on the page; a lead's number leads to the version that was looked at."""

    for_all: int | None
    by_topic: Mapping[int, int]
    by_lead: Mapping[int, int]
    seen: Mapping[int, int]

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Choices":
        """Read what a form sent; what is no number is no choice."""
        return cls(
            for_all=read_id(sent.get(ALL)),
            by_topic=dict(_numbers(sent, TOPIC)),
            by_lead=dict(_numbers(sent, LEAD)),
            seen=dict(_numbers(sent, VERSION)),
        )

    def owner_of(self, held: Held) -> int | None:
        """Return who is to get a lead; nobody where nothing was chosen for it."""
        by_topic = self.by_topic.get(held.topic_id or NO_TOPIC, self.for_all)
        return self.by_lead.get(held.row.id, by_topic)

    def moves(self, held: Sequence[Held], giver_id: int) -> list[Move]:
        """Return which leads go to whom; one that is chosen to stay with its owner goes nowhere."""
        chosen = [(each.row, self.owner_of(each)) for each in held]
        return [
            Move(row.id, self.seen.get(row.id, row.version), owner_id)
            for row, owner_id in chosen
            if owner_id not in {None, giver_id} and owner_id is not None
        ]


def _numbers(sent: Mapping[str, str], kind: str) -> Iterator[tuple[int, int]]:
    for name, said in sent.items():
        if name.startswith(kind) and (value := read_id(said)) is not None:
            number = name.removeprefix(kind)
            yield (read_id(number) or NO_TOPIC, value)


def sum_of(moves: Sequence[Move]) -> Mapping[int, int]:
    """Return how many leads each new owner gets."""
    return Counter(move.owner_id for move in moves)


def print_of(moves: Sequence[Move]) -> str:
    """Return a short print of who gets what: another one once anything of it is another."""
    said = " ".join(f"{move.lead_id}:{move.owner_id}" for move in sorted(moves, key=_number))
    return f"{crc32(said.encode()):x}"


def _number(move: Move) -> int:
    return move.lead_id
