import re

import pytest

from tracker.trips.intake.lists import has_bullets, lines_as_items, list_of, split_items
from tracker.trips.intake.source import Source

_AND = re.compile(r"\s+ir\s+")


def _items(text: str) -> list[str]:
    source = Source(text)
    return [source.at(each) for each in lines_as_items(source, source.whole)]


@pytest.mark.parametrize("bullet", ["- ", "• ", "– ", "1. ", "1) ", "(1) ", "a) ", "* ", ""])
def test_an_item_is_a_line_without_its_bullet_and_its_stop(bullet: str) -> None:
    assert _items(f"{bullet}turizmas;\n{bullet}kultūra.\n\n") == ["turizmas", "kultūra"]


def test_lines_are_a_list_when_half_of_them_have_bullets() -> None:
    for text, is_list in (("- a\n- b", True), ("Kartu:\n- a", True), ("a\nb\n- c", False)):
        source = Source(text)
        assert has_bullets(source, source.whole) is is_list


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("- a\n- b\nPaskui grįžta.", "- a - b"),
        ("a\nb\n\nPaskui grįžta.", "a b"),
        ("a\nb", "a b"),
    ],
)
def test_a_list_ends_where_its_bullets_do_or_at_an_empty_line(text: str, listed: str) -> None:
    source = Source(text)

    assert source.at(list_of(source, source.whole)) == listed


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("turizmas, kultūra ir sportas", ["turizmas", "kultūra", "sportas"]),
        ("turizmas; kultūra ir sportas", ["turizmas", "kultūra ir sportas"]),
        ("turizmas, ir sportas", ["turizmas", "sportas"]),
        ("forumas „A, B ir C“, mugė", ["forumas „A, B ir C“", "mugė"]),
        ("mokymai (A, B), mugė", ["mokymai (A, B)", "mugė"]),
        ("1,5 mln. eurų, mugė", ["1,5 mln. eurų", "mugė"]),
        ("turizmas", ["turizmas"]),
        (" , ", []),
    ],
)
def test_an_enumeration_parts_at_commas_and_at_the_last_and(text: str, items: list[str]) -> None:
    source = Source(text)

    found = split_items(source, source.whole, _AND, lambda *_both: True)

    assert [source.at(each) for each in found] == items


def test_an_and_that_joins_one_thing_parts_nothing() -> None:
    source = Source("a, saugos ir privatumo priemonės")

    found = split_items(source, source.whole, _AND, lambda *_both: False)

    assert [source.at(each) for each in found] == ["a", "saugos ir privatumo priemonės"]
