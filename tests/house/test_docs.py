import re
from pathlib import Path

import click
import pytest
from flask import Flask
from pydantic import SecretStr

from tests.accounts.people import EGLE, make_person, sign_in
from tests.support.client import PageClient
from tracker.accounts.models import Role
from tracker.accounts.permissions import PERMISSIONS, Permission
from tracker.cli import tracker
from tracker.core.db import Database
from tracker.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
WORD = re.compile(r"`(\w+)`")
LABEL = re.compile(r'\["([\w ·]+)')
NO_NAMES = re.compile(r'\[.*?\]|"[^"]*"|-\. \w+ \.|\b(subgraph|end)\b')
"""Labels, words on arrows, and mermaid's own words."""
BEHIND_THE_SCENES = {"migrations"}
PRIVACY = (ROOT / "docs" / "privacy.md").read_text("utf-8")
OUTSIDE = {"upper", "smtp", "db"}
"""What the picture shows beside folders and modules: a frame, and what the product talks to."""
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
QUOTED = re.compile("„([^“]*)“")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")


def _rows(first: str) -> list[list[str]]:
    lines = [line for line in OPERATIONS.splitlines() if line.startswith("|")]
    begin = next(n for n, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = []
    for line in lines[begin:]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != len(lines[begin].strip("|").split("|")):
            break
        rows.append(cells)
    return rows


def test_every_setting_is_in_the_docs_as_it_is_and_no_other() -> None:
    _, _, *rows = _rows("setting")

    assert {row[0].strip("`"): row[1:] for row in rows} == {
        f"{PREFIX}{name.upper()}": [str(setting.description), _as_told(setting.default)]
        for name, setting in Settings.model_fields.items()
    }


def _as_told(default: object) -> str:
    plain = default.get_secret_value() if isinstance(default, SecretStr) else default
    return "–" if plain in {"", None} else f"`{plain}`"


def test_every_command_is_in_the_docs_and_no_other() -> None:
    _, _, *rows = _rows("command")
    told = {row[0].strip("`").removeprefix("tracker "): set(WORD.findall(row[1])) for row in rows}

    assert told == {name: _parts(command) for name, command in tracker.commands.items()}


def _parts(command: click.Command) -> set[str]:
    return set(command.commands) if isinstance(command, click.Group) else set()


def test_the_picture_of_the_house_shows_every_folder_and_no_other() -> None:
    picture = re.search(r"```mermaid\n.*?\n(.*?)```", ARCHITECTURE, re.DOTALL)
    assert picture is not None
    parts = {name for label in LABEL.findall(picture[1]) for name in label.split(" · ")}
    drawn = set(re.findall(r"\w+", NO_NAMES.sub(" ", picture[1]))) | {
        part for part in parts if " " not in part
    }

    folders = {path.parent.name for path in (ROOT / "tracker").glob("*/__init__.py")}
    modules = {path.stem for path in (ROOT / "tracker").glob("*.py")}
    assert folders - BEHIND_THE_SCENES - drawn == set()
    assert drawn - folders - modules == OUTSIDE


def test_the_table_of_roles_is_the_one_in_force() -> None:
    head, _, *rows = _rows("role")
    told = {
        (row[0], permission)
        for row in rows
        if row[0] in set(Role)
        for permission, answer in zip(head[1:], row[1:], strict=True)
        if answer == "yes"
    }

    assert told == {
        (role.value, permission.value.replace("_", " "))
        for role, permissions in PERMISSIONS.items()
        for permission in permissions
    }
    assert len(head) == len(Permission) + 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_in_the_docs_leads_somewhere(page: Path) -> None:
    targets = [page.parent / target for target in LINK.findall(page.read_text("utf-8"))]

    assert [str(target) for target in targets if not target.exists()] == []


def test_every_command_explains_itself() -> None:
    def walk(command: click.Command, path: str) -> list[str]:
        silent = [] if (command.help or "").strip() else [path]
        children = command.commands.items() if isinstance(command, click.Group) else ()
        return silent + [line for name, child in children for line in walk(child, f"{path} {name}")]

    assert walk(tracker, "tracker") == []


def test_every_decision_is_numbered_in_turn() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))


def test_what_the_docs_quote_stands_so_on_a_page() -> None:
    catalogues = (ROOT / "tracker" / "translations" / "lt").glob("*.po")
    said = "".join(path.read_text("utf-8") for path in catalogues)

    quoted = {words for page in PAGES for words in QUOTED.findall(page.read_text("utf-8"))}

    assert quoted
    assert {words for words in quoted if f'msgstr "{words}"' not in said} == set()


def test_every_cookie_that_browsers_are_given_is_in_the_docs(
    app: Flask, database: Database
) -> None:
    make_person(database, email=EGLE)
    browser = PageClient(app, database)
    answers = [
        sign_in(browser),
        browser.post("/language", {"language": "en"}),
        browser.post("/theme", {"theme": "dark"}),
    ]

    given = {line.split("=")[0] for each in answers for line in each.headers.getlist("Set-Cookie")}

    [told] = [line for line in PRIVACY.splitlines() if line.startswith("| cookies |")]
    assert given == set(WORD.findall(told))
