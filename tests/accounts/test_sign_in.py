"""Sign-in tells strangers nothing, slows guessing down, and ends on the server."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select

from tests.accounts.people import EGLE, PASSWORD, make_person, sign_in
from tests.support.client import PageClient
from tracker.accounts import service
from tracker.accounts.models import Role, SignIn, SignInTry, User
from tracker.accounts.passwords import matches
from tracker.accounts.throttle import PER_ACCOUNT, WINDOW
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.words import Counts

# --- Sign-in --------------------------------------------------------------------------------------


def test_the_right_password_lets_in(visitor: PageClient, database: Database) -> None:
    make_person(database, email=EGLE)

    answer = sign_in(visitor)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    visitor.get("/account")


def test_the_address_may_be_typed_in_any_case_and_with_spaces(
    visitor: PageClient, database: Database
) -> None:
    make_person(database, email=EGLE)

    assert sign_in(visitor, f"  {EGLE.upper()} ").status_code == 303


def test_nobody_is_told_which_of_the_two_was_wrong(app: Flask, database: Database) -> None:
    """Wrong password, unknown account, no password yet, switched off, gone: one answer."""
    make_person(database, email=EGLE)
    make_person(database, email="new@savivaldybe.example", password_hash=None)
    with database.read() as work:
        now, today = work.now, work.today
    make_person(database, email="off@savivaldybe.example", disabled_at=now)
    make_person(database, email="gone@savivaldybe.example", active_until=today - timedelta(days=1))
    tried = {
        EGLE: "not the right one",
        "nobody@savivaldybe.example": PASSWORD,
        "new@savivaldybe.example": PASSWORD,
        "off@savivaldybe.example": PASSWORD,
        "gone@savivaldybe.example": PASSWORD,
    }

    said = set()
    for email, password in tried.items():
        browser = PageClient(app, database)
        answer = sign_in(browser, email, password)
        body = answer.text.replace(email, "").split("<main", 1)[1].split("csrf_token")[0]
        said.add((answer.status_code, body))
        assert "known=" not in str(answer.headers.getlist("Set-Cookie"))
        browser.get("/account", status=303)

    assert len(said) == 1
    assert next(iter(said))[0] == 422


def test_what_was_typed_stays_but_never_the_password(
    visitor: PageClient, database: Database
) -> None:
    make_person(database, email=EGLE)

    page = sign_in(visitor, EGLE, "not the right one").text

    assert f'value="{EGLE}"' in page
    assert "not the right one" not in page


def test_an_empty_form_is_no_try(visitor: PageClient, database: Database) -> None:
    visitor.post("/sign-in", {"email": "", "password": ""}, status=422)

    with database.read() as work:
        assert work.session.scalar(select(func.count(SignInTry.id))) == 0


def test_guessing_is_answered_with_how_long_to_wait(
    visitor: PageClient, database: Database
) -> None:
    make_person(database, email=EGLE)
    for _ in range(PER_ACCOUNT):
        assert sign_in(visitor, password="wrong").status_code == 422

    answer = sign_in(visitor)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == pytest.approx(WINDOW.total_seconds(), abs=2)
    assert "po 15 min." in answer.text
    visitor.get("/account", status=303)


def test_after_the_wait_the_right_password_lets_in(
    visitor: PageClient, database: Database, clock: FixedClock
) -> None:
    make_person(database, email=EGLE)
    for _ in range(PER_ACCOUNT + 1):
        sign_in(visitor, password="wrong")
    clock.move_to(clock.now() + WINDOW)

    assert sign_in(visitor).status_code == 303


def test_an_unknown_account_is_slowed_down_the_same(visitor: PageClient) -> None:
    answers = [sign_in(visitor, "nobody@savivaldybe.example").status_code for _ in range(6)]

    assert answers == [422] * PER_ACCOUNT + [429]


def test_success_clears_the_accounts_tries(visitor: PageClient, database: Database) -> None:
    make_person(database, email=EGLE)
    for _ in range(PER_ACCOUNT - 1):
        sign_in(visitor, password="wrong")

    assert sign_in(visitor).status_code == 303

    with database.read() as work:
        assert work.session.scalar(select(func.count(SignInTry.id))) == PER_ACCOUNT - 1  # network's


def test_a_stranger_who_guesses_does_not_keep_the_person_out(
    app: Flask, database: Database
) -> None:
    make_person(database, email=EGLE)
    own = PageClient(app, database)
    sign_in(own)
    own.post("/sign-out")
    stranger = PageClient(app, database)
    while sign_in(stranger, password="wrong").status_code != 429:
        pass

    assert sign_in(own).status_code == 303
    assert sign_in(PageClient(app, database)).status_code == 429


def test_the_mark_of_a_known_browser_is_the_persons_own(app: Flask, database: Database) -> None:
    make_person(database, email=EGLE)
    make_person(database, email="tomas@savivaldybe.example")
    other = PageClient(app, database)
    sign_in(other, "tomas@savivaldybe.example")
    while sign_in(PageClient(app, database), password="wrong").status_code != 429:
        pass

    assert sign_in(other).status_code == 429


def test_each_sign_in_is_a_new_one_and_the_session_starts_afresh(
    visitor: PageClient, database: Database
) -> None:
    """A session that somebody planted before sign-in is worth nothing after it."""
    make_person(database, email=EGLE)
    with visitor.web.session_transaction() as planted:
        planted["_user_id"] = "planted"
        planted["left"] = "behind"
    sign_in(visitor)
    with visitor.web.session_transaction() as kept:
        first = kept["_user_id"]
        assert "left" not in kept
    sign_in(visitor)
    with visitor.web.session_transaction() as kept:
        second = kept["_user_id"]

    assert len({"planted", first, second}) == 3


def test_a_hash_made_with_older_settings_is_renewed(
    visitor: PageClient, database: Database
) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PASSWORD)
    make_person(database, email=EGLE, password_hash=older)

    sign_in(visitor)

    with database.read() as work:
        kept = work.session.scalars(select(User.password_hash)).one()
    assert kept != older
    assert matches(kept, PASSWORD)


def test_the_cookie_is_kept_from_scripts_and_other_sites(
    visitor: PageClient, database: Database
) -> None:
    make_person(database, email=EGLE)

    cookies = {line.split("=")[0]: line for line in sign_in(visitor).headers.getlist("Set-Cookie")}

    assert set(cookies) == {"rysiai", "known"}
    for line in cookies.values():
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
    assert "Path=/sign-in" in cookies["known"]


# --- Where sign-in leads --------------------------------------------------------------------------


def test_sign_in_leads_where_one_wanted_to_go(visitor: PageClient, database: Database) -> None:
    make_person(database, email=EGLE)
    asked = visitor.get("/account?tab=1", status=303)

    page = visitor.follow(asked)
    answer = sign_in(visitor, next="/account?tab=1")

    assert 'name="next" value="/account?tab=1"' in page.text
    assert answer.headers["Location"] == "/account?tab=1"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:x", "x"],
)
def test_sign_in_leads_to_no_other_site(
    visitor: PageClient, database: Database, target: str
) -> None:
    make_person(database, email=EGLE)

    page = visitor.get("/sign-in", query_string={"next": target})

    assert "evil" not in page.text
    assert sign_in(visitor, next=target).headers["Location"] == "/"


def test_whoever_is_signed_in_is_not_asked_again(client: PageClient) -> None:
    assert client.get("/sign-in?next=/account", status=302).headers["Location"] == "/account"
    away = client.get("/sign-in?next=//evil.example", status=302)
    assert away.headers["Location"] == "/"


# --- Sign-out -------------------------------------------------------------------------------------


def test_sign_out_ends_the_session_on_the_server(client: PageClient, database: Database) -> None:
    with client.web.session_transaction() as kept:
        stolen = dict(kept)

    client.follow(client.post("/sign-out"))

    with client.web.session_transaction() as kept:
        kept.update(stolen)
    client.get("/account", status=303)
    with database.read() as work:
        assert work.session.scalars(select(SignIn.ended_at)).one() is not None


def test_sign_out_says_so(client: PageClient) -> None:
    assert "Atsijungėte." in client.follow(client.post("/sign-out")).text


def test_whoever_is_switched_off_is_out_at_the_next_request(
    client: PageClient, database: Database
) -> None:
    client.get("/account")
    with database.write() as work:
        user = work.session.get_one(User, client.user_id)
        service.switch_off(work, user, count_waiting=lambda *_: Counts())

    client.get("/account", status=303)


def test_a_session_ends_when_its_time_is_over(client: PageClient, clock: FixedClock) -> None:
    client.get("/account")
    clock.move_to(clock.now() + service.SIGN_IN_LASTS)

    client.get("/account", status=303)


def test_where_nobody_has_an_account_the_page_says_where_the_first_link_is(
    app: Flask, database: Database, visitor: PageClient
) -> None:
    page = visitor.get("/sign-in").text
    assert "Pirmojo administratoriaus vienkartinė nuoroda" in page
    assert "/welcome/" not in page

    PageClient(app, database).sign_in(Role.OFFICER)

    assert "Pirmojo administratoriaus" not in visitor.get("/sign-in").text
