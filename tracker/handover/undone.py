"""Whoever a letter has told of a hand-over reads, in another, that it was undone."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from tracker.accounts.models import User
from tracker.accounts.queries import get_user, is_written_to
from tracker.core.db import Work, ask
from tracker.handover.queries import HandOver, subject_of
from tracker.letters.models import HAND_OVER, MAY_HAVE_LEFT, Letter, LetterState
from tracker.letters.service import NewLetter, write_letter

UNDONE = "undone"
"""The folder of the letter's templates."""


class Retold(NamedTuple):
    """Whom a letter had told of a hand-over, by whether another can tell them it was undone."""

    written_to: Sequence[str]
    unreached: Sequence[str]
    """Who has gone, or whom mail does not reach: somebody has to tell them."""


def write_undone(work: Work, done: HandOver, *, host: str) -> Retold:
    """Write to each whose letter about a hand-over has left, or may have, and return their names.

    For when it has been undone, and what waits cancelled. `host` is the sender's, for the
    Message-ID.
    """
    written_to, unreached = [], []
    for user_id in _told(work, done):
        owner = get_user(work.session, user_id)
        if is_written_to(owner, work.today):
            write_letter(work, _letter(work, done, owner), host=host)
            written_to.append(owner.name)
        else:
            unreached.append(owner.name)
    return Retold(written_to, unreached)


def _told(work: Work, done: HandOver) -> list[int]:
    has_left = Letter.state == LetterState.SENT
    may_have_left = and_(Letter.state != LetterState.BOUNCED, MAY_HAVE_LEFT)
    found = (
        select(Letter.recipient_id)
        .where(Letter.subject_key == subject_of(done.id), Letter.template == HAND_OVER)
        .where(or_(has_left, may_have_left))
        .order_by(Letter.id)
    )
    return [number for (number,) in ask(work.session, found) if number is not None]


def _letter(work: Work, done: HandOver, owner: User) -> NewLetter:
    giver = get_user(work.session, done.from_id)
    by = get_user(work.session, work.actor_id) if work.actor_id else giver
    return NewLetter(
        idem_key=f"{subject_of(done.id)}:{UNDONE}:{owner.id}:email",
        address=owner.email,
        locale=owner.language,
        template=UNDONE,
        payload={
            "from": giver.name,
            "by": by.name if by.id != giver.id else None,
            "to": owner.id,
            "count": sum(item.owner_id == owner.id for item in done.items),
            "contacts": sum(each.owner_id == owner.id for each in done.contacts),
            "path": f"/handovers/{done.id}",
        },
        recipient_id=owner.id,
        subject_key=subject_of(done.id),
    )
