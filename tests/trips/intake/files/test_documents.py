"""What is read of each kind of file, and what is refused with which advice."""

import io
import struct
import zipfile
from dataclasses import replace

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from tests.trips.intake.samples import (
    REPORTS,
    archive_of,
    docx_of,
    odt_of,
    pdf_of,
    refused,
    saved,
    with_file,
)
from tracker.trips.intake import limits
from tracker.trips.intake.files.documents import text_of
from tracker.trips.intake.parse import read_report
from tracker.trips.intake.refusals import UnreadableError, Why

LINE = "Žibutės Gaivenienės komandiruotė – Šiauliai"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1257"])
def test_plain_text_is_read_in_every_encoding_offices_use(encoding: str) -> None:
    assert text_of(LINE.encode(encoding)) == LINE


def test_text_comes_in_composed_letters_with_plain_line_ends_and_nothing_unseen() -> None:
    decomposed = "Ry\u200btis\u202e Rac\u030ckauskas\r\nmeras\x00".replace("\x00", "")

    assert text_of(decomposed.encode()) == "Rytis Račkauskas\nmeras"


def test_text_in_another_encoding_is_refused_rather_than_spoilt() -> None:
    with refused(Why.UNKNOWN_LETTERS):
        text_of("Мэр города посетил Ригу".encode("cp1251"))


def test_a_word_document_gives_its_paragraphs_tables_and_bullets_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("Komandiruotės ataskaita")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(
        table.rows, [("Vieta", "Liublinas, Lenkija"), ("Data", "2025-06-03 – 2025-06-06")],
        strict=True,
    ):  # fmt: skip
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Bendradarbiavimo sritys")
    document.add_paragraph("turizmas", style="List Bullet")
    document.add_paragraph("vandenilis", style="List Bullet")

    text = text_of(saved(document))

    assert text.split("\n") == [
        "Komandiruotės ataskaita",
        "Vieta\tLiublinas, Lenkija",
        "Data\t2025-06-03 – 2025-06-06",
        "Bendradarbiavimo sritys",
        "• turizmas",
        "• vandenilis",
    ]


def test_a_report_laid_out_as_a_table_in_word_is_understood() -> None:
    document = docx.Document()
    document.add_paragraph("KOMANDIRUOTĖS ATASKAITA")
    rows = [
        ("Komandiruotės dalyviai", "Meras Jonas Jonaitis, vicemerė Ona Onaitytė"),
        ("Komandiruotės laikas", "2025 m. birželio 3–6 d."),
        ("Vieta", "Liublinas, Lenkija"),
        ("Komandiruotės tikslas", "Susitikti su partneriais."),
    ]
    table = document.add_table(rows=len(rows), cols=2)
    for row, cells in zip(table.rows, rows, strict=True):
        row.cells[0].text, row.cells[1].text = cells

    draft = read_report(text_of(saved(document)))

    assert [(each.name, each.role) for each in draft.delegates] == [
        ("Jonas Jonaitis", "meras"),
        ("Ona Onaitytė", "vicemerė"),
    ]
    assert (draft.trip.city, draft.trip.country) == ("Liublinas", "PL")
    assert str(draft.trip.end) == "2025-06-06"
    assert draft.trip.purpose == ("Susitikti su partneriais",)


def test_a_form_and_an_agenda_laid_out_as_tables_in_word_say_what_their_rows_say() -> None:
    text = (REPORTS / "linkoping_agenda.txt").read_text()
    document = docx.Document()
    for line in text.splitlines():
        cells = line.split("\t")
        if len(cells) == 1:
            document.add_paragraph(line)
        else:
            row = document.add_table(rows=1, cols=len(cells)).rows[0]
            for cell, said in zip(row.cells, cells, strict=True):
                cell.text = said

    read = read_report(text_of(saved(document)))

    assert replace(read, facts=()) == replace(read_report(text), facts=())
    assert [each.name for each in read.people] == ["Erik Lindqvist", "Anna Bergström"]


def test_a_merged_cell_is_read_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Vieta"
    table.cell(0, 2).text = "Ryga"

    assert text_of(saved(document)).strip() == "Vieta\tRyga"


