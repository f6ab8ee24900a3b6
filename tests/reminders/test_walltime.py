"""From wall time to UTC and along recurrences: nothing twice, nothing left out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.clock import to_utc
from tracker.core.workdays import is_working_day
from tracker.reminders.walltime import Habits, next_on

VILNIUS = ZoneInfo("Europe/Vilnius")
ZONES = [ZoneInfo(name) for name in ("Europe/Vilnius", "Asia/Taipei", "UTC", "America/New_York")]
DAYS = st.dates(date(2025, 1, 1), date(2035, 12, 31))
HOURS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def test_an_hour_that_does_not_exist_moves_forward() -> None:
    moment = to_utc(date(2027, 3, 28), time(3, 30), VILNIUS)

    assert moment == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert moment.astimezone(VILNIUS).time() == time(4, 0)


def test_an_hour_that_exists_twice_counts_once_as_the_first() -> None:
    assert to_utc(date(2026, 10, 25), time(3, 30), VILNIUS) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


@given(on=DAYS, at=HOURS, zone=st.sampled_from(ZONES))
def test_a_wall_time_is_that_wall_time_or_the_first_after_a_gap(
    on: date, at: time, zone: ZoneInfo
) -> None:
    there = to_utc(on, at, zone).astimezone(zone)

    assert there.date() == on
    assert there.time() >= at
    if there.time() != at:
        wall = datetime.combine(on, at, zone)
        assert wall.astimezone(UTC).astimezone(zone).time() != at, "there was no gap"


@given(on=DAYS, at=HOURS, zone=st.sampled_from(ZONES))
def test_a_day_long_step_is_written_about_on_a_working_day_not_before_its_day(
    on: date, at: time, zone: ZoneInfo
) -> None:
    habits = Habits(at, zone.key, "12345")
    written = habits.first_letter(on, at, is_day_long=True).astimezone(zone).date()

    assert is_working_day(written)
    assert on <= written <= on + timedelta(days=10)
    assert written == on or not is_working_day(on)


@given(
    now=st.builds(datetime.combine, DAYS, HOURS, st.just(UTC)),
    zone=st.sampled_from(ZONES),
    works_on=st.sets(st.sampled_from("1234567"), min_size=1).map("".join),
    every=st.integers(1, 10),
)
def test_a_letter_comes_again_in_the_morning_of_a_later_day_of_work(
    now: datetime, zone: ZoneInfo, works_on: str, every: int
) -> None:
    again = Habits(time(7), zone.key, works_on, every).next_letter(now).astimezone(zone)

    assert again.time() == time(7)
    assert str(again.isoweekday()) in works_on
    assert again > now
    assert (again.date() - now.astimezone(zone).date()).days >= every


@pytest.mark.parametrize(
    ("hour", "at", "expected"),
    [
        ("2026-11-24 06:30", time(7), "2026-11-24 07:00"),
        ("2026-11-24 16:59", time(7), "2026-11-24 16:59"),
        ("2026-11-24 17:00", time(7), "2026-11-25 07:00"),
        ("2026-11-27 23:26", time(7), "2026-11-30 07:00"),
        ("2026-11-28 12:00", time(7), "2026-11-30 07:00"),
        ("2026-11-24 21:30", time(21), "2026-11-24 21:30"),
    ],
)
def test_what_is_told_at_once_waits_for_a_day_of_work_and_for_the_morning(
    hour: str, at: time, expected: str
) -> None:
    now, leaves = (
        datetime.fromisoformat(each).replace(tzinfo=VILNIUS) for each in (hour, expected)
    )

    assert Habits(at, "Europe/Vilnius", "12345").from_now(now) == leaves


def test_others_hear_of_it_after_three_working_days_and_after_seven() -> None:
    habits = Habits(time(7), "Europe/Vilnius", "12345")
    told_at = datetime(2026, 12, 21, 5, 0, tzinfo=UTC)  # Christmas is from Thursday to Saturday

    assert habits.escalation(told_at, 0) == datetime(2026, 12, 28, 5, 0, tzinfo=UTC)
    assert habits.escalation(told_at, 1) == datetime(2027, 1, 4, 5, 0, tzinfo=UTC)
    assert habits.escalation(told_at, 2) is None


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("rrule", ["FREQ=DAILY", "FREQ=WEEKLY"])
@pytest.mark.parametrize("changes_on", [date(2026, 10, 25), date(2027, 3, 28)])
def test_every_half_hour_of_a_clock_change_comes_once_each_occurrence(
    zone: ZoneInfo, rrule: str, changes_on: date
) -> None:
    for half_hour in range(48):
        at = time(half_hour // 2, 30 * (half_hour % 2))
        on: date | None = changes_on - timedelta(days=7)
        moments, days = [], []
        while on is not None and on <= changes_on + timedelta(days=7):
            days.append(on)
            moments.append(to_utc(on, at, zone))
            on = next_on(rrule, on)

        assert moments == sorted(set(moments))
        assert len(days) == (15 if rrule == "FREQ=DAILY" else 3)
        assert [moment.astimezone(zone).date() for moment in moments] == days


@given(
    on=DAYS,
    rrule=st.sampled_from(
        ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY", "FREQ=YEARLY;INTERVAL=2"]
    ),
)
def test_a_recurrence_always_goes_forward(on: date, rrule: str) -> None:
    following = next_on(rrule, on)

    assert following is not None
    assert following > on


def test_a_recurrence_that_has_ended_has_no_next_day() -> None:
    assert next_on("FREQ=DAILY;UNTIL=20261201", date(2026, 11, 30)) == date(2026, 12, 1)
    assert next_on("FREQ=DAILY;UNTIL=20261201", date(2026, 12, 1)) is None


def test_a_recurrence_on_working_days_passes_over_the_weekend() -> None:
    assert next_on("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 11, 27)) == date(2026, 11, 30)


def test_a_recurrence_skips_no_month_for_want_of_its_day() -> None:
    assert next_on("FREQ=MONTHLY", date(2027, 1, 31)) == date(2027, 2, 28)
