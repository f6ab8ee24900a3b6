"""The `tracker` command; the features' own groups are joined here."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import click
from sqlalchemy.exc import DatabaseError, OperationalError

from tracker.accounts.cli import users
from tracker.core.clock import SystemClock
from tracker.core.db import Database
from tracker.core.errors import TrackerError
from tracker.core.logs import set_up_logs
from tracker.demo.cli import demo
from tracker.imports.cli import contacts
from tracker.letters.cli import letters
from tracker.ops.database import db
from tracker.ops.doctor import doctor
from tracker.ops.serve import run, web, worker
from tracker.schema import current, newest, upgrade
from tracker.settings import Settings, SettingsError, load_settings
from tracker.trips.cli import intake
from tracker.wiring import WATCHERS


class TheInstallation:
    """The installation a command works on; nothing is read or opened before it asks."""

    @cached_property
    def settings(self) -> Settings:
        """Return the settings."""
        return load_settings()

    @contextmanager
    def as_it_is(self) -> Iterator[Database]:
        """Open the database, of whatever version it is."""
        settings = self.settings
        if not settings.database_url:
            settings.instance.mkdir(parents=True, exist_ok=True)
        database = Database(settings.database, SystemClock(), zone=settings.zone, watchers=WATCHERS)
        try:
            yield database
        finally:
            database.dispose()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the database, brought up to this version."""
        with self.as_it_is() as database:
            if current(database.engine) != newest():
                upgrade(database.engine)
            yield database


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="rysiai", prog_name="tracker")
@click.pass_context
def tracker(context: click.Context) -> None:
    """Follow up a city's international contacts."""
    set_up_logs()
    context.obj = TheInstallation()


for command in (run, web, worker, db, users, demo, contacts, intake, letters, doctor):
    tracker.add_command(command)


def main() -> None:
    """Run the command; what is refused is one sentence on standard error and exit code 1.

    What the command does not understand of its own words ends with 2, as click has it.
    """
    try:
        tracker(prog_name="tracker")
    except (SettingsError, TrackerError, OSError, DatabaseError) as error:
        reason = _reason(error)
        if reason is None:
            raise
        click.echo(f"tracker: {reason}", err=True)
        sys.exit(1)


def _reason(error: Exception) -> str | None:
    """Return why something is refused; nothing where the fault is ours."""
    if isinstance(error, OSError):
        return error.filename and f"{error.filename}: {error.strerror}."
    if isinstance(error, DatabaseError):
        if type(error) not in {DatabaseError, OperationalError}:
            return None
        first = str(error.orig).strip().split("\n", 1)[0]
        return f"The database cannot be opened: {first}"
    return str(error)
