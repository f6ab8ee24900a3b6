"""A real server on loopback, for tests that open pages in a real browser."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from tracker.accounts.models import User
from tracker.app import create_app
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.demo.load import PASSWORD, load_world
from tracker.ops.pages import listening, served
from tracker.schema import upgrade
from tracker.settings import Settings, load_settings
from tracker.wiring import WATCHERS

SECRET = "a-secret-for-the-tests-only-000000000"


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: where it is, and what it runs on."""

    url: str
    app: Flask
    database: Database
    clock: FixedClock
    settings: Settings
    ids: dict[str, int]
    """The demo world's own ids ("l01", "c19", "trip01") to numbers."""

    @property
    def password(self) -> str:
        """Return everybody's password."""
        return PASSWORD

    def speak(self, language: str) -> None:
        """Let everybody read `language` from now on."""
        with self.database.write() as work:
            work.session.execute(update(User).values(language=language))


def _the_world(work: Work) -> Mapping[str, int]:
    return load_world(work).ids


@contextmanager
def demo_site(
    database_url: str,
    folder: Path,
    clock: FixedClock,
    *,
    load: Callable[[Work], Mapping[str, int]] = _the_world,
    kept_mail: Path | None = None,
    **given: object,
) -> Iterator[Site]:
    """Serve the demo world, or what `load` makes, on its own clock until the block ends."""
    with listening("127.0.0.1", 0) as door:
        settings = load_settings(
            **{
                "instance": folder,
                "database_url": database_url,
                "base_url": door.address,
                "mail_from": "rysiai@savivaldybe.example",
                "municipality": "Panevėžio savivaldybė",
                **given,
            }
        )
        database = Database(database_url, clock, zone=settings.zone, watchers=WATCHERS)
        upgrade(database.engine)
        with database.write() as work:
            ids = dict(load(work))
        app = create_app(settings, database, secret_keys=[SECRET], kept_mail=kept_mail)
        with served(app, door, settings):
            yield Site(settings.base_url, app, database, clock, settings, ids)
        database.dispose()
