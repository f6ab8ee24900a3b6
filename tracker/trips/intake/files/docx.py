"""Word documents: paragraphs and tables in the order of the page."""

import io
from collections.abc import Iterator
from zipfile import BadZipFile

import docx
from docx.blkcntnr import BlockItemContainer
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from tracker.trips.intake.files import archive
from tracker.trips.intake.refusals import UnreadableError, Why

_DEEPEST_TABLE = 5


def read_docx(data: bytes) -> str:
    """Return the text, a paragraph a line; the cells of a table's row are parted by tabs."""
    archive.check(data)
    try:
        document = docx.Document(io.BytesIO(data))
        return "\n".join(_lines(document))
    except (OpcError, SyntaxError, BadZipFile, KeyError, ValueError, AttributeError, TypeError):
        raise UnreadableError(Why.DAMAGED) from None


def _lines(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        yield from _block(block, 0)


def _block(block: Paragraph | Table, depth: int) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _bullet(block) + block.text
        return
    if depth < _DEEPEST_TABLE:
        for row in block.rows:
            cells = [" ".join(_cell(cell, depth + 1).split()) for cell in _cells(row)]
            if any(cells):
                yield "\t".join(each for each in cells if each)


def _cells(row: _Row) -> Iterator[BlockItemContainer]:
    """Yield each cell once; one that spans columns is given once a column."""
    seen: set[int] = set()
    for cell in row.cells:
        if id(cell._tc) not in seen:  # noqa: SLF001 - the library tells merged cells apart in no other way
            seen.add(id(cell._tc))  # noqa: SLF001 - as above
            yield cell


def _cell(cell: BlockItemContainer, depth: int) -> str:
    return "\n".join(line for block in cell.iter_inner_content() for line in _block(block, depth))


def _bullet(paragraph: Paragraph) -> str:
    """Return the bullet that Word draws and does not write."""
    style = (paragraph.style.name or "") if paragraph.style else ""
    properties = paragraph._p.pPr  # noqa: SLF001 - numbering has no public name in the library
    numbered = properties is not None and properties.numPr is not None
    listed = style.startswith("List") or (numbered and not style.startswith("Heading"))
    return "• " if listed and paragraph.text.strip() else ""
