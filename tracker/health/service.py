"""What is done about lateness: it is written down, and the administrators are told once."""

from collections.abc import Mapping
from typing import Any

from tracker.accounts.models import User
from tracker.accounts.queries import administrators, is_written_to
from tracker.core.db import Work
from tracker.health.lateness import Look, look
from tracker.health.models import Incident, IncidentKind
from tracker.health.queries import WARNING
from tracker.letters.service import NewLetter, write_letters


def note_lateness(work: Work, *, host: str) -> bool:
    """Begin or end the time of lateness there is, and tell of it once; tell whether it began.

    Two workers that look at the same moment take turns, and the second finds what the first wrote.
    """
    work.take_turn(f"incident:{IncidentKind.LATE}")
    seen = look(work)
    incident, begins = seen.current, seen.begins
    if begins and seen.late:
        incident = Incident(
            kind=IncidentKind.LATE, began_at=seen.late.since, over_at=seen.late.until
        )
        work.session.add(incident)
        work.session.flush()
    elif incident is not None and seen.ends:
        incident.over_at = work.now
    if incident is not None and incident.told_at is None:
        _tell(work, incident, seen, host=host)
    return begins


def _tell(work: Work, incident: Incident, seen: Look, *, host: str) -> None:
    told = [user for user in administrators(work) if is_written_to(user, work.today)]
    write_letters(work, [_letter(incident, user, seen) for user in told], host=host)
    if told:
        incident.told_at = work.now


def _letter(incident: Incident, user: User, seen: Look) -> NewLetter:
    return NewLetter(
        idem_key=f"{incident.subject}:{user.id}:email",
        address=user.email,
        locale=user.language,
        template=WARNING,
        payload={**_payload(incident, seen), "zone": user.time_zone},
        recipient_id=user.id,
        subject_key=incident.subject,
    )


def _payload(incident: Incident, seen: Look) -> Mapping[str, Any]:
    quiet_from = seen.late.quiet_from if seen.late else None
    return {
        "since": incident.began_at.isoformat(),
        "until": incident.over_at.isoformat() if incident.over_at else None,
        "quiet_from": quiet_from.isoformat() if quiet_from else None,
        "written_at": seen.now.isoformat(),
        "waiting": seen.waiting,
    }
