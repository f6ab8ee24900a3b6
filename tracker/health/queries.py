"""Every question asked of how the installation does; nothing here changes anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Interval,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import load_only

from tracker.accounts.models import User
from tracker.accounts.queries import in_use
from tracker.core.clock import Clock, SystemClock
from tracker.core.db import Work, at_most
from tracker.health.models import Incident, IncidentKind
from tracker.letters.models import IS_WAITING, WAITS_FROM, Bounce, Heartbeat, Letter, LetterState
from tracker.letters.queries import count_by_state
from tracker.reminders.queries import Stranded, how_many_due, stranded

WATCH = "health.watch"
"""The job that looks whether reminders are late."""
WARNING = "late"
"""The template of the letter about it, which is never late itself."""
LATE = timedelta(minutes=15)
WELL_AGAIN = timedelta(minutes=5)
"""Trouble is over when nothing waits longer than this: shorter, so that it does not come and go."""
SILENT = timedelta(minutes=1)
"""A worker that has said nothing for so long is taken for stopped."""
FAILED_SHOWN, INCIDENTS_SHOWN = 10, 5
NAMED = 3
"""People whom mail does not reach that are named; the others are counted."""
_DAYS_OF_LATE = LATE / timedelta(days=1)
_IS_SENT = Letter.state == literal_column("'sent'")
_IS_SENDING = Letter.state == literal_column("'sending'")
_IS_FAILED = Letter.state.in_((literal_column("'dead'"), literal_column("'bounced'")))
_IS_TRIED = and_(IS_WAITING, Letter.attempts > 0)
_COUNTS = Letter.template != WARNING
_ON_POSTGRESQL = text(
    "SELECT (SELECT version_num FROM alembic_version) AS revision,"
    " pg_database_size(current_database()) AS bytes, clock_timestamp() AS now"
)
_ON_SQLITE = text(
    "SELECT (SELECT version_num FROM alembic_version) AS revision,"
    " (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())"
    " AS bytes, NULL AS now"
)


@dataclass(frozen=True, slots=True)
class Store:
    """The database: its version and size, and by how much our clock is ahead of its own."""

    is_server: bool
    revision: str | None
    size: int
    """Bytes."""
    now: datetime
    """The present by its clock, where it has one of its own."""
    clock_ahead: timedelta | None
    """Of this machine's clock; nothing where there is no other to compare it with."""


def store(work: Work, clock: Clock) -> Store:
    """Return how the database stands; `clock` is this machine's."""
    before = clock.now()
    row = work.session.execute(_ON_POSTGRESQL if work.on_postgresql else _ON_SQLITE).one()
    between = before + (clock.now() - before) / 2
    is_comparable = row.now is not None and isinstance(clock, SystemClock)
    return Store(
        is_server=work.on_postgresql,
        revision=row.revision,
        size=row.bytes,
        now=row.now if is_comparable else work.now,
        clock_ahead=between - row.now if is_comparable else None,
    )


def answers(work: Work) -> bool:
    """Tell that the database answers; raises what it raises when it does not."""
    return work.session.scalar(select(literal_column("1"))) == 1


@dataclass(frozen=True, slots=True)
class Tick:
    """When a worker's job last said that it ran, and how it went."""

    job: str
    at: datetime
    done: int
    error: str | None
    every: timedelta = timedelta(0)
    """How often it is to run."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker as the database knows it: its jobs, and the letters it holds."""

    name: str
    ticks: tuple[Tick, ...]
    held: int = 0
    held_until: datetime | None = None
    clock_ahead: timedelta | None = None
    """Of the database's clock, as its latest sign tells; nothing where they share one."""

    @property
    def heard_at(self) -> datetime | None:
        """Return when it was last heard of; nothing when only its leases are left."""
        return max((tick.at for tick in self.ticks), default=None)

    def is_alive(self, now: datetime) -> bool:
        """Tell whether it said something within the last minute.

        What a clock in the future wrote says nothing of now.
        """
        return any(abs(now - tick.at) < SILENT for tick in self.ticks)


