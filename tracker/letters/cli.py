"""`tracker letters …`: look at the outbox, and try again what was given up."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator

import click

from tracker.core.command import Installation
from tracker.core.errors import NotFoundError, TrackerError, must_be_there
from tracker.core.ids import read_id
from tracker.letters import queries, service
from tracker.letters.models import Letter

COLUMNS = ("id", "key", "recipient", "state", "attempts", "message_id")


@click.group()
def letters() -> None:
    """Look after the letters that leave."""


@letters.command("list")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "tsv", "json"]),
    default="table",
    show_default=True,
    help="How to print them.",
)
@click.pass_obj
def list_letters(installation: Installation, shape: str) -> None:
    """List every letter, in the order in which they were written; changes nothing."""
    with installation.database() as database, database.read() as work:
        _PRINT[shape](_rows(queries.every_letter(work.session)))


@letters.command("retry")
@click.argument("numbers", metavar="[ID]...", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every letter that was given up.")
@click.pass_obj
def retry(installation: Installation, numbers: tuple[int, ...], *, everything: bool) -> None:
    """Let letters that were given up be tried again, under their old Message-ID."""
    if bool(numbers) == everything:
        raise click.UsageError("Name letters by their id, or say --all.")
    with installation.database() as database, database.write() as work:
        chosen = queries.dead_letters(work.session) if everything else numbers
        for number in chosen:
            try:
                service.send_again(work, must_be_there(read_id(str(number))))
            except NotFoundError as refusal:
                raise click.ClickException(f"There is no letter {number}.") from refusal
            except TrackerError as refusal:
                raise click.ClickException(f"Letter {number}: {refusal}") from refusal
    click.echo(f"{len(chosen)} to be tried again.")


def _rows(found: Iterable[Letter]) -> Iterator[dict[str, object]]:
    for letter in found:
        yield {
            "id": letter.id,
            "key": letter.idem_key,
            "recipient": letter.address,
            "state": letter.state.value,
            "attempts": letter.attempts,
            "message_id": letter.message_id,
        }


def _as_table(rows: Iterable[dict[str, object]]) -> None:
    lines = [COLUMNS, *(tuple(str(value) for value in row.values()) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _as_tsv(rows: Iterable[dict[str, object]]) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _as_json(rows: Iterable[dict[str, object]]) -> None:
    click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))


_PRINT = {"table": _as_table, "tsv": _as_tsv, "json": _as_json}
