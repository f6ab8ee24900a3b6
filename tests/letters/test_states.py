"""Each way between the states of docs/reliability.md, on both databases."""

import threading
from datetime import datetime, timedelta

import pytest

from tests.letters.posting import HOST, LEASE, PAYLOAD, Posting
from tests.support.make import Make
from tests.support.statements import gather
from tracker.core.clock import FixedClock, SystemClock
from tracker.core.db import Database
from tracker.letters import cancelling, service
from tracker.letters.models import LetterState
from tracker.letters.queries import anything_due, waiting_for, waiting_since
from tracker.letters.service import Failure, NewLetter


def cancel(posting: Posting, subject: str = "reminder:7") -> int:
    with posting.database.write() as work:
        return cancelling.cancel_letters(work, subject)


# --- Written once ---


def test_a_letter_is_written_once_for_its_key(posting: Posting, database: Database) -> None:
    posting.write("rem:7:1:3:email")
    first = posting.letter().message_id

    with database.write() as work:
        again = NewLetter("rem:7:1:3:email", "other@savivaldybe.example", "lt", "reminder", PAYLOAD)
        assert service.write_letter(work, again, host=HOST) is None

    assert posting.states() == ["queued"]
    assert posting.letter().message_id == first
    assert posting.letter().address == "egle@savivaldybe.example"


def test_a_message_id_is_made_of_the_senders_host(posting: Posting) -> None:
    posting.write()

    assert posting.letter().message_id.startswith("<")
    assert posting.letter().message_id.endswith("@savivaldybe.example>")


def test_letters_written_together_pass_over_those_that_are_there(
    posting: Posting, database: Database
) -> None:
    posting.write("a")
    letters = [
        NewLetter(key, "egle@savivaldybe.example", "lt", "reminder", PAYLOAD) for key in "abc"
    ]

    with database.write() as work:
        service.write_letters(work, letters, host=HOST)

    assert posting.states() == ["queued"] * 3


def test_a_letter_whose_transaction_failed_was_never_written(
    posting: Posting, database: Database
) -> None:
    letter = NewLetter("a", "egle@savivaldybe.example", "lt", "reminder", PAYLOAD)

    def write_and_fail() -> None:
        with database.write() as work:
            service.write_letter(work, letter, host=HOST)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()

    assert posting.states() == []


# --- Claimed ---


