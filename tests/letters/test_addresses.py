"""Letters follow their readers to another address."""

from datetime import timedelta

import pytest

from tests.letters.posting import Posting
from tests.support.make import Make
from tracker.accounts.mail import change_email
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.service import Failure


def moves(posting: Posting, user_id: int) -> None:
    with posting.database.write() as work:
        change_email(work, work.session.get_one(User, user_id), "nauja@savivaldybe.example")


@pytest.fixture
def reader_id(database: Database) -> int:
    with database.write() as work:
        return Make(work).user(email="egle@savivaldybe.example").id


def test_a_letter_leaves_for_the_new_address_of_its_reader_whatever_it_tells_of(
    posting: Posting, reader_id: int
) -> None:
    posting.write("handover:4:1:email", recipient_id=reader_id, subject_key="handover:4")
    posting.write("about:esc:7:1:0:1:email", recipient_id=reader_id)
    moves(posting, reader_id)

    left = posting.claim()

    assert [letter.address for letter in left] == ["nauja@savivaldybe.example"] * 2


def test_a_letter_in_hand_is_taken_out_of_it_when_its_address_changes(
    posting: Posting, reader_id: int
) -> None:
    posting.write(recipient_id=reader_id)
    [letter] = posting.claim()

    moves(posting, reader_id)

    assert not posting.begin(letter)
    [again] = posting.claim()
    assert (again.address, again.attempts) == ("nauja@savivaldybe.example", 1)


def test_a_letter_on_the_wire_to_an_old_address_arrives_or_is_tried_at_the_new_one(
    posting: Posting, reader_id: int, clock: FixedClock
) -> None:
    for key in "ab":
        posting.write(key, recipient_id=reader_id)
    arrives, fails = posting.claim()
    assert posting.begin(arrives)
    assert posting.begin(fails)

    moves(posting, reader_id)

    assert posting.sent(arrives)
    posting.fail(fails, Failure("450 later", code=450))
    clock.move_to(clock.now() + timedelta(hours=1))
    [again] = posting.claim()
    assert (again.id, again.address) == (fails.id, "nauja@savivaldybe.example")
    assert posting.letter(arrives.id).address == "egle@savivaldybe.example"
