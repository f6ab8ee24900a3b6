"""Handing letters over to a real mail server that refuses, breaks off, keeps waiting."""

import dataclasses
import threading
import time

import pytest

from tests.letters.posting import PAYLOAD, Posting
from tests.support.relay import DROP, Relay, relay
from tracker.core.clock import FixedClock
from tracker.core.mail import Envelope
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.models import LetterState
from tracker.letters.smtp import SmtpMailer
from tracker.letters.wire import as_bytes
from tracker.settings import load_settings

STEPS = ("mail", "rcpt", "data", "dot")


# --- It leaves ---


def test_a_due_letter_leaves_whole_and_is_marked(
    post: Post, posting: Posting, server: Relay, clock: FixedClock
) -> None:
    posting.write()

    assert deliver_letters(post) == 1

    [message] = server.messages
    letter = posting.letter()
    assert letter.state is LetterState.SENT
    assert letter.sent_at == clock.now()
    assert message["Message-ID"] == letter.message_id
    assert message["To"] == "egle@savivaldybe.example"
    assert message["From"] == "Ryšiai <rysiai@savivaldybe.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == clock.now()
    assert message["Subject"] == "Vėluoja 3 d.: nusiųsti technines sąlygas ir… (Lin Mei-ling)"
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_nothing_is_sent_twice(post: Post, posting: Posting, server: Relay) -> None:
    posting.write()

    assert [deliver_letters(post), deliver_letters(post)] == [1, 0]

    assert len(server.texts) == 1


def test_a_domain_that_is_not_ascii_is_told_to_the_server_as_idna_writes_it(
    post: Post, posting: Posting, server: Relay
) -> None:
    posting.write(address="egle@žemė.lt")

    assert deliver_letters(post) == 1

    assert b"To: egle@xn--em-9ma32b.lt" in server.texts[0]


def test_without_a_mail_server_letters_wait_and_it_costs_them_nothing(
    post: Post, posting: Posting
) -> None:
    posting.write()
    nowhere = dataclasses.replace(post, mailer=SmtpMailer(load_settings()))

    assert deliver_letters(nowhere) == 0
    letter = posting.letter()
    assert (letter.state, letter.attempts) == (LetterState.QUEUED, 0)

    assert deliver_letters(post) == 1


