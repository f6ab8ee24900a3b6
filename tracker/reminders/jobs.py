"""What the worker does with reminders."""

import structlog

from tracker.core.db import Database
from tracker.letters.jobs import Post
from tracker.reminders import queries
from tracker.reminders.keeping import look_again
from tracker.reminders.planning import plan_due

log = structlog.get_logger(__name__)
BATCH = 200


def plan_letters(post: Post) -> int:
    """Write the letters of every due reminder, batch by batch, and return how many.

    When nothing is due it looks once and writes nothing.
    """
    planned = 0
    while not post.stop.is_set() and _anything_due(post.database):
        with post.database.write() as work:
            look_again(work, limit=BATCH)
            batch = plan_due(work, limit=BATCH, host=post.host)
        if not batch:  # another worker has them in hand
            break
        planned += batch
        log.info("letters planned", letters=batch)
    return planned


def _anything_due(database: Database) -> bool:
    with database.read() as work:
        return queries.anything_due(work)
