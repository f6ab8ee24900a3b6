"""Connections kept and lost; one slow recipient, one poisoned letter, the end of the day."""

import dataclasses
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from tests.letters.posting import Posting
from tests.support.relay import Relay
from tests.support.statements import gather
from tests.support.waiting import wait_for
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.mail import Envelope
from tracker.letters import cancelling
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.smtp import Circuit, SmtpMailer
from tracker.settings import Settings, load_settings

# --- Connections ---


def test_one_connection_carries_fifty_letters(post: Post, posting: Posting, server: Relay) -> None:
    for number in range(51):
        posting.write(f"key-{number}")

    assert deliver_letters(post) == 51

    assert server.connections == 2


def test_a_kept_connection_that_the_server_closed_is_replaced_at_no_cost(
    mailer: SmtpMailer, server: Relay
) -> None:
    envelope = Envelope("a@b.example", "Hello", "text", "<p>html</p>", "<1@b.example>")
    assert mailer.send(envelope, lambda: True)
    server.will("mail", "421 4.4.2 idle for too long")

    assert mailer.send(envelope, lambda: True)

    assert server.connections == 2
    assert len(server.texts) == 2


def test_a_letter_cancelled_while_its_recipient_was_asked_for_does_not_leave(
    post: Post, posting: Posting, server: Relay, database: Database
) -> None:
    posting.write("a", subject_key="reminder:7")
    posting.write("b")
    hand_over = post.mailer.send

    def cancel_first(envelope: Envelope, begin: Callable[[], bool]) -> bool:
        def begin_late() -> bool:
            with database.write() as work:
                cancelling.cancel_letters(work, "reminder:7")
            return begin()

        return hand_over(envelope, begin_late)

    class Late(SmtpMailer):
        send = staticmethod(cancel_first)

    assert isinstance(post.mailer, SmtpMailer)
    late = dataclasses.replace(post, mailer=Late(post.mailer.settings))
    assert deliver_letters(late) == 1

    assert posting.states() == ["cancelled", "sent"]
    assert server.ids == [posting.letter(2).message_id]


def test_nothing_is_locked_while_the_server_takes_its_time(
    post: Post, posting: Posting, server: Relay
) -> None:
    posting.write("slow")
    written: list[float] = []

    def write_meanwhile(_: bytes) -> None:
        began = time.monotonic()
        posting.write("meanwhile", not_before=post.database.clock.now() + timedelta(days=1))
        written.append(time.monotonic() - began)

    server.arrived = write_meanwhile

    assert deliver_letters(post) == 1

    assert len(written) == 1
    assert written[0] < 5


# --- The server is away ---


def test_three_failed_connections_give_the_server_a_rest_that_costs_no_attempts(
    post: Post, posting: Posting, server: Relay
) -> None:
    for number in range(10):
        posting.write(f"key-{number}")
    server.will("connect", *["421 not now"] * 10)

    assert deliver_letters(post) == 0

    assert server.connections == 3
    tried = [posting.letter(number).attempts for number in range(1, 11)]
    assert sorted(tried) == [0] * 7 + [1] * 3
    assert deliver_letters(post) == 0
    assert server.connections == 3
    assert post.mailer.is_away()


def test_after_the_rest_one_more_failure_costs_nobody_an_attempt_and_closes_it_again(
    post: Post, posting: Posting, server: Relay, mail_settings: Settings
) -> None:
    seconds = [0.0]
    circuit = Circuit(tick=lambda: seconds[0])
    patient = dataclasses.replace(post, mailer=SmtpMailer(mail_settings, circuit))
    for number in range(5):
        posting.write(f"key-{number}")
    server.will("connect", *["421 not now"] * 4)
    deliver_letters(patient)

    seconds[0] += 30
    deliver_letters(patient)

    assert server.connections == 4
    assert sorted(posting.letter(number).attempts for number in range(1, 6)) == [0, 0, 1, 1, 1]
    assert circuit.is_open()
    seconds[0] += 30
    assert deliver_letters(patient) == 2, "the three others wait their minute"


