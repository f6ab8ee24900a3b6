"""`tracker letters …`: look at the outbox, and try again what was given up."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence

import click
from sqlalchemy.orm import Session

from tracker.core.command import Installation
from tracker.core.errors import NotFoundError, TrackerError, must_be_there
from tracker.core.ids import read_id
from tracker.letters import bounce_queries, queries, service
from tracker.letters.models import Bounce, Letter, Outcome
from tracker.reminders.queries import is_over

COLUMNS = ("id", "key", "recipient", "state", "attempts", "message_id")

TOLD = ("letter", "at", "kind", "lost", "status", "address", "words")
SHAPE = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "tsv", "json"]),
    default="table",
    show_default=True,
    help="How to print them.",
)


@click.group()
def letters() -> None:
    """Look after the letters that leave."""


@letters.command("list")
@SHAPE
@click.pass_obj
def list_letters(installation: Installation, shape: str) -> None:
    """List every letter, in the order in which they were written; changes nothing."""
    with installation.database() as database, database.read() as work:
        _PRINT[shape](_rows(queries.every_letter(work.session)), COLUMNS)


@letters.command("bounces")
@SHAPE
@click.pass_obj
def list_bounces(installation: Installation, shape: str) -> None:
    """List what mail systems told of letters that did not arrive; changes nothing.

    What else came to the mailbox for such reports is counted on standard error.
    """
    with installation.database() as database, database.read() as work:
        _PRINT[shape](_told(bounce_queries.every_bounce(work.session)), TOLD)
        counts = bounce_queries.count_arrivals(work.session)
    click.echo(
        f"Other mail left alone: {counts.get(Outcome.OTHER, 0)}. "
        f"Not readable: {counts.get(Outcome.UNREADABLE, 0)}.",
        err=True,
    )


@letters.command("retry")
@click.argument("numbers", metavar="[ID]...", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every letter that was given up.")
@click.pass_obj
def retry(installation: Installation, numbers: tuple[int, ...], *, everything: bool) -> None:
    """Let letters that were given up be tried again, under their old Message-ID.

    With --all none that tells only of what is over by now.
    """
    if bool(numbers) == everything:
        raise click.UsageError("Name letters by their id, or say --all.")
    with installation.database() as database, database.write() as work:
        chosen = worth_sending(work.session) if everything else numbers
        for number in chosen:
            try:
                service.send_again(work, must_be_there(read_id(str(number))))
            except NotFoundError as refusal:
                raise click.ClickException(f"There is no letter {number}.") from refusal
            except TrackerError as refusal:
                raise click.ClickException(f"Letter {number}: {refusal}") from refusal
    click.echo(f"{len(chosen)} to be tried again.")


def worth_sending(session: Session) -> Sequence[int]:
    """Return the letters that were given up and tell of something that still stands."""
    dead = ((number, session.get_one(Letter, number)) for number in queries.dead_letters(session))
    return [number for number, letter in dead if not is_over(session, letter.payload)]


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


def _told(found: Iterable[Bounce]) -> Iterator[dict[str, object]]:
    for bounce in found:
        yield {
            "letter": bounce.letter_id or "",
            "at": bounce.at.isoformat(timespec="seconds"),
            "kind": bounce.kind.value,
            "lost": "yes" if bounce.is_final else "not yet",
            "status": bounce.status,
            "address": bounce.address or "",
            "words": bounce.words or "",
        }


def _as_table(rows: Iterable[dict[str, object]], columns: Sequence[str]) -> None:
    lines = [tuple(columns), *(tuple(str(value) for value in row.values()) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _as_tsv(rows: Iterable[dict[str, object]], columns: Sequence[str]) -> None:
    writer = csv.DictWriter(sys.stdout, columns, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _as_json(rows: Iterable[dict[str, object]], _columns: Sequence[str]) -> None:
    click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))


_PRINT = {"table": _as_table, "tsv": _as_tsv, "json": _as_json}
