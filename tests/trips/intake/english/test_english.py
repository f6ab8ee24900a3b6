"""English text: people by the order of words, places, counts, organisations."""

import pytest

from tracker.trips.intake.english.counts import find_counts
from tracker.trips.intake.english.organisations import find_inviters, find_organisations
from tracker.trips.intake.english.people import read_people
from tracker.trips.intake.english.places import find_origin, find_place, stated_place
from tracker.trips.intake.language import Manner
from tracker.trips.intake.source import Source


def _people(text: str, manner: Manner = Manner.PROSE) -> list[tuple[str | None, str | None]]:
    source = Source(text)
    return [(each.name, each.role) for each in read_people(source, source.whole, manner)]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Mayor Rimas Rudžionis", ("Rimas Rudžionis", "Mayor")),
        ("the Mayor of Panevėžys Rimas Rudžionis", ("Rimas Rudžionis", "Mayor of Panevėžys")),
        ("Rimas Rudžionis (Deputy Mayor)", ("Rimas Rudžionis", "Deputy Mayor")),
        ("Anna Kowalska, Head of the International Relations Office,",
         ("Anna Kowalska", "Head of the International Relations Office")),
        ("Lars Sørensen, Climate Director of the City of Aarhus,",
         ("Lars Sørensen", "Climate Director of the City of Aarhus")),
        ("Mette Holm, project manager at AffaldVarme Aarhus.",
         ("Mette Holm", "project manager at AffaldVarme Aarhus")),
        ("Ann Plas, Data and Innovation Manager,",
         ("Ann Plas", "Data and Innovation Manager")),
        ("Ann Plas, his deputy for social affairs, and",
         ("Ann Plas", "deputy for social affairs")),
        ("Ann Plas, alderman for mobility of Leuven.",
         ("Ann Plas", "alderman for mobility of Leuven")),
        ("The head of the lyceum, Iryna Kravets, spoke",
         ("Iryna Kravets", "head of the lyceum")),
        ("Ann Plas, senior policy adviser,", ("Ann Plas", "senior policy adviser")),
        ("Professor Frank Witlox of Ghent University and",
         ("Frank Witlox", "Professor of Ghent University")),
        ("its vice president Karen Lund.", ("Karen Lund", "vice president")),
        ("Ms. Mei-ling Chen, Secretary General", ("Mei-ling Chen", "Secretary General")),
        ("Mr Takeshi Ono, president of Ono Robotics Co., Ltd.,",
         ("Takeshi Ono", "president of Ono Robotics Co., Ltd.")),
        ("VICE-MAYOR JONAS JONAITIS", ("Jonas Jonaitis", "VICE-MAYOR")),
        ("met the Deputy Mayor of Riga", (None, "Deputy Mayor of Riga")),
    ],
)  # fmt: skip
def test_an_office_stands_before_its_name_or_after_it(
    text: str, person: tuple[str | None, str]
) -> None:
    assert _people(text) == [person]


@pytest.mark.parametrize(
    "text", ["The director spoke.", "Lublin University of Technology", "Head of January Forum"]
)
def test_an_office_of_no_body_and_a_body_are_no_people(text: str) -> None:
    assert [name for name, role in _people(text) if name] == []


@pytest.mark.parametrize("words", ["who met the", "and the", "invited our"])
def test_words_that_begin_something_else_are_no_part_of_an_office(words: str) -> None:
    assert _people(f"Ann Plas, {words} director of Danfoss") == [(None, "director of Danfoss")]


def test_one_who_is_met_may_be_told_by_where_they_are_from() -> None:
    text = "We met with Bram de Vries from Damen and students from Riga."

    assert _people(text, Manner.MET) == [("Bram de Vries", None)]
    assert _people("Bram de Vries from Damen spoke.") == []


def test_a_line_of_a_list_may_be_a_name_alone() -> None:
    assert _people("Rasa Mikutienė", Manner.LIST) == [("Rasa Mikutienė", None)]
    assert _people("Rasa Mikutienė", Manner.PROSE) == []
    assert _people("City Council", Manner.LIST) == []


