"""Whose last day has passed: what waits for them is written to whoever stands in."""

from tracker.accounts.queries import get_user
from tracker.letters.jobs import Post
from tracker.letters.queries import gone_with_letters
from tracker.reminders.following import write_no_more


def write_to_stand_ins(post: Post) -> int:
    """Let nothing leave for people who have gone since it was written, and return to how many.

    A last day passes at midnight without anybody's deed.
    """
    with post.database.read() as work:
        gone = gone_with_letters(work)
    for number in gone:
        with post.database.write() as work:
            write_no_more(work, get_user(work.session, number))
    return len(gone)
