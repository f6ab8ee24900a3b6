"""A real IMAP server on loopback (pymap), with one account."""

import imaplib
import select
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.support.ports import free_port
from tests.support.waiting import wait_for

USER, PASSWORD = "rysiai", "an apple a day"
CERTIFICATE = Path(__file__).parents[1] / "data" / "mail-server.pem"
_folders = count(1)


@dataclass(frozen=True, slots=True)
class Account:
    """The account, as a person's own mail program sees it; each has a folder of its own."""

    port: int
    folder: str

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """Sign in and choose the folder."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(USER, PASSWORD)
        client.create(self.folder)
        client.select(self.folder)
        yield client
        client.logout()

    def deliver(self, *raw: bytes) -> None:
        """Put messages in, as the mail server would."""
        with self.opened() as client:
            for each in raw:
                client.append(self.folder, "", "", each)

    def flags(self) -> list[set[str]]:
        """Return how each message is marked, in the order in which they came."""
        with self.opened() as client:
            _ok, numbers = client.search(None, "ALL")
            found = [client.fetch(each.decode(), "(FLAGS)")[1][0] for each in numbers[0].split()]
        told = [imaplib.ParseFlags(each) for each in found if isinstance(each, bytes)]
        return [{flag.decode() for flag in each} - {r"\Recent"} for each in told]


@contextmanager
def imap_server(*more: str) -> Iterator[int]:
    """Run a server while the block runs; gives the port."""
    port = free_port()
    program = Path(sys.executable).with_name("pymap")
    where = ["--host", "127.0.0.1", "--port", str(port)]
    account = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    with subprocess.Popen(  # noqa: S603 - our own words
        [program, *where, *(more or ["--no-tls"]), *account],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        wait_for(lambda: _answers(port))
        yield port
        server.terminate()


def account_on(port: int) -> Account:
    """Return an account with an empty folder."""
    account = Account(port, f"Reports{next(_folders)}")
    with account.opened():
        return account


@contextmanager
def behind_tls(port: int) -> Iterator[int]:
    """Put TLS before a server, as most are reached, while the block runs; gives the port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)

    class Door(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with (
                suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as near,
                socket.create_connection(("127.0.0.1", port)) as far,
            ):
                _pass_on(near, far)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _pass_on(near: socket.socket, far: socket.socket) -> None:
    while True:
        ready, _, _ = select.select([near, far], [], [], 10)
        for one, other in ((near, far), (far, near)):
            if one in ready:
                said = one.recv(2**16)
                if not said:
                    return
                other.sendall(said)


def _answers(port: int) -> bool:
    with suppress(OSError), imaplib.IMAP4("127.0.0.1", port, timeout=5):
        return True
    return False
