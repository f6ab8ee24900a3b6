"""Slots side by side: none ends too early, and none takes what another has in hand."""

import dataclasses
import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.letters.posting import LEASE, Posting
from tests.letters.test_connections import patient
from tests.support.relay import Relay
from tests.support.waiting import wait_for
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.letters import service
from tracker.letters.hands import Keeper
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.service import Claimed


def test_a_round_goes_on_while_a_slot_is_about_to_claim(database: Database) -> None:
    keeper = Keeper(database, lease=LEASE, stop=threading.Event())
    hand = keeper.new_hand()

    assert keeper.reach(hand)
    assert not keeper.is_over()
    hand.fill([])
    assert keeper.is_over()


def test_a_round_that_is_over_for_one_slot_is_over_for_all(database: Database) -> None:
    keeper = Keeper(database, lease=LEASE, stop=threading.Event())
    one, other = keeper.new_hand(), keeper.new_hand()
    keeper.reach(one)
    one.fill([])
    assert keeper.is_over()

    assert not keeper.reach(other)
    assert keeper.is_over()


def test_a_slot_holds_what_it_claimed_until_the_last_was_tried(
    database: Database, posting: Posting
) -> None:
    keeper = Keeper(database, lease=LEASE, stop=threading.Event())
    for key in ("a", "b"):
        posting.write(key)
    hand = keeper.new_hand()

    hand.fill(posting.claim())

    for left in ([1, 2], [2]):
        hand.next()
        assert keeper.in_hand() == left
    assert hand.next() is None
    assert keeper.in_hand() == []
    assert keeper.is_over()


def test_a_slot_that_ended_while_it_reached_keeps_nobody_waiting(database: Database) -> None:
    keeper = Keeper(database, lease=LEASE, stop=threading.Event())
    hand = keeper.new_hand()
    keeper.reach(hand)

    keeper.put_down(hand)

    assert keeper.is_over()


def test_what_falls_due_as_a_round_ends_does_not_wait_for_one_slow_recipient(
    post: Post, posting: Posting, server: Relay
) -> None:
    """The slot that looked last, and found it, is not left alone with it."""
    slow = server.slow["slow@savivaldybe.example"] = threading.Event()
    late = dataclasses.replace(post, slots=2, mailer=patient(post, seconds=30))
    posting.write("first")

    def write_once(_: bytes) -> None:
        server.arrived = lambda _: None
        posting.write("slow", address="slow@savivaldybe.example")

    server.arrived = write_once
    delivering = threading.Thread(target=deliver_letters, args=(late,))
    delivering.start()
    wait_for(lambda: len(server.texts) == 2)

    for number in range(5):
        posting.write(f"key-{number}")
    wait_for(lambda: posting.states().count("sent") == 6)
    slow.set()
    delivering.join()

    assert posting.states() == ["sent"] * 7


def test_what_a_worker_has_in_hand_it_does_not_claim_again_when_every_lease_has_ended(
    database: Database, posting: Posting, clock: FixedClock
) -> None:
    for key in ("held", "left behind"):
        posting.write(key)
    posting.claim()
    clock.move_to(clock.now() + timedelta(days=1))

    with database.write() as work:
        taken = service.claim_letters(work, holder="same", lease=LEASE, limit=9, besides=[1])

    assert [letter.id for letter in taken] == [2]
    assert [letter.id for letter in posting.claim(holder="another")] == [1]


def test_a_clock_put_forward_repeats_no_letter_that_is_on_the_wire(
    post: Post, posting: Posting, server: Relay, clock: FixedClock
) -> None:
    slow = server.slow["slow@savivaldybe.example"] = threading.Event()
    posting.write("slow", address="slow@savivaldybe.example")
    two = dataclasses.replace(post, slots=2, mailer=patient(post, seconds=30))
    delivering = threading.Thread(target=deliver_letters, args=(two,))
    delivering.start()
    wait_for(lambda: len(server.texts) == 1)

    clock.move_to(clock.now() + timedelta(days=365))
    posting.write("other")
    wait_for(lambda: posting.states() == ["sending", "sent"])
    slow.set()
    delivering.join()

    assert posting.states() == ["sent", "sent"]
    assert len(server.texts) == 2
    assert posting.letter(1).fence == 1
    assert posting.letter(1).maybe_sent == 0


def test_whatever_goes_wrong_once_leases_are_renewed_the_next_time(
    database: Database, posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting.write("a")
    renewed: list[int] = []

    def renew(_work: Work, held: Sequence[Claimed], *, lease: timedelta) -> None:
        renewed.append(len(held))
        if len(renewed) == 1:
            raise RuntimeError(lease)

    monkeypatch.setattr(service, "renew_leases", renew)
    with Keeper(database, lease=timedelta(seconds=0.6), stop=threading.Event()) as keeper:
        keeper.new_hand().fill(posting.claim())

        wait_for(lambda: len(renewed) > 1)