@pytest.mark.parametrize(
    ("text", "city", "country"),
    [
        ("visited Riga, Latvia", "Riga", "LV"),
        ("to Aarhus (Denmark)", "Aarhus", "DK"),
        ("a trip to New York in the USA", "New York", "US"),
        ("TO LUBLIN", "Lublin", None),
    ],
)
def test_a_city_stands_before_its_country_or_after_to(
    text: str, city: str, country: str | None
) -> None:
    source = Source(text)
    found = find_place(source, source.whole)

    assert found is not None
    assert (found.city, found.country) == (city, country)


def test_a_line_that_states_the_place_may_be_a_city_or_a_country_alone() -> None:
    for text, stated in (("Lublin", ("Lublin", None)), ("Poland", (None, "PL"))):
        source = Source(text)
        found = stated_place(source, source.whole)
        assert found is not None
        assert (found.city, found.country) == stated
    assert stated_place(Source("not yet known"), Source("not yet known").whole) is None


def test_guests_come_from_where_their_delegation_does() -> None:
    found = find_origin(Source("A delegation from the city of Tainan (Taiwan) came."))

    assert found is not None
    assert (found.city, found.country) == ("Tainan", "TW")
    assert find_origin(Source("We visited Riga.")) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("85 mayors", (85, "mayors")),
        ("Eight Taiwanese business representatives", (8, "Taiwanese business representatives")),
        ("and three entrepreneurs", (3, "entrepreneurs")),
        ("twenty-five students from Riga", (25, "students from Riga")),
        ("1,697 companies", (1697, "companies")),
        ("13,500 bicycle parking places", (13500, "bicycle parking places")),
        ("two young founders of Mobly", (2, "young founders of Mobly")),
    ],
)
def test_a_number_counts_the_noun_after_it(text: str, count: tuple[int, str]) -> None:
    source = Source(text)

    assert [(each.value, each.label) for each in find_counts(source, source.whole)] == [count]


@pytest.mark.parametrize(
    "text", ["in 2024 cities grew", "two of our partners", "the mayors", "Article 5 of the law"]
)
def test_a_year_or_no_number_counts_nothing(text: str) -> None:
    source = Source(text)

    assert list(find_counts(source, source.whole)) == []


def test_organisations_are_told_by_their_nouns_and_legal_forms() -> None:
    source = Source("The Lublin University of Technology, Danfoss A/S and the City Council agreed.")

    found = find_organisations(source, source.whole)

    assert [each.value for each in found] == ["Lublin University of Technology", "Danfoss A/S"]


def test_initials_begin_a_name_of_a_body() -> None:
    source = Source("They met at the M. K. Čiurlionis Art School.")

    found = find_organisations(source, source.whole)

    assert [each.value for each in found] == ["M. K. Čiurlionis Art School"]


def test_inviters_are_those_who_follow_the_invitation_in_a_row() -> None:
    source = Source("At the invitation of the Osaka Chamber of Commerce we saw Osaka University.")

    assert [each.value for each in find_inviters(source)] == ["Osaka Chamber of Commerce"]


@pytest.mark.parametrize(
    ("text", "inviters"),
    [
        ("The visit was hosted by the City of Ghent and Ghent University.",
         ["City of Ghent", "Ghent University"]),
        ("We were kindly hosted by the Osaka Chamber of Commerce.", ["Osaka Chamber of Commerce"]),
        ("We were invited by the Town of Yaotsu.", ["Town of Yaotsu"]),
        ("Our host was the City of Graz.", ["City of Graz"]),
        ("Sibiu County Council had invited us.", ["Sibiu County Council"]),
        ("Utena City Council invited Riga City Council.", []),
        ("We came at the invitation of the Mayor of Riga, Linda Ozola.",
         ["Mayor of Riga Linda Ozola"]),
        ("We were invited by the Osaka Chamber of Commerce to meet Mayor Ken Ito.",
         ["Osaka Chamber of Commerce"]),
        ("A dinner was hosted by the Osaka Chamber of Commerce.", []),
    ],
)  # fmt: skip
def test_hosts_of_the_visit_invited(text: str, inviters: list[str]) -> None:
    assert [each.value for each in find_inviters(Source(text))] == inviters


def test_a_city_is_a_body_where_it_is_not_ours_and_not_whose_mayor_one_is() -> None:
    source = Source(
        "The Mayor of the City of Riga, the City of Utena and the City of Ghent agreed."
    )

    found = find_organisations(source, source.whole)

    assert [each.value for each in found] == ["City of Ghent"]
