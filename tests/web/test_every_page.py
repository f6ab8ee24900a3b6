"""What holds for every page, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response

from tests.support.chromium import DESKTOP, PHONE, Theme
from tests.support.site import Site
from tests.support.tour import Look, tour

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [  # each two of these meet once; all three at once would take twice as long
        pytest.param(DESKTOP, "light", "lt", id="lt-light-desktop"),
        pytest.param(PHONE, "dark", "lt", id="lt-dark-phone"),
        pytest.param(DESKTOP, "dark", "en", id="en-dark-desktop"),
        pytest.param(PHONE, "light", "en", id="en-light-phone"),
    ],
)
def test_no_page_has_an_accessibility_fault(
    browser: Browser, shared_site: Site, size: tuple[int, int], theme: Theme, language: str
) -> None:
    faults = []
    for address, page in tour(browser, shared_site, Look(size, theme, language)):
        assert page.locator("html").get_attribute("lang") == language, address
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
        for address, page in tour(browser, shared_site, Look((width, 800)))
        if page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
    ]

    assert wide == []


MOST_BYTES, MOST_REQUESTS = 90_000, 9


def test_every_page_keeps_its_weight_on_a_first_visit(browser: Browser, shared_site: Site) -> None:
    heavy = []
    for address, page in tour(browser, shared_site, Look()):
        weight, addresses = _fetched_anew(page)
        if weight > MOST_BYTES or len(addresses) > MOST_REQUESTS:
            heavy.append((address.name, weight, len(addresses)))
        assert all(url.startswith(f"{shared_site.url}/") for url in addresses), address

    assert heavy == []


def _fetched_anew(page: Page) -> tuple[int, list[str]]:
    """Return how many bytes come over the wire with nothing kept, and from where."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    cache = page.context.new_cdp_session(page)
    cache.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.on("response", note)
    page.reload(wait_until="load")
    page.evaluate("document.fonts.ready")
    page.remove_listener("response", note)
    weight = sum(answer.request.sizes()["responseBodySize"] for answer in answers)
    cache.detach()
    return weight, [answer.url for answer in answers]


REFUSED = {"not-found", "link-spoilt"}
"""Pages that answer 404 or 410, which a browser's console always notes."""


def test_no_page_troubles_the_console(browser: Browser, shared_site: Site) -> None:
    said: list[tuple[str, str]] = []
    for address, page in tour(browser, shared_site, Look()):
        if address.name not in REFUSED:
            said += [(address.name, line) for line in _heard(page)]

    assert said == []


def _heard(page: Page) -> list[str]:
    """Return what the console says when the page is loaded once more."""
    lines: list[str] = []

    def note(line: ConsoleMessage) -> None:
        if line.type == "error":
            lines.append(line.text)

    def fail(error: Error) -> None:
        lines.append(str(error))

    page.on("console", note)
    page.on("pageerror", fail)
    page.reload(wait_until="load")
    page.remove_listener("console", note)
    page.remove_listener("pageerror", fail)
    return lines
