"""Bring a database to the tables this version knows, and back; one at a time, everywhere.

Alembic takes a tenth of a start to load, and is loaded only where there is something to migrate.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from tracker.core.errors import TrackerError
from tracker.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"
REVISION = len("20261123_1700")
LOCK = 20_260_319
"""The advisory lock's number: two nodes that start together migrate one after the other."""


class RevisionError(TrackerError):
    """The tables cannot be taken there: a mistyped revision, or a newer version's database."""

    def __init__(self, reason: str) -> None:
        told = "The tables cannot be taken there: %(reason)s; the newest known is %(newest)s."
        super().__init__(told, reason=reason, newest=newest())


def newest() -> str:
    """Return the revision this version wants: a script's name begins with its own."""
    return max(path.name[:REVISION] for path in (SCRIPTS / "versions").glob("*.py"))


def current(engine: Engine) -> str | None:
    """Return the revision a database is at; nothing when it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`.

    Raises RevisionError.
    """
    with _alone(engine) as (commands, config):
        commands.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database down to `revision` ("base" leaves nothing).

    Raises RevisionError.
    """
    with _alone(engine) as (commands, config):
        commands.downgrade(config, revision)


def differences(engine: Engine) -> list[str]:
    """Return how the database's tables differ from the models'; nothing when they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - see above
    from alembic.migration import MigrationContext  # noqa: PLC0415 - see above

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        return [str(difference) for difference in compare_metadata(context, metadata)]


@contextmanager
def _alone(engine: Engine) -> Iterator[tuple[ModuleType, "Config"]]:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above
    from alembic.util import CommandError  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection, _unlinked(connection), connection.begin():
        _lock(connection)
        config.attributes["connection"] = connection
        try:
            yield command, config
        except CommandError as error:
            raise RevisionError(str(error)) from error
        if connection.dialect.name == "sqlite":
            _see_that_nothing_is_missing(connection)


@contextmanager
def _unlinked(connection: Connection) -> Iterator[None]:
    """Let SQLite take tables apart that others refer to: it changes one by making it anew.

    By its own advice: out of a transaction, it does not look meanwhile whether what is referred to
    is there.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    [looks] = driver.execute("PRAGMA foreign_keys").fetchone()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA foreign_keys={looks}")


def _see_that_nothing_is_missing(connection: Connection) -> None:
    missing = connection.execute(text("PRAGMA foreign_key_check")).first()
    if missing is not None:
        raise RevisionError(f"what {missing[0]}:{missing[1]} refers to is not there")


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '30s'"))


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the full-text tables, which `search/ddl.py` makes and the models do not know."""
    return not (kind in {"table", "index"} and (name or "").startswith("search_fts"))
