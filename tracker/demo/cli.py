"""`tracker demo …`: look at the demo world, or fill a large one."""

import shutil
from datetime import datetime
from pathlib import Path

import click

from tracker.core.clock import SystemClock
from tracker.core.command import Installation
from tracker.core.db import Database
from tracker.core.logs import set_up_logs
from tracker.demo.letters import live_through
from tracker.demo.load import ADMINISTRATOR, DIRECTOR, MAYOR, OFFICER, PASSWORD, load_world
from tracker.keys import secret_keys
from tracker.letters.keep import keep_mail
from tracker.letters.smtp import SmtpMailer
from tracker.ops.pages import Door, listening
from tracker.ops.serve import HOST, PORT, Service, serve
from tracker.schema import upgrade
from tracker.settings import load_settings
from tracker.wiring import WATCHERS

DEMO = "demo"


YEARS = range(2000, 2101)
"""In which reminders may be due: the calendar ends soon after the last year it can hold."""


@click.group()
def demo() -> None:
    """Look at the demo world: an invented city, its trips, contacts and leads."""


@demo.command("run")
@HOST
@PORT
@click.pass_obj
def run(installation: Installation, host: str, port: int) -> None:
    """Serve a fresh demo world; its letters stay on the page "Letters"."""
    set_up_logs(level=30)
    folder = installation.settings.instance / DEMO
    with listening(host, port) as door:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with keep_mail(folder / "mail") as mail_port:
            _run(folder, door, mail_port)


def _run(folder: Path, door: Door, mail_port: int) -> None:
    settings = load_settings(
        instance=folder,
        database_url=f"sqlite:///{(folder / 'tracker.db').absolute()}",
        base_url=door.address,
        smtp_host="127.0.0.1",
        smtp_port=mail_port,
        mail_from="rysiai@savivaldybe.example",
        municipality="Panevėžio savivaldybė",
    )
    database = Database(settings.database, SystemClock(), zone=settings.zone, watchers=WATCHERS)
    upgrade(database.engine)
    with database.write() as work:
        ids = load_world(work).ids
    secret_keys(settings, make=True)
    mailer = SmtpMailer(settings)
    live_through(settings, mailer, database.clock.now(), ids)
    click.echo(_where(door.address))
    serve(Service(settings, database, mailer, folder / "mail"), door)
    database.dispose()


def _where(address: str) -> str:
    return f"""
The demo world is loaded: an invented city office, this morning.

  Open           {address}
  Officer        {OFFICER}
  Mayor          {MAYOR}
  Director       {DIRECTOR}
  Administrator  {ADMINISTRATOR}
  Password       {PASSWORD}  (everybody's)

  Try            As the officer, upload a report („Įkelti ataskaitą“): tracker/demo/taipei-2024.txt
  Letters        do not leave this machine; they arrive at {address}/letters
"""


@demo.command("load")
@click.pass_obj
def load(installation: Installation) -> None:
    """Load the demo world into this installation's empty database."""
    with installation.database() as database, database.write() as work:
        load_world(work)
    click.echo(f"Loaded. Sign in as {OFFICER} or {MAYOR}, password {PASSWORD}.")


@demo.command("fill")
@click.option("--contacts", default=0, type=click.IntRange(0), help="How many contacts.")
@click.option("--leads", default=0, type=click.IntRange(0), help="How many leads.")
@click.option("--activities", default=0, type=click.IntRange(0), help="How many activities.")
@click.option("--reminders", default=0, type=click.IntRange(0), help="How many reminders.")
@click.option("--due", help='"now" or an ISO moment; over the coming quarter when not given.')
@click.option("--key-prefix", help="Each reminder's title begins P-000001, P-000002 …")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same rows.")
@click.pass_obj
def fill_world(
    installation: Installation,
    /,
    *,
    due: str | None,
    key_prefix: str | None,
    seed: int,
    **size: int,
) -> None:
    """Add a large deterministic world, for measuring."""
    from tracker.demo.fill import Size, fill  # noqa: PLC0415 - only this command needs it

    with installation.database() as database, database.write() as work:
        fill(
            work,
            Size(**size),
            seed=seed,
            due=_moment(due, work.now),
            key_prefix=key_prefix,
            say=lambda line: click.echo(line, err=True),
        )


def _moment(given: str | None, now: datetime) -> datetime | None:
    if given is None or given == "now":
        return now if given else None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise click.BadParameter('use "now" or a moment such as 2026-11-23T08:00+02:00') from None
    if moment.tzinfo is None:
        raise click.BadParameter("say the offset from UTC, such as +02:00")
    if moment.year not in YEARS:
        raise click.BadParameter(f"choose a year from {YEARS[0]} to {YEARS[-1]}")
    return moment
