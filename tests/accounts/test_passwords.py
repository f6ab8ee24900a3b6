"""What is kept of passwords, how long checking takes, and which ones are refused."""

from time import perf_counter

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from tests.accounts.people import PASSWORD, PASSWORD_HASH
from tracker.accounts.passwords import (
    LONGEST,
    NOBODYS,
    hash_password,
    is_outdated,
    matches,
    weakness,
)

ABOUT = ("Eglė Vaitkūnaitė", "egle.vaitkunaite@panevezys.example")


def test_only_the_right_password_matches() -> None:
    assert matches(PASSWORD_HASH, PASSWORD)
    assert not matches(PASSWORD_HASH, PASSWORD + " ")
    assert not matches(PASSWORD_HASH, PASSWORD.upper())


def test_nothing_matches_where_nothing_is_kept() -> None:
    assert not matches(None, PASSWORD)
    assert not matches(None, "")


def test_what_is_kept_cannot_be_read_and_differs_each_time() -> None:
    again = hash_password(PASSWORD)

    assert again != PASSWORD_HASH
    assert PASSWORD not in again
    assert extract_parameters(again).type is Type.ID


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not matches("nonsense", PASSWORD)
    assert not matches(PASSWORD_HASH[:-4] + "AAAA", PASSWORD)


def test_the_settings_are_as_strong_as_owasp_asks() -> None:
    used = extract_parameters(PASSWORD_HASH)

    assert (used.memory_cost, used.time_cost, used.parallelism) == (47_104, 1, 1)


def test_nobodys_hash_is_made_with_the_same_settings_as_everybodys() -> None:
    """Otherwise the time of an answer would tell who has an account."""
    assert extract_parameters(NOBODYS) == extract_parameters(PASSWORD_HASH)
    assert not is_outdated(NOBODYS)


def test_checking_takes_as_long_for_an_account_that_is_not_there() -> None:
    def seconds(kept: str | None) -> float:
        began = perf_counter()
        matches(kept, "not the right one")
        return perf_counter() - began

    there = min(seconds(PASSWORD_HASH) for _ in range(5))
    nobody = min(seconds(None) for _ in range(5))

    assert 0.5 < nobody / there < 2


def test_a_hash_made_with_other_settings_is_outdated() -> None:
    older = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PASSWORD)

    assert matches(older, PASSWORD)
    assert is_outdated(older)
    assert not is_outdated(PASSWORD_HASH)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "ežys po obelim miega",
        "Kx9!mQ2#vT7p",
        "пять зелёных яблок",
        "三個綠色的蘋果在桌子上面",
        "x" * 3 + "Kiautai Viksva Smalka",
    ],
)
def test_a_password_that_nobody_would_guess_is_taken(password: str) -> None:
    assert weakness(password, about=ABOUT) is None


@pytest.mark.parametrize("password", ["", "short", "Kx9!mQ2#vT7"])
def test_a_short_password_is_refused(password: str) -> None:
    assert "12 characters" in (weakness(password, about=ABOUT) or "")


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012345",
        "password123456",
        "Slaptažodis2024!",
        "slaptazodis slaptazodis",
        "qwertyuiop123",
        "Panevėžys2024",
        "Savivaldybe1234",
        "EglėVaitkūnaitė1",
        "vaitkunaite.egle",
        "egle.vaitkunaite@panevezys.example",
        "administrator1!",
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password: str) -> None:
    assert "too easy" in (weakness(password, about=ABOUT) or "")


def test_a_long_password_is_read_to_its_end() -> None:
    long = "a b c d e f g " * (LONGEST // 14)
    kept = hash_password(long + "x")

    assert not matches(kept, long + "y")
