"""`tracker contacts …`: look into a file of contacts, compare those who are here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.contacts.service import NewContact, add_contact
from tracker.core.db import Database
from tracker.imports.cli import contacts
from tracker.imports.entering import country_code, entered
from tracker.imports.people import Read

FILE = """First Name,Last Name,Email,Company,Hobby
Mei-ling,Lin,mei@x.example,Formosa Sign,tea
Rytis,Račkauskas,,,

,,,,chess
"""


class Here:
    """An installation on a database that is open already."""

    def __init__(self, database: Database) -> None:
        self.opened = database

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Give the database."""
        yield self.opened


def run(database: Database, *words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(contacts, list(words), obj=Here(database))


def test_a_file_is_looked_into_and_nothing_is_changed(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(FILE, "utf-8")
    with database.write() as work:
        add_contact(work, NewContact(given="Meiling", family="Lin"))

    done = run(database, "look", str(file))

    assert done.exit_code == 0
    assert "2 people: 1 new, 1 perhaps here; 1 left out, 1 empty lines, kept as notes: Hobby" in (
        done.output
    )
    assert "line 2: Mei-ling Lin is perhaps here already" in done.output
    assert "line 5: left out (nobody): chess" in done.output
    assert run(database, "compare").output == "0 pairs may be one person each.\n"


def test_what_is_no_table_is_refused_in_one_sentence(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "contacts.xlsx"
    file.write_bytes(b"PK\x03\x04nonsense")

    done = run(database, "look", str(file))

    assert done.exit_code == 1
    assert done.output.startswith("Error: This file cannot be read as a table.")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Taiwan", "TW"),
        ("Taivanas", "TW"),
        ("tw", "TW"),
        ("LIETUVA", "LT"),
        ("USA", "US"),
        ("South Korea", "KR"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_in_either_language_and_by_its_code(said: str, code: str | None) -> None:
    assert country_code(said) == code


def test_a_name_in_one_piece_is_taken_apart_by_the_custom_of_the_country() -> None:
    whole = entered(Read(2, name="Lin Mei-ling", country="Taiwan", notes=["a", "b"])).new
    parts = entered(Read(3, given="Mei-ling", family="Lin", country="Taiwan")).new
    mononym = entered(Read(4, given="Larsen")).new
    chinese = entered(Read(5, given="美玲", family="林", country="Taiwan")).new
    ukrainian = entered(Read(6, given="Олена", family="Шевчук")).new
    dutch = entered(Read(7, family="De Vries")).new

    assert (whole.family, whole.given, whole.note) == ("Lin", "Mei-ling", "a\nb")
    assert (parts.family, parts.given) == ("Lin", "Mei-ling")
    assert (mononym.given, mononym.family) == ("Larsen", None)
    assert (chinese.native_name, chinese.family) == ("林美玲", None)
    assert ukrainian.native_name == "Шевчук Олена"
    assert (dutch.given, dutch.family) == (None, "De Vries")
