"""Whose account is not in use any more: what waits for them is written to whoever stands in."""

import structlog

from tracker.accounts.queries import get_user
from tracker.letters.jobs import Post
from tracker.letters.queries import gone_with_letters
from tracker.reminders.following import write_no_more

log = structlog.get_logger(__name__)


def write_to_stand_ins(post: Post) -> int:
    """Let nothing leave for people who have gone since it was written, and return for how many.

    A last day passes at midnight without anybody's deed. Whoever switches an account off cancels
    what waits at once, but for a letter that was written at that very moment. One for whom this
    fails stops nobody else, and is looked at again the next time.
    """
    with post.database.read() as work:
        gone = gone_with_letters(work)
    return sum(_write_no_more(post, number) for number in gone if not post.stop.is_set())


def _write_no_more(post: Post, user_id: int) -> bool:
    try:
        with post.database.write() as work:
            write_no_more(work, get_user(work.session, user_id))
    except Exception:
        log.exception("letters not cancelled", account=user_id)
        return False
    return True
