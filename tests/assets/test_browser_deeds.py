"""Done, later, undo: at once, with the focus kept, and taken back when the server refuses."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.assets.places import row, tick, toast
from tests.assets.workshop import State

pytestmark = pytest.mark.browser


def test_done_takes_the_row_away_and_goes_to_the_next(page: Page, state: State) -> None:
    page.goto("/today")

    tick(page, 1).click()

    expect(row(page, 1)).to_have_count(0)
    expect(tick(page, 2)).to_be_focused()
    expect(toast(page)).to_contain_text("Atlikta: Nusiųsti technines sąlygas")
    expect(page.locator("#nav .n").first).to_have_text("2")
    expect(page.locator(".group-head [data-count]")).to_have_text("2")
    assert list(state.done) == [1]


def test_done_on_the_last_row_goes_to_the_one_before(page: Page) -> None:
    page.goto("/today")

    tick(page, 3).click()

    expect(tick(page, 2)).to_be_focused()


def test_done_on_the_only_row_leaves_the_focus_in_the_page(page: Page, state: State) -> None:
    state.tasks = {1: "Vienintelis"}
    page.goto("/today")

    tick(page, 1).click()

    expect(row(page, 1)).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()


def test_undo_brings_the_row_back_with_the_focus_on_it(page: Page, state: State) -> None:
    page.goto("/today")
    tick(page, 2).click()
    expect(tick(page, 3)).to_be_focused()

    page.keyboard.press("Control+z")

    expect(tick(page, 2)).to_be_focused()
    expect(toast(page)).to_have_count(0)
    assert state.done == {}
    assert state.posts[-1] == ("/tasks/2/undo", {"csrf_token": "token", "of": "2"})


def test_later_is_chosen_from_a_menu(page: Page, state: State) -> None:
    page.goto("/today")
    row(page, 1).get_by_text("Atidėti").click()

    row(page, 1).get_by_role("button", name="Iki pirmadienio").click()

    expect(row(page, 1)).to_have_count(0)
    expect(tick(page, 2)).to_be_focused()
    path, sent = state.posts[-1]
    assert path == "/tasks/1/snooze"
    assert sent["until"] == "monday"
    assert sent["version"] == "1"


def test_a_deed_carries_the_token_in_a_header_too(page: Page, state: State) -> None:
    page.goto("/today")

    tick(page, 1).click()
    expect(row(page, 1)).to_have_count(0)

    assert state.headers[-1]["X-Csrftoken"] == "token"
    assert state.headers[-1]["Hx-Request-Type"] == "full"


def test_a_refusal_puts_the_row_back_and_says_why(page: Page, state: State) -> None:
    state.failing = 409
    page.goto("/today")

    tick(page, 1).click()

    expect(toast(page)).to_have_text("Pakeitė Tomas prieš 1 min.")
    expect(row(page, 1)).not_to_have_class("done")
    expect(tick(page, 1)).to_be_focused()
    expect(page.locator(".group-head [data-count]")).to_have_text("3")


def test_a_failure_can_be_tried_again(page: Page, state: State) -> None:
    state.failing = 500
    page.goto("/today")
    tick(page, 1).click()
    expect(toast(page)).to_contain_text("Išsaugoti nepavyko")
    state.failing = 0

    toast(page).get_by_role("button", name="Kartoti").click()

    expect(row(page, 1)).to_have_count(0)
    assert [path for path, _ in state.posts] == ["/tasks/1/done", "/tasks/1/done"]


def test_without_a_connection_the_row_comes_back(page: Page, context: BrowserContext) -> None:
    page.goto("/today")
    context.set_offline(True)

    tick(page, 1).click()

    expect(toast(page)).to_contain_text("Nėra ryšio")
    expect(row(page, 1)).not_to_have_class("done")


def test_two_quick_presses_are_one_deed(page: Page, state: State) -> None:
    page.goto("/today")

    tick(page, 1).dblclick()
    expect(row(page, 1)).to_have_count(0)
    page.wait_for_load_state("networkidle")

    assert [path for path, _ in state.posts] == ["/tasks/1/done"]


def test_a_signed_out_person_is_led_to_sign_in_and_loses_nothing(page: Page, state: State) -> None:
    page.goto("/form")
    page.get_by_label("Vardas").fill("Lin Mei-ling")
    state.failing = 401

    page.get_by_role("button", name="Išsaugoti").click()

    expect(toast(page).get_by_role("link", name="Prisijungti")).to_be_visible()
    expect(page.get_by_label("Vardas")).to_have_value("Lin Mei-ling")


def test_a_toast_goes_after_ten_seconds_but_not_under_the_pointer(page: Page) -> None:
    page.clock.install()
    page.goto("/today")
    tick(page, 1).click()
    expect(toast(page)).to_be_visible()
    toast(page).hover()
    page.clock.fast_forward(15_000)
    expect(toast(page)).to_be_visible()
    page.mouse.move(0, 0)

    page.clock.fast_forward(11_000)

    expect(toast(page)).to_have_count(0)


def test_done_works_without_script(unscripted: Page, state: State) -> None:
    unscripted.goto("/today")

    tick(unscripted, 1).click()

    expect(row(unscripted, 1)).to_have_count(0)
    expect(toast(unscripted)).to_contain_text("Atlikta")
    toast(unscripted).get_by_role("button", name="Anuliuoti").click()
    expect(row(unscripted, 1)).to_be_visible()
    assert state.done == {}
