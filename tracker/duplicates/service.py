"""What is said of two contacts who may be one person; each deed is in the journal."""

from tracker.audit.service import Record, number_in, record, to_take_back
from tracker.contacts.models import subject_of
from tracker.core.db import Work
from tracker.core.errors import NotFoundError
from tracker.duplicates import queries
from tracker.duplicates.models import ToldApart

APART = "contact.told_apart"


def tell_apart(work: Work, low_id: int, high_id: int) -> Record | None:
    """Write down that two contacts are two people; nobody is asked about them again.

    Said by two at once it is said once. Raises NotFoundError for two who are not thought the same.
    """
    if not queries.is_pair(work.session, low_id, high_id):
        raise NotFoundError
    work.take_turn(f"pair:{low_id}:{high_id}")
    if work.session.get(ToldApart, (low_id, high_id)) is not None:
        return None
    work.session.add(ToldApart(low_id=low_id, high_id=high_id, by_id=work.actor_id, at=work.now))
    return record(work, APART, subject_of(low_id), other=high_id)


def take_back(work: Work, entry_id: int) -> None:
    """Let two contacts be asked about again; raises what `to_take_back` does."""
    entry = to_take_back(work, entry_id, {APART})
    low_id, high_id = number_in(entry.subject), entry.detail["other"]
    said = work.session.get(ToldApart, (low_id, high_id))
    if said is not None:
        work.session.delete(said)
        record(work, f"{APART}_undone", entry.subject, other=high_id)
