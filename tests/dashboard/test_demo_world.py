"""AT-4.2 and AT-4.3: the numbers of the demo world, recounted from its file."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from tests.dashboard.test_page import rows_of
from tests.support.client import PageClient
from tests.support.pages import links, words
from tracker import demo
from tracker.accounts.models import Role, User
from tracker.core.db import Database
from tracker.dashboard.counts import count_all
from tracker.dashboard.queries import lines
from tracker.demo.load import load_world
from tracker.leads.models import Phase

NOW = "2026-11-23"


@pytest.fixture(scope="module")
def file() -> dict[str, Any]:
    path = Path(demo.__file__).parent / "world.yaml"
    return dict(yaml.safe_load(path.read_text("utf-8")))


def test_the_numbers_are_those_of_the_file(database: Database, file: dict[str, Any]) -> None:
    with database.write() as work:
        world = load_world(work)
    leads = [lead for lead in file["leads"] if lead["stage_kind"] == "open"]
    living = [lead for lead in file["leads"] if lead["stage_kind"] in {"open", "won"}]
    likely = {
        (pipeline, stage["key"]): stage["probability"] or 0
        for pipeline, stages in file["pipelines"].items()
        for stage in stages
    }

    with database.read() as work:
        counts, rows = count_all(work), lines(work)

    kinds = Counter(lead["pipeline"] for lead in leads)
    assert (counts.open_leads, dict(kinds)) == (45, {"business": 30, "institutional": 15})
    assert {p.key: p.leads for p in counts.pipelines} == kinds
    assert counts.late == 11 == sum((lead.get("next_due") or NOW) < NOW for lead in living)
    assert counts.missing == 6 == sum("next_due" not in lead for lead in leads)
    total = sum(lead["value_eur"] or 0 for lead in leads)
    weighted = sum(
        Decimal(lead["value_eur"] or 0) * likely[lead["pipeline"], lead["stage"]] / 100
        for lead in leads
    )
    assert counts.worth.total == total == 7_528_000
    assert counts.worth.weighted == weighted == 3_077_250
    assert counts.worth.largest == 5_000_000
    signing = {lead["id"] for lead in leads if lead["stage"] in {"agreement", "mou"}}
    assert signing == {"l16", "l19", "l32"}
    assert {line.id for line in rows.signing} == {world.ids[key] for key in signing}
    assert rows.late[0].id == world.ids["l22"]
    assert counts.phases[Phase.AGREED] == 12


def test_the_page_says_them_and_each_leads_to_its_rows(
    visitor: PageClient, database: Database
) -> None:
    with database.write() as work:
        load_world(work)
        mayor = work.session.scalars(select(User).where(User.role == Role.MAYOR)).one()

    page = visitor.sign_in(user_id=mayor.id).get("/dashboard", budget=6).text

    said = words(page)
    assert "11 vėluoja, 6 be kito žingsnio" in said
    assert "7 528 000 €, iš jų 5 000 000 € – viena galimybė" in said
    assert "3 077 250 € pagal etapo tikimybę" in said
    assert "Barselona 2026 vėluoja 2 darbo dienas" in said
    assert "pradžioje 100 %, paskutinę visą savaitę 100 %, tikslas 90 %" in page
    with database.read() as work:
        for url, text in links(page):
            if url.startswith("/leads") and text.isdigit():
                assert rows_of(work, url, mayor.id) == int(text), url
