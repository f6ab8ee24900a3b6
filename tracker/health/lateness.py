"""Whether reminders are late, or were while nobody looked."""

from dataclasses import dataclass
from datetime import datetime

from tracker.core.db import Work
from tracker.health import queries
from tracker.health.models import Incident, IncidentKind
from tracker.health.queries import LATE, WELL_AGAIN


@dataclass(frozen=True, slots=True)
class Lateness:
    """What was due at `since` has not left, or left only at `until`.

    `quiet_from` says that from then until now nobody looked: no worker ran, or the database was
    away.
    """

    since: datetime
    until: datetime | None = None
    quiet_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the queue has seen."""

    now: datetime
    waiting: int
    waits_from: datetime | None
    late: Lateness | None
    latest: Incident | None

    @property
    def current(self) -> Incident | None:
        """Return the trouble that is not over."""
        return self.latest if self.latest and self.latest.over_at is None else None

    @property
    def begins(self) -> bool:
        """Tell whether this is trouble of which nobody has been told."""
        if self.late is None or self.current is not None:
            return False
        until, before = self.late.until, self.latest.over_at if self.latest else None
        return until is None or before is None or before < until

    @property
    def ends(self) -> bool:
        """Tell whether the trouble that there was is over."""
        is_well = self.waits_from is None or self.now - self.waits_from < WELL_AGAIN
        return self.current is not None and is_well

    @property
    def is_sure(self) -> bool:
        """Tell whether one look is enough: nobody had looked, or it is all over."""
        return self.late is not None and self.late.quiet_from is not None

    @property
    def is_untold(self) -> bool:
        """Tell whether there was nobody to tell of the trouble when it began."""
        return self.current is not None and self.current.told_at is None


def look(work: Work) -> Look:
    """Look whether reminders are late."""
    queue = queries.queue(work)
    return Look(
        now=work.now,
        waiting=queue.reminders + queue.letters,
        waits_from=queue.late_since,
        late=_late(work, queue.late_since),
        latest=queries.latest_incident(work, IncidentKind.LATE),
    )


def _late(work: Work, waits_from: datetime | None) -> Lateness | None:
    is_late = waits_from is not None and work.now - waits_from > LATE
    looked_at = queries.watched_at(work)
    if looked_at is None or work.now - looked_at <= LATE:
        return Lateness(waits_from) if is_late and waits_from else None
    return _late_unseen(work, waits_from if is_late else None, looked_at)


def _late_unseen(work: Work, waits_from: datetime | None, looked_at: datetime) -> Lateness | None:
    """Return what became late since anybody looked; nothing was late then, or it would be known."""
    since, until = queries.made_late(work, after=looked_at) or (None, None)
    moments = [moment for moment in (waits_from, since) if moment is not None]
    if not moments:
        return None
    began_at = max(min(moments), looked_at)
    ended_at = None if waits_from else until
    if (ended_at or work.now) - began_at <= LATE:
        return None
    return Lateness(began_at, ended_at, quiet_from=looked_at)
