"""The main job, from the real report to the mayor's page, as two people do it."""

import hashlib
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.conftest import MONDAY
from tests.support.chromium import sign_in, window
from tests.support.make import Make
from tests.support.site import SECRET, Site, demo_site
from tracker.accounts.models import Role
from tracker.accounts.passwords import hash_password
from tracker.core.clock import FixedClock
from tracker.core.db import Base, Work
from tracker.demo.load import PASSWORD
from tracker.demo.world import REPORT
from tracker.leads.models import Lead
from tracker.leads.pipelines import install_pipelines
from tracker.letters.keep import keep_mail
from tracker.letters.kept import Kept, kept_letters
from tracker.letters.smtp import SmtpMailer
from tracker.settings import load_settings
from tracker.worker import run_worker

pytestmark = pytest.mark.browser
OFFICER, MAYOR = "ruta@savivaldybe.example", "austeja@savivaldybe.example"
PATIENCE_S = 30
TOPICS = (
    "El. parašo valdymo platformos",
    "Duomenų analizės įrankiai",
    "Automatizavimo sprendimai",
    "Saugos ir privatumo priemonės",
)


def _an_office(work: Work) -> Mapping[str, int]:
    install_pipelines(work)
    hashed = hash_password(PASSWORD)
    people = (
        ("officer", OFFICER, Role.OFFICER, "Rūta", "Žemaitytė"),
        ("mayor", MAYOR, Role.MAYOR, "Austėja", "Žemgulytė"),
    )
    return {
        key: Make(work)
        .user(email=email, role=role, given=given, family=family, password_hash=hashed)
        .id
        for key, email, role, given, family in people
    }


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Site]:
    """An office with two people and nothing else."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    with demo_site(url, tmp_path, FixedClock(MONDAY), load=_an_office) as site:
        yield site


@contextmanager
def _working(site: Site, mail: Path) -> Iterator[None]:
    """Run the real worker against a real mail server while the block runs."""
    stop = threading.Event()
    with keep_mail(mail) as port:
        settings = load_settings(
            **{
                **site.settings.model_dump(),
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "secret_key": SECRET,
            }
        )
        worker = threading.Thread(
            target=run_worker, args=(settings, site.database, SmtpMailer(settings), stop)
        )
        worker.start()
        try:
            yield
        finally:
            stop.set()
            worker.join()


def _first_letter(mail: Path) -> Kept:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        letters, _ = kept_letters(mail)
        if letters:
            return letters[0]
        time.sleep(0.1)
    raise AssertionError("no letter arrived")


def _everything(site: Site) -> str:
    """Return a digest of every row there is."""
    digest = hashlib.sha256()
    with site.database.read() as work:
        for table in Base.metadata.sorted_tables:
            for row in work.session.execute(select(table)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _put_the_report_in(page: Page) -> None:
    page.goto("/reports/new")
    page.locator("main textarea").fill(REPORT.read_text("utf-8"))
    page.get_by_role("button", name="Skaityti ataskaitą").click()
    page.wait_for_url("**/review")


def _correct_one_and_create(page: Page) -> None:
    topic = page.locator("li", has=page.locator("[name='value-topics-2']"))
    topic.get_by_role("button", name=re.compile("^Taisyti")).click()
    page.locator("[name='value-topics-2']").fill("Automatizavimo sprendimai")
    for number in range(4):
        page.locator(f"[name='owner-topics-{number}']").select_option(label="Rūta Žemaitytė")
    page.locator("button[value=create]").click()
    page.wait_for_url("**/trips/*")


def _plan_for_today(page: Page, lead_id: int) -> None:
    page.goto(f"/leads/{lead_id}")
    page.locator("[name=step]").fill("Nusiųsti technines sąlygas")
    page.locator("[name=on]").fill("2026-11-23")
    page.locator("main form", has=page.locator("[name=step]")).get_by_role("button").click()
    expect(page.locator(".next-step .what")).to_have_text("Nusiųsti technines sąlygas")


def _missing_on_the_mayors_page(browser: Browser, site: Site) -> int:
    """Return how many leads without a next step the mayor's sentence counts."""
    with window(browser, site) as context:
        page = context.new_page()
        sign_in(page, site, MAYOR)
        page.goto("/dashboard")
        said = page.locator(".verdict a", has_text="be kito žingsnio").first.inner_text()
    found = re.search(r"\d+", said)
    assert found is not None, said
    return int(found[0])


def test_a_report_becomes_leads_a_letter_and_a_number_on_the_mayors_page(
    browser: Browser, office: Site, tmp_path: Path
) -> None:
    mail = tmp_path / "mail"
    with window(browser, office) as context:
        page = context.new_page()
        sign_in(page, office, OFFICER)
        _put_the_report_in(page)
        _correct_one_and_create(page)

        with office.database.read() as work:
            leads = work.session.execute(select(Lead.id, Lead.title).order_by(Lead.id)).all()
        assert tuple(lead.title for lead in leads) == TOPICS
        _plan_for_today(page, leads[0].id)
    assert _missing_on_the_mayors_page(browser, office) == 3

    with _working(office, mail):
        letter = _first_letter(mail)
    assert letter.to == OFFICER
    link = re.search(rf"{re.escape(office.url)}/r/\S+", letter.text)
    assert link is not None, letter.text

    before = _everything(office)
    with window(browser, office) as context:
        page = context.new_page()
        page.goto(link[0])
        page.goto(link[0])
        assert _everything(office) == before

        page.locator("main form button.primary").click()
        expect(page.locator("main")).to_contain_text("Nusiųsti technines sąlygas")
    with office.database.read() as work:
        lead = work.session.get_one(Lead, leads[0].id)
        assert (lead.next_step, lead.step_missing_since is not None) == (None, True)

    assert _missing_on_the_mayors_page(browser, office) == 4
