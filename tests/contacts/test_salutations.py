"""How a letter to somebody begins."""

import pytest

from tracker.contacts.models import NameOrder
from tracker.contacts.salutations import Person, suggest, suggest_lithuanian, vocative


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Račkauskas", "Račkauskai"),
        ("Tomas", "Tomai"),
        ("Rytis", "Ryti"),
        ("Kairys", "Kairy"),
        ("Šeškus", "Šeškau"),
        ("Stankevičius", "Stankevičiau"),
        ("Gaivenienė", "Gaiveniene"),
        ("Žibutė", "Žibute"),
        ("Loreta", "Loreta"),
        ("Naujokaitis-Rossas", "Naujokaiti-Rossai"),
    ],
)
def test_a_lithuanian_name_is_called_out(name: str, called: str) -> None:
    assert vocative(name) == called


def test_a_lithuanian_gets_the_vocative() -> None:
    assert suggest_lithuanian(Person("Rytis", "Račkauskas", country="LT")) == "Gerb. p. Račkauskai"
    assert suggest(Person("Rytis", "Račkauskas", language="lt")) == "Gerb. p. Račkauskai"


def test_a_foreign_name_is_never_inflected() -> None:
    assert suggest_lithuanian(Person("Matthias", "Holtkamp", country="DE", language="de")) is None


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person("Chih-wei", "Lin", honorific="Mr", language="en"), "Dear Mr Lin"),
        (Person("Karin", "Åkesson", honorific="Ms"), "Dear Ms Åkesson"),
        (
            Person("Matthias", "Holtkamp", honorific="Herr Dr.", language="de"),
            "Sehr geehrter Herr Dr. Holtkamp",
        ),
        (
            Person("Sabine", "von Rehden", honorific="Frau", language="de"),
            "Sehr geehrte Frau von Rehden",
        ),
        (
            Person("Maarten", "van der Heijden", honorific="Dhr.", language="nl"),
            "Geachte heer Van der Heijden",
        ),
        (Person("Jeroen", "'t Hart", honorific="Dhr.", language="nl"), "Geachte heer 't Hart"),
        (Person("Agnieszka", "Żak", honorific="Pani", language="pl"), "Szanowna Pani"),
        (Person("Anne-Sophie", "Delacourt", honorific="Mme", language="fr"), "Madame"),
        (Person("Markéta", "Říhová", honorific="paní", language="cs"), "Vážená paní"),
        (
            Person("Kenji", "Takahashi", "高橋 健司", NameOrder.FAMILY_FIRST, "Mr", "ja"),
            "高橋様",
        ),
        (
            Person("Oleksandr", "Kovalchuk", "Олександр Ковальчук", honorific="Mr", language="uk"),
            "Шановний пане Ковальчук",
        ),
        (Person(None, None, "洪國強", honorific="Mr", language="zh-Hant"), "洪國強先生"),
        (Person(None, None, "강민준", language="ko"), "강민준 님께"),
    ],
)
def test_a_letter_begins_in_its_language(person: Person, expected: str) -> None:
    assert suggest(person) == expected


@pytest.mark.parametrize("language", ["en", "de", "nl", "fr", "pl", "cs", "uk", "zh-Hant", "lt"])
def test_nothing_is_suggested_where_the_card_does_not_say_how(language: str) -> None:
    """Whether somebody is a man or a woman is never told by the name."""
    assert suggest(Person("Andrea", None, language=language)) in {None, "Gerb. p. Andrea"}
    assert suggest(Person("Kim", "Lee", language="de")) is None
