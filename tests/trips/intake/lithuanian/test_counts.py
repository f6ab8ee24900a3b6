import pytest

from tracker.trips.intake.lithuanian.counts import find_counts
from tracker.trips.intake.source import Source


def _counts(text: str) -> list[tuple[int, str]]:
    source = Source(text)
    return [(each.value, each.label) for each in find_counts(source, source.whole)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("dalyvavo 85 merai", (85, "merai")),
        ("susitikta su 12 kultūros įstaigų vadovų", (12, "kultūros įstaigų vadovai")),
        ("iš 45 šalių", (45, "šalys")),
        ("8 verslo atstovai iš Taivano", (8, "verslo atstovai iš Taivano")),
        ("dvylika savivaldybių", (12, "savivaldybės")),
        ("su trimis viešbučių savininkais", (3, "viešbučių savininkai")),
        ("keturias dienas", (4, "dienos")),
        ("trisdešimt penki studentai", (35, "studentai")),
        ("1 697 verslo subjektai", (1697, "verslo subjektai")),
        ("2 moterys ir 6 asmenys", (6, "asmenys")),
        ("dvi naujos sutartys", (2, "naujos sutartys")),
    ],
)
def test_a_counted_noun_is_in_the_nominative_plural(text: str, count: tuple[int, str]) -> None:
    assert _counts(text) == [count]


@pytest.mark.parametrize(
    "text",
    [
        "2024 m. kovo 17 d.",
        "12.30 val.",
        "5 proc.",
        "EXPO 2024",
        "Nr. 19-412",
        "0 merų",
        "2027 metų renginiai",
        "18 futbolo mokyklos auklėtinių",
    ],
)
def test_a_number_without_a_counted_noun_is_no_count(text: str) -> None:
    assert _counts(text) == []


def test_only_people_may_become_contacts_and_words_are_less_sure_than_figures() -> None:
    source = Source("8 merai, penki studentai ir 3 miestai")

    found = list(find_counts(source, source.whole))

    assert [each.of_people for each in found] == [True, True, False]
    assert [each.in_words for each in found] == [False, True, False]
