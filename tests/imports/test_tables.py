"""Tables of any separator, encoding and program become rows under headers."""

import codecs
import io

import pytest
import xlsxwriter

from tracker.imports.decoding import NotTextError, decoded
from tracker.imports.layouts import known_headers
from tracker.imports.tables import Table, read_table, read_text

NAMES = "Vardas;Pavardė\nŽibutė;Gaivenienė\nArūnas;Balčiūnas\n"


@pytest.mark.parametrize(
    "data",
    [
        NAMES.encode(),
        codecs.BOM_UTF8 + NAMES.encode(),
        codecs.BOM_UTF16_LE + NAMES.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + NAMES.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + NAMES.encode("utf-32-le"),
        codecs.BOM_UTF16_BE + NAMES.encode("utf-32-be"),
        codecs.BOM_UTF16_LE + NAMES.encode("utf-32-le"),
        NAMES.encode("cp1257"),
    ],
    ids=["utf-8", "utf-8-bom", "16le", "16be", "32le", "32be-wrong", "32le-wrong", "cp1257"],
)
def test_a_file_is_read_in_whatever_encoding_it_was_saved(data: bytes) -> None:
    assert decoded(data) == NAMES


def test_western_windows_is_not_taken_for_lithuanian() -> None:
    said = "Name,Stadt\nJürgen Großmann,Münster\nAnne Müller,Köln\n"

    assert decoded(said.encode("cp1252")) == said


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x00", codecs.BOM_UTF16_LE + b"a", b"PK\x03\x04nonsense"]
)
def test_what_is_no_table_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(NotTextError):
        read_table(data)


def test_a_quote_that_never_ends_is_refused_in_words() -> None:
    with pytest.raises(NotTextError):
        read_text('Name,Note\nLin,"' + "x" * 1_100_000)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    lines = ["Name,with comma", "Email"], ["Lin; Mei", "mei@x.example"], ["Chen", "c@x.example"]
    text = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)

    table = read_text(text)

    assert list(table.headers) == ["Name,with comma", "Email"]
    assert [row.cells["Email"] for row in table.rows] == ["mei@x.example", "c@x.example"]


def test_cells_keep_their_quotes_and_lines() -> None:
    table = read_text('Name,Notes\n"Account ""The Best""","first\r\nsecond"\n')

    assert table.rows[0].cells == {"Name": 'Account "The Best"', "Notes": "first\nsecond"}


def test_the_header_is_found_below_what_a_program_writes_before_it() -> None:
    text = (
        "Notes:\n"
        '"When exporting your connection data, you may notice that some emails are missing."\n'
        "\n"
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Priya,Sharma,https://x.example/priya,,Stripe,Recruiter,12 Mar 2024\n"
    )

    table = read_text(text, known_headers())

    assert table.headers[0] == "First Name"
    assert table.rows[0].number == 5
    assert table.rows[0].cells["Company"] == "Stripe"


def test_rows_with_nothing_in_them_are_counted_and_left_out() -> None:
    table = read_text("Name,Email\nLin,\n,\n\nChen,c@x.example\n")

    assert ([row.cells["Name"] for row in table.rows], table.empty) == (["Lin", "Chen"], 2)


def test_a_header_that_stands_twice_loses_nothing() -> None:
    table = read_text("Name,Phone,Phone,\nLin,1,2,3\n")

    assert table.rows[0].cells == {"Name": "Lin", "Phone": "1", "Phone (2)": "2", "#4": "3"}


def test_cells_beyond_the_header_are_kept_under_their_number() -> None:
    table = read_text("Name,Email\nLin,mei@x.example,more\nChen,c@x.example\n")

    assert table.rows[0].cells == {"Name": "Lin", "Email": "mei@x.example", "#3": "more"}
    assert table.rows[1].cells == {"Name": "Chen", "Email": "c@x.example"}


def workbook(*rows: list[object]) -> bytes:
    """Return a workbook with these rows."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return data.getvalue()


def test_a_workbook_is_read_and_its_numbers_have_no_point() -> None:
    table = read_table(workbook(["Name", "Phone", "Share"], ["Lin", 37061200001, 0.5]))

    assert table.rows[0].cells == {"Name": "Lin", "Phone": "37061200001", "Share": "0.5"}


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_a_file_with_nothing_in_it_has_no_rows(text: str) -> None:
    assert read_text(text) == Table((), ())