def workers(work: Work) -> list[Worker]:
    """Return every worker that is remembered or holds letters, the latest heard of first."""
    leases = {owner: (held, until) for owner, held, until in _leases(work)}
    found = [_worker(name, beats, leases) for name, beats in _beats_by_worker(work)]
    gone = [Worker(name, (), *lease) for name, lease in leases.items()]
    heard = sorted(found, key=lambda worker: worker.heard_at or work.now, reverse=True)
    return [*heard, *gone]


def _beats_by_worker(work: Work) -> Iterable[tuple[str, list[Heartbeat]]]:
    beats = work.session.scalars(
        select(Heartbeat).order_by(Heartbeat.worker, Heartbeat.job, Heartbeat.id)
    )
    return [(name, list(some)) for name, some in groupby(beats, lambda beat: beat.worker)]


def _worker(
    name: str, beats: list[Heartbeat], leases: dict[str, tuple[int, datetime | None]]
) -> Worker:
    held, until = leases.pop(name, (0, None))
    latest = max(beats, key=lambda beat: beat.ran_at)
    ahead = latest.ran_at - latest.heard_at if latest.heard_at else None
    return Worker(name, tuple(map(_tick, beats)), held, until, ahead)


def _tick(beat: Heartbeat) -> Tick:
    every = timedelta(seconds=beat.every_s or 0)
    return Tick(beat.job, beat.heard_at or beat.ran_at, beat.done, beat.error, every)


