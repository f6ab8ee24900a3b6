"""Moments, sizes and versions, as the page and the doctor say them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata

from tests.conftest import MONDAY
from tracker.health.machine import machine, zone_data
from tracker.health.words import moment, size

VILNIUS = ZoneInfo("Europe/Vilnius")


@pytest.mark.parametrize(
    ("count", "lt", "en"),
    [
        (0, "0\u00a0B", "0\u00a0B"),
        (999, "999\u00a0B", "999\u00a0B"),
        (1000, "1\u00a0kB", "1\u00a0kB"),
        (15_400_000, "15,4\u00a0MB", "15.4\u00a0MB"),
        (123_456_789_000, "123\u00a0GB", "123\u00a0GB"),
        (7_000_000_000_000_000, "7\u00a0000\u00a0TB", "7,000\u00a0TB"),
    ],
)
def test_a_size_is_told_in_the_unit_in_which_it_is_read(count: int, lt: str, en: str) -> None:
    assert (size(count, "lt"), size(count, "en")) == (lt, en)


def test_a_moment_of_today_is_an_hour_and_another_has_its_day() -> None:
    assert moment(MONDAY, MONDAY, VILNIUS) == "08:00:00"
    late_at_night = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # Monday already in Vilnius
    assert moment(late_at_night, MONDAY, VILNIUS) == "00:30:00"
    assert moment(MONDAY - timedelta(days=1), MONDAY, VILNIUS) == "2026-11-22\u00a008:00"


# --- This machine ---


def place(folder: Path, name: str = "", said: str = "") -> str:
    (folder / "Europe").mkdir(parents=True)
    if name:
        (folder / name).write_text(said, "ascii")
    return str(folder)


def test_the_systems_time_zones_come_first_and_say_their_version(tmp_path: Path) -> None:
    debian = place(tmp_path / "a", "tzdata.zi", "# version 2025b\n# This is public domain\n")
    apple = place(tmp_path / "b", "+VERSION", "2026a\n")
    silent = place(tmp_path / "c")

    assert zone_data((debian, apple)) == "2025b"
    assert zone_data((str(tmp_path / "nothing"), apple)) == "2026a"
    assert zone_data((silent, debian)) == ""


def test_without_any_of_the_system_they_are_the_packages_own(tmp_path: Path) -> None:
    assert zone_data((str(tmp_path / "nothing"),)) == tzdata.IANA_VERSION


def test_the_disk_is_known_before_the_folder_is_there(tmp_path: Path) -> None:
    assert machine(tmp_path / "not" / "yet").disk_free > 0
