"""A real Chromium: the machine's own, for nothing is downloaded."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.site import Site

FOUND = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
QUIET = (
    "--no-sandbox",  # containers give no user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP, PHONE = (1440, 900), (390, 844)
Theme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; where there is none the test says so and is skipped, but never in CI."""
    if FOUND is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing, and CI must not skip the browser tests.")
        pytest.skip("Chromium is not installed on this machine.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=FOUND, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def window(
    browser: Browser,
    site: Site,
    *,
    size: tuple[int, int] = DESKTOP,
    theme: Theme = "light",
    scripts: bool = True,
) -> Iterator[BrowserContext]:
    """Open a window of its own: its own cookies, size and theme."""
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=theme,
        java_script_enabled=scripts,
        locale="lt-LT",
        reduced_motion="reduce",
        has_touch=size == PHONE,
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


def sign_in(page: Page, site: Site, email: str) -> None:
    """Sign in as a person would."""
    page.goto("/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(site.password)
    page.locator("main button[type=submit].primary").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
