"""The full-text part of the index: FTS5 beside the rows on SQLite, GIN indexes on PostgreSQL.

Made and dropped with the table wherever `metadata.create_all` runs; migrations call the same two
functions. On SQLite triggers keep it in step, so that no way of writing can forget it.
"""

from typing import Any

from sqlalchemy import Connection, Table, event

from tracker.search.models import ENTRIES

COLUMNS = ("name_words", "words", "context")
_NAMES = ", ".join(COLUMNS)
_NEW = ", ".join(f"new.{column}" for column in COLUMNS)
_OLD = ", ".join(f"old.{column}" for column in COLUMNS)
_CHANGED = " OR ".join(f"old.{column} <> new.{column}" for column in COLUMNS)
_INTO = "INSERT INTO search_fts"
_FORGET = f"{_INTO}(search_fts, rowid, {_NAMES}) VALUES ('delete', old.id, {_OLD});"
_LEARN = f"{_INTO}(rowid, {_NAMES}) VALUES (new.id, {_NEW});"
_TABLE = f"""
    CREATE VIRTUAL TABLE search_fts USING fts5({_NAMES},
        content='search_entries', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3', detail='column', columnsize=0)
"""
_ON = "ON search_entries"
_FOLLOW = f"""
    CREATE TRIGGER search_fts_changed AFTER UPDATE {_ON} WHEN {_CHANGED}
    BEGIN {_FORGET} {_LEARN} END
"""
_SQLITE = (
    _TABLE,
    f"{_INTO}(search_fts) VALUES ('rebuild')",
    f"CREATE TRIGGER search_fts_added AFTER INSERT {_ON} BEGIN {_LEARN} END",
    f"CREATE TRIGGER search_fts_removed AFTER DELETE {_ON} BEGIN {_FORGET} END",
    _FOLLOW,
)


def _vector(text: str) -> str:
    """Return a vector of just the words in `text`; no parser of the database's has a say."""
    return f"array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))"


NAMES_VECTOR = _vector("name_words")
WORDS_VECTOR = _vector("(name_words || ' ' || words || ' ' || context)")
_POSTGRESQL = (
    f"CREATE INDEX search_fts_names ON search_entries USING gin (({NAMES_VECTOR}))",
    f"CREATE INDEX search_fts_words ON search_entries USING gin (({WORDS_VECTOR}))",
)
_DROP_SQLITE = (
    "DROP TRIGGER IF EXISTS search_fts_changed",
    "DROP TRIGGER IF EXISTS search_fts_removed",
    "DROP TRIGGER IF EXISTS search_fts_added",
    "DROP TABLE IF EXISTS search_fts",
)
_DROP_POSTGRESQL = (
    "DROP INDEX IF EXISTS search_fts_names",
    "DROP INDEX IF EXISTS search_fts_words",
)


def create_full_text(connection: Connection) -> None:
    """Make the full-text part, over whatever rows there are."""
    for statement in _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE:
        connection.exec_driver_sql(statement)


def drop_full_text(connection: Connection) -> None:
    """Drop the full-text part and leave the rows."""
    on_postgresql = connection.dialect.name == "postgresql"
    for statement in _DROP_POSTGRESQL if on_postgresql else _DROP_SQLITE:
        connection.exec_driver_sql(statement)


def _created(_table: Table, connection: Connection, **_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    create_full_text(connection)


def _dropped(_table: Table, connection: Connection, **_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    drop_full_text(connection)


event.listen(ENTRIES, "after_create", _created)
event.listen(ENTRIES, "before_drop", _dropped)
