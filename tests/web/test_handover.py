"""The demo world's hand-over in a browser: Mantas Jurgila leaves, eight leads, three new owners."""

import time
from collections import Counter

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.support.addresses import DIRECTOR
from tests.support.chromium import PHONE, sign_in, window
from tests.support.site import Site
from tracker.accounts.models import User
from tracker.contacts.keeping import keep_several
from tracker.contacts.models import Contact, Relationship
from tracker.leads.answering import WAITS
from tracker.leads.models import Lead
from tracker.letters.models import Letter

pytestmark = pytest.mark.browser
BY_TOPIC = {"t05": "u06", "t09": "u06", "t12": "u05"}
BY_LEAD = {"l22": "u05"}
"""Its second topic is t11; the first one, by which it is sorted, has no colleague of its own."""
TAKES = {
    "u06": {"l10", "l36", "l37", "l45"},
    "u05": {"l22", "l54"},
    "u07": {"l55", "l57"},
}
MINUTES = 3
"""So long it may take a person; the browser needs seconds."""


def choose(page: Page, site: Site, name: str, key: str) -> None:
    page.locator(f"[name='{name}']").select_option(str(site.ids[key]))


def choose_all(page: Page, site: Site) -> None:
    choose(page, site, "all", "u07")
    for topic, owner in BY_TOPIC.items():
        choose(page, site, f"topic-{site.ids[topic]}", owner)
    for lead, owner in BY_LEAD.items():
        choose(page, site, f"lead-{site.ids[lead]}", owner)


def owners(site: Site) -> dict[str, set[str]]:
    """Return who has which of the eight."""
    numbers = [site.ids[key] for keys in TAKES.values() for key in keys]
    with site.database.read() as work:
        rows = work.session.execute(
            select(Lead.id, Lead.owner_id).where(Lead.id.in_(numbers))
        ).all()
    found: dict[str, set[str]] = {}
    leads = {number: key for key, number in site.ids.items() if key.startswith("l")}
    users = {number: key for key, number in site.ids.items() if key.startswith("u")}
    for lead_id, owner_id in rows:
        found.setdefault(users[owner_id or 0], set()).add(leads[lead_id])
    return found


def letters(site: Site) -> Counter[int | None]:
    """Return how many letters of the hand-over each person gets."""
    with site.database.read() as work:
        asked = select(Letter.recipient_id).where(Letter.template == "handover")
        return Counter(work.session.scalars(asked))


def left_behind(site: Site) -> list[int]:
    """Return the leads that wait for somebody whose account is closed, from December on."""
    with site.database.read() as work:
        gone = (User.active_until < work.today.replace(month=12, day=1)) | (
            User.disabled_at.is_not(None)
        )
        asked = select(Lead.id).join(User, User.id == Lead.owner_id).where(WAITS, gone)
        return list(work.session.scalars(asked))


def test_eight_leads_go_to_three_colleagues_in_no_time_and_each_gets_one_letter(
    browser: Browser, site: Site
) -> None:
    with window(browser, site) as context:
        page = context.new_page()
        sign_in(page, site, DIRECTOR)
        begun = time.monotonic()
        page.goto("/people")
        page.get_by_role("link", name="Perduoti, kas laukia: Mantas Jurgila").click()
        expect(page.locator(".handed tbody tr")).to_have_count(8)
        expect(page.locator("details.ended li")).to_have_count(3)
        choose_all(page, site)
        said = page.locator("#sum")
        expect(said).to_contain_text("Tomas Girdžius: 4 galimybės")
        expect(said).to_contain_text("Eglė Vaitkūnaitė: 2 galimybės")
        expect(said).to_contain_text("Rasa Mikelionytė: 2 galimybės")
        page.get_by_role("button", name="Perduoti 8 galimybes").click()
        page.wait_for_url("**/handovers/*")
        took = time.monotonic() - begun

    assert took < MINUTES * 60
    assert owners(site) == TAKES
    assert letters(site) == {site.ids[key]: 1 for key in TAKES}
    assert left_behind(site) == []


