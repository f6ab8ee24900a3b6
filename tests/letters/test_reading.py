"""A letter as people read it: on a phone in the tram, pictures switched off."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.handover.test_letter import printed as handed_over
from tests.handover.test_undone import printed as undone
from tests.health.test_letter import printed as warned

pytestmark = pytest.mark.browser

SNAPSHOTS = sorted((Path(__file__).parent / "snapshots").glob("*.html"))
LANGUAGES = ("lt", "en")
LETTERS = {
    **{snapshot.name: snapshot.read_text("utf-8") for snapshot in SNAPSHOTS},
    **{f"hand-over.{locale}": handed_over({}, {}, locale=locale).html for locale in LANGUAGES},
    **{f"undone.{locale}": undone(locale).html for locale in LANGUAGES},
    **{f"warning.{locale}": warned("still", locale).html for locale in LANGUAGES},
}
SMALLEST_PX = 44


@pytest.mark.parametrize("width", [320, 390, 800])
def test_a_letter_is_read_and_pressed_on_any_screen(browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    faults: dict[tuple[str, str], str] = {}
    small, wide = {}, []

    for name, letter in LETTERS.items():
        page.set_content(letter)
        found = Axe().run(page).response["violations"]
        faults |= {(name, fault["id"]): fault["nodes"][0]["html"] for fault in found}
        for button in page.locator("a.btn, a.a").all():
            box = button.bounding_box()
            assert box is not None
            if box["height"] < SMALLEST_PX or box["width"] < SMALLEST_PX:
                small[name, button.inner_text()] = box
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
        assert page.locator("a[href]").count() >= 1, name
        assert page.locator("img, picture, [background]").count() == 0, name

    context.close()
    assert (faults, small, wide) == ({}, {}, [])
