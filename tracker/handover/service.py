"""Leads change hands, all in one transaction: one entry a lead, one letter a new owner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tracker.accounts.models import User
from tracker.accounts.queries import get_user, is_written_to
from tracker.audit.service import Record, record
from tracker.core.db import Work
from tracker.core.errors import ConflictError, GoneError, NotFoundError
from tracker.core.words import mark
from tracker.handover.queries import HANDED_OVER, TAKEN_BACK, HandOver, rows_by_id, subject_of
from tracker.leads import service as leads
from tracker.leads.changes import UNDO_LASTS
from tracker.leads.listing import LeadRow
from tracker.leads.models import Lead
from tracker.leads.queries import leads_to_change
from tracker.letters.cancelling import cancel_letters
from tracker.letters.queries import has_left
from tracker.letters.service import NewLetter, write_letters
from tracker.reminders.service import tell_later

LETTERS_WAIT = timedelta(minutes=1)
"""So long the letters wait: whoever sees at once that it was wrong takes it back untold."""
LISTED = 25
"""Leads that a letter names; of the others it says how many there are, and where."""


@dataclass(frozen=True, slots=True)
class Move:
    """A lead, as it was looked at, and who is to answer for it."""

    lead_id: int
    version: int
    owner_id: int


class ChangedMeanwhileError(ConflictError):
    """Somebody changed a lead after this person looked at it; then nothing is handed over."""

    code = "changed_meanwhile"

    def __init__(self, titles: Iterable[str]) -> None:
        message = mark("Changed by somebody else in the meantime: %(titles)s.")
        super().__init__(message, titles=", ".join(titles))


def hand_over(work: Work, person: User, moves: Sequence[Move], *, host: str) -> Record:
    """Give leads of `person` to others, who learn of it in one letter each.

    What was due already is written about on the next working day, for the letter tells of it. The
    links in older letters end with the owner. `host` is the sender's, for the Message-ID. Raises
    ChangedMeanwhileError, and NoSuchOwnerError.
    """
    found = _as_looked_at(work, person, moves)
    before = {lead.id: (lead.next_step, lead.next_step_on) for lead in found.values()}
    items = []
    for move in sorted(moves, key=lambda move: move.lead_id):
        entry = leads.assign_owner(work, found[move.lead_id], move.owner_id)
        if entry is not None:
            items.append([move.lead_id, move.owner_id, entry.id, *before[move.lead_id]])
    done = record(work, HANDED_OVER, f"user:{person.id}", leads=items)
    work.session.flush()
    letters = _letters(work, person, moves, done.id)
    hear = {letter.recipient_id for letter in letters} | {work.actor_id}
    tell_later(work, [move.lead_id for move in moves if move.owner_id in hear])
    write_letters(work, letters, host=host)
    return done


def _as_looked_at(work: Work, person: User, moves: Sequence[Move]) -> Mapping[int, Lead]:
    """Return the leads, kept from other writers."""
    found = {
        lead.id: lead for lead in leads_to_change(work.session, [move.lead_id for move in moves])
    }
    if len(found) < len(moves):
        raise NotFoundError
    changed = [
        found[move.lead_id].title
        for move in moves
        if (found[move.lead_id].version, found[move.lead_id].owner_id) != (move.version, person.id)
    ]
    if changed:
        raise ChangedMeanwhileError(changed)
    return found


def _letters(work: Work, person: User, moves: Sequence[Move], number: int) -> list[NewLetter]:
    theirs: dict[int, list[LeadRow]] = defaultdict(list)
    for row in rows_by_id(work.session, [move.lead_id for move in moves]):
        if row.owner_id not in {None, work.actor_id, person.id}:
            theirs[row.owner_id or 0].append(row)
    by = get_user(work.session, work.actor_id) if work.actor_id else None
    said = {
        "from": person.name,
        "by": by.name if by is not None and by.id != person.id else None,
    }
    owners = [get_user(work.session, owner_id) for owner_id in sorted(theirs)]
    return [
        _letter(work, owner, theirs[owner.id], said, number)
        for owner in owners
        if is_written_to(owner, work.today)
    ]


def _letter(
    work: Work, owner: User, rows: Sequence[LeadRow], said: Mapping[str, Any], number: int
) -> NewLetter:
    return NewLetter(
        idem_key=f"{subject_of(number)}:{owner.id}:email",
        address=owner.email,
        locale=owner.language,
        template="handover",
        payload={
            **said,
            "to": owner.id,
            "zone": owner.time_zone,
            "count": len(rows),
            "leads": [_told(row, owner.language) for row in rows[:LISTED]],
        },
        recipient_id=owner.id,
        subject_key=subject_of(number),
        not_before=work.now + LETTERS_WAIT,
    )


def _told(row: LeadRow, language: str) -> dict[str, Any]:
    organisation = (language == "lt" and row.organisation_lt) or row.organisation
    return {
        "path": f"/leads/{row.id}",
        "title": row.title,
        "who": ", ".join(filter(None, (row.contact, organisation))),
        "step": row.next_step,
        "on": row.next_step_on and row.next_step_on.isoformat(),
        "at": row.next_step_at and row.next_step_at.isoformat("minutes"),
        "sleeps_until": row.dormant_until and row.dormant_until.isoformat(),
    }


def undo_hand_over(work: Work, done: HandOver) -> bool:
    """Give the leads back, while none has changed since; tell whether no letter had left.

    Whoever takes back what they gave knows what waits for them, and is written to about it on the
    next working day; another is at once, for nothing else tells them. Raises NotFoundError for what
    somebody else handed over, GoneError after 30 days, and ConflictError where a lead has changed,
    or whoever had them may not own leads any more.
    """
    if done.actor_id != work.actor_id:
        raise NotFoundError
    if work.now > done.at + UNDO_LASTS:
        raise GoneError(mark("It is too late to undo this."))
    for item in done.items:
        leads.undo_change(work, item.entry_id)
    if done.from_id == work.actor_id:
        tell_later(work, [item.lead_id for item in done.items])
    record(work, TAKEN_BACK, subject_of(done.id))
    cancel_letters(work, subject_of(done.id))
    return not has_left(work, subject_of(done.id))
