"""Which pages are measured, what stands for each on the floor, and how much more each may cost."""

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


def pages(*, lead_id: int, contact_id: int) -> tuple[Page, ...]:
    """Return the pages, on a lead and a contact of the filled world."""
    return (
        Page("board", "/leads/board", "/board", 2.5, 4),
        Page("list", "/leads", "/list", 2.5, 4),
        Page("lead", f"/leads/{lead_id}", f"/lead/{lead_id}", 4, 8),
        Page("contact", f"/contacts/{contact_id}", f"/contact/{contact_id}", 4, 6),
        Page("search", "/search?q=formosa", "/search?q=formosa", 3, 4),
        Page("dashboard", "/dashboard", "/dashboard", 1.5, 8),
        Page("create", "/leads/new", "/create", 4, 8, is_form=True),
    )
