"""The built assets, a second place to build in, and a browser over the workshop."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

import hatch_build
from tests.assets.workshop import ROOT, State, open_site


@pytest.fixture(scope="session")
def static() -> Path:
    """Where the built files are; built now if they are not up to date."""
    hatch_build.make_all(ROOT)
    return ROOT / "tracker" / "static"


@pytest.fixture
def elsewhere(static: Path, tmp_path: Path) -> Path:
    """A copy of the sources that borrows the packages of this checkout, so nothing is fetched."""
    assert static.is_dir()
    for name in ("hatch_build.py", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "tracker" / "assets", tmp_path / "tracker" / "assets")
    (tmp_path / "tracker" / "translations").mkdir()
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def site(state: State, static: Path) -> Iterator[str]:
    assert static.is_dir()
    with open_site(state) as address:
        yield address


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """One person's browser, in which nothing may be refused by the policy or fail in a script."""
    opened = browser.new_context(base_url=site, viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(5000)
    said: list[str] = []
    opened.on("weberror", lambda error: said.append(str(error.error)))
    opened.on(
        "console", lambda line: said.append(line.text) if "Content Security" in line.text else None
    )
    yield opened
    opened.close()
    assert said == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def unscripted(browser: Browser, site: str) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    opened = browser.new_context(base_url=site, java_script_enabled=False)
    opened.set_default_timeout(5000)
    yield opened.new_page()
    opened.close()
