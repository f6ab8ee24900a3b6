"""The letters a worker has in hand, and who sees to it that they stay there or go back."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog

from tracker.core.db import DATABASE_AWAY, Database
from tracker.letters import service
from tracker.letters.service import Claimed

log = structlog.get_logger(__name__)
GLANCE_S = 0.25
"""How often the keeper looks whether the worker is to stop."""
SHARE = 3
"""A lease is renewed when a third of it has passed."""


class Hand:
    """The letters one slot has claimed: one being tried, the rest still to come."""

    def __init__(self, letters: Sequence[Claimed] = ()) -> None:
        self._lock = threading.Lock()
        self._rest = deque(letters)
        self._tried: Claimed | None = None
        self._since = 0.0
        self._reaches = False

    def reach(self) -> None:
        """Be about to claim: what is claimed is nobody's for a moment, but somebody is at work."""
        with self._lock:
            self._reaches = True

    def fill(self, letters: Sequence[Claimed]) -> None:
        """Take letters that were just claimed."""
        with self._lock:
            self._reaches = False
            self._rest.extend(letters)

    def next(self) -> Claimed | None:
        """Return the next letter to try, or nothing when there is none left."""
        with self._lock:
            self._tried = self._rest.popleft() if self._rest else None
            self._since = time.monotonic()
            return self._tried

    def held(self) -> list[Claimed]:
        """Return every letter in hand."""
        with self._lock:
            return [*([self._tried] if self._tried else []), *self._rest]

    def is_at_work(self) -> bool:
        """Tell whether it holds a letter, or is about to."""
        with self._lock:
            return self._reaches or self._tried is not None or bool(self._rest)

    def drop_rest(self) -> list[Claimed]:
        """Take out of the hand what has not been tried yet, and return it."""
        with self._lock:
            rest = list(self._rest)
            self._rest.clear()
            return rest

    def let_go(self) -> None:
        """Hold nothing any more; the lease of the letter that was being tried runs out."""
        with self._lock:
            self._tried, self._reaches = None, False

    def is_stuck(self, seconds: float) -> bool:
        """Tell whether the letter being tried has taken longer than `seconds`."""
        with self._lock:
            return self._tried is not None and time.monotonic() - self._since > seconds


class Keeper:
    """Renews leases while letters are in hand, and hands back what would only wait.

    What would only wait: everything untried once the worker is to stop, and what stands behind a
    recipient whose server is slow.
    """

    def __init__(self, database: Database, *, lease: timedelta, stop: threading.Event) -> None:
        self._database = database
        self._lease = lease
        self._stop = stop
        self._hands: list[Hand] = []
        self._over = threading.Event()
        self._round = threading.Lock()
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="letters.keep", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self.hand_back(lambda _: True)

    def new_hand(self) -> Hand:
        """Return a hand that is looked after from now on."""
        hand = Hand()
        self._hands.append(hand)
        return hand

    def in_hand(self) -> list[int]:
        """Return the numbers of the letters that any slot has, tried or still to be tried."""
        return [letter.id for hand in self._hands for letter in hand.held()]

    def reach(self, hand: Hand) -> bool:
        """Let a slot be about to claim; False when the round is over."""
        with self._round:
            if not self._is_over:
                hand.reach()
            return not self._is_over

    def is_over(self) -> bool:
        """Tell whether no slot has letters in hand, or is about to: then the round is over for all.

        A slot that went on alone could take a letter that keeps it for minutes, and whatever falls
        due meanwhile would wait with it.
        """
        with self._round:
            self._is_over = self._is_over or not any(hand.is_at_work() for hand in self._hands)
            return self._is_over

    def hand_back(self, when: Callable[[Hand], bool]) -> None:
        """Put the untried letters of some hands back; the database away, their lease runs out."""
        rest = [letter for hand in self._hands if when(hand) for letter in hand.drop_rest()]
        if rest:
            with suppress(*DATABASE_AWAY), self._database.write() as work:
                service.hand_back(work, rest)

    def put_down(self, hand: Hand) -> None:
        """End a slot, well or not: the others must not wait for what nobody sends any more."""
        self.hand_back(lambda one: one is hand)
        hand.let_go()

    def _run(self) -> None:
        share = self._lease.total_seconds() / SHARE
        renew_at = time.monotonic() + share
        while not self._over.wait(min(GLANCE_S, share)):
            try:
                if self._stop.is_set():
                    self.hand_back(lambda _: True)
                if time.monotonic() >= renew_at:
                    renew_at = time.monotonic() + share
                    self.hand_back(lambda hand: hand.is_stuck(share))
                    self._renew()
            except Exception:
                log.exception("leases not looked after")  # whatever it was, it goes on

    def _renew(self) -> None:
        held = [letter for hand in self._hands for letter in hand.held()]
        if held:
            with self._database.write() as work:
                service.renew_leases(work, held, lease=self._lease)
