"""An upload turned into text; what it is, its content decides and not its name."""

import codecs
from collections.abc import Callable

from tracker.core.text import clean
from tracker.trips.intake import limits
from tracker.trips.intake.files import archive
from tracker.trips.intake.files.plain import decode
from tracker.trips.intake.refusals import UnreadableError, Why

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024
_ODT = b"application/vnd.oasis.opendocument.text"


def text_of(data: bytes) -> str:
    """Return the text of a .txt, .docx, .pdf or .odt file, cleaned; refuse anything else.

    Office libraries are brought in only when a file needs them. Run this in the child process:
    what it reads may be hostile.
    """
    if len(data) > limits.UPLOAD_BYTES:
        raise UnreadableError(Why.FILE_TOO_LARGE)
    text = clean(_reader(data)(data))
    return checked(text)


def checked(text: str) -> str:
    """Return `text` if it can be a report by its length."""
    if not text.strip():
        raise UnreadableError(Why.EMPTY_TEXT)
    if len(text) > limits.TEXT_CHARACTERS:
        raise UnreadableError(Why.TEXT_TOO_LONG)
    return text


def _reader(data: bytes) -> Callable[[bytes], str]:
    if data.startswith(_OLE):
        raise UnreadableError(Why.OLD_WORD)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        from tracker.trips.intake.files.pdf import read_pdf  # noqa: PLC0415 - half a second, only for PDF

        return read_pdf
    if archive.is_zip(data):
        return _office_reader(data)
    if _is_binary(data):
        raise UnreadableError(Why.UNKNOWN_KIND)
    return decode


def _office_reader(data: bytes) -> Callable[[bytes], str]:
    names = set(archive.names(data))
    if "word/document.xml" in names:
        from tracker.trips.intake.files.docx import read_docx  # noqa: PLC0415 - only for DOCX

        return read_docx
    if "content.xml" in names and _is_odt(data, names):
        from tracker.trips.intake.files.odt import read_odt  # noqa: PLC0415 - only for ODT

        return read_odt
    if not names:
        raise UnreadableError(Why.DAMAGED)
    raise UnreadableError(Why.UNKNOWN_KIND)


def _is_odt(data: bytes, names: set[str]) -> bool:
    return "mimetype" in names and archive.starts_with(data, "mimetype", _ODT)


def _is_binary(data: bytes) -> bool:
    """Say whether the bytes are no text in any encoding: a picture, a program, RTF, a web page."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    head = data[:_PDF_WITHIN].lstrip().lower()
    return b"\x00" in data or head.startswith((b"{\\rtf", b"<!doctype html", b"<html", b"<?xml"))
