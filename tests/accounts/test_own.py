"""One's own account: choices, password, and the browsers one is signed in with."""

from datetime import time

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.people import PASSWORD, make_person
from tests.support.client import PageClient
from tracker.accounts.browsers import browser_name
from tracker.accounts.models import SignIn, User
from tracker.accounts.passwords import matches
from tracker.accounts.service import begin_sign_in
from tracker.accounts.throttle import PER_ACCOUNT
from tracker.core.db import Database

NEW_PASSWORD = "septynios varnos ant stogo"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def person(database: Database) -> User:
    return make_person(database, given="Eglė", family="Vaitkūnaitė")


@pytest.fixture
def browser(app: Flask, database: Database, person: User) -> PageClient:
    return PageClient(app, database).sign_in(user_id=person.id)


def kept(database: Database, user: User) -> User:
    with database.read() as work:
        return work.session.get_one(User, user.id)


@pytest.mark.parametrize(
    ("language", "said"), [("lt", "Vyriausioji specialistė"), ("en", "Officer")]
)
def test_the_menu_says_a_persons_own_title_and_their_role_where_it_is_not_known(
    app: Flask, database: Database, language: str, said: str
) -> None:
    person = make_person(database, language=language, title_lt="Vyriausioji specialistė")

    page = PageClient(app, database).sign_in(user_id=person.id).get("/account").text

    menu = page.split('class="account"', 1)[1].split("</summary>", 1)[0]
    assert said in menu
    assert ("Officer" in menu) == (language == "en")


def choices(**given: str) -> dict[str, str | list[str]]:
    return {
        "language": "lt",
        "reminder_at": "07:00",
        "time_zone": "Europe/Vilnius",
        "keys_on": "y",
        "works_on": ["1", "2", "3", "4", "5"],
        "nag_every": "2",
        "digest_above": "5",
        "gets_reminders": "y",
        "gets_weekly": "y",
        **given,
    }


# --- Choices --------------------------------------------------------------------------------------


def test_the_page_shows_what_is_chosen(browser: PageClient) -> None:
    page = browser.get("/account").text

    assert "Eglė Vaitkūnaitė" in page
    assert 'value="07:00"' in page
    assert '<option selected value="Europe/Vilnius">Vilnius</option>' in page


def test_choices_are_kept_and_said_in_the_language_chosen(
    browser: PageClient, database: Database, person: User
) -> None:
    form = choices(language="en", reminder_at="08:30", time_zone="Asia/Taipei")
    del form["keys_on"]

    page = browser.follow(browser.post("/account", form)).text

    user = kept(database, person)
    assert (user.language, user.time_zone) == ("en", "Asia/Taipei")
    assert (user.reminder_at, user.keys_on) == (time(8, 30), False)
    assert "Your settings are saved." in page
    assert 'data-keys="off"' in page


def test_who_chooses_no_letters_is_told_where_the_steps_are(browser: PageClient) -> None:
    form = choices()
    del form["gets_reminders"]
    some = browser.follow(browser.post("/account", form)).text
    del form["gets_weekly"]
    none = browser.follow(browser.post("/account", form)).text

    said = "Laiškų negausite; žingsnius matysite puslapyje „Šiandien“."
    assert (said in some, said in none) == (False, True)


def test_a_time_zone_of_ones_own_stays_among_the_choices(app: Flask, database: Database) -> None:
    user = make_person(database, time_zone="Pacific/Auckland")
    browser = PageClient(app, database).sign_in(user_id=user.id)

    assert '<option selected value="Pacific/Auckland">' in browser.get("/account").text
    browser.post("/account", choices(time_zone="Pacific/Auckland"))
    assert kept(database, user).time_zone == "Pacific/Auckland"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("language", "de", "Pasirinkite vieną"),
        ("time_zone", "Mars/Olympus", "Pasirinkite vieną"),
        ("reminder_at", "25:99", "Įrašykite laiką"),
        ("reminder_at", "", "Užpildykite."),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_the_readers_words(
    browser: PageClient, database: Database, person: User, field: str, value: str, said: str
) -> None:
    page = browser.post("/account", choices(**{field: value}), status=422).text

    assert said in page
    assert "<title>Klaida: " in page
    user = kept(database, person)
    assert (user.language, user.time_zone, user.reminder_at) == ("lt", "Europe/Vilnius", time(7))


