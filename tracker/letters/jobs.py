"""What the worker does with letters."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from tracker.core.db import Database, Work
from tracker.core.mail import AwayError, Envelope, LostError, Mailer, MailError, RefusedError
from tracker.letters import queries, service
from tracker.letters.hands import Hand, Keeper
from tracker.letters.service import Claimed, Failure

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
SLOTS = 3
"""Letters one worker sends at the same time: a slow recipient costs one of them."""
BATCH = 40
LOOK_AGAIN_S = 0.5
PATIENCE_S = (0.1, 0.4, 1.0, 2.0, 4.0)
"""The waits while the database is away and a letter has been handed over already."""


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


def deliver_letters(post: Post) -> int:
    """Send every due letter and return how many left; one that fails does not stop the others."""
    if post.mailer.is_away() or not _anything_due(post):
        return 0
    with (
        Keeper(post.database, lease=post.lease, stop=post.stop) as keeper,
        ThreadPoolExecutor(post.slots, thread_name_prefix="letters.slot") as slots,
    ):
        sent = sum(slots.map(lambda _: _deliver(post, keeper), range(post.slots)))
    post.mailer.rest()
    return sent


def _anything_due(post: Post) -> bool:
    with post.database.read() as work:
        return queries.anything_due(work)


def _deliver(post: Post, keeper: Keeper) -> int:
    """Work in one slot until nothing is due and no other slot is still at it."""
    hand, sent = keeper.new_hand(), 0
    try:
        while not post.stop.is_set() and not post.mailer.is_away():
            if letters := _claim(post):
                hand.fill(letters)
                while (letter := hand.next()) is not None:
                    sent += _try(post, letter, hand)
            elif keeper.anything_in_hand():
                post.stop.wait(LOOK_AGAIN_S)
            else:
                break
    finally:
        keeper.put_down(hand)
    return sent


def _claim(post: Post) -> list[Claimed]:
    if not _anything_due(post):
        return []
    with post.database.write() as work:
        return service.claim_letters(work, holder=post.holder, lease=post.lease, limit=post.batch)


def _try(post: Post, letter: Claimed, hand: Hand) -> bool:
    """Try to hand one letter over, write down what became of it, and tell whether it left."""

    def begin() -> bool:
        with post.database.write() as work:
            return service.begin_data(work, letter, lease=post.lease)

    try:
        envelope = post.print(letter, now=post.database.clock.now())
        if not post.mailer.send(envelope, begin):
            return False
    except Exception as error:  # noqa: BLE001 - one poisoned letter stops nobody
        _note_failure(post, letter, error, hand)
        return False
    sent = _firmly(post, lambda work: service.mark_sent(work, letter))
    log.info("letter sent", letter=letter.id, attempt=letter.attempts, still_ours=sent)
    return True


def _note_failure(post: Post, letter: Claimed, error: Exception, hand: Hand) -> None:
    if isinstance(error, DBAPIError):
        raise error  # nothing left: `begin` could not be written, and neither could this
    log.warning("letter not sent", letter=letter.id, attempt=letter.attempts, error=str(error))
    if isinstance(error, AwayError) and not error.counts:
        back = [letter, *hand.drop_rest()]
        _firmly(post, lambda work: service.hand_back(work, back, error=str(error)))
        return
    failure = _failure(error)
    _firmly(post, lambda work: service.mark_failed(work, letter, failure, base=post.retry_base))


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


def _firmly(post: Post, write: Callable[[Work], Result]) -> Result:
    """Write down what became of a letter, and try again while the database is away.

    What was handed over and could not be noted leaves once more, so patience is worth it here.
    """
    for wait in PATIENCE_S:
        try:
            with post.database.write() as work:
                return write(work)
        except DBAPIError:
            log.warning("database away", wait=wait)
            time.sleep(wait)
    with post.database.write() as work:
        return write(work)
