"""Addresses that no page of ours holds: each is answered, and none breaks a page."""

import pytest
from flask import Flask

from tests.house.routes import WRITES, routes
from tests.support.client import PageClient
from tracker.accounts.models import Role
from tracker.core.db import Database

NO_ROWS = ("0", str(2**31), "9" * 5000)
NONSENSE = (
    str(2**31),
    str(2**63),
    "9" * 5000,
    "-1",
    "\x00\x00",
    "²\u202e",
    f"9999-12-31.{2**63}",
    f"9999-12-31~{2**63}",
    "0001-01-01~0001-01-01T00:00:00+23:59~1",
    "9999-12-31T23:59:59-23:59~1",
    "*:^()'\" OR 1=1 --",
)
ASKED = {
    "/leads": "view owner topic country trip stage phase pipeline due on until since sort before",
    "/leads/board": "owner topic country trip stage phase pipeline due on until since",
    "/leads/board/more": "after",
    "/leads/filter": "at to q topic",
    "/leads/new": "trip contact organisation",
    "/leads/bulk/assign": "ids",
    "/contacts": "q country topic organisation status view after",
    "/contacts/new": "organisation",
    "/organisations": "q country topic before",
    "/trips": "kind after",
    "/trips/new": "kind",
    "/search": "q kind",
    "/search/quick": "q kind",
    "/today": "who then",
    "/dashboard": "period",
    "/letters": "box state before",
}
"""What each page reads from its address."""


@pytest.mark.parametrize("number", NO_ROWS)
def test_no_page_is_about_a_row_that_cannot_be(app: Flask, client: PageClient, number: str) -> None:
    token = client.csrf()
    wrong = {}

    for route in routes(app):
        if "/1" in route.url:
            sent = {"csrf_token": token} if route.method in WRITES else {}
            url = route.url.replace("/1", f"/{number}")
            status = client.web.open(url, method=route.method, data=sent).status_code
            if status not in {404, 405}:
                wrong[str(route)] = status

    assert wrong == {}


@pytest.mark.parametrize("path", ASKED)
def test_nonsense_in_an_address_asks_for_nothing(app: Flask, database: Database, path: str) -> None:
    client = PageClient(app, database).sign_in(Role.DIRECTOR)  # reads letters too
    column = {"phase": "new"} if path == "/leads/board/more" else {}
    headers = {"HX-Request-Type": "partial"} if column else {}
    wrong = {}

    for value in NONSENSE:
        said = {**dict.fromkeys(ASKED[path].split(), value), **column}
        status = client.web.get(path, query_string=said, headers=headers).status_code
        if status != 200:
            wrong[value[:30]] = status

    assert wrong == {}
