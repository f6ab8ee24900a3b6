from datetime import date

import pytest

from tracker.trips.intake.dates import find_days, only_year
from tracker.trips.intake.source import Source


def _days(text: str, year: int | None = None) -> list[tuple[str, str]]:
    source = Source(text)
    found = find_days(source, source.whole, year)
    return [(each.start.isoformat(), each.end.isoformat()) for each in found]


@pytest.mark.parametrize(
    "text",
    [
        "2024 m. kovo 17-24 d.",
        "2024 m. kovo 17–24 d.",
        "2024\u00a0m. kovo 17\u2009–\u200924\u00a0d.",
        "2024 M. KOVO 17–24 D.",
        "2024 03 17-24",
        "2024-03-17/24",
        "2024-03-17 – 2024-03-24",
        "2024.03.17–24",
        "2024 m. kovo mėn. 17–24 d.",
        "nuo 2024 m. kovo 17 d. iki 24 d.",
        "nuo 2024 m. kovo 17 d. iki 2024 m. kovo 24 d.",
        "nuo 2024-03-17 iki 2024-03-24",
        "2024 metų kovo 17–24 dienomis",
        "2024 m. kovo 17 d. (sekmadienis) – kovo 24 d.",
        "17–24 March 2024",
        "17 March – 24 March 2024",
        "March 17–24, 2024",
        "from 17 to 24 March 2024",
        "17th to 24th of March 2024",
        "17.03.2024 – 24.03.2024",
        "17–24.03.2024",
    ],
)
def test_the_same_week_is_read_in_every_form(text: str) -> None:
    assert _days(text) == [("2024-03-17", "2024-03-24")]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024 m. kovo 30 d. – balandžio 4 d.", "2024-03-30", "2024-04-04"),
        ("2023 m. gruodžio 29 d. – 2024 m. sausio 3 d.", "2023-12-29", "2024-01-03"),
        ("2023 m. gruodžio 29 d. – sausio 3 d.", "2023-12-29", "2024-01-03"),
        ("2024.03.30 – 04.04", "2024-03-30", "2024-04-04"),
        ("30 March – 4 April 2024", "2024-03-30", "2024-04-04"),
        ("29 December 2023 – 3 January 2024", "2023-12-29", "2024-01-03"),
        ("December 29 – January 3, 2024", "2023-12-29", "2024-01-03"),
        ("June 30 – July 2, 2025", "2025-06-30", "2025-07-02"),
        ("20/21 May 2025", "2025-05-20", "2025-05-21"),
    ],
)
def test_a_range_goes_over_months_and_years(text: str, start: str, end: str) -> None:
    assert _days(text) == [(start, end)]


@pytest.mark.parametrize(
    "text", ["2025 m. gegužės 14 d.", "2025-05-14", "14 May 2025", "May 14, 2025", "14.05.2025"]
)
def test_one_day_is_a_range_of_itself(text: str) -> None:
    assert _days(text) == [("2025-05-14", "2025-05-14")]


def test_a_day_without_a_year_needs_one_from_elsewhere() -> None:
    assert _days("kovo 17–24 d.") == []
    assert _days("03.17–24") == []
    assert _days("kovo 17–24 d.", 2024) == [("2024-03-17", "2024-03-24")]
    assert _days("03.17–24", 2024) == [("2024-03-17", "2024-03-24")]


@pytest.mark.parametrize(
    "text",
    [
        "iki 2050, 45 šalių",
        "EXPO 2024",
        "2024-02-30",
        "+370 45 2024 03 17",
        "12.5 proc.",
        "nuo 10.30 iki 12.45 val.",
        "17/03/2024",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert _days(text, 2024) == []


def test_hours_after_a_day_are_no_second_day() -> None:
    assert _days("2024 m. gegužės 14 d. 10–12 val.") == [("2024-05-14", "2024-05-14")]


def test_two_days_named_with_and_are_not_a_range_over_months() -> None:
    assert _days("2024 m. kovo 17 d. ir 2024 m. balandžio 3 d.")[0] == ("2024-03-17", "2024-03-17")


def test_the_year_of_a_text_is_told_only_when_there_is_one() -> None:
    assert only_year(Source("2024 m. kovo 1 d., 2024-03-02")) == 2024
    assert only_year(Source("2024 m. kovo 1 d., 2025-03-02")) is None
    assert only_year(Source("iki 2050")) is None


def test_a_range_carries_its_place() -> None:
    source = Source("Trukmė: 2024 m. kovo 17–24 d. (8 dienos)")

    found = find_days(source, source.whole)[0]

    assert source.at(found.span) == "2024 m. kovo 17–24 d."
    assert found.start == date(2024, 3, 17)
