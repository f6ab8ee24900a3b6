"""Names to choose from stand in the order of the reader's own alphabet."""

from tracker.contacts.words import country_choices


def test_countries_stand_in_the_order_of_the_readers_language() -> None:
    english = [name for _, name in country_choices("en")]
    lithuanian = [name for _, name in country_choices("lt")]

    assert english.index("Iceland") < english.index("Japan") < english.index("Yemen")
    assert english.index("Yemen") > english.index("Western Sahara")
    assert english.index("Côte d’Ivoire") < english.index("Croatia")
    assert lithuanian.index("Čekija") > lithuanian.index("Centrinės Afrikos Respublika")
