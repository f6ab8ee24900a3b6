"""The board: a card moves by hand or by menu, and never to where it may not."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.assets.places import toast
from tests.assets.workshop import LEADS, State

pytestmark = pytest.mark.browser


def column(page: Page, stage: int) -> Locator:
    return page.locator(f".col[data-stage='{stage}']")


def test_a_card_moves_by_its_menu_and_keeps_the_focus(page: Page, state: State) -> None:
    page.goto("/board")
    page.get_by_role("button", name=f"Perkelti: {LEADS[3]}").click()
    choices = page.locator("#lead-3 .panel button:visible")
    expect(choices).to_have_count(4)

    choices.get_by_text("Bandomasis").click()

    expect(column(page, 4).locator("#lead-3")).to_be_visible()
    expect(page.locator("#lead-3 [data-move]")).to_be_focused()
    expect(column(page, 1).locator("[data-count]")).to_have_text("0")
    expect(column(page, 4).locator("[data-count]")).to_have_text("1")
    expect(toast(page)).to_have_text("Perkelta")
    assert state.posts == [
        ("/leads/3/stage", {"csrf_token": "token", "version": "7", "stage": "4"})
    ]


def test_a_card_moves_by_dragging(page: Page, state: State) -> None:
    page.goto("/board")

    page.locator("#lead-1").drag_to(column(page, 5))

    expect(column(page, 5).locator("#lead-1")).to_be_visible()
    expect(toast(page)).to_have_text("Perkelta")
    assert state.stages[1] == 5


def test_a_card_that_may_not_move_goes_back_to_its_place(page: Page, state: State) -> None:
    state.failing = 409
    page.goto("/board")

    page.locator("#lead-1").drag_to(column(page, 5))

    expect(toast(page)).to_have_text("Pakeitė Tomas prieš 1 min.")
    assert column(page, 3).locator(".ticket h3").all_inner_texts() == [LEADS[1], LEADS[2]]
    expect(column(page, 3).locator("[data-count]")).to_have_text("2")
    expect(column(page, 5).locator("[data-count]")).to_have_text("0")


def test_a_moved_card_can_be_moved_again(page: Page, state: State) -> None:
    page.goto("/board")
    for stage in (2, 4):
        page.locator("#lead-3").drag_to(column(page, stage))
        expect(column(page, stage).locator("#lead-3")).to_be_visible()
        expect(toast(page)).to_have_text("Perkelta")
        page.wait_for_load_state("networkidle")

    assert [sent["stage"] for _, sent in state.posts] == ["2", "4"]


def test_a_cards_menu_closes_on_escape(page: Page) -> None:
    page.goto("/board")
    opener = page.locator("#lead-1 [data-move]")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("Escape")

    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(opener).to_be_focused()


def test_without_script_a_card_leads_to_the_page_where_it_can_be_moved(unscripted: Page) -> None:
    unscripted.goto("/board")

    unscripted.locator("#lead-1 [data-move]").click()

    expect(unscripted).to_have_url(re.compile(r"/lead\??$"))
