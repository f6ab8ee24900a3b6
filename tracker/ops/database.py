"""`tracker db …`."""

import click

from tracker.core.command import Installation
from tracker.schema import current, differences, downgrade, newest, upgrade


@click.group()
def db() -> None:
    """Look after the database's tables."""


@db.command("upgrade")
@click.argument("revision", default="head")
@click.pass_obj
def upgrade_to(installation: Installation, revision: str) -> None:
    """Bring the tables up to REVISION (the newest, unless named)."""
    with installation.as_it_is() as database:
        upgrade(database.engine, revision)
        click.echo(f"The database is at {current(database.engine)}.")


@db.command("downgrade")
@click.argument("revision")
@click.confirmation_option(prompt="What newer tables hold is lost. Go on?")
@click.pass_obj
def downgrade_to(installation: Installation, revision: str) -> None:
    """Take the tables down to REVISION; "base" leaves none."""
    with installation.as_it_is() as database:
        downgrade(database.engine, revision)
        click.echo(f"The database is at {current(database.engine) or 'nothing'}.")


@db.command("check")
@click.pass_obj
def check(installation: Installation) -> None:
    """Say whether the tables are those this version wants; exit code 1 when not."""
    with installation.as_it_is() as database:
        at = current(database.engine)
        if at != newest():
            click.echo(f"The database is at {at or 'nothing'}, wanted is {newest()}.")
            click.echo("Run `tracker db upgrade`.")
            raise SystemExit(1)
        found = differences(database.engine)
        for difference in found:
            click.echo(difference)
        if found:
            raise SystemExit(1)
        click.echo(f"The database is at {at}, as it should be.")
