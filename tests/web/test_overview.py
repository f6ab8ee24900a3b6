"""The mayor's page in a real browser: one sheet of paper, no sideways scroll, every link alive."""

import io
from collections.abc import Iterator

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from tests.support.chromium import DESKTOP, PHONE, sign_in, window
from tests.support.pages import plain
from tests.support.site import Site
from tracker.demo.load import MAYOR

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, shared_site: Site) -> Iterator[Page]:
    with window(browser, shared_site) as context:
        page = context.new_page()
        sign_in(page, shared_site, MAYOR)
        yield page


def test_the_mayor_lands_on_the_sentence(page: Page) -> None:
    assert page.url.endswith("/dashboard")
    said = page.locator("h1").inner_text()
    assert "11 vėluoja" in said
    assert "4 klausimai" in said


def test_it_prints_on_one_sheet(page: Page) -> None:
    for language in ("lt", "en"):
        page.evaluate(f"document.documentElement.lang = '{language}'")
        sheet = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(sheet.pages) == 1
        assert round(sheet.pages[0].mediabox.width) == 595
        printed = sheet.pages[0].extract_text()
        assert "7 528 000" in plain(printed)
        assert "Spausdinti" not in printed


def test_every_number_of_the_page_is_a_way_to_a_page(page: Page) -> None:
    addresses = page.eval_on_selector_all(
        "main a[href^='/']", "links => [...new Set(links.map(link => link.getAttribute('href')))]"
    )
    answers = {url: page.request.get(url).status for url in addresses}

    assert len(addresses) > 40
    assert {url: status for url, status in answers.items() if status != 200} == {}


def test_the_sentence_comes_first_on_a_phone(browser: Browser, shared_site: Site) -> None:
    with window(browser, shared_site, size=PHONE) as context:
        page = context.new_page()
        sign_in(page, shared_site, MAYOR)

        boxes = [
            page.locator(place).bounding_box() or {"y": 0} for place in ("h1", "#funnel", "#stuck")
        ]

    assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"]
    assert boxes[0]["y"] < 200


def test_the_page_fits_a_common_screen(page: Page) -> None:
    high = page.evaluate(
        "document.documentElement.scrollHeight - document.querySelector('.strip').offsetHeight"
    )

    assert high <= DESKTOP[1]
