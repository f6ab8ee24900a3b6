"""Which pages are measured, what stands for each on the floor, and how much more each may cost."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One measured page: its address here and on the floor, and its targets (performance.md)."""

    name: str
    ours: str
    floor: str
    times_floor: float
    statements: int
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """The rows of the filled world whose pages are measured."""

    lead_id: int
    contact_id: int
    busy_contact_id: int
    """A contact with thousands of entries."""


def pages(world: World) -> tuple[Page, ...]:
    """Return the pages, on a lead and two contacts of the filled world."""
    lead, contact, busy = world.lead_id, world.contact_id, world.busy_contact_id
    return (
        Page("board", "/leads/board", "/board", 2.5, 4),
        Page("list", "/leads", "/list", 2.5, 4),
        Page("lead", f"/leads/{lead}", f"/lead/{lead}", 4, 8),
        Page("contact", f"/contacts/{contact}", f"/contact/{contact}", 4, 6),
        Page("contact 5k", f"/contacts/{busy}", f"/contact/{busy}", 4, 6),
        Page("search", "/search?q=formosa", "/search?q=formosa", 3, 4),
        Page("dashboard", "/dashboard", "/dashboard", 1.5, 8),
        Page("create", "/leads/new", "/create", 4, 8, is_form=True),
    )


def form_of(page: Page, fetch: Callable[[], str]) -> dict[str, str] | None:
    """Return what is sent to a page that makes something; `fetch` gives the page with its form.

    The floor reads the fields it knows; the hidden ones are the product's own.
    """
    if not page.is_form:
        return None
    html = fetch()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {
        **dict(hidden),
        "title": "Matavimas",
        "pipeline": "business",
        "owner": "1",
        "step": "Paskambinti",
        "on": "2030-01-07",
    }
