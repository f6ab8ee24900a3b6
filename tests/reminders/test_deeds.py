"""Done, put off, taken back: the reminder, the lead and the letters change together."""

import threading
import time as time_module
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from tests.reminders.test_planning import own_reminder
from tests.support.make import Make
from tracker.accounts.models import User
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import ConflictError, GoneError, NotFoundError, TrackerError
from tracker.leads import service as leads
from tracker.leads.models import Lead
from tracker.leads.queries import lead_to_change
from tracker.leads.service import Step
from tracker.letters.models import Letter, LetterState
from tracker.reminders import service
from tracker.reminders.links import Action
from tracker.reminders.models import Reminder, ReminderKind, ReminderState
from tracker.reminders.planning import plan_due

TUESDAY = date(2026, 11, 24)
SEVEN = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
THURSDAY_AT_SEVEN = SEVEN + timedelta(days=2)


class Stage:
    """One lead due on Tuesday, its owner, and short ways to act and look."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database = database
        self.clock = clock
        with database.write() as work:
            make = Make(work)
            self.owner = make.user().id
            self.other = make.user().id
            self.lead_id = make.lead(
                owner_id=self.owner, next_step="Paskambinti", next_step_on=TUESDAY
            ).id

    @contextmanager
    def acting(self, person: int | None = None) -> Iterator[tuple[Work, Lead]]:
        """Act in somebody's name, the owner's unless said."""
        with self.database.write(person or self.owner) as work:
            yield work, lead_to_change(work.session, self.lead_id)

    def write(self, state: LetterState = LetterState.QUEUED) -> None:
        """Let the letter be written at seven, and perhaps leave."""
        self.clock.move_to(SEVEN)
        with self.database.write() as work:
            plan_due(work, limit=10, host="savivaldybe.example")
            if state is LetterState.SENT:
                letter = work.session.scalars(select(Letter)).one()
                letter.state, letter.sent_at = state, work.now
        self.clock.move_to(NINE)

    def finish(self, person: int | None = None) -> int:
        """Mark the step done and return the journal's entry."""
        with self.acting(person) as (work, lead):
            service.finish_step(work, lead)
        return self.last_entry()

    def snooze(self, on: date) -> int:
        """Put the step off and return the journal's entry."""
        with self.acting() as (work, lead):
            service.snooze_step(work, lead, on)
        return self.last_entry()

    def undo(self, entry_id: int, person: int | None = None) -> None:
        """Take something back."""
        with self.database.write(person or self.owner) as work:
            service.undo_deed(work, entry_id)

    def last_entry(self) -> int:
        """Return the lead's latest entry, as the page Today does."""
        with self.database.read() as work:
            return work.session.scalars(
                select(Entry.id)
                .where(Entry.subject == f"lead:{self.lead_id}")
                .order_by(Entry.id.desc())
                .limit(1)
            ).one()

    @property
    def lead(self) -> Lead:
        """Return the lead as it stands."""
        with self.database.read() as work:
            return work.session.get_one(Lead, self.lead_id)

    @property
    def reminders(self) -> list[Reminder]:
        """Return its reminders."""
        with self.database.read() as work:
            return list(work.session.scalars(select(Reminder).order_by(Reminder.id)))

    @property
    def letters(self) -> list[str]:
        """Return how its letters stand."""
        with self.database.read() as work:
            found = work.session.scalars(select(Letter.state).order_by(Letter.id))
            return [state.value for state in found]


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    return Stage(database, clock)


# --- Done ---


def test_a_step_done_ends_its_reminder_and_the_letter_that_waits(stage: Stage) -> None:
    stage.write()

    stage.finish()

    [reminder] = stage.reminders
    assert reminder.state is ReminderState.DONE
    assert (reminder.done_at, reminder.done_by_id) == (NINE, stage.owner)
    assert reminder.done_on == TUESDAY
    assert reminder.letter_at is None
    assert stage.lead.next_step is None
    assert stage.letters == ["cancelled"]


def test_a_step_done_early_is_never_written_about(stage: Stage) -> None:
    stage.finish()
    stage.write()

    assert stage.letters == []


def test_a_step_done_twice_is_refused_and_changes_nothing(stage: Stage) -> None:
    stage.finish()

    with pytest.raises(TrackerError):
        stage.finish()

    assert len(stage.reminders) == 1


