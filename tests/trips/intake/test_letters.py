"""Letters, notes and other reports that say no word for a journey, and who went by them."""

from datetime import date

import pytest

from tracker.trips.intake.draft import Direction
from tracker.trips.intake.parse import read_report

_LETTERS = [
    "Labas, {when} buvome Kuresarėje ({where}). Mus priėmė {whom} Liis Lepik.",
    "Hi, I am just back from Kuressaare, {where} ({when}). We met {whom} Liis Lepik.",
]


@pytest.mark.parametrize(
    ("letter", "when", "where", "whom", "direction"),
    [
        (_LETTERS[0], "2025 m. spalio 14–16 d.", "Estija", "vicemerė", Direction.OUTGOING),
        (_LETTERS[0], "2025 m. spalio 14–16 d.", "Estija", "teta", None),
        (_LETTERS[0], "rudenį", "Estija", "vicemerė", None),
        (_LETTERS[0], "2025 m. spalio 14–16 d.", "sala", "vicemerė", None),
        (_LETTERS[1], "14-16 October 2025", "Estonia", "Deputy Mayor", Direction.OUTGOING),
        (_LETTERS[1], "14-16 October 2025", "Estonia", "aunt", None),
        (_LETTERS[1], "last week", "Estonia", "Deputy Mayor", None),
    ],
)
def test_a_letter_without_a_word_for_a_journey_says_when_where_abroad_and_whom_by_office(
    letter: str, when: str, where: str, whom: str, direction: Direction | None
) -> None:
    assert read_report(letter.format(when=when, where=where, whom=whom)).trip.direction is direction


def test_a_text_without_a_word_for_a_journey_says_which_official_of_ours_was_abroad() -> None:
    when = "2025 m. kovo 11–13 d."
    told = read_report(f"{when} vedėja Ona Onaitytė dalyvavo seminare Turku mieste (Suomija).")
    news = read_report(f"{when} Turku mieste (Suomija) vyko mugė. „Puiku“, – sako merė Ona Ozola.")

    assert (told.trip.city, told.delegates[0].name) == ("Turku", "Ona Onaitytė")
    assert news.is_empty


def test_a_letter_in_the_first_person_may_say_no_verb_of_a_journey() -> None:
    trip = read_report(
        "Here is what came of my participation in a forum in Tbilisi, Georgia, from 6 to 8 October "
        "2025. I had a meeting with Elena Pucci, project officer."
    ).trip

    assert (trip.direction, trip.city, trip.country) == (Direction.OUTGOING, "Tbilisi", "GE")


def test_bullets_at_the_end_of_a_letter_are_no_signature() -> None:
    draft = read_report(
        "Išvyka į Korką (Airija)\nKas vyko\n- merė Ona Onaitytė\nSu kuo susitikome\n"
        "- meras Fergal Dennehy"
    )

    assert [each.name for each in draft.delegates] == ["Ona Onaitytė"]
    assert [each.name for each in draft.people] == ["Fergal Dennehy"]


def test_a_report_on_taking_part_tells_who_went_before_its_word_for_itself() -> None:
    draft = read_report(
        "Vedėjos Onos Onaitytės\nATASKAITA\nDĖL DALYVAVIMO PARTNERIŲ SUSITIKIME\n"
        "Išvykos laikas: 2025 m. birželio 9–12 d.\n\n"
        "Susitikimą organizavo Gižicko miesto savivaldybė (Lenkija)."
    )

    assert (draft.trip.city, draft.trip.country) == ("Gižickas", "PL")
    assert [each.name for each in draft.delegates] == ["Ona Onaitytė"]


def test_the_place_and_the_days_may_stand_in_the_sentence_that_opens_a_letter() -> None:
    trip = read_report(
        "Notes from Espoo, Finland (11-12 May 2026). I travelled with Jonas Kairys from the IT "
        "division.\nWe met Jari Collin, director of Telia."
    )
    letter = read_report(
        "Dalinuosi pastabomis iš Olborgo (Danija). Ten 2025 m. balandžio 7–9 d. buvome su vedėja "
        "Ona Onaityte."
    )

    assert (trip.trip.city, trip.trip.end) == ("Espoo", date(2026, 5, 12))
    assert [each.name for each in trip.delegates] == ["Jonas Kairys"]
    assert (letter.trip.city, letter.trip.country) == ("Olborgas", "DK")
    assert [each.name for each in letter.delegates] == ["Ona Onaitytė"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dviese su vedėja Ona Onaityte dalyvavome mugėje.", ["Ona Onaitytė"]),
        ("Buvome kovo 3–5 d. kartu su vedėja Ona Onaityte.", ["Ona Onaitytė"]),
        ("Dalyvavome mugėje kartu su mere Linda Ozola.", []),
    ],
)
def test_who_came_along_is_one_of_ours(text: str, names: list[str]) -> None:
    draft = read_report(f"Komandiruotė Rygoje\n\n{text}")

    assert [each.name for each in draft.delegates] == names
