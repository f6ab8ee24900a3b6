"""What a letter that came back told of is told again: once, to an address that works."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.letters.bouncing import sample
from tests.letters.posting import LEASE
from tests.reminders.test_planning import HOST, letters, plan
from tests.support.make import Make
from tracker.accounts.mail import change_email, resume_mail
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.models import Lead
from tracker.letters import bounces, service
from tracker.letters.arrivals import read_report
from tracker.letters.models import Letter, LetterState
from tracker.reminders import queries
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.weekly import plan_weeks

LATER = timedelta(minutes=10)


@pytest.fixture
def owner_id(database: Database, clock: FixedClock) -> int:
    """Somebody with a lead that is due, about which a letter is due now."""
    with database.write() as work:
        make = Make(work)
        owner = make.user(email="egle@savivaldybe.example")
        make.lead(owner_id=owner.id, due=timedelta(0))
    clock.move_to(clock.now() + timedelta(hours=1))
    return owner.id


def deliver(database: Database) -> list[Letter]:
    """Plan what is due, hand it over, and return what left."""
    plan(database)
    with database.write() as work:
        taken = service.claim_letters(work, holder="worker-1", lease=LEASE, limit=10)
    with database.write() as work:
        for letter in taken:
            assert service.begin_data(work, letter, lease=LEASE)
            assert service.mark_sent(work, letter)
    numbers = {letter.id for letter in taken}
    return [letter for letter in letters(database) if letter.id in numbers]


def comes_back(database: Database, letter: Letter, name: str = "postfix_unknown") -> None:
    raw = sample(name, letter.message_id, number=str(letter.id))
    report, digest = read_report(raw), bounces.digest_of(raw)
    with database.write() as work:
        bounces.take_in(work, digest, report, lease=LEASE)


def stranded(database: Database) -> tuple[int, int]:
    with database.read() as work:
        return tuple(queries.stranded(work))  # type: ignore[return-value]


def test_a_reminder_whose_letter_came_back_waits_where_everybody_sees_it(
    database: Database, owner_id: int
) -> None:
    [letter] = deliver(database)
    assert letter.recipient_id == owner_id

    comes_back(database, letter)

    assert stranded(database) == (0, 1)
    assert deliver(database) == []
    with database.read() as work:
        assert not queries.anything_due(work)
        assert queries.how_many_due(work) == (0, None)


def test_it_is_written_anew_once_mail_works_again(
    database: Database, owner_id: int, clock: FixedClock
) -> None:
    [lost] = deliver(database)
    comes_back(database, lost)
    clock.move_to(clock.now() + LATER)
    with database.write() as work:
        resume_mail(work, work.session.get_one(User, owner_id))

    [again] = deliver(database)

    assert again.subject_key == lost.subject_key
    assert again.message_id != lost.message_id
    assert deliver(database) == []


def test_it_is_written_anew_to_another_address(database: Database, owner_id: int) -> None:
    [lost] = deliver(database)
    comes_back(database, lost)
    with database.write() as work:
        change_email(work, work.session.get_one(User, owner_id), "Egle.V@savivaldybe.example")

    [again] = deliver(database)

    assert again.address == "egle.v@savivaldybe.example"


def test_an_address_that_is_still_wrong_is_paused_after_one_more_letter(
    database: Database, owner_id: int, clock: FixedClock
) -> None:
    """However often somebody says that it works, each time costs one letter and no more."""
    for _ in range(3):
        [lost] = deliver(database)
        clock.move_to(clock.now() + LATER)
        comes_back(database, lost)
        assert deliver(database) == []
        clock.move_to(clock.now() + LATER)
        with database.write() as work:
            resume_mail(work, work.session.get_one(User, owner_id))

    assert len(deliver(database)) == 1


def test_a_late_report_about_an_old_address_has_it_written_once_to_the_new_one(
    database: Database, owner_id: int
) -> None:
    [lost] = deliver(database)
    with database.write() as work:
        change_email(work, work.session.get_one(User, owner_id), "nauja@savivaldybe.example")
    assert deliver(database) == []

    comes_back(database, lost)

    [again] = deliver(database)
    assert again.address == "nauja@savivaldybe.example"


def test_letters_that_wait_for_the_old_address_leave_for_the_new_one(
    database: Database, owner_id: int
) -> None:
    plan(database)

    with database.write() as work:
        change_email(work, work.session.get_one(User, owner_id), "nauja@savivaldybe.example")

    [letter] = deliver(database)
    assert letter.address == "nauja@savivaldybe.example"
    assert [each.state for each in letters(database)] == [LetterState.SENT], "it is the same one"


def test_what_was_planned_when_the_address_was_paused_is_written_when_it_works(
    database: Database, owner_id: int, clock: FixedClock
) -> None:
    [lost] = deliver(database)
    with database.write() as work:
        Make(work).lead("Kita", owner_id=owner_id, due=timedelta(0))
    assert plan(database) == 1
    comes_back(database, lost)
    clock.move_to(clock.now() + LATER)
    with database.write() as work:
        resume_mail(work, work.session.get_one(User, owner_id))

    assert len(deliver(database)) == 2


@pytest.mark.parametrize("name", ["mailbox_full", "postfix_delayed", "policy", "forwarded"])
def test_what_may_come_right_by_itself_is_not_written_anew(
    database: Database, owner_id: int, name: str
) -> None:
    [letter] = deliver(database)
    assert letter.recipient_id == owner_id

    comes_back(database, letter, name)

    assert deliver(database) == []
    assert stranded(database) == (0, 0)


def test_what_was_done_meanwhile_is_not_told_again(
    database: Database, owner_id: int, clock: FixedClock
) -> None:
    [lost] = deliver(database)
    with database.write() as work:
        [lead] = work.session.scalars(select(Lead)).all()
        lead.next_step = lead.next_step_on = None
        lead.step_missing_since = work.now

    comes_back(database, lost)
    clock.move_to(clock.now() + LATER)
    with database.write() as work:
        resume_mail(work, work.session.get_one(User, owner_id))

    assert deliver(database) == []
    with database.read() as work:
        assert work.session.scalars(select(Reminder.state)).one() is ReminderState.CANCELLED


def test_a_reminder_that_moved_on_is_not_called_back(database: Database, owner_id: int) -> None:
    [lost] = deliver(database)
    with database.write() as work:
        [lead] = work.session.scalars(select(Lead)).all()
        lead.next_step_on = work.today + timedelta(days=3)
    with database.read() as work:
        before = work.session.scalars(select(Reminder.letter_at)).one()

    comes_back(database, lost)

    with database.read() as work:
        reminder = work.session.scalars(select(Reminder)).one()
        assert reminder.owner_id == owner_id
        assert reminder.letter_at == before is not None


def test_an_older_letter_that_comes_back_does_not_repeat_a_newer_one(
    database: Database, owner_id: int
) -> None:
    [older] = deliver(database)
    with database.write() as work:
        reminder = work.session.scalars(select(Reminder)).one()
        reminder.letter_at = work.now
    [newer] = deliver(database)
    assert newer.id != older.id

    comes_back(database, older)

    with database.read() as work:
        again_at = work.session.scalars(select(Reminder.letter_at)).one()
        assert again_at is not None
        assert again_at > work.now, "as it would have come again"
        assert work.session.get_one(User, owner_id).mail_paused_at is not None


def test_a_report_costs_the_same_however_many_reminders_there_are(
    database: Database, owner_id: int
) -> None:
    [lost] = deliver(database)
    with database.write() as work:
        for _ in range(5):
            Make(work).lead(due=timedelta(days=9))

    comes_back(database, lost)

    with database.read() as work:
        others = select(func.count(Reminder.id)).where(Reminder.owner_id != owner_id)
        untouched = others.where(Reminder.letter_at > work.now)
        assert work.session.scalar(untouched) == work.session.scalar(others) == 5


def test_whose_host_it_is_does_not_matter(database: Database, owner_id: int) -> None:
    """An installation may have had another sender when the letter left."""
    [lost] = deliver(database)
    assert lost.recipient_id == owner_id
    assert lost.message_id.endswith(f"@{HOST}>")

    comes_back(database, lost, "envelope_only")

    assert stranded(database) == (0, 1)


def test_what_is_over_when_an_address_changes_keeps_nobody_from_changing_it(
    database: Database, owner_id: int
) -> None:
    """Done while its text was on the wire, it is tried again; then the address changes."""
    plan(database)
    with database.write() as work:
        [letter] = service.claim_letters(work, holder="worker-1", lease=LEASE, limit=10)
        assert service.begin_data(work, letter, lease=LEASE)
    with database.write() as work:
        [lead] = work.session.scalars(select(Lead)).all()
        lead.next_step = lead.next_step_on = None
        lead.step_missing_since = work.now
    with database.write() as work:
        service.mark_failed(work, letter, service.Failure("450 later", code=450), base=LEASE)

    with database.write() as work:
        change_email(work, work.session.get_one(User, owner_id), "nauja@savivaldybe.example")

    assert deliver(database) == []


def test_what_a_letter_about_the_week_only_names_is_not_due_when_the_address_changes(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        owner_id = make.user(weekly_at=work.now).id
        make.lead(owner_id=owner_id, due=timedelta(days=2))
    with database.write() as work:
        plan_weeks(work, limit=10, host=HOST)
    with database.write() as work:
        change_email(work, work.session.get_one(User, owner_id), "nauja@savivaldybe.example")

    [letter] = letters(database)
    assert (letter.template, letter.state) == ("week", LetterState.QUEUED)
    assert [left.template for left in deliver(database)] == ["week"]
    with database.read() as work:
        letter_at = work.session.scalars(select(Reminder.letter_at)).one()
    assert letter_at is not None
    assert letter_at > clock.now() + timedelta(days=1)
