"""The mayor, signed in."""

import pytest
from flask import Flask

from tests.support.client import PageClient
from tracker.accounts.models import Role
from tracker.core.db import Database


@pytest.fixture
def mayor(app: Flask, database: Database) -> PageClient:
    return PageClient(app, database).sign_in(Role.MAYOR)
