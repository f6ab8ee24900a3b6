"""An entity that is inserted past the unit of work: the session knows it like any other."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from tests.support.statements import gather
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work, put_entity
from tracker.topics.models import Topic

NAME = "Puslaidininkiai"


def topic(name: str = NAME) -> Topic:
    moment = datetime(2026, 11, 23, 6, tzinfo=UTC)
    return Topic(name_lt=name, folded=name.lower(), sort_key=name, created_at=moment)


def test_it_is_there_at_once_as_the_session_would_have_flushed_it(work: Work) -> None:
    put = topic()
    put_entity(work.session, put)
    added = topic("Lazeriai")
    work.session.add(added)
    work.session.flush()
    columns = inspect(Topic).columns.keys()
    assert set(columns) <= vars(put).keys()
    assert put.id
    assert (put.version, put.name_en, put.form_key) == (added.version, added.name_en, None)
    assert work.session.scalars(select(Topic).where(Topic.id == put.id)).one() is put


def test_what_it_says_is_not_asked_again(database: Database) -> None:
    with database.write() as work:
        put = topic()
        put_entity(work.session, put)
        with gather(database) as statements:
            assert [getattr(put, each.key) for each in inspect(Topic).columns]
    assert statements == []


def test_a_change_after_it_is_kept(database: Database) -> None:
    with database.write() as work:
        put = topic()
        put_entity(work.session, put)
        put.name_en = "Semiconductors"
    with database.read() as work:
        assert work.session.get_one(Topic, put.id).name_en == "Semiconductors"


def test_it_goes_with_the_rest_of_a_work_that_fails(database: Database) -> None:
    def fail(work: Work) -> None:
        put_entity(work.session, topic())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.write() as work:
        fail(work)
    with database.read() as work:
        assert work.session.scalars(select(Topic)).all() == []


def test_a_rule_of_its_table_is_held_at_once(work: Work) -> None:
    put_entity(work.session, topic())
    with pytest.raises(IntegrityError), work.session.begin_nested():
        put_entity(work.session, topic())


def test_watchers_see_it(database_url: str, clock: FixedClock) -> None:
    seen: list[Any] = []

    def watch(_work: Work, touched: Sequence[object]) -> None:
        seen.extend(touched)

    put = topic()
    watched = Database(database_url, clock, watchers=(watch,))
    with watched.write() as work:
        put_entity(work.session, put)
    watched.dispose()
    assert seen == [put]
