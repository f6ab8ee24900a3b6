import pytest

from tracker.trips.intake.lithuanian.cases import Case, Gender, city, decline
from tracker.trips.intake.lithuanian.names import gender_of, nominative_name
from tracker.trips.intake.source import mixed_case


def _nominative(name: str, case: Case) -> str:
    words = name.split()
    return nominative_name(words, case, gender_of(words[0], words[-1], case))[0]


@pytest.mark.parametrize(
    ("genitive", "nominative"),
    [
        ("Ryčio Račkausko", "Rytis Račkauskas"),
        ("Arūno Balčiūno", "Arūnas Balčiūnas"),
        ("Žibutės Gaivenienės", "Žibutė Gaivenienė"),
        ("Loretos Masiliūnienės", "Loreta Masiliūnienė"),
        ("Jono Kairio", "Jonas Kairys"),
        ("Mindaugo Stankevičiaus", "Mindaugas Stankevičius"),
        ("Andriaus Gaidžio", "Andrius Gaidys"),
        ("Kazimiero Jonaičio", "Kazimieras Jonaitis"),
        ("Kęstučio Petrelio", "Kęstutis Petrelis"),
        ("Virginijaus Šeškaus", "Virginijus Šeškus"),
        ("Vytauto Daukšos", "Vytautas Daukša"),
        ("Ievos Petraitytės-Kazlauskienės", "Ieva Petraitytė-Kazlauskienė"),
        ("Eglės Butkutės", "Eglė Butkutė"),
        ("Dalios Šliūpaitės", "Dalia Šliūpaitė"),
        ("Wacławo Żureko", "Wacław Żurek"),
        ("John'o Smith'o", "John Smith"),
    ],
)
def test_a_name_in_the_genitive_is_brought_to_the_nominative(
    genitive: str, nominative: str
) -> None:
    assert _nominative(genitive, Case.GENITIVE) == nominative


@pytest.mark.parametrize(
    ("instrumental", "nominative"),
    [
        ("Jonu Jonaičiu", "Jonas Jonaitis"),
        ("Ona Petraitiene", "Ona Petraitienė"),
        ("Andriumi Stankevičiumi", "Andrius Stankevičius"),
        ("Ryčiu Račkausku", "Rytis Račkauskas"),
        ("Anna Kowalska", "Anna Kowalska"),
    ],
)
def test_a_name_in_the_instrumental_is_brought_to_the_nominative(
    instrumental: str, nominative: str
) -> None:
    assert _nominative(instrumental, Case.INSTRUMENTAL) == nominative


def test_a_name_in_the_nominative_stays_as_it_is() -> None:
    assert _nominative("Jonas Kairys", Case.NOMINATIVE) == "Jonas Kairys"


@pytest.mark.parametrize(
    ("locative", "nominative"),
    [
        ("Taipėjuje", "Taipėjus"),
        ("Vilniuje", "Vilnius"),
        ("Barselonoje", "Barselona"),
        ("Liubline", "Liublinas"),
        ("Varšuvoje", "Varšuva"),
        ("Rygoje", "Ryga"),
        ("Tokijuje", "Tokijas"),
        ("Hanoveryje", "Hanoveris"),
        ("Vinycioje", "Vinycia"),
        ("Panevėžyje", "Panevėžys"),
        ("Atėnuose", "Atėnai"),
        ("Šiauliuose", "Šiauliai"),
        ("Sidnėjuje", "Sidnėjus"),
        ("Kėdainiuose", "Kėdainiai"),
    ],
)
def test_a_city_in_the_locative_is_brought_to_the_nominative(
    locative: str, nominative: str
) -> None:
    assert city(locative, Case.LOCATIVE).text == nominative


@pytest.mark.parametrize(
    ("genitive", "nominative"),
    [("Liublino", "Liublinas"), ("Rygos", "Ryga"), ("Hanoverio", "Hanoveris"),
     ("Vilniaus", "Vilnius"), ("Tokijo", "Tokijas"), ("Narvos", "Narva")],
)  # fmt: skip
def test_a_city_in_the_genitive_is_brought_to_the_nominative(
    genitive: str, nominative: str
) -> None:
    assert city(genitive, Case.GENITIVE).text == nominative


def test_an_accusative_that_allows_two_answers_is_not_sure() -> None:
    assert not city("Liubliną", Case.ACCUSATIVE).sure


@pytest.mark.parametrize(
    ("word", "case", "plural", "form"),
    [
        ("narys", Case.GENITIVE, False, "nario"),
        ("vicemerė", Case.GENITIVE, True, "vicemerių"),
        ("kontaktas", Case.NOMINATIVE, True, "kontaktai"),
        ("direktorius", Case.INSTRUMENTAL, False, "direktoriumi"),
        ("Lenkija", Case.LOCATIVE, False, "Lenkijoje"),
        ("Nyderlandai", Case.LOCATIVE, True, "Nyderlanduose"),
        ("Peru", Case.LOCATIVE, False, "Peru"),
    ],
)
def test_a_word_of_the_trade_declines(word: str, case: Case, form: str, *, plural: bool) -> None:
    forms = {(each.case, each.plural): each.text for each in decline(word)}

    assert forms[case, plural] == form


def test_a_country_of_the_feminine_is_kind_declines_its_own_way() -> None:
    forms = [each.text for each in decline("šalis", feminine=True)]

    assert forms[:2] == ["šalis", "šalies"]
    assert "šalių" in forms


def test_capitals_become_a_name_with_its_letters_kept() -> None:
    assert mixed_case("ŽIBUTĖS") == "Žibutės"
    assert mixed_case("PETRAITYTĖ-JONĖ") == "Petraitytė-Jonė"
    assert mixed_case("McDonald") == "McDonald"


def test_a_woman_is_told_by_her_surname_before_her_given_name() -> None:
    assert gender_of("Ingeborg", "Jonaitienės", Case.GENITIVE) is Gender.FEMALE
    assert gender_of("Jono", "Daukšos", Case.GENITIVE) is Gender.MALE
