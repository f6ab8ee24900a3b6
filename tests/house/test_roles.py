"""Every route, tried by everybody: who may not is refused, and a refusal changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.house.routes import WRITES, Route, routes
from tests.support.client import PageClient
from tests.support.make import Make
from tracker import tables
from tracker.accounts.models import Role
from tracker.accounts.permissions import Permission, may
from tracker.core.db import Database

OF_ANOTHER = {
    *("deeds.ask", "deeds.act", "deeds.choose_stage", "deeds.stage", "deeds.write"),
    *("today.done", "today.snooze", "today.next_step"),
    *("laying.ask_of_lead", "laying.preview_for_lead", "laying.lay_on_lead", "laying.take_off"),
}
"""What those who keep only their own leads may not do to somebody else's."""
OF_A_COLLEAGUE = {"handover.ask", "handover.count", "handover.act"}
"""What an officer may do for themselves, and the director for everybody."""
AWAY = {"away.index", "away.add", "away.edit", "away.change", "away.end", "away.remove"}
"""The same of whoever keeps own leads."""
REFUSED_BY_THE_ROW = {
    ("deeds.owner", Role.MAYOR),  # who leads may name an owner only where there is none
    ("deeds.owner", Role.VICE_MAYOR),
    *((endpoint, Role.OFFICER) for endpoint in OF_A_COLLEAGUE),
    *(
        (endpoint, role)
        for endpoint in AWAY
        for role in Role
        if may(role, Permission.KEEP_OWN_LEADS) and not may(role, Permission.MANAGE_PEOPLE)
    ),
    *(
        (endpoint, role)
        for endpoint in OF_ANOTHER
        for role in Role
        if may(role, Permission.KEEP_OWN_LEADS) and not may(role, Permission.EDIT_LEADS)
    ),
}
"""What a role may do in general, but not to the first row of the world below."""
SENT = {
    "today.snooze": {"until": "tomorrow"},
    "today.next_step": {"step": "call", "on": "2026-11-26"},
}
"""What goes with an address whose form is never shown again, and so is read first."""


@pytest.fixture
def world(database: Database) -> None:
    """One row of each thing that pages are about; each has the number 1."""
    with database.write() as work:
        make = Make(work)
        organisation = make.organisation()
        contact = make.contact(organisation=organisation)
        trip = make.trip()
        make.topic()
        make.lead(organisation_id=organisation.id, contact_id=contact.id, trip_id=trip.id)


@contextmanager
def nothing_changes(database: Database) -> Iterator[None]:
    """Fail when any row of any table is another one after the block."""
    before = _everything(database)
    yield
    assert _everything(database) == before


def _everything(database: Database) -> dict[str, list[str]]:
    with database.read() as work:
        return {
            table.name: sorted(str(tuple(row)) for row in work.session.execute(select(table)))
            for table in tables.metadata.sorted_tables
        }


def _ask(client: PageClient, route: Route, token: str) -> TestResponse:
    said = SENT.get(route.endpoint, {})
    sent = {"csrf_token": token} | said if route.method in WRITES else {}
    answer = client.web.open(route.url, method=route.method, data=sent)
    assert answer.headers["X-Content-Type-Options"] == "nosniff", route
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"], route
    return answer


def _asks_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")


@pytest.mark.usefixtures("world")
def test_nobody_is_asked_to_sign_in_and_changes_nothing(app: Flask, database: Database) -> None:
    closed = [route for route in routes(app) if route.needs is not None]
    visitor = PageClient(app, database)
    token = visitor.csrf()

    with nothing_changes(database):
        answers = {route: _ask(visitor, route, token) for route in closed}

    assert closed
    assert [str(route) for route, got in answers.items() if not _asks_to_sign_in(got)] == []


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_refused_what_it_lacks_and_changes_nothing(
    app: Flask, database: Database, role: Role
) -> None:
    lacking = [r for r in routes(app) if r.needs is not None and not may(role, r.needs)]
    client = PageClient(app, database).sign_in(role)
    token = client.csrf()

    with nothing_changes(database):
        answers = {route: _ask(client, route, token).status_code for route in lacking}

    assert lacking
    assert {str(route): status for route, status in answers.items() if status != 403} == {}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_let_in_where_it_may(app: Flask, database: Database, role: Role) -> None:
    """Whatever an empty form comes to, it is no refusal of the person, and no failure."""
    allowed = [r for r in routes(app) if r.needs is not None and may(role, r.needs)]
    user_id = PageClient(app, database).sign_in(role).user_id
    wrong = {}

    for route in allowed:
        client = PageClient(app, database).sign_in(user_id=user_id)  # some routes end sign-ins
        status = _ask(client, route, client.csrf()).status_code
        refused = status in {401, 403}
        if refused is not ((route.endpoint, role) in REFUSED_BY_THE_ROW) or status >= 500:
            wrong[str(route)] = status

    assert allowed
    assert wrong == {}


@pytest.mark.usefixtures("world")
def test_looking_at_a_page_changes_nothing(app: Flask, database: Database) -> None:
    """Whoever looks: each route's GET, by the first role that may."""
    clients = {role: PageClient(app, database).sign_in(role) for role in Role}
    looked = [route for route in routes(app) if route.method == "GET"]

    with nothing_changes(database):
        for route in looked:
            role = next((r for r in Role if route.needs is None or may(r, route.needs)), None)
            assert role is not None
            _ask(clients[role], route, "")
