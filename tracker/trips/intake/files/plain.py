"""Plain text in the encodings that Lithuanian offices have used."""

import codecs

from tracker.trips.intake.refusals import UnreadableError, Why

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LITHUANIAN = frozenset("ąčęėįšųūžĄČĘĖĮŠŲŪŽ")
# Signs a report may have beside letters: anything else means another encoding or no text.
_USUAL = frozenset("„“”‘’–—…«»€§°•·×±²³½¼\u00a0\u00ad")


def decode(data: bytes) -> str:
    """Return the text: by its mark, else as UTF-8, else as Windows-1257."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\x00" in data:
        raise UnreadableError(Why.UNKNOWN_KIND)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _baltic(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(Why.UNKNOWN_LETTERS) from None


def _baltic(data: bytes) -> str:
    """Read Windows-1257; a text without a single Lithuanian letter is in some other encoding."""
    text = _strictly(data, "cp1257")
    strange = [sign for sign in text if sign > "\x7f" and sign not in _USUAL]
    known = sum(1 for sign in strange if sign in _LITHUANIAN)
    if any(sign < " " and sign not in "\t\n\r\f" for sign in text):
        raise UnreadableError(Why.UNKNOWN_KIND)
    if known * 2 < len(strange):
        raise UnreadableError(Why.UNKNOWN_LETTERS)
    return text
