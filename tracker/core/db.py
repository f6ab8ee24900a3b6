"""The database: base model, column types, and the unit of work."""

import errno
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import Any, TypeVarTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Enum,
    Index,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    TextClause,
    bindparam,
    event,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, CursorResult, Dialect, Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import (
    DeclarativeBase,
    Session,
    UOWTransaction,
    make_transient_to_detached,
    sessionmaker,
)
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import TypeDecorator

from tracker.core.clock import Clock, SystemClock
from tracker.core.connecting import BUSY_S, make_engines, waiting_at_most

Columns = TypeVarTuple("Columns")
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
CENTS = 100
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError, PoolTimeoutError)
"""What is raised while the database does not answer, or has no connection to give.

Not what it says of a statement that is wrong, or of values that it refuses: that stays so.
"""
_PG_DISK_FULL = "53100"
_HELD = "connection"
"""Where a session keeps its one connection at hand; within a savepoint it must be asked for each
time, as the savepoint begins with that."""
_TOUCHED = "touched"
"""Where a session that writes keeps what its watchers see."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused rather than guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every moment back in UTC; SQLite forgets the zone, PostgreSQL gives its own."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An amount in EUR, kept as whole cents so that sums are exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        """Store cents, and refuse to round what is no whole number of them."""
        if value is None:
            return None
        cents = value * CENTS
        if cents != int(cents):
            raise ValueError(f"{value} is no whole number of cents")
        return int(cents)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        """Return EUR."""
        return None if value is None else Decimal(int(value)) / CENTS


SortKey = String().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
"""The type of a column that holds `core.text.sort_key`: its byte order is the order."""


def _values(choices: type[StrEnum]) -> list[str]:
    """Store what a choice says ("closed"), not what its name is ("CLOSED")."""
    return [choice.value for choice in choices]


class Base(DeclarativeBase):
    """Every table's parent."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's spelling
        datetime: UTCDateTime,
        Decimal: Money,
        StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=_values),
        dict[str, Any]: JSON().with_variant(postgresql.JSONB(), "postgresql"),
        list[str]: JSON().with_variant(postgresql.JSONB(), "postgresql"),
    }


def partial_index(
    name: str | None, *columns: str, where: TextClause, unique: bool = False
) -> Index:
    """Return an index over some rows: the few that a page asks for, or that must be unlike.

    What `where` names is a column of it where a question names it too: only then is the index all
    that is read.
    """
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def table_of(model: type[Base]) -> Table:
    """Return a model's table, for statements that are no business of the session's."""
    return cast("Table", model.__table__)


