import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from tests.support import postgres
from tracker import schema, tables
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.demo.load import load_world
from tracker.schema import RevisionError
from tracker.wiring import WATCHERS

ALEMBIC = {"alembic_version"}
Rows = dict[str, list[dict[str, object]]]
RULES = {
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length,"
    " is_nullable, collation_name FROM information_schema.columns"
    " WHERE table_schema = 'public'",
}
"""What PostgreSQL tells of a database's rules; a default may be left from an expand step."""

LOST = text(
    "INSERT INTO letter_items (letter_id, idem_key, subject_key) VALUES (999, 'k', 'reminder:1')"
)
"""A part of a letter that is not there."""


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> str:
    """The address of a database without a single table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    request.getfixturevalue("postgres_url")
    return postgres.new_database(postgres.start(postgres.run_id()), f"bare_{worker_id}")


@pytest.fixture
def bare(bare_url: str) -> Iterator[Engine]:
    engine = create_engine(bare_url)
    yield engine
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_models_tell(bare: Engine) -> None:
    schema.upgrade(bare)

    assert schema.differences(bare) == []
    assert schema.current(bare) == schema.newest()


def test_the_newest_revision_is_the_one_that_no_other_follows() -> None:
    scripts = _scripts()

    assert schema.newest() == scripts.get_current_head()
    assert all(
        Path(script.path).name.startswith(f"{script.revision}_")
        for script in scripts.walk_revisions()
    )


def test_every_migration_goes_down_again_and_leaves_nothing(bare: Engine) -> None:
    schema.upgrade(bare)

    schema.downgrade(bare, "base")

    assert set(inspect(bare).get_table_names()) - ALEMBIC == set()


def test_migrating_twice_changes_nothing(bare: Engine) -> None:
    schema.upgrade(bare)
    before = sorted(inspect(bare).get_table_names())

    schema.upgrade(bare)

    assert sorted(inspect(bare).get_table_names()) == before


def test_nodes_that_start_together_migrate_one_after_the_other(
    bare: Engine, bare_url: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "db", "upgrade"]
    told = {**os.environ, "TRACKER_DATABASE_URL": bare_url, "TRACKER_INSTANCE": str(tmp_path)}

    nodes = [
        subprocess.Popen(  # noqa: S603 - our own command
            command, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(3)
    ]
    said = [node.communicate(timeout=120)[0] for node in nodes]

    assert said == [f"The database is at {schema.newest()}.\n"] * 3
    assert schema.differences(bare) == []


@pytest.mark.parametrize("bare_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("told", RULES)
def test_the_migrations_make_the_same_rules_as_the_models(
    bare: Engine, postgres_url: str, told: str
) -> None:
    """Tests run on what the models make, installations on what the migrations make."""
    schema.upgrade(bare)

    made = create_engine(postgres_url)

    assert _told(bare, told) == _told(made, told) != []
    made.dispose()


def _told(engine: Engine, told: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(RULES[told]))]
    return sorted((row for row in found if row[0] not in ALEMBIC), key=str)


def test_each_step_down_and_up_keeps_what_its_tables_hold(bare_url: str, clock: FixedClock) -> None:
    database = Database(bare_url, clock, watchers=WATCHERS)
    schema.upgrade(database.engine)
    with database.write() as work:
        load_world(work)
    full = _rows(database.engine)
    older = [script.revision for script in _scripts().walk_revisions()][1:]

    for step, revision in [
        *((schema.downgrade, revision) for revision in older),
        *((schema.upgrade, revision) for revision in (*reversed(older), "head")),
    ]:
        step(database.engine, revision)
        left = _rows(database.engine)
        assert left == _as_far_as(full, left), revision

    assert schema.differences(database.engine) == []
    database.dispose()


def test_sqlite_looks_again_after_a_step_whether_what_is_referred_to_is_there(
    tmp_path: Path, clock: FixedClock
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bare.db'}", clock)
    schema.upgrade(database.engine)
    with pytest.raises(IntegrityError), database.write() as work:
        work.session.execute(LOST)

    driver = sqlite3.connect(tmp_path / "bare.db")
    with driver:
        driver.execute(str(LOST))
    driver.close()

    with pytest.raises(RevisionError, match="letter_items:1 refers to"):
        schema.downgrade(database.engine, "-1")
    assert schema.current(database.engine) == schema.newest()
    database.dispose()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(schema.SCRIPTS))


def _rows(engine: Engine) -> Rows:
    """Return every row of the tables that hold any, by the columns that are there."""
    found = MetaData()
    found.reflect(engine, only=lambda name, _: name in tables.metadata.tables)
    with engine.connect() as connection:
        rows = {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in found.sorted_tables
        }
    return {name: held for name, held in rows.items() if held}


def _as_far_as(full: Rows, left: Rows) -> Rows:
    """Return what stood in those tables and columns that are left."""
    return {
        name: [{column: row[column] for column in rows[0]} for row in full[name]]
        for name, rows in left.items()
    }
