"""What a room of the house never holds."""

import re
from pathlib import Path

import pytest

TRACKER = Path(__file__).parents[2] / "tracker"
VIEWS = sorted(TRACKER.glob("*/views.py"))
ASKS = re.compile(r"\bsession\.(get|get_one|scalars?|execute|add|add_all|delete|merge|refresh)\b")


@pytest.mark.parametrize("view", VIEWS, ids=lambda path: path.parent.name)
def test_a_view_asks_the_database_nothing_itself(view: Path) -> None:
    assert ASKS.findall(view.read_text("utf-8")) == []
