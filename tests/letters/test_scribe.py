"""What slots write down is committed together where one writer is let in at a time."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from tests.letters.posting import LEASE, Posting
from tests.support.waiting import wait_for
from tracker.core.db import Database, Work
from tracker.letters import service
from tracker.letters.models import LetterState
from tracker.letters.scribe import Scribe
from tracker.letters.service import Claimed

Deed = Callable[[Work], object]


def commits_of(database: Database, act: Callable[[], None]) -> int:
    """Do something and return how often it was committed."""
    counted = []

    def count(connection: Connection) -> None:
        counted.append(connection)

    event.listen(database.engine, "commit", count)
    try:
        act()
    finally:
        event.remove(database.engine, "commit", count)
    return len(counted)


def all_at_once(database: Database, scribe: Scribe, deeds: Sequence[Deed]) -> None:
    """Let slots ask while another one's commit is under way."""
    under_way, go_on = threading.Event(), threading.Event()

    def first(_: Work) -> None:
        under_way.set()
        go_on.wait(10)

    with ThreadPoolExecutor(len(deeds) + 1) as slots:
        begun = slots.submit(scribe.write, first)
        under_way.wait(10)
        asked = [slots.submit(scribe.write, deed) for deed in deeds]
        if database.engine.dialect.name == "sqlite":
            wait_for(lambda: len(scribe._waiting) == len(deeds), seconds=10)  # noqa: SLF001 - until all have asked
        go_on.set()
        begun.result(10)
        for one in asked:
            one.result(10)


def _begin(letter: Claimed, work: Work) -> bool:
    return service.begin_data(work, letter, lease=LEASE)


def test_what_comes_while_the_disk_is_waited_for_is_committed_together(
    database: Database, posting: Posting
) -> None:
    for number in range(3):
        posting.write(f"key-{number}")
    scribe = Scribe(database)
    deeds = [partial(_begin, letter) for letter in posting.claim()]

    commits = commits_of(database, lambda: all_at_once(database, scribe, deeds))

    assert commits == (1 if database.engine.dialect.name == "sqlite" else 3)
    assert all(posting.letter(number).data_at is not None for number in (1, 2, 3))


def test_each_slot_gets_its_own_answer(database: Database, posting: Posting) -> None:
    posting.write()
    (mine,) = posting.claim()
    answers: list[bool] = []

    all_at_once(
        database,
        Scribe(database),
        [
            lambda work: answers.append(service.begin_data(work, mine, lease=LEASE)),
            lambda work: work.session.execute(text("SELECT 1")),
        ],
    )

    assert answers == [True]


def test_one_that_fails_stops_nobody_else(database: Database, posting: Posting) -> None:
    posting.write()
    (mine,) = posting.claim()
    posting.begin(mine)
    scribe = Scribe(database)

    def fail(_: Work) -> None:
        raise ValueError("poisoned")

    with pytest.raises(ValueError, match="poisoned"):
        all_at_once(database, scribe, [fail, lambda work: service.mark_sent(work, mine)])

    assert posting.letter().state is LetterState.SENT


def test_what_was_handed_over_is_noted_once_the_database_is_back(
    database: Database, posting: Posting
) -> None:
    posting.write()
    (mine,) = posting.claim()
    posting.begin(mine)
    away = [OperationalError("away", None, Exception()), PoolTimeoutError("no connection")]

    def note(work: Work) -> bool:
        if away:
            raise away.pop()
        return service.mark_sent(work, mine)

    assert Scribe(database, patience=(0.0, 0.0)).write_firmly(note)
    assert posting.letter().state is LetterState.SENT


def test_a_database_that_stays_away_is_told_to_whoever_asked(database: Database) -> None:
    def never(_: Work) -> None:
        raise OperationalError("away", None, Exception())

    with pytest.raises(OperationalError):
        Scribe(database, patience=(0.0,)).write_firmly(never)
