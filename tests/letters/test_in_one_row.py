"""That what can be pressed in a letter stands in one row, measured in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.conftest import MONDAY
from tests.letters.test_digest import TODAY, digest, item, week
from tests.letters.test_render import CASES, PRINTER, Row, letter

pytestmark = pytest.mark.browser
LOOKS = """all => all.map(each => {
    const place = each.getBoundingClientRect();
    return [Math.round(place.top), Math.round(place.height)];
})"""
SILENT = item(6, TODAY, kind="no_contact", step="Lin Mei-ling", since="2026-08-23")


def rows_of(browser: Browser, row: Row, deeds: str, *, width: int) -> list[list[tuple[int, int]]]:
    """Return the top and the height of what can be pressed, a list for each thing."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(PRINTER(row, now=MONDAY).html)
    found = [
        [tuple(look) for look in each.locator(":scope > a").evaluate_all(LOOKS)]
        for each in page.locator(deeds).all()
    ]
    page.close()
    return found


@pytest.mark.parametrize("locale", ["lt", "en"])
@pytest.mark.parametrize("case", ["late", "silent"])
def test_the_buttons_of_a_letter_stand_in_one_row_where_there_is_room(
    browser: Browser, case: str, locale: str
) -> None:
    (buttons,) = rows_of(browser, letter(locale, **CASES[case]), "p:has(> .btn)", width=800)

    assert len(buttons) == 3
    assert len({top for top, _height in buttons}) == 1
    assert min(height for _top, height in buttons) >= 44


@pytest.mark.parametrize("locale", ["lt", "en"])
@pytest.mark.parametrize("row", [digest, week, lambda locale: digest(locale, items=[SILENT])])
def test_the_links_of_each_step_stand_in_one_row_on_a_phone(
    browser: Browser, row: Callable[[str], Row], locale: str
) -> None:
    steps = rows_of(browser, row(locale), "td:has(> .a)", width=390)

    assert steps
    for links in steps:
        assert len({top for top, _height in links}) == 1
        assert min(height for _top, height in links) >= 44
