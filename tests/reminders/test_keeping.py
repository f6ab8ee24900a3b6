"""One living reminder per relationship, always in step with the day of the latest real contact."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from tests.reminders.silences import Silences, seven
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.contacts.models import Contact, ContactStatus
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.models import Activity, ActivityKind, Lead
from tracker.leads.service import NewActivity, add_activity
from tracker.letters.models import Letter, LetterState
from tracker.reminders.models import ReminderKind, ReminderState
from tracker.trips.models import Meeting, Trip, TripContact
from tracker.trips.service import add_to_trip

TODAY = date(2026, 11, 23)
AUGUST = date(2026, 8, 27)
DUE = date(2026, 11, 25)
"""Ninety days after that."""


@pytest.fixture
def silences(database: Database) -> Silences:
    return Silences(database)


# --- The clock is the latest real contact ---


def test_it_is_due_so_many_days_after_the_latest_real_contact(silences: Silences) -> None:
    silences.talk(AUGUST)
    silences.keep(90)

    reminder = silences.reminder()
    assert reminder.kind is ReminderKind.NO_CONTACT
    assert (reminder.contact_id, reminder.owner_id) == (silences.contact_id, silences.keeper_id)
    assert reminder.title == "Mei-ling Lin"
    assert (reminder.wall_on, reminder.wall_at) == (DUE, time(7, 0))
    assert reminder.letter_at == reminder.due_at == seven(2026, 11, 25)


def test_where_nobody_was_ever_in_touch_the_days_count_from_the_day_it_was_said(
    silences: Silences,
) -> None:
    silences.keep(30)

    assert silences.reminder().wall_on == TODAY + timedelta(days=30)


def test_an_old_meeting_typed_today_does_not_reset_the_clock(silences: Silences) -> None:
    silences.talk(AUGUST)
    silences.keep(90)

    silences.talk(date(2026, 3, 1), ActivityKind.MEETING)

    assert silences.reminder().wall_on == DUE


def test_an_old_meeting_is_the_clock_where_it_is_the_only_one(silences: Silences) -> None:
    silences.keep(90)

    silences.talk(AUGUST, ActivityKind.MEETING)

    assert silences.reminder().wall_on == DUE


@pytest.mark.parametrize("kind", [kind for kind in ActivityKind if kind is not ActivityKind.NOTE])
def test_a_newer_contact_moves_it(silences: Silences, kind: ActivityKind) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    before = silences.reminder()

    silences.talk(TODAY, kind)

    reminder = silences.reminder()
    assert (reminder.id, reminder.version) == (before.id, before.version + 1)
    assert reminder.wall_on == TODAY + timedelta(days=90)
    assert reminder.letter_at == datetime(2027, 2, 22, 5, 0, tzinfo=UTC)  # 21 is a Sunday


def test_a_note_is_no_contact(silences: Silences) -> None:
    silences.talk(AUGUST)
    silences.keep(90)

    silences.talk(TODAY, ActivityKind.NOTE)

    assert silences.reminder().wall_on == DUE


def test_what_is_written_on_any_lead_of_theirs_counts(
    silences: Silences, database: Database
) -> None:
    silences.keep(90)
    with database.write() as work:
        lead = Make(work).lead(contact_id=silences.contact_id)
    with database.write(silences.keeper_id) as work:
        lead = work.session.get_one(Lead, lead.id)
        add_activity(work, lead, NewActivity(ActivityKind.CALL, "Kalbėjome", AUGUST))

    assert silences.reminder().wall_on == DUE


def test_what_is_said_of_another_contact_moves_nothing(
    silences: Silences, database: Database
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)

    with database.write() as work:
        other = Make(work).contact("Chih-wei", "Lin").id
        add_activity(work, None, NewActivity(ActivityKind.CALL, "Kalbėjome", contact_id=other))

    assert silences.reminder().wall_on == DUE


def test_a_contact_that_is_changed_or_taken_away_moves_it_back(
    silences: Silences, database: Database
) -> None:
    silences.talk(AUGUST)
    number = silences.talk(TODAY)
    silences.keep(90)

    with database.write() as work:
        work.session.get_one(Activity, number).happened_on = date(2026, 9, 1)
    assert silences.reminder().wall_on == date(2026, 11, 30)

    with database.write() as work:
        work.session.delete(work.session.get_one(Activity, number))
    assert silences.reminder().wall_on == DUE


def test_a_talk_that_turns_out_to_be_a_note_is_no_contact(
    silences: Silences, database: Database
) -> None:
    silences.talk(AUGUST)
    number = silences.talk(TODAY)
    silences.keep(90)

    with database.write() as work:
        work.session.get_one(Activity, number).kind = ActivityKind.NOTE

    assert silences.reminder().wall_on == DUE


# --- Meetings on trips ---


def meet(
    silences: Silences,
    start: date,
    end: date,
    how: Meeting = Meeting.MET,
    *,
    on: date | None = None,
) -> Trip:
    with silences.database.write() as work:
        trip = Make(work).trip(start_on=start, end_on=end)
        add_to_trip(work, trip.id, silences.contact_id, how=how, on=on)
        return trip


def test_a_meeting_on_a_trip_counts_from_its_own_day(silences: Silences) -> None:
    silences.keep(90)

    meet(silences, date(2026, 8, 24), date(2026, 8, 30), on=AUGUST)

    assert silences.reminder().wall_on == DUE


@pytest.mark.parametrize("how", [Meeting.MET, Meeting.GUEST])
def test_a_meeting_of_an_unknown_day_counts_from_the_trips_last(
    silences: Silences, how: Meeting
) -> None:
    silences.keep(90)

    meet(silences, date(2026, 8, 20), AUGUST, how)

    assert silences.reminder().wall_on == DUE


@pytest.mark.parametrize("how", [Meeting.HEARD, Meeting.INVITER])
def test_who_was_only_heard_or_invited_us_was_not_met(silences: Silences, how: Meeting) -> None:
    silences.talk(date(2026, 8, 1))
    silences.keep(150)

    meet(silences, date(2026, 8, 20), AUGUST, how)

    assert silences.reminder().wall_on == date(2026, 12, 29)


def test_a_trip_that_is_moved_moves_the_clock(
    silences: Silences, database: Database, clock: FixedClock
) -> None:
    silences.keep(90)
    trip = meet(silences, date(2026, 8, 1), date(2026, 8, 2))
    clock.move_to(clock.now() + timedelta(minutes=1))

    with database.write() as work:
        work.session.get_one(Trip, trip.id).end_on = AUGUST

    assert silences.reminder().wall_on == DUE


def test_a_meeting_taken_off_a_trip_counts_no_more(silences: Silences, database: Database) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    trip = meet(silences, TODAY, TODAY)
    assert silences.reminder().wall_on == TODAY + timedelta(days=90)

    with database.write() as work:
        met = work.session.get_one(TripContact, (trip.id, silences.contact_id))
        work.session.delete(met)

    assert silences.reminder().wall_on == DUE


def test_a_meeting_still_to_come_counts_only_once_it_has_been(
    silences: Silences, clock: FixedClock
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    day = date(2026, 11, 24)
    meet(silences, day, day)
    assert silences.reminder().wall_on == DUE

    clock.move_to(seven(2026, 11, 25))

    assert silences.plan() == 0
    assert silences.letters() == []
    assert silences.reminder().wall_on == day + timedelta(days=90)


# --- Days, keeper, status ---


def test_another_number_of_days_moves_it(silences: Silences) -> None:
    silences.talk(AUGUST)
    silences.keep(90)

    silences.keep(180)

    assert silences.reminder().wall_on == AUGUST + timedelta(days=180)


def test_another_keeper_gets_it_at_their_own_hour(silences: Silences, database: Database) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    with database.write() as work:
        other = Make(work).user(reminder_at=time(9, 30), time_zone="Asia/Taipei").id

    silences.keep(90, other)

    reminder = silences.reminder()
    assert (reminder.owner_id, reminder.wall_on) == (other, DUE)
    assert reminder.letter_at == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def test_the_keepers_new_hour_is_followed(silences: Silences, database: Database) -> None:
    silences.talk(AUGUST)
    silences.keep(90)

    with database.write() as work:
        work.session.get_one(User, silences.keeper_id).reminder_at = time(10, 0)

    assert silences.reminder().letter_at == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def test_the_keepers_other_days_of_work_move_letters_that_are_planned(
    silences: Silences, database: Database, clock: FixedClock
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    with database.write() as work:
        work.session.get_one(User, silences.keeper_id).works_on = "1245"
    assert silences.reminder().letter_at == seven(2026, 11, 26)  # 25 is a Wednesday
    clock.move_to(seven(2026, 11, 26))
    assert silences.plan() == 1
    assert silences.reminder().letter_at == seven(2026, 11, 30)
    with database.write() as work:
        work.session.scalars(select(Letter)).one().state = LetterState.BOUNCED

    with database.write() as work:
        work.session.get_one(User, silences.keeper_id).works_on = "2345"

    assert silences.reminder().letter_at == seven(2026, 12, 1)


def test_whatever_is_written_down_mends_a_letter_that_would_come_on_a_day_of_rest(
    silences: Silences, database: Database
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    with database.write() as work:
        work.session.execute(update(User).values(works_on="1245"))  # unseen by any watcher

    silences.talk(date(2026, 3, 1))

    assert silences.reminder().letter_at == seven(2026, 11, 26)


def test_a_new_name_is_told_and_gives_no_second_letter(
    silences: Silences, database: Database, clock: FixedClock
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(seven(2026, 11, 25))
    silences.plan()
    with database.write() as work:
        work.session.get_one(Contact, silences.contact_id).name = "Lin Mei-ling"
    assert silences.reminder().title == "Lin Mei-ling"
    assert silences.plan() == 1  # the first had not left
    [first, second] = silences.letters()
    assert (first.state, second.payload["step"]) == (LetterState.CANCELLED, "Lin Mei-ling")

    with database.write() as work:
        for letter in work.session.scalars(select(Letter)):
            letter.sent_at, letter.state = work.now, LetterState.SENT
        work.session.get_one(Contact, silences.contact_id).name = "Lin M."

    assert silences.plan() == 0


def test_nobody_is_reminded_any_more_once_that_was_said(silences: Silences) -> None:
    silences.talk(AUGUST)
    silences.keep(90)

    silences.keep(None)

    assert [one.state for one in silences.reminders()] == [ReminderState.CANCELLED]


@pytest.mark.parametrize("status", [ContactStatus.OBJECTED, ContactStatus.LEFT])
def test_who_objects_or_has_left_is_let_be_until_that_is_over(
    silences: Silences, database: Database, clock: FixedClock, status: ContactStatus
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(seven(2026, 11, 25))
    silences.plan()

    with database.write() as work:
        work.session.get_one(Contact, silences.contact_id).status = status
    assert [one.state for one in silences.reminders()] == [ReminderState.CANCELLED]
    assert [letter.state for letter in silences.letters()] == [LetterState.CANCELLED]

    with database.write() as work:
        work.session.get_one(Contact, silences.contact_id).status = ContactStatus.ACTIVE
    assert silences.reminder().wall_on == DUE


def test_whose_mail_bounces_is_still_to_be_called(silences: Silences, database: Database) -> None:
    silences.talk(AUGUST)
    silences.keep(90)

    with database.write() as work:
        work.session.get_one(Contact, silences.contact_id).status = ContactStatus.BOUNCED

    assert silences.reminder().wall_on == DUE


def test_it_waits_while_its_keeper_is_switched_off(
    silences: Silences, database: Database, clock: FixedClock
) -> None:
    silences.talk(AUGUST)
    silences.keep(90)
    with database.write() as work:
        work.session.get_one(User, silences.keeper_id).disabled_at = work.now
    clock.move_to(seven(2026, 11, 25))
    assert silences.plan() == 0

    with database.write() as work:
        work.session.get_one(User, silences.keeper_id).disabled_at = None

    assert silences.plan() == 1
