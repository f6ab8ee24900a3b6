"""Empty databases for the long form: files, and a PostgreSQL server of its own to restart."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from uuid import uuid4

# PostgreSQL's locks: a folder that is nobody else's.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="rysiai-run-"))

from sqlalchemy import create_engine

from tests.support import postgres
from tracker.schema import upgrade

ENGINES = ("sqlite", "postgresql")
_numbers = count(1)


class Stages:
    """Where installations are set up: each on an empty database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = f"faults-{uuid4().hex[:8]}"
        self._server: str | None = None

    def place(self, engine: str) -> tuple[str, Path]:
        """Return the address of an empty database with its tables, and a folder beside it.

        PostgreSQL keeps its promises to the disk here, unlike that of the tests: it is made to
        crash.
        """
        name = f"stage{next(_numbers)}"
        folder = self.folder / name
        folder.mkdir()
        if engine == "sqlite":
            url = f"sqlite:///{folder / 'tracker.db'}"
        else:
            self._server = self._server or postgres.start(self.run)
            url = postgres.new_database(self._server, name)
        made = create_engine(url)
        upgrade(made)
        made.dispose()
        return url, folder

    def restart(self, *, crash: bool) -> None:
        """Start PostgreSQL anew, after a farewell or as after a crash."""
        postgres.restart(self.run, crash=crash)


@contextmanager
def stages() -> Iterator[Stages]:
    """Have a place for databases while the block runs."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        found = Stages(Path(folder))
        try:
            yield found
        finally:
            postgres.stop(found.run)
