"""People with passwords, for the tests of accounts."""

from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.client import PageClient
from tests.support.make import Make
from tracker.accounts.models import Role, User
from tracker.accounts.passwords import hash_password
from tracker.accounts.queries import signed_in
from tracker.audit.models import Entry
from tracker.core.db import Database, Work

EGLE = "egle@savivaldybe.example"
PASSWORD = "trys žali obuoliai"
"""A password nobody would refuse; its hash is made once, for it is slow on purpose."""
PASSWORD_HASH = hash_password(PASSWORD)


def make_person(database: Database, **given: Any) -> User:
    """Make somebody who signs in with PASSWORD."""
    with database.write() as work:
        values = {"password_hash": PASSWORD_HASH, "role": Role.OFFICER, **given}
        return Make(work).user(**values)


def sign_in(
    browser: PageClient, email: str = EGLE, password: str = PASSWORD, **more: str
) -> TestResponse:
    """Send the sign-in form and return the answer, whatever it is."""
    form = {"email": email, "password": password, "csrf_token": browser.csrf(), **more}
    return browser.web.post("/sign-in", data=form)


def journal(work: Work, subject: str) -> list[str]:
    """Return what was done to `subject`, in order."""
    work.session.flush()
    entries = select(Entry.what).where(Entry.subject == subject).order_by(Entry.id)
    return list(work.session.scalars(entries))


def who(work: Work, token: str) -> int | None:
    """Return who is signed in with `token`."""
    work.session.flush()
    found = signed_in(work.session, token, now=work.now, today=work.today)
    return found.id if found else None
