"""Delivery reports in an account on a real IMAP server."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.letters.bouncing import Bouncing, sample
from tests.support.imap import (
    CERTIFICATE,
    PASSWORD,
    USER,
    Account,
    account_on,
    behind_tls,
    imap_server,
)
from tests.support.ports import free_port
from tracker.letters.arrivals import BATCHES, take_in_reports
from tracker.letters.imap import ImapInbox
from tracker.letters.inboxes import LARGEST, InboxError
from tracker.letters.jobs import Post
from tracker.letters.models import Outcome
from tracker.settings import Settings, Tls, load_settings

HUGE = b"From: egle@savivaldybe.example\nSubject: photos\n\n" + b"x" * LARGEST
SEEN, FLAGGED = {r"\Seen"}, {r"\Flagged"}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with imap_server() as port:
        yield port


@pytest.fixture
def account(port: int) -> Account:
    return account_on(port)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine trust the server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def inbox(settings: Settings, account: Account, **more: Any) -> ImapInbox:
    given: dict[str, Any] = {
        **settings.model_dump(exclude_defaults=True),
        "imap_host": "127.0.0.1",
        "imap_port": account.port,
        "imap_user": USER,
        "imap_password": PASSWORD,
        "imap_folder": account.folder,
        "imap_tls": Tls.NONE,
    }
    return ImapInbox(load_settings(**(given | more)))


def look(inbox: ImapInbox) -> list[tuple[bytes, int]]:
    with inbox.open() as box:
        return [(box.read(each) or b"", each.size) for each in box.waiting()]


@pytest.fixture
def connected(post: Post, settings: Settings, account: Account) -> Post:
    return replace(post, inboxes=[inbox(settings, account)])


def test_a_report_in_the_account_is_taken_in_and_marked_as_read(
    connected: Post, bouncing: Bouncing, account: Account
) -> None:
    number = bouncing.send()
    account.deliver(bouncing.report("postfix_unknown", number))

    assert take_in_reports(connected) == 1

    assert bouncing.posting.states() == ["bounced"]
    assert bouncing.user.mail_paused_at is not None
    assert account.flags() == [SEEN]
    assert take_in_reports(connected) == 0


def test_other_mail_is_left_as_it_was_and_looked_at_once(
    connected: Post, bouncing: Bouncing, account: Account
) -> None:
    account.deliver(sample("absence"), sample("reply"), HUGE)

    assert [take_in_reports(connected) for _ in range(2)] == [0, 0]

    assert account.flags() == [set(), set(), set()]
    assert bouncing.arrived == ["other", "other", "other"]


def test_after_a_new_start_other_mail_is_not_counted_again(
    connected: Post, bouncing: Bouncing, settings: Settings, account: Account
) -> None:
    account.deliver(sample("absence"), HUGE)
    take_in_reports(connected)

    take_in_reports(replace(connected, inboxes=[inbox(settings, account)]))

    assert bouncing.arrived == ["other", "other"]


def test_what_somebody_marked_as_deleted_is_not_thrown_away_by_us(
    connected: Post, bouncing: Bouncing, account: Account
) -> None:
    account.deliver(sample("reply"), bouncing.report("postfix_unknown", bouncing.send()))
    with account.opened() as client:
        client.store("1", "+FLAGS", r"(\Deleted)")

    take_in_reports(connected)

    assert account.flags() == [{r"\Deleted"}, SEEN]


def test_the_text_arrives_as_it_was_sent_and_looking_marks_nothing(
    settings: Settings, account: Account
) -> None:
    raw = sample("internationalised").replace(b"\n", b"\r\n")
    account.deliver(raw)

    assert look(inbox(settings, account)) == [(raw, len(raw))]
    assert account.flags() == [set()]


def test_what_cannot_be_read_is_flagged_and_passed_over(
    settings: Settings, account: Account
) -> None:
    account.deliver(sample("qmail"), sample("reply"))
    found = inbox(settings, account)
    with found.open() as box:
        first, _second = box.waiting()
        box.put_away(first, Outcome.UNREADABLE)

    assert account.flags() == [FLAGGED, set()]
    assert len(look(found)) == 1


def test_many_wait_for_the_next_look(connected: Post, bouncing: Bouncing, account: Account) -> None:
    number = bouncing.send()
    for each in range(BATCHES + 1):
        account.deliver(bouncing.report("postfix_delayed", number, number=str(each)))
    one_each = replace(connected, batch=1)

    assert [take_in_reports(one_each) for _ in range(3)] == [BATCHES, 1, 0]


@pytest.mark.parametrize(
    "wrong", [{"imap_password": "guessed"}, {"imap_folder": "nowhere"}, {"imap_port": None}]
)
def test_an_account_that_cannot_be_read_is_named_and_stops_no_other(
    post: Post, bouncing: Bouncing, settings: Settings, account: Account, wrong: dict[str, Any]
) -> None:
    account.deliver(bouncing.report("postfix_unknown", bouncing.send()))
    away = {"imap_port": free_port()} if "imap_port" in wrong else wrong
    inboxes = [inbox(settings, account, **away), inbox(settings, account)]

    with pytest.raises(InboxError, match=r"127\.0\.0\.1"):
        take_in_reports(replace(post, inboxes=inboxes))

    assert bouncing.posting.states() == ["bounced"]


# --- Protection ---


@pytest.mark.usefixtures("trusted")
def test_an_account_is_read_over_tls(settings: Settings, account: Account) -> None:
    account.deliver(sample("qmail"))

    with behind_tls(account.port) as port:
        assert len(look(inbox(settings, account, imap_port=port, imap_tls=Tls.TLS))) == 1


@pytest.mark.usefixtures("trusted")
def test_an_account_is_read_over_starttls(settings: Settings) -> None:
    certificate = ["--cert", str(CERTIFICATE), "--key", str(CERTIFICATE)]
    with imap_server(*certificate) as port:
        found = inbox(settings, Account(port, "INBOX"), imap_tls=Tls.STARTTLS)
        assert look(found) == []


def test_no_password_goes_to_a_server_that_this_machine_does_not_trust(
    settings: Settings, account: Account
) -> None:
    with behind_tls(account.port) as port:
        found = inbox(settings, account, imap_port=port, imap_tls=Tls.TLS)
        with pytest.raises(InboxError, match="CERTIFICATE_VERIFY_FAILED"):
            look(found)


@pytest.mark.parametrize("tls", [Tls.TLS, Tls.STARTTLS])
def test_no_password_goes_over_a_line_that_is_not_protected_as_it_should_be(
    settings: Settings, account: Account, tls: Tls
) -> None:
    with pytest.raises(InboxError):
        look(inbox(settings, account, imap_tls=tls))
