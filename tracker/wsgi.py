"""What a web server imports: `tracker.wsgi:application`."""

from datetime import date

from flask import Flask

from tracker.app import create_app
from tracker.core import i18n, workdays
from tracker.core.clock import SystemClock
from tracker.core.db import Database
from tracker.core.logs import set_up_logs
from tracker.core.memory import settle
from tracker.keys import secret_keys
from tracker.settings import load_settings
from tracker.wiring import WATCHERS


def make_application() -> Flask:
    """Return the application as the environment and the instance folder describe it."""
    set_up_logs()
    settings = load_settings()
    keys = secret_keys(settings, make=False)
    database = Database(settings.database, SystemClock(), zone=settings.zone, watchers=WATCHERS)
    app = create_app(settings, database, secret_keys=keys)
    _share(database.clock.now().date())
    return app


def _share(today: date) -> None:
    """Load what every page needs before the server makes its processes, which then share it."""
    workdays.holiday(today)
    for language in i18n.LANGUAGES:
        i18n.catalogue(language)
        i18n.weekday_and_date(today, language)
    settle()


def __getattr__(name: str) -> Flask:
    """Make the application when a server asks for it, not when a tool only imports the module."""
    if name == "application":
        return make_application()
    raise AttributeError(name)
