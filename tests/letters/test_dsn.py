"""What a relay is asked of its reports, and what it says of an address at once."""

import pytest

from tests.letters.bouncing import Bouncing
from tests.support.relay import Relay
from tracker.letters import dsn
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.models import BounceKind, LetterState

ID = "<3f1c@savivaldybe.example>"


def test_a_relay_that_knows_reports_is_asked_for_ours(
    post: Post, bouncing: Bouncing, server: Relay
) -> None:
    server.reports = True
    number = bouncing.posting.write(recipient_id=bouncing.user_id)

    assert deliver_letters(post) == 1

    name = bouncing.posting.letter(number).message_id.strip("<>")
    assert server.asked == [
        "RET=HDRS",
        f"ENVID={name}",
        "NOTIFY=FAILURE,DELAY",
        "ORCPT=rfc822;egle@savivaldybe.example",
    ]


def test_each_letter_on_a_connection_goes_under_its_own_name(
    post: Post, bouncing: Bouncing, server: Relay
) -> None:
    server.reports = True
    numbers = [bouncing.posting.write(key) for key in "ab"]

    assert deliver_letters(post) == 2

    names = [bouncing.posting.letter(number).message_id.strip("<>") for number in numbers]
    assert [each for each in server.asked if each.startswith("ENVID")] == [
        f"ENVID={name}" for name in names
    ]
    assert server.connections == 1


def test_a_relay_that_does_not_know_them_is_asked_nothing(
    post: Post, bouncing: Bouncing, server: Relay
) -> None:
    """It would refuse the letter for what it does not know."""
    bouncing.posting.write()

    assert deliver_letters(post) == 1

    assert server.asked == []


def test_what_a_command_may_not_hold_is_spelt_out() -> None:
    assert dsn.of_recipient("egle+a=b@x.example") == [
        "NOTIFY=FAILURE,DELAY",
        "ORCPT=rfc822;egle+2Ba+3Db@x.example",
    ]
    assert dsn.of_letter("<a+b@x.example>") == ["RET=HDRS", "ENVID=a+2Bb@x.example"]


def test_a_name_that_is_too_long_is_left_out() -> None:
    host = "x" * (dsn.LONGEST_ID - len("3f1c@"))

    assert dsn.of_letter(f"<3f1c@{host}>")[1:] == [f"ENVID=3f1c@{host}"]
    assert dsn.of_letter(f"<3f1c@{host}x>") == ["RET=HDRS"]


@pytest.mark.parametrize("step", ["rcpt", "dot"])
def test_an_address_that_the_relay_knows_to_be_wrong_is_paused(
    post: Post, bouncing: Bouncing, server: Relay, step: str
) -> None:
    server.will(step, "550 5.1.1 <egle@savivaldybe.example>: User unknown")
    number = bouncing.posting.write("a", recipient_id=bouncing.user_id)

    assert deliver_letters(post) == 0

    [bounce] = bouncing.bounces
    assert bouncing.posting.letter(number).state is LetterState.DEAD
    assert (bounce.letter_id, bounce.kind, bounce.status) == (number, BounceKind.HARD, "5.1.1")
    assert bouncing.user.mail_pause_status == "5.1.1"


@pytest.mark.parametrize(
    "said",
    [
        "550 5.7.1 we do not relay",
        "550 mailbox unavailable",
        "554 5.7.1 spam",
        "553 5.1.8 sender address rejected",
        "452 4.2.2 mailbox full",
        "450 4.1.1 user unknown, try later",
    ],
)
def test_no_address_pays_for_what_a_relay_thinks_of_us(
    post: Post, bouncing: Bouncing, server: Relay, said: str
) -> None:
    server.will("rcpt", said)
    bouncing.posting.write("a", recipient_id=bouncing.user_id)

    assert deliver_letters(post) == 0

    assert bouncing.user.mail_paused_at is None
    assert bouncing.bounces == []


def test_letters_behind_one_whose_reader_is_not_there_leave_all_the_same(
    post: Post, bouncing: Bouncing, server: Relay
) -> None:
    server.will("rcpt", "550 5.1.1 no such user")
    bouncing.posting.write("a", recipient_id=bouncing.user_id)
    bouncing.posting.write("b", recipient_id=bouncing.user_id)
    bouncing.posting.write("c", address="kitas@savivaldybe.example")

    assert deliver_letters(post) == 1

    assert bouncing.posting.states() == ["dead", "cancelled", "sent"]
