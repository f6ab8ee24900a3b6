"""`tracker contacts …`: look into a file of contacts."""

from pathlib import Path

import click

from tracker.core.command import Installation
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.duplicates import queries
from tracker.duplicates.following import compare_all
from tracker.duplicates.hints import known_of
from tracker.imports.entering import entered
from tracker.imports.people import People, Read, read_people


@click.group()
def contacts() -> None:
    """Look after contacts."""


@contacts.command("look")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def look(installation: Installation, file: Path) -> None:
    """Say whom FILE (CSV or XLSX) holds, and who of them is here already; changes nothing."""
    try:
        found = read_people(file.read_bytes())
    except TrackerError as error:
        raise click.ClickException(str(error)) from None
    with installation.database() as database, database.read() as work:
        here = [person for person in found.people if _is_here(work, person)]
    click.echo(_summary(found, len(here)))
    for person in here:
        click.echo(f"  line {person.number}: {_called(person)} is perhaps here already")
    for refusal in found.refused:
        click.echo(f"  line {refusal.number}: left out ({refusal.why.value}): {refusal.said}")


def _is_here(work: Work, person: Read) -> bool:
    return bool(queries.likely(work.session, known_of(entered(person))))


def _summary(found: People, here: int) -> str:
    wrote = f" from {found.program}" if found.program else ""
    notes = f", kept as notes: {', '.join(found.kept_as_notes)}" if found.kept_as_notes else ""
    return (
        f"{len(found.people)} people{wrote}: {len(found.people) - here} new, {here} perhaps here;"
        f" {len(found.refused)} left out, {found.empty} empty lines{notes}"
    )


def _called(person: Read) -> str:
    parts = " ".join(part for part in (person.given, person.family) if part)
    return parts or person.name or ", ".join([*person.emails, *person.phones])


@contacts.command("compare")
@click.pass_obj
def compare(installation: Installation) -> None:
    """Compare everybody with everybody anew; for rows that came past the pages."""
    with installation.database() as database:
        click.echo(f"{compare_all(database)} pairs may be one person each.")
