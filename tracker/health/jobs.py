"""What the worker looks after once a minute."""

import structlog

from tracker.health.lateness import Look, look
from tracker.health.service import note_lateness
from tracker.letters.jobs import Post

log = structlog.get_logger(__name__)
SURE_AFTER_S = 10.0
"""A step that was set just now for a moment long past is written about within this time."""


def watch_lateness(post: Post, *, sure_after_s: float = SURE_AFTER_S) -> int:
    """Tell the administrators when reminders are late, once; return 1 when that begins.

    When all is well it looks and writes nothing.
    """
    seen = _look(post)
    if seen.begins and not seen.is_sure:
        post.stop.wait(sure_after_s)
        again = _look(post)
        if again.waits_from != seen.waits_from or post.stop.is_set():
            return 0
    if not (seen.begins or seen.ends or seen.is_untold):
        return 0
    with post.database.write() as work:
        begins = note_lateness(work, host=post.host)
    if begins:
        log.warning("reminders are late", since=seen.late and seen.late.since.isoformat())
    return int(begins)


def look_back(post: Post) -> None:
    """Tell what is late since nobody looked; before anything is planned, which hides since when."""
    seen = _look(post)
    if seen.begins and seen.is_sure:
        with post.database.write() as work:
            note_lateness(work, host=post.host)


def _look(post: Post) -> Look:
    with post.database.read() as work:
        return look(work)