def test_lines_that_are_a_dot_arrive_as_they_were() -> None:
    envelope = Envelope("a@b.example", "Dots", ".\n..\n.a\nend\n", "<p>.</p>", "<1@b.example>")

    with relay() as server:
        mailer = SmtpMailer(load_settings(smtp_host="127.0.0.1", smtp_port=server.port))
        assert mailer.send(envelope, lambda: True)
        mailer.rest()

    body = server.messages[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == [".", "..", ".a", "end"]


def test_a_subject_cannot_smuggle_a_header_in(post: Post, posting: Posting, server: Relay) -> None:
    step = "Skambinti\r\nBcc: everybody@example.com\r\n\r\nText"
    posting.write(payload={**PAYLOAD, "step": step, "contact": None})

    deliver_letters(post)

    [message] = server.messages
    assert message["Bcc"] is None
    assert "Bcc: everybody" in message["Subject"]


@pytest.mark.parametrize("address", ["egle@savivaldybe.example\r\nBcc: x@y.z", "ąžuolas@a.lt", "?"])
def test_an_address_no_letter_may_have_is_given_up_and_stops_nobody(
    post: Post, posting: Posting, server: Relay, address: str
) -> None:
    posting.write("bad", address=address)
    posting.write("good")

    assert deliver_letters(post) == 1

    assert posting.states() == ["dead", "sent"]
    assert len(server.texts) == 1


# --- It is refused ---


@pytest.mark.parametrize("step", STEPS)
def test_a_refusal_for_now_is_tried_again_and_then_leaves_once(
    post: Post, posting: Posting, server: Relay, clock: FixedClock, step: str
) -> None:
    posting.write()
    server.will(step, "451 4.7.1 try later")

    assert deliver_letters(post) == 0

    letter = posting.letter()
    assert (letter.state, letter.last_code, letter.attempts) == (LetterState.QUEUED, 451, 1)
    assert letter.last_error == "4.7.1 try later"
    assert letter.maybe_sent == 0
    clock.move_to(letter.not_before)
    assert deliver_letters(post) == 1
    assert server.ids == [letter.message_id]


@pytest.mark.parametrize("step", STEPS)
def test_a_refusal_for_good_gives_the_letter_up_and_the_next_one_leaves(
    post: Post, posting: Posting, server: Relay, step: str
) -> None:
    posting.write("a")
    posting.write("b")
    server.will(step, "554 5.7.1 not here")

    assert deliver_letters(post) == 1

    assert posting.states() == ["dead", "sent"]
    assert posting.letter(1).last_code == 554


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_server_that_closes_with_421_is_asked_again_later(
    post: Post, posting: Posting, server: Relay, step: str
) -> None:
    posting.write("a")
    posting.write("b")
    server.will(step, "421 4.3.2 closing")

    assert deliver_letters(post) == 1

    assert posting.states() == ["queued", "sent"]
    assert posting.letter(1).last_code == 421


# --- It breaks off ---


@pytest.mark.parametrize(("lost_at", "copies"), [("data", 1), ("dot", 2)])
def test_a_letter_whose_connection_is_lost_is_sent_again_under_the_same_message_id(
    post: Post, posting: Posting, server: Relay, clock: FixedClock, lost_at: str, copies: int
) -> None:
    posting.write()
    server.will(lost_at, DROP)

    assert deliver_letters(post) == 0

    letter = posting.letter()
    assert (letter.state, letter.maybe_sent) == (LetterState.QUEUED, 1)
    clock.move_to(letter.not_before)
    assert deliver_letters(post) == 1
    assert server.ids == [letter.message_id] * copies


def test_a_server_silent_after_the_dot_is_left_when_the_time_is_up(
    post: Post, posting: Posting, server: Relay
) -> None:
    posting.write()
    server.slow["egle@savivaldybe.example"] = threading.Event()

    began = time.monotonic()
    assert deliver_letters(post) == 0

    assert time.monotonic() - began < 5
    assert posting.letter().state is LetterState.QUEUED
    assert posting.letter().maybe_sent == 1


@pytest.mark.parametrize(
    "answer",
    ["250 " + "x" * 20_000, "354 go on", "000 what", "\r\n".join([*["250-on"] * 200, "250 end"])],
    ids=["too long", "the wrong one", "none", "too many lines"],
)
def test_an_answer_to_the_text_that_nobody_can_read_is_flagged_as_maybe_sent(
    post: Post, posting: Posting, server: Relay, answer: str
) -> None:
    posting.write()
    server.will("dot", answer)

    assert deliver_letters(post) == 0

    letter = posting.letter()
    assert (letter.state, letter.maybe_sent) == (LetterState.QUEUED, 1)


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_connection_lost_before_the_text_is_not_flagged(
    post: Post, posting: Posting, server: Relay, step: str
) -> None:
    posting.write()
    server.will(step, DROP)

    deliver_letters(post)

    letter = posting.letter()
    assert (letter.state, letter.maybe_sent) == (LetterState.QUEUED, 0)
    assert letter.last_code is None


def test_a_connection_lost_after_a_refusal_costs_the_next_letter_nothing(
    post: Post, posting: Posting, server: Relay
) -> None:
    posting.write("a")
    posting.write("b")
    server.will("rcpt", "550 5.1.1 no such user")
    server.will("rset", DROP)

    assert deliver_letters(post) == 1

    assert posting.states() == ["dead", "sent"]
    assert (posting.letter(2).attempts, server.connections) == (1, 2)


def test_a_refusal_with_unseen_signs_in_it_is_kept_and_final(
    post: Post, posting: Posting, server: Relay
) -> None:
    posting.write()
    server.will("rcpt", "550 no \0such\x1b user")

    assert deliver_letters(post) == 0

    letter = posting.letter()
    assert (letter.state, letter.last_error) == (LetterState.DEAD, "no such user")


def test_a_letter_as_it_leaves_is_plain_ascii_and_its_lines_are_short() -> None:
    text = "Ąžuolų gatvė " * 200
    envelope = Envelope("a@b.example", "Ąžuolas", text, f"<p>{text}</p>", "<1@b.example>")

    wire = as_bytes(envelope, "rysiai@savivaldybe.example")

    assert wire.isascii()
    assert wire.endswith(b"\r\n.\r\n")
    assert max(len(line) for line in wire.split(b"\r\n")) <= 78