def test_a_form_changes_nothing_that_is_not_on_it(
    browser: PageClient, database: Database, person: User
) -> None:
    browser.post("/account", {**choices(), "role": "admin", "email": "x@x.example", "id": "99"})

    user = kept(database, person)
    assert (user.role, user.email) == (person.role, person.email)


# --- Password -------------------------------------------------------------------------------------


def test_the_password_changes_and_other_browsers_are_signed_out(
    app: Flask, browser: PageClient, database: Database, person: User
) -> None:
    elsewhere = PageClient(app, database).sign_in(user_id=person.id)
    browser.get("/account/password")

    page = browser.follow(
        browser.post("/account/password", {"present": PASSWORD, "password": NEW_PASSWORD})
    )

    assert "Slaptažodis pakeistas." in page.text
    assert matches(kept(database, person).password_hash, NEW_PASSWORD)
    elsewhere.get("/account", status=303)


def test_the_present_password_is_asked_for(
    browser: PageClient, database: Database, person: User
) -> None:
    form = {"present": "not the present one", "password": NEW_PASSWORD}

    page = browser.post("/account/password", form, status=422)

    assert "Tai ne dabartinis slaptažodis." in page.text
    assert NEW_PASSWORD not in page.text
    assert kept(database, person).password_hash == person.password_hash


@pytest.mark.parametrize("password", ["short", "Vaitkūnaitė2026", "slaptazodis123"])
def test_a_weak_new_password_is_refused(
    browser: PageClient, database: Database, person: User, password: str
) -> None:
    form = {"present": PASSWORD, "password": password}

    browser.post("/account/password", form, status=422)

    assert kept(database, person).password_hash == person.password_hash


def test_guessing_the_present_password_is_slowed_down(browser: PageClient) -> None:
    form = {"present": "not the present one", "password": NEW_PASSWORD}
    for _ in range(PER_ACCOUNT):
        browser.post("/account/password", form, status=422)

    answer = browser.post("/account/password", {**form, "present": PASSWORD}, status=429)

    assert int(answer.headers["Retry-After"]) > 60
    assert "po 15 min." in answer.text


# --- Where one is signed in -----------------------------------------------------------------------


def test_every_browser_is_listed_and_this_one_is_marked(
    browser: PageClient, database: Database, person: User
) -> None:
    with database.write() as work:
        begin_sign_in(work, person, browser=FIREFOX)

    page = browser.get("/account").text

    assert "Firefox, Windows" in page
    assert page.count("ši naršyklė") == 1
    assert page.count("/end") == 2  # the other browser's, and everywhere


def test_one_browser_is_signed_out_from_another(
    app: Flask, browser: PageClient, database: Database, person: User
) -> None:
    elsewhere = PageClient(app, database).sign_in(user_id=person.id)
    with database.read() as work:
        other = max(work.session.scalars(select(SignIn.id)))

    browser.post(f"/account/sign-ins/{other}/end")

    elsewhere.get("/account", status=303)
    browser.get("/account")


def test_somebody_elses_browser_is_not_found(
    app: Flask, browser: PageClient, database: Database
) -> None:
    stranger = PageClient(app, database).sign_in()
    with database.read() as work:
        other = max(work.session.scalars(select(SignIn.id)))

    browser.post(f"/account/sign-ins/{other}/end", status=404)

    stranger.get("/account")


def test_signing_out_everywhere_ends_this_browser_too(
    app: Flask, browser: PageClient, database: Database, person: User
) -> None:
    elsewhere = PageClient(app, database).sign_in(user_id=person.id)

    page = browser.follow(browser.post("/account/sign-ins/end"))

    assert "Atsijungėte visur." in page.text
    browser.get("/account", status=303)
    elsewhere.get("/account", status=303)


SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
CHROME = "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("says", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        (CHROME, "Chrome, Android"),
        ("curl/8.5 Linux", "Linux"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(says: str, name: str) -> None:
    assert browser_name(says) == name
