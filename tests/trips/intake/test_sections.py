"""Headings in both languages, and how far what stands under them goes."""

import pytest

from tracker.trips.intake.sections import Part, bodies, find_sections, title_of
from tracker.trips.intake.source import Source


def _read(text: str) -> list[tuple[str, str]]:
    source = Source(text)
    return [(each.part.value, source.at(each.body)) for each in find_sections(source)]


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("1. Komandiruotės trukmė", Part.DURATION),
        ("Komandiruotės laikas:", Part.DURATION),
        ("IV. TIKSLAI", Part.PURPOSE),
        ("Vizito tikslas ir uždaviniai", Part.PURPOSE),
        ("Komandiruoti asmenys", Part.DELEGATES),
        ("Delegacijos sudėtis", Part.DELEGATES),
        ("Užmegzti kontaktai", Part.CONTACTS),
        ("Tolesni veiksmai", Part.FOLLOW_UPS),
        ("Susitarta:", Part.FOLLOW_UPS),
        ("Bendradarbiavimo sritys", Part.TOPICS),
        ("Kas kvietė:", Part.INVITERS),
        ("Išvados", Part.CONCLUSIONS),
        ("Renginio pavadinimas", Part.EVENT),
        ("Nagrinėti klausimai ir atlikti darbai", Part.OTHER),
        ("Destination", Part.PLACE),
        ("Areas of cooperation", Part.TOPICS),
        ("Agreed next steps", Part.FOLLOW_UPS),
        ("Kodėl", Part.PURPOSE),
        ("Reasons for travel", Part.PURPOSE),
        ("Ką sužinojome", Part.OTHER),
        ("Decisions", Part.FOLLOW_UPS),
        ("Dėl ko sutarėme:", Part.FOLLOW_UPS),
        ("Who took part", Part.DELEGATES),
        ("Head of delegation:", Part.DELEGATES),
        ("Topics that came up", Part.TOPICS),
        ("Members of the delegation", Part.DELEGATES),
        ("Main results", Part.CONCLUSIONS),
    ],
)
def test_a_heading_is_known_by_its_words_in_either_language(heading: str, part: Part) -> None:
    assert _read(f"Ataskaita\n{heading}\nkas čia sakoma") == [(part.value, "kas čia sakoma")]


@pytest.mark.parametrize(
    "line",
    [
        "Komandiruotės tikslas buvo pasiektas.",
        "Susitikta su Liublino meru",
        "renginiai mieste",
        "Tikslas pasiektas, visi patenkinti",
        "Komandiruotės Rygoje ataskaita",
        "Vizito programoje numatyti susitikimai su dešimčia skirtingų miesto įmonių ir jų vadovais",
    ],
)
def test_a_sentence_or_the_title_is_no_heading(line: str) -> None:
    assert _read(f"{line}\nkas čia sakoma") == []


def test_what_is_said_beside_a_heading_ends_with_its_line() -> None:
    text = "Vizito tikslas – aptarti projektą.\nPo pietų aplankyta mokykla."

    assert _read(text) == [("purpose", "aptarti projektą.")]


def test_what_is_said_beside_a_heading_goes_on_while_its_list_does() -> None:
    text = "Dalyviai: Jonas Jonaitis, meras;\nOna Onaitytė, vicemerė.\nVieta: Ryga"

    assert _read(text) == [
        ("delegates", "Jonas Jonaitis, meras; Ona Onaitytė, vicemerė."),
        ("place", "Ryga"),
    ]


def test_a_row_of_a_table_is_a_heading_and_what_it_says() -> None:
    assert _read("Vieta\tRyga\nPareigos\tmeras") == [("place", "Ryga"), ("office", "meras")]


def test_a_numbered_line_of_unknown_words_ends_the_section_before_it() -> None:
    assert _read("1. Tikslas\nAptarti.\n2. Apie orą\nLijo.") == [
        ("purpose", "Aptarti."),
        ("other", "Lijo."),
    ]


def test_roman_numbers_count_the_sections_as_others_do() -> None:
    assert _read("III. Tikslas\nAptarti.\nIV. Apie orą\nLijo.") == [
        ("purpose", "Aptarti."),
        ("other", "Lijo."),
    ]


def test_a_bullet_may_stand_before_a_heading_and_what_it_says_ends_at_the_next() -> None:
    text = "• Kas vyko: Ona Onaitytė\n• Tikslas: aptarti\n• Oras: lijo\n• Tikslas pasiektas"

    assert _read(text) == [("delegates", "Ona Onaitytė"), ("purpose", "aptarti")]


def test_the_items_of_a_numbered_list_are_no_headings() -> None:
    text = "1. Tolesni veiksmai\n1. Nusiųsti sutartį.\n2. Pakviesti delegaciją."

    assert [part for part, _ in _read(text)] == ["follow_ups"]


def test_the_title_is_what_stands_before_the_first_heading_or_sentence() -> None:
    source = Source(
        "ATASKAITA\n2025-06-16 Nr. 4\n\nDelegacija birželio mėnesį lankėsi Liubline, Lenkijoje."
    )

    title = title_of(source, find_sections(source))

    assert source.at(title) == "ATASKAITA 2025-06-16 Nr. 4"


def test_bodies_are_asked_for_by_their_parts() -> None:
    source = Source("Vieta: Ryga\nLaikas: kovo 1 d.")

    assert [source.at(each) for each in bodies(find_sections(source), Part.PLACE)] == ["Ryga"]
