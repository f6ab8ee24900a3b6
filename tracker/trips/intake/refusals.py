"""Why a report was not taken in, in words that tell the person what to do instead."""

from http import HTTPStatus

from tracker.core.errors import TrackerError
from tracker.core.words import mark


class UnreadableError(TrackerError):
    """An upload that gives no text. Each child has its own code and English message."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "unreadable"
    text = mark("This file cannot be read.")

    def __init__(self, **params: object) -> None:
        super().__init__(self.text, **params)


class EmptyTextError(UnreadableError):
    """There is nothing to read."""

    code = "empty_text"
    text = mark("There is no text in it.")


class FileTooLargeError(UnreadableError):
    """The upload itself is too large."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "file_too_large"
    text = mark(
        "The file is larger than %(limit)s MB. Save it without pictures, or paste the text."
    )


class TextTooLongError(UnreadableError):
    """More text than any report has."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "text_too_long"
    text = mark("The text has more than %(limit)s characters. Paste only the report.")


class TooManyPagesError(UnreadableError):
    """More pages than any report has."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too_many_pages"
    text = mark("The file has %(pages)s pages, and the limit is %(limit)s. Upload only the report.")


class InflatesTooMuchError(UnreadableError):
    """A packed file that would grow beyond all measure."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "inflates_too_much"
    text = mark("Unpacked, the file is larger than %(limit)s MB. Paste the text instead.")


class UnknownKindError(UnreadableError):
    """Not one of the four kinds, whatever its name says."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "unknown_kind"
    text = mark(
        "Only .docx, .pdf, .odt and .txt files can be read. Save the report as one of them."
    )


class OldWordError(UnreadableError):
    """A .doc or another file of the old Office."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "old_word"
    text = mark("This is a file of an old Word (.doc). Open it and save it as .docx.")


class MacrosError(UnreadableError):
    """A document that carries a program."""

    code = "macros"
    text = mark("The document contains macros. Save it as .docx without macros.")


class DeclaresTypesError(UnreadableError):
    """XML with a DTD: no office program writes one, attacks do."""

    code = "declares_types"
    text = mark(
        "The document contains declarations that reports do not need. Paste the text instead."
    )


class EncryptedError(UnreadableError):
    """A document with a password."""

    code = "encrypted"
    text = mark("The document is protected by a password. Save it without one.")


class ScanError(UnreadableError):
    """Pages that are pictures."""

    code = "scan"
    text = mark(
        "The PDF has no text in it, probably because it was scanned. "
        "Upload the original document, or paste the text."
    )


class DamagedError(UnreadableError):
    """A file that begins like a document and does not go on like one."""

    code = "damaged"
    text = mark("The file is damaged. Save it again, or paste the text.")


class UnknownLettersError(UnreadableError):
    """Text in none of the encodings that Lithuanian offices use."""

    code = "unknown_letters"
    text = mark("The letters of this text cannot be told. Save it as UTF-8, or paste the text.")


class TooHeavyError(UnreadableError):
    """Reading it took more time or memory than any report needs."""

    code = "too_heavy"
    text = mark("Reading takes too long. Paste only the text of the report.")


class BusyError(UnreadableError):
    """Others are being read at this moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "reader_busy"
    text = mark("Other reports are being read just now. Try again in a minute.")


KINDS: dict[str, type[UnreadableError]] = {
    kind.code: kind
    for kind in (
        UnreadableError,
        EmptyTextError,
        FileTooLargeError,
        TextTooLongError,
        TooManyPagesError,
        InflatesTooMuchError,
        UnknownKindError,
        OldWordError,
        MacrosError,
        DeclaresTypesError,
        EncryptedError,
        ScanError,
        DamagedError,
        UnknownLettersError,
        TooHeavyError,
        BusyError,
    )
}


def refusal(code: str, params: dict[str, object]) -> UnreadableError:
    """Make the refusal a child process told by its code; an unknown code is one of the general."""
    return KINDS.get(code, UnreadableError)(**params)
