"""When a letter that waits will leave, as the outbox says it."""

from datetime import timedelta

from tests.letters.posting import Posting
from tests.support.client import PageClient
from tests.support.pages import words
from tracker.core.clock import FixedClock


def test_a_letter_that_waits_says_when_it_will_leave(
    administrator: PageClient, posting: Posting, clock: FixedClock
) -> None:
    posting.write("a", not_before=clock.now() + timedelta(minutes=1))
    ahead = administrator.get("/letters").text
    clock.move_to(clock.now() + timedelta(minutes=2))
    due = administrator.get("/letters").text
    clock.move_to(clock.now() + timedelta(minutes=20))
    late = administrator.get("/letters").text

    assert "bus siunčiamas 08:01" in ahead
    assert "bus išsiųstas netrukus" in due
    assert "bus " not in words(late)
