"""An address is asked for by a page's whole name: a relative one is right in some requests only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

TRACKER = Path(__file__).parents[2] / "tracker"
ASKING = {"see", "address", "page_url", "row_url"}
"""What takes an endpoint first and, unlike `url_for`, adds no blueprint's name to it."""


def _asked(path: Path) -> Iterator[tuple[str, str]]:
    """Give each endpoint that is written out, and where."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name),
                args=[ast.Constant(value=str(endpoint)), *_],
            ) if name in ASKING:
                yield f"{path.relative_to(TRACKER)}:{node.lineno}", endpoint


def test_a_page_is_asked_for_by_its_whole_name(app: Flask) -> None:
    asked = [each for path in TRACKER.rglob("*.py") for each in _asked(path)]

    assert asked
    assert [each for each in asked if each[1] not in app.view_functions] == []
