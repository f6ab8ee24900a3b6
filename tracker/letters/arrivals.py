"""What the worker does with mail that arrives: delivery reports are taken in, the rest stays."""

import structlog

from tracker.core.db import DATABASE_AWAY, Database
from tracker.letters import bounce_queries, bounces
from tracker.letters.inboxes import LARGEST, Box, Inbox, InboxError, Waiting
from tracker.letters.jobs import Post
from tracker.letters.models import Outcome
from tracker.letters.plain_reports import plain_report
from tracker.letters.reports import Report, parse, standard_report

log = structlog.get_logger(__name__)
BATCHES = 5
"""So many batches of messages at one look; the others are there at the next."""
TAKEN = frozenset({Outcome.BOUNCE, Outcome.UNMATCHED})


def take_in_reports(post: Post) -> int:
    """Take in every delivery report that waits and return how many.

    A mailbox that cannot be read does not stop another one; it is raised at the end.
    """
    taken, failure = 0, None
    for inbox in post.inboxes:
        try:
            taken += _take_in(post, inbox)
        except InboxError as error:
            failure = error
    if failure is not None:
        raise failure
    return taken


def forget_reports(database: Database) -> int:
    """Forget what reports of more than thirty days ago said; return whether there was any."""
    with database.read() as work:
        before = work.now - bounces.WORDS_KEPT
        if not bounce_queries.anything_to_forget(work.session, before=before):
            return 0
    with database.write() as work:
        bounces.forget_words(work)
    return 1


def _take_in(post: Post, inbox: Inbox) -> int:
    taken = 0
    with inbox.open() as box:
        for looked, waiting in enumerate(box.waiting()):
            if post.stop.is_set() or looked == BATCHES * post.batch:
                break
            outcome = _look(post, box, waiting)
            if outcome is not None:
                box.put_away(waiting, outcome)
            taken += outcome in TAKEN
    return taken


def _look(post: Post, box: Box, waiting: Waiting) -> Outcome | None:
    """Take one message in, in a transaction of its own; nothing when it is for another time."""
    if waiting.size > LARGEST:
        return _note(post, bounces.digest_of(waiting.key.encode()), None)
    raw = box.read(waiting)
    if raw is None:
        return None
    digest = bounces.digest_of(raw)
    try:
        return _note(post, digest, read_report(raw))
    except Exception as error:
        if isinstance(error, DATABASE_AWAY):
            raise
        log.exception("report not read", message=waiting.key)
        with post.database.write() as work:
            bounces.note_unreadable(work, digest, type(error).__name__)
        return Outcome.UNREADABLE


def read_report(raw: bytes) -> Report | None:
    """Return what a message says of a letter, if it is a delivery report of any kind."""
    mail = parse(raw)
    return standard_report(mail) or plain_report(mail)


def _note(post: Post, digest: str, report: Report | None) -> Outcome | None:
    with post.database.write() as work:
        outcome = bounces.take_in(work, digest, report, lease=post.lease)
    log.info("mail looked at", outcome=outcome)
    return outcome
