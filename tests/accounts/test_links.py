"""One-time links, and what a page without an account lets people choose."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.accounts.people import EGLE, sign_in
from tests.support.client import PageClient
from tests.support.make import Make
from tracker.accounts import service
from tracker.accounts.models import Role, User
from tracker.accounts.queries import find_by_email
from tracker.core.db import Database

NEW_PASSWORD = "septynios varnos ant stogo"


# --- The first administrator ----------------------------------------------------------------------


def welcome_form(**given: str) -> dict[str, str]:
    return {
        "given": "Rasa",
        "family": "Šimkutė",
        "email": "rasa@savivaldybe.example",
        "password": NEW_PASSWORD,
        **given,
    }


@pytest.fixture
def first_link(database: Database) -> str:
    """The page that the terminal of an empty installation leads to."""
    with database.write() as work:
        token = service.first_administrator_link(work) or ""
    return service.welcome_address("", token)


def test_the_first_administrator_is_made_and_let_in(visitor: PageClient, first_link: str) -> None:
    visitor.get(first_link, budget=2)

    answer = visitor.post(first_link, welcome_form())

    page = visitor.follow(answer)
    assert answer.headers["Location"] == "/users"
    assert "Rasa Šimkutė" in page.text
    assert "antrą paskyrą" in page.text


def test_looking_at_the_first_page_uses_nothing_up(visitor: PageClient, first_link: str) -> None:
    for _ in range(3):
        visitor.get(first_link)

    visitor.post(first_link, welcome_form())


def test_the_first_page_is_over_afterwards(
    app: Flask, database: Database, visitor: PageClient, first_link: str
) -> None:
    visitor.post(first_link, welcome_form())
    other = PageClient(app, database)

    assert "nebegalioja" in other.get(first_link, status=410).text
    other.post(first_link, welcome_form(email="other@savivaldybe.example"), status=410)

    with database.read() as work:
        assert work.session.scalar(select(func.count(User.id))) == 1


def test_a_made_up_first_link_opens_nothing(visitor: PageClient, database: Database) -> None:
    visitor.get("/welcome/x", status=410)
    visitor.post("/welcome/x", welcome_form(), status=410)

    with database.read() as work:
        assert work.session.scalar(select(func.count(User.id))) == 0


def test_a_refused_first_form_keeps_what_was_typed_and_the_link(
    visitor: PageClient, first_link: str
) -> None:
    page = visitor.post(first_link, welcome_form(password="rasa simkute 12"), status=422)

    assert "Šimkutė" in page.text
    assert "lengva atspėti" in page.text
    assert "rasa simkute 12" not in page.text
    visitor.post(first_link, welcome_form())


# --- Setting a password ---------------------------------------------------------------------------


@pytest.fixture
def password_link(database: Database) -> str:
    """The page on which Eglė sets a password."""
    with database.write() as work:
        user = Make(work).user(email=EGLE, given="Eglė", family="Vaitkūnaitė")
        token = service.make_password_link(work, user)
    return service.password_address("", token)


def test_a_password_set_by_a_link_opens_sign_in(visitor: PageClient, password_link: str) -> None:
    page = visitor.get(password_link)

    answer = visitor.post(password_link, {"password": NEW_PASSWORD})

    assert "Eglė Vaitkūnaitė" in page.text
    assert "Slaptažodis nustatytas" in visitor.follow(answer).text
    assert sign_in(visitor, password=NEW_PASSWORD).status_code == 303


def test_no_link_lets_anybody_in_by_itself(visitor: PageClient, password_link: str) -> None:
    visitor.get(password_link)
    visitor.post(password_link, {"password": NEW_PASSWORD})

    visitor.get("/account", status=303)


def test_a_password_link_is_over_once_used(visitor: PageClient, password_link: str) -> None:
    visitor.post(password_link, {"password": NEW_PASSWORD})

    visitor.get(password_link, status=410)
    visitor.post(password_link, {"password": "dar vienas visai kitoks"}, status=410)
    assert sign_in(visitor, password=NEW_PASSWORD).status_code == 303


def test_a_password_that_says_the_persons_name_is_refused(
    visitor: PageClient, password_link: str
) -> None:
    page = visitor.post(password_link, {"password": "Vaitkunaite2026"}, status=422)

    assert "lengva atspėti" in page.text
    visitor.get(password_link)


def test_setting_a_password_signs_out_whoever_was_in(
    app: Flask, database: Database, visitor: PageClient, password_link: str
) -> None:
    with database.read() as work:
        user = find_by_email(work.session, EGLE)
    assert user is not None
    elsewhere = PageClient(app, database).sign_in(user_id=user.id)
    elsewhere.get("/account")

    visitor.post(password_link, {"password": NEW_PASSWORD})

    elsewhere.get("/account", status=303)


# --- Language and theme ---------------------------------------------------------------------------


def test_a_visitor_chooses_the_language_without_script(visitor: PageClient) -> None:
    assert 'lang="lt"' in visitor.get("/sign-in").text

    back = visitor.post(
        "/language", {"language": "en"}, headers={"Referer": "http://localhost/sign-in?next=/x"}
    )

    assert back.headers["Location"] == "/sign-in?next=/x"
    assert "<h1>Sign in</h1>" in visitor.follow(back).text


def test_somebody_signed_in_keeps_the_language_in_the_account(
    client: PageClient, database: Database
) -> None:
    client.post("/language", {"language": "en"}, headers={"Referer": "http://localhost/account"})

    assert "Account settings" in client.get("/account").text
    with database.read() as work:
        assert work.session.get_one(User, client.user_id).language == "en"


@pytest.mark.parametrize("path", ["/language", "/theme"])
@pytest.mark.parametrize(
    "referrer",
    [
        "https://evil.example/sign-in",
        "http://localhost//evil.example",
        "http://localhost/sign-out",
        "http://localhost/nowhere",
        "not an address",
        "http://[::1",
    ],
)
def test_a_choice_leads_back_only_to_pages_of_ours(
    visitor: PageClient, path: str, referrer: str
) -> None:
    form = {"language": "en", "theme": "dark"}

    answer = visitor.post(path, form, headers={"Referer": referrer})

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(("path", "name"), [("/language", "language"), ("/theme", "theme")])
def test_a_made_up_choice_is_refused(visitor: PageClient, path: str, name: str) -> None:
    answer = visitor.post(path, {name: "xx"}, status=400)

    assert f"{name}=" not in str(answer.headers.getlist("Set-Cookie"))


def test_the_theme_is_chosen_without_script_and_given_back(visitor: PageClient) -> None:
    visitor.post("/theme", {"theme": "dark"})
    assert 'data-theme="dark"' in visitor.get("/sign-in").text

    visitor.post("/theme", {"theme": ""})

    assert "data-theme=" not in visitor.get("/sign-in").text


def test_the_theme_in_force_is_the_one_that_is_pressed(client: PageClient) -> None:
    client.post("/theme", {"theme": "dark"})

    pressed = re.findall(r'value="(\w*)" aria-pressed="true"', client.get("/account").text)

    assert pressed == ["dark"]


def test_an_administrators_frame_offers_only_what_opens(app: Flask, database: Database) -> None:
    page = PageClient(app, database).sign_in(Role.ADMINISTRATOR).get("/account").text
    bottom = page.partition('class="tabbar"')[2].partition("</nav>")[0]

    assert "/search" not in page
    assert re.findall(r'<a href="([^"]+)"', bottom) == ["/letters", "/health", "/users"]


def test_a_theme_from_a_forged_cookie_is_ignored(visitor: PageClient) -> None:
    visitor.web.set_cookie("theme", 'x" onload="y')
    visitor.web.set_cookie("language", "../../etc")

    page = visitor.get("/sign-in").text

    assert "onload" not in page
    assert 'lang="lt"' in page


def test_an_administrator_can_use_the_account_pages(app: Flask, database: Database) -> None:
    PageClient(app, database).sign_in(Role.ADMINISTRATOR).get("/account")
