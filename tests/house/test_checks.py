"""What is checked before a commit is what `make check` checks, and the tree stands on its own."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
A_SOURCE = re.compile(r"\b(resolved|registry|find-links|index-url|index)\b[\s\"'=:]{1,4}https?://")
"""Where packages come from, in the words of pip, uv and npm: each installation's own business."""
A_MACHINE = re.compile(r"(?<![\w.~/-])/(home|root|work|Users)/")
TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)


def _commands(target: str) -> list[str]:
    recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe is not None, target
    return [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]


@cache
def _hooks() -> list[dict[str, Any]]:
    told = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in told["repos"]] == ["local"], "nothing is fetched"
    return list(told["repos"][0]["hooks"])


@cache
def _tracked() -> list[Path]:
    """Return the files that git keeps, or would keep with the next commit."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [path for path in map(ROOT.joinpath, told.splitlines()) if path.is_file()]


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def test_a_commit_is_checked_as_make_check_does() -> None:
    assert [hook["entry"] for hook in _hooks()] == _commands("check")


def test_a_commit_is_checked_by_the_environments_own_tools_over_the_whole_tree() -> None:
    assert {hook["language"] for hook in _hooks()} == {"system"}
    assert {hook["pass_filenames"] for hook in _hooks()} == {False}


def test_every_kind_of_file_that_is_checked_wakes_its_check() -> None:
    def woken(path: str) -> set[str]:
        return {hook["id"] for hook in _hooks() if re.search(hook["files"], path)}

    python = {"ruff-format", "ruff", "mypy", "lint-imports"}
    assert woken("tracker/leads/service.py") == python
    assert woken("templates/leads/show.html") == {"djlint"}
    assert woken("pyproject.toml") == {*python, "djlint"}


@pytest.mark.parametrize("target", TARGET.findall(MAKEFILE))
def test_every_target_is_told_where_people_look(target: str) -> None:
    told = _text(ROOT / "README.md") + _text(ROOT / "CONTRIBUTING.md")

    assert f"make {target}`" in told or f"make {target}\n" in told


def test_no_file_says_where_packages_come_from_or_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in _tracked()
        if path.suffix not in {".png", ".woff2"} and path != Path(__file__)
        for hit in (A_SOURCE.search(_text(path)), A_MACHINE.search(_text(path)))
        if hit
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        '"resolved": "https://packages.example/left.tgz"',
        "registry=https://packages.example/",
        "--extra-index-url https://packages.example/simple",
        'index = "https://packages.example/simple"',
    ],
)
def test_a_line_that_says_where_packages_come_from_is_seen(line: str) -> None:
    assert A_SOURCE.search(line)


def test_the_lock_of_the_scripts_names_no_address() -> None:
    """Only versions and hashes: a package comes from wherever the installation takes them."""
    packages = json.loads(_text(ROOT / "package-lock.json"))["packages"]

    assert [name for name, told in packages.items() if "resolved" in told] == []
    assert all("integrity" in told for name, told in packages.items() if name)
