"""Leads and contacts change hands in one transaction: an entry each, one letter a new owner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from tracker.accounts.models import User
from tracker.accounts.queries import get_user, is_written_to, owner_kept
from tracker.audit.service import Record, record, several_to_take_back, to_take_back
from tracker.contacts.keeping import hand_on, take_back
from tracker.contacts.models import Contact
from tracker.contacts.models import subject_of as contact_subject
from tracker.contacts.queries import contacts_to_keep
from tracker.core.db import Work, ask
from tracker.core.errors import ConflictError, NotFoundError
from tracker.core.words import mark
from tracker.handover.queries import (
    HANDED_OVER,
    TAKEN_BACK,
    HandOver,
    rows_by_id,
    subject_of,
)
from tracker.handover.telling import listed
from tracker.handover.undone import Retold, write_undone
from tracker.leads import service as leads
from tracker.leads.listing import LeadRow
from tracker.leads.models import Lead
from tracker.leads.models import subject_of as lead_subject
from tracker.leads.queries import leads_to_change
from tracker.letters.cancelling import cancel_letters
from tracker.letters.models import HAND_OVER
from tracker.letters.service import NewItem, NewLetter, write_letter
from tracker.reminders import keeping as silences
from tracker.reminders.queries import lock_reminders_about
from tracker.reminders.service import tell_later, undo_changes

LETTERS_WAIT = timedelta(minutes=1)
"""So long the letters wait: whoever sees at once that it was wrong takes it back untold."""


@dataclass(frozen=True, slots=True)
class Move:
    """A lead or a contact, as it was looked at, and who is to answer for it."""

    id: int
    version: int
    owner_id: int


class ChangedMeanwhileError(ConflictError):
    """Somebody changed something after this person looked at it; then nothing is handed over."""

    code = "changed_meanwhile"

    def __init__(self, titles: Iterable[str]) -> None:
        message = mark("Changed by somebody else in the meantime: %(titles)s.")
        super().__init__(message, titles=", ".join(titles))


class Moves(NamedTuple):
    """What goes to whom: leads, and contacts with whom somebody else keeps in touch from now on."""

    leads: Sequence[Move]
    contacts: Sequence[Move] = ()


def hand_over(work: Work, person: User, moves: Moves, *, host: str) -> Record:
    """Give leads and contacts of `person` to others, who learn of it in one letter each.

    What was due already is written about on the next working day, for the letter tells of it. The
    links in older letters end with the owner. `host` is the sender's, for the Message-ID. Raises
    ChangedMeanwhileError, NoSuchOwnerError and NotKeptError.
    """
    theirs, kept = _as_looked_at(work, person, moves)
    items, contacts = _give(work, theirs, moves.leads), _hand_on(work, kept, moves.contacts)
    done = record(work, HANDED_OVER, f"user:{person.id}", leads=items, contacts=contacts)
    work.session.flush()
    letters = _letters(work, person, moves, done.id)
    lock_reminders_about(work.session, theirs.keys(), kept.keys())
    hear = {letter.recipient_id for letter in letters} | {work.actor_id}
    tell_later(work, [move.id for move in moves.leads if move.owner_id in hear])
    silences.tell_later(work, [move.id for move in moves.contacts if move.owner_id in hear])
    for letter in letters:
        write_letter(work, letter, host=host)
    return done


def _give(work: Work, theirs: Mapping[int, Lead], moves: Sequence[Move]) -> list[list[object]]:
    """Return what the journal says of leads, each with its step as it is handed over."""
    items: list[list[object]] = []
    for move in sorted(moves, key=_number):
        lead = theirs[move.id]
        step = (lead.next_step, lead.next_step_on)
        entry = leads.assign_owner(work, lead, move.owner_id)
        if entry is not None:
            items.append([move.id, move.owner_id, entry.id, *step])
    return items


def _hand_on(work: Work, kept: Mapping[int, Contact], moves: Sequence[Move]) -> list[list[int]]:
    """Return what the journal says of contacts."""
    items = []
    for move in sorted(moves, key=_number):
        entry = hand_on(work, kept[move.id], move.owner_id, seen=move.version)
        if entry is not None:
            items.append([move.id, move.owner_id, entry.id])
    return items


def _number(move: Move) -> int:
    return move.id


def _as_looked_at(
    work: Work, person: User, moves: Moves
) -> tuple[Mapping[int, Lead], Mapping[int, Contact]]:
    """Return the leads and the contacts, kept from other writers."""
    theirs = {
        lead.id: lead for lead in leads_to_change(work.session, [move.id for move in moves.leads])
    }
    kept = {
        contact.id: contact
        for contact in contacts_to_keep(work.session, [move.id for move in moves.contacts])
    }
    if len(theirs) < len(moves.leads) or len(kept) < len(moves.contacts):
        raise NotFoundError
    changed = [
        theirs[move.id].title
        for move in moves.leads
        if (theirs[move.id].version, theirs[move.id].owner_id) != (move.version, person.id)
    ] + [
        kept[move.id].name
        for move in moves.contacts
        if _stands(kept[move.id]) != (move.version, person.id)
    ]
    if changed:
        raise ChangedMeanwhileError(changed)
    return theirs, kept


def _stands(contact: Contact) -> tuple[int, int] | None:
    return (contact.kept.version, contact.kept.keeper_id) if contact.kept else None


def _letters(work: Work, person: User, moves: Moves, number: int) -> list[NewLetter]:
    theirs: dict[int, list[LeadRow]] = defaultdict(list)
    for row in rows_by_id(work.session, [move.id for move in moves.leads]):
        theirs[row.owner_id or 0].append(row)
    contacts: dict[int, list[int]] = defaultdict(list)
    for move in moves.contacts:
        contacts[move.owner_id].append(move.id)
    by = get_user(work.session, work.actor_id) if work.actor_id else None
    said = {
        "from": person.name,
        "by": by.name if by is not None and by.id != person.id else None,
    }
    told = (theirs.keys() | contacts.keys()) - {work.actor_id, person.id}
    owners = [get_user(work.session, owner_id) for owner_id in sorted(told)]
    return [
        _letter(work, owner, theirs[owner.id], contacts[owner.id], said, number)
        for owner in owners
        if is_written_to(owner, work.today)
    ]


def _letter(
    work: Work,
    owner: User,
    rows: Sequence[LeadRow],
    contacts: Sequence[int],
    said: Mapping[str, Any],
    number: int,
) -> NewLetter:
    key = f"{subject_of(number)}:{owner.id}:email"
    told = [*(lead_subject(row.id) for row in rows), *map(contact_subject, contacts)]
    return NewLetter(
        idem_key=key,
        address=owner.email,
        locale=owner.language,
        template=HAND_OVER,
        payload={
            **said,
            "contacts": len(contacts),
            "to": owner.id,
            "path": f"/handovers/{number}",
            "zone": owner.time_zone,
            **listed(rows, owner.language),
        },
        recipient_id=owner.id,
        subject_key=subject_of(number),
        not_before=work.now + LETTERS_WAIT,
        items=[NewItem(f"{key}:{each}", each) for each in told],
    )


def undo_hand_over(work: Work, done: HandOver, *, host: str) -> Retold:
    """Give everything back, while nothing has changed since, and return whom a letter had told.

    They are written to once more, as far as mail reaches them. `host` is the sender's, for the
    Message-ID.

    The old owner's reminders stand as they did: what they have heard of comes again in its turn.
    Whoever takes back what they gave knows what waits for them, and is written to about it on the
    next working day; another is at once, for nothing else tells them. Raises NotFoundError for what
    somebody else handed over, GoneError after 30 days, and ConflictError where a lead has changed,
    somebody else keeps in touch, or whoever had them may not own leads any more.
    """
    to_take_back(work, done.id, {HANDED_OVER})
    lead_ids = [item.lead_id for item in done.items]
    contact_ids = [each.contact_id for each in done.contacts]
    leads_to_change(work.session, lead_ids)
    contacts_to_keep(work.session, contact_ids)
    ask(work.session, owner_kept(done.from_id, work.today))  # before what waits for them
    lock_reminders_about(work.session, lead_ids, contact_ids)
    entry_ids = [item.entry_id for item in done.items]
    undo_changes(work, several_to_take_back(work, entry_ids, leads.UNDOABLE))
    for each in done.contacts:
        take_back(work, each.entry_id)
    work.session.flush()
    if done.from_id == work.actor_id:
        tell_later(work, lead_ids)
        silences.tell_later(work, contact_ids)
    record(work, TAKEN_BACK, subject_of(done.id))
    cancel_letters(work, subject_of(done.id))
    return write_undone(work, done, host=host)
