"""Take a picture of every page: `python -m tests.support.shots FOLDER [NAME …]`."""

import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import cast

from playwright.sync_api import Browser

from tests.support.addresses import Address, addresses
from tests.support.chromium import DESKTOP, PHONE, Theme, chromium, sign_in, window
from tests.support.site import Site, demo_site
from tracker.core.clock import FixedClock, SystemClock

SIZES = {"desktop": DESKTOP, "phone": PHONE}


def take(folder: Path, names: set[str], languages: tuple[str, ...] = ("lt", "en")) -> None:
    """Picture the pages named (all, when none is) in every size, theme and language."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = FixedClock(SystemClock().now())
    with (
        tempfile.TemporaryDirectory() as room,
        demo_site(f"sqlite:///{room}/demo.db", Path(room), clock) as site,
        chromium() as browser,
    ):
        chosen = [one for one in addresses(site) if not names or one.name in names]
        for size, theme, language in product(SIZES, ("light", "dark"), languages):
            for address in chosen:
                path = folder / f"{address.name}-{size}-{theme}-{language}.png"
                _picture(browser, site, address, path, (size, theme, language))


def _picture(
    browser: Browser, site: Site, address: Address, path: Path, look: tuple[str, str, str]
) -> None:
    size, theme, language = look
    with window(browser, site, size=SIZES[size], theme=cast("Theme", theme)) as context:
        page = context.new_page()
        if address.who is None:
            context.add_cookies([{"name": "language", "value": language, "url": site.url}])
        else:
            site.speak(address.who, language)
            sign_in(page, site, address.who)
        page.goto(address.path)
        page.screenshot(path=path, full_page=size == "phone")


if __name__ == "__main__":
    take(Path(sys.argv[1]), set(sys.argv[2:]))
