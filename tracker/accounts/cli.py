"""`tracker users …`: accounts by hand, where no administrator can sign in yet or any more."""

import click
from email_validator import EmailNotValidError, validate_email

from tracker.accounts import mail, service
from tracker.accounts.models import Role, User
from tracker.accounts.queries import all_users, find_by_email, paused_users
from tracker.accounts.words import state_of
from tracker.core.command import Installation
from tracker.core.db import Work
from tracker.core.errors import NotFoundError
from tracker.core.forms import MAX_LINE
from tracker.core.text import clean_line
from tracker.core.words import mark
from tracker.handover.queries import count_waiting
from tracker.settings import Language


class NobodyError(NotFoundError):
    """No account has this address."""

    def __init__(self, email: str) -> None:
        super().__init__(mark("No account has the e-mail address %(email)s."), email=email)


def _address(_context: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        return validate_email(
            clean_line(value), check_deliverability=False, allow_smtputf8=False
        ).normalized.lower()
    except EmailNotValidError as error:
        raise click.BadParameter(str(error)) from None


def _name(_context: click.Context, _option: click.Parameter, value: str) -> str:
    name = clean_line(value)
    if not name:
        raise click.BadParameter("must not be empty")
    if len(name) > MAX_LINE:
        raise click.BadParameter(f"must have at most {MAX_LINE} characters")
    return name


@click.group()
def users() -> None:
    """Add, list and switch off accounts."""


@users.command("add")
@click.option("--email", prompt="E-mail", callback=_address, help="They sign in with it.")
@click.option("--given", prompt="Given name", callback=_name)
@click.option("--family", prompt="Family name", callback=_name)
@click.option(
    "--role",
    prompt="Role",
    type=click.Choice([role.value for role in Role]),
    default=Role.OFFICER.value,
    show_default=True,
)
@click.option("--language", type=click.Choice([choice.value for choice in Language]))
@click.pass_obj
def add(
    installation: Installation,
    *,
    email: str,
    given: str,
    family: str,
    role: str,
    language: str | None,
) -> None:
    """Add an account and print the link by which its person sets a password.

    The link works once, within 7 days; no letter is sent.
    """
    settings = installation.settings
    new = service.NewUser(
        email=email,
        given=given,
        family=family,
        role=Role(role),
        language=language or settings.language.value,
        time_zone=settings.time_zone,
    )
    with installation.database() as database, database.write() as work:
        token = service.make_password_link(work, service.add_user(work, new))
    click.echo(service.password_address(settings.base_url, token))


@users.command("list")
@click.pass_obj
def list_users(installation: Installation) -> None:
    """List the accounts: e-mail, role, state and name, with a tab between."""
    with installation.database() as database, database.read() as work:
        for user in all_users(work.session):
            state, _colour = state_of(user, work.today)
            click.echo(f"{user.email}\t{user.role.value}\t{state.lower()}\t{user.name}")


@users.command("resume")
@click.argument("email", required=False)
@click.option("--all", "everybody", is_flag=True, help="Everybody's, after a fault of the relay.")
@click.pass_obj
def resume(installation: Installation, email: str | None, *, everybody: bool) -> None:
    """Let letters leave again for the account with the address EMAIL: mail reaches it."""
    if bool(email) == everybody:
        raise click.UsageError("Name an account by its e-mail address, or say --all.")
    with installation.database() as database, database.write() as work:
        chosen = [_account(work, email)] if email else paused_users(work.session)
        for user in chosen:
            mail.resume_mail(work, user)
    click.echo(f"{len(chosen)} to be written to again.")


@users.command("disable")
@click.argument("email")
@click.pass_obj
def disable(installation: Installation, email: str) -> None:
    """Switch off the account with the address EMAIL, at once and in every browser.

    Refused while leads or contacts wait for its person: hand them over first.
    """
    with installation.database() as database, database.write() as work:
        user = _account(work, email)
        service.switch_off(work, user, count_waiting=count_waiting)
    click.echo(f"Switched off: {user.name}.")


def _account(work: Work, email: str) -> User:
    user = find_by_email(work.session, clean_line(email))
    if user is None:
        raise NobodyError(email)
    return user
