from tracker.trips.intake.english.countries import country_at


def test_a_country_is_known_by_its_english_names() -> None:
    for words, code in (("Taiwan", "TW"), ("Czech Republic", "CZ"), ("South Korea", "KR")):
        found = country_at(words.split())
        assert found is not None
        assert found.code == code
    assert country_at(["Lublin"]) is None
