"""Zip containers of office documents, opened without trusting a word of what they claim."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from tracker.trips.intake import limits
from tracker.trips.intake.refusals import UnreadableError, Why

_CHUNK = 64 * 1024
_MACROS = ("vbaproject.bin", "vbadata.xml", "basic/script-lc.xml", "scripts/python/")
_DOCTYPE = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_ENTITY = tuple("<!ENTITY".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


def is_zip(data: bytes) -> bool:
    """Say whether the bytes begin as a zip archive does."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def names(data: bytes) -> list[str]:
    """Return the names of the files inside."""
    with _opened(data) as archive:
        return archive.namelist()


def check(data: bytes) -> None:
    """Refuse macros, passwords, DTDs and bombs; every byte inside is inflated and counted.

    What the archive says of its own sizes is not asked.
    """
    with _opened(data) as archive:
        files = archive.infolist()
        if len(files) > limits.ARCHIVE_FILES:
            raise UnreadableError(Why.INFLATES_TOO_MUCH)
        for file in files:
            if any(file.filename.lower().endswith(each) or each in file.filename.lower()
                   for each in _MACROS):  # fmt: skip
                raise UnreadableError(Why.MACROS)
            if file.flag_bits & 1:
                raise UnreadableError(Why.ENCRYPTED)
        total = 0
        for file in files:
            total += _measure(archive, file, total)


def read(data: bytes, name: str) -> bytes:
    """Return one file of an archive that `check` has passed."""
    with _opened(data) as archive:
        try:
            return archive.read(name)
        except (KeyError, RuntimeError, *_BROKEN):
            raise UnreadableError(Why.DAMAGED) from None


def starts_with(data: bytes, name: str, expected: bytes) -> bool:
    """Say whether a file of the archive begins with the expected bytes, reading no more."""
    with _opened(data) as archive:
        try:
            with archive.open(name) as stream:
                return stream.read(len(expected)) == expected
        except (KeyError, RuntimeError, *_BROKEN):
            return False


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        raise UnreadableError(Why.DAMAGED) from None


def _measure(archive: zipfile.ZipFile, file: zipfile.ZipInfo, before: int) -> int:
    """Inflate one file piece by piece and return its real size."""
    is_xml = file.filename.lower().endswith((".xml", ".rels", ".vml"))
    most = min(
        limits.INFLATED_BYTES - before, limits.XML_BYTES if is_xml else limits.INFLATED_BYTES
    )
    size, tail = 0, b""
    for chunk in _chunks(archive, file):
        size += len(chunk)
        if size > most:
            raise UnreadableError(Why.INFLATES_TOO_MUCH)
        if is_xml and any(each in tail + chunk for each in _DOCTYPE + _ENTITY):
            raise UnreadableError(Why.DECLARES_TYPES)
        tail = chunk[-20:]
    return size


def _chunks(archive: zipfile.ZipFile, file: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(file) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except (RuntimeError, *_BROKEN):
        raise UnreadableError(Why.DAMAGED) from None
