"""What a word is for the index."""

import pytest

from tracker.search.words import index_words, mark_words, read_question


def words(text: str, *, joined: bool = False) -> set[str]:
    return set(index_words(text, joined=joined).split())


def finds(question: str, text: str, *, joined: bool = False) -> bool:
    """Tell whether the index would find `text`, as the databases do."""
    kept = words(text, joined=joined)
    asked = read_question(question)
    return bool(asked.terms) and all(
        bool(kept & {term.word, *term.stems})
        or (term.is_begun and any(word.startswith(term.word) for word in kept))
        for term in asked.terms
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("panevezio", "Panevėžys"),
        ("Panevėžyje", "Panevėžys"),
        ("Račkausko", "Rytis Račkauskas"),
        ("rackausko", "Rytis Račkauskas"),
        ("gaivenienes", "Žibutė Gaivenienė"),
        ("Tainano", "Tainan"),
        ("tainanas", "Tainan"),
        ("el parasas", "El. parašo platforma"),
        ("platformu", "El. parašo platforma"),
    ],
)
def test_endings_and_accents_do_not_matter(question: str, text: str) -> None:
    assert finds(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("lukasz", "Łukasz Sienkiewicz"),
        ("grossmann", "Jörg Großmann"),
        ("yildiz", "Aylin Yıldız"),
        ("akesson", "Karin Åkesson"),
        ("poldmaa", "Rasmus Põldmaa"),
        ("brzeczyszczak", "Grzegorz Brzęczyszczak"),
        ("lefebvre", "Guillaume Lefèbvre"),
        ("Шевчук", "Андрій Шевчук"),
        ("ШЕВЧ", "Андрій Шевчук"),
        ("남궁", "남궁동현"),
        ("高橋健司", "高橋 健司"),
        ("智慧", "南台灣智慧城市推動中心"),
        ("智", "南台灣智慧城市推動中心"),
    ],
)
def test_names_are_found_in_every_script(question: str, text: str) -> None:
    assert finds(question, text)


def test_chinese_characters_must_stand_together() -> None:
    assert finds("台南", "台南市政府")
    assert not finds("台南", "南投縣台中")


def test_words_may_stand_in_any_order_and_all_must_be_there() -> None:
    assert finds("chiang kuo hung", "Hung Kuo-chiang")
    assert not finds("hung li", "Hung Kuo-chiang")


def test_only_the_last_word_may_be_unfinished() -> None:
    assert finds("kuo hun", "Hung Kuo-chiang")
    assert not finds("hun kuo", "Hung Kuo-chiang")


def test_one_letter_is_a_whole_word_for_everything_begins_with_it() -> None:
    assert not finds("h", "Hung")
    assert finds("h", "H Group")


def test_a_compound_name_is_found_written_as_one_word() -> None:
    assert finds("kuochiang", "Kuo-chiang", joined=True)
    assert finds("odowd", "Siobhan O'Dowd", joined=True)


def test_a_telephone_number_is_found_however_it_is_grouped() -> None:
    assert [term.word for term in read_question("+886 (100) 000-001").terms] == ["886100000001"]


@pytest.mark.parametrize("nothing", ["", "   ", "…", "'\"", "*", "() -", "\u200b"])
def test_signs_ask_for_nothing(nothing: str) -> None:
    assert read_question(nothing).terms == ()


@pytest.mark.parametrize("sly", ['" OR 1', "a' | 'b", "NEAR(a b)", "name_words:x", "x AND NOT y"])
def test_the_databases_get_nothing_but_letters_and_figures(sly: str) -> None:
    question = read_question(sly)

    assert all(term.word.isalnum() and term.word.isascii() for term in question.terms)


def test_a_question_of_a_thousand_words_is_cut() -> None:
    assert len(read_question("žodis " * 1000 + "智" * 1000).terms) <= 16


def test_a_word_is_kept_once_and_never_too_long_for_an_index() -> None:
    assert index_words("Tainan tainan TAINAN").split().count("tainan") == 1
    assert max(map(len, index_words("ž" * 5000, "ж" * 5000).split())) <= 500


def marked(text: str, question: str) -> list[str]:
    return [piece for piece, is_found in mark_words(text, read_question(question)) if is_found]


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("Rytis Račkauskas", "rackausko", ["Račkauskas"]),
        ("Hung Kuo-chiang", "kuo hun", ["Hung", "Kuo"]),
        ("洪國強", "國強", ["國", "強"]),
        ("Nieko bendro", "Tainan", []),
        ("Tainano delegacija Tainane", "tainan", ["Tainano", "Tainane"]),
    ],
)
def test_what_was_looked_for_is_marked(text: str, question: str, expected: list[str]) -> None:
    assert marked(text, question) == expected


def test_marking_loses_no_letter() -> None:
    text = "<b>Ąžuolas</b> & „智慧“ – Ąžuolo"

    assert "".join(piece for piece, _ in mark_words(text, read_question("azuolas 智"))) == text
