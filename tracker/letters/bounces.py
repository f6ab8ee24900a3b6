"""What follows from a bounce: how the letter stands, and whether mail still reaches its reader.

Nothing here sends anything; a bounce is answered by no letter.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.accounts.mail import pause_mail, warn_of_mail
from tracker.accounts.models import User
from tracker.audit.service import record
from tracker.core.db import Work, put, table_of, tell_watchers
from tracker.core.mail import over_wire
from tracker.letters import bounce_queries as queries
from tracker.letters.models import (
    BOUNCES,
    Arrival,
    Bounce,
    BounceKind,
    Letter,
    LetterState,
    Outcome,
)
from tracker.letters.queries import subjects_of
from tracker.letters.reports import Report, Told
from tracker.letters.statuses import kind_of, status_in

TROUBLES = 3
"""So many soft bounces …"""
WITHIN = timedelta(days=7)
"""… in so short a time are a warning."""
WORDS_KEPT = timedelta(days=30)
_ERROR_LENGTH = 200
_LETTERS = table_of(Letter)


@dataclass(frozen=True, slots=True)
class CameBack:
    """A letter that nobody will read at its address; watchers see it.

    What it told of (`subject_key`) waits to be told anew.
    """

    letter_id: int
    subject_key: str


def digest_of(raw: bytes) -> str:
    """Return what a message is known by, whichever way and however often it comes.

    Headers grow on the way, its own number and what it says do not.
    """
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    number = next(
        (line for line in head.lower().split(b"\n") if line.startswith(b"message-id:")), b""
    )
    return sha256(number + b"\n" + body).hexdigest()


def take_in(work: Work, digest: str, report: Report | None, *, lease: timedelta) -> Outcome | None:
    """Take a message from the mailbox in, once, and return what it was; nothing when too early.

    Too early is a report about a letter that its worker still has in hand: "sent" comes first.
    """
    letter = queries.find_letter(work.session, report.letters) if report else None
    if letter is not None and _is_in_hand(work, letter, lease):
        return None
    outcome = _outcome(report, letter)
    if not _remember(work, digest, outcome):
        return queries.outcome_of(work.session, digest)
    if report is not None:
        _apply(work, letter, _about(letter, report))
    return outcome


def _is_in_hand(work: Work, letter: Letter, lease: timedelta) -> bool:
    """Tell whether a worker has it in hand; what was cancelled on the wire, for a lease at most."""
    if letter.state is LetterState.CANCELLED:
        return letter.data_at is not None and work.now < letter.data_at + lease
    return letter.state is LetterState.SENDING


def note_unreadable(work: Work, digest: str, error: str) -> None:
    """Remember a message that could not be read, for somebody to look at."""
    _remember(work, digest, Outcome.UNREADABLE, error=error[:_ERROR_LENGTH])


def note_refusal(work: Work, letter_id: int, words: str) -> None:
    """Note that the relay itself said of a letter's address that it is not there.

    The same evidence as a hard bounce.
    """
    letter = work.session.get_one(Letter, letter_id)
    told = Told(
        is_final=True,
        status=status_in(words),
        addresses=frozenset({letter.address}),
        words=words,
    )
    _apply(work, letter, told)


def forget_words(work: Work) -> None:
    """Forget what old reports said, and of whom."""
    forgotten = update(BOUNCES).where(Bounce.at < work.now - WORDS_KEPT, Bounce.words.is_not(None))
    work.session.execute(forgotten.values(words=None, address=None))


def _outcome(report: Report | None, letter: Letter | None) -> Outcome:
    if report is None:
        return Outcome.OTHER
    return Outcome.UNMATCHED if letter is None else Outcome.BOUNCE


def _remember(work: Work, digest: str, outcome: Outcome, *, error: str | None = None) -> bool:
    """Write a message down; False when it was before, also by another worker at this moment."""
    table = table_of(Arrival)
    insert = postgresql.insert(table) if work.on_postgresql else sqlite.insert(table)
    row = {"digest": digest, "outcome": outcome, "error": error, "at": work.now}
    added = insert.values(row).on_conflict_do_nothing(index_elements=[Arrival.digest])
    return work.session.scalars(added.returning(Arrival.id)).one_or_none() is not None


def _about(letter: Letter | None, report: Report) -> Told:
    """Return what a report tells of the letter's reader, or the worst it tells of somebody."""
    worst_first = sorted(report.told, key=lambda told: not told.is_final)
    ours = (told for told in worst_first if letter is not None and _names(told, letter))
    return next(ours, worst_first[0])


def _names(told: Told, letter: Letter) -> bool:
    """Tell whether a report is about the address we wrote to, or names none at all."""
    return not told.addresses or bool(told.addresses & {letter.address, over_wire(letter.address)})


def _apply(work: Work, letter: Letter | None, told: Told) -> None:
    kind = kind_of(told.status, told.words, is_final=told.is_final)
    if letter is not None and kind is BounceKind.HARD and not _names(told, letter):
        kind = BounceKind.SOFT  # where our address is forwarded to; ours is there
    row = {
        "letter_id": letter.id if letter else None,
        "recipient_id": letter.recipient_id if letter else None,
        "address": ", ".join(sorted(told.addresses)) or None,
        "kind": kind,
        "is_final": told.is_final,
        "status": told.status,
        "words": told.words,
        "at": work.now,
    }
    put(work.session, BOUNCES, row)
    if letter is not None:
        if told.is_final:
            _mark_bounced(work, letter, told, kind)
        _draw_conclusions(work, letter, told, kind)


def _mark_bounced(work: Work, letter: Letter, told: Told, kind: BounceKind) -> None:
    bounce = (
        update(_LETTERS)
        .where(Letter.id == letter.id, Letter.state == LetterState.SENT)
        .values(state=LetterState.BOUNCED, last_code=None, last_error=told.status)
    )
    work.session.execute(bounce)
    record(work, "letter.bounced", f"letter:{letter.id}", kind=kind, status=told.status)


def _draw_conclusions(work: Work, letter: Letter, told: Told, kind: BounceKind) -> None:
    """Pause the reader's letters, or warn of trouble; only for the address that they still have."""
    user = queries.lock_reader(work.session, letter)
    if user is None:
        return
    for subject_key in subjects_of(work.session, letter) if kind is BounceKind.HARD else ():
        tell_watchers(work.session, CameBack(letter.id, subject_key))
    if user.mail_paused_at is not None:
        return
    if user.email != letter.address or _left_before(letter, user):
        return
    if kind is BounceKind.HARD:
        pause_mail(work, user, status=told.status)
    elif queries.count_troubles(work, user, within=WITHIN) >= TROUBLES:
        _warn(work, user)


def _left_before(letter: Letter, user: User) -> bool:
    """Tell whether a letter left before somebody said that the address works."""
    at = letter.sent_at or letter.data_at or letter.created_at
    return user.mail_resumed_at is not None and at < user.mail_resumed_at


def _warn(work: Work, user: User) -> None:
    if user.mail_warned_at is None or user.mail_warned_at < work.now - WITHIN:
        warn_of_mail(work, user)
