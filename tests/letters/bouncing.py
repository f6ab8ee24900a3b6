"""Letters that come back, for tests: a letter that was sent, a report about it, what follows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.letters.posting import LEASE, Posting
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.db import Database
from tracker.letters import bounces
from tracker.letters.arrivals import read_report
from tracker.letters.models import Arrival, Bounce, Outcome

SAMPLES = Path(__file__).parents[1] / "data" / "bounces"
EGLE = "egle@savivaldybe.example"


def sample(name: str, message_id: str = "<LETTER@ours.example>", *, number: str = "1") -> bytes:
    """Return a report about a letter of ours; those with another `number` are other reports."""
    raw = (SAMPLES / f"{name}.eml").read_bytes()
    raw = raw.replace(b"-r1@mx.example", f"-r{number}@mx.example".encode())
    return raw.replace(b"LETTER@ours.example", message_id.strip("<>").encode())


class Bouncing:
    """Somebody, letters that left for them, and what mail systems tell of these."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.posting = Posting(database)
        with database.write() as work:
            self.user_id = Make(work).user(email=EGLE).id

    def send(self, key: str = "rem:7:1:3:email", **given: Any) -> int:
        """Write a letter to her, hand it over, and return its number."""
        number = self.posting.write(key, **{"recipient_id": self.user_id, **given})
        [letter] = self.posting.claim()
        assert self.posting.begin(letter)
        assert self.posting.sent(letter)
        return number

    def report(self, name: str, letter_id: int, *, number: str = "1") -> bytes:
        """Return a report about that letter."""
        return sample(name, self.posting.letter(letter_id).message_id, number=number)

    def take_in(self, raw: bytes) -> Outcome | None:
        """Take a message in, as the worker does."""
        report, digest = read_report(raw), bounces.digest_of(raw)
        with self.database.write() as work:
            return bounces.take_in(work, digest, report, lease=LEASE)

    def comes_back(self, name: str, letter_id: int, *, number: str = "1") -> Outcome | None:
        """Have a report about that letter taken in."""
        return self.take_in(self.report(name, letter_id, number=number))

    @property
    def user(self) -> User:
        """Return her as she stands."""
        with self.database.read() as work:
            return work.session.get_one(User, self.user_id)

    @property
    def bounces(self) -> Sequence[Bounce]:
        """Return what was told."""
        with self.database.read() as work:
            return work.session.scalars(select(Bounce).order_by(Bounce.id)).all()

    @property
    def arrived(self) -> list[str]:
        """Return what the messages that arrived were."""
        with self.database.read() as work:
            found = work.session.scalars(select(Arrival.outcome).order_by(Arrival.id))
            return [outcome.value for outcome in found]