def _leases(work: Work) -> list[tuple[str, int, datetime | None]]:
    held = (
        select(Letter.lease_owner, func.count(), func.max(Letter.lease_until))
        .where(IS_WAITING, _IS_SENDING)
        .group_by(Letter.lease_owner)
    )
    rows = work.session.execute(held)
    return sorted((owner or "?", count, until) for owner, count, until in rows)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: reminders to be written about, letters to leave."""

    reminders: int
    """Due, and without their letter."""
    reminder_since: datetime | None
    letters: int
    """Due, and still here."""
    letter_since: datetime | None
    """Since when the oldest of them waits, the warning itself apart."""
    refused_since: datetime | None
    """When the oldest letter was written that was tried in vain, while no other has left."""
    last_sent_at: datetime | None

    @property
    def late_since(self) -> datetime | None:
        """Return since when anything is due that has not left; nothing when all has."""
        waits = (self.reminder_since, self.letter_since, self.refused_since)
        return min((moment for moment in waits if moment is not None), default=None)


def queue(work: Work) -> Queue:
    """Return what waits.

    A letter that its recipient's server put off waits for its next try and is not due until then;
    it counts only where nothing else has left since it was written: then the fault is ours.
    """
    due = (IS_WAITING, Letter.not_before <= work.now)
    last_sent = select(Letter.sent_at).where(_IS_SENT).order_by(Letter.id.desc())
    letters, since, tried_since, last_sent_at = work.session.execute(
        select(
            select(func.count(Letter.id)).where(*due).scalar_subquery(),
            select(func.min(WAITS_FROM)).where(*due, _COUNTS).scalar_subquery(),
            select(func.min(Letter.created_at)).where(_IS_TRIED, _COUNTS).scalar_subquery(),
            last_sent.limit(at_most(1)).scalar_subquery(),
        )
    ).one()
    is_ours = tried_since and (last_sent_at is None or last_sent_at < tried_since)
    return Queue(
        *how_many_due(work),
        letters,
        since,
        tried_since if is_ours else None,
        last_sent_at,
    )


def failed_letters(work: Work) -> Sequence[Letter]:
    """Return the latest letters that were tried in vain or given up; without what they say."""
    return work.session.scalars(
        select(Letter)
        .options(
            load_only(
                Letter.id,
                Letter.state,
                Letter.attempts,
                Letter.not_before,
                Letter.last_code,
                Letter.last_error,
                raiseload=True,
            )
        )
        .where(or_(_IS_TRIED, _IS_FAILED))
        .order_by(Letter.id.desc())
        .limit(at_most(FAILED_SHOWN))
    ).all()


class Missed(NamedTuple):
    """Somebody whom mail does not reach."""

    id: int
    name: str


def unreached(work: Work, *, since: datetime) -> tuple[int, int]:
    """Count the letters that reached nobody `since` then, and who gets none any more.

    Those are the ones given up after their last try, and those of which it was told that they came
    back, however long ago they left. In one statement.
    """
    came_back = exists(
        select(Bounce.id).where(
            Bounce.letter_id == Letter.id, Bounce.is_final.is_(True), Bounce.at >= since
        )
    )
    given_up = select(func.count(Letter.id)).where(_IS_FAILED, or_(since <= WAITS_FROM, came_back))
    paused = select(func.count(User.id)).where(User.mail_paused_at.is_not(None), in_use(work.today))
    row = work.session.execute(select(given_up.scalar_subquery(), paused.scalar_subquery())).one()
    return row[0], row[1]


def missed(work: Work) -> tuple[Missed, ...]:
    """Return the first few of those to whom no letter leaves any more, by surname."""
    found = (
        select(User.id, User.given + " " + User.family)
        .where(User.mail_paused_at.is_not(None), in_use(work.today))
        .order_by(User.family, User.given, User.id)
        .limit(at_most(NAMED))
    )
    return tuple(Missed(*row) for row in work.session.execute(found))


def incidents(work: Work) -> Sequence[Incident]:
    """Return the latest times of trouble, the newest first."""
    found = select(Incident).order_by(Incident.id.desc())
    return work.session.scalars(found.limit(at_most(INCIDENTS_SHOWN))).all()


def latest_incident(work: Work, kind: IncidentKind) -> Incident | None:
    """Return the last time of this trouble, over or not."""
    found = select(Incident).where(Incident.kind == kind).order_by(Incident.id.desc())
    return work.session.scalars(found.limit(at_most(1))).one_or_none()


def watched_at(work: Work) -> datetime | None:
    """Return when any worker last looked whether reminders are late."""
    looked = func.max(func.coalesce(Heartbeat.heard_at, Heartbeat.ran_at))
    return work.session.scalar(select(looked).where(Heartbeat.job == WATCH))


def made_late(work: Work, *, after: datetime) -> tuple[datetime, datetime] | None:
    """Return when what has been planned or sent late since `after` was due, and until when.

    Reads every letter: asked only when nobody has looked for a quarter of an hour.
    """
    done = func.coalesce(Letter.sent_at, Letter.created_at)
    since, until = work.session.execute(
        select(func.min(Letter.not_before), func.max(done)).where(
            done >= after, Letter.attempts <= 1, _COUNTS, _is_long_after(work, done)
        )
    ).one()
    return (since, until) if since else None


def _is_long_after(work: Work, done: ColumnElement[datetime]) -> ColumnElement[bool]:
    if work.on_postgresql:
        return done - Letter.not_before > literal(LATE, Interval())
    return func.julianday(done) - func.julianday(Letter.not_before) > _DAYS_OF_LATE


@dataclass(frozen=True, slots=True)
class State:
    """How the installation does, as far as the database knows."""

    store: Store
    workers: tuple[Worker, ...]
    queue: Queue
    counts: Mapping[LetterState, int]
    stranded: Stranded
    """Due reminders that nobody is written to about, by why not."""
    given_up: int
    """Letters that were given up or came back in the last seven days."""
    paused: int
    """People to whom no letter leaves, for those to their address came back."""
    missed: tuple[Missed, ...] = ()
    """The first few of them."""

    @property
    def for_nobody(self) -> int:
        """Return how many due reminders nobody is written to about."""
        return sum(self.stranded)

    @property
    def alive(self) -> tuple[Worker, ...]:
        """Return the workers that are at work."""
        return tuple(worker for worker in self.workers if worker.is_alive(self.store.now))

    @property
    def heard_at(self) -> datetime | None:
        """Return when any worker was last heard of."""
        heard = (worker.heard_at for worker in self.workers if worker.heard_at)
        return max(heard, default=None)


LATELY = timedelta(days=7)


def state(work: Work, clock: Clock) -> State:
    """Return how the installation does; `clock` is this machine's."""
    given_up, paused = unreached(work, since=work.now - LATELY)
    return State(
        store=store(work, clock),
        workers=tuple(workers(work)),
        queue=queue(work),
        counts=count_by_state(work.session),
        stranded=stranded(work),
        given_up=given_up,
        paused=paused,
        missed=missed(work) if paused else (),
    )
