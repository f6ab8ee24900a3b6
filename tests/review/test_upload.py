"""Reports that come as files, and files that are no reports."""

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from tests.support.client import PageClient
from tests.support.rows import count
from tracker.core.db import Database
from tracker.core.i18n import translate
from tracker.trips.intake import limits
from tracker.trips.intake.refusals import Why
from tracker.trips.models import SourceDocument


def _file(data: bytes, name: str, kind: str = "application/octet-stream") -> FileStorage:
    return FileStorage(io.BytesIO(data), filename=name, content_type=kind)


def _docx(text: str) -> bytes:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_a_word_file_is_read_and_keeps_its_name(
    officer: PageClient, database: Database, taipei: str
) -> None:
    answer = officer.post(
        "/reports/new", {"file": _file(_docx(taipei), "Ataskaita.docx"), "text": ""}
    )

    page = officer.follow(answer).text
    assert "Ataskaita.docx" in page
    assert "Rytis Račkauskas" in page
    with database.read() as work:
        assert work.session.scalars(select(SourceDocument.file_name)).one() == "Ataskaita.docx"


def test_the_same_report_as_a_file_and_as_text_is_the_same_report(
    officer: PageClient, database: Database, taipei: str
) -> None:
    first = officer.post("/reports/new", {"text": taipei})
    second = officer.post("/reports/new", {"file": _file(_docx(taipei), "a.docx")})

    assert first.headers["Location"] == second.headers["Location"]
    assert count(database, SourceDocument) == 1


def test_a_text_file_in_the_old_baltic_letters_is_read(officer: PageClient, taipei: str) -> None:
    data = taipei.encode("cp1257", "replace")

    answer = officer.post("/reports/new", {"file": _file(data, "ataskaita.txt", "text/plain")})

    assert "Žibutė Gaivenienė" in officer.follow(answer).text


def _macros(taipei: str) -> bytes:
    kept = io.BytesIO(_docx(taipei))
    with zipfile.ZipFile(kept, "a") as packed:
        packed.writestr("word/vbaProject.bin", b"macro")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("a.png", lambda _t: b"\x89PNG\r\n\x1a\n\x00\x00", 415, Why.UNKNOWN_KIND.value.text),
        ("a.docx", lambda _t: b"PK\x03\x04 cut short", 422, None),
        ("a.pdf", lambda _t: b"%PDF-1.7\nnothing", 422, None),
        ("a.doc", lambda _t: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, 415, None),
        ("a.docx", _macros, 422, None),
        ("a.txt", lambda _t: b" \n ", 422, None),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_the_pasted_text_is_kept(  # noqa: PLR0917 - a table of cases
    officer: PageClient,
    database: Database,
    taipei: str,
    name: str,
    data: Callable[[str], bytes],
    status: int,
    said: str | None,
) -> None:
    answer = officer.post(
        "/reports/new",
        {"file": _file(data(taipei), name), "text": "Mano įklijuotas tekstas"},
        status=status,
    )

    assert "Mano įklijuotas tekstas" in answer.text
    assert 'id="file-error"' in answer.text
    assert "<title>Klaida:" in answer.text
    assert said is None or translate("lt", said) in answer.text
    assert count(database, SourceDocument) == 0


def test_nothing_sent_is_said_so(officer: PageClient, database: Database) -> None:
    answer = officer.post("/reports/new", {"text": "  "}, status=422)

    assert "Pasirinkite failą arba įklijuokite ataskaitos tekstą." in answer.text
    assert count(database, SourceDocument) == 0


def test_a_refusal_speaks_the_readers_language(officer: PageClient) -> None:
    officer.sign_in(language="en")

    answer = officer.post("/reports/new", {"text": ""}, status=422)

    assert "Choose a file, or paste the text of the report." in answer.text


def test_a_text_longer_than_any_report_is_refused(officer: PageClient, database: Database) -> None:
    answer = officer.post(
        "/reports/new", {"text": "Komandiruotė. " * (limits.TEXT_CHARACTERS // 13)}, status=413
    )

    assert 'id="file-error"' in answer.text
    assert count(database, SourceDocument) == 0


def test_the_page_says_what_may_be_sent(officer: PageClient) -> None:
    page = officer.get("/reports/new").text

    assert "iki 20 MB ir 200 puslapių" in page
    assert 'accept=".docx,.pdf,.odt,.txt"' in page


def test_a_report_of_a_hundred_pages_is_reviewed_in_few_statements(
    officer: PageClient, taipei: str
) -> None:
    page_of_text = "Susitikome su 12 miestų atstovais ir aptarėme duomenų analizės įrankius.\n" * 35
    text = taipei + page_of_text * 100
    assert len(text) > 200_000

    answer = officer.post("/reports/new", {"text": text})

    page = officer.follow(answer, budget=6).text
    assert "Rytis Račkauskas" in page
    assert page.count('class="mark k-') > 20
    assert page.count("data-proposal") < 100  # what is said 3500 times is proposed once
