"""What time it is there, whether they work, and when they rest."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tracker.contacts.hours import Office, local_time, rests_ahead, zone_of

VILNIUS = ZoneInfo("Europe/Vilnius")


def there(moment: datetime, zone: str, country: str | None) -> tuple[str, Office, int]:
    found = local_time(moment, there=ZoneInfo(zone), country=country, here=VILNIUS)
    return f"{found.now:%H:%M}", found.office, found.day_ahead


@pytest.mark.parametrize(
    ("moment", "zone", "country", "expected"),
    [
        (datetime(2026, 11, 23, 6, tzinfo=UTC), "Asia/Taipei", "TW", ("14:00", Office.OPEN, 0)),
        (datetime(2026, 11, 23, 0, tzinfo=UTC), "Asia/Taipei", "TW", ("08:00", Office.NOT_YET, 0)),
        (datetime(2026, 11, 23, 10, tzinfo=UTC), "Asia/Taipei", "TW", ("18:00", Office.OVER, 0)),
        (datetime(2026, 11, 22, 6, tzinfo=UTC), "Asia/Taipei", "TW", ("14:00", Office.WEEKEND, 0)),
        (datetime(2027, 1, 1, 6, tzinfo=UTC), "Asia/Taipei", "TW", ("14:00", Office.HOLIDAY, 0)),
        (datetime(2026, 11, 23, 18, tzinfo=UTC), "Asia/Taipei", "TW", ("02:00", Office.NOT_YET, 1)),
        (
            datetime(2026, 11, 23, 1, tzinfo=UTC),
            "America/New_York",
            "US",
            ("20:00", Office.WEEKEND, -1),
        ),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "Europe/Kyiv", None, ("11:00", Office.OPEN, 0)),
    ],
)
def test_whether_they_work_now(
    moment: datetime, zone: str, country: str | None, expected: tuple[str, Office, int]
) -> None:
    assert there(moment, zone, country) == expected


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Asia/Taipei", time(8), time(12)),
        ("Europe/Vilnius", time(9), time(17)),
        ("America/New_York", time(16), time(17)),
        ("Pacific/Auckland", None, None),
    ],
)
def test_the_best_hours_to_call_are_when_both_work(
    zone: str, start: time | None, end: time | None
) -> None:
    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)

    found = local_time(moment, there=ZoneInfo(zone), country=None, here=VILNIUS)

    assert (found.best_from, found.best_until) == (start, end)


def test_summer_time_moves_the_best_hours() -> None:
    summer = datetime(2026, 7, 1, 8, tzinfo=UTC)

    found = local_time(summer, there=ZoneInfo("Asia/Taipei"), country="TW", here=VILNIUS)

    assert (found.best_from, found.best_until) == (time(8), time(13))


def test_public_holidays_of_the_next_two_weeks_are_said() -> None:
    rests = rests_ahead("LT", date(2026, 12, 20), "lt")

    assert rests is not None
    assert [rest.on for rest in rests] == [
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
    ]


@pytest.mark.parametrize("country", ["UA", None, "XX"])
def test_no_data_is_not_no_holidays(country: str | None) -> None:
    assert rests_ahead(country, date(2026, 11, 23), "lt") is None
    assert rests_ahead("TW", date(2026, 11, 23), "lt") == ()


def test_a_country_with_several_zones_tells_none() -> None:
    assert zone_of("US") is None
    assert zone_of("LT") == "Europe/Vilnius"
    assert zone_of(None) is None
