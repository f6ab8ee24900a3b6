"""A silence that is somebody's again is told of in its turn, and not at night."""

from datetime import timedelta

from sqlalchemy import select

from tests.handover.test_kept import OVERDUE, both, touches
from tests.handover.world import (
    TUESDAY_AT_SEVEN,
    give,
    told,
    undo,
)
from tracker.accounts.models import User
from tracker.audit.models import Entry
from tracker.contacts.keeping import KEPT, keep_in_touch, take_back
from tracker.contacts.queries import contact_to_change
from tracker.core.clock import FixedClock
from tracker.core.db import Database


def test_a_silence_given_back_is_not_told_again_at_once_to_whoever_has_heard_of_it(
    database: Database, clock: FixedClock
) -> None:
    them, _lead, contact = both(database, **OVERDUE)
    clock.move_to(TUESDAY_AT_SEVEN)
    told(database)
    with database.write(them.rasa.id) as work:
        giver = work.session.get_one(User, them.mantas.id)
        number = give(work, giver, [], them.tomas, [contact]).id
    clock.move_to(TUESDAY_AT_SEVEN + timedelta(days=1))
    told(database)
    clock.move_to(TUESDAY_AT_SEVEN + timedelta(days=1, hours=16))

    undo(database, number, them.rasa)

    [reminder] = touches(database)
    assert reminder.owner_id == them.mantas.id
    assert reminder.letter_at == TUESDAY_AT_SEVEN + timedelta(days=2)


def test_days_that_are_changed_and_changed_back_do_not_have_it_told_at_night(
    database: Database, clock: FixedClock
) -> None:
    them, _lead, contact = both(database, **OVERDUE)
    clock.move_to(TUESDAY_AT_SEVEN - timedelta(hours=6))
    with database.write(them.mantas.id) as work:
        kept = contact_to_change(work.session, contact.id)
        keep_in_touch(work, kept, 90, them.mantas.id, seen=None)
    with database.write(them.mantas.id) as work:
        asked = select(Entry.id).where(Entry.what == KEPT).order_by(Entry.id.desc())
        take_back(work, work.session.scalars(asked).first() or 0)

    [reminder] = touches(database)
    assert reminder.letter_at is not None
    assert reminder.letter_at > clock.now()
