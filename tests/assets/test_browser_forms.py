"""A report under review, ticked rows and forms."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.assets.places import toast
from tests.assets.workshop import State

pytestmark = pytest.mark.browser


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
