"""SQLite lets one writer in at a time: who waits for how long."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.connecting import BUSY_S
from tracker.core.db import Database

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_whoever_looks_has_all_the_patience_though_one_who_wrote_had_little(
    database: Database,
) -> None:
    with database.write(patience_s=0.05):
        pass

    with database.read() as work:
        assert work.session.scalar(text("PRAGMA busy_timeout")) == BUSY_S * 1000


def test_whoever_has_little_patience_waits_no_longer_behind_one_who_has_more(
    database: Database,
) -> None:
    """One waits for another program, and the other first for that one, and then for it, too."""
    with database.write() as work:
        Make(work).user()
    other = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def write(patience_s: float) -> float:
        began = monotonic()
        with pytest.raises(OperationalError), database.write(patience_s=patience_s) as work:
            work.session.scalars(select(User)).all()
        return monotonic() - began

    with ThreadPoolExecutor(max_workers=2) as pool:
        waited = list(pool.map(write, [3.0, 0.5]))
    other.close()

    assert waited[0] >= 3.0
    assert 0.4 <= waited[1] < waited[0] - 1
