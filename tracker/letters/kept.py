"""The demo's own mailbox as it is read: the letters that `keep.py` took in."""

import mailbox
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from tracker.core.errors import NotFoundError

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
