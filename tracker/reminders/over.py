"""What is asked of reminders that are over."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.db import at_most
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.queries import ANSWERED, STEPS


def is_over(session: Session, payload: Mapping[str, Any]) -> bool:
    """Tell whether a letter tells of steps and silences only that are over or have moved on."""
    told = [payload] if "reminder" in payload else payload.get("items", ())
    wanted = {item["reminder"]: item["version"] for item in told if "reminder" in item}
    asked = select(Reminder.id, Reminder.version, Reminder.state).where(Reminder.id.in_(wanted))
    found = session.execute(asked).all() if wanted else ()
    stands = (wanted[row.id] == row.version and row.state in ANSWERED for row in found)
    return bool(found) and not any(stands)


def last_cancelled(session: Session, lead_id: int) -> Reminder | None:
    """Return the reminder of a lead's step that was cancelled last."""
    asked = select(Reminder).where(
        Reminder.lead_id == lead_id,
        Reminder.kind.in_(STEPS),
        Reminder.state == ReminderState.CANCELLED,
    )
    return session.scalars(asked.order_by(Reminder.id.desc()).limit(at_most(1))).one_or_none()
