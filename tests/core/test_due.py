from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tracker.core.due import Due, due_of, due_words, step_due
from tracker.core.texts import let_readers_choose

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Vilnius"))


@dataclass(frozen=True)
class Plan:
    next_step_on: date | None = None
    next_step_at: time | None = None
    dormant_until: date | None = None


@contextmanager
def speaking(language: str) -> Iterator[None]:
    app = Flask("words")
    let_readers_choose(app, lambda: language)
    with app.test_request_context():
        yield


def said(on: date, at: time | None = None, language: str = "lt") -> Due:
    with speaking(language):
        return due_words(on, at, today=MONDAY, language=language)


@pytest.mark.parametrize(
    ("on", "lt", "en"),
    [
        (date(2026, 11, 22), "vėluoja 1 d.", "1 day late"),
        (date(2026, 11, 20), "vėluoja 3 d.", "3 days late"),
        (date(2026, 8, 31), "vėluoja 84 d.", "84 days late"),
    ],
)
def test_what_is_late_says_by_how_many_days(on: date, lt: str, en: str) -> None:
    assert said(on) == Due(lt, "late")
    assert said(on, language="en") == Due(en, "late")


def test_what_is_due_today_says_by_when() -> None:
    assert said(MONDAY) == Due("šiandien", "today")
    assert said(MONDAY, time(11, 30)) == Due("iki 11:30", "today")
    assert said(MONDAY, time(11, 30), "en") == Due("by 11:30", "today")


def test_what_comes_later_is_a_short_date_and_next_year_a_whole_one() -> None:
    assert said(date(2026, 11, 26)) == Due("Kt 11-26")
    assert said(date(2026, 11, 26), time(9, 30)) == Due("Kt 11-26 9:30")
    assert said(date(2026, 11, 26), language="en") == Due("Thu 11-26")
    assert said(date(2027, 2, 22)) == Due("2027-02-22")


def test_a_step_counts_before_a_sleep_and_nothing_planned_is_nothing() -> None:
    asleep = Plan(dormant_until=date(2027, 2, 22))
    awake = Plan(next_step_on=MONDAY, next_step_at=time(9), dormant_until=date(2027, 2, 22))

    with speaking("lt"):
        assert due_of(asleep, now=NINE, language="lt") == Due("atidėta iki 2027-02-22")
        assert due_of(awake, now=NINE, language="lt") == Due("iki 9:00", "today")
        assert due_of(Plan(), now=NINE, language="lt") is None


@pytest.mark.parametrize(
    ("at", "lt", "en"),
    [
        (time(9), Due("iki 9:00", "today"), Due("by 9:00", "today")),
        (time(8, 59), Due("vėluoja nuo 8:59", "late"), Due("late since 8:59", "late")),
        (None, Due("šiandien", "today"), Due("today", "today")),
    ],
)
def test_a_step_of_today_is_late_once_its_hour_has_passed(
    at: time | None, lt: Due, en: Due
) -> None:
    for language, words in (("lt", lt), ("en", en)):
        with speaking(language):
            assert step_due(MONDAY, at, now=NINE, language=language) == words
