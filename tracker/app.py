"""Put the application together; the only place that knows every part."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.accounts.away import bp as away
from tracker.accounts.colleagues import bp as colleagues
from tracker.accounts.mailed import bp as mailed
from tracker.accounts.mailed import stop as stop_letters
from tracker.accounts.reaching import bp as reaching
from tracker.accounts.signing import keep_signed_in
from tracker.accounts.views import bp as accounts
from tracker.contacts.views import bp as contacts
from tracker.core import i18n, texts, web
from tracker.core.assets import serve_static
from tracker.core.compress import compress_answers
from tracker.core.db import Database
from tracker.core.ids import IdConverter
from tracker.core.security import LinkSigner, harden
from tracker.core.templates import speak_every_language
from tracker.dashboard.views import bp as dashboard
from tracker.duplicates.views import bp as duplicates
from tracker.frame import frame, surroundings
from tracker.handover.views import bp as handover
from tracker.health.probes import bp as probes
from tracker.health.views import bp as health
from tracker.leads.bulk import bp as bulk
from tracker.leads.deeds import bp as deeds
from tracker.leads.views import bp as leads
from tracker.letters.render import Printer
from tracker.letters.views import bp as letters
from tracker.plans.pages import bp as laying
from tracker.plans.views import bp as plans
from tracker.reminders.views import bp as reminders
from tracker.review.views import bp as review
from tracker.search.views import bp as search
from tracker.settings import Settings
from tracker.today.touching import bp as touch
from tracker.today.views import bp as today
from tracker.topics.views import bp as topics
from tracker.trips.views import bp as trips
from tracker.wiring import LETTERS, PARTS

ROOT = Path(__file__).parent
TEMPLATES = next(
    folder for folder in (ROOT / "templates", ROOT.parent / "templates") if folder.is_dir()
)
BLUEPRINTS = (
    accounts,
    mailed,
    colleagues,
    away,
    reaching,
    trips,
    review,
    today,
    touch,
    dashboard,
    letters,
    reminders,
    handover,
    contacts,
    duplicates,
    topics,
    search,
    leads,
    deeds,
    bulk,
    health,
    probes,
    plans,
    laying,
)
MEGABYTE = 1024 * 1024


class Pages(Flask):
    """Our application: no page of ours is a coroutine, and Flask need not look at each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func` as it is."""
        return func


def create_app(
    settings: Settings,
    database: Database,
    *,
    secret_keys: list[str],
    kept_mail: Path | None = None,
) -> Flask:
    """Return an application on `database`; it starts no thread and sends no letter.

    `secret_keys` sign sessions and links, the newest last; older ones are still understood.
    `kept_mail` is the demo's own mailbox: its letters are shown instead of sent.
    """
    app = Pages("tracker", template_folder=str(TEMPLATES), static_folder=None)
    _configure(app, settings, secret_keys)
    app.extensions["tracker.database"] = database
    app.extensions["tracker.settings"] = settings
    signer = LinkSigner(secret_keys)
    app.extensions["tracker.signer"] = signer
    app.extensions["tracker.printer"] = Printer(settings.base_url, signer, LETTERS)
    app.extensions.update({f"tracker.{name}": part for name, part in PARTS.items()})
    app.extensions["tracker.frame"] = frame
    app.extensions["tracker.kept_mail"] = kept_mail
    app.extensions["tracker.demo"] = kept_mail is not None
    keep_signed_in(app)
    texts.let_readers_choose(app, _language_of_reader(settings))
    app.url_map.converters["int"] = IdConverter
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    web.look_once(app)
    web.answer_refusals(app)
    harden(app)
    compress_answers(app)
    CSRFProtect(app).exempt(stop_letters)
    speak_every_language(app, surroundings)
    app.wsgi_app = serve_static(app.wsgi_app)  # type: ignore[method-assign, assignment]  # as Flask documents
    if settings.trusted_proxies:
        some = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=some, x_proto=some, x_host=0)  # type: ignore[method-assign]  # as Flask documents
    return app


def _configure(app: Flask, settings: Settings, secret_keys: list[str]) -> None:
    address = urlsplit(settings.base_url)
    app.config.update(
        SECRET_KEY=secret_keys[-1],
        SECRET_KEY_FALLBACKS=secret_keys[:-1],
        TRUSTED_HOSTS=[address.hostname, "127.0.0.1", "localhost"],
        PREFERRED_URL_SCHEME=address.scheme,
        SESSION_COOKIE_NAME="rysiai",
        SESSION_COOKIE_SECURE=address.scheme == "https",
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=21 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=settings.language.value,
        BABEL_TRANSLATION_DIRECTORIES=str(i18n.TRANSLATIONS),
    )


def _language_of_reader(settings: Settings) -> Callable[[], str]:
    def choose() -> str:
        person = web.actor()
        chosen = person.language if person else request.cookies.get("language", "")
        return chosen if chosen in i18n.LANGUAGES else settings.language.value

    return choose
