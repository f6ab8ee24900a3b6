"""Other reports in other words: each `.yaml` says what its `.txt` must give, to the letter."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.trips.intake.samples import REPORTS
from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.parse import read_report

_SAMPLES = sorted(REPORTS.glob("*.yaml"))


def _flat(made: dict[str, Any]) -> dict[str, Any]:
    trip = {f"trip.{key}": value for key, value in made.pop("trip", {}).items()}
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in (trip | made).items()
    }


@pytest.mark.parametrize("sample", _SAMPLES, ids=[each.stem for each in _SAMPLES])
def test_a_report_gives_what_it_says_and_nothing_else(sample: Path) -> None:
    expected = _flat(yaml.safe_load(sample.read_text()))

    found = _flat(read_report(sample.with_suffix(".txt").read_text()).as_json())

    assert {key: found[key] for key in expected} == expected


def test_days_on_which_the_title_and_the_section_disagree_are_to_be_checked() -> None:
    draft = read_report((REPORTS / "narva_disagreeing.txt").read_text())

    facts = {fact.field: fact.confidence for fact in draft.facts}
    assert facts["trip.start"] is Confidence.CHECK
    assert facts["trip.end"] is Confidence.CHECK


def test_a_surname_whose_ending_allows_two_answers_is_only_likely() -> None:
    draft = read_report((REPORTS / "riga_one_day.txt").read_text())

    facts = {fact.field: fact.confidence for fact in draft.facts}
    assert facts["delegates.0"] is Confidence.LIKELY  # Gaidžio: Gaidys, and not Gaidis
    assert facts["delegates.1"] is Confidence.CERTAIN


def test_a_foreign_name_without_its_ending_is_to_be_checked() -> None:
    draft = read_report((REPORTS / "lublin_twinning.txt").read_text())

    fact = draft.fact("people.0")
    assert fact is not None
    assert fact.confidence is Confidence.CHECK


def test_people_named_in_the_same_sentence_are_no_longer_counted_as_unnamed() -> None:
    draft = read_report(
        "Komandiruotė Rygoje\nSusitikta su 3 įmonių atstovais: direktoriumi Jonu Jonaičiu ir "
        "direktore Ona Onaityte."
    )

    assert [each.count for each in draft.placeholders] == [1]


def test_a_text_in_neither_language_gives_nothing() -> None:
    assert read_report("12345 67890").language is None
    assert read_report("").is_empty
