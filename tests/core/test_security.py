"""What every answer carries, which forms are heard, and what a signed link may do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.support.client import PageClient
from tests.support.pages import check_page
from tracker.app import create_app
from tracker.core.db import Database
from tracker.core.errors import GoneError
from tracker.core.security import HEADERS, LINK_AGE, POLICY, LinkSigner, digest, new_token
from tracker.settings import Settings, load_settings

SECRET = "a-secret-for-the-tests-only-000000000"
OLD_SECRET = "the-secret-before-that-one-000000000000"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
ANSWERS = [
    ("GET", "/sign-in", 200),
    ("GET", "/account", 303),
    ("GET", "/nowhere", 404),
    ("GET", "/sign-out", 405),
    ("GET", "/welcome/x", 410),
    ("POST", "/sign-in", 400),
    ("OPTIONS", "/sign-in", 200),
]


# --- Headers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "url", "status"), ANSWERS)
def test_every_answer_carries_the_policy_and_is_not_kept(
    visitor: PageClient, method: str, url: str, status: int
) -> None:
    answer = visitor.web.open(url, method=method)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "Server" not in answer.headers


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline() -> None:
    rules = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))

    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert set(rules.values()) <= {"'none'", "'self'"}
    assert "unsafe" not in POLICY


@pytest.mark.parametrize(
    ("address", "secure"),
    [("https://rysiai.example.lt", True), ("http://127.0.0.1:8000", False)],
)
def test_over_https_everything_stays_on_https(
    database: Database, tmp_path: Path, address: str, *, secure: bool
) -> None:
    settings = load_settings(instance=tmp_path, base_url=address)
    app = create_app(settings, database, secret_keys=[SECRET])

    answer = app.test_client().get("/sign-in", base_url=address)

    assert ("Strict-Transport-Security" in answer.headers) is secure
    cookie = answer.headers["Set-Cookie"]
    assert ("Secure" in cookie) is secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


# --- Hosts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/sign-in", "/account", "/nowhere", "/"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000"])
def test_an_unknown_host_gets_a_plain_page_without_its_name(
    visitor: PageClient, url: str, host: str
) -> None:
    answer = visitor.web.get(url, headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "evil" not in str(answer.headers)
    check_page(url, answer)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:9000", "127.0.0.1"])
def test_the_hosts_of_the_installation_are_answered(visitor: PageClient, host: str) -> None:
    assert visitor.web.get("/sign-in", headers={"Host": host}).status_code == 200


def test_a_host_from_a_proxys_header_is_not_believed(visitor: PageClient) -> None:
    answer = visitor.web.get("/account", headers={"X-Forwarded-Host": "evil.example"})

    assert answer.headers["Location"].startswith("/sign-in")


# --- Forms from elsewhere -------------------------------------------------------------------------


@pytest.mark.parametrize("sender", ["cross-site", "same-site", "nonsense"])
def test_a_form_from_another_site_is_refused(client: PageClient, sender: str) -> None:
    page = client.post("/sign-out", status=400, headers={"Sec-Fetch-Site": sender})

    assert "iš kitos svetainės" in page.text
    client.get("/account")


@pytest.mark.parametrize("sender", ["same-origin", "none", None])
def test_a_form_of_ours_is_heard(client: PageClient, sender: str | None) -> None:
    """Old browsers do not say who sent it, and have the token."""
    client.post("/sign-out", headers={"Sec-Fetch-Site": sender} if sender else {})


def test_a_link_from_another_site_is_followed(client: PageClient) -> None:
    client.get("/account", headers={"Sec-Fetch-Site": "cross-site"})


@pytest.mark.parametrize("token", [None, "", "made up"])
def test_a_form_without_its_token_is_refused_with_advice(
    client: PageClient, token: str | None
) -> None:
    answer = client.web.post("/sign-out", data={} if token is None else {"csrf_token": token})

    assert answer.status_code == 400
    assert "Atidarykite jį dar kartą." in answer.text
    check_page("/sign-out", answer)
    client.get("/account")


def test_the_token_of_another_session_is_refused(
    app: Flask, database: Database, client: PageClient
) -> None:
    token = PageClient(app, database).sign_in().csrf()

    answer = client.web.post("/sign-out", data={"csrf_token": token})

    assert answer.status_code == 400
    client.get("/account")


def test_a_token_in_the_header_is_taken_too(client: PageClient) -> None:
    answer = client.web.post("/sign-out", headers={"X-CSRFToken": client.csrf()})

    assert answer.status_code == 303


def test_a_session_signed_with_another_secret_is_nobodys(
    settings: Settings, database: Database, client: PageClient
) -> None:
    other = create_app(settings, database, secret_keys=[OLD_SECRET])
    with client.web.session_transaction() as kept:
        content = dict(kept)
    serializer = other.session_interface.get_signing_serializer(other)  # type: ignore[attr-defined]  # Flask's own
    client.web.set_cookie("rysiai", serializer.dumps(content))

    client.get("/account", status=303)


def test_a_session_outlives_the_change_of_secrets(settings: Settings, database: Database) -> None:
    before = PageClient(create_app(settings, database, secret_keys=[OLD_SECRET]), database)
    before.sign_in().get("/account")
    cookie = before.web.get_cookie("rysiai")
    assert cookie is not None
    after = PageClient(create_app(settings, database, secret_keys=[OLD_SECRET, SECRET]), database)
    after.web.set_cookie("rysiai", cookie.value)

    after.get("/account")


# --- Signed links ---------------------------------------------------------------------------------


def test_a_link_gives_back_what_was_signed() -> None:
    signer = LinkSigner([SECRET])

    token = signer.sign("done", {"r": 12, "u": 3}, now=NOW)

    assert signer.read("done", token, now=NOW) == {"r": 12, "u": 3}


def test_a_link_is_good_for_its_purpose_only() -> None:
    signer = LinkSigner([SECRET])
    token = signer.sign("done", {"r": 12}, now=NOW)

    with pytest.raises(GoneError):
        signer.read("snooze", token, now=NOW)


def test_a_link_lasts_fourteen_days() -> None:
    signer = LinkSigner([SECRET])
    token = signer.sign("done", {"r": 12}, now=NOW)

    assert signer.read("done", token, now=NOW + LINK_AGE)
    with pytest.raises(GoneError):
        signer.read("done", token, now=NOW + LINK_AGE + timedelta(seconds=1))
    assert timedelta(days=14) == LINK_AGE


SAME = str.maketrans("/+", "_-")
"""The two ways to spell the same bits in base64."""


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_a_link_that_was_changed_anywhere_is_over(place: int, sign: str) -> None:
    signer = LinkSigner([SECRET])
    token = signer.sign("done", {"r": 12, "u": 3}, now=NOW)
    place %= len(token) - 1  # a last character may differ in bits that nobody reads
    changed = token[:place] + sign + token[place + 1 :]

    if changed.translate(SAME) == token:
        return
    with pytest.raises(GoneError):
        signer.read("done", changed, now=NOW)


@given(st.text())
def test_a_made_up_link_is_over(token: str) -> None:
    with pytest.raises(GoneError):
        LinkSigner([SECRET]).read("done", token, now=NOW)


def test_keys_can_be_changed_without_breaking_links() -> None:
    token = LinkSigner([OLD_SECRET]).sign("done", {"r": 12}, now=NOW)

    assert LinkSigner([OLD_SECRET, SECRET]).read("done", token, now=NOW) == {"r": 12}
    with pytest.raises(GoneError):
        LinkSigner([SECRET]).read("done", token, now=NOW)


def test_new_links_are_signed_with_the_newest_key() -> None:
    token = LinkSigner([OLD_SECRET, SECRET]).sign("done", {"r": 12}, now=NOW)

    assert LinkSigner([SECRET]).read("done", token, now=NOW) == {"r": 12}


def test_tokens_differ_and_their_digests_do_not_show_them() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 43  # 256 bits in base64
    assert not tokens & {digest(token) for token in tokens}
