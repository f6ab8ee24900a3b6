"""Taking a change of a lead back, as whoever made it does."""

from tracker.audit.service import to_take_back
from tracker.core.db import Work
from tracker.leads.models import Lead
from tracker.leads.service import UNDOABLE, undo_changes


def undo_change(work: Work, entry_id: int) -> Lead:
    """Take one change back."""
    [lead] = undo_changes(work, [to_take_back(work, entry_id, UNDOABLE)])
    return lead