@dataclass(frozen=True, slots=True)
class Work:
    """One unit of work: the session, the moment it happens at, and who is acting where.

    The moment is taken once, so that everything a unit of work writes carries the same time.
    `zone` is the acting person's, or the municipality's when nobody acts. `is_real` says that `now`
    is the machine's own time, not one set by hand: only then may a database's clock stand for it.
    """

    session: Session
    now: datetime
    actor_id: int | None = None
    zone: ZoneInfo = field(default=ZoneInfo("Europe/Vilnius"))
    is_real: bool = False

    @property
    def here(self) -> datetime:
        """Return the moment as clocks in `zone` show it."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """Return the local date in `zone`."""
        return self.here.date()

    @property
    def on_postgresql(self) -> bool:
        """Tell whether this work is done on PostgreSQL."""
        return self.session.get_bind().dialect.name == "postgresql"

    def take_turn(self, *keys: str) -> None:
        """Wait until nobody else who took the turn of a key is at work, and keep it to the end.

        For what is looked for before it is made: two at a time would both find nothing. Whoever
        needs several takes them in one call: everybody takes them in the same order, and so
        nobody waits for one who waits for them.
        """
        if not self.on_postgresql:  # SQLite lets one writer in at a time
            return
        for key in sorted(set(keys)):
            turn = func.pg_advisory_xact_lock(func.hashtextextended(key, 0))
            self.session.execute(select(turn))


NOW, TODAY = bindparam("now", type_=UTCDateTime), bindparam("today", type_=Date)
"""Stand for the moment in a question that is put together once; `moment_of` tells it."""


def moment_of(work: Work) -> Mapping[str, object]:
    """Return what `NOW` and `TODAY` stand for in a question that is asked in this work."""
    return {"now": work.now, "today": work.today}


def at_most(rows: int) -> ColumnElement[int]:
    """Return a limit that is the same whoever asks, for a question's `limit`.

    PostgreSQL plans a question once and keeps the plan only where it knows how much is wanted; a
    bare number is sent as a value, which it learns too late, and so it plans anew each time.
    """
    return literal_column(str(int(rows)), Integer)


def ask(
    session: Session,
    question: TypedReturnsRows[*Columns],
    values: Mapping[str, object] | None = None,
) -> CursorResult[*Columns]:
    """Ask for columns: the same rows as from `session.execute`, for half of the processor's time.

    What a session does for entities is left out; what it has not yet flushed is not seen.
    """
    return _connection(session).execute(question, values)


def put(session: Session, table: Table, row: Mapping[str, object]) -> None:
    """Insert a row that nothing else of this work is about, at once.

    For what is written and not looked at again: the same as adding an entity, for a third of the
    processor's time. Watchers do not see it.
    """
    _connection(session).execute(_insert_into(table, ask_number=False), row)


def put_numbered(session: Session, table: Table, row: Mapping[str, object]) -> int:
    """Insert a row as `put` does, and return its number."""
    inserted = _connection(session).execute(_insert_into(table, ask_number=True), row)
    return cast("int", _number(inserted))


def put_entity(session: Session, entity: Base) -> None:
    """Insert an entity at once, and have the session know it as if it had been flushed.

    For one that is made often and one at a time: half of what adding and flushing it takes. What
    hangs on it by a relationship is not written: the session adds that afterwards. Within a
    savepoint it is added and flushed, for the session must know what to forget with that.
    """
    if session.in_nested_transaction():
        session.add(entity)
        session.flush()
        return
    table, has = table_of(type(entity)), vars(entity)
    names = table.columns.keys()
    row = {name: has[name] for name in names if name in has}
    inserted = _connection(session).execute(_insert_into(table, ask_number=True), row)
    said = cast("Mapping[str, object]", inserted.last_inserted_params())
    written = {**said, "id": _number(inserted)}
    for name in names:
        if name not in row:
            set_committed_value(entity, name, written.get(name))
    make_transient_to_detached(entity)
    session.add(entity)
    tell_watchers(session, entity)


def tell_watchers(session: Session, thing: object) -> None:
    """Let the watchers see `thing` with all that this work has touched."""
    session.info.setdefault(_TOUCHED, {})[id(thing)] = thing


def _connection(session: Session) -> Connection:
    connection: Connection | None = session.info.get(_HELD)
    if connection is None or session.in_nested_transaction():
        connection = session.info[_HELD] = session.connection()
    return connection


def _number(inserted: CursorResult[*tuple[Any, ...]]) -> object:
    (number,) = inserted.inserted_primary_key  # type: ignore[misc]  # every table has one
    return number


@cache
def _insert_into(table: Table, *, ask_number: bool) -> Insert:
    return insert(table) if ask_number else insert(table).inline()


Watcher = Callable[[Work, Sequence[object]], None]
"""Sees every object a unit of work added, changed or deleted, just before the commit."""


class Database:
    """The engine and the only two ways to a session: `read` and `write`.

    `watchers` keep what follows from other rows in step (reminders from next steps, the search
    index from names), in the same transaction, so that no service can forget them.
    """

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        zone: ZoneInfo = ZoneInfo("Europe/Vilnius"),  # noqa: B008 - immutable
        watchers: Sequence[Watcher] = (),
    ) -> None:
        self.clock = clock
        self.zone = zone
        self.watchers = tuple(watchers)
        self._turn = Lock()
        self.engine, self._reading = make_engines(url)
        self._writers = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(expire_on_commit=False)
        event.listen(self._writers, "after_flush", _remember_touched)
        event.listen(self._readers, "before_flush", _refuse_to_write)

    @contextmanager
    def read(self, actor_id: int | None = None, zone: ZoneInfo | None = None) -> Iterator[Work]:
        """Look, and change nothing; readers never wait for each other."""
        with self._reading.connect() as connection, self._readers(bind=connection) as session:
            session.info[_HELD] = connection
            yield Work(session, self.clock.now(), actor_id, zone or self.zone)
            session.flush()  # refused where something was changed

    @contextmanager
    def write(
        self,
        actor_id: int | None = None,
        zone: ZoneInfo | None = None,
        *,
        patience_s: float = BUSY_S,
    ) -> Iterator[Work]:
        """Commit when the block ends well, roll back when it raises.

        SQLite lets one writer in at a time; others wait for `patience_s` in all, and are refused.
        """
        with self._turn_to_write(patience_s), self._writers.begin() as session:
            now, is_real = self.clock.now(), isinstance(self.clock, SystemClock)
            work = Work(session, now, actor_id, zone or self.zone, is_real)
            yield work
            session.flush()
            touched = tuple(session.info.get(_TOUCHED, {}).values())
            for watch in self.watchers if touched else ():
                watch(work, touched)

    @contextmanager
    def _turn_to_write(self, patience_s: float) -> Iterator[None]:
        """Let this process's threads write to SQLite one after the other.

        They queue here rather than at SQLite, which has waiters sleep and try again: three threads
        that write all the time are three times as fast. Whoever waits too long goes on to SQLite,
        and is refused there.
        """
        if self.engine.dialect.name != "sqlite":
            yield
            return
        with waiting_at_most(patience_s):
            has_turn = self._turn.acquire(timeout=patience_s)
            try:
                yield
            finally:
                if has_turn:
                    self._turn.release()

    @property
    def engines(self) -> Sequence[Engine]:
        """Return the engines that have connections of their own: one on SQLite, where all share."""
        shared = self._reading.pool is self.engine.pool
        return (self.engine,) if shared else (self.engine, self._reading)

    def dispose(self) -> None:
        """Close every connection."""
        for engine in self.engines:
            engine.dispose()


def is_disk_full(error: Exception) -> bool:
    """Tell whether something failed because nothing more can be written."""
    cause = getattr(error, "orig", error)  # what the database's own library raised
    return (
        getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(cause, "sqlstate", None) == _PG_DISK_FULL
        or getattr(cause, "errno", None) == errno.ENOSPC
    )


def _remember_touched(session: Session, _context: UOWTransaction) -> None:
    for thing in (*session.new, *session.dirty, *session.deleted):
        tell_watchers(session, thing)


def _refuse_to_write(*_: object) -> None:
    raise RuntimeError("a reading session was asked to write")
