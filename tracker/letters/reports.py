"""What a delivery report says: RFC 3464 and its kin, read by the standard library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32
from itertools import islice

from tracker.core.text import clean_line
from tracker.letters.statuses import STATUS, more_telling

WORDS_LENGTH = 300
MOST_PARTS = 50
MOST_TOLD = 20
_DEEPEST = 5
_TROUBLES = {"failed": True, "delayed": False}
"""The actions that are a bounce, and whether the letter is lost; the others tell of success."""
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_COPIES = ("message/rfc822", "message/global", "message/global-headers")
_HEADERS = "text/rfc822-headers"
_ID = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_HEADER_PARSER = HeaderParser(policy=compat32)


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells of one recipient; the same one may bear several addresses."""

    is_final: bool
    status: str
    addresses: frozenset[str]
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report: of which letter, by Message-IDs as ours are written, and what."""

    letters: tuple[str, ...]
    told: tuple[Told, ...]


def parse(raw: bytes) -> Message:
    """Read a message; what is broken in it is read as far as it goes."""
    return BytesParser(policy=compat32).parsebytes(raw)


def standard_report(mail: Message) -> Report | None:
    """Return what a report in the standard's form says; nothing for other mail.

    A report that somebody attached to a message of their own is other mail.
    """
    parts = list(islice(parts_of(mail), MOST_PARTS))
    blocks = next((list(_blocks(part)) for part in parts if _type(part) in _STATUS_TYPES), None)
    if blocks is None:
        return None
    of_all, *of_each = blocks or [Message()]
    told = tuple(filter(None, (_told(block) for block in of_each[:MOST_TOLD])))
    if not told:
        return None
    envelope_id = line_of(of_all, "Original-Envelope-Id")
    return Report(tuple(dict.fromkeys([*returned_ids(parts), *_written_ids(envelope_id)])), told)


def parts_of(mail: Message, depth: int = 0) -> Iterator[Message]:
    """Give a message's parts, itself first; never those of a message it carries."""
    yield mail
    if _type(mail).startswith("multipart/") and mail.is_multipart() and depth < _DEEPEST:
        for part in _children(mail):
            yield from parts_of(part, depth + 1)


def returned_ids(parts: list[Message]) -> list[str]:
    """Return the Message-IDs of the copies that come back with a report."""
    found = (_copied(part) for part in parts)
    return [each for copy in found if copy for each in written_id(line_of(copy, "Message-ID"))]


def written_id(text: str) -> list[str]:
    """Return the Message-ID that a header holds, as we write ours; none where it holds none."""
    return [f"<{found}>" for found in _ID.findall(text)[:1]]


def line_of(message: Message, name: str) -> str:
    """Return a header's text on one line; empty where there is none."""
    return clean_line(str(message.get(name, "")))


def _written_ids(envelope_id: str) -> list[str]:
    """Return the Message-ID that we gave as ENVID, without its brackets (`smtp.py`)."""
    plain = _plain(envelope_id)
    return [f"<{plain}>"] if "@" in plain else []


def _type(part: Message) -> str:
    return part.get_content_type()


def _children(part: Message) -> list[Message]:
    held = part.get_payload()
    return [child for child in held if isinstance(child, Message)] if isinstance(held, list) else []


def _blocks(part: Message) -> Iterator[Message]:
    """Give the groups of fields of a delivery-status: of the message, then of each recipient."""
    children = _children(part)
    if _type(part) == _STATUS_TYPES[0]:
        yield from (child for child in children if len(child))
        return
    for child in children:  # internationalised (RFC 6533): read as one message by the library
        for text in re.split(r"\n\s*\n", child.as_string()):
            if text.strip():
                yield _HEADER_PARSER.parsestr(text.strip())


def _copied(part: Message) -> Message | None:
    if _type(part) in _COPIES:
        return next(iter(_children(part)), None)
    if _type(part) == _HEADERS:
        held = part.get_payload(decode=True)
        text = held.decode("utf-8", "replace") if isinstance(held, bytes) else ""
        return _HEADER_PARSER.parsestr(text.lstrip())
    return None


def _told(block: Message) -> Told | None:
    action = line_of(block, "Action").partition(" ")[0].rstrip(";").lower()
    if action not in _TROUBLES:
        return None
    diagnostic = line_of(block, "Diagnostic-Code")
    said = line_of(block, "Status")
    found = STATUS.search(said)
    addresses = (line_of(block, name) for name in ("Original-Recipient", "Final-Recipient"))
    return Told(
        is_final=_TROUBLES[action],
        status=more_telling(found[0] if found else "", diagnostic),
        addresses=frozenset(each for text in addresses for each in _addresses(text) if each),
        words=(diagnostic or said)[:WORDS_LENGTH],
    )


def _addresses(field: str) -> tuple[str, str]:
    """Return an address of a report without its kind ("rfc822;"), as it is and decoded."""
    _kind, _semicolon, address = field.rpartition(";")
    bare = address.strip().strip("<>").lower()
    return bare, _plain(address.strip().strip("<>")).lower()


def _plain(xtext: str) -> str:
    """Return text as it was before it was put into a command of SMTP (RFC 3461, 4)."""
    return _XTEXT.sub(lambda found: chr(int(found[1], 16)), xtext)
