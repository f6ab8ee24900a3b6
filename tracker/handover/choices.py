"""Who is to get what: for all, by topic or all contacts, one by one; the closer word counts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from tracker.core.ids import read_id
from tracker.core.words import Counts
from tracker.handover.queries import Held, Waiting, counts_of
from tracker.handover.service import Move, Moves

ALL, TOPIC, LEAD, VERSION = "all", "topic-", "lead-", "version-"
CONTACTS, CONTACT, KEPT = "contacts", "contact-", "kept-"
NO_TOPIC = 0
"""Stands for the topic of a lead that has none."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen on the page; a number leads to the version that was looked at."""

    for_all: int | None
    by_topic: Mapping[int, int]
    by_lead: Mapping[int, int]
    seen: Mapping[int, int]
    for_contacts: int | None
    by_contact: Mapping[int, int]
    seen_contacts: Mapping[int, int]

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Choices":
        """Read what a form sent; what is no number is no choice."""
        return cls(
            for_all=read_id(sent.get(ALL)),
            by_topic=dict(_numbers(sent, TOPIC)),
            by_lead=dict(_numbers(sent, LEAD)),
            seen=dict(_numbers(sent, VERSION)),
            for_contacts=read_id(sent.get(CONTACTS)),
            by_contact=dict(_numbers(sent, CONTACT)),
            seen_contacts=dict(_numbers(sent, KEPT)),
        )

    def owner_of(self, held: Held) -> int | None:
        """Return who is to get a lead; nobody where nothing was chosen for it."""
        by_topic = self.by_topic.get(held.topic_id or NO_TOPIC, self.for_all)
        return self.by_lead.get(held.row.id, by_topic)

    def keeper_of(self, contact_id: int) -> int | None:
        """Return who is to keep in touch with a contact; nobody where nothing was chosen."""
        return self.by_contact.get(contact_id, self.for_contacts or self.for_all)

    def moves(self, waiting: Waiting, giver_id: int) -> Moves:
        """Return what goes to whom; what is chosen to stay with its owner goes nowhere."""
        leads = [
            Move(each.row.id, self.seen.get(each.row.id, each.row.version), owner_id)
            for each in waiting.leads
            if (owner_id := self.owner_of(each)) is not None and owner_id != giver_id
        ]
        contacts = [
            Move(each.id, self.seen_contacts.get(each.id, each.version or 0), keeper_id)
            for each in waiting.contacts
            if (keeper_id := self.keeper_of(each.id)) is not None and keeper_id != giver_id
        ]
        return Moves(leads, contacts)


def _numbers(sent: Mapping[str, str], kind: str) -> Iterator[tuple[int, int]]:
    for name, said in sent.items():
        if name.startswith(kind) and (value := read_id(said)) is not None:
            number = name.removeprefix(kind)
            yield (read_id(number) or NO_TOPIC, value)


def sum_of(moves: Moves) -> Mapping[int, Counts]:
    """Return how much each new owner gets."""
    leads, contacts = (Counter(move.owner_id for move in kind) for kind in moves)
    return {number: counts_of(leads[number], contacts[number]) for number in leads | contacts}


def print_of(moves: Moves) -> str:
    """Return a short print of who gets what: another one once anything of it is another."""
    said = "/".join(_said(kind) for kind in moves)
    return f"{crc32(said.encode()):x}"


def _said(moves: Sequence[Move]) -> str:
    return " ".join(f"{move.id}:{move.owner_id}" for move in sorted(moves, key=_number))


def _number(move: Move) -> int:
    return move.id
