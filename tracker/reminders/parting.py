"""Who is not there any more, or not today: what waits is written to whoever stands in for them."""

from collections.abc import Callable

import structlog

from tracker.accounts.queries import get_user
from tracker.core.db import Database
from tracker.letters.jobs import Post
from tracker.letters.queries import away_with_letters, gone_with_letters
from tracker.reminders.held import pass_on, passes_on, write_no_more

log = structlog.get_logger(__name__)


def write_to_stand_ins(post: Post) -> int:
    """Let nothing leave for people who have gone since it was written, and return for how many.

    A last day passes at midnight without anybody's deed, and days away begin so. Whoever switches
    an account off cancels what waits at once, but for a letter that was written at that very
    moment. A letter that meets trouble waits for hours, in which somebody may write down that they
    are away. One for whom this fails stops nobody else, and is looked at again the next time.
    """
    with post.database.read() as work:
        gone, away = gone_with_letters(work), away_with_letters(work)
    whose = [*((number, _end) for number in gone), *((number, _pass_on) for number in away)]
    return sum(_do(post, number, deed) for number, deed in whose if not post.stop.is_set())


def _do(post: Post, user_id: int, deed: Callable[[Database, int], bool]) -> bool:
    try:
        return deed(post.database, user_id)
    except Exception:
        log.exception("letters not cancelled", account=user_id)
        return False


def _end(database: Database, user_id: int) -> bool:
    with database.write() as work:
        return write_no_more(work, get_user(work.session, user_id))


def _pass_on(database: Database, user_id: int) -> bool:
    """Pass on what waits for somebody away; where nobody stands in, nobody is locked out for it."""
    with database.read() as work:
        if not passes_on(work, user_id):
            return False
    with database.write() as work:
        return pass_on(work, get_user(work.session, user_id))
