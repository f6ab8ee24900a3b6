"""Delivering in this process, where a clock must be moved by hand."""

import threading
from datetime import timedelta

from tests.faults.scene import SECRET
from tracker.core.db import Database
from tracker.core.mail import Mailer
from tracker.core.security import LinkSigner
from tracker.letters.jobs import Post
from tracker.letters.render import Printer
from tracker.settings import Settings
from tracker.wiring import LETTERS

MINUTE = timedelta(seconds=60)


def post_at_hand(settings: Settings, database: Database, mailer: Mailer) -> Post:
    """Return all that planning and delivering need, with the waits and leases of every day."""
    return Post(
        database=database,
        mailer=mailer,
        print=Printer(settings.base_url, LinkSigner([SECRET]), LETTERS),
        host="savivaldybe.example",
        holder="at-hand",
        lease=MINUTE,
        retry_base=MINUTE,
        stop=threading.Event(),
    )
