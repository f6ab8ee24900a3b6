"""How other systems lose or double reminders, and that this one does not: a rule a test.

The systems are named in docs/reliability.md.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from tests.conftest import SECRET
from tests.reminders.test_planning import SEVEN, own_reminder, plan
from tests.support.make import Make
from tracker.accounts.models import Role
from tracker.accounts.service import HandOverFirstError, switch_off
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.mail import Begin, Envelope, RefusedError, Tray
from tracker.core.security import LinkSigner
from tracker.handover.queries import count_waiting
from tracker.leads import service as leads
from tracker.leads.activities import NewActivity, add_activity
from tracker.leads.models import ActivityKind, Lead
from tracker.leads.queries import lead_to_change
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.models import Letter, LetterState
from tracker.letters.render import Printer
from tracker.letters.service import ATTEMPTS, NewLetter, write_letters
from tracker.reminders.models import Reminder, ReminderState
from tracker.wiring import LETTERS

HOST = "savivaldybe.example"


class Picky(Tray):
    """A mail server that refuses one address."""

    def __init__(self, refused: str, code: int) -> None:
        super().__init__()
        self.refused, self.code = refused, code

    def send(self, envelope: Envelope, begin: Begin) -> bool:
        if envelope.to == self.refused:
            raise RefusedError("no such person here", self.code)
        return super().send(envelope, begin)


def send(database: Database, tray: Tray) -> int:
    post = Post(
        database=database,
        mailer=tray,
        print=Printer("https://rysiai.example", LinkSigner([SECRET]), LETTERS),
        host=HOST,
        holder="worker-1",
        lease=timedelta(seconds=60),
        retry_base=timedelta(seconds=60),
        stop=threading.Event(),
        slots=1,
    )
    return deliver_letters(post)


def letters(database: Database) -> Sequence[Letter]:
    with database.read() as work:
        return work.session.scalars(select(Letter).order_by(Letter.id)).all()


def to(address: str, key: str = "rem:1:1:1:email") -> NewLetter:
    payload = {"reminder": 1}
    return NewLetter(
        idem_key=key, address=address, locale="lt", template="reminder", payload=payload
    )


# --- UK Data Hub ---


def test_what_fell_due_while_the_worker_was_down_for_three_days_goes_out_all_of_it_once(
    database: Database, clock: FixedClock, tray: Tray
) -> None:
    with database.write() as work:
        for days in range(3):
            own_reminder(work, letter_at=SEVEN + timedelta(days=days))
    clock.move_to(SEVEN + timedelta(days=3))

    for _ in range(2):
        plan(database)
        send(database, tray)

    assert len({envelope.message_id for envelope in tray.envelopes}) == len(tray.envelopes) == 3


def test_an_old_meeting_typed_today_leaves_the_clock_at_the_latest_contact(
    database: Database,
) -> None:
    with database.write() as work:
        lead = Make(work).lead()
        for day in (date(2026, 11, 20), date(2026, 3, 2)):
            new = NewActivity(kind=ActivityKind.MEETING, text="Susitikome", happened_on=day)
            add_activity(work, lead, new)

    with database.read() as work:
        assert work.session.get_one(Lead, lead.id).last_contact_on == date(2026, 11, 20)


def test_what_is_late_comes_again_until_it_is_done_as_often_as_its_owner_chose(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user(nag_every=3)
        lead_id = Make(work).lead(owner_id=owner.id, next_step_on=date(2026, 11, 24)).id
    for day in range(14):  # from Tuesday to the Monday after next
        clock.move_to(SEVEN + timedelta(days=day))
        plan(database)
    with database.write() as work:
        leads.finish_step(work, lead_to_change(work.session, lead_id))
    for day in range(14, 28):
        clock.move_to(SEVEN + timedelta(days=day))
        plan(database)

    steps = [letter.not_before for letter in letters(database) if letter.template == "reminder"]
    assert [f"{moment:%m-%d}" for moment in steps] == ["11-24", "11-27", "12-02", "12-07"]


def test_a_due_day_moved_within_its_month_gives_another_letter(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(next_step_on=date(2026, 11, 24)).id
    clock.move_to(SEVEN)
    plan(database)
    with database.write() as work:
        lead = lead_to_change(work.session, lead_id)
        leads.postpone_step(work, lead, date(2026, 11, 26))
    clock.move_to(SEVEN + timedelta(days=2))
    plan(database)

    told = letters(database)
    assert [letter.payload["due_on"] for letter in told] == ["2026-11-24", "2026-11-26"]
    assert len({letter.idem_key for letter in told}) == 2


def test_the_first_of_a_batch_that_is_done_or_nobodys_leaves_out_none_of_the_others(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        done = {"state": ReminderState.DONE, "done_at": work.now, "letter_at": None}
        own_reminder(work, **done)
        own_reminder(work, owner_id=Make(work).user(disabled_at=work.now).id)
        for _ in range(3):
            own_reminder(work)
    clock.move_to(SEVEN)

    assert plan(database) == 3


# --- EspoCRM, Monica: a failure deletes nothing ---


def test_a_letter_that_was_refused_for_good_leaves_the_reminder_and_itself_in_place(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user()
        own_reminder(work, owner_id=owner.id)
    clock.move_to(SEVEN)
    plan(database)

    send(database, Picky(owner.email, 550))

    [letter] = letters(database)
    assert (letter.state, letter.last_code) == (LetterState.DEAD, 550)
    with database.read() as work:
        assert work.session.scalars(select(Reminder.state)).all() == [ReminderState.ACTIVE]


def test_twelve_failures_delete_nothing_that_a_person_entered(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        owner = Make(work).user()
        for _ in range(2):
            own_reminder(work, owner_id=owner.id, rrule="FREQ=YEARLY")
    clock.move_to(SEVEN)
    plan(database)
    refusing = Picky(owner.email, 451)

    for _ in range(ATTEMPTS + 1):
        send(database, refusing)
        clock.move_to(clock.now() + timedelta(hours=8))

    assert {letter.state for letter in letters(database)} == {LetterState.DEAD}
    assert {letter.attempts for letter in letters(database)} == {ATTEMPTS}
    with database.read() as work:
        rows = work.session.execute(select(Reminder.state, Reminder.wall_on)).all()
    assert rows == [(ReminderState.ACTIVE, date(2027, 11, 24))] * 2


def test_a_letter_a_month_late_leaves_all_the_same_and_says_so(
    database: Database, clock: FixedClock, tray: Tray
) -> None:
    with database.write() as work:
        own_reminder(work)
    clock.move_to(SEVEN)
    plan(database)
    clock.move_to(SEVEN + timedelta(days=31))

    assert send(database, tray) == 1

    [envelope] = tray.envelopes
    assert envelope.subject.startswith("Vėluoja 31 d.")


# --- SuiteCRM: a status for each recipient ---


def test_one_recipient_who_is_refused_is_not_marked_as_sent_and_stops_nobody(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        refused, fine = Make(work).user(), Make(work).user()
        for owner in (refused, fine):
            own_reminder(work, owner_id=owner.id)
    clock.move_to(SEVEN)
    plan(database)
    server = Picky(refused.email, 550)

    assert send(database, server) == 1

    assert [letter.state for letter in letters(database)] == [LetterState.DEAD, LetterState.SENT]
    assert [letter.sent_at is None for letter in letters(database)] == [True, False]
    assert [envelope.to for envelope in server.envelopes] == [fine.email]


def test_one_poisoned_row_stops_nobody(database: Database, clock: FixedClock, tray: Tray) -> None:
    with database.write() as work:
        write_letters(work, [to("a@savivaldybe.example", "poisoned")], host=HOST)
        own_reminder(work)
    clock.move_to(SEVEN)
    plan(database)

    assert send(database, tray) == 1

    assert [letter.state for letter in letters(database)] == [LetterState.QUEUED, LetterState.SENT]


# --- Frappe CRM, CiviCRM: once for each key ---


def test_a_reminder_occurrence_recipient_and_channel_have_one_letter(database: Database) -> None:
    with database.write() as work:
        for address in ("a@savivaldybe.example", "b@savivaldybe.example"):
            write_letters(work, [to(address), to(address)], host=HOST)

    [letter] = letters(database)
    assert letter.address == "a@savivaldybe.example"


def test_the_database_itself_refuses_a_second_letter_of_a_key(database: Database) -> None:
    with database.write() as work:
        write_letters(work, [to("a@savivaldybe.example")], host=HOST)
    with database.read() as work:
        row = dict(work.session.execute(select(*Letter.__table__.columns)).mappings().one())

    def write_again() -> None:
        with database.write() as work:
            work.session.execute(insert(Letter), [{**row, "id": 2, "message_id": "<2@b.example>"}])

    with pytest.raises(IntegrityError):
        write_again()


def test_two_workers_plan_and_send_each_letter_once(
    database: Database, clock: FixedClock, tray: Tray
) -> None:
    with database.write() as work:
        for _ in range(20):
            own_reminder(work)
    clock.move_to(SEVEN)
    together = threading.Barrier(2)

    def work_away() -> None:
        together.wait()
        while plan(database, limit=3) or send(database, tray):
            pass

    workers = [threading.Thread(target=work_away) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len({envelope.message_id for envelope in tray.envelopes}) == len(tray.envelopes) == 20


# --- Monica: the owner's zone, always forward ---


@pytest.mark.parametrize(
    ("zone", "utc_hours"), [("Europe/Vilnius", (4, 5, 5)), ("Asia/Taipei", (23, 23, 23))]
)
def test_a_recurrence_keeps_the_hour_of_its_owners_zone_and_goes_forward(
    database: Database, clock: FixedClock, zone: str, utc_hours: tuple[int, ...]
) -> None:
    start = datetime(2026, 10, 23, 23, tzinfo=UTC) if zone == "Asia/Taipei" else SEVEN
    with database.write() as work:
        first = start.replace(month=10, day=23 if zone == "Asia/Taipei" else 24, hour=utc_hours[0])
        given = {"rrule": "FREQ=DAILY;UNTIL=20261026", "wall_on": date(2026, 10, 24), "zone": zone}
        own_reminder(work, **given, due_at=first, letter_at=first)

    for _ in range(3):
        with database.read() as work:
            due = work.session.scalars(select(Reminder.letter_at)).one()
        assert due is not None
        clock.move_to(due)
        assert plan(database) == 1

    moments = [letter.not_before for letter in letters(database)]
    assert moments == sorted(set(moments))
    assert tuple(moment.hour for moment in moments) == utc_hours


# --- Affinity: nobody leaves what they own behind ---


def test_nobody_is_switched_off_while_leads_wait_for_them(database: Database) -> None:
    with database.write() as work:
        lead_owner = Make(work).user()
        Make(work).lead(owner_id=lead_owner.id)

    def close() -> None:
        with database.write() as work:
            user = work.session.merge(lead_owner)
            switch_off(work, user, count_waiting=count_waiting)

    with pytest.raises(HandOverFirstError):
        close()

    with database.read() as work:
        assert work.session.scalar(select(func.count(Reminder.id))) == 1


def test_what_somebody_who_is_gone_has_left_is_told_to_their_manager(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        manager = make.user(role=Role.DIRECTOR)
        gone = make.user(manager_id=manager.id, disabled_at=work.now)
        make.lead(owner_id=gone.id, next_step_on=date(2026, 11, 24))
    clock.move_to(SEVEN)

    plan(database)

    [letter] = letters(database)
    assert (letter.recipient_id, letter.payload["for"]) == (manager.id, gone.name)
