import re

import pytest

from tracker.trips.intake.numbers import NUMERAL, numeral_value, words_value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("penki", 5), ("penkiais", 5), ("trims", 3), ("trimis", 3), ("dviem", 2), ("aštuonių", 8),
        ("dešimt", 10), ("dvylika", 12), ("keturiolikos", 14), ("dvidešimt", 20),
        ("trisdešimt penki", 35), ("šimtas", 100), ("du šimtai", 200), ("du tūkstančiai", 2000),
        ("eight", 8), ("twelve", 12), ("twenty-five", 25), ("dozen", 12),
    ],
)  # fmt: skip
def test_a_number_in_words_is_read_in_its_cases(words: str, value: int) -> None:
    assert words_value(words.split()) == value


@pytest.mark.parametrize("words", ["meras", "penki penki", "vienas", "dienos penkios", "", "the"])
def test_other_words_and_words_that_make_no_number_are_none(words: str) -> None:
    assert words_value(words.split()) is None


@pytest.mark.parametrize(
    ("text", "value"), [("85 merai", 85), ("1 697 subjektai", 1697), ("1,697 firms", 1697),
                        ("25.300 lankytojų", 25300)],
)  # fmt: skip
def test_thousands_may_be_marked_in_any_way(text: str, value: int) -> None:
    found = re.search(NUMERAL, text)

    assert found is not None
    assert numeral_value(found.group()) == value


@pytest.mark.parametrize("text", ["12,5 proc.", "2024-03-17", "50 %", "10:30", "KA-7", "1/2"])
def test_a_part_of_something_else_is_no_number(text: str) -> None:
    assert re.fullmatch(rf".*{NUMERAL}.*", text) is None
