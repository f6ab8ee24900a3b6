"""Every route says who may use it."""

from flask import Flask

from tests.house.routes import routes
from tracker.accounts.permissions import PERMISSIONS, Permission

OPEN_TO_ALL = {
    "accounts.sign_in",
    "accounts.let_in",
    "accounts.welcome",
    "accounts.make_first_administrator",
    "accounts.set_password",
    "accounts.keep_password",
    "accounts.language",
    "accounts.theme",
    "reminders.look",  # a link in a letter: signed, shows on GET, acts on POST
    "reminders.act",
    "mailed.look",  # the link at the end of a letter: how letters come, chosen without signing in
    "mailed.choose",
    "mailed.ask",
    "mailed.stop",  # one press, by a mail program too (RFC 8058)
    "probes.healthz",  # load balancers: says nothing but whether the database answers
    "probes.figures",  # Prometheus: asks for a token of its own
}
"""Pages without an account; whoever opens another one says so here."""


def test_every_route_states_its_permission(app: Flask) -> None:
    silent = [
        endpoint for endpoint, view in app.view_functions.items() if "needs" not in vars(view)
    ]

    assert silent == [], "use @needs(Permission.…) or @open_to_all, below the route"


def test_what_a_route_needs_is_a_permission(app: Flask) -> None:
    stated = {route.endpoint: route.needs for route in routes(app) if route.needs is not None}

    assert [name for name, needs in stated.items() if not isinstance(needs, Permission)] == []


def test_a_page_is_opened_to_all_on_purpose(app: Flask) -> None:
    assert {route.endpoint for route in routes(app) if route.needs is None} == OPEN_TO_ALL


def test_every_permission_opens_some_page_for_somebody(app: Flask) -> None:
    """A permission that nobody holds, or that no route asks for, protects nothing."""
    held = frozenset[Permission]().union(*PERMISSIONS.values())
    asked = {route.needs for route in routes(app)} - {None}

    assert held == set(Permission)
    assert asked <= held


def test_reading_a_page_and_writing_have_routes_of_their_own(app: Flask) -> None:
    """A view that does both would have to tell them apart, and once forget to."""
    both = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and "POST" in (rule.methods or ())
    ]

    assert both == []
