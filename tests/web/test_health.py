"""The page "Health" looks again by itself, and takes nothing out of anybody's hands."""

import pytest
from playwright.sync_api import Browser, expect

from tests.letters.posting import Posting
from tests.support.addresses import ADMINISTRATOR
from tests.support.chromium import sign_in, window
from tests.support.site import Site
from tracker.letters.heartbeats import Beat, beat
from tracker.letters.service import Failure

pytestmark = pytest.mark.browser
WAIT_MS = 16_000


def test_it_looks_again_by_itself_and_leaves_the_focus_where_it_is(
    browser: Browser, site: Site
) -> None:
    posting = Posting(site.database)
    posting.write()
    [letter] = posting.claim()
    posting.fail(letter, Failure("no such user", 550, is_final=True))

    with window(browser, site) as context:
        page = context.new_page()
        page.clock.install()
        sign_in(page, site, ADMINISTRATOR)
        page.goto("/health")
        page.get_by_role("button", name="Siųsti iš naujo").focus()
        expect(page.get_by_text("Dar neveikė nė vienas foninis procesas:")).to_be_visible()

        with site.database.write() as work:
            beat(work, Beat("worker-1", "letters.deliver"))
        page.clock.run_for(WAIT_MS)

        expect(page.get_by_role("heading", name="worker-1")).to_be_visible()
        expect(page.get_by_text("Dar neveikė nė vienas foninis procesas:")).to_have_count(0)
        expect(page.get_by_role("button", name="Siųsti iš naujo")).to_be_focused()

        page.clock.run_for(WAIT_MS)  # and again: the part that came asks for itself too
        with site.database.write() as work:
            beat(work, Beat("worker-2", "letters.deliver"))
        page.clock.run_for(WAIT_MS)
        expect(page.get_by_role("heading", name="worker-2")).to_be_visible()


def test_without_a_script_it_has_a_link_that_looks_again(browser: Browser, site: Site) -> None:
    with window(browser, site, scripts=False) as context:
        page = context.new_page()
        sign_in(page, site, ADMINISTRATOR)
        page.goto("/health")
        with site.database.write() as work:
            beat(work, Beat("worker-1", "letters.deliver"))

        page.get_by_role("link", name="Atnaujinti dabar").click()

        expect(page.get_by_role("heading", name="worker-1")).to_be_visible()
