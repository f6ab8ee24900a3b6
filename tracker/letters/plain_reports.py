"""Delivery reports that keep to no standard: qmail's, old Exchange's, Exim's, small gateways'.

They are told from answers and absences by three signs that come together: a mail system sent it,
it carries the header of a letter of ours, and what stands before that names a failure.
"""

import re
from email.message import Message
from email.utils import parseaddr
from itertools import islice

from tracker.core.text import clean, clean_line
from tracker.letters.reports import (
    MOST_PARTS,
    WORDS_LENGTH,
    Report,
    Told,
    line_of,
    parts_of,
    returned_ids,
)
from tracker.letters.statuses import status_in

TEXT_LENGTH = 64 * 1024
_SYSTEMS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "maildaemon", "mdaemon"})
_COPY = re.compile(r"^[> \t]*Message-ID:\s*(<[^<>\s]+@[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255}\w")
_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^@<>]*>", re.DOTALL | re.IGNORECASE)
_STILL_TRIED = re.compile(
    r"\b(delayed|will be retried|still being (tried|retried)|keep trying|not yet been delivered"
    r"|do(es)? not need to resend|attempts? .{0,30}will continue)\b",
    re.IGNORECASE,
)

_GAVE_UP = re.compile(
    r"\b(not going to try again|given up|permanent (error|failure)|too long)\b", re.IGNORECASE
)


def plain_report(mail: Message) -> Report | None:
    """Return what such a report says; nothing for other mail."""
    if not _is_from_a_system(mail):
        return None
    parts = list(islice(parts_of(mail), MOST_PARTS))
    text = _text_of(parts)
    copy = _COPY.search(text)
    letters = returned_ids(parts) or ([copy[1]] if copy else [])
    head = text[: copy.start()] if copy else text
    failed = line_of(mail, "X-Failed-Recipients")
    status = status_in(head)
    if not letters or not status:
        return None
    told = Told(
        is_final=_is_final(status, head),
        status=status,
        addresses=frozenset(each.lower() for each in islice(_found(f"{failed} {head}"), 50)),
        words=_telling_line(head),
    )
    return Report(tuple(letters), (told,))


def _is_from_a_system(mail: Message) -> bool:
    """Tell whether no person sent it: nobody answers the empty sender of a report (RFC 5321)."""
    if mail.get("Return-Path") is not None:
        return line_of(mail, "Return-Path") in {"<>", ""}
    _name, address = parseaddr(line_of(mail, "From"))
    return address.partition("@")[0].lower() in _SYSTEMS


def _text_of(parts: list[Message]) -> str:
    """Return the text of the first part that is any, that in plain text rather than in HTML."""
    for kind in ("text/plain", "text/html"):
        part = next((part for part in parts if part.get_content_type() == kind), None)
        if part is not None:
            held = part.get_payload(decode=True)
            begun = held[:TEXT_LENGTH] if isinstance(held, bytes) else b""
            text = _decoded(begun, part.get_content_charset())
            return clean(_TAG.sub(" ", text) if kind == "text/html" else text)
    return ""


def _decoded(held: bytes, charset: str | None) -> str:
    try:
        return held.decode(charset or "utf-8", "replace")
    except LookupError:  # a charset nobody knows
        return held.decode("utf-8", "replace")


def _is_final(status: str, head: str) -> bool:
    """Tell whether the letter is lost; a server that was busy for days loses it, too."""
    if _STILL_TRIED.search(head):
        return False
    return not status.startswith("4.") or _GAVE_UP.search(head) is not None


def _found(text: str) -> list[str]:
    return _ADDRESS.findall(text)


def _telling_line(head: str) -> str:
    """Return the line that says why."""
    lines = [clean_line(line) for line in head.splitlines()]
    return next((line for line in lines if status_in(line)), "")[:WORDS_LENGTH]
