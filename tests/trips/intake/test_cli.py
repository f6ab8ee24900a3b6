"""`tracker intake`: prints the proposal, writes nothing, says clearly what is wrong."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from tests.trips.intake.samples import TAIPEI, docx_of
from tracker.trips.cli import intake
from tracker.trips.intake.draft import Draft
from tracker.trips.intake.parse import read_report

DOCS = Path(__file__).parents[3] / "docs" / "intake.md"
KEY = re.compile(r"`([\w.]+)`")


def _run(*words: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(intake, [str(each) for each in words], input=stdin)


def test_json_is_one_object_in_the_documented_shape() -> None:
    result = _run(TAIPEI, "--json")

    made = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(made) == [
        "language",
        "trip",
        "delegates",
        "inviters",
        "organisations",
        "aliases",
        "people",
        "figures",
        "topics",
        "placeholders",
        "follow_ups",
        "follow_up_dates",
        "facts",
    ]
    assert list(made["trip"]) == [
        "direction",
        "start",
        "end",
        "city",
        "country",
        "place_as_written",
        "event",
        "purpose",
        "conclusions",
    ]
    assert made["delegates"][0] == {"name": "Rytis Račkauskas", "role": "Panevėžio miesto meras"}
    assert set(made["facts"][0]) == {"field", "value", "confidence", "start", "end"}
    assert Draft.from_json(made) == read_report(TAIPEI.read_text())


def test_every_key_of_the_object_is_in_the_docs_and_no_other() -> None:
    made = json.loads(_run(TAIPEI, "--json").stdout)
    printed = {key for key in made if key != "trip"} | {f"trip.{key}" for key in made["trip"]}

    table = DOCS.read_text("utf-8").partition("| key | value |")[2].partition("\n\n")[0]
    told = {key for row in table.splitlines() for key in KEY.findall(row.partition(" | ")[0])}

    assert told == printed


def test_standard_input_gives_the_same_as_the_file() -> None:
    assert _run("--text", "--json", stdin=TAIPEI.read_bytes()).stdout == (
        _run(TAIPEI, "--json").stdout
    )


def test_the_table_names_each_fact_how_sure_it_is_and_where_it_stands() -> None:
    lines = _run(TAIPEI).stdout.splitlines()

    assert lines[0] == "Language: lt"
    row = next(line for line in lines if line.startswith("delegates.0"))
    assert "Rytis Račkauskas – Panevėžio miesto meras" in row
    assert "certain" in row
    assert row.endswith("22-37 RYČIO RAČKAUSKO")


def test_a_word_document_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ataskaita.txt"
    path.write_bytes(docx_of(["Mero Jono Jonaičio komandiruotė Rygoje"]))

    assert "Jonas Jonaitis – meras" in _run(path).stdout


def test_a_text_that_is_no_report_says_so(tmp_path: Path) -> None:
    path = tmp_path / "receptas.txt"
    path.write_text("Burokėlius sutarkuokite ir patiekite su bulvėmis.")

    result = _run(path)

    assert result.exit_code == 0
    assert "Nothing in this text reads like a report" in result.stdout


def test_nothing_is_written_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ataskaita.docx"
    path.write_bytes(docx_of(["Komandiruotė Rygoje"]))

    _run(path, "--json")

    assert [each.name for each in tmp_path.iterdir()] == ["ataskaita.docx"]


def test_bad_input_ends_with_two_and_one_clear_line(tmp_path: Path) -> None:
    picture = tmp_path / "a.docx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))

    for result, told in (
        (_run(picture), "Only .docx, .pdf, .odt and .txt files can be read."),
        (_run(tmp_path / "nothing.txt"), "No such file or directory"),
        (_run(tmp_path), "directory"),
        (_run("--text", stdin=b"  "), "There is no text in it."),
        (_run(), "Give a FILE"),
        (_run(picture, "--text"), "Give a FILE"),
    ):
        assert result.exit_code == 2
        assert told in result.stderr
        assert result.stdout == ""
