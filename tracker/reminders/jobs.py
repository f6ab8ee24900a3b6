"""What the worker does with reminders."""

import random
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, Protocol

import structlog

from tracker.core.db import DATABASE_AWAY, Database, Work
from tracker.letters.jobs import Post
from tracker.reminders import queries
from tracker.reminders.escalation import anything_escalates, escalate_due, owners_escalating
from tracker.reminders.planning import plan_due
from tracker.reminders.weekly import anything_weekly, people_due, plan_weeks

log = structlog.get_logger(__name__)
BATCH = 200
PEOPLE = 10
"""Letters about the week in one transaction: others who write wait for its end."""
APART = 40
"""Owners in one transaction of a worker that plans beside others."""


def plan_letters(post: Post) -> int:
    """Write the letters of every due reminder, batch by batch, and return about how many.

    First those about the week, which tell of what is due as well; then to owners, then to others
    about what nobody acts on. When nothing is due it looks once and writes nothing.

    Whatever cannot be planned, and be it a bug of ours, keeps nobody else's letters back: it is
    raised at the end, when all others are written.
    """
    planned, failures = 0, []
    for kind in _KINDS:
        try:
            planned += _plan_all(post, kind)
        except DATABASE_AWAY:
            raise
        except Exception as failure:
            log.exception("letters not planned", kind=kind.name)
            failures.append(failure)
    if failures:
        raise failures[0]
    return planned


def _plan_all(post: Post, kind: "_Kind") -> int:
    planned = 0
    while not post.stop.is_set() and _anything(post.database, kind):
        try:
            batch = _plan(post, kind)
        except DATABASE_AWAY:
            raise
        except Exception:
            log.exception("batch not planned", kind=kind.name)
            return planned + _plan_apart(post, kind, 1)
        if not batch:  # another worker has them in hand
            batch = _plan_apart(post, kind, min(APART, kind.limit))
        if not batch:
            break
        planned += batch
        log.info("letters planned", about=batch, kind=kind.name)
    return planned


def _plan_apart(post: Post, kind: "_Kind", size: int) -> int:
    """Plan for `size` owners at a time, pass over whoever it fails for, and raise that at the end.

    In an order of this worker's own: several that do so seldom meet.
    """
    with post.database.read() as work:
        owners = list(kind.owners(work))
    random.shuffle(owners)
    planned, failures = 0, []
    for start in range(0, len(owners), size):
        if post.stop.is_set():
            break
        some = owners[start : start + size]
        try:
            planned += _plan(post, kind, only=some)
        except DATABASE_AWAY:
            raise
        except Exception as failure:
            log.exception("owners passed over", kind=kind.name, owners=some)
            failures.append(failure)
    if failures:
        raise failures[0]
    return planned


def _plan(post: Post, kind: "_Kind", *, only: Collection[int] | None = None) -> int:
    with post.database.write() as work:
        return kind.plan(work, limit=kind.limit, host=post.host, only=only)


def _anything(database: Database, kind: "_Kind") -> bool:
    with database.read() as work:
        return kind.anything(work)


class _Plan(Protocol):
    def __call__(
        self, work: Work, *, limit: int, host: str, only: Collection[int] | None = None
    ) -> int:
        """Write some letters, or `only` these owners', and return about how many things."""


class _Kind(NamedTuple):
    """One kind of letters to plan: whether there is anything, whose it is, and how."""

    name: str
    anything: Callable[[Work], bool]
    owners: Callable[[Work], Sequence[int]]
    plan: _Plan
    limit: int = BATCH


_KINDS = (
    _Kind("week", anything_weekly, people_due, plan_weeks, limit=PEOPLE),
    _Kind("due", queries.anything_due, queries.owners_due, plan_due),
    _Kind("escalation", anything_escalates, owners_escalating, escalate_due),
)
