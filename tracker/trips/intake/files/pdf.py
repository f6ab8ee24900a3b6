"""PDF files: the text of each page, with lines that the page wrapped put together by the rules."""

import io
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from tracker.trips.intake import limits
from tracker.trips.intake.refusals import UnreadableError, Why

# Fewer letters than this on all pages together: they are pictures with a stamp at most.
_FEWEST_LETTERS = 20
_HYPHENATED = re.compile(r"(?<=[a-ząčęėįšųūž])[-\u00ad\u2010]\n(?=[a-ząčęėįšųūž])")
_PAGE_NUMBER = re.compile(r"\n\s*\d{1,3}\s*$")
_BROKEN = (PyPdfError, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError,
           ArithmeticError, NotImplementedError, AssertionError)  # fmt: skip


def read_pdf(data: bytes) -> str:
    """Return the text of all pages, without page numbers and hyphens at line ends."""
    try:
        text = "\n".join(_pages(data))
    except (RecursionError, LimitReachedError):
        raise UnreadableError(Why.INFLATES_TOO_MUCH) from None
    except _BROKEN:
        raise UnreadableError(Why.DAMAGED) from None
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        raise UnreadableError(Why.SCAN)
    return _HYPHENATED.sub("", text)


def _pages(data: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise UnreadableError(Why.ENCRYPTED)
    pages = len(reader.pages)
    if pages > limits.PAGES:
        raise UnreadableError(Why.TOO_MANY_PAGES, pages=pages)
    length = 0
    for page in reader.pages:
        text = _PAGE_NUMBER.sub("", page.extract_text().rstrip())
        length += len(text)
        if length > limits.TEXT_CHARACTERS:
            raise UnreadableError(Why.TEXT_TOO_LONG)
        yield text
