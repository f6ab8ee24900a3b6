"""The labelled pairs of `bench/data`: read right, and told apart as well as we promise."""

import pytest

from bench.duplicates import OWN, Score, own_pairs, own_score, score


def test_our_own_pairs_are_told_as_well_as_we_promise() -> None:
    found = own_score()

    assert found.precision >= 0.95
    assert found.recall >= 0.90


def test_there_are_enough_pairs_of_both_kinds() -> None:
    pairs = list(own_pairs(OWN.read_text("utf-8").splitlines()))

    assert len(pairs) >= 300
    assert 140 <= sum(pair.is_one for pair in pairs) <= 160


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [(set(), 0, 0), ({("a", "b")}, 1, 0.5), ({("a", "b"), ("a", "c")}, 0.5, 0.5)],
)
def test_what_is_found_is_counted(
    found: set[tuple[str, str]], precision: float, recall: float
) -> None:
    right = {("a", "b"), ("c", "d")}

    assert score("x", found, right) == Score("x", 2, precision, recall)
