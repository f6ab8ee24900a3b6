"""Writing down what becomes of letters: together where that is faster, again where it failed."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

import structlog

from tracker.core.db import DATABASE_AWAY, Database, Work

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")
_Asked = tuple[Callable[[Work], Any], Future[Any]]
PATIENCE_S = (0.1, 0.4, 1.0, 2.0, 4.0)
"""The waits while the database is away and a letter has been handed over already."""


class Scribe:
    """Writes for all slots of a worker.

    A commit waits for the disk, and SQLite lets one writer in at a time: what other slots bring
    meanwhile is committed together. PostgreSQL does that by itself.
    """

    def __init__(self, database: Database, *, patience: Sequence[float] = PATIENCE_S) -> None:
        self._database = database
        self._patience = patience
        self._together = database.engine.dialect.name == "sqlite"
        self._turn = threading.Lock()
        self._desk = threading.Lock()
        self._waiting: list[_Asked] = []

    def write(self, deed: Callable[[Work], Answer]) -> Answer:
        """Do `deed` and return its answer once it is committed; it may be done more than once."""
        if not self._together:
            with self._database.write() as work:
                return deed(work)
        mine: Future[Answer] = Future()
        with self._desk:
            self._waiting.append((deed, mine))
        with self._turn:
            if not mine.done():
                self._write_all()
        return mine.result()

    def write_firmly(self, deed: Callable[[Work], Answer]) -> Answer:
        """Do `deed`, and try again while the database is away.

        What was handed over and could not be noted leaves once more, so patience is worth it here.
        """
        for wait in self._patience:
            try:
                return self.write(deed)
            except DATABASE_AWAY:
                log.warning("database away", wait=wait)
                time.sleep(wait)
        return self.write(deed)

    def _write_all(self) -> None:
        with self._desk:
            taken, self._waiting = self._waiting, []
        self._commit(taken)

    def _commit(self, asked: list[_Asked]) -> None:
        """Commit what was asked together; where that fails each alone, so that one stops nobody."""
        try:
            with self._database.write() as work:
                answers = [deed(work) for deed, _ in asked]
        except Exception as error:  # noqa: BLE001 - whoever asked gets it, and knows what to do
            if len(asked) == 1:
                asked[0][1].set_exception(error)
                return
            for one in asked:
                self._commit([one])
        else:
            for (_, future), answer in zip(asked, answers, strict=True):
                future.set_result(answer)
