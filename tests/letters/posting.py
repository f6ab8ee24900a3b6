"""Letters for tests: written, claimed and looked at in one line each."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tracker.core.db import Database
from tracker.letters import service
from tracker.letters.models import Letter
from tracker.letters.service import Claimed, Failure, NewLetter

LEASE = timedelta(seconds=60)
BASE = timedelta(seconds=60)
"""How long a letter that failed once waits."""
HOST = "savivaldybe.example"
PAYLOAD: dict[str, Any] = {
    "reminder": 7,
    "version": 1,
    "person": 3,
    "kind": "next_step",
    "step": "Nusiųsti technines sąlygas ir eIDAS klausimus",
    "due_on": date(2026, 11, 20).isoformat(),
    "due_at": None,
    "zone": "Europe/Vilnius",
    "about": {"path": "/leads/12", "title": "El. parašo platforma savivaldybės paslaugoms"},
    "contact": "Lin Mei-ling",
    "organisation": "Formosa Sign",
    "country": "TW",
    "zone_there": "Asia/Taipei",
    "last": {
        "on": date(2026, 11, 16).isoformat(),
        "text": "Patvirtino, kad platforma palaiko kvalifikuotą el. parašą. "
        "Laukia mūsų techninių sąlygų.",
    },
}


class Posting:
    """The outbox, in a test's hands."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def write(self, key: str = "rem:7:1:3:email", **given: Any) -> int:
        """Write a letter and return its number."""
        values: dict[str, Any] = {
            "idem_key": key,
            "address": "egle@savivaldybe.example",
            "locale": "lt",
            "template": "reminder",
            "payload": PAYLOAD,
            **given,
        }
        with self.database.write() as work:
            number = service.write_letter(work, NewLetter(**values), host=HOST)
        assert number is not None, f"{key} was there already"
        return number

    def claim(self, *, holder: str = "worker-1", limit: int = 10) -> list[Claimed]:
        """Claim what is due."""
        with self.database.write() as work:
            return service.claim_letters(work, holder=holder, lease=LEASE, limit=limit)

    def begin(self, letter: Claimed) -> bool:
        """Note that the text is about to leave."""
        with self.database.write() as work:
            return service.begin_data(work, letter, lease=LEASE)

    def sent(self, letter: Claimed) -> bool:
        """Note that it was taken."""
        with self.database.write() as work:
            return service.mark_sent(work, letter)

    def fail(self, letter: Claimed, failure: Failure) -> None:
        """Note that it was not taken."""
        with self.database.write() as work:
            service.mark_failed(work, letter, failure, base=BASE)

    def letter(self, number: int = 1) -> Letter:
        """Return a letter as it stands."""
        with self.database.read() as work:
            return work.session.get_one(Letter, number)

    def states(self) -> list[str]:
        """Return how all letters stand, in the order in which they were written."""
        with self.database.read() as work:
            found = work.session.scalars(select(Letter.state).order_by(Letter.id))
            return [state.value for state in found]
