"""What a feature's own commands get: the installation they work on."""

from contextlib import AbstractContextManager
from typing import Protocol

from tracker.core.db import Database
from tracker.settings import Settings


class Installation(Protocol):
    """One installation, as `tracker.cli` hands it to every command (`@click.pass_obj`)."""

    @property
    def settings(self) -> Settings:
        """Return its settings."""

    def as_it_is(self) -> AbstractContextManager[Database]:
        """Open its database, of whatever version it is; it is closed when the block ends."""

    def database(self) -> AbstractContextManager[Database]:
        """Open its database, brought up to this version; it is closed when the block ends."""