@pytest.mark.parametrize(("said", "spaces"), [("3", 3), ("²", 1), ("x", 1), ("9999", 50)])
def test_spaces_of_an_opendocument_text_are_as_many_as_a_number_says(
    said: str, spaces: int
) -> None:
    body = f'<text:p>Rytis<text:s text:c="{said}"/>Račkauskas</text:p>'

    assert text_of(odt_of(body)).strip() == f"Rytis{' ' * spaces}Račkauskas"


def test_an_opendocument_text_gives_paragraphs_tables_spaces_and_no_comments() -> None:
    body = (
        "<text:h>Ataskaita</text:h>"
        '<text:p>Rytis<text:s text:c="1"/><text:span>Račkauskas</text:span>'
        "<office:annotation><text:p>slapta</text:p></office:annotation>, meras</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Vieta</text:p></table:table-cell>"
        "<table:table-cell><text:p>Ryga</text:p></table:table-cell></table:table-row></table:table>"
        "<text:list><text:list-item><text:p>turizmas</text:p></text:list-item></text:list>"
    )

    assert text_of(odt_of(body)).split("\n") == [
        "Ataskaita",
        "Rytis Račkauskas, meras",
        "Vieta\tRyga",
        "• turizmas",
    ]


def test_a_pdf_gives_the_text_of_its_pages_with_lithuanian_letters() -> None:
    text = text_of(pdf_of([["Komandiruotės ataskaita", "Žibutė, vicemerė"], ["Išvados"]]))

    assert [line for line in text.split("\n") if line] == [
        "Komandiruotės ataskaita",
        "Žibutė, vicemerė",
        "Išvados",
    ]


def test_a_pdf_wrapped_in_the_middle_of_sentences_is_understood() -> None:
    lines = [
        "Mero Jono Jonaičio komandiruotės Rygoje (Latvija) ataskaita",
        "Norą susitikti su miesto vadovais komandiruotės metu išreiškė aštuoni verslo",
        "atstovai iš Latvijos. Pristatytos bendradarbiavimo galimybės šiose srityse: turizmo",
        "rinkodara, vandens transportas ir dviračių takai.",
    ]

    draft = read_report(text_of(pdf_of([lines])))

    assert [(each.count, each.label) for each in draft.placeholders] == [
        (8, "verslo atstovai iš Latvijos")
    ]
    assert draft.topics == ("turizmo rinkodara", "vandens transportas", "dviračių takai")


def test_the_content_decides_what_a_file_is() -> None:
    assert text_of(docx_of([LINE])) == LINE  # no name is given at all
    with refused(Why.UNKNOWN_KIND):
        text_of(b"\x89PNG\r\n\x1a\n" + bytes(40))
    with refused(Why.UNKNOWN_KIND):
        text_of(b"<!DOCTYPE html><script>alert(1)</script>")
    with refused(Why.UNKNOWN_KIND):
        text_of(rb"{\rtf1 Ataskaita}")
    with refused(Why.UNKNOWN_KIND):
        text_of(archive_of({"a.txt": b"a"}))


def test_a_file_of_the_old_word_is_refused_with_advice() -> None:
    with refused(Why.OLD_WORD, r"\.docx"):
        text_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_nothing_to_read_is_said_so() -> None:
    with refused(Why.EMPTY_TEXT):
        text_of(b" \n\t ")
    with refused(Why.EMPTY_TEXT):
        text_of(docx_of([""]))


def test_an_upload_over_the_limit_is_refused_unread() -> None:
    with refused(Why.FILE_TOO_LARGE, "20 MB"):
        text_of(bytes(limits.UPLOAD_BYTES + 1))