def test_a_refused_password_is_the_servers_trouble_and_no_letters(
    posting: Posting, post: Post, mail_settings: Settings
) -> None:
    posting.write()
    values = {
        **mail_settings.model_dump(exclude_defaults=True),
        "smtp_user": "rysiai",
        "smtp_password": "wrong",
    }
    mailer = SmtpMailer(load_settings(**values))

    assert deliver_letters(dataclasses.replace(post, mailer=mailer)) == 0

    assert posting.states() == ["queued"]


def test_a_server_that_wants_a_password_first_is_no_reason_to_give_letters_up(
    post: Post, posting: Posting, server: Relay
) -> None:
    posting.write()
    server.will("mail", "530 5.7.0 authentication required")

    deliver_letters(post)

    assert posting.states() == ["queued"]


# --- One slow recipient, one poisoned letter, the end of the day ---


def test_a_letter_that_cannot_be_printed_stops_nobody(
    post: Post, posting: Posting, server: Relay
) -> None:
    posting.write("poisoned", payload={"no": "thing"})
    posting.write("unknown", template="no_such_letter")
    posting.write("good")

    assert deliver_letters(post) == 1

    assert posting.states() == ["queued", "queued", "sent"]
    assert "KeyError" in str(posting.letter(1).last_error)
    assert len(server.texts) == 1


def test_a_slow_recipient_costs_one_slot_and_keeps_its_lease(
    post: Post, posting: Posting, server: Relay, database: Database
) -> None:
    slow = server.slow["slow@savivaldybe.example"] = threading.Event()
    posting.write("slow", address="slow@savivaldybe.example")
    for number in range(8):
        posting.write(f"key-{number}")
    lease = timedelta(seconds=0.6)
    busy = dataclasses.replace(post, slots=2, batch=4, lease=lease)
    busy = dataclasses.replace(busy, mailer=patient(post, seconds=30))

    delivering = threading.Thread(target=deliver_letters, args=(busy,))
    delivering.start()
    wait_for(lambda: posting.states().count("sent") == 8)
    time.sleep(lease.total_seconds() * 2)
    until = posting.letter(1).lease_until
    assert posting.states()[0] == "sending"
    assert until is not None
    assert until >= database.clock.now()
    slow.set()
    delivering.join()

    assert posting.states() == ["sent"] * 9
    assert len(server.texts) == 9


def patient(post: Post, *, seconds: float) -> SmtpMailer:
    """Return a mailer that waits long after the dot."""
    assert isinstance(post.mailer, SmtpMailer)
    values = {
        **post.mailer.settings.model_dump(exclude_defaults=True),
        "smtp_dot_timeout_s": seconds,
    }
    return SmtpMailer(load_settings(**values))


def test_told_to_stop_it_finishes_the_letter_in_hand_and_hands_the_rest_back_at_once(
    post: Post, posting: Posting, server: Relay
) -> None:
    slow = server.slow["egle@savivaldybe.example"] = threading.Event()
    for number in range(5):
        posting.write(f"key-{number}")
    waiting = dataclasses.replace(post, mailer=patient(post, seconds=30))
    delivering = threading.Thread(target=deliver_letters, args=(waiting,))
    delivering.start()
    wait_for(lambda: len(server.texts) == 1)

    post.stop.set()
    began = time.monotonic()
    wait_for(lambda: posting.states() == ["sending", *["queued"] * 4])

    assert time.monotonic() - began < 2
    slow.set()
    delivering.join()
    assert posting.states() == ["sent", *["queued"] * 4]
    assert [posting.letter(number).attempts for number in range(2, 6)] == [0] * 4


def test_an_idle_look_at_the_outbox_is_one_statement_and_opens_no_connection(
    post: Post, posting: Posting, server: Relay, clock: FixedClock
) -> None:
    posting.write(not_before=clock.now() + timedelta(hours=1))

    with gather(post.database) as said:
        assert deliver_letters(post) == 0

    assert len(said) == 1
    assert server.connections == 0


def test_a_batch_costs_two_statements_and_each_letter_two(post: Post, posting: Posting) -> None:
    for number in range(10):
        posting.write(f"key-{number}")

    with gather(post.database) as said:
        assert deliver_letters(post) == 10

    looks = 3  # whether to begin, before the batch, and that nothing more is due
    assert len(said) == looks + 1 + 2 * 10
