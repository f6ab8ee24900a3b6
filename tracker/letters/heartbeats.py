"""Signs of life of the workers' jobs."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from tracker.core.db import Work, table_of
from tracker.letters.models import Heartbeat

REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beat:
    """What a worker's job did last."""

    worker: str
    job: str
    done: int = 0
    error: str | None = None


def beat(work: Work, sign: Beat) -> None:
    """Write down that a job ran, over what it said before."""
    table = table_of(Heartbeat)
    insert = postgresql.insert(table) if work.on_postgresql else sqlite.insert(table)
    said = {"ran_at": work.now, "done": sign.done, "error": sign.error}
    work.session.execute(
        insert.values(worker=sign.worker, job=sign.job, **said).on_conflict_do_update(
            index_elements=[Heartbeat.worker, Heartbeat.job], set_=said
        )
    )


def forget_silent(work: Work) -> None:
    """Forget workers that have said nothing for a day: each start of one has a new name."""
    work.session.execute(
        delete(Heartbeat)
        .where(Heartbeat.ran_at < work.now - REMEMBERED)
        .execution_options(synchronize_session=False)
    )
