"""Bring a database to the tables this version knows, and back; one at a time, everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from tracker.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 20_260_319
"""The advisory lock's number: two nodes that start together migrate one after the other."""


def newest() -> str:
    """Return the revision this version of the product wants."""
    return str(ScriptDirectory(str(SCRIPTS)).get_current_head())


def current(engine: Engine) -> str | None:
    """Return the revision a database is at; nothing when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`."""
    with _alone(engine) as config:
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database down to `revision` ("base" leaves nothing)."""
    with _alone(engine) as config:
        command.downgrade(config, revision)


def differences(engine: Engine) -> list[str]:
    """Return how the database's tables differ from the models'; nothing when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        return [str(difference) for difference in compare_metadata(context, metadata)]


@contextmanager
def _alone(engine: Engine) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        _lock(connection)
        config.attributes["connection"] = connection
        yield config


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '30s'"))


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the full-text tables, which `search/ddl.py` makes and the models do not know."""
    return not (kind in {"table", "index"} and (name or "").startswith("search_fts"))
