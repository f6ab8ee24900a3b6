"""What tests of leads share."""

import pytest

from tests.support.client import PageClient
from tests.support.make import Make
from tracker.core.db import Database


@pytest.fixture
def lead_id(client: PageClient, database: Database) -> int:
    """An open lead of the officer who looks."""
    with database.write() as work:
        return Make(work).lead(owner_id=client.user_id).id
