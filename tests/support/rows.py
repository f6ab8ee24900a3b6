"""How many rows of a kind there are."""

from sqlalchemy import func, select

from tracker.core.db import Base, Database


def count(database: Database, table: type[Base]) -> int:
    """Count every row of a table."""
    with database.read() as work:
        return work.session.scalar(select(func.count()).select_from(table)) or 0
