"""No text, however odd, keeps the rules busy until the reader's time is up.

Each stretch was chosen to make some pattern try again and again: words without an end, offices
without names, brackets and quotes that open and never close.
"""

import time

import pytest

from tracker.trips.intake.limits import CHILD_CPU_SECONDS
from tracker.trips.intake.parse import READ_AT_MOST, read_report

_STARTS = ("Komandiruotė Rygoje: ", "The business trip of the ")
_STRETCHES = (
    "a", "A", "1", ".", "-", "\n", "\t", " ", "a,", ". ", "( ", "„a ", "1 ", "2024-", "Aa-",
    "a'", "a.b+c-",
    "Abcd ", "ir ", "and ", "of the ", "meras ", "Mayor ", "Rygos miesto ", "Head of Abcd and ",
    "University of Abcd and ", "Rygos tarybos kvietimu ", "at the invitation of the ",
    "su Rygos miesto mero ", "sutarta kad ", "agreed to ", "kovo 17 d. ", "17 March ", "vienas a ",
    "one a ", "bendradarbiavimas a ", "cooperation in ", "Abcd Efgh, meras\n",
    "- iki kovo 1 d. parengti\n",
    "Riga City Council invited ", "pakvies į forumą „Abc“ ", "planuojama priimti 20 mokinių ",
    "with Abcd Efgh from Ijkl ", "Abcd Efgh, abc of the abc, ", "valstybinė Rygos biblioteka ",
    "City of Ghent ", "Rygos muziejus: meras; ", "• Tikslas: a\n", "1. Susitikimai: Rygos meras\n",
    "1. Tikslas\n", "konferencija ", "Conference ", "Rygos taryba „A“ ", "a\u0301",
)  # fmt: skip
_LENGTH = 60_000
"""Characters; a pattern that begins anew at each place would not be through with them in time."""


@pytest.mark.parametrize("stretch", _STRETCHES)
@pytest.mark.parametrize("start", _STARTS, ids=["lithuanian", "english"])
def test_no_text_uses_up_the_time_its_reader_has(start: str, stretch: str) -> None:
    text = start + stretch * (_LENGTH // len(stretch))
    begun = time.process_time()

    read_report(text)

    assert time.process_time() - begun < CHILD_CPU_SECONDS / 2


def test_what_is_longer_than_any_report_is_not_read_to_its_end() -> None:
    text = "Mero Jono Jonaičio komandiruotė Rygoje. " * 25_000
    assert len(text.encode()) > 1_000_000

    assert all(fact.end <= READ_AT_MOST for fact in read_report(text).facts)
