"""What a page does beyond its links and forms, in a real Chromium under the real policy."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.assets.workshop import LEADS, State

pytestmark = pytest.mark.browser

PAGES = ["today", "board", "review", "list", "form", "contact", "letters", "gate", "dashboard"]
SIZES = {"desktop": (1280, 800), "phone": (390, 844), "narrow": (320, 640)}


@pytest.fixture
def unscripted(browser: Browser, site: str) -> Iterator[Page]:
    opened = browser.new_context(base_url=site, java_script_enabled=False)
    opened.set_default_timeout(5000)
    yield opened.new_page()
    opened.close()


def row(page: Page, number: int) -> Locator:
    return page.locator(f"#task-{number}")


def tick(page: Page, number: int) -> Locator:
    return row(page, number).locator("[data-done]")


def toast(page: Page) -> Locator:
    return page.locator("#toasts .toast")


# --- Every page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "size"), [("light", "desktop"), ("dark", "phone")])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_axe_finds(
    page: Page, state: State, name: str, theme: str, size: str
) -> None:
    state.theme = theme
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/{name}")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways(page: Page, name: str) -> None:
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/{name}")

        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_cold_page_with_everything_keeps_to_90_kb_and_9_requests(page: Page) -> None:
    sizes: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}),
    )

    page.goto("/dashboard", wait_until="networkidle")

    assert len(sizes) <= 9
    assert sum(sizes.values()) <= 90_000


def test_the_mayors_page_prints_on_one_sheet(page: Page) -> None:
    page.goto("/dashboard")

    printed = page.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


# --- Done, later, undo ----------------------------------------------------------------------------


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
    toast(unscripted).get_by_role("button", name="Atšaukti").click()
    expect(row(unscripted, 1)).to_be_visible()
    assert state.done == {}


# --- Palette and keys -----------------------------------------------------------------------------


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


# --- Menus and theme ------------------------------------------------------------------------------


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


# --- Board ----------------------------------------------------------------------------------------


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


# --- Review ---------------------------------------------------------------------------------------


def counts(page: Page) -> list[str]:
    return [
        page.locator(f"[data-review-foot] p [data-count={name}]").inner_text()
        for name in ("accept", "reject", "wait")
    ]


def test_a_mark_and_its_proposal_light_up_together(page: Page) -> None:
    page.goto("/review")

    page.locator("#mark-2").click()

    expect(page.locator("#fact-2")).to_have_class(re.compile("lit"))
    expect(page.locator("#mark-2")).to_have_class(re.compile("lit"))
    expect(page.locator("#fact-2 a.val")).to_be_focused()
    page.locator("#fact-3 a.val").click()
    expect(page.locator("#mark-3")).to_be_focused()
    expect(page.locator(".lit")).to_have_count(2)


def test_choices_are_counted_as_they_are_made(page: Page) -> None:
    page.goto("/review")
    assert counts(page) == ["1", "1", "1"]

    page.get_by_label("Atmesti: Taipėjus, Taivanas").check(force=True)

    assert counts(page) == ["0", "2", "1"]
    expect(page.locator("#fact-2")).to_have_class("rejected")


def test_all_certain_are_accepted_and_nothing_already_decided(page: Page) -> None:
    page.goto("/review")
    page.get_by_label("Atmesti: Taipėjus, Taivanas").check(force=True)

    page.get_by_role("button", name="Priimti visas tikras").click()

    assert counts(page) == ["1", "2", "0"]
    expect(page.get_by_label("Priimti: Rytis Račkauskas")).to_be_checked()


def test_a_proposal_is_corrected_in_place_and_sent(page: Page, state: State) -> None:
    page.goto("/review")
    field = page.locator("input[name=value-1]")
    expect(field).to_be_hidden()
    page.get_by_role("button", name="Taisyti: Rytis Račkauskas").click()
    expect(field).to_be_focused()
    field.fill("Rytis M. Račkauskas")
    expect(page.locator("#fact-1 .val")).to_have_text("Rytis M. Račkauskas")

    page.get_by_role("button", name="Sukurti įrašų: 1").click()
    page.wait_for_url("**/today")

    _, sent = state.posts[-1]
    assert sent["value-1"] == "Rytis M. Račkauskas"
    assert sent["fact-2"] == "accept"
    assert "fact-1" not in sent


def test_a_review_works_without_script(unscripted: Page, state: State) -> None:
    unscripted.goto("/review")
    expect(unscripted.locator("[data-accept]")).to_be_hidden()
    unscripted.get_by_label("Priimti: Rytis Račkauskas").check(force=True)
    unscripted.locator("input[name=value-1]").fill("Rytis")

    unscripted.get_by_role("button", name="Sukurti įrašų").click()

    _, sent = state.posts[-1]
    assert (sent["fact-1"], sent["value-1"]) == ("accept", "Rytis")


# --- Lists and forms ------------------------------------------------------------------------------


def test_the_bulk_bar_comes_with_the_first_tick_and_counts(page: Page, state: State) -> None:
    page.goto("/list")
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.locator("[data-check]").nth(1).check()
    expect(bar).to_be_visible()
    expect(bar.locator("[data-count]")).to_have_text("1")
    page.locator("[data-check-all]").check()
    expect(bar.locator("[data-count]")).to_have_text("3")

    bar.get_by_role("button", name="Nuimti žymėjimą").click()

    expect(bar).to_be_hidden()
    expect(page.locator("[data-check-all]")).not_to_be_checked()
    page.locator("[data-check]").first.check()
    bar.get_by_role("button", name="Paskirti").click()
    page.wait_for_url("**/today")
    assert state.posts[-1][1] == {"csrf_token": "token", "key": "b1", "ids": "1", "deed": "assign"}


def test_a_form_with_faults_keeps_what_was_typed_and_shows_them_first(page: Page) -> None:
    page.goto("/form")
    page.get_by_label("Pastaba").fill("Susitikome EXPO")

    page.get_by_role("button", name="Išsaugoti").click()

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Pastaba")).to_have_value("Susitikome EXPO")
    page.get_by_role("link", name="Vardas: Įrašykite vardą").click()
    expect(page.get_by_label("Vardas")).to_be_focused()


def test_a_form_loses_nothing_without_a_connection(page: Page, context: BrowserContext) -> None:
    page.goto("/today")
    page.get_by_label("Naujas darbas").fill("Paskambinti")
    context.set_offline(True)

    page.get_by_role("button", name="Įrašyti").click()

    expect(toast(page)).to_contain_text("Nėra ryšio")
    expect(page.get_by_label("Naujas darbas")).to_have_value("Paskambinti")


def test_the_error_summary_of_a_signed_out_page_takes_the_focus(page: Page) -> None:
    page.goto("/gate")

    expect(page.locator("[data-error-summary]")).to_be_focused()
