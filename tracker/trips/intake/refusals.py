"""Why a report was not taken in, in words that tell the person what to do instead."""

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

from tracker.core.errors import TrackerError
from tracker.core.words import mark
from tracker.trips.intake import limits


@dataclass(frozen=True, slots=True)
class _Answer:
    status: HTTPStatus
    text: str
    limit: int = 0


def _bad(text: str) -> _Answer:
    return _Answer(HTTPStatus.UNPROCESSABLE_ENTITY, text)


def _large(limit: int, text: str) -> _Answer:
    return _Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text, limit)


def _other(text: str) -> _Answer:
    return _Answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, text)


class Why(Enum):
    """Each reason for which nothing is read; what the child tells its parent is the name."""

    NOTHING_SENT = _bad(mark("Choose a file, or paste the text of the report."))
    EMPTY_TEXT = _bad(mark("There is no text in it."))
    FILE_TOO_LARGE = _large(
        limits.UPLOAD_BYTES // limits.MEGABYTE,
        mark("The file is larger than %(limit)s MB. Save it without pictures, or paste the text."),
    )
    TEXT_TOO_LONG = _large(
        limits.TEXT_CHARACTERS,
        mark("The text has more than %(limit)s characters. Paste only the report."),
    )
    TOO_MANY_PAGES = _large(
        limits.PAGES,
        mark("The file has %(pages)s pages, and the limit is %(limit)s. Upload only the report."),
    )
    INFLATES_TOO_MUCH = _large(
        limits.INFLATED_BYTES // limits.MEGABYTE,
        mark("Unpacked, the file is larger than %(limit)s MB. Paste the text instead."),
    )
    UNKNOWN_KIND = _other(
        mark("Only .docx, .pdf, .odt and .txt files can be read. Save the report as one of them.")
    )
    OLD_WORD = _other(mark("This is a file of an old Word (.doc). Open it and save it as .docx."))
    MACROS = _bad(mark("The document contains macros. Save it as .docx without macros."))
    DECLARES_TYPES = _bad(
        mark("The document contains declarations that reports do not need. Paste the text instead.")
    )
    ENCRYPTED = _bad(mark("The document is protected by a password. Save it without one."))
    SCAN = _bad(
        mark(
            "The PDF has no text in it, probably because it was scanned. "
            "Upload the original document, or paste the text."
        )
    )
    DAMAGED = _bad(mark("The file is damaged. Save it again, or paste the text."))
    UNKNOWN_LETTERS = _bad(
        mark("The letters of this text cannot be told. Save it as UTF-8, or paste the text.")
    )
    TOO_HEAVY = _bad(mark("Reading takes too long. Paste only the text of the report."))
    READER_FAILED = _Answer(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        mark("The program failed on this report, and the fault is logged. Paste a part of it."),
    )
    READER_BUSY = _Answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        mark("Other reports are being read just now. Try again in a minute."),
    )


class UnreadableError(TrackerError):
    """An upload that gives no text, and why."""

    def __init__(self, why: Why, **params: object) -> None:
        super().__init__(why.value.text, **{"limit": why.value.limit} | params)
        self.why = why
        self.code = why.name.lower()
        self.status = why.value.status
