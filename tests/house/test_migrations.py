from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

from tests.support import postgres
from tracker import schema
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.demo.load import load_world
from tracker.wiring import WATCHERS

ALEMBIC = {"alembic_version"}


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
    scripts = ScriptDirectory(str(schema.SCRIPTS))

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


def test_a_migrated_database_holds_the_demo_world(bare_url: str, clock: FixedClock) -> None:
    database = Database(bare_url, clock, watchers=WATCHERS)
    schema.upgrade(database.engine)

    with database.write() as work:
        load_world(work)

    database.dispose()
