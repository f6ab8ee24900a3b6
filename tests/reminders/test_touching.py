"""The deed "Contact made": what it writes down, what it takes back, and who may do it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import SECRET
from tests.reminders.silences import Silences, seven
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import words
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.errors import ConflictError, NotFoundError
from tracker.core.security import LinkSigner
from tracker.leads.models import Activity, ActivityKind, Lead
from tracker.letters.models import LetterState
from tracker.reminders.links import Action, Link
from tracker.reminders.models import Reminder, ReminderState
from tracker.reminders.service import finish_own, undo_deed
from tracker.reminders.touching import silence_to_end

AUGUST = date(2026, 8, 27)
DUE = date(2026, 11, 25)
AFTER = date(2027, 2, 23)
"""Ninety days after it was due."""


@pytest.fixture
def silences(database: Database, clock: FixedClock) -> Silences:
    """A silence whose letter is planned."""
    silences = Silences(database, language="en")
    silences.talk(AUGUST)
    silences.keep(90)
    clock.move_to(seven(2026, 11, 25))
    silences.plan()
    return silences


def finish(silences: Silences) -> int:
    with silences.database.write(silences.keeper_id) as work:
        return finish_own(work, silence_to_end(work, silences.reminder().id, seen=None)).id


def undo(silences: Silences, entry_id: int) -> None:
    with silences.database.write(silences.keeper_id) as work:
        undo_deed(work, entry_id)


def entries(database: Database) -> list[Activity]:
    with database.read() as work:
        return list(work.session.scalars(select(Activity).order_by(Activity.id)))


# --- Done ---


def test_it_writes_down_a_contact_of_today_by_whoever_presses(
    silences: Silences, database: Database
) -> None:
    finish(silences)

    entry = entries(database)[-1]
    assert (entry.kind, entry.happened_on) == (ActivityKind.CONTACT, DUE)
    assert (entry.author_id, entry.contact_id) == (silences.keeper_id, silences.contact_id)
    assert (entry.text, entry.language, entry.lead_id) == ("Contact made.", "en", None)


def test_the_reminder_is_done_and_the_next_waits_for_its_day(silences: Silences) -> None:
    finish(silences)

    done, after = silences.reminders()
    assert (done.state, done.done_by_id, done.done_on) == ("done", silences.keeper_id, DUE)
    assert (after.state, after.wall_on) == ("active", AFTER)
    assert [letter.state for letter in silences.letters()] == [LetterState.CANCELLED]


def test_it_is_an_entry_of_the_one_lead_that_is_under_way(
    silences: Silences, database: Database
) -> None:
    with database.write() as work:
        lead = Make(work).lead(contact_id=silences.contact_id).id

    finish(silences)

    assert entries(database)[-1].lead_id == lead
    with database.read() as work:
        assert work.session.get_one(Lead, lead).last_contact_on == DUE


def test_of_several_leads_nobody_can_tell_which_it_was(
    silences: Silences, database: Database
) -> None:
    with database.write() as work:
        for _ in range(2):
            Make(work).lead(contact_id=silences.contact_id)

    finish(silences)

    assert entries(database)[-1].lead_id is None


def test_a_second_press_finds_it_over(silences: Silences, database: Database) -> None:
    reminder = silences.reminder()
    finish(silences)

    with database.write(silences.keeper_id) as work, pytest.raises(ConflictError):
        silence_to_end(work, reminder.id, seen=reminder.version)


def test_a_reminder_that_has_moved_is_not_the_one_that_was_seen(
    silences: Silences, database: Database
) -> None:
    with database.write(silences.keeper_id) as work, pytest.raises(ConflictError):
        silence_to_end(work, silences.reminder().id, seen=silences.reminder().version + 1)


def test_what_is_about_no_silence_is_not_ended_as_one(
    silences: Silences, database: Database
) -> None:
    with database.write() as work:
        lead = Make(work).lead().id
    with database.read() as work:
        step = work.session.scalars(select(Reminder.id).where(Reminder.lead_id == lead)).one()

    with database.write(silences.keeper_id) as work, pytest.raises(NotFoundError):
        silence_to_end(work, step, seen=None)


# --- Taken back ---


def test_undone_all_is_as_it_was(silences: Silences, database: Database) -> None:
    with database.write() as work:
        lead = Make(work).lead(contact_id=silences.contact_id, last_contact_on=None).id
    silences.talk(date(2026, 8, 20), lead_id=lead)
    before = len(entries(database))

    undo(silences, finish(silences))

    assert len(entries(database)) == before
    reminder = silences.reminder()
    assert (reminder.state, reminder.wall_on, reminder.done_at) == ("active", DUE, None)
    assert [one.state for one in silences.reminders()] == ["active", "cancelled"]
    with database.read() as work:
        assert work.session.get_one(Lead, lead).last_contact_on == date(2026, 8, 20)


def test_done_and_undone_stand_in_the_history_of_the_lead(
    silences: Silences, client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead = Make(work).lead(contact_id=silences.contact_id).id

    entry = finish(silences)
    assert "susisiekė" in words(client.get(f"/leads/{lead}").text)
    undo(silences, entry)

    page = words(client.get(f"/leads/{lead}").text)
    assert "susisiekė" not in page
    assert "anuliavo įrašą, kad susisiekta" in page


def test_undone_it_is_written_about_again_as_its_letter_had_not_left(silences: Silences) -> None:
    undo(silences, finish(silences))

    assert silences.plan() == 1


def test_what_was_put_off_before_is_put_off_again(silences: Silences, database: Database) -> None:
    with database.write() as work:
        reminder = work.session.get_one(Reminder, silences.reminder().id)
        reminder.state, reminder.snoozed_from = ReminderState.SNOOZED, DUE
        reminder.wall_on = date(2026, 12, 1)

    undo(silences, finish(silences))

    reminder = silences.reminder()
    assert (reminder.state, reminder.snoozed_from) == (ReminderState.SNOOZED, DUE)
    assert reminder.wall_on == date(2026, 12, 1)


def test_a_contact_written_down_since_is_not_taken_back_with_it(
    silences: Silences, database: Database
) -> None:
    entry = finish(silences)
    silences.talk(DUE, ActivityKind.MEETING)

    undo(silences, entry)

    assert entries(database)[-1].kind is ActivityKind.MEETING
    assert silences.reminder().wall_on == AFTER


def test_done_and_undone_stand_in_the_journal(silences: Silences, database: Database) -> None:
    subject = silences.reminder().subject
    undo(silences, finish(silences))

    with database.read() as work:
        found = work.session.scalars(
            select(Entry.what).where(Entry.subject == subject).order_by(Entry.id)
        )
        assert list(found) == ["reminder.done", "reminder.restored"]


# --- The links of its letter ---


def link(silences: Silences, clock: FixedClock, action: Action) -> str:
    reminder = silences.reminder()
    made = Link(reminder.id, reminder.version, action, silences.keeper_id)
    return "/r/" + made.token(LinkSigner([SECRET]), clock.now())


def test_looking_at_the_link_writes_nothing_down(
    silences: Silences, visitor: PageClient, clock: FixedClock
) -> None:
    page = words(visitor.get(link(silences, clock, Action.DONE)).text)

    assert "Have you been in touch?" in page
    assert "Write down contact made Open the contact" in page
    assert "Mei-ling Lin" in page
    assert silences.reminder().wall_on == DUE


def test_pressed_it_moves_the_clock_and_a_second_press_says_so(
    silences: Silences, visitor: PageClient, clock: FixedClock, database: Database
) -> None:
    url = link(silences, clock, Action.DONE)

    first = visitor.post(url, status=200).text
    second = visitor.post(url, status=200).text

    assert "Written down: contact made today." in words(first)
    assert "Contact made Mei-ling Lin" in words(first)
    assert "Contact made already Mei-ling Lin" in words(second)
    for page in (first, second):
        assert "Open the contact" in page
        assert 'href="/contacts/' in page
    assert silences.reminder().wall_on == AFTER
    assert len(entries(database)) == 2


def test_a_link_puts_it_off_for_a_week(
    silences: Silences, visitor: PageClient, clock: FixedClock
) -> None:
    url = link(silences, clock, Action.WEEK)
    assert "Snooze the reminder? Mei-ling Lin" in words(visitor.get(url).text)

    visitor.post(url, status=200)

    reminder = silences.reminder()
    assert (reminder.state, reminder.wall_on) == ("snoozed", DUE + timedelta(days=7))
    assert "Already snoozed" in words(visitor.post(url, status=200).text)


def test_undone_from_the_page_it_offers_what_the_letter_offered(
    silences: Silences, visitor: PageClient, clock: FixedClock
) -> None:
    done = visitor.post(link(silences, clock, Action.DONE), status=200).text
    undo_url = done.partition('<form method="post" action="')[2].partition('"')[0]

    page = words(visitor.post(undo_url, status=200).text)

    assert "All is as it was before. Log contact Remind me tomorrow Remind me in a week" in page
    assert silences.reminder().wall_on == DUE


def test_a_link_about_a_silence_that_has_ended_otherwise_is_over(
    silences: Silences, visitor: PageClient, clock: FixedClock
) -> None:
    url = link(silences, clock, Action.WEEK)
    silences.keep(180)

    page = words(visitor.get(url, status=410).text)

    assert "This reminder has changed" in page
    assert "The step" not in page
    assert "Open the contact" in page
