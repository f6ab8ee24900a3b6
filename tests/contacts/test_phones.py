"""Numbers are kept as typed; what can be dialled stands beside them."""

import pytest

from tracker.contacts.phones import read_phone, show_phone


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("+370 45 501 234", None, "+37045501234"),
        ("(8-45) 501 234", "LT", "+37045501234"),
        ("0912 345 678", "TW", "+886912345678"),
        ("+886100000001", None, "+886100000001"),
        ("00 49 30 23125 000", "LT", "+493023125000"),
    ],
)
def test_a_number_that_can_be_read_can_be_dialled(
    typed: str, country: str | None, e164: str
) -> None:
    read = read_phone(typed, country)

    assert (read.typed, read.e164) == (typed, e164)


@pytest.mark.parametrize("typed", ["0912 345 678", "vid. 12", "nėra", "+999 1", "1" * 60])
def test_what_cannot_be_read_is_kept_and_never_refused(typed: str) -> None:
    read = read_phone(typed)

    assert (read.typed, read.e164) == (typed, None)
    assert read.hint


def test_a_librarys_invalid_is_only_a_hint() -> None:
    read = read_phone("+886100000001")

    assert read.e164 is not None
    assert read.hint is not None
    assert read_phone("+37060012345").hint is None


def test_a_number_is_shown_in_groups() -> None:
    assert show_phone("+37045501234").startswith("+370 ")
    assert show_phone("nonsense") == "nonsense"
