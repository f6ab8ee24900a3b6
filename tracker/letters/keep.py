"""The demo's own mailbox: takes its letters in over SMTP; `kept.py` shows them as they arrived."""

import asyncio
import mailbox
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOCALHOST = "127.0.0.1"


class _Mailbox:
    """Takes in whatever comes and stores each letter whole, or not at all."""

    def __init__(self, folder: Path) -> None:
        self._box = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one letter."""
        self._box.add(envelope.content or b"")
        return "250 Kept"


class OnFreePort(Controller):
    """A mail server on a port that the machine chooses."""

    def _trigger_server(self) -> None:
        listening = cast("asyncio.Server", self.server)
        self.port = listening.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's


@contextmanager
def keep_mail(folder: Path) -> Iterator[int]:
    """Take mail in on 127.0.0.1 while the block runs; gives the port."""
    server = OnFreePort(_Mailbox(folder), hostname=LOCALHOST, port=0)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()