def test_more_text_than_any_report_has_is_refused() -> None:
    with refused(Why.TEXT_TOO_LONG, "500000"):
        text_of(b"a " * (limits.TEXT_CHARACTERS // 2 + 1))


def test_a_bomb_is_refused_however_small_it_claims_to_be() -> None:
    bomb = with_file(docx_of([LINE]), "word/media/image1.png", bytes(110 * limits.MEGABYTE))
    assert len(bomb) < limits.MEGABYTE

    with refused(Why.INFLATES_TOO_MUCH):
        text_of(bomb)


def test_one_huge_part_of_xml_is_refused_before_a_parser_sees_it() -> None:
    with refused(Why.INFLATES_TOO_MUCH):
        text_of(odt_of("<text:p>" + "a" * (31 * limits.MEGABYTE) + "</text:p>"))


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    honest = archive_of({"word/document.xml": b"a" * 100_000})
    directory = honest.rindex(b"PK\x01\x02")
    lying = bytearray(honest)
    lying[directory + 24 : directory + 28] = struct.pack("<I", 1024 * limits.MEGABYTE)

    with pytest.raises(UnreadableError):
        text_of(bytes(lying))


def test_an_archive_of_very_many_files_is_refused() -> None:
    many = {f"word/{place}.xml": b"" for place in range(limits.ARCHIVE_FILES + 1)}

    with refused(Why.INFLATES_TOO_MUCH):
        text_of(archive_of({"word/document.xml": b"<a/>", **many}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_declarations_are_refused_in_word_documents(encoding: str) -> None:
    attack = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'

    with refused(Why.DECLARES_TYPES):
        text_of(with_file(docx_of([LINE]), "word/document.xml", attack.encode(encoding)))


def test_declarations_are_refused_in_opendocument_texts() -> None:
    with refused(Why.DECLARES_TYPES):
        text_of(odt_of("<text:p>a</text:p>", before='<!DOCTYPE a [<!ENTITY b "bb">]>'))


def test_a_document_with_macros_is_refused() -> None:
    with refused(Why.MACROS):
        text_of(with_file(docx_of([LINE]), "word/vbaProject.bin", b"macro"))


def test_documents_with_a_password_are_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of([[LINE.replace("–", "-")]]))))
    writer.encrypt("slaptas", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)

    with refused(Why.ENCRYPTED):
        text_of(stream.getvalue())
    with refused(Why.ENCRYPTED):
        text_of(odt_of("<text:p>a</text:p>", manifest="<m:encryption-data xmlns:m='m'/>"))


def test_a_scan_is_refused_with_advice() -> None:
    with refused(Why.SCAN, "original document"):
        text_of(pdf_of([[], []]))


def test_a_pdf_of_201_pages_is_refused_and_one_of_200_is_read() -> None:
    page = ["Komandiruotė Rygoje"]

    with refused(Why.TOO_MANY_PAGES, "201"):
        text_of(pdf_of([page] * 201))
    assert text_of(pdf_of([page] * 200)).count("Rygoje") == 200


def test_deep_nesting_is_refused_or_read_but_never_breaks() -> None:
    deep = "<text:span>" * 20_000 + "a" + "</text:span>" * 20_000
    assert text_of(odt_of(f"<text:p>{deep}</text:p>")) == "a"

    nested = b"<a>" * 20_000 + b"</a>" * 20_000
    with refused(Why.DAMAGED):
        text_of(with_file(docx_of([LINE]), "word/document.xml", nested))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    "whole",
    [docx_of([LINE] * 50), odt_of(f"<text:p>{LINE}</text:p>" * 50), pdf_of([[LINE] * 50])],
    ids=["docx", "odt", "pdf"],
)
def test_a_file_cut_short_is_refused_or_read_but_never_breaks(whole: bytes, part: float) -> None:
    cut = whole[: int(len(whole) * part)]

    try:
        assert "komandiruotė" in text_of(cut)
    except UnreadableError as error:
        assert error.status in {413, 415, 422}  # noqa: PT017 - either end is a right one


def test_a_word_document_without_its_parts_is_damaged() -> None:
    with refused(Why.DAMAGED):
        text_of(archive_of({"word/document.xml": b"<a/>"}))


def test_a_name_that_leaves_the_archive_is_never_written_anywhere() -> None:
    stream = io.BytesIO(docx_of([LINE]))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("../../escaped.xml", b"<a/>")

    assert text_of(stream.getvalue()) == LINE
