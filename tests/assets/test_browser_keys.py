"""The palette, the keys, the menus and the theme."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.assets.places import row, tick
from tests.assets.workshop import State

pytestmark = pytest.mark.browser


def test_the_palette_finds_a_command_without_its_marks(page: Page) -> None:
    page.goto("/today")
    page.keyboard.press("Control+k")
    box = page.locator("#palette input")
    expect(box).to_be_focused()

    box.press_sequentially("zemait")

    shown = page.locator("#palette [role=option]:not([hidden])")
    expect(shown.first).to_have_text("Rūta Žemaitytė")
    expect(box).to_have_attribute("aria-activedescendant", "command-2")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/contact$"))


def test_the_palette_asks_the_server_for_records(page: Page) -> None:
    page.goto("/today")
    page.keyboard.press("Control+k")

    page.locator("#palette input").press_sequentially("lin")

    hit = page.locator("#hit-0")
    expect(hit).to_have_text("Lin Mei-ling")
    expect(hit).to_have_attribute("aria-selected", "true")
    expect(page.locator("#palette [role=option]")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/found\?q=lin$"))


def test_the_palette_walks_with_the_arrows_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/today")
    tick(page, 2).focus()
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#command-2")).to_have_attribute("aria-selected", "true")

    page.keyboard.press("Escape")

    expect(tick(page, 2)).to_be_focused()


def test_keys_walk_the_rows_and_do_them(page: Page, state: State) -> None:
    page.goto("/today")

    for key in ("j", "j", "k", "j", "x"):
        page.keyboard.press(key)

    expect(row(page, 2)).to_have_count(0)
    assert list(state.done) == [2]


@pytest.mark.parametrize(
    ("keys", "address"), [("n", "/form"), ("gd", "/dashboard"), ("gl", "/leads"), ("gt", "/today")]
)
def test_keys_go_to_places(page: Page, keys: str, address: str) -> None:
    page.goto("/list")

    for key in keys:
        page.keyboard.press(key)

    expect(page).to_have_url(re.compile(f"{address}$"))


def test_slash_searches_and_question_mark_lists_the_keys(page: Page) -> None:
    page.goto("/today")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("searchbox").blur()

    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Klavišai")).to_be_visible()


def test_keys_rest_while_typing_with_a_modifier_and_when_switched_off(page: Page) -> None:
    page.goto("/today")
    page.get_by_label("Naujas darbas").press_sequentially("ngd/x")
    expect(page.get_by_label("Naujas darbas")).to_have_value("ngd/x")
    page.get_by_label("Naujas darbas").blur()
    page.keyboard.press("Alt+n")
    page.evaluate("document.body.dataset.keys = 'off'")
    page.keyboard.press("n")
    page.keyboard.press("?")

    expect(page).to_have_url(re.compile("/today$"))
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_menu_closes_on_escape_and_on_a_press_outside(page: Page) -> None:
    page.goto("/today")
    opener = row(page, 1).locator("summary")
    panel = row(page, 1).locator(".panel")
    opener.click()
    expect(panel).to_be_visible()

    page.keyboard.press("Escape")

    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.get_by_role("heading", level=1).click()
    expect(panel).to_be_hidden()


def test_the_theme_chosen_is_there_on_the_next_page(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/today")

    page.locator("[data-theme-toggle]").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/list")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_phones_menu_opens_and_closes_without_script(unscripted: Page) -> None:
    unscripted.set_viewport_size({"width": 390, "height": 844})
    unscripted.goto("/today")
    menu = unscripted.locator("#menu")
    expect(menu).to_be_hidden()

    unscripted.get_by_role("link", name="Meniu", exact=True).click()

    expect(menu.get_by_role("link", name="Apžvalga")).to_be_visible()
    menu.get_by_role("link", name="Uždaryti meniu").click()
    expect(menu).to_be_hidden()
