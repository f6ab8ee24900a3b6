"""The text as the rules read it: sentences, lines, and lines that a program cut."""

import pytest

from tracker.trips.intake.source import Source, Span, mixed_case, normalise


def _sentences(text: str) -> list[str]:
    source = Source(text)
    return [source.at(each) for each in source.sentences()]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Susitikta. Aptarta.", ["Susitikta.", "Aptarta."]),
        ("Ar tikrai? Taip! Gerai…", ["Ar tikrai?", "Taip!", "Gerai…"]),
        ("2025 m. gegužės 14 d. Rygoje lankėsi meras.", None),
        ("Pranešimą skaitė dr. Jonas Jonaitis ir prof. Ona Onaitytė.", None),
        ("Įmonė „Nova Co., Ltd.“ ir kt. partneriai.", None),
        ("Biudžetas – 1,5 mln. eurų.", None),
        ("Vyko iki kovo 24 d. Meras grįžo.", ["Vyko iki kovo 24 d.", "Meras grįžo."]),
        ("Pirma eilutė\nAntra eilutė", ["Pirma eilutė", "Antra eilutė"]),
        ("Met Mr. Smith of Acme Ltd. in Riga.", None),
        ("", []),
        (" \n\n . \n", []),
    ],
)
def test_a_sentence_ends_at_a_stop_and_not_at_an_abbreviation(
    text: str, sentences: list[str] | None
) -> None:
    assert _sentences(text) == (sentences if sentences is not None else [text])


def test_the_sentence_of_a_place_is_the_one_around_it() -> None:
    source = Source("Pirmas sakinys. Antras sakinys. Trečias.")

    assert source.at(source.sentence_at(source.text.index("Antras") + 2)) == "Antras sakinys."
    assert source.at(source.sentence_at(len(source.text) - 1)) == "Trečias."


def test_a_line_cut_by_a_program_goes_on_and_every_place_stays_where_it_was() -> None:
    text = (
        "Vizito metu delegacija susitiko su miesto vadovais ir aptarė bendrus\n"
        "projektus. Po pietų aplankytas technologijos universitetas, kuriame\n"
        "Jonas Jonaitis skaitė paskaitą apie miesto planus ir jų įgyvendinimą.\n"
    )

    source = Source(text)

    assert len(source.flat) == len(source.lower) == len(text)
    assert len(_sentences(text)) == 2


_NAMES = (
    "Jonas Jonaitis, Panevėžio miesto savivaldybės administracijos direktorius\n"
    "Ona Onaitytė, Panevėžio miesto savivaldybės tarybos narė ir komiteto narė"
)
_PARAGRAPHS = "Delegacija susitiko su miesto vadovais ir aptarė daug bendrų\n" + "Ilga " * 40
_CELLS = "Komandiruotės vieta\tRyga, Latvija, ir didysis jos regionas\nLaikas\tkovo 1 d."
_BEFORE_A_LIST = "Aptarti bendri miestų projektai ir jų finansavimas iš fondų:\nturizmas"


@pytest.mark.parametrize("text", [_NAMES, _PARAGRAPHS, _CELLS, _BEFORE_A_LIST])
def test_a_line_that_a_person_ended_stays_a_line(text: str) -> None:
    assert Source(text).flat.count("\n") == text.count("\n")


def test_a_span_without_its_stop_keeps_the_dot_of_an_abbreviation() -> None:
    source = Source("Parengti iki 2025 m. liepos 15 d.")

    assert source.at(source.without_stop(source.whole)) == "Parengti iki 2025 m. liepos 15 d."
    assert Source("Parengti.").without_stop(Span(0, 9)) == Span(0, 8)


def test_unseen_signs_are_dropped_and_composed_letters_stand_where_their_parts_did() -> None:
    clean, places = normalise("Ry\u200bc\u030cio")

    assert clean == "Ryčio"
    assert places == [0, 1, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("written", "name"),
    [("RYČIO", "Ryčio"), ("PETRAITYTĖ-JONĖ", "Petraitytė-Jonė"), ("McDonald", "McDonald"),
     ("J.", "J."), ("d'Arc", "d'Arc")],
)  # fmt: skip
def test_capitals_become_a_name_and_a_name_stays_as_it_is(written: str, name: str) -> None:
    assert mixed_case(written) == name
