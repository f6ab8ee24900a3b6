"""Guessing is slowed down, and nobody is locked out for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tracker.accounts.models import SignInTry
from tracker.accounts.throttle import PER_ACCOUNT, PER_NETWORK, WINDOW, Caller, forgive, take_try
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.errors import TooManyError

EGLE = Caller("egle@savivaldybe.example", "192.0.2.7")


def tries(database: Database, caller: Caller, *, times: int) -> int:
    """Try so many times, each in a unit of work of its own, and return how many were heard."""
    heard = 0
    for _ in range(times):
        try:
            with database.write() as work:
                take_try(work, caller)
            heard += 1
        except TooManyError:
            pass
    return heard


def test_five_tries_are_heard_and_the_sixth_is_not(database: Database) -> None:
    assert tries(database, EGLE, times=9) == PER_ACCOUNT


def test_many_tries_at_once_are_no_way_round_the_limit(database: Database) -> None:
    with ThreadPoolExecutor(max_workers=12) as pool:
        heard = list(pool.map(lambda _: tries(database, EGLE, times=1), range(24)))

    assert sum(heard) == PER_ACCOUNT


def test_a_refusal_says_how_long_to_wait(database: Database, clock: FixedClock) -> None:
    tries(database, EGLE, times=PER_ACCOUNT)
    clock.move_to(clock.now() + timedelta(minutes=5))

    with pytest.raises(TooManyError) as refused, database.write() as work:
        take_try(work, EGLE)

    assert refused.value.wait == WINDOW - timedelta(minutes=5)
    assert "10 min" in str(refused.value)


def test_waiting_helps_however_often_somebody_knocks(database: Database, clock: FixedClock) -> None:
    tries(database, EGLE, times=PER_ACCOUNT)
    clock.move_to(clock.now() + WINDOW - timedelta(seconds=1))
    assert tries(database, EGLE, times=50) == 0

    clock.move_to(clock.now() + timedelta(seconds=1))

    assert tries(database, EGLE, times=1) == 1


def test_the_window_moves_with_each_try(database: Database, clock: FixedClock) -> None:
    """The first try leaves the window before the others do."""
    for _ in range(PER_ACCOUNT):
        assert tries(database, EGLE, times=1) == 1
        clock.move_to(clock.now() + timedelta(minutes=2))
    clock.move_to(clock.now() + timedelta(minutes=5))

    assert tries(database, EGLE, times=3) == 1


def test_another_account_is_heard(database: Database) -> None:
    tries(database, EGLE, times=PER_ACCOUNT)

    assert tries(database, Caller("tomas@savivaldybe.example", EGLE.address), times=1) == 1


def test_another_network_is_no_way_round_the_limit_of_an_account(database: Database) -> None:
    tries(database, EGLE, times=PER_ACCOUNT)

    assert tries(database, Caller(EGLE.account, "198.51.100.1"), times=1) == 0


def test_a_stranger_who_guesses_does_not_keep_out_a_known_browser(database: Database) -> None:
    tries(database, Caller(EGLE.account, "198.51.100.1"), times=50)

    assert tries(database, Caller(EGLE.account, EGLE.address, "mark"), times=1) == 1


def test_a_known_browser_is_counted_too(database: Database) -> None:
    known = Caller(EGLE.account, EGLE.address, "mark")

    assert tries(database, known, times=9) == PER_ACCOUNT


def test_one_network_cannot_try_many_accounts(database: Database) -> None:
    heard = sum(
        tries(database, Caller(f"user{number}@savivaldybe.example", "192.0.2.7"), times=1)
        for number in range(PER_NETWORK + 5)
    )

    assert heard == PER_NETWORK


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "", True),
        ("unix:", "unix:", True),
    ],
)
def test_a_network_is_an_address_or_what_a_household_gets(
    one: str, other: str, *, same: bool
) -> None:
    assert (Caller("", one).network == Caller("", other).network) is same


def test_a_success_forgets_the_accounts_tries_and_one_of_the_networks(
    database: Database,
) -> None:
    tries(database, EGLE, times=4)

    with database.write() as work:
        forgive(work, EGLE)

    assert tries(database, EGLE, times=9) == PER_ACCOUNT
    with database.read() as work:
        network = EGLE.keys[1][0]
        counted = select(func.count()).where(SignInTry.who == network)
        assert work.session.scalar(counted) == 3 + PER_ACCOUNT


def test_no_address_is_kept_and_nothing_longer_than_it_counts(
    database: Database, clock: FixedClock
) -> None:
    tries(database, EGLE, times=2)
    with database.read() as work:
        kept = work.session.scalars(select(SignInTry.who)).all()
    assert not [who for who in kept if "192" in who or "egle" in who]

    clock.move_to(clock.now() + WINDOW)
    tries(database, Caller("other@savivaldybe.example", "198.51.100.1"), times=1)

    with database.read() as work:
        assert work.session.scalar(select(func.count(SignInTry.id))) == 2


def test_a_try_that_is_not_yet_forgotten_does_not_count_for_longer(
    database: Database, clock: FixedClock
) -> None:
    """No more than a thousand are forgotten at once, and the oldest first."""
    who = EGLE.keys[0][0]
    with database.write() as work:
        work.session.add_all([SignInTry(who=who, at=work.now) for _ in range(1000 + PER_ACCOUNT)])
    clock.move_to(clock.now() + WINDOW)

    assert tries(database, EGLE, times=1) == 1
