"""Every kind of page in a real Chromium: accessible, narrow, light, on one sheet."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.assets.workshop import State

pytestmark = pytest.mark.browser

PAGES = ["today", "board", "list", "form", "contact", "letters", "gate", "dashboard"]
SIZES = {"desktop": (1280, 800), "phone": (390, 844), "narrow": (320, 640)}


@pytest.mark.parametrize(("theme", "size"), [("light", "desktop"), ("dark", "phone")])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_axe_finds(
    page: Page, state: State, name: str, theme: str, size: str
) -> None:
    state.theme = theme
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/{name}")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways(page: Page, name: str) -> None:
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/{name}")

        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_cold_page_with_everything_keeps_to_90_kb_and_9_requests(page: Page) -> None:
    sizes: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}),
    )

    page.goto("/dashboard", wait_until="networkidle")

    assert len(sizes) <= 9
    assert sum(sizes.values()) <= 90_000


def test_the_mayors_page_prints_on_one_sheet(page: Page) -> None:
    page.goto("/dashboard")

    printed = page.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
