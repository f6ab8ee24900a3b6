"""Names are cleaned, found in any spelling, and sorted as Lithuanian dictionaries sort them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.text import capitalised, clean, clean_line, fold, sort_key

ALPHABET = list("aąbcčdeęėfghiįyjklmnoprsštuųūvzž")
DICTIONARY = [
    "abėcėlė",
    "Ąžuolas",
    "Balčiūnas",
    "Cibulskas",
    "Čepaitė",
    "Dauda",
    "eglė",
    "ėriukas",
    "Gaivenienė",
    "Yčas",
    "inkaras",
    "įranga",
    "Jonaitis",
    "Račkauskas",
    "Sabonis",
    "Šaltenis",
    "Tauras",
    "ūkas",
    "uola",
    "Vaitkūnaitė",
    "Zabiela",
    "Žemaitytė",
]


# --- Cleaning -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Eglė   Vaitkūnaitė ", "Eglė Vaitkūnaitė"),
        ("E\u0307gle", "Ėgle"),
        ("abc\u202edef", "abcdef"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("one\ntwo\tthree", "one two three"),
        ("歐陽麗華", "歐陽麗華"),
        ("Шевчук 남궁동현 Yıldız", "Шевчук 남궁동현 Yıldız"),
    ],
)
def test_a_line_is_cleaned_of_what_nobody_sees(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_a_text_keeps_its_lines() -> None:
    assert clean("one\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


@given(st.text())
def test_what_is_cleaned_stays_as_it_is(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\x00" not in once
    once.encode()


@given(st.text())
def test_a_line_has_no_ends_in_it(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1


# --- Finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Račkauskas", "rackauskas"),
        ("Põldmaa", "POLDMAA"),
        ("Žemaitytė", "zemaityte"),
        ("Łódź", "lodz"),
        ("Đoković", "dokovic"),
        ("Øresund", "oresund"),
        ("Yıldız", "yildiz"),
        ("İstanbul", "istanbul"),
        ("Straße", "STRASSE"),
        ("Lin Chih-wei", "lin chih wei"),
        ("\uff21\uff22\uff23 Ltd.", "abc ltd"),  # as Chinese keyboards write Latin
        ("\U0001d400\U0001d401\U0001d402", "abc"),  # as some write on their cards
        ("Шевчук", "ШЕВЧУК"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, typed: str) -> None:
    assert fold(name) == fold(typed)


def test_each_chinese_character_is_a_word() -> None:
    assert fold("台南市政府") == "台 南 市 政 府"


def test_names_that_differ_in_letters_stay_apart() -> None:
    assert fold("Gaivenis") != fold("Gaivenienė")
    assert fold("洪國強") != fold("洪国强")


@given(st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_the_case_of_what_is_typed_does_not_matter(one: str, other: str) -> None:
    assert fold(f"{one} {other}".upper().lower()) == fold(f"{one} {other}".upper())


# --- Sorting --------------------------------------------------------------------------------------


def test_letters_stand_in_the_order_of_the_alphabet() -> None:
    backwards = ALPHABET[::-1]

    assert sorted(backwards, key=sort_key) == ALPHABET


def test_words_stand_as_in_a_dictionary() -> None:
    backwards = DICTIONARY[::-1]

    assert sorted(backwards, key=sort_key) == DICTIONARY


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("asilas", "ąsotis"),  # ą with a: the next letter decides
        ("ąsotis", "astra"),
        ("yla", "inkaras"),  # y with i
        ("yla", "yra"),
        ("sūris", "šaka"),  # š after every s
        ("czar", "čia"),  # č after every c
        ("kasa", "kąsa"),  # alike but for a mark: the plain one first
        ("Jonas", "Jonas Petras"),
        ("Dauda", "Đoković"),
        ("Simonaitis", "'t Hart"),  # marks before the first letter do not count
        ("’t Hart", "Tamulis"),
        ("„Ekrano“ gamykla", "Elektrėnai"),
        ("Đoković", "Eglė"),
        ("Oslo", "Øvrebø"),
        ("Øvrebø", "Petras"),
        ("Zabiela", "李"),
    ],
)
def test_one_word_stands_before_another(first: str, second: str) -> None:
    assert sort_key(first) < sort_key(second)


@given(st.text(), st.text())
def test_the_order_of_keys_is_the_order_of_their_bytes(one: str, other: str) -> None:
    """So that every database, told to compare bytes, sorts alike."""
    keys = sort_key(one), sort_key(other)

    assert (keys[0] < keys[1]) == (keys[0].encode() < keys[1].encode())


@given(st.text(alphabet="aąbcčdeęėfghiįyjklmnoprsštuųūvzž "))
def test_capitals_sort_with_small_letters(text: str) -> None:
    assert sort_key(text.upper()) == sort_key(text)


@pytest.mark.parametrize(("text", "said"), [("čia MIPIM", "Čia MIPIM"), ("", ""), ("ABC", "ABC")])
def test_a_capital_at_the_beginning_leaves_the_rest_as_it_is(text: str, said: str) -> None:
    assert capitalised(text) == said
