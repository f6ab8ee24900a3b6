"""What the worker does with letters."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from tracker.core.db import DATABASE_AWAY, Database
from tracker.core.mail import AwayError, Envelope, LostError, Mailer, MailError, RefusedError
from tracker.letters import bounces, queries, service
from tracker.letters.hands import Hand, Keeper
from tracker.letters.inboxes import Inbox
from tracker.letters.scribe import Scribe
from tracker.letters.service import Claimed, Failure
from tracker.letters.statuses import is_unknown

log = structlog.get_logger(__name__)
SLOTS = 3
"""Letters one worker sends at the same time: a slow recipient costs one of them."""
BATCH = 40
LOOK_AGAIN_S = 0.5


class Print(Protocol):
    """Whoever turns a letter's row into what leaves."""

    def __call__(self, letter: Claimed, *, now: datetime) -> Envelope:
        """Return the envelope."""


@dataclass(frozen=True, slots=True)
class Post:
    """All that planning and delivering need.

    `host` is the sender's, for Message-IDs; `holder` names this worker on what it claims.
    """

    database: Database
    mailer: Mailer
    print: Print
    host: str
    holder: str
    lease: timedelta
    retry_base: timedelta
    stop: threading.Event
    slots: int = SLOTS
    batch: int = BATCH
    inboxes: Sequence[Inbox] = ()
    """Where delivery reports arrive."""


@dataclass(frozen=True, slots=True)
class _Round:
    """One time of delivering: the post, who looks after what is in hand, and who writes."""

    post: Post
    keeper: Keeper
    scribe: Scribe


def deliver_letters(post: Post) -> int:
    """Send every due letter and return how many left; one that fails does not stop the others."""
    if post.mailer.is_away() or not _anything_due(post):
        return 0
    with (
        Keeper(post.database, lease=post.lease, stop=post.stop) as keeper,
        ThreadPoolExecutor(post.slots, thread_name_prefix="letters.slot") as slots,
    ):
        one = _Round(post, keeper, Scribe(post.database))
        sent = sum(slots.map(lambda _: _deliver(one), range(post.slots)))
    post.mailer.rest()
    return sent


def _anything_due(post: Post) -> bool:
    with post.database.read() as work:
        return queries.anything_due(work)


def _deliver(one: _Round) -> int:
    """Work in one slot until nothing is due and no other slot is still at it."""
    post, keeper = one.post, one.keeper
    hand, sent = keeper.new_hand(), 0
    try:
        while not post.stop.is_set() and keeper.reach(hand):
            letters = [] if post.mailer.is_away() else _claim(one)
            hand.fill(letters)
            while (letter := hand.next()) is not None:
                sent += _try(one, letter, hand)
            if not letters and not keeper.is_over():
                post.stop.wait(LOOK_AGAIN_S)
    finally:
        keeper.put_down(hand)
    return sent


def _claim(one: _Round) -> list[Claimed]:
    post = one.post
    if not _anything_due(post):
        return []
    ours = one.keeper.in_hand()
    with post.database.write() as work:
        return service.claim_letters(
            work, holder=post.holder, lease=post.lease, limit=post.batch, besides=ours
        )


def _try(one: _Round, letter: Claimed, hand: Hand) -> bool:
    """Try to hand one letter over, write down what became of it, and tell whether it left."""
    post, scribe = one.post, one.scribe

    def begin() -> bool:
        return scribe.write(lambda work: service.begin_data(work, letter, lease=post.lease))

    try:
        envelope = post.print(letter, now=post.database.clock.now())
        if not post.mailer.send(envelope, begin):
            return False
    except Exception as error:  # noqa: BLE001 - one poisoned letter stops nobody
        _note_failure(one, letter, error, hand)
        return False
    sent = scribe.write_firmly(lambda work: service.mark_sent(work, letter))
    log.info("letter sent", letter=letter.id, attempt=letter.attempts, still_ours=sent)
    return True


def _note_failure(one: _Round, letter: Claimed, error: Exception, hand: Hand) -> None:
    if isinstance(error, DATABASE_AWAY):
        raise error  # nothing left: `begin` could not be written, and neither could this
    log.warning("letter not sent", letter=letter.id, attempt=letter.attempts, error=str(error))
    write, base = one.scribe.write_firmly, one.post.retry_base
    if isinstance(error, AwayError) and not error.counts:
        back = [letter, *hand.drop_rest()]
        write(lambda work: service.hand_back(work, back, error=str(error)))
        return
    failure = _failure(error)
    noted = write(lambda work: service.mark_failed(work, letter, failure, base=base))
    if noted and is_unknown(failure.code, failure.text):
        # Apart from the note, which holds the letter: whoever changes reminders takes them first.
        write(lambda work: bounces.note_refusal(work, letter.id, failure.text))


def _failure(error: Exception) -> Failure:
    match error:
        case RefusedError():
            return Failure(str(error), error.code, is_final=error.is_final)
        case LostError():
            return Failure(str(error), maybe_sent=error.after_text)
        case MailError():
            return Failure(str(error), error.code)
        case _:
            return Failure(f"{type(error).__name__}: {error}")
