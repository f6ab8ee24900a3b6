"""Every page a person can open in the demo world, with somebody who may open it."""

from dataclasses import dataclass, replace

from tests.support.site import Site
from tracker.core.security import LinkSigner
from tracker.demo.load import MAYOR, OFFICER
from tracker.reminders.links import PATH, Action, Link

UNREACHABLE = "mantas.jurgila@savivaldybe.example"
"""A letter to him came back."""
ADMINISTRATOR = "justas.leipus@savivaldybe.example"
DIRECTOR = "vilija.norkute@savivaldybe.example"
FIRST_LINK, PASSWORD_LINK = "first-link-of-the-tests", "password-link-of-the-tests"


@dataclass(frozen=True, slots=True)
class Address:
    """A page: the name of its picture, its path, and who opens it (nobody: signed out)."""

    name: str
    path: str
    who: str | None = OFFICER


PAGES = (
    Address("signin", "/sign-in", None),
    Address("today", "/today"),
    Address("today-all", "/today?who=all"),
    Address("dashboard", "/dashboard", MAYOR),
    Address("needs", "/dashboard/needs", MAYOR),
    Address("board", "/leads/board"),
    Address("list", "/leads"),
    Address("list-late", "/leads?view=late"),
    Address("list-none", "/leads?q=nieko-tokio-nera"),
    Address("lead", "/leads/{l01}"),
    Address("lead-parked", "/leads/{l05}"),
    Address("lead-missing", "/leads/{l36}"),
    Address("lead-stage", "/leads/{l01}/stage"),
    Address("lead-step", "/leads/{l01}/step"),
    Address("lead-close", "/leads/{l01}/close"),
    Address("lead-edit", "/leads/{l01}/edit"),
    Address("lead-new", "/leads/new"),
    Address("trips", "/trips"),
    Address("trip", "/trips/{trip01}"),
    Address("trip-keep", "/trips/{trip01}/keep"),
    Address("trip-text", "/trips/{trip06}/text"),
    Address("visit", "/trips/{visit07}"),
    Address("trip-new", "/trips/new"),
    Address("trip-plan", "/trips/{trip01}/plan"),
    Address("lead-plan", "/leads/{l01}/plan"),
    Address("plans", "/plans"),
    Address("plan-edit", "/plans/1/edit"),
    Address("plan-new", "/plans/new"),
    Address("report-new", "/reports/new"),
    Address("review", "/reports/{report}/review"),
    Address("contacts", "/contacts"),
    Address("contact", "/contacts/{c19}"),
    Address("contact-edit", "/contacts/{c19}/edit"),
    Address("contact-keep", "/contacts/{c19}/keep"),
    Address("contact-role-only", "/contacts/{c02}"),
    Address("contact-new", "/contacts/new"),
    Address("duplicates", "/duplicates"),
    Address("organisations", "/organisations"),
    Address("organisation", "/organisations/{o10}"),
    Address("organisation-edit", "/organisations/{o10}/edit"),
    Address("topics", "/topics"),
    Address("topic", "/topics/{t01}"),
    Address("topic-edit", "/topics/{t01}/edit"),
    Address("search", "/search?q=tainano"),
    Address("search-none", "/search?q=qqqq"),
    Address("account", "/account"),
    Address("password", "/account/password"),
    Address("mailbox", "/letters"),
    Address("letters", "/letters?box=out", ADMINISTRATOR),
    Address("letter", "/letters/{letter}", ADMINISTRATOR),
    Address("letter-bounced", "/letters/{letter-bounced}", ADMINISTRATOR),
    Address("letter-unsent", "/letters/{letter-unsent}", ADMINISTRATOR),
    Address("link-done", "{done}", None),
    Address("link-monday", "{monday}", None),
    Address("link-spoilt", f"{PATH}nothing", None),
    Address("welcome", f"/welcome/{FIRST_LINK}", None),
    Address("set-password", f"/set-password/{PASSWORD_LINK}", None),
    Address("people", "/people", DIRECTOR),
    Address("handover", "/people/{u14}/handover", DIRECTOR),
    Address("handover-nothing", "/people/{u01}/handover", DIRECTOR),
    Address("sheet", "/handovers/{handover}", DIRECTOR),
    Address("away", "/people/{u06}/away"),
    Address("away-edit", "/people/{u06}/away/{absence}"),
    Address("away-of-another", "/people/{u14}/away", DIRECTOR),
    Address("health", "/health", ADMINISTRATOR),
    Address("users", "/users", ADMINISTRATOR),
    Address("user-email", "/users/{unreachable}/email", ADMINISTRATOR),
    Address("today-unreachable", "/today", UNREACHABLE),
    Address("account-unreachable", "/account", UNREACHABLE),
    Address("user-new", "/users/new", ADMINISTRATOR),
    Address("user-edit", "/users/{u14}/edit", ADMINISTRATOR),
    Address("account-administrator", "/account", ADMINISTRATOR),
    Address("not-found", "/nothing-here"),
)
"""In braces: names of things of a `furnished_site`, and the links of a letter that are signed."""


def addresses(site: Site) -> tuple[Address, ...]:
    """Return the pages, with numbers of a `furnished_site` in their paths."""
    links = {"done": _link(site, Action.DONE), "monday": _link(site, Action.MONDAY)}
    return tuple(replace(page, path=page.path.format_map({**site.ids, **links})) for page in PAGES)


def _link(site: Site, action: Action) -> str:
    """Return the path of a link as it stands in the letter about the furnished site's reminder."""
    ids = site.ids
    link = Link(ids["reminder"], ids["reminder-version"], action, ids["reminder-person"])
    signer: LinkSigner = site.app.extensions["tracker.signer"]
    return PATH + link.token(signer, site.clock.now())
