"""Counting what is said to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tracker.core.db import Database

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def gather(database: Database) -> Iterator[list[str]]:
    """Gather the statements said to `database` inside the block."""
    said: list[str] = []

    def _note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            said.append(statement)

    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", _note)
    try:
        yield said
    finally:
        for engine in database.engines:
            event.remove(engine, "before_cursor_execute", _note)
