"""What addresses ask for is read; what nobody knows is nothing."""

from datetime import date

import pytest

from tracker.core.asked import country_in, day_in, one_of, words_in
from tracker.leads.models import Phase


@pytest.mark.parametrize("said", [None, "", "2026-02-30", "2026", "rytoj", "2026-11-23T10:00"])
def test_what_is_no_day_is_nothing(said: str | None) -> None:
    assert day_in(said) is None


@pytest.mark.parametrize("said", [None, "", "T", "TWN", "ŽŽ", "T1", "T\n"])
def test_what_is_no_country_is_nothing(said: str | None) -> None:
    assert country_in(said) is None


def test_what_is_known_is_read() -> None:
    assert day_in("2026-11-23") == date(2026, 11, 23)
    assert country_in("tw") == "TW"
    assert one_of(Phase, Phase.TALKING.value) is Phase.TALKING
    assert (one_of(Phase, "TALKING"), one_of(Phase, None)) == (None, None)


def test_words_stand_one_space_apart_and_end_somewhere() -> None:
    assert words_in("  Lin \t Mei\n") == "Lin Mei"
    assert words_in(None) == ""
    assert len(words_in("ž" * 999)) == 100
