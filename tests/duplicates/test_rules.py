"""Who is likely to be the same person, by what is known of two."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from tracker.core.text import fold
from tracker.duplicates.latin import latin, place_key, squeezed
from tracker.duplicates.rules import LIKELY, SURE, WHOLE, Known, Reason, Verdict, weigh


def known(name: str = "", **given: Any) -> Known:
    """Return somebody by "given family"; the rest as it is compared."""
    first, _, family = name.rpartition(" ")
    native = given.pop("native", "")
    return Known(given=squeezed(first), family=squeezed(family), native=fold(native), **given)


def verdict(one: Known, other: Known) -> Verdict:
    """Weigh two; it does not matter which is which."""
    there, back = weigh(one, other), weigh(other, one)
    assert there.weight == back.weight
    return there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rytis Račkauskas", "Rytis Račkauskas"),
        ("Rytis Račkauskas", "Rytis Rackauskas"),
        ("Rytis Račkauskas", "Ryčio Račkausko"),
        ("Žibutė Gaivenienė", "Žibutei Gaivenienei"),
        ("Mei-ling Lin", "Lin Mei Ling"),
        ("Oleksandr Hrytsenko", "Oleksandr Gritsenko"),
        ("Mei-ling Lin", "Meiling Lin"),
        ("Kuo-chiang Hung", "Hung Kuo-chiang"),
        ("Maarten van der Heijden", "Maarten van der Heijden"),
        ("Aylin Yıldız", "Aylin Yildiz"),
    ],
)
def test_one_name_written_in_two_ways_is_likely_to_be_one_person(one: str, other: str) -> None:
    assert verdict(known(one), known(other)).weight >= LIKELY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jonas K.", "Jonas Kazlauskas"),
        ("J. K.", "Jonas Kazlauskas"),
        ("Rosa Martini", "M. Rossi"),
    ],
)
def test_initials_on_either_side_are_weighed_alike(one: str, other: str) -> None:
    assert verdict(known(one), known(other)).weight < LIKELY


def test_every_way_in_which_two_names_stand_to_each_other_has_a_weight() -> None:
    ways = ("same", "near", "initial", "other")

    assert set(WHOLE) == set(product(ways, ways))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rytis Račkauskas", "Rytis Račkauskienė"),
        ("Jonas Kazlauskas", "Jonė Kazlauskaitė"),
        ("Žibutė Gaivenienė", "Žibutė Gaivenis"),
        ("Ya-ting Chen", "Ya-ting Cheng"),
        ("Yi Jin", "Yi Yin"),
        ("Rasa Mikelionytė", "Tomas Girdžius"),
        ("Jan Kowalski", "Anna Kowalska"),
        ("Linas Sakalauskas", "Lina Sakalauskaitė"),
        ("Alessandro Rossi", "Alessandra Rossi"),
    ],
)
def test_names_that_are_words_of_their_own_are_two_people(one: str, other: str) -> None:
    assert verdict(known(one), known(other)).weight < LIKELY


def test_a_name_in_its_own_script_is_that_of_one_person_as_it_is_read() -> None:
    assert verdict(known(native="陳雅婷"), known("Ya-ting Chen")).reasons == [Reason.NATIVE_NAME]
    assert verdict(known(native="陳雅婷"), known(native="陳雅婷")).is_likely
    assert not verdict(known(native="陳雅婷"), known(native="林美玲")).is_likely


def test_what_was_typed_in_latin_letters_is_told_as_the_name_where_both_say_it() -> None:
    pei_shan = known("Pei-shan Lai", native="賴佩珊")

    assert verdict(pei_shan, known("Lai Pei-Shan")).reasons == [Reason.NAME]


def test_names_read_alike_and_written_otherwise_need_something_more_in_common() -> None:
    one, other = known("Ya-ting Chen", native="陳雅婷"), known("Ya-ting Chen", native="陳雅庭")
    phone = frozenset({"886912345678"})

    assert not verdict(one, other).is_likely
    assert verdict(replace(one, phones=phone), replace(other, phones=phone)).is_likely


def test_a_characters_other_reading_speaks_against_nothing() -> None:
    assert verdict(known(native="高橋"), known("Haruka Takahashi")).weight == 0


def test_whoever_goes_by_another_given_name_is_found_by_it() -> None:
    roger = known("Roger Hung", emails=frozenset({"roger@x.example"}))
    hung = known("Kuo-chiang Hung", alias="roger", emails=frozenset({"hung@y.example"}))

    assert Reason.ALIAS in verdict(roger, hung).reasons


@pytest.mark.parametrize(
    ("address", "is_likely"), [("mei@x.example", True), ("info@x.example", False)]
)
def test_an_address_that_one_person_reads_says_much_and_one_of_several_little(
    address: str,
    is_likely: bool,  # noqa: FBT001 - what is expected
) -> None:
    lin = known("Mei-ling Lin", emails=frozenset({address}))
    chen = known("Ya-ting Chen", emails=frozenset({address}))

    assert verdict(lin, chen).is_likely is is_likely


def test_an_address_mistyped_by_a_letter_still_speaks_for_it() -> None:
    one = known("Mei Lin", emails=frozenset({"meiling.lin@x.example"}))
    other = known("Mei Lin", emails=frozenset({"meiling.lln@x.example"}))

    assert verdict(one, other).reasons == [Reason.NAME, Reason.EMAIL]


def test_a_switchboard_alone_makes_nobody_the_same() -> None:
    phones = frozenset({"37045501234"})
    one = known("Mei-ling Lin", phones=phones, places=frozenset({place_key("Formosa Sign")}))
    other = known("Ya-ting Chen", phones=phones, places=frozenset({place_key("Formosa Sign")}))

    assert not verdict(one, other).is_likely


def test_a_telephone_is_the_same_with_its_code_and_without() -> None:
    one, other = known(phones=frozenset({"37061234567"})), known(phones=frozenset({"861234567"}))

    assert verdict(one, other).reasons == [Reason.PHONE]


def test_namesakes_elsewhere_with_other_addresses_are_not_asked_about() -> None:
    one = known(
        "Jonas Kazlauskas",
        emails=frozenset({"jonas@panevezys.example"}),
        places=frozenset({place_key("Panevėžio savivaldybė")}),
    )
    other = known(
        "Jonas Kazlauskas",
        emails=frozenset({"j.kazlauskas@uab.example"}),
        places=frozenset({place_key("UAB Statyba")}),
    )

    assert not verdict(one, other).is_likely


def test_much_in_common_is_almost_sure_and_what_is_not_known_says_nothing() -> None:
    at = {"places": frozenset({place_key("Formosa Sign Co., Ltd.")}), "trips": frozenset({1})}
    phone = {"phones": frozenset({"886912345678"})}
    lin, again = known("Mei-ling Lin", **at), known("Meiling Lin", **at)

    assert verdict(lin, known("Mei-ling Lin")).weight == 9
    sure = verdict(known("Mei-ling Lin", **at, **phone), known("Meiling Lin", **phone))
    assert verdict(lin, again).weight < SURE <= sure.weight
    assert verdict(known(), known()).weight == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UAB „Žadas“", "Žadas, UAB"),
        ("Formosa Sign Co., Ltd.", "Formosa Sign"),
        ("宏達電子股份有限公司", "宏達電子"),
        ("Lippetal-Nord GmbH & Co. KG", "Lippetal-Nord"),
        ("株式会社日立", "日立"),
        ("Elektromontaż Sp. z o.o.", "Elektromontaz"),
        ("Ferrari S.p.A.", "Ferrari"),
        ("ТОВ «Поділля»", "Поділля"),  # noqa: RUF001 - Cyrillic
    ],
)
def test_an_organisation_is_the_same_without_its_legal_form(one: str, other: str) -> None:
    assert place_key(one) == place_key(other) != ""


def test_a_name_that_is_nothing_but_a_form_stays() -> None:
    assert place_key("AB") == "ab"


@pytest.mark.parametrize(
    ("said", "latin_letters"),
    [
        ("陳雅婷", "chen ya ting"),
        ("Шевчук", "shevchuk"),
        ("Žibutė", "zibute"),
        ("Yıldız", "yildiz"),
        ("남궁동현", "nam gung dong hyeon"),
    ],
)
def test_any_script_has_latin_letters(said: str, latin_letters: str) -> None:
    assert latin(said) == latin_letters
