"""Story 3, the first Monday back: what is late and what has no step, on the pages themselves."""

import re

import pytest
from sqlalchemy import func, select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.site import Site
from tracker.accounts.models import User
from tracker.audit.models import Entry
from tracker.demo.load import OFFICER
from tracker.leads.models import Lead

LATE = ["l22", "l15", "l10", "l50", "l08", "l58", "l02", "l23", "l35", "l52", "l29"]
"""The eleven, oldest first."""
STEPLESS = {"l36", "l37", "l45", "l54", "l55", "l57"}
LINK = re.compile(r'href="/leads/(\d+)"')


@pytest.fixture
def officer(site: Site) -> PageClient:
    with site.database.read() as work:
        user_id = work.session.scalars(select(User.id).where(User.email == OFFICER)).one()
    return PageClient(site.app, site.database).sign_in(user_id=user_id)


def _leads_on(site: Site, page: str) -> list[str]:
    """Return the demo world's own ids of the leads a page leads to, each once, in order."""
    keys = {number: key for key, number in site.ids.items() if re.fullmatch(r"l\d\d", key)}
    return list(dict.fromkeys(keys[int(number)] for number in LINK.findall(page)))


def test_late_are_exactly_the_eleven_the_oldest_on_top(site: Site, officer: PageClient) -> None:
    assert _leads_on(site, officer.get("/leads?view=late").text) == LATE

    today = officer.get("/today?who=all").text

    assert _leads_on(site, today)[: len(LATE)] == LATE
    assert today.index("vėluoja 84 d.") < today.index(f"/leads/{site.ids['l15']}")


def test_the_six_without_a_step_are_given_to_somebody_in_five_presses(
    site: Site, officer: PageClient
) -> None:
    page = officer.get("/leads?view=missing").text  # the first press
    assert set(_leads_on(site, page)) == STEPLESS
    ids = [str(site.ids[key]) for key in STEPLESS]

    with site.database.read() as work:
        before = work.session.scalar(select(func.max(Entry.id))) or 0
    ticks = filled(page, "/leads/bulk") | {"ids": ids, "do": ["assign"]}  # all, and "assign"
    asked = officer.follow(officer.post("/leads/bulk", ticks)).text
    chosen = {"owner": [str(site.ids["u06"])], "step": ["Paskambinti"], "on": ["2026-11-27"]}
    officer.post("/leads/bulk/assign", filled(asked, "/leads/bulk/assign") | chosen)

    assert _leads_on(site, officer.get("/leads?view=missing").text) == []
    with site.database.read() as work:
        given = work.session.scalars(select(Lead).where(Lead.id.in_(map(int, ids)))).all()
        deeds = work.session.scalars(select(Entry.subject).where(Entry.id > before)).all()
    assert {(lead.owner_id, str(lead.next_step_on)) for lead in given} == {
        (site.ids["u06"], "2026-11-27")
    }
    assert sorted(deeds) == sorted(f"lead:{number}" for number in ids)
