"""People with passwords, for the tests of accounts."""

from typing import Any

from tests.support.make import Make
from tracker.accounts.models import Role, User
from tracker.accounts.passwords import hash_password
from tracker.core.db import Database

PASSWORD = "trys žali obuoliai"
"""A password nobody would refuse; its hash is made once, for it is slow on purpose."""
PASSWORD_HASH = hash_password(PASSWORD)


def make_person(database: Database, **given: Any) -> User:
    """Make somebody who signs in with PASSWORD."""
    with database.write() as work:
        values = {"password_hash": PASSWORD_HASH, "role": Role.OFFICER, **given}
        return Make(work).user(**values)
