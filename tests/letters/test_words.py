"""What is said of letters."""

from datetime import timedelta

import pytest

from tracker.letters.words import how_late


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (timedelta(minutes=21), "Laiškai vėluoja 21 minutę."),
        (timedelta(minutes=119), "Laiškai vėluoja 119 minučių."),
        (timedelta(hours=47), "Laiškai vėluoja 47 valandas."),
        (timedelta(days=11), "Laiškai vėluoja 11 dienų."),
    ],
)
def test_a_wait_is_told_in_the_unit_that_fits(wait: timedelta, said: str) -> None:
    assert how_late(wait, "lt") == said
