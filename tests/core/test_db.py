"""The unit of work: what it keeps, refuses and rolls back; and the columns of our own."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import Role, SignIn, User
from tracker.contacts.models import Contact
from tracker.core.clock import FixedClock, SystemClock
from tracker.core.db import Database, Money, Work, at_most
from tracker.core.text import sort_key
from tracker.leads.models import Lead

TAIPEI = ZoneInfo("Asia/Taipei")


def names(database: Database) -> list[str]:
    with database.read() as work:
        return list(work.session.scalars(select(User.family).order_by(User.id)))


def _fail(_user: User) -> None:
    raise ZeroDivisionError


# --- The unit of work -----------------------------------------------------------------------------


def test_what_is_written_is_there_afterwards(database: Database) -> None:
    with database.write() as work:
        Make(work).user(family="Vaitkūnaitė")

    assert names(database) == ["Vaitkūnaitė"]


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as work:
        _fail(Make(work).user())

    assert names(database) == []


def test_whoever_only_reads_cannot_write(database: Database) -> None:
    with pytest.raises(RuntimeError, match="asked to write"), database.read() as work:
        Make(work).user()

    assert names(database) == []


def test_a_reader_that_changes_what_it_found_is_refused_at_the_end(database: Database) -> None:
    with database.write() as work:
        Make(work).user(family="Vaitkūnaitė")

    with pytest.raises(RuntimeError, match="asked to write"), database.read() as work:
        work.session.scalars(select(User)).one().family = "Kita"

    assert names(database) == ["Vaitkūnaitė"]


def test_raw_statements_of_readers_change_nothing(database: Database) -> None:
    with database.write() as work:
        Make(work).user(family="Vaitkūnaitė")

    with suppress(DBAPIError), database.read() as work:
        work.session.execute(text("DELETE FROM users"))

    assert names(database) == ["Vaitkūnaitė"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_keeps_what_it_has_planned_from_page_to_page(database: Database) -> None:
    """The driver has a statement planned once for all when it is said for the sixth time."""
    for _ in range(8):
        assert names(database) == []

    with database.read() as work:
        asked = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%users%'")
        assert work.session.scalar(asked) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_plans_a_question_once_whatever_its_values(database: Database) -> None:
    with database.read() as work:
        for number in range(12):
            asked = text("SELECT family FROM users WHERE id = :number")
            work.session.execute(asked, {"number": number})
        plans = text(
            "SELECT generic_plans > 0, custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE 'SELECT family%'"
        )
        assert work.session.execute(plans).all() == [(True, 0)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_refuses_raw_statements_of_readers_too(database: Database) -> None:
    with database.read() as work, pytest.raises(DBAPIError, match="read-only"):
        work.session.execute(text("DELETE FROM users"))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_question_refused_by_postgresql_spoils_no_other(database: Database) -> None:
    with database.read() as work:
        with pytest.raises(DBAPIError):
            work.session.execute(text("SELECT 1 / 0"))
        assert work.session.scalar(text("SELECT 1")) == 1


def test_a_limit_stands_in_the_question_and_is_no_value(database: Database) -> None:
    with gather(database) as said, database.read() as work:
        work.session.scalars(select(User.family).limit(at_most(3))).all()

    assert "LIMIT 3" in said[-1].split("\n")[-1]


def test_columns_have_their_names(database: Database) -> None:
    with database.write() as work:
        Make(work).user(family="Vaitkūnaitė")

    with database.read() as work:
        row = work.session.execute(text("SELECT family, id, NULL AS absent FROM users")).one()
        assert row._asdict() == {"family": "Vaitkūnaitė", "id": 1, "absent": None}


def test_a_unit_of_work_carries_one_moment_the_person_and_their_day(
    database: Database, clock: FixedClock
) -> None:
    clock.move_to(datetime(2026, 11, 23, 22, 30, tzinfo=UTC))

    with database.write(7, TAIPEI) as work:
        began = work.now
        clock.move_to(clock.now() + timedelta(hours=1))

        assert (work.actor_id, work.now) == (7, began)
        assert work.today == date(2026, 11, 24)
        assert not work.is_real


def test_where_nobody_acts_the_day_is_the_municipalitys(
    database_url: str, clock: FixedClock
) -> None:
    clock.move_to(datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    database = Database(database_url, clock, zone=ZoneInfo("America/New_York"))

    with database.read() as work:
        assert (work.actor_id, work.today) == (None, date(2026, 11, 23))
    database.dispose()


def test_only_the_machines_own_clock_is_real(database_url: str) -> None:
    database = Database(database_url, SystemClock())

    with database.write() as work:
        assert work.is_real
    database.dispose()


def test_many_writers_at_once_all_get_their_turn(database: Database) -> None:
    def add(number: int) -> None:
        with database.write() as work:
            work.session.scalars(select(User)).all()
            Make(work).user(family=f"F{number:02}")

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(add, range(32)))

    assert sorted(names(database)) == [f"F{number:02}" for number in range(32)]


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.write() as writing:
        Make(writing).user(family="not yet")
        with database.read() as reading:
            assert reading.session.scalars(select(User.family)).all() == []


def test_foreign_keys_are_kept(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as work:
        work.session.add(
            SignIn(token_digest="x", user_id=999, created_at=work.now, expires_at=work.now)
        )


# --- Watchers -------------------------------------------------------------------------------------


class Watching:
    """A watcher that notes what it saw and may add a row or refuse."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []
        self.refuse = False
        self.adds = False

    def __call__(self, work: Work, touched: Sequence[object]) -> None:
        self.seen.append(sorted(type(thing).__name__ for thing in touched))
        if self.refuse:
            raise ZeroDivisionError
        if self.adds:
            Make(work).user(family="added by the watcher")


