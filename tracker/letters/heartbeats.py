"""Signs of life of the workers' jobs."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from tracker.core.db import Work, table_of
from tracker.letters.models import Heartbeat
from tracker.letters.queries import moment

REMEMBERED = timedelta(days=1)
_SLACK = timedelta(hours=1)
"""As far as machines may disagree about the time."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a worker's job did last."""

    worker: str
    job: str
    done: int = 0
    error: str | None = None
    every_s: float | None = None
    """How often it is to run, in seconds."""


def beat(work: Work, sign: Beat) -> None:
    """Write down that a job ran, over what it said before."""
    table = table_of(Heartbeat)
    insert = postgresql.insert(table) if work.on_postgresql else sqlite.insert(table)
    said = {
        "ran_at": work.now,
        "heard_at": moment(work),
        "every_s": sign.every_s,
        "done": sign.done,
        "error": sign.error,
    }
    work.session.execute(
        insert.values(worker=sign.worker, job=sign.job, **said).on_conflict_do_update(
            index_elements=[Heartbeat.worker, Heartbeat.job], set_=said
        )
    )


def forget_silent(work: Work) -> None:
    """Forget workers that have said nothing for a day: each start of one has a new name.

    The latest sign of each job is kept, however old: since then it has not run. One of a moment
    still to come was written by a clock that stood in the future, and tells nothing.
    """
    other = aliased(Heartbeat)
    is_past = other.ran_at <= work.now + _SLACK
    latest = select(func.max(other.ran_at)).where(other.job == Heartbeat.job, is_past)
    is_old = Heartbeat.ran_at < work.now - REMEMBERED
    is_outdone = Heartbeat.ran_at < latest.scalar_subquery()
    work.session.execute(
        delete(Heartbeat)
        .where(or_(and_(is_old, is_outdone), Heartbeat.ran_at > work.now + _SLACK))
        .execution_options(synchronize_session=False)
    )