def test_a_claimed_letter_is_nobody_elses_while_the_lease_lasts(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write()
    assert [letter.id for letter in posting.claim(holder="worker-1")] == [1]

    clock.move_to(clock.now() + LEASE - timedelta(seconds=1))

    assert posting.claim(holder="worker-2") == []


def test_letters_are_claimed_the_longest_waiting_first(posting: Posting, clock: FixedClock) -> None:
    now = clock.now()
    for key, minutes in (("a", 1), ("b", 30), ("c", 30), ("d", 5)):
        posting.write(key, not_before=now - timedelta(minutes=minutes))

    assert [letter.id for letter in posting.claim(limit=3)] == [2, 3, 4]
    assert [letter.id for letter in posting.claim(limit=3)] == [1]


def test_a_letter_is_not_claimed_before_its_time(posting: Posting, clock: FixedClock) -> None:
    posting.write(not_before=clock.now() + timedelta(seconds=1))
    assert posting.claim() == []

    clock.move_to(clock.now() + timedelta(seconds=1))

    assert len(posting.claim()) == 1


def test_age_never_disqualifies_a_letter(posting: Posting, clock: FixedClock) -> None:
    posting.write()

    clock.move_to(clock.now() + timedelta(days=400))

    assert len(posting.claim()) == 1


def test_workers_that_claim_at_the_same_time_take_different_letters(
    posting: Posting,
) -> None:
    for number in range(60):
        posting.write(f"key-{number}")
    taken: dict[str, list[int]] = {}
    together = threading.Barrier(4)

    def work(holder: str) -> None:
        together.wait()
        mine = taken.setdefault(holder, [])
        while letters := posting.claim(holder=holder, limit=4):
            mine.extend(letter.id for letter in letters)

    workers = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(number for mine in taken.values() for number in mine) == list(range(1, 61))


class FastClock(SystemClock):
    """A machine whose clock is an hour fast."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=1)


def test_on_postgresql_a_worker_whose_clock_is_wrong_goes_by_the_databases(
    database_url: str,
) -> None:
    right, fast = Database(database_url, SystemClock()), Database(database_url, FastClock())
    now = SystemClock().now()
    Posting(right).write("a", not_before=now - timedelta(minutes=1))
    Posting(right).write("b", not_before=now + timedelta(minutes=30))

    taken = [letter.id for letter in Posting(fast).claim()]
    until = Posting(right).letter(1).lease_until
    right.dispose()
    fast.dispose()

    assert until is not None
    if right.engine.dialect.name == "postgresql":
        assert taken == [1]
        assert abs(until - now - LEASE) < timedelta(seconds=30)
    else:  # embedded: one machine, one clock
        assert taken == [1, 2]


# --- The crash table ---


def test_crash_after_the_claim_before_the_text_sends_it_again_for_certain(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write()
    [first] = posting.claim(holder="dies")

    clock.move_to(clock.now() + LEASE)
    [second] = posting.claim(holder="worker-2")

    assert second.message_id == first.message_id
    assert second.fence == first.fence + 1
    assert posting.letter().maybe_sent == 0


def test_crash_once_the_text_may_have_left_sends_it_again_flagged_with_the_same_message_id(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write()
    [first] = posting.claim(holder="dies")
    assert posting.begin(first)

    clock.move_to(clock.now() + LEASE)
    [second] = posting.claim(holder="worker-2")

    assert second.message_id == first.message_id
    assert posting.letter().maybe_sent == 1
    assert posting.letter().data_at is None


def test_a_crash_before_the_text_costs_the_letter_no_attempt(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write()
    for _ in range(service.ATTEMPTS):
        posting.claim(holder="dies")
        clock.move_to(clock.now() + LEASE)
    [letter] = posting.claim()

    posting.fail(letter, Failure("4.5.0 later", 450))

    assert (posting.letter().state, posting.letter().attempts) == (LetterState.QUEUED, 1)


def test_a_crash_with_the_text_out_is_an_attempt(posting: Posting, clock: FixedClock) -> None:
    posting.write()
    [letter] = posting.claim(holder="dies")
    assert posting.begin(letter)
    clock.move_to(clock.now() + LEASE)

    [again] = posting.claim()
    posting.fail(again, Failure("4.5.0 later", 450))

    assert posting.letter().attempts == 2


def test_every_crash_with_the_text_out_is_counted_and_no_other(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write()
    for begins in (True, False, True, False):
        [letter] = posting.claim()
        if begins:
            posting.begin(letter)
        clock.move_to(clock.now() + LEASE)

    posting.claim()

    assert posting.letter().maybe_sent == 2


def test_crash_after_it_was_marked_sent_changes_nothing(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write()
    [letter] = posting.claim(holder="dies")
    posting.begin(letter)
    assert posting.sent(letter)

    clock.move_to(clock.now() + timedelta(days=2))

    assert posting.claim(holder="worker-2") == []
    assert posting.states() == ["sent"]


# --- The fence ---


def test_a_worker_that_wakes_up_late_overwrites_nothing(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write()
    [slept] = posting.claim(holder="sleeps")
    clock.move_to(clock.now() + LEASE)
    [mine] = posting.claim(holder="worker-2")

    assert not posting.begin(slept)
    assert not posting.sent(slept)
    posting.fail(slept, Failure("too late", 550, is_final=True))
    with posting.database.write() as work:
        service.renew_leases(work, [slept], lease=timedelta(days=1))
        service.hand_back(work, [slept])

    letter = posting.letter()
    assert (letter.state, letter.fence, letter.lease_owner) == (
        LetterState.SENDING,
        mine.fence,
        "worker-2",
    )
    assert posting.begin(mine)
    assert posting.sent(mine)


def test_a_lease_that_is_renewed_lasts_longer(posting: Posting, clock: FixedClock) -> None:
    posting.write()
    held = posting.claim()
    clock.move_to(clock.now() + LEASE - timedelta(seconds=1))

    with posting.database.write() as work:
        service.renew_leases(work, held, lease=LEASE)
    clock.move_to(clock.now() + LEASE - timedelta(seconds=1))

    assert posting.claim(holder="worker-2") == []


def test_beginning_the_text_renews_the_lease(posting: Posting, clock: FixedClock) -> None:
    posting.write()
    [letter] = posting.claim()
    clock.move_to(clock.now() + LEASE - timedelta(seconds=1))

    posting.begin(letter)
    clock.move_to(clock.now() + LEASE - timedelta(seconds=1))

    assert posting.claim(holder="worker-2") == []


# --- Cancelled ---


def test_a_waiting_letter_is_cancelled_with_what_it_tells_of(posting: Posting) -> None:
    posting.write("a", subject_key="reminder:7")
    posting.write("b", subject_key="reminder:70")

    assert cancel(posting, "reminder:7") == 1

    assert posting.states() == ["cancelled", "queued"]


def test_a_claimed_letter_is_cancelled_as_long_as_its_text_has_not_left(posting: Posting) -> None:
    posting.write(subject_key="reminder:7")
    [letter] = posting.claim()

    assert cancel(posting) == 1

    assert not posting.begin(letter)
    assert posting.states() == ["cancelled"]


def test_a_letter_on_the_wire_arrives_if_it_does_although_it_was_cancelled(
    posting: Posting,
) -> None:
    posting.write(subject_key="reminder:7")
    [letter] = posting.claim()
    assert posting.begin(letter)

    assert cancel(posting) == 0, "it has begun to leave"

    assert posting.sent(letter)
    assert posting.states() == ["sent"]


@pytest.mark.parametrize("code", [450, 550])
def test_a_letter_cancelled_on_the_wire_is_not_tried_again(
    posting: Posting, clock: FixedClock, code: int
) -> None:
    posting.write(subject_key="reminder:7")
    [letter] = posting.claim()
    posting.begin(letter)
    cancel(posting)

    posting.fail(letter, Failure("not now", code, is_final=code >= 500))

    clock.move_to(clock.now() + LEASE * 100)
    assert posting.claim() == []
    assert posting.states() == ["cancelled"]


def test_a_letter_cancelled_on_the_wire_of_a_worker_that_died_is_not_sent_again(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write(subject_key="reminder:7")
    [letter] = posting.claim()
    posting.begin(letter)
    cancel(posting)

    clock.move_to(clock.now() + LEASE * 2)

    assert posting.claim() == []


def test_a_cancelled_letter_that_never_left_is_never_said_to_have(posting: Posting) -> None:
    posting.write(subject_key="reminder:7")
    [letter] = posting.claim()
    cancel(posting)

    assert not posting.sent(letter)
    assert posting.states() == ["cancelled"]


def test_letters_to_somebody_are_cancelled_and_told_by_subject(
    posting: Posting, database: Database
) -> None:
    with database.write() as work:
        leaves, stays = Make(work).user().id, Make(work).user().id
    posting.write("a", recipient_id=leaves, subject_key="reminder:1")
    posting.write("b", recipient_id=stays, subject_key="reminder:2")
    posting.write("c", recipient_id=leaves)
    with database.write() as work:
        waiting = waiting_for(work.session, [leaves])
        assert cancelling.cancel_numbers(work, waiting) == {"reminder:1"}

    assert posting.states() == ["cancelled", "queued", "cancelled"]


def test_what_waits_is_asked_of_the_index_over_what_waits(database: Database) -> None:
    with gather(database) as said, database.read() as work:
        assert not anything_due(work)
        assert waiting_since(work) is None

    assert len(said) == 2
    assert all("letters.state IN ('queued', 'sending')" in line for line in said), said
