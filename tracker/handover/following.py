"""Letters about a hand-over follow what it gave: until they leave they tell what still is so."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from tracker.accounts.queries import get_user, is_written_to
from tracker.audit.service import number_in
from tracker.contacts.models import Relationship
from tracker.contacts.models import subject_of as contact_subject
from tracker.core.db import Work
from tracker.handover.queries import (
    get_hand_over,
    is_undone,
    still_theirs,
)
from tracker.handover.telling import listed
from tracker.leads.models import Lead
from tracker.leads.models import subject_of as lead_subject
from tracker.letters.cancelling import cancel_numbers
from tracker.letters.models import HAND_OVER, IN_HAND, LetterState
from tracker.letters.rewriting import OVER, reword, stand_again, telling_of


def follow_hand_overs(work: Work, touched: Sequence[object]) -> None:
    """Let letters that have not left tell only of what is their reader's, and waits for them.

    A watcher, the last: whoever changes letters has the reminders already. Leads go on to others,
    end, and have other steps while a letter waits, and it may wait for hours. Of what was given up
    only the words are changed, for whoever sends it again.
    """
    subjects = {
        lead_subject(thing.id) for thing in touched if isinstance(thing, Lead) and thing.version > 1
    } | {contact_subject(thing.contact_id) for thing in touched if isinstance(thing, Relationship)}
    if subjects:
        work.session.flush()
        for letter in telling_of(work, HAND_OVER, subjects):
            _follow(work, letter)


def _follow(work: Work, letter: Row[*tuple[Any, ...]]) -> None:
    """Let a letter tell what is so, or not leave where nothing is; if it was told so, leave."""
    said = _said(work, letter)
    if said == letter.payload:
        return
    if letter.state is not LetterState.CANCELLED:
        reword(work, letter, said)
        if OVER in said and letter.state in IN_HAND:
            cancel_numbers(work, [letter.id])
    elif is_written_to(get_user(work.session, letter.recipient_id), work.today):
        stand_again(work, letter, said)


def _said(work: Work, letter: Row[*tuple[Any, ...]]) -> Mapping[str, Any]:
    done = get_hand_over(work.session, number_in(letter.subject_key))
    if not is_undone(work.session, done.id):
        rows, contacts = still_theirs(work.session, done, letter.recipient_id)
        if rows or contacts:
            before = {name: part for name, part in letter.payload.items() if name != OVER}
            return {**before, **listed(rows, letter.locale), "contacts": contacts}
    return {**letter.payload, OVER: True}
