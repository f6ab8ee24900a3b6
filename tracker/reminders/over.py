"""What is asked of reminders that are over."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.db import at_most
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.queries import STEPS


def last_cancelled(session: Session, lead_id: int) -> Reminder | None:
    """Return the reminder of a lead's step that was cancelled last."""
    asked = select(Reminder).where(
        Reminder.lead_id == lead_id,
        Reminder.kind.in_(STEPS),
        Reminder.state == ReminderState.CANCELLED,
    )
    return session.scalars(asked.order_by(Reminder.id.desc()).limit(at_most(1))).one_or_none()
