"""Bytes of a table as text, whatever program wrote them."""

import codecs
import re

from charset_normalizer import from_bytes

from tracker.core.errors import TrackerError
from tracker.core.words import mark

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Those of four bytes come before those of two, which they begin with."""
_UNDER_A_WRONG_MARK = ("utf-32-be", "utf-32-le")
_LITHUANIAN = re.compile("[ąčęėįšųūžĄČĘĖĮŠŲŪŽ]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MOST_ARE = 0.8


class NotTextError(TrackerError):
    """A file is no text in any way that we know."""

    def __init__(self) -> None:
        super().__init__(
            mark("This file cannot be read as a table. Save it as CSV in UTF-8, or as XLSX.")
        )


def decoded(data: bytes) -> str:
    """Return the text of a file: by its mark, as UTF-8, as Lithuanian Windows writes, or guessed.

    A guess alone would take cp1257 for cp1250 and spoil Lithuanian names. Raises NotTextError.
    """
    text = _by_mark(data)
    if text is None:
        text = _as_utf8(data) or _as_lithuanian_windows(data) or _guessed(data)
    if "\0" in text:
        raise NotTextError
    return text


def _by_mark(data: bytes) -> str | None:
    for begins, encoding in _MARKS:
        if not data.startswith(begins):
            continue
        text = _decode(data[len(begins) :], encoding)
        if text is None or "\0" in text:  # a mark of two bytes over characters of four
            text = next(filter(_is_sound, _each(data[len(begins) :], _UNDER_A_WRONG_MARK)), None)
        if text is None:
            raise NotTextError
        return text
    return None


def _each(data: bytes, encodings: tuple[str, ...]) -> list[str | None]:
    return [_decode(data, encoding) for encoding in encodings]


def _is_sound(text: str | None) -> bool:
    return text is not None and "\0" not in text


def _decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _as_utf8(data: bytes) -> str | None:
    return _decode(data, "utf-8")


def _as_lithuanian_windows(data: bytes) -> str | None:
    """Return the text in cp1257 where most of what is not ASCII is Lithuanian then."""
    text = _decode(data, "cp1257")
    if text is None:
        return None
    others = len(_NOT_ASCII.findall(text))
    return text if len(_LITHUANIAN.findall(text)) >= max(1, others * _MOST_ARE) else None


def _guessed(data: bytes) -> str:
    best = from_bytes(data).best()
    if best is None:
        raise NotTextError
    return str(best)
