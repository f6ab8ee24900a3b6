"""What somebody was to hear of others is theirs also while they are away."""

from datetime import timedelta

from tests.reminders.test_parting import LAST_DAY
from tests.reminders.test_planning import HOST, SEVEN, letters, plan
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.jobs import Post
from tracker.letters.models import LetterState
from tracker.reminders.escalation import escalate_due
from tracker.reminders.parting import write_to_stand_ins


def test_what_somebody_is_to_hear_of_others_waits_for_them_while_they_are_away(
    database: Database, clock: FixedClock, post: Post
) -> None:
    with database.write() as work:
        deputy = Make(work).user().id
        owner = Make(work).user(deputy_id=deputy, gets_reminders=False).id
        Make(work).lead(owner_id=owner, next_step_on=LAST_DAY)
    clock.move_to(SEVEN)
    plan(database)
    clock.move_to(SEVEN + timedelta(days=3))
    with database.write() as work:
        assert escalate_due(work, limit=10, host=HOST) == 1
        Make(work).absence(work.session.get_one(User, deputy), end_on=LAST_DAY + timedelta(days=9))

    assert write_to_stand_ins(post) == 0
    assert [(each.recipient_id, each.state) for each in letters(database)] == [
        (deputy, LetterState.QUEUED)
    ]
