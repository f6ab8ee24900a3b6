"""The links of letters, looked at over HTTP and in a browser: nothing changes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.faults.links import digest, opened
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.db import Database


@pytest.mark.browser
def test_whoever_looks_at_the_links_of_letters_changes_nothing(
    database_url: str, tmp_path: Path, browser: Browser
) -> None:
    assert opened(database_url, tmp_path, browser, mails=5, pages=2).broken == []


def test_a_change_of_one_column_of_one_row_would_be_seen(database: Database) -> None:
    with database.write() as work:
        number = Make(work).user().id
    before = digest(database)

    with database.write() as work:
        work.session.get_one(User, number).family += "s"

    after = digest(database)
    assert {name for name in after if after[name] != before[name]} == {"users"}
