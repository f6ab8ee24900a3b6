"""What every template keeps to, read from its text."""

import re
from pathlib import Path

import pytest

from tests.assets.workshop import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAIL = {ROOT / "templates" / "layouts" / "letter.html"}
SCREENS = [path for path in TEMPLATES if "letters" not in path.parts and path not in MAIL]
PARTS = [path for path in SCREENS if path.parent.name in {"components", "layouts"}]
CSS = "\n".join(
    path.read_text() for path in sorted((ROOT / "tracker" / "assets" / "css").glob("*.css"))
)
SCRIPTS = "\n".join(path.read_text() for path in (ROOT / "tracker" / "assets" / "js").glob("*.js"))
ICONS = set((ROOT / "tracker" / "assets" / "icons.txt").read_text().split())
NAMED = {"bare", "search"}
"""Classes that name a place for other rules or for a test and have no look of their own."""


def named(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "path", paths, ids=lambda path: str(path.relative_to(ROOT / "templates"))
    )


def classes(text: str) -> set[str]:
    """Return the class names a template writes out, also in choices within an attribute."""
    found: set[str] = set()
    for value in re.findall(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', text):
        plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\0", value)
        chosen = " ".join(re.findall(r"'([\w -]*)'", value))
        found |= {name for name in f"{plain} {chosen}".split() if "\0" not in name}
    return found


@named(SCREENS)
def test_no_template_breaks_the_content_policy(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"hx-on|[\"']js:|[\"']javascript:|[\"']data:", text)


@named(TEMPLATES)
def test_no_template_trusts_what_people_typed(path: Path) -> None:
    assert not re.search(r"\|\s*safe\b|Markup\(|autoescape\s+false", path.read_text())


@named(SCREENS)
def test_every_icon_a_template_draws_is_in_the_sprite(path: Path) -> None:
    text = path.read_text()
    drawn = set(re.findall(r"[\"']([\w-]+)[\"']\)? \| icon\b", text))
    drawn |= set(re.findall(r"\bicon\s*[=:]\s*[\"']([\w-]+)[\"']", text))

    assert drawn <= ICONS


@named(PARTS)
def test_every_class_of_the_shared_parts_has_a_look(path: Path) -> None:
    known = set(re.findall(r"\.([A-Za-z][\w-]*)", CSS)) | NAMED

    assert classes(path.read_text()) <= known


@named(SCREENS)
def test_every_button_says_whether_it_submits(path: Path) -> None:
    for button in re.findall(
        r"<button\b(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>", path.read_text(), re.DOTALL
    ):
        assert "type=" in button


def test_every_mark_the_script_looks_for_is_in_the_shared_parts_or_the_guide() -> None:
    guide = (ROOT / "docs" / "frontend.md").read_text() + "".join(
        path.read_text() for path in PARTS
    )

    asked = set(re.findall(r"\[(data-[a-z-]+)", SCRIPTS))

    assert {mark for mark in asked if mark not in guide} == set()


def test_only_the_token_sheet_names_a_colour() -> None:
    named = {
        path.name
        for path in (ROOT / "tracker" / "assets" / "css").glob("*.css")
        if re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text())
    }

    assert named == {"1-tokens.css"}


def test_the_guide_names_every_macro() -> None:
    guide = (ROOT / "docs" / "frontend.md").read_text()

    macros = {
        name
        for path in PARTS
        if path.parent.name == "components"
        for name in re.findall(r"\{% macro ([a-z]\w*)\(", path.read_text())
    }

    assert {name for name in macros if f"{name}(" not in guide} == set()
