"""Rows of a table as people: what each cell says, and why a row is refused."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tracker.core.text import clean, clean_line
from tracker.imports.layouts import Field, fields_of, known_headers, program_of
from tracker.imports.tables import Row, Table, read_table

BETWEEN = " ::: "
"""How Google joins several values in one cell."""
_YES = frozenset({"1", "true", "yes", "y", "taip", "ja", "x"})
_DAYS = ("%d %b %Y", "%d-%b-%y", "%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%dT%H:%M:%S")


class Refused(StrEnum):
    """Why a row makes nobody."""

    NOBODY = "nobody"
    """Neither a name nor a way to reach anybody."""
    DELETED = "deleted"
    """It was thrown away in the other program."""


@dataclass(slots=True)
class Read:
    """A person as a row tells of them."""

    number: int
    """Of the row, as people count lines."""
    name: str = ""
    """In one piece, where it is not known which part is which."""
    given: str = ""
    family: str = ""
    alias: str = ""
    honorific: str = ""
    title: str = ""
    organisation: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    country: str = ""
    city: str = ""
    website: str = ""
    profile: str = ""
    birthday: str = ""
    language: str = ""
    met_on: date | None = None
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    objects: bool = False
    bounced: bool = False
    is_company: bool = False
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that makes nobody."""

    number: int
    why: Refused
    said: str
    """What stood in it."""


@dataclass(frozen=True, slots=True)
class People:
    """All that a table tells."""

    program: str | None
    people: list[Read]
    refused: list[Refusal]
    kept_as_notes: list[str]
    """Columns that nobody knows; what stands in them is kept as notes."""
    empty: int


def read_people(data: bytes) -> People:
    """Read a file of people. Raises NotTextError."""
    return people_in(read_table(data, known_headers()))


def people_in(table: Table, fields: Mapping[str, Field | None] | None = None) -> People:
    """Read the people of a table, by what is said of its columns or by what they are called."""
    fields = fields_of(table.headers) if fields is None else fields
    people, refused = [], []
    for row in table.rows:
        found = _read(row, fields)
        if isinstance(found, Refusal):
            refused.append(found)
        else:
            people.append(found)
    unknown = [header for header in table.headers if fields.get(header) is None]
    used = [header for header in unknown if any(row.cells.get(header) for row in table.rows)]
    return People(program_of(table.headers), people, refused, used, table.empty)


def _read(row: Row, fields: Mapping[str, Field | None]) -> Read | Refusal:
    person = Read(row.number)
    for header, cell in row.cells.items():
        if cell:
            if fields.get(header) is Field.DELETED and _is_yes(cell):
                return Refusal(row.number, Refused.DELETED, _said(row))
            _take(person, header, fields.get(header), cell)
    if not (_called(person) or person.emails or person.phones):
        return Refusal(row.number, Refused.NOBODY, _said(row))
    return person


def _called(person: Read) -> bool:
    return bool(person.name or person.given or person.family)


def _said(row: Row) -> str:
    return ", ".join(cell for cell in row.cells.values() if cell)[:200]


def _is_yes(cell: str) -> bool:
    return cell.strip().casefold() in _YES


_LINES = {
    Field.NAME: "name",
    Field.FAMILY: "family",
    Field.ALIAS: "alias",
    Field.HONORIFIC: "honorific",
    Field.TITLE: "title",
    Field.ORGANISATION: "organisation",
    Field.COUNTRY: "country",
    Field.CITY: "city",
    Field.WEBSITE: "website",
    Field.PROFILE: "profile",
    Field.LANGUAGE: "language",
    Field.NUMBER: "source_id",
}
"""Fields of which the first cell that says anything is taken."""


_NO_PLACE = (Field.SUFFIX, Field.DEPARTMENT)
"""What a contact has no field for."""


def _take(person: Read, header: str, of: Field | None, cell: str) -> None:
    """Take one cell into a person; what there is no place for is kept as a note."""
    if of is None or of in _NO_PLACE:
        person.notes.append(f"{header}: {clean_line(cell)}")
    elif of in _LINES:
        if not getattr(person, _LINES[of]):
            setattr(person, _LINES[of], clean_line(cell))
    elif of in _TAKEN:
        _TAKEN[of](person, cell)


def _take_given(person: Read, cell: str) -> None:
    person.given = " ".join(filter(None, (person.given, clean_line(cell))))


def _take_emails(person: Read, cell: str) -> None:
    person.emails += [each for each in _several(cell) if "@" in each and each not in person.emails]


def _take_phones(person: Read, cell: str) -> None:
    person.phones += [each for each in _several(cell) if each not in person.phones]


def _take_tags(person: Read, cell: str) -> None:
    person.tags += [each for each in _labels(cell) if each not in person.tags]


def _take_note(person: Read, cell: str) -> None:
    person.notes.append(clean(cell).strip())


def _take_met(person: Read, cell: str) -> None:
    person.met_on = read_day(cell)


def _take_birthday(person: Read, cell: str) -> None:
    day = read_day(cell)
    person.birthday = day.isoformat() if day else clean_line(cell)


def _take_objection(person: Read, cell: str) -> None:
    person.objects = person.objects or _is_yes(cell)


def _take_bounce(person: Read, cell: str) -> None:
    person.bounced = cell.strip().casefold() == "bounced"


def _take_kind(person: Read, cell: str) -> None:
    person.is_company = _is_yes(cell)


_TAKEN = {
    Field.GIVEN: _take_given,
    Field.MIDDLE: _take_given,
    Field.EMAIL: _take_emails,
    Field.PHONE: _take_phones,
    Field.TAGS: _take_tags,
    Field.NOTE: _take_note,
    Field.MET: _take_met,
    Field.BIRTHDAY: _take_birthday,
    Field.OBJECTS: _take_objection,
    Field.BOUNCED: _take_bounce,
    Field.IS_COMPANY: _take_kind,
}


def _several(cell: str) -> Iterator[str]:
    return filter(None, map(clean_line, cell.split(BETWEEN.strip())))


def _labels(cell: str) -> Iterator[str]:
    """Yield labels; the star before Google's own says nothing of the person."""
    for label in re.split(r":::|;|,", cell):
        if name := clean_line(label).removeprefix("*").strip():
            yield name


def read_day(cell: str) -> date | None:
    """Read a day as programs write it, months in English whatever the reader's language."""
    said = cell.strip()
    for shape in _DAYS:
        try:
            return datetime.strptime(said, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
