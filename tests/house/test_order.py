"""Rows that look alike stand in the same order each time: an order ends in what is unique."""

import re
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask

from tests.house.routes import routes
from tests.support.client import PageClient
from tests.support.statements import gather
from tracker.accounts.models import Role
from tracker.accounts.permissions import may
from tracker.core.db import Database
from tracker.demo.load import load_world
from tracker.leads.filters import View
from tracker.leads.listing import Sort

BEGINS = re.compile(r"(?<!OVER )(?<!\()\bORDER BY\s", re.IGNORECASE)
ENDS = re.compile(r"\s(LIMIT|FOR UPDATE|UNION)\b", re.IGNORECASE)
UNIQUE = re.compile(r"(^|[.\"_])id\"?( DESC| ASC)?$", re.IGNORECASE)
UNIQUE_WITHOUT_ID: Mapping[str, str] = {
    "leads.country": "asked for one at a time, each after the one before",
    "anon_1.number": "the id of what hangs on a contact, under the name that a union gives it",
    "anon_1.place": "the position in a trip (a constraint keeps it unique), or an id",
    "r.number": "the number of the subject of what was found, of one kind",
}
"""What else ends an order and is unique, and why."""


def _orders(statement: str) -> Iterator[str]:
    for begin in BEGINS.finditer(statement):
        yield _last_term(statement[begin.end() :])


def _last_term(rest: str) -> str:
    depth, term = 0, ""
    for place, sign in enumerate(rest):
        depth += (sign == "(") - (sign == ")")
        if depth < 0 or (depth == 0 and ENDS.match(rest[place:])):
            break
        term = "" if sign == "," and depth == 0 else term + sign
    return " ".join(term.split())


def _addresses(app: Flask) -> Iterator[tuple[Role, str]]:
    for route in routes(app):
        if route.method == "GET":
            role = next(
                (r for r in Role if route.needs is None or may(r, route.needs)), Role.OFFICER
            )
            yield role, route.url
    for view in View:
        for sort in Sort:
            yield Role.OFFICER, f"/leads?view={view}&sort={sort}"
    yield Role.OFFICER, "/today?who=all"
    yield Role.OFFICER, "/search?q=ma"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_order_ends_in_what_is_unique(app: Flask, database: Database) -> None:
    with database.write() as work:
        load_world(work)
    clients = {role: PageClient(app, database).sign_in(role) for role in Role}
    loose = {}

    for role, url in _addresses(app):
        with gather(database) as said:
            clients[role].web.get(url)
        for statement in said:
            for term in _orders(statement):
                if not UNIQUE.search(term) and term not in UNIQUE_WITHOUT_ID:
                    loose[term] = url

    assert loose == {}
