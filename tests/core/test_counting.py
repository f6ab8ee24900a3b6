"""Counts stop at a thousand, and say so alike on every page."""

import pytest
from sqlalchemy import literal, select, union_all

from tracker.core.counting import count_shown, counted
from tracker.core.db import Work


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0"), (999, "999"), (1000, "1\u202f000"), (1001, "1\u202f000+")]
)
def test_a_count_past_a_thousand_is_a_thousand_and_more(count: int, shown: str) -> None:
    assert count_shown(count) == shown


def test_a_shorter_count_says_its_own_end() -> None:
    assert (count_shown(50, to=50), count_shown(51, to=50)) == ("50", "50+")


@pytest.mark.parametrize(("there", "found"), [(0, 0), (3, 3), (4, 4), (9, 4)])
def test_rows_are_counted_no_further_than_asked(work: Work, there: int, found: int) -> None:
    nothing = select(literal(0)).where(literal(value=False))
    rows = union_all(nothing, *(select(literal(1)) for _row in range(there))).subquery()

    assert work.session.scalar(counted(select(rows), to=3)) == found
