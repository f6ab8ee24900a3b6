"""How the warning reads, compared exactly with snapshots, in both languages.

To renew the snapshots after a change you looked at: RENEW_SNAPSHOTS=1 pytest tests/health
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest

from tests.conftest import MONDAY, SECRET
from tests.support.snapshots import compare
from tracker.core.mail import Envelope
from tracker.core.security import LinkSigner
from tracker.letters.render import COLUMNS, Printer
from tracker.wiring import LETTERS

SNAPSHOTS = Path(__file__).parent / "snapshots"
PRINTER = Printer("https://rysiai.example", LinkSigner([SECRET]), LETTERS)
WRITTEN_AT = MONDAY + timedelta(minutes=41)


def _at(**ago: float) -> str:
    return (MONDAY - timedelta(**ago)).isoformat()


@dataclass(frozen=True)
class Case:
    """A warning: what it tells, and when it leaves."""

    payload: dict[str, Any] = field(default_factory=dict)
    left_at: datetime = WRITTEN_AT


CASES = {
    "still": Case(),
    "one_waits": Case({"waiting": 1}),
    "silence": Case({"quiet_from": _at(minutes=1)}),
    "silence_over": Case({"quiet_from": _at(minutes=1), "until": WRITTEN_AT.isoformat()}),
    "held_up": Case(left_at=WRITTEN_AT + timedelta(hours=3)),
    "since_yesterday": Case({"since": _at(hours=20), "quiet_from": _at(hours=21)}),
}


@dataclass(frozen=True)
class Row:
    """A letter, as printing needs it."""

    payload: dict[str, Any]
    locale: str
    template: str = "late"
    address: str = "justas@savivaldybe.example"
    message_id: str = "<1@savivaldybe.example>"


def printed(case: str, locale: str) -> Envelope:
    payload = {
        "since": MONDAY.isoformat(),
        "until": None,
        "quiet_from": None,
        "written_at": WRITTEN_AT.isoformat(),
        "waiting": 12,
        "zone": "Europe/Vilnius",
        **CASES[case].payload,
    }
    return PRINTER(Row(payload, locale), now=CASES[case].left_at)


@pytest.mark.parametrize("locale", ["lt", "en"])
@pytest.mark.parametrize("case", CASES)
def test_a_warning_reads_as_it_did(case: str, locale: str) -> None:
    envelope = printed(case, locale)

    compare(SNAPSHOTS / f"{case}.{locale}.txt", f"{envelope.subject}\n\n{envelope.text}")


@pytest.mark.parametrize("locale", ["lt", "en"])
@pytest.mark.parametrize("case", CASES)
def test_a_warning_is_small_valid_whole_and_has_a_short_subject(case: str, locale: str) -> None:
    envelope = printed(case, locale)

    parser = html5lib.HTMLParser(strict=False)
    parser.parse(envelope.html)
    assert not parser.errors
    assert len(envelope.html.encode()) < 20_000
    assert len(envelope.subject) <= 60
    assert "…" not in envelope.subject
    long = [line for line in envelope.text.splitlines() if len(line) > COLUMNS]
    assert all(line.startswith("https://") for line in long), long


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_text_and_html_hold_the_same_link(locale: str) -> None:
    envelope = printed("still", locale)

    in_html = set(re.findall(r'href="([^"]+)"', envelope.html))
    in_text = set(re.findall(r"^https://\S+$", envelope.text, re.MULTILINE))
    assert in_html == in_text == {"https://rysiai.example/health"}


@pytest.mark.parametrize("locale", ["lt", "en"])
@pytest.mark.parametrize("case", CASES)
def test_text_and_html_say_the_same(case: str, locale: str) -> None:
    envelope = printed(case, locale)

    in_html = " ".join("".join(html5lib.parse(envelope.html).itertext()).split())
    told, _, _link = envelope.text.partition("https://")
    for paragraph in told.split("\n\n"):
        assert " ".join(paragraph.split()) in in_html


def test_the_longest_day_of_the_year_still_fits_the_subject() -> None:
    since = datetime.fromisoformat("2026-09-30T20:59:00+00:00").isoformat()
    row = Row({"since": since, "until": None, "quiet_from": None, "waiting": 1,
               "written_at": WRITTEN_AT.isoformat(), "zone": "Europe/Vilnius"}, "lt")  # fmt: skip

    envelope = PRINTER(row, now=WRITTEN_AT)

    assert envelope.subject == "Priminimai vėluoja nuo rugsėjo 30 d., 23:59"
