"""Ticked rows and forms."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.assets.places import toast
from tests.assets.workshop import State

pytestmark = pytest.mark.browser


def test_the_bulk_bar_comes_with_the_first_tick_and_counts(page: Page, state: State) -> None:
    page.goto("/list")
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.locator("[name='ids']").nth(1).check()
    expect(bar).to_be_visible()
    expect(bar.locator("[data-count]")).to_have_text("1")
    page.locator("[data-check-all]").check()
    expect(bar.locator("[data-count]")).to_have_text("3")

    bar.get_by_role("button", name="Nuimti žymėjimą").click()

    expect(bar).to_be_hidden()
    expect(page.locator("[data-check-all]")).not_to_be_checked()
    page.locator("[name='ids']").first.check()
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
