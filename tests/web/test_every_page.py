"""What holds for every page, in a real browser."""

from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.addresses import Address, addresses
from tests.support.chromium import DESKTOP, PHONE, Theme, sign_in, window
from tests.support.site import Site

pytestmark = pytest.mark.browser
LOOKS = tuple(product((DESKTOP, PHONE), ("light", "dark"), ("lt", "en")))


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0][0]}-{look[1]}-{look[2]}")
def look(request: pytest.FixtureRequest) -> tuple[tuple[int, int], Theme, str]:
    size, theme, language = request.param
    return size, theme, language


def _windows(
    browser: Browser, site: Site, size: tuple[int, int], theme: Theme, language: str
) -> Iterator[tuple[Address, Page]]:
    """Open every page; one window for each person, signed in once."""
    by_person: dict[str | None, list[Address]] = {}
    for address in addresses(site):
        by_person.setdefault(address.who, []).append(address)
    for who, theirs in by_person.items():
        with window(browser, site, size=size, theme=theme) as context:
            page = context.new_page()
            if who is not None:
                sign_in(page, site, who)
            _speak(context, page, site, language, signed_in=who is not None)
            for address in theirs:
                page.goto(address.path)
                yield address, page


def _speak(
    context: BrowserContext, page: Page, site: Site, language: str, *, signed_in: bool
) -> None:
    if not signed_in:
        context.add_cookies([{"name": "language", "value": language, "url": site.url}])
        return
    page.goto("/account")
    shown = page.locator("html").get_attribute("lang")
    if shown != language:
        page.evaluate(
            "language => { const form = document.querySelector('form[action$=\"/language\"]');"
            " form.querySelector('[name=language]').value = language;"
            " form.requestSubmit(form.querySelector('[name=language]')); }",
            language,
        )
        page.wait_for_function(
            "language => document.documentElement.lang === language", arg=language
        )


def test_no_page_has_an_accessibility_fault(
    browser: Browser, shared_site: Site, look: tuple[tuple[int, int], Theme, str]
) -> None:
    faults = []
    for address, page in _windows(browser, shared_site, *look):
        assert page.locator("html").get_attribute("lang") == look[2], address
        found = Axe().run(page).response["violations"]
        faults += [
            (address.name, fault["id"], [node["target"] for node in fault["nodes"]][:3])
            for fault in found
        ]

    assert faults == []


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_no_page_scrolls_sideways(browser: Browser, shared_site: Site, width: int) -> None:
    wide = [
        address.name
        for address, page in _windows(browser, shared_site, (width, 800), "light", "lt")
        if page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
    ]

    assert wide == []


def test_no_page_troubles_the_console(browser: Browser, shared_site: Site) -> None:
    said: list[str] = []
    with window(browser, shared_site) as context:
        context.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        context.on("weberror", lambda error: said.append(str(error.error)))
        page = context.new_page()
        for address in addresses(shared_site):
            if address.who is None or address.name == "not-found":
                continue
            context.clear_cookies()
            sign_in(page, shared_site, address.who)
            page.goto(address.path, wait_until="load")

    assert said == []
