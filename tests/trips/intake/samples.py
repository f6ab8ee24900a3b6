"""Documents made on the spot: DOCX, ODT and PDF, honest and hostile."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest
from docx.document import Document

from tracker.trips.intake.refusals import UnreadableError, Why

DATA = Path(__file__).parents[2] / "data"
TAIPEI = DATA / "trip-report-taipei-2024.txt"
REPORTS = DATA / "reports"

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODT_HEAD = (
    f'<office:document-content xmlns:office="{_ODF}office:1.0" xmlns:text="{_ODF}text:1.0" '
    f'xmlns:table="{_ODF}table:1.0"><office:body><office:text>'
)
_ODT_TAIL = "</office:text></office:body></office:document-content>"
_GLYPHS = {
    "ą": "aogonek",
    "č": "ccaron",
    "ę": "eogonek",
    "ė": "edotaccent",
    "į": "iogonek",
    "š": "scaron",
    "ų": "uogonek",
    "ū": "umacron",
    "ž": "zcaron",
    "Ž": "Zcaron",
    "Š": "Scaron",
    "–": "endash",
}


@contextmanager
def refused(why: Why, said: str | None = None) -> Iterator[pytest.ExceptionInfo[UnreadableError]]:
    """Expect that what is done inside gives no text, for this reason."""
    with pytest.raises(UnreadableError, match=said) as caught:
        yield caught
    assert caught.value.why is why


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def docx_of(lines: Iterable[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def with_file(archive: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one file more, or with that file replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w") as new:
        for file in old.infolist():
            if file.filename != name:
                new.writestr(file.filename, old.read(file), zipfile.ZIP_DEFLATED)
        new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def archive_of(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def odt_of(body: str, *, before: str = "", manifest: str = "<manifest/>") -> bytes:
    """An OpenDocument text whose body is the XML given."""
    return archive_of(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"{before}{_ODT_HEAD}{body}{_ODT_TAIL}".encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def pdf_of(pages: Iterable[Iterable[str]]) -> bytes:
    """A PDF with one line of text under another; Lithuanian letters by the names of glyphs."""
    codes = {letter: 128 + place for place, letter in enumerate(_GLYPHS)}
    differences = " ".join(f"/{name}" for name in _GLYPHS.values())
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
        f"/BaseEncoding /WinAnsiEncoding /Differences [128 {differences}] >> >>"
    )
    contents = [_content(lines, codes) for lines in pages]
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        font.encode(),
    ]
    for place, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources "
            b"<< /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * place)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _joined(objects)


def _content(lines: Iterable[str], codes: Mapping[str, int]) -> bytes:
    shown = bytearray(b"BT /F1 11 Tf 50 800 Td 14 TL\n")
    for line in lines:
        escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        raw = bytes(codes[sign] if sign in codes else ord(sign) for sign in escaped)
        shown += b"(" + raw + b") Tj T*\n"
    return bytes(shown) + b"ET"


def _joined(objects: list[bytes]) -> bytes:
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        made += b"%010d 00000 n \n" % place
    made += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )
    return bytes(made)
