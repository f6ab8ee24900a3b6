"""Whatever stands in the database, by whatever door it came in, a page shows as text."""

import re
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
from sqlalchemy import Column, Enum, String, update

from tests.conftest import MONDAY
from tests.support.addresses import PAGES, addresses
from tests.support.client import PageClient
from tests.support.pages import check_page
from tests.support.site import Site
from tests.support.tour import furnished_site
from tracker import tables
from tracker.accounts.queries import find_by_email
from tracker.core.clock import FixedClock
from tracker.core.db import Work

EVIL = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>&lt;b&gt;{{ 7 * 7 }}"
CODES = re.compile(
    "digest|hash|zone|key|locale|rrule|email|e164|country|language|code|template|owner"
)
"""Words in the names of columns that hold what a program reads: nobody types into them."""


@pytest.fixture
def spoilt_site(tmp_path: Path) -> Iterator[Site]:
    """The furnished demo world, with a script at the end of whatever people may have written."""
    with furnished_site(tmp_path, FixedClock(MONDAY)) as site:
        with site.database.write() as work:
            _spoil(work)
        yield site


def _spoil(work: Work) -> None:
    for table in tables.metadata.sorted_tables:
        for column in filter(_is_written, table.columns):
            rows = update(table).where(column.is_not(None), column != "")
            work.session.execute(rows.values({column.name: column + EVIL}))


def _is_written(column: Column[str]) -> bool:
    return (
        isinstance(column.type, String)
        and not isinstance(column.type, Enum)
        and not (column.unique or column.foreign_keys or column.primary_key)
        and not CODES.search(column.name)
    )


def test_a_script_in_any_row_is_text_on_every_page(spoilt_site: Site) -> None:
    shown = set()

    for language in ("lt", "en"):
        spoilt_site.speak(language)
        for address in addresses(spoilt_site):
            client = _somebody(spoilt_site, address.who)
            answer = client.web.get(address.path, follow_redirects=True)
            check_page(address.path, answer)  # finds scripts, too
            tree = html5lib.parse(answer.text)
            assert not [element for element in tree.iter() if element.get("onerror")], address
            if EVIL in "".join(tree.itertext()):
                shown.add((address.name, language))

    assert len(shown) > len(PAGES)


def _somebody(site: Site, email: str | None) -> PageClient:
    client = PageClient(site.app, site.database)
    if email is None:
        return client
    with site.database.read() as work:
        user = find_by_email(work.session, email)
    assert user is not None
    return client.sign_in(user_id=user.id)
