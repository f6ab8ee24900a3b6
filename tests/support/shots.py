"""Take a picture of every page: `python -m tests.support.shots FOLDER [NAME …]`."""

import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import get_args

from tests.conftest import MONDAY
from tests.support.chromium import DESKTOP, PHONE, Theme, chromium
from tests.support.tour import Look, furnished_site, tour
from tracker.core.clock import FixedClock

SIZES = {"desktop": DESKTOP, "phone": PHONE}


def take(folder: Path, names: set[str], languages: tuple[str, ...] = ("lt", "en")) -> None:
    """Picture the pages named (all, when none is) in every size, theme and language."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as room,
        furnished_site(Path(room), FixedClock(MONDAY)) as site,
        chromium() as browser,
    ):
        for size, theme, language in product(SIZES, get_args(Theme), languages):
            for address, page in tour(browser, site, Look(SIZES[size], theme, language), names):
                path = folder / f"{address.name}-{size}-{theme}-{language}.png"
                page.screenshot(path=path, full_page=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]), set(sys.argv[2:]))
