"""Delivery reports in a Maildir of this machine."""

import mailbox
from dataclasses import replace
from pathlib import Path

import pytest

from tests.letters.bouncing import Bouncing, sample
from tracker.letters import mailboxes
from tracker.letters.arrivals import take_in_reports
from tracker.letters.inboxes import LARGEST, InboxError, Waiting
from tracker.letters.jobs import Post
from tracker.letters.mailboxes import open_inboxes
from tracker.letters.maildir import MaildirInbox
from tracker.letters.models import Outcome
from tracker.settings import Settings, SettingsError, load_settings


@pytest.fixture
def box(tmp_path: Path) -> mailbox.Maildir:
    """The folder as a mail server and people's mail programs use it."""
    return mailbox.Maildir(tmp_path / "reports", create=True)


@pytest.fixture
def inbox(box: mailbox.Maildir, tmp_path: Path) -> MaildirInbox:
    assert len(box) == 0
    return MaildirInbox(tmp_path / "reports")


@pytest.fixture
def connected(post: Post, inbox: MaildirInbox) -> Post:
    return replace(post, inboxes=[inbox])


def flags(box: mailbox.Maildir) -> list[tuple[str, str]]:
    """Return where each message is and how it is marked, in the order in which they came."""
    found = [box.get_message(key) for key in sorted(box.keys())]
    return [(message.get_subdir(), message.get_flags()) for message in found]


def keys(inbox: MaildirInbox) -> list[str]:
    with inbox.open() as box:
        return [waiting.key for waiting in box.waiting()]


def test_a_report_in_the_folder_is_taken_in_and_marked_as_read(
    connected: Post, bouncing: Bouncing, box: mailbox.Maildir
) -> None:
    box.add(bouncing.report("postfix_unknown", bouncing.send()))

    assert take_in_reports(connected) == 1

    assert bouncing.posting.states() == ["bounced"]
    assert flags(box) == [("cur", "S")]
    assert take_in_reports(connected) == 0


def test_a_report_about_no_letter_of_ours_is_put_away_too(
    connected: Post, bouncing: Bouncing, box: mailbox.Maildir
) -> None:
    box.add(sample("foreign"))

    assert take_in_reports(connected) == 1

    assert (bouncing.arrived, flags(box)) == (["unmatched"], [("cur", "S")])


def test_other_mail_is_left_as_it_was_and_looked_at_once(
    connected: Post, bouncing: Bouncing, box: mailbox.Maildir
) -> None:
    for raw in (sample("absence"), sample("reply"), b"Subject: x\n\n" + b"x" * LARGEST):
        box.add(raw)

    assert [take_in_reports(connected) for _ in range(2)] == [0, 0]

    assert flags(box) == [("new", "")] * 3
    assert bouncing.arrived == ["other"] * 3
    assert keys(connected.inboxes[0]) == []  # type: ignore[arg-type]


def test_a_report_that_somebody_looked_past_is_taken_in(
    connected: Post, bouncing: Bouncing, box: mailbox.Maildir
) -> None:
    """A mail program that opens the folder moves what it finds to `cur`, unread."""
    key = box.add(bouncing.report("postfix_unknown", bouncing.send()))
    message = box.get_message(key)
    message.set_subdir("cur")
    message.set_flags("R")
    box[key] = message

    assert take_in_reports(connected) == 1

    assert flags(box) == [("cur", "RS")]


def test_what_is_read_or_flagged_already_is_nobodys_business(
    inbox: MaildirInbox, box: mailbox.Maildir
) -> None:
    for mark in ("S", "F"):
        message = mailbox.MaildirMessage(sample("qmail"))
        message.set_subdir("cur")
        message.set_flags(mark)
        box.add(message)

    assert keys(inbox) == []


def test_what_cannot_be_read_is_flagged(inbox: MaildirInbox, box: mailbox.Maildir) -> None:
    box.add(sample("qmail"))
    with inbox.open() as opened:
        [waiting] = opened.waiting()
        opened.put_away(waiting, Outcome.UNREADABLE)

    assert flags(box) == [("cur", "F")]
    assert keys(inbox) == []


def test_messages_come_in_the_order_in_which_they_arrived(
    inbox: MaildirInbox, tmp_path: Path, box: mailbox.Maildir
) -> None:
    assert len(box) == 0
    for name in ("new/1700000002.b", "cur/1700000001.a:2,", "new/1700000003.c", "new/.hidden"):
        (tmp_path / "reports" / name).write_bytes(b"x")

    assert keys(inbox) == ["cur/1700000001.a:2,", "new/1700000002.b", "new/1700000003.c"]


def test_a_message_that_is_gone_meanwhile_is_nothing(inbox: MaildirInbox) -> None:
    gone = Waiting("new/1700000001.gone", 1)

    with inbox.open() as opened:
        assert opened.read(gone) is None
        opened.put_away(gone, Outcome.BOUNCE)


def test_a_folder_that_is_not_there_is_named(post: Post, tmp_path: Path) -> None:
    missing = replace(post, inboxes=[MaildirInbox(tmp_path / "nowhere")])

    with pytest.raises(InboxError, match="nowhere"):
        take_in_reports(missing)


# --- Which there are ---


def test_nothing_set_is_nothing_read(settings: Settings, post: Post) -> None:
    assert open_inboxes(settings) == ()
    assert take_in_reports(post) == 0


def test_a_folder_and_an_account_are_read_both(settings: Settings, tmp_path: Path) -> None:
    told = settings.model_dump(exclude_defaults=True)
    both = load_settings(**told, bounce_maildir=tmp_path, imap_host="mail.example")

    assert [type(inbox).__name__ for inbox in open_inboxes(both)] == ["MaildirInbox", "ImapInbox"]


def test_an_empty_folder_in_the_settings_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_BOUNCE_MAILDIR", "")

    assert load_settings(instance=tmp_path).bounce_maildir is None


def test_an_account_that_nothing_here_can_read_is_said_in_one_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "find_spec", lambda _name: None)
    told = settings.model_dump(exclude_defaults=True)

    with pytest.raises(SettingsError, match=r"pip install .rysiai\[inbound\]"):
        open_inboxes(load_settings(**told, imap_host="mail.example"))

    assert len(open_inboxes(load_settings(**told, bounce_maildir=settings.instance))) == 1
