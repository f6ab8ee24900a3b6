"""Nothing grows until nobody reads it to the end."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 40, 120
CODE = sorted(
    path for folder in ("tracker", "tests", "bench") for path in (ROOT / folder).rglob("*.py")
)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
NO_TOPIC = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "shared"}
"""Names of files that say nothing of what is in them."""


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_a_file_is_read_in_one_sitting() -> None:
    assert {_short(path): _lines(path) for path in CODE if _lines(path) > FILE_LINES} == {}


def test_a_template_is_read_at_a_glance() -> None:
    long = {_short(path): _lines(path) for path in TEMPLATES if _lines(path) > TEMPLATE_LINES}

    assert long == {}


@pytest.mark.parametrize("folder", ["tracker", "tests", "bench"])
def test_a_function_fits_the_screen(folder: str) -> None:
    """A migration is left out: it lists columns, and nobody calls its parts."""
    long = {
        f"{_short(path)}:{name}": lines
        for path in CODE
        if _short(path).startswith(folder) and "migrations/versions" not in _short(path)
        for name, lines in _functions(path)
        if lines > FUNCTION_LINES
    }

    assert long == {}


def test_a_package_says_what_it_is_for_and_nothing_else() -> None:
    wordy = []
    for path in CODE:
        if path.name == "__init__.py":
            said = ast.parse(path.read_text("utf-8")).body
            wordy += [_short(path)] if len(said) > 1 or not _is_docstring(said) else []

    assert wordy == []


def _is_docstring(said: list[ast.stmt]) -> bool:
    return all(
        isinstance(line, ast.Expr)
        and isinstance(line.value, ast.Constant)
        and isinstance(line.value.value, str)
        for line in said
    )


def test_a_file_is_named_after_its_topic() -> None:
    assert [_short(path) for path in CODE if path.stem in NO_TOPIC] == []
