"""`python -m bench.letters`: how many letters one worker plans and hands over a second.

The mail server is a process of its own on loopback that says yes to everything and counts.
"""

import logging
import smtplib
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click

from bench.__main__ import SECRET, _database_url
from tests.support.sink import sink
from tracker.core.clock import SystemClock
from tracker.core.db import Database
from tracker.core.logs import set_up_logs
from tracker.core.security import LinkSigner
from tracker.demo.fill import Size, fill
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.render import Printer
from tracker.letters.smtp import SmtpMailer
from tracker.reminders.jobs import plan_letters
from tracker.schema import upgrade
from tracker.settings import load_settings
from tracker.wiring import LETTERS, WATCHERS

HEAD = (
    f"{'engine':<11} {'planned/s':>9} {'sent/s':>7} {'floor/s':>7} {'CPU ms a letter':>15} "
    f"{'floor':>5} {'arrived':>8}"
)
TEXT = b"Subject: Paskambinti\r\n\r\n" + b"Labas rytas, laikas paskambinti.\r\n" * 150 + b".\r\n"
"""A letter of the floor, as long as ours."""


@click.command()
@click.option("--count", default=2000, show_default=True, help="Letters.")
@click.option("--engine", type=click.Choice(["sqlite", "postgresql", "both"]), default="both")
def bench(count: int, engine: str) -> None:
    """Plan and hand over letters by one worker and print the figures."""
    click.echo(HEAD)
    for name in ("sqlite", "postgresql") if engine == "both" else (engine,):
        with (
            tempfile.TemporaryDirectory(prefix="bench-") as folder,
            _database_url(name, Path(folder)) as url,
            sink() as (port, arrived),
        ):
            planned, ours = _measure(url, count, port)
            came = arrived.value
            floor = _floor(Path(folder) / "floor.db", count, port)
            click.echo(
                f"{name:<11} {planned:9.0f} {ours.rate:7.0f} {floor.rate:7.0f} "
                f"{ours.cpu_ms:15.2f} {floor.cpu_ms:5.2f} {came:8}"
            )


@dataclass(frozen=True, slots=True)
class Pace:
    """How many letters left a second, and what each cost this process."""

    rate: float
    cpu_ms: float


@contextmanager
def _timed() -> Iterator[Callable[[int], Pace]]:
    began, cpu = time.perf_counter(), time.process_time()

    def pace(count: int) -> Pace:
        used = time.process_time() - cpu
        return Pace(count / (time.perf_counter() - began), used / count * 1000)

    yield pace


def _floor(path: Path, count: int, port: int) -> Pace:
    """Hand letters over by the least there is: smtplib, and one UPDATE for each, on SQLite."""
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as database,
        smtplib.SMTP("127.0.0.1", port) as smtp,
    ):
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE letters (id INTEGER PRIMARY KEY, sent_at TEXT)")
        rows = [(number,) for number in range(count)]
        database.execute("BEGIN")
        database.executemany("INSERT INTO letters (id) VALUES (?)", rows)
        database.execute("COMMIT")
        smtp.ehlo_or_helo_if_needed()
        with _timed() as pace:
            for number in range(count):
                smtp.mail("rysiai@savivaldybe.example")
                smtp.rcpt("egle@savivaldybe.example")
                smtp.docmd("DATA")
                smtp.send(TEXT)
                smtp.getreply()
                database.execute("UPDATE letters SET sent_at = '1' WHERE id = ?", (number,))
            return pace(count)


def _measure(url: str, count: int, port: int) -> tuple[float, Pace]:
    database = Database(url, SystemClock(), watchers=WATCHERS)
    upgrade(database.engine)
    with database.write() as work:
        fill(work, Size(contacts=200, leads=200, activities=400, reminders=count), due=work.now)
    set_up_logs(level=logging.WARNING)
    post = _post(database, port)
    with _timed() as pace:
        plan_letters(post)
        planned = pace(count).rate
    with _timed() as pace:
        ours = pace(deliver_letters(post))
    database.dispose()
    return planned, ours


def _post(database: Database, port: int) -> Post:
    settings = load_settings(smtp_host="127.0.0.1", smtp_port=port)
    return Post(
        database=database,
        mailer=SmtpMailer(settings),
        print=Printer(settings.base_url, LinkSigner([SECRET]), LETTERS),
        host="savivaldybe.example",
        holder="bench",
        lease=timedelta(seconds=60),
        retry_base=timedelta(seconds=60),
        stop=threading.Event(),
    )


if __name__ == "__main__":
    bench()
