"""`tracker intake`: what a report proposes, printed and nowhere written."""

import json
import sys
from pathlib import Path

import click

from tracker.trips.intake import limits
from tracker.trips.intake.child import Reading, read_upload
from tracker.trips.intake.draft import Fact, Json
from tracker.trips.intake.refusals import UnreadableError

_BAD_INPUT = 2
_WIDEST = 72


@click.command("intake")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object (docs/intake.md).")
@click.option("--text", "from_stdin", is_flag=True, help="Read plain text from standard input.")
def intake(file: Path | None, *, as_json: bool, from_stdin: bool) -> None:
    """Print what the trip report in FILE proposes; write nothing.

    FILE is a .txt, .docx, .pdf or .odt file. Each line of the proposal says what was read, how
    sure that is (certain, likely, check) and where it stands in the text.
    """
    if from_stdin == (file is not None):
        raise click.UsageError("Give a FILE, or --text to read standard input.")
    try:
        reading = read_upload(_bytes(file))
    except UnreadableError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(_BAD_INPUT) from None
    click.echo(_json(reading) if as_json else _table(reading))


def _bytes(file: Path | None) -> bytes:
    """Return what is to be read; one byte over the limit is enough to see that it is too much."""
    most = limits.UPLOAD_BYTES + 1
    if file is None:
        return sys.stdin.buffer.read(most)
    try:
        with file.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        click.echo(f"Error: {file}: {error.strerror or error}.", err=True)
        raise SystemExit(_BAD_INPUT) from None


def _json(reading: Reading) -> str:
    return json.dumps(reading.draft.as_json(), ensure_ascii=False, indent=2)


def _table(reading: Reading) -> str:
    draft = reading.draft
    language = f"Language: {draft.language or 'unknown'}"
    if draft.is_empty:
        return f"{language}\nNothing in this text reads like a report on a trip."
    rows = [_row(fact, reading.text) for fact in draft.facts]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    return "\n".join([language, "", *(line.rstrip() for line in lines)])


def _row(fact: Fact, text: str) -> tuple[str, str, str, str]:
    place = f"{fact.start}-{fact.end} {_short(text[fact.start : fact.end], 40)}"
    return fact.field, _short(_spoken(fact.value), _WIDEST), fact.confidence.value, place


def _spoken(value: Json) -> str:
    """Return a value as a person reads it: the parts of one that has parts, with dashes."""
    if isinstance(value, dict):
        said = [each for each in value.values() if each is not None and each is not False]
        return " – ".join("met" if each is True else str(each) for each in said)
    return str(value)


def _short(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
