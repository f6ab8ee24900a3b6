"""`tracker doctor`: say in words what is wrong, and what to do about it."""

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tracker.core.command import Installation
from tracker.core.db import Database
from tracker.health import queries as health
from tracker.health.findings import Level, Reader, findings
from tracker.health.machine import machine
from tracker.keys import secret_keys
from tracker.letters.inboxes import InboxError
from tracker.letters.mailboxes import open_inboxes
from tracker.letters.smtp import Timeouts, open_connection
from tracker.schema import current, newest
from tracker.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what was seen."""

    is_well: bool
    words: str


@click.command()
@click.pass_obj
def doctor(installation: Installation) -> None:
    """Say what is wrong with settings, database, mail and workers; exit code 1 if anything is.

    Changes nothing: older tables are named, not brought up.
    """
    ill = 0
    for finding in _look(installation):
        click.echo(f"{'ok ' if finding.is_well else 'BAD'}  {finding.words}")
        ill += not finding.is_well
    if ill:
        raise SystemExit(1)


def _look(installation: Installation) -> Iterator[Finding]:
    try:
        settings = installation.settings
    except SettingsError as error:
        yield Finding(is_well=False, words=str(error))
        return
    yield Finding(
        is_well=True, words=f"Settings are read; {settings.base_url}, {settings.time_zone}."
    )
    yield _keys(settings)
    yield _proxies(settings)
    yield _said(lambda: _mail(settings), "The mail server")
    yield from _reports(settings)
    try:
        with installation.as_it_is() as database:
            yield from _data(database, settings)
    except (SQLAlchemyError, OSError) as error:
        yield Finding(is_well=False, words=f"The database cannot be opened: {_first_line(error)}.")


def _proxies(settings: Settings) -> Finding:
    """Tell who is taken for the caller: behind a proxy nobody names, all of them are one."""
    if settings.base_url.startswith("https://") and not settings.trusted_proxies:
        return Finding(
            is_well=False,
            words="TRACKER_TRUSTED_PROXIES is 0, but the https of TRACKER_BASE_URL must come from "
            "a proxy: tries to sign in are counted for all callers together.",
        )
    return Finding(is_well=True, words=f"Proxies in front: {settings.trusted_proxies}.")


def _keys(settings: Settings) -> Finding:
    try:
        secret_keys(settings, make=False)
    except SettingsError as error:
        return Finding(is_well=False, words=f"{error} `tracker run` makes one by itself.")
    return Finding(is_well=True, words="There is a secret key.")


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_host:
        return Finding(
            is_well=False, words="TRACKER_SMTP_HOST is not set: letters wait until there is one."
        )
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    with open_connection(settings, Timeouts(settings.smtp_dot_timeout_s)) as client:
        client.noop()
    return Finding(is_well=True, words=f"The mail server at {where} answers.")


def _reports(settings: Settings) -> Iterator[Finding]:
    """Tell whether delivery reports can be read; where none are, a wrong address stays unseen."""
    try:
        inboxes = open_inboxes(settings)
        for inbox in inboxes:
            with inbox.open() as box:
                waiting = sum(1 for _ in box.waiting())
            yield Finding(is_well=True, words=f"Delivery reports are read; waiting: {waiting}.")
    except (InboxError, SettingsError) as error:
        yield Finding(
            is_well=False, words=f"Delivery reports cannot be read: {_first_line(error)}."
        )
        return
    if not inboxes:
        yield Finding(
            is_well=True,
            words="Delivery reports are not read: neither TRACKER_BOUNCE_MAILDIR nor "
            "TRACKER_IMAP_HOST is set.",
        )


def _said(look: Callable[[], Finding], what: str) -> Finding:
    try:
        return look()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(is_well=False, words=f"{what} does not answer: {_first_line(error)}.")


def _data(database: Database, settings: Settings) -> Iterator[Finding]:
    at = current(database.engine)
    kind = database.engine.dialect.name
    if at != newest():
        yield Finding(
            is_well=False,
            words=f"The database ({kind}) is at {at or 'nothing'}, wanted "
            f"is {newest()}: run `tracker db upgrade`.",
        )
        return
    yield Finding(is_well=True, words=f"The database ({kind}) is at {at}.")
    yield from _contents(database, settings)


def _contents(database: Database, settings: Settings) -> Iterator[Finding]:
    with database.read() as work:
        if not work.on_postgresql:
            answer = work.session.scalar(text("PRAGMA quick_check"))
            yield Finding(is_well=answer == "ok", words=f"SQLite says of its file: {answer}.")
        state = health.state(work, database.clock)
    told = ", ".join(f"{count} {each}" for each, count in sorted(state.counts.items())) or "none"
    yield Finding(is_well=True, words=f"Letters: {told}.")
    for found in findings(state, machine(settings.instance), Reader("en", settings.zone)):
        yield Finding(is_well=found.level is Level.WELL, words=found.whole)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0].rstrip(".")
