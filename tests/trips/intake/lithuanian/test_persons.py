import pytest

from tracker.trips.intake.language import Manner
from tracker.trips.intake.lithuanian.people import read_people
from tracker.trips.intake.source import Source


def _read(text: str, manner: Manner) -> list[tuple[str | None, str | None]]:
    source = Source(text)
    return [(each.name, each.role) for each in read_people(source, source.whole, manner)]


def test_a_plural_office_covers_those_who_follow_each_by_gender() -> None:
    text = "VICEMERIŲ ONOS ONAITYTĖS, PETRO PETRAIČIO IR TARYBOS NARIO JONO KAIRIO"

    assert _read(text, Manner.TITLE) == [
        ("Ona Onaitytė", "vicemerė"),
        ("Petras Petraitis", "vicemeras"),
        ("Jonas Kairys", "tarybos narys"),
    ]


def test_a_given_name_tells_the_case_where_the_surname_has_but_one_form() -> None:
    assert _read("Kečkemeto miesto merės Klaudios Pataki kvietimas", Manner.PROSE) == [
        ("Klaudia Pataki", "Kečkemeto miesto merė")
    ]


def test_a_woman_in_the_dative_has_her_own_name() -> None:
    assert _read("darželio direktorei Vidai Kerpauskienei", Manner.PROSE) == [
        ("Vida Kerpauskienė", "darželio direktorė")
    ]


def test_an_acronym_begins_no_name() -> None:
    assert _read("su partnerio ANCI Lazio vadove Giulia Ferri", Manner.MET)[1:] == [
        ("Giulia Ferri", "ANCI Lazio vadovė")
    ]
    assert _read("Jonas KAIRYS, bendruomenės galva", Manner.LIST) == [
        ("Jonas Kairys", "bendruomenės galva")
    ]


@pytest.mark.parametrize(
    ("genitive", "nominative"),
    [
        ("mero Jono Jonaičio", "meras"),
        ("merės Onos Onaitytės", "merė"),
        ("mero pavaduotojo Jono Jonaičio", "mero pavaduotojas"),
        ("mero pavaduotojos Onos Onaitytės", "mero pavaduotoja"),
        ("tarybos narės Onos Onaitytės", "tarybos narė"),
        ("administracijos direktoriaus Jono Jonaičio", "administracijos direktorius"),
        ("administracijos direktorės Onos Onaitytės", "administracijos direktorė"),
        ("Meno ir sporto skyriaus vedėjos Onos Onaitytės", "Meno ir sporto skyriaus vedėja"),
        ("patarėjo dr. Jono Jonaičio", "patarėjas"),
        ("vyriausiosios specialistės Onos Onaitytės", "vyriausioji specialistė"),
        ("vyresniojo specialisto Jono Jonaičio", "vyresnysis specialistas"),
        ("generalinio direktoriaus Jono Jonaičio", "generalinis direktorius"),
        ("buvusio ambasadoriaus Jono Jonaičio", "buvęs ambasadorius"),
    ],
)  # fmt: skip
def test_an_office_in_the_genitive_is_brought_to_the_nominative_by_gender(
    genitive: str, nominative: str
) -> None:
    assert [role for _, role in _read(genitive, Manner.TITLE)] == [nominative]


def test_the_name_of_a_division_with_commas_stays_whole_in_capitals() -> None:
    text = "ŠVIETIMO, KULTŪROS IR SPORTO SKYRIAUS VEDĖJOS ONOS ONAITYTĖS"

    assert _read(text, Manner.TITLE) == [
        ("Ona Onaitytė", "švietimo, kultūros ir sporto skyriaus vedėja")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Jonas Jonaitis, Panevėžio miesto meras",
        "Jonas Jonaitis – Panevėžio miesto meras",
        "Jonas Jonaitis (Panevėžio miesto meras)",
        "Panevėžio miesto meras Jonas Jonaitis",
        "Panevėžio miesto meras p. Jonas Jonaitis",
    ],
)
def test_an_office_may_stand_before_or_after_the_name(text: str) -> None:
    assert _read(text, Manner.LIST) == [("Jonas Jonaitis", "Panevėžio miesto meras")]


def test_people_met_are_in_the_instrumental() -> None:
    text = "Susitikta su meru Jonu Jonaičiu ir skyriaus vedėja Ona Petraitiene."

    assert _read(text, Manner.MET) == [
        ("Jonas Jonaitis", "meras"),
        ("Ona Petraitienė", "skyriaus vedėja"),
    ]


def test_an_office_without_a_name_stays_without_one() -> None:
    assert _read("Susitikta su Liublino meru.", Manner.MET) == [(None, "Liublino meras")]


def test_a_date_before_the_office_is_no_part_of_it() -> None:
    text = "2025 m. gegužės 14 d. Panevėžio miesto meras Jonas Jonaitis lankėsi Rygoje."

    assert _read(text, Manner.PROSE) == [("Jonas Jonaitis", "Panevėžio miesto meras")]


@pytest.mark.parametrize(
    "text", ["LIETUVOS RESPUBLIKA", "PANEVĖŽIO MIESTO SAVIVALDYBĖ", "Smart City", "EXPO 2024"]
)
def test_two_capitals_alone_are_no_person(text: str) -> None:
    assert _read(text, Manner.TITLE) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("direktore Ilze Kalniņa", "Ilze Kalniņa"),  # left as it is in Latvian
        ("direktoriumi Jāniu Bērziņu", "Jānis Bērziņš"),
        ("direktoriumi Kārliu Krēsliņu", "Kārlis Krēsliņš"),
    ],
)
def test_a_latvian_name_is_as_it_is_in_latvian_and_never_certain(said: str, name: str) -> None:
    source = Source(f"su „Rīgas Satiksme“ {said}")

    [person] = [each for each in read_people(source, source.whole, Manner.MET) if each.name]

    assert person.name == name
    assert not person.sure
