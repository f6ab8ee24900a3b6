"""When reminders are late the administrators are told, once each time, whatever stood still."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import MONDAY
from tests.health.conftest import Ticks, minutes
from tests.letters.posting import Posting
from tests.support.make import Make
from tracker.accounts.models import Role, User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.mail import Tray
from tracker.health.jobs import watch_lateness
from tracker.health.models import Incident
from tracker.health.queries import WATCH
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.models import Letter
from tracker.letters.service import Failure
from tracker.reminders.jobs import plan_letters

Owed = Callable[[datetime], int]


@pytest.fixture
def look(post: Post, tick: Ticks) -> Callable[[], int]:
    """Let the job look, and say that it did, as the worker does."""

    def _look() -> int:
        begun = watch_lateness(post, sure_after_s=0)
        tick("worker-1", WATCH)
        return begun

    return _look


def warnings(database: Database) -> list[Letter]:
    with database.read() as work:
        found = select(Letter).where(Letter.template == "late").order_by(Letter.id)
        return list(work.session.scalars(found))


def incidents(database: Database) -> list[Incident]:
    with database.read() as work:
        return list(work.session.scalars(select(Incident).order_by(Incident.id)))


# --- While a worker looks ---


@pytest.mark.usefixtures("boss")
def test_an_administrator_whom_mail_does_not_reach_gets_no_letter_about_it(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    with database.write() as work:
        Make(work).user(role=Role.ADMINISTRATOR, mail_paused_at=work.now)
    posting.write()
    minutes(clock, 16)

    look()

    assert len(warnings(database)) == 1


@pytest.mark.usefixtures("boss")
def test_a_letter_that_waits_for_more_than_a_quarter_of_an_hour_is_told_of_once(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    posting.write()
    minutes(clock, 15)
    assert look() == 0

    minutes(clock, 1)
    assert look() == 1
    for _ in range(3):
        minutes(clock, 1)
        assert look() == 0

    [warning] = warnings(database)
    [incident] = incidents(database)
    assert warning.address == "justas@savivaldybe.example"
    assert warning.payload["since"] == MONDAY.isoformat()
    assert (incident.began_at, incident.over_at) == (MONDAY, None)
    assert incident.told_at == MONDAY + timedelta(minutes=16)


@pytest.mark.usefixtures("boss")
def test_a_reminder_that_nobody_plans_is_told_of_too(
    database: Database, owed: Owed, clock: FixedClock, look: Callable[[], int]
) -> None:
    owed(MONDAY)
    minutes(clock, 16)

    assert look() == 1

    assert incidents(database)[0].began_at == MONDAY


@pytest.mark.usefixtures("boss")
def test_the_warning_itself_is_never_late(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    posting.write()
    minutes(clock, 16)
    look()
    [late, _warning] = posting.claim()
    posting.begin(late)
    posting.sent(late)
    minutes(clock, 60)

    assert look() == 0

    assert incidents(database)[0].over_at is not None
    assert len(warnings(database)) == 1


@pytest.mark.usefixtures("boss")
def test_late_again_after_it_was_over_is_told_of_again(
    database: Database, posting: Posting, post: Post, clock: FixedClock, look: Callable[[], int]
) -> None:
    posting.write("first")
    minutes(clock, 16)
    look()
    deliver_letters(post)
    minutes(clock, 1)
    look()

    posting.write("second")
    for _ in range(16):
        minutes(clock, 1)
        look()

    first, second = incidents(database)
    assert first.over_at == MONDAY + timedelta(minutes=17)
    assert second.began_at == MONDAY + timedelta(minutes=17)
    assert len(warnings(database)) == 2


@pytest.mark.usefixtures("boss")
def test_it_is_not_over_while_anything_still_waits_for_long(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    """Or a mail server that takes a letter now and then would give a warning each time."""
    posting.write("first")
    minutes(clock, 10)
    posting.write("second")
    minutes(clock, 6)
    look()
    [first] = posting.claim(limit=1)
    posting.begin(first)
    posting.sent(first)

    look()  # the second has waited for six minutes
    assert incidents(database)[0].over_at is None


@pytest.mark.usefixtures("boss")
def test_a_step_set_today_for_a_moment_long_past_is_not_late(
    database: Database, look: Callable[[], int], post: Post
) -> None:
    with database.write() as work:
        owner = Make(work).user()
        Make(work).lead(owner_id=owner.id, due=timedelta(days=-3))
    assert look() == 0

    plan_letters(post)
    assert look() == 0


@pytest.mark.usefixtures("boss")
def test_what_is_gone_at_a_second_look_was_not_late(
    database: Database, owed: Owed, clock: FixedClock, post: Post
) -> None:
    """A step moved to the past is written about at once; the first look may fall between."""
    owed(MONDAY)
    minutes(clock, 16)

    class Stop(type(post.stop)):  # type: ignore[misc]  # an Event whose wait lets the others work
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == 10
            plan_letters(post)
            deliver_letters(post)
            return False

    object.__setattr__(post, "stop", Stop())
    assert watch_lateness(post) == 0
    assert incidents(database) == []


@pytest.mark.usefixtures("boss")
def test_a_mail_server_that_puts_everything_off_is_told_of(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    posting.write()
    for _ in range(5):
        for letter in posting.claim():
            posting.fail(letter, Failure("4.3.2 try later", 451))
        minutes(clock, 4)
        look()

    assert [incident.began_at for incident in incidents(database)] == [MONDAY]


@pytest.mark.usefixtures("boss")
def test_one_full_mailbox_is_not_told_of_while_other_letters_leave(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    posting.write("full")
    [full] = posting.claim()
    posting.fail(full, Failure("4.2.2 mailbox full", 452))
    posting.write("other", not_before=clock.now() + timedelta(seconds=30))
    minutes(clock, 0.6)
    [other] = posting.claim(limit=1)
    posting.begin(other)
    posting.sent(other)

    for _ in range(3):
        minutes(clock, 10)
        for letter in posting.claim():
            posting.fail(letter, Failure("4.2.2 mailbox full", 452))
        look()

    assert incidents(database) == []


# --- While nobody looked ---


@pytest.mark.usefixtures("boss")
def test_after_a_silence_it_tells_from_when_to_when_nothing_left(
    database: Database, owed: Owed, clock: FixedClock, look: Callable[[], int]
) -> None:
    look()
    owed(MONDAY + timedelta(minutes=5))
    minutes(clock, 40)

    assert look() == 1  # before anything is planned

    [warning] = warnings(database)
    assert warning.payload["since"] == (MONDAY + timedelta(minutes=5)).isoformat()
    assert warning.payload["quiet_from"] == MONDAY.isoformat()
    assert warning.payload["written_at"] == (MONDAY + timedelta(minutes=40)).isoformat()
    assert warning.payload["waiting"] == 1


@pytest.mark.usefixtures("boss")
def test_after_a_silence_it_tells_also_when_the_others_were_faster(
    database: Database, owed: Owed, post: Post, clock: FixedClock, look: Callable[[], int]
) -> None:
    look()
    owed(MONDAY + timedelta(minutes=5))
    minutes(clock, 40)
    plan_letters(post)
    deliver_letters(post)

    assert look() == 1
    assert look() == 0

    [incident] = incidents(database)
    assert incident.began_at == MONDAY + timedelta(minutes=5)
    assert incident.over_at == MONDAY + timedelta(minutes=40)
    assert warnings(database)[0].payload["until"] == incident.over_at.isoformat()


@pytest.mark.usefixtures("boss")
def test_a_silence_in_which_nothing_was_due_is_nobodys_business(
    database: Database, owed: Owed, clock: FixedClock, look: Callable[[], int]
) -> None:
    look()
    owed(MONDAY + timedelta(minutes=35))
    minutes(clock, 40)

    assert look() == 0

    assert (incidents(database), warnings(database)) == ([], [])


@pytest.mark.usefixtures("boss")
def test_a_silence_cannot_make_late_what_was_written_before_it(
    owed: Owed, post: Post, clock: FixedClock, look: Callable[[], int]
) -> None:
    owed(MONDAY - timedelta(days=2))
    plan_letters(post)
    deliver_letters(post)
    minutes(clock, 1)
    look()
    minutes(clock, 60)

    assert look() == 0


@pytest.mark.usefixtures("boss")
def test_the_first_look_there_ever_is_reproaches_nobody_with_the_past(
    owed: Owed, post: Post, look: Callable[[], int]
) -> None:
    owed(MONDAY - timedelta(days=2))
    plan_letters(post)
    deliver_letters(post)

    assert look() == 0


@pytest.mark.usefixtures("boss")
def test_a_silence_during_trouble_that_is_known_is_the_same_trouble(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    posting.write()
    minutes(clock, 10)
    look()
    minutes(clock, 6)
    look()
    minutes(clock, 180)

    assert look() == 0

    assert len(incidents(database)) == 1


# --- Who is told ---


@pytest.mark.usefixtures("boss")
def test_every_administrator_who_can_sign_in_is_told_in_their_own_language(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    with database.write() as work:
        make = Make(work)
        make.user(role=Role.ADMINISTRATOR, email="eve@savivaldybe.example", language="en")
        make.user(role=Role.ADMINISTRATOR, email="gone@savivaldybe.example", disabled_at=work.now)
        make.user(role=Role.DIRECTOR)
    posting.write()
    minutes(clock, 16)

    look()

    told = {(letter.address, letter.locale) for letter in warnings(database)}
    assert told == {("justas@savivaldybe.example", "lt"), ("eve@savivaldybe.example", "en")}


def test_with_nobody_to_tell_it_waits_for_somebody(
    database: Database, posting: Posting, clock: FixedClock, look: Callable[[], int]
) -> None:
    posting.write()
    minutes(clock, 16)
    look()
    assert incidents(database)[0].told_at is None

    with database.write() as work:
        Make(work).user(role=Role.ADMINISTRATOR)
    minutes(clock, 1)
    look()
    look()

    assert len(warnings(database)) == 1
    assert incidents(database)[0].told_at == clock.now()


@pytest.mark.usefixtures("boss")
def test_when_all_is_well_nothing_is_written(
    database: Database, posting: Posting, post: Post
) -> None:
    posting.write()

    watch_lateness(post)

    with database.read() as work:
        assert work.session.scalar(select(func.count(Letter.id))) == 1
        assert work.session.scalar(select(func.count(Incident.id))) == 0


def test_the_warning_leaves_like_any_letter(
    posting: Posting, post: Post, tray: Tray, clock: FixedClock, boss: User
) -> None:
    posting.write()
    minutes(clock, 16)
    watch_lateness(post, sure_after_s=0)

    deliver_letters(post)

    [warning] = [each for each in tray.envelopes if each.to == boss.email]
    assert warning.subject == "Priminimai vėluoja nuo 8:00"
