"""The public report, and a short way to put a report in."""

from pathlib import Path

import pytest

from tests.support.client import PageClient
from tracker.core.db import Database
from tracker.leads.pipelines import install_pipelines

TAIPEI = Path(__file__).parents[2] / "tracker" / "demo" / "taipei-2024.txt"


@pytest.fixture(scope="session")
def taipei() -> str:
    return TAIPEI.read_text("utf-8")


@pytest.fixture
def officer(client: PageClient, database: Database) -> PageClient:
    """An officer at an installation that has its pipelines."""
    with database.write() as work:
        install_pipelines(work)
    return client
