"""Every question asked of bounces and of what arrived; changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, literal_column, select
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.core.db import Work, at_most
from tracker.letters.models import Arrival, Bounce, Letter, Outcome

AT_ONCE = 200
MOST_IDS = 10
"""Message-IDs of one report that are looked for."""
_IS_HARD = Bounce.kind == literal_column("'hard'")


def find_letter(session: Session, message_ids: Sequence[str]) -> Letter | None:
    """Return the letter with the first of these Message-IDs that is one of ours."""
    asked = message_ids[:MOST_IDS]
    found = session.scalars(select(Letter).where(Letter.message_id.in_(asked))).all()
    by_id = {letter.message_id: letter for letter in found}
    return next((by_id[each] for each in asked if each in by_id), None)


def lock_reader(session: Session, letter: Letter) -> User | None:
    """Return the letter's reader as they now stand, kept from other writers to the end."""
    if letter.recipient_id is None:
        return None
    return session.scalars(
        select(User)
        .where(User.id == letter.recipient_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def count_troubles(work: Work, user: User, *, within: timedelta) -> int:
    """Count the bounces that were no proof against an address, since it last was said to work."""
    since = max(work.now - within, user.mail_resumed_at or work.now - within)
    counted = select(func.count(Bounce.id)).where(
        Bounce.recipient_id == user.id, Bounce.at > since, ~_IS_HARD
    )
    return work.session.scalar(counted) or 0


def outcome_of(session: Session, digest: str) -> Outcome | None:
    """Return what a message was found to be when it came first."""
    return session.scalar(select(Arrival.outcome).where(Arrival.digest == digest))


def is_hard() -> ColumnElement[bool]:
    """Return the condition that a letter's address was found to be no one's."""
    return exists(select(Bounce.id).where(Bounce.letter_id == Letter.id, _IS_HARD))


def has_no_reader(session: Session, letter_id: int) -> bool:
    """Tell whether a letter's address was found to be no one's: it is not sent there again."""
    asked = select(Bounce.id).where(Bounce.letter_id == letter_id, _IS_HARD)
    return session.scalar(asked.limit(at_most(1))) is not None


def bounces_of(session: Session, letter_id: int) -> Sequence[Bounce]:
    """Return what was told of a letter, the latest first."""
    told = select(Bounce).where(Bounce.letter_id == letter_id).order_by(Bounce.id.desc())
    return session.scalars(told.limit(at_most(AT_ONCE))).all()


def anything_to_forget(session: Session, *, before: datetime) -> bool:
    """Tell whether words of old reports are still kept; one look into a partial index."""
    old = select(Bounce.id).where(Bounce.at < before, Bounce.words.is_not(None))
    return session.scalar(old.limit(at_most(1))) is not None


def every_bounce(session: Session) -> Iterator[Bounce]:
    """Return all bounces in the order in which they were told, a few at a time."""
    last = 0
    while some := session.scalars(
        select(Bounce).where(Bounce.id > last).order_by(Bounce.id).limit(at_most(AT_ONCE))
    ).all():
        yield from some
        last = some[-1].id


def count_arrivals(session: Session, *, since: datetime | None = None) -> dict[Outcome, int]:
    """Return how many messages arrived in the mailbox for reports, by what they were."""
    counted = select(Arrival.outcome, func.count()).group_by(Arrival.outcome)
    if since is not None:
        counted = counted.where(Arrival.at > since)
    return dict(session.execute(counted.order_by(Arrival.outcome)).all())


@dataclass(frozen=True, slots=True)
class Troubles:
    """What an administrator is told of mail that does not arrive."""

    paused: int
    warned: int
    unread: int
    unmatched: int


def troubles(work: Work, *, within: timedelta) -> Troubles:
    """Count accounts that mail does not reach, and reports nobody could use, in one statement."""
    since = work.now - within

    def lately(outcome: Outcome) -> ColumnElement[int]:
        arrived = Arrival.outcome == literal_column(f"'{outcome.value}'")
        asked = select(func.count(Arrival.id)).where(arrived, Arrival.at > since)
        return asked.scalar_subquery()

    def accounts(condition: ColumnElement[bool]) -> ColumnElement[int]:
        asked = select(func.count(User.id)).where(condition, User.disabled_at.is_(None))
        return asked.scalar_subquery()

    row = work.session.execute(
        select(
            accounts(User.mail_paused_at.is_not(None)),
            accounts(User.mail_warned_at > since),
            lately(Outcome.UNREADABLE),
            lately(Outcome.UNMATCHED),
        )
    ).one()
    return Troubles(*row)
