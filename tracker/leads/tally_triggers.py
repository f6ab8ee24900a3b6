"""The triggers that write down what each change of a lead does to the totals (`tallies`).

Made and dropped with the table wherever `metadata.create_all` runs; migrations call the same two
functions. A migration that makes `leads` or `lead_topics` anew on SQLite takes their triggers with
it, and has to make them again.
"""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, event

from tracker.core.db import Base
from tracker.leads.tallies import TALLIES

_LEAD = (
    "INSERT INTO lead_tallies (stage_id, country, leads, cents) VALUES"
    " ({row}.stage_id, {row}.country, {sign}1, {sign}coalesce({row}.value_eur, 0));"
)
"""All that is to be said of a new one: it has no topics yet, as they point to it."""
_ITS_TOPICS = (
    " INSERT INTO lead_tallies (stage_id, topic_id, leads, cents)"
    " SELECT {row}.stage_id, topic_id, {sign}1, 0 FROM lead_topics WHERE lead_id = {row}.id;"
)
_TOPIC = (
    "INSERT INTO lead_tallies (stage_id, topic_id, leads, cents)"
    " SELECT stage_id, {row}.topic_id, {sign}1, 0 FROM leads WHERE id = {row}.lead_id{lock};"
)
_LOCK = " FOR NO KEY UPDATE"
"""Whoever moves the lead and whoever gives it a topic at once wait for each other."""
_TABLES = {
    "leads": (_LEAD, _LEAD + _ITS_TOPICS, ("stage_id", "country", "value_eur")),
    "lead_topics": (_TOPIC, _TOPIC, ("lead_id", "topic_id")),
}
"""What is written down of a new row, of one that goes or comes otherwise, and the columns whose
change is both."""


class _Deeds(NamedTuple):
    """What is written down at an insert, and of the row before and after another change."""

    begun: str
    went: str
    came: str


def create_triggers(connection: Connection) -> None:
    """Make the triggers."""
    on_postgresql = connection.dialect.name == "postgresql"
    make = _postgresql if on_postgresql else _sqlite
    lock = _LOCK if on_postgresql else ""
    for table, (of_new, of_old, columns) in _TABLES.items():
        begun = of_new.format(row="new", sign="", lock=lock)
        went = of_old.format(row="old", sign="-", lock=lock)
        came = of_old.format(row="new", sign="", lock=lock)
        for said in make(table, _Deeds(begun, went, came), columns):
            connection.exec_driver_sql(said)


def drop_triggers(connection: Connection) -> None:
    """Drop the triggers; the rows stay as they are."""
    on_postgresql = connection.dialect.name == "postgresql"
    for table in _TABLES:
        for name in _names(table):
            on = f" ON {table}" if on_postgresql else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
        if on_postgresql:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS tally_{table}()")


def _names(table: str) -> tuple[str, str, str]:
    return f"tally_{table}_came", f"tally_{table}_went", f"tally_{table}_changed"


def _sqlite(table: str, deeds: _Deeds, columns: tuple[str, ...]) -> list[str]:
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    update = f"AFTER UPDATE OF {', '.join(columns)} ON {table}"
    by_came, by_went, by_change = _names(table)
    return [
        f"CREATE TRIGGER {by_came} AFTER INSERT ON {table} BEGIN {deeds.begun} END",
        f"CREATE TRIGGER {by_went} AFTER DELETE ON {table} BEGIN {deeds.went} END",
        f"CREATE TRIGGER {by_change} {update} WHEN {changed} BEGIN {deeds.went} {deeds.came} END",
    ]


def _postgresql(table: str, deeds: _Deeds, columns: tuple[str, ...]) -> list[str]:
    changed = " OR ".join(f"old.{column} IS DISTINCT FROM new.{column}" for column in columns)
    update = f"AFTER UPDATE OF {', '.join(columns)} ON {table}"
    body = (
        f"BEGIN IF TG_OP = 'INSERT' THEN {deeds.begun} ELSE {deeds.went} END IF;"
        f" IF TG_OP = 'UPDATE' THEN {deeds.came} END IF; RETURN NULL; END"
    )
    run = f"EXECUTE FUNCTION tally_{table}()"
    by_came, by_went, by_change = _names(table)
    return [
        f"CREATE FUNCTION tally_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {by_came} AFTER INSERT ON {table} FOR EACH ROW {run}",
        f"CREATE TRIGGER {by_went} AFTER DELETE ON {table} FOR EACH ROW {run}",
        f"CREATE TRIGGER {by_change} {update} FOR EACH ROW WHEN ({changed}) {run}",
    ]


def _created(_tables: Any, connection: Connection, **_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    create_triggers(connection)


def _dropped(_table: Table, connection: Connection, **_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    drop_triggers(connection)


event.listen(Base.metadata, "after_create", _created)
event.listen(TALLIES, "before_drop", _dropped)
