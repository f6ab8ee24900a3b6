import pytest

from tracker.trips.intake.lithuanian.countries import country_at
from tracker.trips.intake.lithuanian.places import find_place
from tracker.trips.intake.source import Source


def _place(text: str, *, stated: bool = False) -> tuple[str | None, str | None, str] | None:
    source = Source(text)
    found = find_place(source, source.whole, stated=stated)
    return (found.city, found.country, source.at(found.span)) if found else None


@pytest.mark.parametrize(
    ("text", "city", "country"),
    [
        ("TAIPĖJUJE (TAIVANE) ATASKAITA", "Taipėjus", "TW"),
        ("į Liubliną (Lenkija)", "Liublinas", "PL"),
        ("Liubline, Lenkijoje", "Liublinas", "PL"),
        ("Lenkijoje (Liubline)", "Liublinas", "PL"),
        ("Lenkijos mieste Liubline", "Liublinas", "PL"),
        ("Hanoverio mieste (Vokietija)", "Hanoveris", "DE"),
        ("Seule (Pietų Korėjoje)", "Seulas", "KR"),
        ("į Londoną (Jungtinė Karalystė)", "Londonas", "GB"),
        ("į Niujorką (JAV)", "Niujorkas", "US"),
        ("Los Andžele (JAV)", "Los Andželas", "US"),
        ("Tel Avive (Izraelis)", "Tel Avivas", "IL"),
        ("Tbilisyje, Sakartvele", "Tbilisis", "GE"),
        ("Amsterdame, Nyderlanduose", "Amsterdamas", "NL"),
        ("delegacija iš Vinycios (Ukraina)", "Vinycia", "UA"),
        ("į Varšuvą", "Varšuva", None),
        ("lankėsi Rygoje", "Ryga", None),
    ],
)
def test_a_city_and_its_country_are_read_in_any_case(
    text: str, city: str, country: str | None
) -> None:
    found = _place(text)

    assert found is not None
    assert found[:2] == (city, country)


def test_of_several_cities_the_first_is_taken() -> None:
    assert _place("Tokijuje ir Kiote (Japonija)") == (
        "Tokijas",
        "JP",
        "Tokijuje ir Kiote (Japonija)",
    )


def test_a_line_that_states_the_place_may_use_the_nominative() -> None:
    assert _place("Liublinas, Lenkija", stated=True) == ("Liublinas", "PL", "Liublinas, Lenkija")
    assert _place("Liublinas, Lenkija") is None or _place("Liublinas, Lenkija") != (
        "Liublinas",
        "PL",
        "Liublinas, Lenkija",
    )


def test_a_fair_or_a_council_is_no_city() -> None:
    assert _place("tarptautinėje Parodoje") is None
    assert _place("TARYBOJE") is None


def test_a_word_elsewhere_in_the_text_settles_an_accusative() -> None:
    assert _place("į Gabrovą. Gabrovo meras") == ("Gabrovas", None, "Gabrovą")
    assert _place("į Poltavą. Poltavos meras") == ("Poltava", None, "Poltavą")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("TAIVANE", "TW"),
        ("Jungtinėse Amerikos Valstijose", "US"),
        ("Jungtinėje Karalystėje", "GB"),
        ("Naujojoje Zelandijoje", "NZ"),
        ("Pietų Korėjos", "KR"),
        ("Nyderlanduose", "NL"),
        ("Čekijoje", "CZ"),
    ],
)
def test_a_country_is_known_in_every_case_by_the_names_babel_gives(words: str, code: str) -> None:
    found = country_at(words.split())

    assert found is not None
    assert found.code == code
