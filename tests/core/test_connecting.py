"""Connections to a server: one that was lost while nobody used it is noticed before it is used."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.support.side_by_side import beside
from tracker.core.clock import FixedClock
from tracker.core.connecting import IDLE_S, PATIENCE
from tracker.core.db import DATABASE_AWAY, Database
from tracker.letters.models import Heartbeat

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def kept_by(database: Database) -> int:
    """Return the server's number of the one connection that `database` keeps."""
    with database.read() as work:
        return int(work.session.scalar(select(func.pg_backend_pid())) or 0)


@pytest.fixture
def lost(database: Database, database_url: str, clock: FixedClock) -> int:
    """Return the number of the kept connection, which the server has ended meanwhile."""
    number = kept_by(database)
    other = Database(database_url, clock)
    with other.write() as work:
        work.session.execute(select(func.pg_terminate_backend(number, 5_000)))
    other.dispose()
    return number


def test_one_lost_while_idle_is_made_anew_and_nobody_notices(database: Database, lost: int) -> None:
    time.sleep(IDLE_S + 0.1)
    assert kept_by(database) != lost


def test_one_used_just_now_is_not_asked_and_the_next_is_made_anew(
    database: Database, lost: int
) -> None:
    with pytest.raises(DATABASE_AWAY):
        kept_by(database)
    assert kept_by(database) != lost


def test_one_that_lives_is_kept(database: Database) -> None:
    number = kept_by(database)
    time.sleep(IDLE_S + 0.1)
    assert kept_by(database) == number


def waits(url: str, clock: FixedClock) -> dict[str, str]:
    """Return how long each kind of connection to this address waits for a server that is gone."""
    database = Database(url, clock)
    found = []
    for engine in database.engines:
        with engine.connect() as connection:
            asked: Any = connection.connection.driver_connection
            found.append(asked.info.get_parameters())
    database.dispose()
    looking, writing = ({name: each.get(name) for name in PATIENCE} for each in found)
    assert looking == writing
    return looking


def test_a_server_that_has_vanished_is_waited_for_half_a_minute_and_not_for_ever(
    database_url: str, clock: FixedClock
) -> None:
    assert waits(database_url, clock) == {name: str(wait) for name, wait in PATIENCE.items()}


def test_the_address_of_the_database_may_say_how_long(database_url: str, clock: FixedClock) -> None:
    mark = "&" if "?" in database_url else "?"

    assert waits(f"{database_url}{mark}connect_timeout=3", clock)["connect_timeout"] == "3"


def test_who_stands_still_within_a_transaction_keeps_others_waiting_for_a_minute_and_no_longer(
    database: Database, database_url: str, clock: FixedClock
) -> None:
    with database.write() as work:
        assert work.session.scalar(text("SHOW idle_in_transaction_session_timeout")) == "1min"
        work.session.execute(insert(Heartbeat), {"worker": "one", "job": "a", "ran_at": work.now})
    other = Database(database_url, clock)

    def stand_still() -> None:
        with other.write() as work:
            work.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '100ms'"))
            work.session.execute(select(Heartbeat).with_for_update())
            time.sleep(1)
            work.session.execute(select(Heartbeat))

    with beside(stand_still, seconds=0.1) as stopped, database.write() as work:
        assert work.session.scalars(select(Heartbeat).with_for_update()).one().worker == "one"
        assert stopped == [], "it would have kept it for longer"

    assert isinstance(stopped[0], DATABASE_AWAY)
    other.dispose()


@pytest.fixture
def table(database: Database) -> Iterator[str]:
    """A table of our own, that can be changed under a process that reads it."""
    with database.write() as work:
        work.session.execute(text("CREATE TABLE outdated (said VARCHAR(10))"))
    yield "outdated"
    with database.write() as work:
        work.session.execute(text("DROP TABLE outdated"))


def test_one_that_knows_a_table_as_it_was_is_made_anew(database: Database, table: str) -> None:
    def look() -> object:
        with database.read() as work:
            return work.session.execute(text(f"SELECT said FROM {table}")).all()  # noqa: S608 - ours

    for _ in range(8):  # from the sixth time on it is prepared
        look()
    with database.write() as work:
        work.session.execute(text(f"ALTER TABLE {table} ALTER said TYPE VARCHAR(400)"))

    with pytest.raises(DBAPIError):
        look()
    assert look() == []
