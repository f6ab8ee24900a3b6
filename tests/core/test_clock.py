"""Local time becomes UTC: through the gap in spring and the fold in autumn."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.clock import FixedClock, SystemClock, local_day, to_utc

VILNIUS = ZoneInfo("Europe/Vilnius")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Vilnius",
        "Asia/Taipei",
        "America/New_York",
        "Australia/Lord_Howe",  # shifts by half an hour
        "Asia/Kathmandu",  # a quarter of an hour off
        "UTC",
    )
]
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
moments = st.datetimes(datetime(2020, 1, 2), datetime(2035, 12, 30))  # noqa: DTZ001 - wall times


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 11, 23), time(8, 0), "2026-11-23T06:00"),
        (date(2026, 7, 1), time(8, 0), "2026-07-01T05:00"),
        (date(2027, 3, 28), time(2, 59), "2027-03-28T00:59"),  # the last minute before the gap
        (date(2027, 3, 28), time(3, 0), "2027-03-28T01:00"),  # 3:00 does not exist; 4:00 does
        (date(2027, 3, 28), time(3, 30), "2027-03-28T01:00"),
        (date(2027, 3, 28), time(3, 59, 30), "2027-03-28T01:00"),
        (date(2027, 3, 28), time(4, 0), "2027-03-28T01:00"),
        (date(2026, 10, 25), time(3, 30), "2026-10-25T00:30"),  # twice; the first counts
        (date(2026, 10, 25), time(4, 0), "2026-10-25T02:00"),
    ],
)
def test_a_wall_time_in_vilnius(day: date, at: time, expected: str) -> None:
    assert to_utc(day, at, VILNIUS).isoformat() == f"{expected}:00+00:00"


@given(days, st.times(), st.sampled_from(ZONES))
def test_the_moment_shows_the_wall_time_or_the_first_minute_after_a_gap(
    day: date, at: time, zone: ZoneInfo
) -> None:
    wall = datetime.combine(day, at)

    shown = to_utc(day, at, zone).astimezone(zone).replace(tzinfo=None)

    assert shown == wall or (wall < shown <= wall + timedelta(hours=1) and not shown.second)


@given(moments, st.timedeltas(timedelta(0), timedelta(hours=30)), st.sampled_from(ZONES))
def test_later_on_the_wall_is_never_earlier_in_utc(
    wall: datetime, step: timedelta, zone: ZoneInfo
) -> None:
    later = wall + step

    assert to_utc(wall.date(), wall.time(), zone) <= to_utc(later.date(), later.time(), zone)


@given(days, st.times(), st.sampled_from(ZONES))
def test_a_fold_mark_on_the_time_changes_nothing(day: date, at: time, zone: ZoneInfo) -> None:
    assert to_utc(day, at.replace(fold=1), zone) == to_utc(day, at.replace(fold=0), zone)


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    monday = datetime(2026, 11, 23, 6, tzinfo=UTC)
    clock = FixedClock(monday)
    assert clock.now() == clock.now() == monday

    clock.move_to(monday + timedelta(days=1))

    assert clock.now() == monday + timedelta(days=1)


def test_the_machines_clock_tells_utc() -> None:
    first, second = SystemClock().now(), SystemClock().now()

    assert first.utcoffset() == timedelta(0)
    assert first <= second


def test_a_moment_is_of_another_day_elsewhere() -> None:
    moment = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)

    assert local_day(moment, "Europe/Vilnius") == date(2026, 11, 23)
    assert local_day(moment, "Asia/Taipei") == date(2026, 11, 24)
