"""Every page a person can open in the demo world, with somebody who may open it."""

from dataclasses import dataclass

from tests.support.site import Site
from tracker.core.security import LinkSigner
from tracker.demo.load import MAYOR, OFFICER
from tracker.reminders.links import PATH, Action, Link

ADMINISTRATOR = "justas.leipus@savivaldybe.example"
FIRST_LINK, PASSWORD_LINK = "first-link-of-the-tests", "password-link-of-the-tests"


@dataclass(frozen=True, slots=True)
class Address:
    """A page: the name of its picture, its path, and who opens it (nobody: signed out)."""

    name: str
    path: str
    who: str | None = OFFICER


def addresses(site: Site) -> tuple[Address, ...]:
    """Return the pages, with numbers of a `furnished_site` in their paths."""
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
        Address("lead-stage", f"/leads/{ids['l01']}/stage"),
        Address("lead-step", f"/leads/{ids['l01']}/step"),
        Address("lead-close", f"/leads/{ids['l01']}/close"),
        Address("lead-edit", f"/leads/{ids['l01']}/edit"),
        Address("lead-new", "/leads/new"),
        Address("trips", "/trips"),
        Address("trip", f"/trips/{ids['trip01']}"),
        Address("trip-text", f"/trips/{ids['trip06']}/text"),
        Address("visit", f"/trips/{ids['visit07']}"),
        Address("trip-new", "/trips/new"),
        Address("report-new", "/reports/new"),
        Address("review", f"/reports/{ids['report']}/review"),
        Address("contacts", "/contacts"),
        Address("contact", f"/contacts/{ids['c19']}"),
        Address("contact-edit", f"/contacts/{ids['c19']}/edit"),
        Address("contact-role-only", f"/contacts/{ids['c02']}"),
        Address("contact-new", "/contacts/new"),
        Address("organisations", "/organisations"),
        Address("organisation", f"/organisations/{ids['o10']}"),
        Address("organisation-edit", f"/organisations/{ids['o10']}/edit"),
        Address("topics", "/topics"),
        Address("topic", f"/topics/{ids['t01']}"),
        Address("topic-edit", f"/topics/{ids['t01']}/edit"),
        Address("search", "/search?q=tainano"),
        Address("search-none", "/search?q=qqqq"),
        Address("account", "/account"),
        Address("password", "/account/password"),
        Address("mailbox", "/letters"),
        Address("letters", "/letters?box=out", ADMINISTRATOR),
        Address("letter", f"/letters/{ids['letter']}", ADMINISTRATOR),
        Address("letter-unsent", f"/letters/{ids['letter-unsent']}", ADMINISTRATOR),
        Address("link-done", _link(site, Action.DONE), None),
        Address("link-monday", _link(site, Action.MONDAY), None),
        Address("link-spoilt", f"{PATH}nothing", None),
        Address("welcome", f"/welcome/{FIRST_LINK}", None),
        Address("set-password", f"/set-password/{PASSWORD_LINK}", None),
        Address("users", "/users", ADMINISTRATOR),
        Address("user-new", "/users/new", ADMINISTRATOR),
        Address("account-administrator", "/account", ADMINISTRATOR),
        Address("not-found", "/nothing-here"),
    )


def _link(site: Site, action: Action) -> str:
    """Return the path of a link as it stands in the letter about the furnished site's reminder."""
    ids = site.ids
    link = Link(ids["reminder"], ids["reminder-version"], action, ids["reminder-person"])
    signer: LinkSigner = site.app.extensions["tracker.signer"]
    return PATH + link.token(signer, site.clock.now())