def contacts_kept(site: Site) -> dict[int, str]:
    """Let Mantas keep in touch with three contacts, and return their numbers and names."""
    with site.database.write() as work:
        found = work.session.scalars(select(Contact).where(Contact.name != "").limit(3)).all()
        keeper = site.ids["u14"]
        keep_several(
            work, dict.fromkeys((contact.id for contact in found), keeper), 90, of="trip:1"
        )
        return {contact.id: contact.name for contact in found}


def keepers(site: Site) -> Counter[int]:
    """Return how many contacts each person keeps in touch with."""
    with site.database.read() as work:
        return Counter(work.session.scalars(select(Relationship.keeper_id)))


def test_contacts_go_with_the_leads_and_both_come_back(browser: Browser, site: Site) -> None:
    names = contacts_kept(site)
    before = keepers(site)
    with window(browser, site) as context:
        page = context.new_page()
        sign_in(page, site, DIRECTOR)
        page.goto(f"/people/{site.ids['u14']}/handover")
        choose_all(page, site)
        choose(page, site, "contacts", "u06")
        choose(page, site, f"contact-{min(names)}", "u05")
        expect(page.locator("#sum")).to_contain_text("Tomas Girdžius: 4 galimybės, 2 kontaktai")
        page.get_by_role("button", name="Perduoti: 8 galimybės, 3 kontaktai").click()
        page.wait_for_url("**/handovers/*")
        for name in names.values():
            expect(page.locator("main")).to_contain_text(name)
        assert owners(site) == TAKES
        assert site.ids["u14"] not in keepers(site)
        page.locator(".toast").get_by_role("button", name="Anuliuoti").click()
        expect(page.locator("main")).to_contain_text("Perdavimas anuliuotas")

    assert set(owners(site)) == {"u14"}
    assert keepers(site) == before


def test_it_is_done_without_a_script_and_on_a_phone(browser: Browser, site: Site) -> None:
    with window(browser, site, size=PHONE, scripts=False) as context:
        page = context.new_page()
        sign_in(page, site, DIRECTOR)
        page.goto(f"/people/{site.ids['u14']}/handover")
        choose_all(page, site)
        page.get_by_role("button", name="Parodyti, kiek kam teks").click()
        expect(page.locator("#sum")).to_contain_text("Tomas Girdžius: 4 galimybės")
        page.get_by_role("button", name="Perduoti 8 galimybes").click()
        page.wait_for_url("**/handovers/*")
        expect(page.locator("td.nowrap").first).to_have_css("white-space", "nowrap")

    assert owners(site) == TAKES


def test_it_is_done_by_keyboard_alone_and_undone(browser: Browser, site: Site) -> None:
    with window(browser, site) as context:
        page = context.new_page()
        sign_in(page, site, DIRECTOR)
        page.goto(f"/people/{site.ids['u14']}/handover")
        page.locator("[name=all]").focus()
        page.keyboard.type("Rasa")
        page.keyboard.press("Tab")
        button = page.get_by_role("button", name="Perduoti 8 galimybes")
        expect(button).to_be_visible()
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/handovers/*")
        assert set(owners(site)) == {"u07"}
        page.locator(".toast").get_by_role("button", name="Anuliuoti").press("Enter")
        expect(page.locator("main")).to_contain_text("Perdavimas anuliuotas")

    assert set(owners(site)) == {"u14"}


def test_the_sheet_fits_one_page_of_paper(browser: Browser, site: Site) -> None:
    with window(browser, site) as context:
        page = context.new_page()
        sign_in(page, site, DIRECTOR)
        page.goto(f"/people/{site.ids['u14']}/handover")
        choose_all(page, site)
        expect(page.locator("#sum")).to_contain_text("Rasa Mikelionytė: 2 galimybės")
        page.get_by_role("button", name="Perduoti 8 galimybes").click()
        page.wait_for_url("**/handovers/*")

        printed = page.pdf(format="A4", prefer_css_page_size=True)

    assert printed.count(b"/Type /Page\n") == 1
