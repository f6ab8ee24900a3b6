"""What the worker does with reminders."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import structlog

from tracker.core.db import Database, Work
from tracker.letters.jobs import Post
from tracker.reminders import queries
from tracker.reminders.escalation import anything_escalates, escalate_due
from tracker.reminders.planning import plan_due
from tracker.reminders.weekly import anything_weekly, plan_weeks

log = structlog.get_logger(__name__)
BATCH = 200
PEOPLE = 10
"""Letters about the week in one transaction: others who write wait for its end."""


def plan_letters(post: Post) -> int:
    """Write the letters of every due reminder, batch by batch, and return about how many.

    First those about the week, which tell of what is due as well; then to owners, then to others
    about what nobody acts on. When nothing is due it looks once
    and writes nothing.
    """
    return sum(_plan_all(post, kind) for kind in _KINDS)


def _plan_all(post: Post, kind: "_Kind") -> int:
    planned = 0
    while not post.stop.is_set() and _anything(post.database, kind):
        with post.database.write() as work:
            batch = kind.plan(work, limit=kind.limit, host=post.host)
        if not batch:  # another worker has them in hand
            break
        planned += batch
        log.info("letters planned", about=batch, kind=kind.name)
    return planned


def _anything(database: Database, kind: "_Kind") -> bool:
    with database.read() as work:
        return kind.anything(work)


class _Plan(Protocol):
    def __call__(self, work: Work, *, limit: int, host: str) -> int:
        """Write some letters and return about how many things."""


class _Kind(NamedTuple):
    """One kind of letters to plan: whether there is anything, and how."""

    name: str
    anything: Callable[[Work], bool]
    plan: _Plan
    limit: int = BATCH


_KINDS = (
    _Kind("week", anything_weekly, plan_weeks, limit=PEOPLE),
    _Kind("due", queries.anything_due, plan_due),
    _Kind("escalation", anything_escalates, escalate_due),
)
