"""Tables as rows under headers: CSV with any separator, XLSX, what was pasted."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from tracker.core.text import clean
from tracker.imports.decoding import NotTextError, decoded

SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 20
"""In so many rows the header is looked for: some programs write notes before it."""
_ZIP = b"PK\x03\x04"
csv.field_size_limit(1_000_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number as people count lines, and what stands under each header."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read; `empty` rows are counted and left out."""

    headers: Sequence[str]
    rows: Sequence[Row]
    empty: int = 0
    width: int = 0
    """How many columns the header names; cells beyond it stand under numbers."""


def read_table(data: bytes, known: Iterable[str] = ()) -> Table:
    """Read a file as a table; `known` are headers, as `plain` writes them, that tell its first row.

    Raises NotTextError.
    """
    names = frozenset(known)
    if data.startswith(_ZIP):
        return _under_headers(_sheet(data), names)
    return read_text(decoded(data), names)


def read_text(text: str, known: Iterable[str] = ()) -> Table:
    """Read a table from text, pasted or decoded: by the separator that makes the best of it.

    Raises NotTextError.
    """
    names, lines = frozenset(known), clean(text)
    tables = (_under_headers(_split(lines, separator), names) for separator in SEPARATORS)
    try:
        return max(tables, key=lambda table: (_fitting(table.headers, names), _filled(table)))
    except csv.Error:  # a quote that never ends
        raise NotTextError from None


def plain(header: str) -> str:
    """Return a header as it is compared: no case, marks between words made one space."""
    return " ".join(header.casefold().replace("_", " ").replace("-", " ").split())


def _split(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _sheet(data: bytes) -> list[list[str]]:
    """Return the first sheet of a workbook; numbers as they are read, without a point for none."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError:
        raise NotTextError from None
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return "" if value is None else str(value)


def _under_headers(lines: Iterable[list[str]], known: frozenset[str]) -> Table:
    found = [(number, [cell.strip() for cell in line]) for number, line in enumerate(lines, 1)]
    start = _first_row(found, known)
    if start is None:
        return Table((), ())
    width, rest = len(found[start][1]), found[start + 1 :]
    longest = max((len(line) for _, line in rest), default=0)
    headers = _told_apart([*found[start][1], *[""] * (longest - width)])
    full = [(number, line) for number, line in rest if any(line)]
    rows = [Row(number, dict(zip(headers, line, strict=False))) for number, line in full]
    return Table(headers, rows, len(rest) - len(full), width)


def _first_row(found: Sequence[tuple[int, list[str]]], known: frozenset[str]) -> int | None:
    """Return the place of the header: the row of which most is known, else the first with words."""
    looked_at = [(place, line) for place, (_, line) in enumerate(found[:_LOOKED_AT]) if any(line)]
    if not looked_at:
        return None
    best, line = max(looked_at, key=lambda each: _fitting(each[1], known))
    return best if _fitting(line, known) > 1 else looked_at[0][0]


def _fitting(headers: Iterable[str], known: frozenset[str]) -> int:
    return sum(plain(header) in known for header in headers)


def _filled(table: Table) -> int:
    """Return how much a separator makes of the first rows: cells in rows that fill the header."""
    return sum(
        sum(map(bool, row.cells.values()))
        for row in table.rows[:_LOOKED_AT]
        if len(row.cells) >= table.width > 1
    )


def _told_apart(headers: Sequence[str]) -> list[str]:
    """Return headers of which none stands twice: a second one gets its number."""
    seen: dict[str, int] = {}
    told = []
    for place, header in enumerate(headers, 1):
        name = header or f"#{place}"
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told
