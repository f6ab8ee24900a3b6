"""`tracker letters list` and `tracker letters retry`."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result

from tests.letters.posting import Posting
from tracker.core.db import Database
from tracker.letters.cli import letters
from tracker.letters.queries import AT_ONCE
from tracker.letters.service import Failure
from tracker.settings import Settings


class Here:
    """The installation of a test."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self._database = database

    @contextmanager
    def database(self) -> Iterator[Database]:
        yield self._database


@pytest.fixture
def here(settings: Settings, database: Database) -> Here:
    return Here(settings, database)


def run(here: Here, *words: str) -> Result:
    return CliRunner().invoke(letters, list(words), obj=here)


def give_up(posting: Posting) -> None:
    for letter in posting.claim():
        posting.fail(letter, Failure("no such user", 550, is_final=True))


def test_letters_are_listed_as_a_table_a_program_can_read(here: Here, posting: Posting) -> None:
    posting.write("rem:1:1:3:email")
    give_up(posting)
    posting.write("rem:2:1:3:email")

    result = run(here, "list", "--format", "tsv")

    rows = list(csv.DictReader(io.StringIO(result.output), delimiter="\t"))
    assert [(row["id"], row["key"], row["state"], row["attempts"]) for row in rows] == [
        ("1", "rem:1:1:3:email", "dead", "1"),
        ("2", "rem:2:1:3:email", "queued", "0"),
    ]
    assert rows[0]["recipient"] == "egle@savivaldybe.example"
    assert rows[0]["message_id"] == posting.letter(1).message_id


def test_letters_are_listed_as_json(here: Here, posting: Posting) -> None:
    posting.write()

    [row] = json.loads(run(here, "list", "--format", "json").output)

    assert list(row) == ["id", "key", "recipient", "state", "attempts", "message_id"]
    assert row["state"] == "queued"


def test_letters_are_listed_for_the_eye(here: Here, posting: Posting) -> None:
    posting.write()

    head, row = run(here, "list").output.splitlines()

    assert head.split() == ["id", "key", "recipient", "state", "attempts", "message_id"]
    assert row.split()[:4] == ["1", "rem:7:1:3:email", "egle@savivaldybe.example", "queued"]


def test_an_empty_outbox_is_an_empty_list(here: Here) -> None:
    assert json.loads(run(here, "list", "--format", "json").output) == []


def test_all_that_were_given_up_are_tried_again(here: Here, posting: Posting) -> None:
    posting.write("a")
    posting.write("b")
    give_up(posting)
    posting.write("c")

    result = run(here, "retry", "--all")

    assert result.output == "2 to be tried again.\n"
    assert posting.states() == ["queued"] * 3


def test_named_letters_are_tried_again_and_no_others(here: Here, posting: Posting) -> None:
    posting.write("a")
    posting.write("b")
    give_up(posting)

    assert run(here, "retry", "2").exit_code == 0

    assert posting.states() == ["dead", "queued"]


def test_a_letter_that_cannot_be_tried_again_is_named_and_nothing_is_changed(
    here: Here, posting: Posting
) -> None:
    posting.write("a")
    give_up(posting)
    posting.write("b")

    result = run(here, "retry", "1", "2")

    assert result.exit_code == 1
    assert "Letter 2: Only a letter that was given up can be sent again." in result.output
    assert posting.states() == ["dead", "queued"]


@pytest.mark.parametrize("number", ["7", "99999999999999999999"])
def test_a_letter_that_is_not_there_is_named(here: Here, posting: Posting, number: str) -> None:
    posting.write("a")
    give_up(posting)

    result = run(here, "retry", "1", number)

    assert result.exit_code == 1
    assert result.output == f"Error: There is no letter {number}.\n"
    assert posting.states() == ["dead"]


@pytest.mark.parametrize("words", [(), ("--all", "1")])
def test_retry_wants_to_know_which(here: Here, words: tuple[str, ...]) -> None:
    assert run(here, "retry", *words).exit_code == 2


def test_letters_are_listed_however_many_there_are(here: Here, posting: Posting) -> None:
    written = [posting.write(f"rem:{number}:1:3:email") for number in range(AT_ONCE + 2)]

    result = run(here, "list", "--format", "json")

    assert [each["id"] for each in json.loads(result.output)] == written
