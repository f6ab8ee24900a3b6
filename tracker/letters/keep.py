"""The demo's own mailbox: takes its letters in over SMTP, and shows them as they arrived."""

import asyncio
import mailbox
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.core.errors import NotFoundError

LOCALHOST = "127.0.0.1"
PAGE = 25
_ORDER = re.compile(r"(\d+)\.M(\d+)P\d+Q(\d+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter that arrived."""

    key: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str


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


def kept_letters(folder: Path, *, before: str | None = None) -> tuple[list[Kept], bool]:
    """Return a page of letters, the latest first, and whether there are older ones.

    `before` is the key of the last one of the page before.
    """
    box = mailbox.Maildir(folder, create=True)
    keys = sorted(box.keys(), key=_order, reverse=True)
    if before is not None:
        keys = [key for key in keys if _order(key) < _order(before)]
    return [_read(box, key) for key in keys[:PAGE]], len(keys) > PAGE


def kept_letter(folder: Path, key: str) -> Kept:
    """Return one letter.

    Raises NotFoundError.
    """
    box = mailbox.Maildir(folder, create=True)
    if key not in box:
        raise NotFoundError
    return _read(box, key)


def _order(key: str) -> tuple[int, ...]:
    found = _ORDER.match(key)
    return tuple(int(part) for part in found.groups()) if found else (0, 0, 0)


def _read(box: mailbox.Maildir, key: str) -> Kept:
    message = message_from_bytes(box.get_bytes(key), policy=default)
    return Kept(
        key,
        str(message["To"] or ""),
        str(message["Subject"] or ""),
        parsedate_to_datetime(str(message["Date"])),
        _body(message, "plain"),
        _body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())
