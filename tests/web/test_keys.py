"""Keys in a browser: C writes down a call where a lead is at hand; a chip leads to its field."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.chromium import sign_in, window
from tests.support.site import Site
from tracker.demo.load import OFFICER

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, shared_site: Site) -> Iterator[Page]:
    with window(browser, shared_site) as context:
        page = context.new_page()
        sign_in(page, shared_site, OFFICER)
        yield page


def opens_the_form_for_a_call(page: Page) -> None:
    expect(page.locator("#write [name=text]")).to_be_focused()
    expect(page.locator("#write [name=kind]")).to_have_value("call")


def test_c_opens_the_form_for_a_call_on_a_leads_page(page: Page, shared_site: Site) -> None:
    page.goto(f"/leads/{shared_site.ids['l01']}")

    page.keyboard.press("c")

    opens_the_form_for_a_call(page)


@pytest.mark.parametrize("path", ["/today", "/leads"])
def test_c_on_a_row_opens_the_form_of_its_lead(page: Page, path: str) -> None:
    page.goto(path)
    page.keyboard.press("j")

    page.keyboard.press("c")

    page.wait_for_url("**/leads/*?write=call")
    opens_the_form_for_a_call(page)


def test_after_g_it_leads_to_the_contacts(page: Page) -> None:
    page.goto("/today")

    page.keyboard.press("g")
    page.keyboard.press("c")

    page.wait_for_url("**/contacts")


@pytest.mark.parametrize("path", ["/leads", "/leads/board", "/leads#main"])
def test_a_filters_chip_gives_the_focus_to_its_field(page: Page, path: str) -> None:
    page.goto(path)

    page.locator("#filters a.chip[hx-get]", has_text="Šalis").click()

    expect(page.locator("#filters select[name=country]")).to_be_focused()
