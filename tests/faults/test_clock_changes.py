"""Half hours that are skipped or come twice: every reminder comes once each occurrence."""

from datetime import UTC, date, datetime, time

from tests.faults.clock_changes import Series, every_series, once_each


def test_every_half_hour_of_both_changes_comes_once_each_occurrence() -> None:
    assert once_each().broken == []


def test_there_are_ten_thousand_occurrences_and_more() -> None:
    assert sum(len(series.moments()) for series in every_series()) >= 10_000


def test_the_hour_that_comes_twice_counts_as_the_first() -> None:
    twice = Series("Europe/Vilnius", date(2026, 10, 25), time(3, 30), "once")

    assert twice.moments() == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    assert twice.is_kept()


def test_one_that_came_as_the_second_would_be_found() -> None:
    twice = Series("Europe/Vilnius", date(2026, 10, 25), time(3, 30), "once")

    assert not twice.is_first(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
