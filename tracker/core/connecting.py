"""How connections to the database are made, kept, and begin their transactions."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Dialect, Engine, ExceptionContext, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_S = 10.0
"""How long whoever writes to SQLite waits for another who does, unless they say otherwise."""
IDLE_S = 1.0
"""After how long without use a connection to a server may have been lost meanwhile."""
PATIENCE = {
    "connect_timeout": 10,  # seconds
    "tcp_user_timeout": 30_000,  # milliseconds
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""How long a server that has vanished without a word is waited for (libpq's names): without these
a thread hangs for many minutes. The address of the database may say otherwise."""
STILL_S = 60
"""How long a server lets a transaction stand in which nothing happens. A process that was stopped
within one, or its machine, would keep everybody from what it has in hand for as long as it likes.
"""
WAL_PAGES = 4_000
"""How much SQLite writes beside the database before it copies it in: a page that each deed changes,
such as the last of an index, is then copied once for some hundred deeds."""
_USED = "used"
_UNTIL = ContextVar("until", default=inf)
_PREPARED_IS_OUTDATED = frozenset({"0A000", "26000"})
"""What PostgreSQL answers to a statement whose columns have another type now, or that is gone."""


def make_engines(url: str) -> tuple[Engine, Engine]:
    """Return the engine of those who write and of those who only look.

    On SQLite they share connections, and a look is a transaction: it sees one state throughout. On
    PostgreSQL those who look have connections of their own that cannot write, and no transaction:
    there it would show each statement a state of its own all the same, for two more journeys to
    the server and back.
    """
    options: dict[str, Any] = {
        "pool_use_lifo": True,  # what the connection used last has read is still at hand
        "hide_parameters": True,  # an error's text is logged
    }
    if make_url(url).get_backend_name() == "postgresql":
        return _on_server(url, options)
    writing = create_engine(url, **options)
    event.listen(writing, "connect", _prepare_sqlite)
    reading = writing.execution_options()
    _begin_with(reading, _begin_to_look)
    _begin_with(writing, _begin_to_write)
    return writing, reading


def _on_server(url: str, options: Mapping[str, Any]) -> tuple[Engine, Engine]:
    from tracker.core.cursors import Cursor  # noqa: PLC0415 - only where there is its driver

    patience = {name: wait for name, wait in PATIENCE.items() if name not in make_url(url).query}
    options = {**options, "connect_args": {"cursor_factory": Cursor, **patience}}
    looking = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    writing, reading = create_engine(url, **options), create_engine(url, **options, **looking)
    event.listen(writing, "connect", _prepare_to_write)
    event.listen(reading, "connect", _prepare_to_look)
    event.listen(reading, "handle_error", _give_up_outdated)
    for engine in (writing, reading):
        _ask_the_idle(engine)
    return writing, reading


def _prepare_to_write(connection: Any, _record: Any) -> None:  # noqa: ANN401 - DBAPI objects
    """Let the server end a transaction in which nothing happens any more."""
    connection.autocommit = True  # or the setting would end with a transaction
    connection.execute(f"SET idle_in_transaction_session_timeout = '{STILL_S}s'")
    connection.autocommit = False


def _prepare_to_look(connection: Any, _record: Any) -> None:  # noqa: ANN401 - DBAPI objects
    """Let a connection refuse to write, and plan each question once, whatever its values.

    As SQLite does; planning a page's questions anew each time took as long as answering them. The
    indexes are made for the questions, and what is the same whoever asks stands in them.
    """
    connection.autocommit = True  # or the settings would end with a transaction
    connection.execute("SET default_transaction_read_only = on")
    connection.execute("SET plan_cache_mode = force_generic_plan")


def _give_up_outdated(context: ExceptionContext) -> None:
    """Let go of a connection whose statements were prepared before a table was changed.

    The driver forgets them at a rollback, which who only looks never sends.
    """
    if getattr(context.original_exception, "sqlstate", None) in _PREPARED_IS_OUTDATED:
        context.is_disconnect = True


def _prepare_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 - DBAPI objects
    connection.isolation_level = None
    pragmas = (
        "journal_mode=WAL",
        f"wal_autocheckpoint={WAL_PAGES}",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_S * 1000:.0f}",
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _ask_the_idle(engine: Engine) -> None:
    """Ask a connection whether it is alive before it is used, where it has been idle for a while.

    SQLAlchemy's own "pre ping" asks each time, twice for each deed. A server that goes takes longer
    than this to be back; who asks within it is told that it is away.
    """

    @event.listens_for(engine, "checkin")
    def _used(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_USED] = monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: ConnectionPoolEntry, _held: object) -> None:  # noqa: ANN401 - DBAPI objects
        if monotonic() - record.info.get(_USED, inf) < IDLE_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error  # the others are as old, and it tries anew


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Let what this thread begins to write wait for SQLite's lock until then, and be refused."""
    before = _UNTIL.set(monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(before)


def _begin_to_look(connection: Any) -> None:  # noqa: ANN401 - a DBAPI object
    connection.execute(f"PRAGMA busy_timeout={BUSY_S * 1000:.0f}")  # who wrote may have had less
    connection.execute("BEGIN")


def _begin_to_write(connection: Any) -> None:  # noqa: ANN401 - a DBAPI object
    """Take SQLite's lock at once: then a writer can never be refused half-way."""
    left = min(max(_UNTIL.get() - monotonic(), 0), BUSY_S)
    connection.execute(f"PRAGMA busy_timeout={left * 1000:.0f}")
    connection.execute("BEGIN IMMEDIATE")


def _begin_with(engine: Engine, begin: Callable[[Any], None]) -> None:
    """Begin the transactions of `engine` so.

    SQLAlchemy's event for it would have each statement
    look for who listens to it, and send this one as a statement with a result: a twentieth of a
    small page. The dialect is the engine's own but for this: what it learns from its first
    connection is learnt for both.
    """
    own = type(engine.dialect)
    beginning = type(
        own.__name__,
        (own,),
        {
            "do_begin": lambda _dialect, connection: begin(connection),
            "supports_statement_cache": True,
        },
    )
    dialect: Dialect = object.__new__(beginning)
    dialect.__dict__ = engine.dialect.__dict__
    engine.dialect = dialect
