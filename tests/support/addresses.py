"""Every page a person can open in the demo world, with somebody who may open it."""

from dataclasses import dataclass

from tests.support.site import Site
from tracker.demo.load import MAYOR, OFFICER

ADMINISTRATOR = "justas.leipus@savivaldybe.example"


@dataclass(frozen=True, slots=True)
class Address:
    """A page: the name of its picture, its path, and who opens it (nobody: signed out)."""

    name: str
    path: str
    who: str | None = OFFICER


def addresses(site: Site) -> tuple[Address, ...]:
    """Return the pages, with numbers of the demo world in their paths."""
    ids = site.ids
    return (
        Address("signin", "/sign-in", None),
        Address("today", "/today"),
        Address("today-all", "/today?who=all"),
        Address("dashboard", "/dashboard", MAYOR),
        Address("board", "/leads/board"),
        Address("list", "/leads"),
        Address("list-late", "/leads?view=late"),
        Address("list-none", "/leads?q=nieko-tokio-nera"),
        Address("lead", f"/leads/{ids['l01']}"),
        Address("lead-parked", f"/leads/{ids['l05']}"),
        Address("lead-missing", f"/leads/{ids['l36']}"),
        Address("lead-new", "/leads/new"),
        Address("trips", "/trips"),
        Address("trip", f"/trips/{ids['trip01']}"),
        Address("visit", f"/trips/{ids['visit07']}"),
        Address("trip-new", "/trips/new"),
        Address("report-new", "/reports/new"),
        Address("contacts", "/contacts"),
        Address("contact", f"/contacts/{ids['c19']}"),
        Address("contact-role-only", f"/contacts/{ids['c02']}"),
        Address("contact-new", "/contacts/new"),
        Address("organisations", "/organisations"),
        Address("organisation", f"/organisations/{ids['o10']}"),
        Address("topics", "/topics"),
        Address("search", "/search?q=tainano"),
        Address("search-none", "/search?q=qqqq"),
        Address("account", "/account"),
        Address("letters", "/letters", ADMINISTRATOR),
        Address("users", "/users", ADMINISTRATOR),
        Address("not-found", "/nothing-here"),
    )
