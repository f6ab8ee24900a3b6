"""Rows as they stand in the database."""

from sqlalchemy import func, select

from tracker.core.db import Base, Database
from tracker.leads.models import Lead


def count(database: Database, table: type[Base]) -> int:
    """Count every row of a table."""
    with database.read() as work:
        return work.session.scalar(select(func.count()).select_from(table)) or 0


def lead_of(database: Database, lead_id: int) -> Lead:
    """Read a lead again."""
    with database.read() as work:
        return work.session.get_one(Lead, lead_id)
