"""`tracker users …`: accounts by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner, Result

from tests.support.client import PageClient
from tests.support.make import Make
from tracker.accounts.cli import users
from tracker.accounts.mail import pause_mail
from tracker.accounts.models import Role, User
from tracker.accounts.queries import find_by_email, paused_users
from tracker.core.db import Database
from tracker.core.errors import TrackerError
from tracker.settings import Settings

EGLE = "egle@savivaldybe.example"
ADD = ["add", "--email", EGLE, "--given", "Eglė", "--family", "Vaitkūnaitė", "--role", "mayor"]


@dataclass
class Installed:
    """An installation whose database is the test's."""

    settings: Settings
    kept: Database

    @contextmanager
    def database(self) -> Iterator[Database]:
        yield self.kept


@pytest.fixture
def run(settings: Settings, database: Database) -> "Run":
    return Run(Installed(settings, database))


@dataclass
class Run:
    """Says a command and keeps what it answered."""

    installed: Installed

    def __call__(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(users, list(words), obj=self.installed, input=typed)


def found(database: Database, email: str = EGLE) -> User | None:
    with database.read() as work:
        return find_by_email(work.session, email)


def test_add_prints_the_link_and_nothing_else(
    run: Run, database: Database, settings: Settings, visitor: PageClient
) -> None:
    done = run(*ADD)

    link = done.stdout.strip()
    assert done.exit_code == 0
    assert link.startswith(f"{settings.base_url}/set-password/")
    assert "Eglė Vaitkūnaitė" in visitor.get(link.removeprefix(settings.base_url)).text
    user = found(database)
    assert user is not None
    assert (user.role, user.language, user.time_zone) == (Role.MAYOR, "lt", "Europe/Vilnius")


def test_add_asks_for_what_was_not_given(run: Run, database: Database) -> None:
    done = run("add", typed=f"{EGLE}\nEglė\nVaitkūnaitė\n\n")

    user = found(database)
    assert done.exit_code == 0
    assert user is not None
    assert (user.name, user.role) == ("Eglė Vaitkūnaitė", Role.OFFICER)


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--email", "no address", "--email"),
        ("--given", "   ", "must not be empty"),
        ("--role", "emperor", "officer"),
        ("--language", "de", "lt"),
    ],
)
def test_add_says_what_is_wrong_and_adds_nobody(
    run: Run, database: Database, option: str, value: str, said: str
) -> None:
    done = run(*ADD, option, value)

    assert done.exit_code == 2
    assert said in done.stderr
    assert found(database) is None


def test_add_refuses_an_address_that_is_taken(run: Run) -> None:
    run(*ADD)

    refused = run(*ADD)

    assert isinstance(refused.exception, TrackerError)
    assert "already" in str(refused.exception)
    assert refused.stdout == ""


def test_list_shows_each_account_on_a_line(run: Run, database: Database) -> None:
    run(*ADD)
    with database.write() as work:
        Make(work).user(
            email="off@savivaldybe.example", given="Jonas", family="A", disabled_at=work.now
        )

    lines = [line.split("\t") for line in run("list").stdout.splitlines()]

    assert lines == [
        [EGLE, "mayor", "no password yet", "Eglė Vaitkūnaitė"],
        ["off@savivaldybe.example", "officer", "switched off", "Jonas A"],
    ]


def test_disable_switches_off(run: Run, database: Database) -> None:
    run(*ADD)

    done = run("disable", EGLE.upper())

    user = found(database)
    assert done.stdout.splitlines()[-1] == "Switched off: Eglė Vaitkūnaitė."
    assert user is not None
    assert user.disabled_at is not None


def test_disable_is_refused_while_leads_wait(run: Run, database: Database) -> None:
    run(*ADD)
    user = found(database)
    assert user is not None
    with database.write() as work:
        Make(work).lead(owner_id=user.id)

    refused = run("disable", EGLE)

    assert "Not handed over: 1 lead." in str(refused.exception)
    still = found(database)
    assert still is not None
    assert still.disabled_at is None


def test_disable_leaves_the_last_administrator(run: Run, database: Database) -> None:
    with database.write() as work:
        Make(work).user(role=Role.ADMINISTRATOR, email=EGLE)

    refused = run("disable", EGLE)

    assert "last administrator" in str(refused.exception)
    user = found(database)
    assert user is not None
    assert user.disabled_at is None


def test_disable_names_the_address_that_nobody_has(run: Run) -> None:
    refused = run("disable", "nobody@savivaldybe.example")

    assert str(refused.exception) == "No account has the e-mail address nobody@savivaldybe.example."


@pytest.mark.parametrize("name", [None, *users.commands])
def test_every_command_tells_what_it_does(run: Run, name: str | None) -> None:
    told = run(*([name] if name else []), "--help")

    command: click.Command = users.commands[name] if name else users
    assert told.exit_code == 0
    assert (command.help or "?").split(".")[0] in " ".join(told.stdout.split())


def test_add_refuses_an_address_no_letter_could_be_sent_to(run: Run) -> None:
    refused = run("add", "--email", "ąb@x.lt", "--given", "A", "--family", "B")

    assert refused.exit_code == 2
    assert "before the @-sign" in refused.output


# --- resume ---


def paused(database: Database, *emails: str) -> None:
    with database.write() as work:
        for email in emails:
            pause_mail(work, Make(work).user(email=email), status="5.1.1")


def still_paused(database: Database) -> list[str]:
    with database.read() as work:
        return [user.email for user in paused_users(work.session)]


def test_resume_lets_letters_leave_for_one_again(run: Run, database: Database) -> None:
    paused(database, EGLE, "kitas@savivaldybe.example")

    assert run("resume", EGLE.upper()).output == "1 to be written to again.\n"

    assert still_paused(database) == ["kitas@savivaldybe.example"]


def test_resume_lets_letters_leave_for_everybody_after_a_fault_of_the_relay(
    run: Run, database: Database
) -> None:
    paused(database, EGLE, "kitas@savivaldybe.example")

    assert run("resume", "--all").output == "2 to be written to again.\n"

    assert still_paused(database) == []


def test_resume_wants_to_know_whose(run: Run, database: Database) -> None:
    paused(database, EGLE)

    assert run("resume").exit_code == 2
    assert run("resume", EGLE, "--all").exit_code == 2
    assert isinstance(run("resume", "niekas@x.example").exception, TrackerError)
    assert still_paused(database) == [EGLE]
