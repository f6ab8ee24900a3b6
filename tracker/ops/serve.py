"""`tracker run`, `tracker web`, `tracker worker`."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from types import FrameType

import click
from flask import Flask

from tracker.accounts.service import first_administrator_link, welcome_address
from tracker.app import create_app
from tracker.core.command import Installation
from tracker.core.db import Database
from tracker.core.mail import Mailer
from tracker.core.memory import settle
from tracker.keys import secret_keys
from tracker.leads.pipelines import install_pipelines
from tracker.letters.mailboxes import open_inboxes
from tracker.letters.smtp import SmtpMailer
from tracker.ops.pages import Door, listening, served
from tracker.plans.default import install_plans
from tracker.settings import Settings, SettingsError

HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
PORT = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
LOOK_S = 1.0
"""How often a server that only waits looks whether it is to stop."""


@dataclass(frozen=True, slots=True)
class Service:
    """What `serve` needs: an installation opened, and where its letters go."""

    settings: Settings
    database: Database
    mailer: Mailer
    kept_mail: Path | None = None


@click.command()
@HOST
@PORT
@click.pass_obj
def run(installation: Installation, host: str, port: int) -> None:
    """Serve the pages and send the letters, in one process, on the embedded database."""
    with listening(host, port) as door, installation.database() as database:
        settings = _with_address(installation.settings, door)
        secret_keys(settings, make=True)  # a key file that cannot be used is said before all else
        open_inboxes(settings)  # and so is a mailbox that nothing here can read
        with database.write() as work:
            install_pipelines(work)
            install_plans(work)
            token = first_administrator_link(work)
        if token:
            click.echo("Nobody has an account yet. Make the first administrator here, once:")
            click.echo(f"  {welcome_address(settings.base_url, token)}\n")
        if not settings.smtp_host:
            click.echo(
                "No mail server is set (TRACKER_SMTP_HOST): letters wait until there is one."
            )
        serve(Service(settings, database, SmtpMailer(settings)), door)


def _with_address(settings: Settings, door: Door) -> Settings:
    """Let links lead to where we listen, unless somebody has set the base URL."""
    if "base_url" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"base_url": door.address})


@click.command()
@HOST
@PORT
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Processes (gunicorn).",
)
@click.pass_obj
def web(installation: Installation, host: str, port: int, workers: int) -> None:
    """Serve the pages only; on Linux by gunicorn where it is installed, else by waitress."""
    with listening(host, port) as door:
        settings = installation.settings
        keys = secret_keys(settings, make=False)
        with installation.database() as database:  # brought up to date before the first page
            if not find_spec("gunicorn"):
                app = create_app(settings, database, secret_keys=keys)
                with stop_on_signal() as stop:
                    _serve_pages(app, door, settings, stop)
                return
    _gunicorn(host, port, workers)


def _gunicorn(host: str, port: int, workers: int) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication  # noqa: PLC0415 - an extra, and no Windows

    sys.argv = [
        "gunicorn", f"--bind={host}:{port}", f"--workers={workers}", "--threads=4", "--preload",
        "tracker.wsgi:application",
    ]  # fmt: skip
    WSGIApplication(prog="gunicorn").run()


@click.command()
@click.pass_obj
def worker(installation: Installation) -> None:
    """Plan and send the letters only; any number of these may run side by side."""
    settings = installation.settings
    if not settings.smtp_host:
        raise SettingsError("TRACKER_SMTP_HOST is not set: a worker needs a mail server.")
    from tracker.worker import run_worker  # noqa: PLC0415 - a web process has no use for APScheduler

    with installation.database() as database, stop_on_signal() as stop:
        run_worker(settings, database, SmtpMailer(settings), stop)


def serve(service: Service, door: Door) -> None:
    """Serve pages and send letters until SIGTERM or Ctrl C; the letter in hand is finished.

    Pages without letters would look well and lose what people rely on: whatever ends the worker
    ends the pages too, and is raised.
    """
    keys = secret_keys(service.settings, make=True)
    app = create_app(
        service.settings, service.database, secret_keys=keys, kept_mail=service.kept_mail
    )
    with stop_on_signal() as stop, ThreadPoolExecutor(1, thread_name_prefix="worker") as helper:
        working = helper.submit(_work, service, stop)
        _serve_pages(app, door, service.settings, stop)
        working.result()


def _serve_pages(app: Flask, door: Door, settings: Settings, stop: threading.Event) -> None:
    settle()
    with served(app, door, settings):
        click.echo(f"Ryšiai listens at {door.address}  (Ctrl C ends it)")
        while not stop.wait(LOOK_S):
            pass  # a signal that the system gave to another thread is heard when this one wakes up


def _work(service: Service, stop: threading.Event) -> None:
    from tracker.worker import run_worker  # noqa: PLC0415 - a web process has no use for APScheduler

    try:
        run_worker(service.settings, service.database, service.mailer, stop)
    finally:
        stop.set()


@contextlib.contextmanager
def stop_on_signal() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and Ctrl C set; at the end the old answers are back.

    A thread of its own sets it. A signal is answered by the main thread wherever that is: in the
    middle of waiting for the event it has the event's lock, would wait for itself, and never end.
    """
    stop = threading.Event()
    asked: SimpleQueue[int] = SimpleQueue()  # whose `put` may be interrupted by itself

    def _ask(number: int, _frame: FrameType | None) -> None:
        asked.put(number)
        signal.signal(number, signal.SIG_DFL)  # a second one does not wait

    def _stop_when_asked() -> None:
        asked.get()
        stop.set()

    listener = threading.Thread(target=_stop_when_asked, name="signals", daemon=True)
    listener.start()
    old = {number: signal.signal(number, _ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        asked.put(0)
        listener.join()
        for number, answer in old.items():
            signal.signal(number, answer)
