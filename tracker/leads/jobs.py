"""What the worker does for leads."""

from tracker.core.db import Database
from tracker.leads.tallies import add_up, are_loose


def add_up_tallies(database: Database) -> int:
    """Keep the rows that totals are summed from few; return how many were put together."""
    with database.read() as work:
        if not are_loose(work):
            return 0
    with database.write() as work:
        return add_up(work)