def test_the_next_step_has_a_reminder_of_its_own(stage: Stage) -> None:
    with stage.acting() as (work, lead):
        service.finish_step(work, lead)
        leads.plan_step(work, lead, Step("Parašyti", date(2026, 12, 1)))

    assert [(reminder.title, reminder.state.value) for reminder in stage.reminders] == [
        ("Paskambinti", "done"),
        ("Parašyti", "active"),
    ]


@pytest.mark.parametrize("deed", ["done", "put off", "closed", "owner off"])
def test_a_letter_planned_at_the_same_moment_as_the_deed_does_not_leave(
    stage: Stage, database: Database, deed: str
) -> None:
    stage.clock.move_to(SEVEN)
    planned, acting = threading.Event(), threading.Event()

    def plan_slowly() -> None:
        with database.write() as work:
            assert plan_due(work, limit=10, host="savivaldybe.example") == 1
            planned.set()
            acting.wait(5)
            time_module.sleep(0.3)  # the deed is waiting by now

    planner = threading.Thread(target=plan_slowly)
    planner.start()
    planned.wait(5)
    acting.set()
    if deed == "done":
        stage.finish()
    elif deed == "put off":
        stage.snooze(date(2026, 11, 26))
    elif deed == "closed":
        with stage.acting() as (work, lead):
            leads.close_lead(work, lead, "Nutraukė derybas")
    else:
        with database.write() as work:
            work.session.get_one(User, stage.owner).disabled_at = work.now
    planner.join()

    assert stage.letters == ["cancelled"]


# --- Put off ---


def test_a_step_put_off_is_written_about_on_the_new_day(stage: Stage) -> None:
    stage.write(LetterState.SENT)

    stage.snooze(date(2026, 11, 26))

    [reminder] = stage.reminders
    assert (reminder.state, reminder.snoozed_from) == (ReminderState.SNOOZED, TUESDAY)
    assert reminder.letter_at == datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
    assert stage.lead.next_step_on == date(2026, 11, 26)


def test_a_step_put_off_is_written_about_on_a_day_on_which_its_owner_works(
    stage: Stage, database: Database
) -> None:
    with database.write() as work:
        work.session.get_one(User, stage.owner).works_on = "2345"

    stage.snooze(date(2026, 11, 30))

    assert stage.reminders[0].letter_at == datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def test_a_step_put_off_twice_remembers_its_first_day(stage: Stage) -> None:
    stage.snooze(date(2026, 11, 26))
    stage.snooze(date(2026, 11, 30))

    [reminder] = stage.reminders
    assert reminder.snoozed_from == TUESDAY
    assert reminder.letter_at == datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    assert reminder.version == 3


def test_a_sleeping_lead_can_sleep_on(stage: Stage) -> None:
    with stage.acting() as (work, lead):
        leads.let_sleep(work, lead, date(2027, 1, 11))

    stage.snooze(date(2027, 2, 1))

    [reminder] = stage.reminders
    assert (reminder.kind, reminder.state) == (ReminderKind.WAKE_UP, ReminderState.SNOOZED)
    assert stage.lead.dormant_until == date(2027, 2, 1)


# --- Taken back ---


def test_done_taken_back_is_as_if_nothing_had_been(stage: Stage) -> None:
    before = stage.reminders[0]
    entry = stage.finish()

    stage.undo(entry)

    [reminder] = stage.reminders
    assert reminder.state is ReminderState.ACTIVE
    assert (reminder.done_at, reminder.done_on, reminder.done_by_id) == (None, None, None)
    assert reminder.letter_at == before.letter_at
    assert (stage.lead.next_step, stage.lead.next_step_on) == ("Paskambinti", TUESDAY)
    assert stage.lead.step_missing_since is None


def test_a_letter_that_had_left_does_not_come_again_when_done_is_taken_back(stage: Stage) -> None:
    stage.write(LetterState.SENT)

    stage.undo(stage.finish())

    assert stage.reminders[0].letter_at == THURSDAY_AT_SEVEN, "it comes again, but not at once"
    assert stage.letters == ["sent"]


def test_put_off_taken_back_stands_where_it_stood(stage: Stage) -> None:
    stage.write(LetterState.SENT)

    stage.undo(stage.snooze(date(2026, 11, 30)))

    [reminder] = stage.reminders
    assert (reminder.wall_on, reminder.state) == (TUESDAY, ReminderState.ACTIVE)
    assert reminder.letter_at == THURSDAY_AT_SEVEN, "its letter left this morning"
    assert stage.lead.next_step_on == TUESDAY


