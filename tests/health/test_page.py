"""The page "Health": one sentence first, and then what there is to know; never what letters say."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.conftest import MONDAY
from tests.health.conftest import Ticks, minutes
from tests.letters.bouncing import Bouncing
from tests.letters.posting import Posting
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import words
from tracker.accounts.models import Role, User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.letters.heartbeats import Beat, beat
from tracker.letters.service import Failure

BUDGET = 13
"""It asks of everything there is; nobody but an administrator opens it."""
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def health(client: PageClient) -> str:
    return client.get("/health", budget=BUDGET).text


@pytest.fixture
def relay_is_set(app: Flask) -> None:
    settings = app.extensions["tracker.settings"]
    told = {"smtp_host": "relay.savivaldybe.example", "smtp_port": 587}
    app.extensions["tracker.settings"] = settings.model_copy(update=told)


# --- In a sentence ---


@pytest.mark.usefixtures("relay_is_set")
def test_when_all_is_well_it_says_so_and_nothing_else_first(
    administrator: PageClient, tick: Ticks
) -> None:
    tick()

    page = health(administrator)

    assert "Viskas gerai: priminimai ir laiškai išsiunčiami laiku." in page
    assert "Reikia sutvarkyti" not in page
    assert 'class="note ok"' in page


@pytest.mark.usefixtures("relay_is_set")
def test_while_somebodys_mail_does_not_arrive_not_all_is_well(
    administrator: PageClient, tick: Ticks, database: Database
) -> None:
    tick()
    with database.write() as work:
        missed = Make(work).user(given="Rasa", family="Mikelionytė", mail_paused_at=work.now)
        Make(work).user(mail_paused_at=work.now, disabled_at=work.now)
        yesterday = work.today - timedelta(days=1)
        Make(work).user(mail_paused_at=work.now, active_until=yesterday)

    page = health(administrator)

    assert "Viskas gerai" not in page
    assert "Laiškai nepasiekia 1 naudotojo: Rasa Mikelionytė." in words(page)
    assert f'<a href="/users/{missed.id}/email">Rasa Mikelionytė</a>.' in page


@pytest.mark.usefixtures("relay_is_set")
def test_three_whom_mail_does_not_reach_are_named_and_the_others_counted(
    app: Flask, administrator: PageClient, tick: Ticks, database: Database
) -> None:
    tick()
    with database.write() as work:
        for family in ("Ė", "A", "C", "B", "D"):
            Make(work).user(given="Ona", family=family, mail_paused_at=work.now)
    director = PageClient(app, database).sign_in(Role.DIRECTOR)

    said = "Laiškai nepasiekia 5 naudotojų: Ona A, Ona B, Ona C ir dar 2."
    assert said in words(health(administrator))
    seen = health(director)
    assert f"{said} Kreipkitės į administratorių." in words(seen)
    assert "/email" not in seen


@pytest.mark.usefixtures("relay_is_set")
def test_a_letter_that_came_back_lately_is_trouble_however_long_ago_it_left(
    administrator: PageClient, tick: Ticks, database: Database, clock: FixedClock
) -> None:
    bouncing = Bouncing(database)
    number = bouncing.send()
    clock.move_to(clock.now() + timedelta(days=8))
    tick()
    quiet = health(administrator)
    bouncing.comes_back("mailbox_full", number)

    assert "nebuvo nei neišsiųstų, nei grąžintų laiškų." in quiet
    assert "liko neišsiųstas arba grąžintas 1 laiškas." in health(administrator)


@pytest.mark.usefixtures("relay_is_set")
def test_without_any_worker_it_says_what_to_start(
    administrator: PageClient, tick: Ticks, clock: FixedClock
) -> None:
    never = health(administrator)
    tick()
    minutes(clock, 2)
    stopped = health(administrator)

    assert "Dar neveikė nė vienas foninis procesas: paleiskite „tracker worker“." in never
    assert "„tracker run“ turi savo" in never
    assert "Nuo 08:00:00 neveikia nė vienas foninis procesas" in stopped
    assert "Neveikiantys foniniai procesai" in stopped
    assert 'class="note danger"' in stopped


def test_a_missing_mail_server_is_the_first_thing_said(
    administrator: PageClient, tick: Ticks
) -> None:
    tick()

    page = health(administrator)

    assert "Reikia sutvarkyti 1 dalyką." in page
    assert "TRACKER_SMTP_HOST" in page


@pytest.mark.usefixtures("relay_is_set")
def test_several_troubles_are_counted_and_the_worst_stands_first(
    administrator: PageClient,
    tick: Ticks,
    posting: Posting,
    clock: FixedClock,
    database: Database,
) -> None:
    give_up(posting)
    posting.write("late")
    minutes(clock, 20)
    tick()
    switch_off_an_owner(database)

    page = health(administrator)

    assert "Reikia sutvarkyti 3 dalykus." in page
    late = page.index("Laiškai vėluoja 20 minučių.")
    assert late < page.index("1 priminimas laukia naujo atsakingo asmens")
    assert late < page.index("Per septynias dienas liko neišsiųstas arba grąžintas 1 laiškas.")


def give_up(posting: Posting, code: int = 550) -> None:
    posting.write("given-up")
    [letter] = posting.claim()
    posting.fail(letter, Failure("5.1.1 no such user", code, is_final=True))


def switch_off_an_owner(database: Database) -> None:
    with database.write() as work:
        owner = Make(work).user()
        Make(work).lead(owner_id=owner.id, due=timedelta(0))
    with database.write() as work:
        work.session.get_one(User, owner.id).disabled_at = work.now


@pytest.mark.usefixtures("relay_is_set")
def test_a_job_that_fails_is_said_in_the_words_of_its_failure(
    administrator: PageClient, tick: Ticks
) -> None:
    tick()
    tick("worker-1", "letters.deliver", error="RuntimeError: no room on the disk")

    page = health(administrator)

    said = "Nepavyksta darbas letters.deliver (worker-1): RuntimeError: no room on the disk"
    assert said in page


@pytest.mark.usefixtures("relay_is_set")
def test_a_job_that_hangs_in_a_living_worker_is_said_unless_it_is_sending(
    administrator: PageClient, tick: Ticks, clock: FixedClock, posting: Posting
) -> None:
    tick()
    minutes(clock, 6)
    tick("worker-1", "reminders.plan")
    hangs = health(administrator)
    posting.write("in hand")
    posting.claim(holder="worker-1")
    sends = health(administrator)

    assert "Darbas letters.deliver nevykdomas nuo 08:00:00" in hangs
    assert "nevykdomas nuo" not in sends


@pytest.mark.usefixtures("relay_is_set")
def test_a_job_that_runs_once_a_day_does_not_hang_in_between(
    administrator: PageClient, tick: Ticks, clock: FixedClock, database: Database
) -> None:
    with database.write() as work:
        beat(work, Beat("worker-1", "reminders.zones", every_s=86_400))
    minutes(clock, 24 * 60 + 4)
    tick()
    in_between = health(administrator)
    minutes(clock, 2)
    tick()
    overdue = health(administrator)

    assert "Viskas gerai" in in_between
    assert "Darbas reminders.zones nevykdomas nuo 2026" in overdue.replace("\u2060", "")


# --- What there is to know ---


@pytest.mark.usefixtures("relay_is_set")
def test_each_job_of_each_worker_says_when_it_ran_and_what_it_holds(
    administrator: PageClient, tick: Ticks, posting: Posting
) -> None:
    tick("worker-1", "letters.deliver", done=7)
    tick("worker-2", "reminders.plan")
    posting.write()
    posting.claim(holder="worker-2")

    page = health(administrator)

    assert "atlikta: 7" in page
    assert "Laiškų perdavimas pašto serveriui" in page
    assert page.count(">veikia</span>") == 2
    assert "siunčia 1 laišką iki 08:01:00" in page
    assert "Išsiųsti</a>" in page  # they are counted, so they are several
    assert "laiškų neturi" in page


@pytest.mark.usefixtures("relay_is_set")
def test_leases_of_a_worker_nobody_remembers_are_shown(
    administrator: PageClient, tick: Ticks, posting: Posting
) -> None:
    tick()
    posting.write()
    posting.claim(holder="gone:7")

    page = health(administrator)

    assert "gone:7" in page
    assert "paskutinis ženklas –" in page


@pytest.mark.usefixtures("relay_is_set")
def test_of_many_restarts_the_latest_are_shown_and_whoever_still_holds_letters(
    administrator: PageClient, tick: Ticks, posting: Posting, clock: FixedClock
) -> None:
    posting.write()
    posting.claim(holder="worker-0")
    for number in range(9):
        tick(f"worker-{number}", "letters.deliver")
        minutes(clock, 2)

    page = health(administrator)

    shown = {number for number in range(9) if f"worker-{number}<" in page}
    assert shown == {0, 4, 5, 6, 7, 8}


def test_the_oldest_of_what_is_due_is_told(
    administrator: PageClient, owed: Callable[[datetime], int], posting: Posting, clock: FixedClock
) -> None:
    owed(MONDAY)
    minutes(clock, 7)
    posting.write()
    minutes(clock, 5)

    page = health(administrator)

    assert "08:00:00 (jau 12 minučių)" in page
    assert "08:07:00 (jau 5 minutes)" in page


def test_letters_that_failed_show_their_code_and_never_what_they_say(
    administrator: PageClient, posting: Posting
) -> None:
    give_up(posting)

    page = health(administrator)

    assert "Laiškas Nr. 1" in page
    assert "Pašto serveris laiško nepriėmė (550)." in page
    for said in ("eIDAS", "Lin Mei-ling", "egle@savivaldybe.example", "5.1.1"):
        assert said not in page


def test_a_letter_that_was_given_up_is_sent_again_from_here_by_who_may(
    app: Flask, database: Database, administrator: PageClient, posting: Posting
) -> None:
    give_up(posting)
    director = PageClient(app, database).sign_in(Role.DIRECTOR)

    assert 'action="/letters/1/again"' in health(administrator)
    assert "/again" not in health(director)

    administrator.post("/letters/1/again")
    assert posting.states() == ["queued"]
    assert "/again" not in health(administrator)


def test_a_letter_that_will_be_tried_again_says_when_and_what_the_server_said(
    administrator: PageClient, posting: Posting
) -> None:
    posting.write()
    [letter] = posting.claim()
    posting.fail(letter, Failure("4.7.1 greylisted", 451))

    page = health(administrator)

    assert "Pašto serveris prašė bandyti vėliau (451)." in page
    assert "451 4.7.1 greylisted" in page
    assert "08:0" in page.split('data-label="Bandyta">1<', 1)[1]


def test_a_letter_given_up_today_counts_however_long_ago_it_was_due(
    administrator: PageClient, posting: Posting, clock: FixedClock
) -> None:
    posting.write("step set for a day long past", not_before=clock.now() - timedelta(days=84))
    [letter] = posting.claim()
    posting.fail(letter, Failure("5.1.1 no such user", 550, is_final=True))

    assert "Per septynias dienas liko neišsiųstas arba grąžintas 1 laiškas." in health(
        administrator
    )


def test_old_letters_that_were_given_up_are_no_trouble_for_ever(
    administrator: PageClient, posting: Posting, clock: FixedClock
) -> None:
    give_up(posting)
    clock.move_to(clock.now() + timedelta(days=8))

    page = health(administrator)

    assert "Per septynias dienas nebuvo nei neišsiųstų, nei grąžintų laiškų." in page
    assert "Laiškas Nr. 1" in page


def test_version_tables_size_and_disk_are_told(administrator: PageClient) -> None:
    page = health(administrator)

    assert "0.1.0" in page
    assert "2026" in page.split("Lentelių versija", 1)[1]
    assert "MB" in page or "kB" in page
    assert "Laisva vieta diske" in page


# --- Who, and how ---


@pytest.mark.parametrize("role", list(Role))
def test_administrators_and_the_director_see_it_and_nobody_else(
    app: Flask, database: Database, role: Role
) -> None:
    reader = PageClient(app, database).sign_in(role)

    status = reader.web.get("/health").status_code

    assert status == (200 if role in {Role.ADMINISTRATOR, Role.DIRECTOR} else 403)


def test_menu_and_letters_lead_to_it(administrator: PageClient, client: PageClient) -> None:
    assert administrator.get("/letters").text.count('href="/health"') >= 2
    assert 'href="/health"' not in client.get("/letters").text


def test_the_part_that_changes_is_fetched_alone_and_asks_for_itself_again(
    administrator: PageClient, tick: Ticks
) -> None:
    tick()

    part = administrator.get("/health", budget=BUDGET - 1, headers=PART).text

    assert part.lstrip().startswith('<div id="health"')
    assert 'hx-trigger="every 15s"' in part
    assert "<h1" not in part


def test_it_speaks_english_too(administrator: PageClient, tick: Ticks, posting: Posting) -> None:
    tick()
    give_up(posting)
    administrator.speak("en")

    page = health(administrator)

    assert "2 things need to be put right." in page
    assert "The mail server refused it (550)." in page
    assert "Handing letters to the mail server" in page
