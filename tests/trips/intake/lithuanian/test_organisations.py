import pytest

from tracker.trips.intake.lithuanian.inviters import find_inviters
from tracker.trips.intake.lithuanian.organisations import find_home, find_organisations
from tracker.trips.intake.names import same_perhaps
from tracker.trips.intake.source import Source


def _names(text: str) -> list[str]:
    source = Source(text)
    return [each.value for each in find_organisations(source, source.whole)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("aplankytas Liublino technologijos universitetas", "Liublino technologijos universitetas"),
        ("su Rygos miesto taryba", "Rygos miesto taryba"),
        ("Taivano atstovybės Lietuvoje vadovas", "Taivano atstovybė Lietuvoje"),
        ("Latvijos prekybos ir amatų rūmuose", "Latvijos prekybos ir amatų rūmai"),
        ("įmonėje „Remondis“", "Remondis"),
        ("UAB „Baltic Solar“ vadovu", "UAB „Baltic Solar“"),
        ("VšĮ „Darbo menas“", "VšĮ „Darbo menas“"),
        ("su Hanse Digital GmbH atstovais", "Hanse Digital GmbH"),
        ("Gasunie. At Vopak NV we met", "Vopak NV"),
        ("su Italijos savivaldybių asociacija ANCI", "Italijos savivaldybių asociacija ANCI"),
        ("SIA „Kurzeme Energy“ atstovais", "SIA „Kurzeme Energy“"),
        ("Utenos „Saulės“ gimnaziją", "Utenos „Saulės“ gimnazija"),
        ("Kutaisio merijos kvietimu", "Kutaisio merija"),
        ("kur yra Turku taikomųjų mokslų universitetas", "Turku taikomųjų mokslų universitetas"),
        ("lankytasi John von Neumann universitete", "John von Neumann universitetas"),
        ("aplankytas Telavio valstybinis universitetas", "Telavio valstybinis universitetas"),
        ("Telavio valstybinio universiteto rektorius", "Telavio valstybinis universitetas"),
        ("Rygos centrinėje bibliotekoje", "Rygos centrinė biblioteka"),
        ("kur yra Respublikinė Šiaulių ligoninė", "Respublikinė Šiaulių ligoninė"),
        ("Mažosios Lenkijos vaivadijos maršalka", "Mažosios Lenkijos vaivadija"),
        ("padėkota Estijos ambasadai Rygoje", "Estijos ambasada Rygoje"),
        ("Rėzeknės kultūros centro „Gors“ vadovė", "Rėzeknės kultūros centras „Gors“"),
    ],
)  # fmt: skip
def test_an_organisation_is_brought_to_the_nominative(text: str, name: str) -> None:
    assert _names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Komandiruotės metu universitetas buvo uždarytas.",
        "tarybos nario Jono Jonaičio",
        "ŠVIETIMO MINISTERIJA",
        "kitos įmonės ir organizacijos",
        "vietos bendruomenės centras",
        "pagrindinė Europos Sąjungos taisyklė",
    ],
)
def test_a_common_noun_is_no_organisation(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize("text", ["Utenos rajono meras", "UTENOS RAJONO SAVIVALDYBĖ"])
def test_our_own_offices_begin_with_the_first_of_our_towns(text: str) -> None:
    home = find_home(Source(f"Rygos miesto tarybą aplankė {text}"))

    assert home is not None
    assert home.match("Utenos rajono taryba")
    assert home.match("Utenos savivaldybė")
    assert not home.match("Utenos kolegija")
    assert find_home(Source("Rygos miesto taryba")) is None


@pytest.mark.parametrize(
    ("text", "inviters"),
    [
        ("Liublino miesto savivaldybės kvietimu atvykta.", ["Liublino miesto savivaldybė"]),
        ("(Rygos tarybos ir Latvijos fondo kvietimas)", ["Rygos taryba", "Latvijos fondas"]),
        (
            "Aplankius Rygos uostą, Latvijos ambasados pakvietimu pietauta.",
            ["Latvijos ambasada"],
        ),
        (
            "Meras Jonas Jonaitis Chelmo miesto prezidento Tomasz Wieczorek kvietimu lankėsi.",
            ["Chelmo miesto prezidentas Tomasz Wieczorek"],
        ),
        (
            "Buvusio Latvijos ambasadoriaus, šiuo metu gyvenančio Rygoje, kvietimu pietauta.",
            ["buvęs Latvijos ambasadorius, šiuo metu gyvenantis Rygoje,"],
        ),
        ("Gautas kvietimas.", []),
    ],
)  # fmt: skip
def test_who_invited_is_who_stands_right_before_the_invitation(
    text: str, inviters: list[str]
) -> None:
    assert [each.value for each in find_inviters(Source(text))] == inviters


def test_a_name_without_what_stands_before_it_is_the_same_name() -> None:
    source = Source(
        "UAB „Saulė“ ir Utenos menų mokykla. Menų mokykla padės įmonei „Saulė“ kartu su "
        "Rygos taryba ir Rygos miesto taryba."
    )

    kept, aliases = same_perhaps(find_organisations(source, source.whole))

    assert [each.value for each in kept] == ["UAB „Saulė“", "Utenos menų mokykla", "Rygos taryba"]
    assert not aliases


def test_another_spelling_is_offered_and_the_same_name_is_dropped() -> None:
    source = Source("Taivano atstovybė, Taivaniečių atstovybė, Taivano atstovybė, Rygos atstovybė")

    kept, aliases = same_perhaps(find_organisations(source, source.whole))

    assert [each.value for each in kept] == ["Taivano atstovybė", "Rygos atstovybė"]
    assert [(each.value.name, each.value.of) for each in aliases] == [
        ("Taivaniečių atstovybė", "Taivano atstovybė")
    ]
