"""A report under review in a real browser: with the script, without it, and for everybody."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.chromium import DESKTOP, PHONE, Theme, sign_in, window
from tests.support.site import Site
from tracker.demo.load import OFFICER

pytestmark = pytest.mark.browser
REPORT = Path(__file__).parents[1] / "data" / "reports" / "barcelona_expo.txt"


def _put_in(page: Page, site: Site) -> None:
    sign_in(page, site, OFFICER)
    page.goto("/reports/new")
    page.locator("#text").fill(REPORT.read_text("utf-8"))
    page.locator("main form button.primary").click()
    page.wait_for_url("**/review")


def _foot(page: Page, what: str) -> int:
    return int(page.locator(f"[data-review-foot] p [data-count={what}]").inner_text())


def test_a_finding_and_its_place_in_the_text_light_up_together(
    browser: Browser, site: Site
) -> None:
    with window(browser, site) as context:
        page = context.new_page()
        _put_in(page, site)

        page.locator("#fact-topics-1 .val").click()

        expect(page.locator("#mark-topics-1")).to_have_class("mark k-topic lit")
        expect(page.locator("#mark-topics-1")).to_be_in_viewport()
        expect(page.locator("#mark-topics-1")).to_be_focused()

        page.locator("#mark-delegates-0").click()

        expect(page.locator("#fact-delegates-0")).to_have_class("lit")
        expect(page.locator("#fact-delegates-0")).to_be_in_viewport()
        expect(page.locator("#mark-topics-1")).not_to_have_class("mark k-topic lit")


def test_the_foot_counts_what_is_decided(browser: Browser, site: Site) -> None:
    with window(browser, site) as context:
        page = context.new_page()
        _put_in(page, site)
        accepted, rejected = _foot(page, "accept"), _foot(page, "reject")

        page.locator("#fact-topics-0 .n").click()

        assert _foot(page, "accept") == accepted - 1
        assert _foot(page, "reject") == rejected + 1
        expect(page.locator("#fact-topics-0")).to_have_class("rejected")
        expect(page.locator("button[value=create]")).to_contain_text(str(accepted - 1))


def test_all_certain_are_accepted_at_once_and_nothing_already_decided(
    browser: Browser, site: Site
) -> None:
    with window(browser, site) as context:
        page = context.new_page()
        _put_in(page, site)
        certain = page.locator('[data-proposal][data-confidence="certain"]')
        certain.first.locator(".n").click()
        rejected = _foot(page, "reject")

        page.locator('[data-accept="certain"]').click()

        expect(certain.locator("input[value=accept]:checked")).to_have_count(certain.count() - 1)
        assert _foot(page, "reject") == rejected


def test_a_correction_shows_at_once_and_is_what_is_made(browser: Browser, site: Site) -> None:
    with window(browser, site) as context:
        page = context.new_page()
        _put_in(page, site)
        field = page.locator("#value-topics-0")
        expect(field).to_be_hidden()

        page.locator("#fact-topics-0 [data-edit]").click()
        expect(field).to_be_focused()
        field.fill("Atvirų duomenų portalas")
        expect(page.locator("#fact-topics-0 [data-value]")).to_have_text("Atvirų duomenų portalas")
        page.locator("button[value=create]").click()

        page.wait_for_url("**/trips/*")
        expect(page.locator("h1")).to_contain_text("Barselona")
        expect(page.get_by_role("link", name="Atvirų duomenų portalas").first).to_be_visible()
        expect(page.locator("[data-toasts]")).to_contain_text("Sukurta: Barselona 2024")


def test_without_a_script_the_same_form_does_the_same(browser: Browser, site: Site) -> None:
    with window(browser, site, scripts=False) as context:
        page = context.new_page()
        _put_in(page, site)

        page.locator("#value-topics-0").fill("Atvirų duomenų portalas")
        page.locator("#fact-topics-1 .n").click()
        page.locator("button[value=save]").click()
        page.wait_for_url("**/review")

        expect(page.locator("#value-topics-0")).to_have_value("Atvirų duomenų portalas")
        expect(page.locator("#fact-topics-1")).to_have_class("rejected")

        page.locator("button[value=create]").click()
        page.wait_for_url("**/trips/*")

        expect(page.get_by_role("link", name="Atvirų duomenų portalas").first).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_review_has_no_accessibility_fault(
    browser: Browser, site: Site, size: tuple[int, int], theme: Theme
) -> None:
    with window(browser, site, size=size, theme=theme) as context:
        page = context.new_page()
        _put_in(page, site)
        page.locator("#fact-delegates-0 [data-edit]").click()
        page.locator("#fact-topics-0 summary").click()
        faults = Axe().run(page).response["violations"]

        page.locator("#step-topics-0").fill("Paskambinti")
        page.locator("button[value=create]").click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
        faults += Axe().run(page).response["violations"]

    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in faults] == []
