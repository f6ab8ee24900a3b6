"""Reports as the worker takes them in: each once, whatever happens; one stops nobody."""

import mailbox
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.letters.bouncing import Bouncing, sample
from tests.support.statements import gather
from tracker.core.db import Database, Work
from tracker.letters.arrivals import take_in_reports
from tracker.letters.inboxes import Box, Waiting
from tracker.letters.jobs import Post
from tracker.letters.maildir import MaildirInbox
from tracker.letters.models import Arrival, Letter, Outcome

NESTED = b"Subject: x\n" + b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    for depth in range(2000)
)
"""More parts within parts than can be read."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def box(folder: Path) -> mailbox.Maildir:
    return mailbox.Maildir(folder, create=True)


@dataclass
class Keeping:
    """A mailbox that shows everything again at each look, as if nothing had been marked."""

    messages: list[bytes]
    put: list[Outcome] = field(default_factory=list)
    breaks: bool = False

    @contextmanager
    def open(self) -> Iterator[Box]:
        yield self

    def waiting(self) -> Iterator[Waiting]:
        yield from (Waiting(str(at), len(raw)) for at, raw in enumerate(self.messages))

    def read(self, waiting: Waiting) -> bytes | None:
        return self.messages[int(waiting.key)]

    def put_away(self, _waiting: Waiting, outcome: Outcome) -> None:
        if self.breaks:
            raise KeyboardInterrupt  # the process ends here
        self.put.append(outcome)


def test_a_crash_before_a_report_is_marked_counts_it_once(post: Post, bouncing: Bouncing) -> None:
    inbox = Keeping([bouncing.report("mailbox_full", bouncing.send())], breaks=True)
    with pytest.raises(KeyboardInterrupt):
        take_in_reports(replace(post, inboxes=[inbox]))
    assert len(bouncing.bounces) == 1

    inbox.breaks = False
    take_in_reports(replace(post, inboxes=[inbox]))

    assert len(bouncing.bounces) == 1
    assert inbox.put == [Outcome.BOUNCE]


def test_a_report_is_marked_only_after_what_follows_is_kept(
    post: Post, bouncing: Bouncing, database: Database
) -> None:
    seen: list[str] = []

    class Looking(Keeping):
        def put_away(self, waiting: Waiting, outcome: Outcome) -> None:
            with database.read() as work:
                seen.extend(work.session.scalars(select(Letter.state)))
            super().put_away(waiting, outcome)

    inbox = Looking([bouncing.report("postfix_unknown", bouncing.send())])
    take_in_reports(replace(post, inboxes=[inbox]))

    assert seen == ["bounced"]


def test_a_database_that_goes_away_leaves_the_report_for_later(
    post: Post, bouncing: Bouncing, database: Database
) -> None:
    inbox = Keeping([bouncing.report("postfix_unknown", bouncing.send())])
    watchers = database.watchers

    def go_away(_work: Work, _touched: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("server closed the connection"))

    database.watchers = (go_away,)
    with pytest.raises(OperationalError):
        take_in_reports(replace(post, inboxes=[inbox]))
    database.watchers = watchers
    assert (inbox.put, bouncing.arrived) == ([], [])

    assert take_in_reports(replace(post, inboxes=[inbox])) == 1

    assert bouncing.posting.states() == ["bounced"]


def test_two_workers_at_one_mailbox_count_each_report_once(
    post: Post, bouncing: Bouncing, box: mailbox.Maildir, folder: Path
) -> None:
    letters = [bouncing.send(f"key-{each}") for each in range(12)]
    for number in letters:
        box.add(bouncing.report("mailbox_full", number, number=str(number)))
    together = Barrier(2)

    def work(_: int) -> int:
        together.wait()
        return take_in_reports(replace(post, inboxes=[MaildirInbox(folder)]))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))

    assert sorted(bounce.letter_id or 0 for bounce in bouncing.bounces) == letters
    assert bouncing.posting.states() == ["bounced"] * len(letters)
    assert {message.get_flags() for message in box} == {"S"}


def test_a_poisoned_message_is_flagged_kept_and_stops_no_other(
    post: Post, bouncing: Bouncing, box: mailbox.Maildir, folder: Path
) -> None:
    box.add(NESTED)
    box.add(bouncing.report("postfix_unknown", bouncing.send()))

    assert take_in_reports(replace(post, inboxes=[MaildirInbox(folder)])) == 1

    assert bouncing.posting.states() == ["bounced"]
    assert sorted(bouncing.arrived) == ["bounce", "unreadable"]
    assert sorted(path.name[-1] for path in (folder / "cur").iterdir()) == ["F", "S"]
    with bouncing.database.read() as work:
        [error] = work.session.scalars(select(Arrival.error).where(Arrival.error.is_not(None)))
    assert error == "RecursionError"


def test_a_row_that_the_database_refuses_is_poison_too(
    post: Post, bouncing: Bouncing, database: Database
) -> None:
    """Whatever it was: it is never tried for ever while the others wait behind it."""
    inbox = Keeping([bouncing.report("postfix_unknown", bouncing.send()), sample("foreign")])

    def refuse(work: Work, touched: object) -> None:
        assert touched
        work.session.add(Arrival(digest="same", outcome=Outcome.OTHER, at=work.now))
        work.session.add(Arrival(digest="same", outcome=Outcome.OTHER, at=work.now))
        work.session.flush()

    database.watchers = (refuse,)

    assert take_in_reports(replace(post, inboxes=[inbox])) == 1

    assert inbox.put == [Outcome.UNREADABLE, Outcome.UNMATCHED]
    assert bouncing.posting.states() == ["sent"]


def test_a_worker_that_is_to_stop_takes_nothing_more_in(post: Post, bouncing: Bouncing) -> None:
    inbox = Keeping([bouncing.report("postfix_unknown", bouncing.send())])
    post.stop.set()

    assert take_in_reports(replace(post, inboxes=[inbox])) == 0

    assert bouncing.arrived == []


def test_without_a_mailbox_the_job_asks_the_database_nothing(post: Post) -> None:
    with gather(post.database) as said:
        assert take_in_reports(post) == 0

    assert said == []
