"""The pages over HTTP: a socket to listen on, and a server that drops no request at its end."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import click
import waitress
from waitress import wasyncore
from waitress.server import BaseWSGIServer

from tracker.settings import Settings

THREADS = 8
ANSWERED_WITHIN_S = 30
"""A report is read in 20 s at most; whatever takes longer is not waited for at the end."""
LARGEST_BODY = 64 * 1024 * 1024
"""The server keeps no more of a request than this; a page that refuses it begins at 21 MB."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where callers come in; those who come early wait."""

    socket: socket.socket
    address: str


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[Door]:
    """Listen, before anything else is touched, on one address; a port that is taken is refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family)
    except OSError as error:
        raise click.ClickException(
            f"{host}:{port} cannot be listened on ({error.strerror}). "
            f"Choose another port: --port {port + 1}, or make … PORT={port + 1}"
        ) from error
    with door:
        yield Door(door, address_at(host, door.getsockname()[1]))


def address_at(host: str, port: int) -> str:
    """Return where links lead: to a name in place of an IPv6 address, which Werkzeug trusts not."""
    return f"http://{'localhost' if ':' in host else host}:{port}"


@contextlib.contextmanager
def served(app: Callable[..., Iterable[bytes]], door: Door, settings: Settings) -> Iterator[None]:
    """Answer callers while the block runs, and at its end whoever has come: none is dropped.

    What proxies say of the caller is passed on only where we trust them.
    """
    server = waitress.create_server(
        app,
        sockets=[door.socket],
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
    )
    pages = threading.Thread(target=server.run, name="pages", daemon=True)
    pages.start()
    try:
        yield
    finally:
        _close_gently(server)
        pages.join(timeout=1)


def _close_gently(server: BaseWSGIServer) -> None:
    until = time.monotonic() + ANSWERED_WITHIN_S
    server.trigger.pull_trigger(partial(wasyncore.dispatcher.close, server))  # no new caller
    while time.monotonic() < until and any(
        channel.requests or channel.total_outbufs_len
        for channel in tuple(server.active_channels.values())
    ):
        time.sleep(0.02)
    server.task_dispatcher.shutdown(timeout=1)
    for channel in tuple(server.active_channels.values()):
        channel.will_close = True
    server.trigger.pull_trigger(server.trigger.close)
