"""The links at the end of a letter: how letters come, and that they end; nobody signs in."""

import re
from datetime import date, time, timedelta

import pytest
from flask import Flask

from tests.conftest import SECRET
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tracker.accounts.choosing import STOP_AGE, Ends, settings_url, stop_url
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.security import LINK_AGE, LinkSigner
from tracker.letters.render import Desk


@pytest.fixture
def reader(database: Database) -> User:
    with database.write() as work:
        return Make(work).user()


def desk(clock: FixedClock) -> Desk:
    return Desk("lt", clock.now(), "", LinkSigner([SECRET]))


def now(database: Database, user: User) -> User:
    with database.read() as work:
        return work.session.get_one(User, user.id)


def test_the_page_shows_how_letters_come_to_whoever_holds_the_link(
    visitor: PageClient, reader: User, clock: FixedClock
) -> None:
    page = visitor.get(settings_url(desk(clock), reader.id)).text

    assert "Kaip siųsti laiškus" in page
    assert reader.name in page
    assert ">English</button>" not in page
    assert filled(page)["works_on"] == ["1", "2", "3", "4", "5"]


def test_a_day_of_work_may_be_left_out_in_a_browser(
    visitor: PageClient, reader: User, clock: FixedClock
) -> None:
    page = visitor.get(settings_url(desk(clock), reader.id)).text

    days = re.findall(r'<input[^>]*name="works_on"[^>]*>', page)
    assert len(days) == 7
    assert not [day for day in days if "required" in day]


def test_what_is_chosen_there_is_kept(
    visitor: PageClient, database: Database, reader: User, clock: FixedClock
) -> None:
    url = settings_url(desk(clock), reader.id)
    form = {**filled(visitor.get(url).text), "works_on": ["2", "4"], "nag_every": ["5"]}
    form |= {"reminder_at": ["09:15"], "digest_above": ["0"], "language": ["en"]}
    del form["gets_weekly"]

    answer = visitor.post(url, form, status=200)

    assert "Your settings are saved." in answer.text
    kept = now(database, reader)
    assert (kept.works_on, kept.nag_every, kept.digest_above) == ("24", 5, 0)
    assert (kept.reminder_at, kept.language) == (time(9, 15), "en")
    assert (kept.gets_reminders, kept.gets_weekly) == (True, False)
    assert (kept.time_zone, kept.keys_on) == (reader.time_zone, reader.keys_on)


def test_who_ends_all_letters_there_is_told_where_the_steps_are(
    visitor: PageClient, reader: User, clock: FixedClock
) -> None:
    url = settings_url(desk(clock), reader.id)
    form = filled(visitor.get(url).text)
    del form["gets_weekly"], form["gets_reminders"]

    answer = visitor.post(url, form, status=200).text

    assert "Laiškų negausite; žingsnius matysite puslapyje „Šiandien“." in answer


def test_who_works_on_no_day_is_told_and_what_was_typed_stays(
    visitor: PageClient, database: Database, reader: User, clock: FixedClock
) -> None:
    url = settings_url(desk(clock), reader.id)
    form = {**filled(visitor.get(url).text), "works_on": [], "reminder_at": ["09:15"]}

    answer = visitor.post(url, form, status=422)

    assert "Pasirinkite bent vieną dieną." in answer.text
    assert filled(answer.text)["reminder_at"] == ["09:15"]
    assert now(database, reader).reminder_at == time(7, 0)


def test_the_link_gives_no_session(visitor: PageClient, reader: User, clock: FixedClock) -> None:
    visitor.get(settings_url(desk(clock), reader.id))

    assert visitor.get("/account", status=303).location.startswith("/sign-in")


def test_the_link_expires_and_dies_with_the_account(
    visitor: PageClient, database: Database, reader: User, clock: FixedClock
) -> None:
    url = settings_url(desk(clock), reader.id)
    clock.move_to(clock.now() + LINK_AGE + timedelta(seconds=1))
    visitor.get(url, status=410)

    fresh = settings_url(desk(clock), reader.id)
    with database.write() as work:
        work.session.get_one(User, reader.id).disabled_at = work.now
    visitor.get(fresh, status=410)
    visitor.post(fresh, {}, status=410)


# --- Ending letters ---


@pytest.mark.parametrize("ends", list(Ends))
def test_looking_ends_nothing_and_one_press_does(
    visitor: PageClient, database: Database, reader: User, clock: FixedClock, ends: Ends
) -> None:
    url = stop_url(desk(clock), reader.id, ends)

    page = visitor.get(url).text
    assert 'name="language"' not in page
    assert ("Žingsniai lieka puslapyje" in page) is (ends is Ends.REMINDERS)
    assert getattr(now(database, reader), f"gets_{ends}")
    visitor.post(url, {}, status=200)

    kept = now(database, reader)
    assert (kept.gets_reminders, kept.gets_weekly) == (
        ends is not Ends.REMINDERS,
        ends is not Ends.WEEKLY,
    )


def test_a_mail_program_ends_letters_without_a_cookie_or_token_of_the_page(
    app: Flask, database: Database, reader: User, clock: FixedClock
) -> None:
    url = stop_url(desk(clock), reader.id, Ends.WEEKLY)

    for _ in range(2):  # it may press twice
        answer = app.test_client().post(url, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200

    assert not now(database, reader).gets_weekly


def test_what_was_ended_can_be_chosen_again_from_there(
    visitor: PageClient, reader: User, clock: FixedClock
) -> None:
    page = visitor.post(stop_url(desk(clock), reader.id, Ends.WEEKLY), {}, status=200).text

    assert "Savaitės laiškų nebegausite." in page
    address = page.split('href="/l/')[1].split('"')[0]
    assert "gets_weekly" not in filled(visitor.get(f"/l/{address}").text)


def test_letters_can_be_ended_long_after_other_links_have_expired(
    visitor: PageClient, database: Database, reader: User, clock: FixedClock
) -> None:
    url = stop_url(desk(clock), reader.id, Ends.WEEKLY)
    clock.move_to(clock.now() + STOP_AGE)
    visitor.post(url, {}, status=200)
    assert not now(database, reader).gets_weekly

    clock.move_to(clock.now() + timedelta(seconds=1))
    visitor.post(url, {}, status=410)


def test_a_link_to_choose_ends_nothing_and_one_that_ends_chooses_nothing(
    visitor: PageClient, reader: User, clock: FixedClock
) -> None:
    chooses = settings_url(desk(clock), reader.id).rpartition("/")[2]
    visitor.post(f"/l/stop/{chooses}", {}, status=410)

    ends = stop_url(desk(clock), reader.id, Ends.WEEKLY).rpartition("/")[2]
    visitor.get(f"/l/{ends}", status=410)
    visitor.post(f"/l/{ends}", {"reminder_at": "09:00"}, status=410)


def test_somebody_after_their_last_day_holds_no_link(
    visitor: PageClient, database: Database, reader: User, clock: FixedClock
) -> None:
    with database.write() as work:
        work.session.get_one(User, reader.id).active_until = date(2026, 11, 22)

    visitor.post(stop_url(desk(clock), reader.id, Ends.WEEKLY), {}, status=410)
