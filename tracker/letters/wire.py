"""A letter as it goes over the wire: plain ASCII, text beside HTML, short lines.

Written out here because the standard library's messages, which can hold anything, take four times
as long as all else a letter needs before it leaves.
"""

import re
from binascii import b2a_qp
from email.charset import QP, Charset
from email.header import Header
from email.utils import formataddr

from tracker.core.mail import Envelope, RefusedError

SENDER_NAME = "Ryšiai"
BAD_ADDRESS = 553
_BOUNDARY = b"=_text-and-html"
"""Nothing that is quoted-printable holds "=_" (RFC 2045, 6.7)."""
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = QP
_ENDS = re.compile(r"\r\n|\r|\n")
_LINE_DOT = re.compile(rb"^\.", re.MULTILINE)


def as_bytes(envelope: Envelope, mail_from: str) -> bytes:
    """Return the letter as it goes over the wire, with the final dot.

    Raises RefusedError, as 553, for an address or a header that no letter may have.
    """
    if not envelope.to.isascii() or "@" not in envelope.to:
        raise RefusedError(f"no address for mail: {envelope.to}", BAD_ADDRESS)
    headers = {
        "From": formataddr((SENDER_NAME, mail_from)),
        "To": envelope.to,
        "Subject": envelope.subject,
        "Message-ID": envelope.message_id,
        **envelope.headers,
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{_BOUNDARY.decode()}"',
    }
    lines = [
        *(_header(name, value) for name, value in headers.items()),
        b"",
        *_part(envelope.text, b"plain"),
        *_part(envelope.html, b"html"),
        b"--" + _BOUNDARY + b"--",
    ]
    return _LINE_DOT.sub(b"..", b"\r\n".join(lines)) + b"\r\n.\r\n"


def _header(name: str, value: str) -> bytes:
    if _ENDS.search(value):
        raise RefusedError(f"{name} must be one line", BAD_ADDRESS)
    if not value.isascii():
        value = Header(value, _UTF8, header_name=name).encode(linesep="\r\n")
    return f"{name}: {value}".encode("ascii")


def _part(text: str, kind: bytes) -> tuple[bytes, ...]:
    quoted = b2a_qp(_ENDS.sub("\n", text).encode(), istext=True)
    return (
        b"--" + _BOUNDARY,
        b"Content-Type: text/" + kind + b'; charset="utf-8"',
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        quoted.replace(b"\n", b"\r\n"),
    )
