"""`tracker run`, `tracker web`, `tracker worker`."""

import contextlib
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

import click
import waitress
from waitress import wasyncore
from waitress.server import BaseWSGIServer

from tracker.accounts.service import first_administrator_link, welcome_address
from tracker.app import create_app
from tracker.core.command import Installation
from tracker.core.db import Database
from tracker.core.mail import Mailer
from tracker.keys import secret_keys
from tracker.leads.pipelines import install_pipelines
from tracker.letters.smtp import SmtpMailer
from tracker.settings import Settings, SettingsError

THREADS = 8
ANSWERED_WITHIN_S = 30
"""A report is read in 20 s at most; whatever takes longer is not waited for at the end."""
LARGEST_BODY = 64 * 1024 * 1024
"""The server keeps no more of a request than this; a page that refuses it begins at 21 MB."""
HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
PORT = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)


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
    refuse_taken_port(host, port)
    with installation.database() as database:
        settings = _with_address(installation.settings, host, port)
        with database.write() as work:
            install_pipelines(work)
            token = first_administrator_link(work)
        if token:
            click.echo("Nobody has an account yet. Make the first administrator here, once:")
            click.echo(f"  {welcome_address(settings.base_url, token)}\n")
        if not settings.smtp_host:
            click.echo(
                "No mail server is set (TRACKER_SMTP_HOST): letters wait until there is one."
            )
        serve(Service(settings, database, SmtpMailer(settings)), host, port)


def _with_address(settings: Settings, host: str, port: int) -> Settings:
    """Let links lead to where we listen, unless somebody has set the base URL."""
    if "base_url" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"base_url": f"http://{host}:{port}"})


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
    refuse_taken_port(host, port)
    settings = installation.settings
    keys = secret_keys(settings, make=False)
    with installation.database():
        pass  # brought up to date before the first page is asked for
    if find_spec("gunicorn"):
        _gunicorn(host, port, workers)
        return
    with installation.database() as database:
        app = create_app(settings, database, secret_keys=keys)
        click.echo(f"Ryšiai listens at http://{host}:{port}")
        waitress.serve(app, host=host, port=port, **server_options(settings))


def server_options(settings: Settings) -> dict[str, Any]:
    """Return how waitress is to serve; it passes on what proxies say only where we trust them."""
    return {
        "threads": THREADS,
        "ident": None,
        "max_request_body_size": LARGEST_BODY,
        "clear_untrusted_proxy_headers": not settings.trusted_proxies,
    }


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


def serve(service: Service, host: str, port: int) -> None:
    """Serve pages and send letters until SIGTERM or Ctrl C; the letter in hand is finished."""
    keys = secret_keys(service.settings, make=True)
    app = create_app(
        service.settings, service.database, secret_keys=keys, kept_mail=service.kept_mail
    )
    server = waitress.create_server(app, host=host, port=port, **server_options(service.settings))
    with stop_on_signal() as stop:
        helper = _start_worker(service, stop)
        pages = threading.Thread(target=server.run, name="pages", daemon=True)
        pages.start()
        click.echo(f"Ryšiai listens at http://{host}:{port}  (Ctrl C ends it)")
        stop.wait()
        close_gently(server)
        helper.join()


def close_gently(server: BaseWSGIServer) -> None:
    """Take no new caller, and answer whatever has come: a restart drops no request."""
    until = time.monotonic() + ANSWERED_WITHIN_S
    server.trigger.pull_trigger(partial(wasyncore.dispatcher.close, server))
    while time.monotonic() < until and any(
        channel.requests or channel.total_outbufs_len
        for channel in tuple(server.active_channels.values())
    ):
        time.sleep(0.02)
    server.task_dispatcher.shutdown(timeout=1)
    for channel in tuple(server.active_channels.values()):
        channel.will_close = True
    server.trigger.pull_trigger(server.trigger.close)


def _start_worker(service: Service, stop: threading.Event) -> threading.Thread:
    from tracker.worker import run_worker  # noqa: PLC0415 - a web process has no use for APScheduler

    helper = threading.Thread(
        target=run_worker,
        args=(service.settings, service.database, service.mailer, stop),
        name="worker",
    )
    helper.start()
    return helper


@contextlib.contextmanager
def stop_on_signal() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and Ctrl C set; at the end the old answers are back."""
    stop = threading.Event()

    def _stop(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)  # a second one does not wait

    old = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        stop.set()
        for number, answer in old.items():
            signal.signal(number, answer)


def refuse_taken_port(host: str, port: int) -> None:
    """Say so, before anything is touched, when somebody listens on `port` already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} cannot be listened on ({error.strerror}). "
                f"Choose another port: --port {port + 1}, or make … PORT={port + 1}"
            ) from error


def free_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