@pytest.fixture
def watching() -> Watching:
    return Watching()


@pytest.fixture
def watched(database_url: str, clock: FixedClock, watching: Watching) -> Database:
    return Database(database_url, clock, watchers=(watching,))


def test_watchers_see_what_was_added_changed_and_deleted(
    watched: Database, watching: Watching
) -> None:
    with watched.write() as work:
        make = Make(work)
        user, organisation = make.user(), make.organisation()
    with watched.write() as work:
        work.session.get_one(User, user.id).family = "changed"
        work.session.delete(work.session.merge(organisation))

    assert watching.seen == [["Organisation", "User"], ["Organisation", "User"]]
    watched.dispose()


def test_watchers_see_each_thing_once_however_often_it_was_flushed(
    watched: Database, watching: Watching
) -> None:
    with watched.write() as work:
        user = Make(work).user()
        for family in ("a", "b", "c"):
            user.family = family
            work.session.flush()

    assert watching.seen == [["User"]]
    watched.dispose()


def test_watchers_are_not_called_where_nothing_was_touched(
    watched: Database, watching: Watching
) -> None:
    with watched.write() as work:
        work.session.scalars(select(User)).all()

    assert watching.seen == []
    watched.dispose()


def test_what_a_watcher_writes_is_in_the_same_transaction(
    watched: Database, watching: Watching
) -> None:
    watching.adds = True

    with watched.write() as work:
        Make(work).user(family="first")

    assert names(watched) == ["first", "added by the watcher"]
    watched.dispose()


def test_a_watcher_that_fails_takes_the_deed_back(watched: Database, watching: Watching) -> None:
    watching.refuse = True

    with pytest.raises(ZeroDivisionError), watched.write() as work:
        Make(work).user()

    assert names(watched) == []
    watched.dispose()


# --- Columns of our own ---------------------------------------------------------------------------


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=2)))
    with database.write() as work:
        user = Make(work).user(created_at=at)

    with database.read() as work:
        kept = work.session.get_one(User, user.id).created_at

    assert kept == at
    assert kept.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 23, 8, 0)  # noqa: DTZ001 - that is what is refused

    with pytest.raises(StatementError, match="naive"), database.write() as work:
        Make(work).user(created_at=naive)


def test_moments_compare_in_the_database(database: Database) -> None:
    early = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    with database.write() as work:
        Make(work).user(family="early", created_at=early)

    with database.read() as work:
        found = select(User.family).where(User.created_at < early.astimezone(TAIPEI))
        assert work.session.scalars(found).all() == []
        found = select(User.family).where(User.created_at <= early.astimezone(TAIPEI))
        assert work.session.scalars(found).all() == ["early"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.decimals(0, 10**12, places=2))
def test_money_is_kept_to_the_cent(amount: Decimal) -> None:
    column = Money()
    dialect = None

    kept = column.process_bind_param(amount, dialect)  # type: ignore[arg-type]  # asks no dialect

    assert isinstance(kept, int)
    assert column.process_result_value(kept, dialect) == amount  # type: ignore[arg-type]  # nor here


def test_half_a_cent_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValueError, match="cents"):
        Money().process_bind_param(Decimal("0.005"), None)  # type: ignore[arg-type]  # nor here


def test_money_adds_up_in_the_database(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        for value in ("0.10", "0.20", "1000000.03"):
            make.lead(value_eur=Decimal(value))

    with database.read() as work:
        values = work.session.scalars(select(Lead.value_eur)).all()

    assert sum(value for value in values if value is not None) == Decimal("1000000.33")


def test_a_choice_is_kept_by_what_it_says(database: Database) -> None:
    with database.write() as work:
        Make(work).user(role=Role.ADMINISTRATOR)

    with database.read() as work:
        assert work.session.execute(text("SELECT role FROM users")).scalar_one() == "admin"
        assert work.session.scalars(select(User.role)).one() is Role.ADMINISTRATOR


def test_every_database_sorts_names_alike(database: Database) -> None:
    names = ["Ąžuolas", "Balčiūnas", "Cibulskas", "Čepaitė", "Yčas", "Jonaitis", "Žukas", "李"]
    with database.write() as work:
        for name in reversed(names):
            Make(work).contact(None, name, sort_key=sort_key(name))

    with database.read() as work:
        found = work.session.scalars(select(Contact.family).order_by(Contact.sort_key)).all()

    assert found == names


def test_sqlite_keeps_what_it_confirmed(database: Database) -> None:
    with database.read() as work:
        if work.on_postgresql:
            return  # these are SQLite's own settings
        said = {
            name: work.session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert said["journal_mode"] == "wal"
    assert (said["synchronous"], said["foreign_keys"]) == (2, 1)
    assert said["busy_timeout"] >= 5000
