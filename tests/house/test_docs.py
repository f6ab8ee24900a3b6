import re
from pathlib import Path

import click
import pytest

from tracker.accounts.models import Role
from tracker.accounts.permissions import PERMISSIONS, Permission
from tracker.cli import tracker
from tracker.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
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


def test_every_setting_is_in_the_docs_and_no_other() -> None:
    told = set(re.findall(rf"^\| `({PREFIX}\w+)` \|", OPERATIONS, re.MULTILINE))

    assert told == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_every_command_is_in_the_docs_and_no_other() -> None:
    told = set(re.findall(r"^\| `tracker (\w+)` \|", OPERATIONS, re.MULTILINE))

    assert told == set(tracker.commands)


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