@pytest.mark.parametrize("on", [TUESDAY, date(2026, 11, 30)])
def test_an_hour_comes_back_with_its_step(stage: Stage, on: date) -> None:
    with stage.acting() as (work, lead):
        leads.plan_step(work, lead, Step("Paskambinti", TUESDAY, time(14, 0)))

    stage.undo(stage.finish())
    assert stage.lead.next_step_at == time(14, 0)
    stage.undo(stage.snooze(on))
    assert (stage.lead.next_step_on, stage.lead.next_step_at) == (TUESDAY, time(14, 0))


def test_nobody_takes_back_what_somebody_else_did(stage: Stage) -> None:
    entry = stage.finish()

    with pytest.raises(NotFoundError):
        stage.undo(entry, person=stage.other)

    assert stage.lead.next_step is None


def test_what_has_changed_since_is_not_taken_back(stage: Stage) -> None:
    entry = stage.finish()
    with stage.acting(stage.other) as (work, lead):
        leads.plan_step(work, lead, Step("Kas kita", date(2026, 12, 1)))

    with pytest.raises(ConflictError):
        stage.undo(entry)

    assert stage.lead.next_step == "Kas kita"


def test_a_deed_is_taken_back_once(stage: Stage) -> None:
    entry = stage.finish()
    stage.undo(entry)

    with pytest.raises(ConflictError):
        stage.undo(entry)


def test_after_thirty_days_it_is_too_late(stage: Stage, clock: FixedClock) -> None:
    entry = stage.finish()

    clock.move_to(clock.now() + timedelta(days=31))

    with pytest.raises(GoneError):
        stage.undo(entry)


def test_other_changes_of_a_lead_are_taken_back_as_the_lead_does(stage: Stage) -> None:
    with stage.acting() as (work, lead):
        leads.assign_owner(work, lead, stage.other)

    stage.undo(stage.last_entry())

    assert stage.lead.owner_id == stage.reminders[0].owner_id == stage.owner


# --- Reminders that are no lead's next step ---


def test_a_reminder_of_its_own_is_done_put_off_and_taken_back(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        number = own_reminder(work).id
    clock.move_to(SEVEN - timedelta(days=1))

    def reminder_after(deed: str) -> Reminder:
        with database.write(1) as work:
            found = work.session.get_one(Reminder, number)
            if deed == "finish":
                service.finish(work, found)
            elif deed == "snooze":
                service.snooze(work, found, date(2026, 11, 27))
            else:
                entries = select(Entry).order_by(Entry.id.desc()).limit(1)
                service.undo_deed(work, work.session.scalars(entries).one().id)
            return found

    assert reminder_after("snooze").letter_at == SEVEN + timedelta(days=3)
    assert reminder_after("undo").letter_at == SEVEN
    assert reminder_after("finish").state is ReminderState.DONE
    assert reminder_after("undo").state is ReminderState.ACTIVE


@pytest.mark.parametrize("deed", ["finish", "snooze"])
def test_a_deed_on_a_reminder_of_its_own_is_taken_back_once(database: Database, deed: str) -> None:
    with database.write() as work:
        number = own_reminder(work).id
    with database.write(1) as work:
        found = work.session.get_one(Reminder, number)
        if deed == "finish":
            service.finish(work, found)
        else:
            service.snooze(work, found, date(2026, 11, 27))
        work.session.flush()
        entry = work.session.scalars(select(Entry.id).order_by(Entry.id.desc())).first() or 0
    with database.write(1) as work:
        service.undo_deed(work, entry)

    with pytest.raises(ConflictError), database.write(1) as work:
        service.undo_deed(work, entry)


# --- Which day a link means ---


@pytest.mark.parametrize(
    ("today", "tomorrow", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 30)),  # Monday
        (date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 11, 27), date(2026, 11, 30), date(2026, 11, 30)),  # Friday
        (date(2026, 11, 29), date(2026, 11, 30), date(2026, 11, 30)),  # Sunday
        (date(2026, 12, 23), date(2026, 12, 28), date(2026, 12, 28)),  # before Christmas
        (date(2027, 3, 26), date(2027, 3, 30), date(2027, 3, 30)),  # before Easter
    ],
)
def test_tomorrow_and_monday_are_working_days(today: date, tomorrow: date, monday: date) -> None:
    assert service.day_for(Action.TOMORROW, today) == tomorrow
    assert service.day_for(Action.MONDAY, today) == monday
