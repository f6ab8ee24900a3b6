"""What failed waits, twice as long each time; what is given up can be sent again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.letters.posting import BASE, Posting
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.errors import ConflictError, NotFoundError
from tracker.letters import service
from tracker.letters.cancelling import cancel_letters
from tracker.letters.models import LetterState
from tracker.letters.service import Failure


def test_a_letter_put_off_waits_twice_as_long_each_time_a_fifth_more_or_less(
    posting: Posting, clock: FixedClock
) -> None:
    posting.write()

    for attempt in range(1, service.ATTEMPTS):
        [letter] = posting.claim()
        posting.fail(letter, Failure("4.7.1 busy", 451))
        full = min(timedelta(hours=6), BASE * 2 ** (attempt - 1))
        wait = posting.letter().not_before - clock.now()
        assert full * 0.8 <= wait <= full * 1.2, attempt
        assert posting.letter().state is LetterState.QUEUED
        clock.move_to(posting.letter().not_before)


def test_the_twelfth_failure_is_the_last(posting: Posting, clock: FixedClock) -> None:
    posting.write()

    for _ in range(12):
        [letter] = posting.claim()
        posting.fail(letter, Failure("4.7.1 busy", 451))
        clock.move_to(posting.letter().not_before + timedelta(seconds=1))

    dead = posting.letter()
    assert (dead.state, dead.attempts, dead.last_code) == (LetterState.DEAD, 12, 451)
    assert dead.last_error == "4.7.1 busy"
    clock.move_to(clock.now() + timedelta(days=30))
    assert posting.claim() == []


def test_a_final_refusal_gives_up_at_once(posting: Posting) -> None:
    posting.write()
    [letter] = posting.claim()

    posting.fail(letter, Failure("5.1.1 no such user", 550, is_final=True))

    assert posting.states() == ["dead"]


@pytest.mark.parametrize("is_on_wire", [True, False])
def test_what_is_refused_after_it_was_cancelled_stays_cancelled_and_says_why(
    posting: Posting, database: Database, *, is_on_wire: bool
) -> None:
    posting.write(subject_key="reminder:7")
    [letter] = posting.claim()
    assert not is_on_wire or posting.begin(letter)
    with database.write() as work:
        cancel_letters(work, "reminder:7")

    with database.write() as work:
        failure = Failure("5.1.1 no such user", 550, is_final=True)
        assert service.mark_failed(work, letter, failure, base=BASE)

    left = posting.letter()
    assert (left.state, left.last_code, left.data_at) == (LetterState.CANCELLED, 550, None)


def test_waits_differ_so_that_what_failed_together_does_not_come_back_together() -> None:
    waits = {service.wait_before(5, base=BASE) for _ in range(50)}

    assert len(waits) > 40


def test_letters_handed_back_are_as_if_nobody_had_taken_them(posting: Posting) -> None:
    posting.write()
    held = posting.claim(holder="worker-1")

    with posting.database.write() as work:
        service.hand_back(work, held)

    letter = posting.letter()
    assert (letter.state, letter.attempts, letter.lease_owner) == (LetterState.QUEUED, 0, None)
    assert [again.fence for again in posting.claim(holder="worker-2")] == [2]


# --- Sent again ---


def test_a_letter_given_up_is_sent_again_under_its_old_message_id(
    posting: Posting, database: Database
) -> None:
    posting.write()
    [letter] = posting.claim()
    posting.fail(letter, Failure("no such user", 550, is_final=True))

    with database.write() as work:
        service.send_again(work, letter.id)

    [again] = posting.claim()
    assert again.message_id == letter.message_id
    assert again.attempts == 1
    with database.read() as work:
        what = work.session.scalars(select(Entry.what)).all()
    assert what == ["letter.sent_again"]


def test_only_a_letter_that_was_given_up_is_sent_again(
    posting: Posting, database: Database
) -> None:
    posting.write()

    with pytest.raises(ConflictError), database.write() as work:
        service.send_again(work, 1)
    with pytest.raises(NotFoundError), database.write() as work:
        service.send_again(work, 2)

    assert posting.states() == ["queued"]
