"""The day in a real browser: done, what comes next, later, undo, and where the focus goes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.support.chromium import PHONE, sign_in, window
from tests.support.site import SECRET, Site
from tracker.core.security import LinkSigner
from tracker.demo.load import OFFICER
from tracker.leads.models import Lead
from tracker.reminders.links import Action, Link
from tracker.reminders.models import Reminder

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with window(browser, site) as context:
        page = context.new_page()
        sign_in(page, site, OFFICER)
        page.goto("/today")
        yield page


def lead(site: Site, key: str) -> Lead:
    with site.database.read() as work:
        return work.session.get_one(Lead, site.ids[key])


def row(site: Site, key: str) -> str:
    return f"#task-{site.ids[key]}"


def test_done_takes_the_row_away_asks_what_comes_next_and_goes_on_to_the_next_row(
    page: Page,
) -> None:
    first, second = page.locator("[data-task]").nth(0), page.locator("[data-task]").nth(1)
    gone, after = first.get_attribute("id"), second.get_attribute("id")
    late = int(page.locator("#group-late + [data-count]").inner_text())

    first.locator("[data-done]").click()

    expect(page.locator(f"#{gone}[data-task]")).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("Atlikta:")
    expect(page.locator("#group-late + [data-count]")).to_have_text(str(late - 1))
    expect(page.locator(f"#{after} [data-done]")).to_be_focused()
    expect(page.locator("#next-title")).to_have_text("Kas toliau?")


def test_what_comes_next_is_said_at_once(page: Page, site: Site) -> None:
    page.locator(f"{row(site, 'l02')} [data-done]").click()
    card = page.locator("section", has=page.locator("#next-title"))
    card.locator("[name=step]").fill("Paskambinti dėl rašto")
    card.locator("[name=on]").fill("2026-12-01")
    card.get_by_role("button", name="Išsaugoti").click()

    expect(page.locator("#toasts")).to_contain_text("Kitas žingsnis: Paskambinti dėl rašto")
    expect(page.locator("#next-title")).to_have_count(0)
    assert lead(site, "l02").next_step == "Paskambinti dėl rašto"


def test_ctrl_z_brings_the_row_back_with_the_focus_on_it(page: Page, site: Site) -> None:
    number = row(site, "l02")
    page.locator(f"{number} [data-done]").click()
    expect(page.locator("#toasts form")).to_be_visible()

    page.keyboard.press("Control+z")

    expect(page.locator(f"{number}[data-task]")).to_be_visible()
    expect(page.locator(f"{number} [data-done]")).to_be_focused()
    assert lead(site, "l02").next_step is not None


def test_later_is_two_presses_and_says_the_new_day(page: Page, site: Site) -> None:
    menu = page.locator(f"{row(site, 'l02')} details")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Iki pirmadienio").click()

    expect(page.locator("#toasts")).to_contain_text("Nauja data: pirmadienis, lapkričio 30 d.")
    assert str(lead(site, "l02").next_step_on) == "2026-11-30"


def test_all_of_it_works_without_script(browser: Browser, site: Site) -> None:
    with window(browser, site, scripts=False) as context:
        page = context.new_page()
        sign_in(page, site, OFFICER)
        page.goto("/today?who=all")
        page.locator(f"{row(site, 'l22')} [data-done]").click()

        expect(page).to_have_url(f"{site.url}/today?who=all&then={site.ids['l22']}")
        expect(page.locator("#toasts")).to_contain_text("Atlikta:")
        page.locator("#toasts button").click()

        expect(page.locator(f"{row(site, 'l22')} [data-done]")).to_be_visible()
        assert lead(site, "l22").next_step is not None


def test_a_change_by_somebody_else_is_told_and_the_row_stays(page: Page, site: Site) -> None:
    number = row(site, "l02")
    with site.database.write() as work:
        work.session.get_one(Lead, site.ids["l02"]).version += 1

    page.locator(f"{number} [data-done]").click()

    expect(page.locator("#toasts")).to_contain_text("pakeitė")
    expect(page.locator(f"{number}:not(.done)")).to_be_visible()
    assert lead(site, "l02").next_step is not None


def test_what_comes_next_after_done_in_a_letter_is_asked_where_one_lands_after_signing_in(
    browser: Browser, site: Site
) -> None:
    with site.database.read() as work:
        asked = select(Reminder).where(
            Reminder.lead_id == site.ids["l02"], Reminder.letter_at.is_not(None)
        )
        told = work.session.scalars(asked).one()
        link = Link(told.id, told.version, Action.DONE, told.owner_id)
        token = link.token(LinkSigner([SECRET]), work.now)
    with window(browser, site, size=PHONE) as context:
        page = context.new_page()
        page.goto(f"/r/{token}")
        page.locator("main form button.primary").click()
        page.get_by_role("link", name="Atidaryti galimybę").click()
        page.locator("[name=email]").fill(OFFICER)
        page.locator("[name=password]").fill(site.password)
        page.locator("main button[type=submit].primary").click()
        page.wait_for_url(f"**/leads/{site.ids['l02']}#next")

        expect(page.get_by_label("Kas toliau")).to_be_in_viewport()
