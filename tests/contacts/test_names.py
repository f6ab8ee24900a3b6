"""How names are read, ordered, compared and drawn."""

import pytest

from tracker.contacts.models import NameOrder
from tracker.contacts.names import (
    foldings,
    full_name,
    initials,
    language_of,
    name_and_place,
    read_name,
)
from tracker.core.text import fold

FIRST, LAST = NameOrder.FAMILY_FIRST, NameOrder.GIVEN_FIRST


@pytest.mark.parametrize(
    ("typed", "country", "given", "family", "order"),
    [
        ("Rytis Račkauskas", "LT", "Rytis", "Račkauskas", LAST),
        ("Chen Chih-hao", None, "Chih-hao", "Chen", FIRST),
        ("Lin Mei", "TW", "Mei", "Lin", FIRST),
        ("Takahashi Kenji", "JP", "Kenji", "Takahashi", FIRST),
        ("Maarten van der Heijden", "NL", "Maarten", "van der Heijden", LAST),
        ("Jeroen 't Hart", "NL", "Jeroen", "'t Hart", LAST),
        ("Noor El Idrissi", None, "Noor", "El Idrissi", LAST),
        ("Sabine von Rehden", "DE", "Sabine", "von Rehden", LAST),
        ("Anne-Sophie Delacourt", "FR", "Anne-Sophie", "Delacourt", LAST),
        ("HUNG Kuo-chiang", None, "Kuo-chiang", "Hung", FIRST),
        ("Kuo-chiang HUNG", None, "Kuo-chiang", "Hung", LAST),
        ("Delacourt, Anne-Sophie", None, "Anne-Sophie", "Delacourt", LAST),
        ("Madonna", None, None, "Madonna", LAST),
        ("  Rytis \u200b Račkauskas ", None, "Rytis", "Račkauskas", LAST),
    ],
)
def test_a_typed_name_is_taken_apart(
    typed: str, country: str | None, given: str | None, family: str, order: NameOrder
) -> None:
    parts = read_name(typed, country)

    assert (parts.given, parts.family, parts.order) == (given, family, order)


@pytest.mark.parametrize(
    ("line", "name", "place"),
    [
        ("Lin Mei-hua", "Lin Mei-hua", None),
        ("Lin Mei-hua, Formosa Sign", "Lin Mei-hua", "Formosa Sign"),
        ("Lin Mei-hua, Formosa Sign Co., Ltd.", "Lin Mei-hua", "Formosa Sign Co., Ltd."),
        ("林美玲 Lin Mei-ling, Lanyang", "林美玲 Lin Mei-ling", "Lanyang"),
        ("Lin, Mei-hua", "Lin, Mei-hua", None),
        ("Hung, Kuo-Chiang", "Hung, Kuo-Chiang", None),
        ("Žemaitytė, Rūta", "Žemaitytė, Rūta", None),
        ("van der Heijden, Maarten", "van der Heijden, Maarten", None),
        ("Smith, John P.", "Smith, John P.", None),
        ("Lin, Mei-hua, Formosa Sign", "Lin, Mei-hua", "Formosa Sign"),
        ("Madonna, Formosa Sign", "Madonna", "Formosa Sign"),
        ("Madonna, IBM", "Madonna", "IBM"),
        ("Lin Mei-hua,", "Lin Mei-hua", None),
        (", Formosa", "Formosa", None),
        ("", "", None),
    ],
)
def test_what_follows_a_name_after_a_comma_is_where_they_belong(
    line: str, name: str, place: str | None
) -> None:
    assert name_and_place(line) == (name, place)


@pytest.mark.parametrize(
    ("typed", "native"), [("洪國強", "洪國強"), ("Шевчук", "Шевчук"), ("남궁동현", "남궁동현")]
)
def test_a_name_in_its_own_script_is_kept_as_it_is(typed: str, native: str) -> None:
    parts = read_name(typed)

    assert (parts.native, parts.given, parts.family) == (native, None, None)


@pytest.mark.parametrize("typed", ["林美玲 Lin Mei-ling", "Lin Mei-ling (林美玲)"])
def test_two_scripts_are_two_names_of_one_person(typed: str) -> None:
    parts = read_name(typed)

    assert (parts.family, parts.given, parts.native) == ("Lin", "Mei-ling", "林美玲")


def test_a_name_is_said_in_its_own_order() -> None:
    assert full_name("Mei-ling", "Lin", FIRST) == "Lin Mei-ling"
    assert full_name("Rytis", "Račkauskas", LAST) == "Rytis Račkauskas"
    assert full_name(None, "Lin", FIRST) == "Lin"


@pytest.mark.parametrize("said", ["Kuo-chiang Hung", "HUNG KUO-CHIANG", "Hung, Kuo-chiang"])
def test_one_name_said_in_other_ways_is_compared_as_one(said: str) -> None:
    assert fold("Hung Kuo-chiang") in foldings(said)


def test_a_name_without_letters_is_compared_with_nothing() -> None:
    assert foldings("– …") == []


@pytest.mark.parametrize(
    ("native", "country", "language"),
    [
        ("洪國強", "TW", "zh-Hant"),
        ("洪国强", "CN", "zh-Hans"),
        ("高橋 健司", "JP", "ja"),
        ("ひかり", None, "ja"),
        ("강민준", "KR", "ko"),
        ("Шевчук", "UA", "uk"),
        ("Шевчук", None, "uk"),
        ("Лукашенка", "BY", "be"),
        ("Rytis", "LT", None),
        (None, "TW", None),
    ],
)
def test_the_language_of_a_native_name_is_told_by_script_and_country(
    native: str | None, country: str | None, language: str | None
) -> None:
    assert language_of(native, country) == language


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rytis Račkauskas", "RR"),
        ("Maarten van der Heijden", "MH"),
        ("Lin", "L"),
        ("洪國強", "洪"),
        ("Vytenis (Vic) Naujokaitis-Ross", "VN"),
        ("", ""),
    ],
)
def test_a_ring_holds_at_most_two_initials(name: str, expected: str) -> None:
    assert initials(name) == expected
