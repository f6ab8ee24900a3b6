"""What the journal calls a thing is spelt in one place, or its entries are not found again."""

import re

import pytest

from tests.house.test_sizes import CODE, ROOT


@pytest.mark.parametrize(
    ("kind", "place"),
    [("lead", "tracker/leads/models.py"), ("reminder", "tracker/reminders/models.py")],
)
def test_the_name_of_a_thing_in_the_journal_is_spelt_in_one_place(kind: str, place: str) -> None:
    spelt = re.compile(rf'f"{kind}:\{{')
    found = [
        str(path.relative_to(ROOT))
        for path in CODE
        if path.is_relative_to(ROOT / "tracker") and spelt.search(path.read_text("utf-8"))
    ]

    assert found == [place]
