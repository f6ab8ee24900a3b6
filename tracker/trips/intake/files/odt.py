"""OpenDocument texts, read as a stream so that depth and size cost no memory."""

import io
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from tracker.trips.intake.files import archive
from tracker.trips.intake.refusals import UnreadableError, Why

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_BLOCKS = {(_TEXT, "p"), (_TEXT, "h")}
_SILENT = {(_TEXT, "note"), (_OFFICE, "annotation"), (_TEXT, "tracked-changes")}
_MOST_SPACES = 50


def read_odt(data: bytes) -> str:
    """Return the text, a paragraph a line; the cells of a table's row are parted by tabs."""
    archive.check(data)
    if b"encryption-data" in archive.read(data, "META-INF/manifest.xml"):
        raise UnreadableError(Why.ENCRYPTED)
    reader = _Reader()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003 - the library's own signature
    parser.setContentHandler(reader)
    try:
        parser.parse(io.BytesIO(archive.read(data, "content.xml")))
    except DefusedXmlException:
        raise UnreadableError(Why.DECLARES_TYPES) from None
    except (SAXParseException, SAXException, ValueError):
        raise UnreadableError(Why.DAMAGED) from None
    return "\n".join(reader.lines)


class _Reader(ContentHandler):
    """Collects lines; it never holds more than one paragraph and one row besides them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._line: list[str] = []
        self._cells: list[str] = []
        self._rows = self._items = self._silent = self._blocks = 0

    def startElementNS(  # noqa: N802 - the name is SAX's
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """Open an element."""
        del qname
        self._silent += name in _SILENT
        self._blocks += name in _BLOCKS
        self._rows += name == (_TABLE, "table-row")
        self._items += name == (_TEXT, "list-item")
        if name == (_TABLE, "table-cell") and self._rows == 1:
            self._cells.append("")
        elif name == (_TEXT, "s"):
            self._spaces(attrs)
        elif name in {(_TEXT, "tab"), (_TEXT, "line-break")}:
            self.characters("\t" if name[1] == "tab" else "\n")

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802 - as above
        """Close an element; a paragraph's end is a line."""
        del qname
        if name in _BLOCKS:
            self._blocks -= 1
            if not self._blocks:
                self._end_line()
        elif name == (_TABLE, "table-row"):
            self._rows -= 1
            if not self._rows:
                self._end_row()
        self._silent -= name in _SILENT
        self._items -= name == (_TEXT, "list-item")

    def characters(self, content: str) -> None:
        """Take text in, where it belongs to a paragraph that people see."""
        if self._blocks and not self._silent:
            self._line.append(content)

    def _spaces(self, attrs: AttributesNSImpl) -> None:
        said = attrs.get((_TEXT, "c"), "1")
        self.characters(" " * min(int(said) if said.isdecimal() else 1, _MOST_SPACES))

    def _end_line(self) -> None:
        text, self._line = "".join(self._line), []
        if self._rows and self._cells:
            self._cells[-1] = f"{self._cells[-1]} {' '.join(text.split())}".strip()
            return
        self.lines.append(f"• {text}" if self._items and text.strip() else text)

    def _end_row(self) -> None:
        if any(self._cells):
            self.lines.append("\t".join(each for each in self._cells if each))
        self._cells = []
