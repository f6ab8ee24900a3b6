"""Guessing slowed down, by account and by network, and nobody locked out for good."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, select

from tracker.accounts.models import SignInTry
from tracker.core.db import Work
from tracker.core.errors import TooManyError
from tracker.core.security import digest

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_NETWORK = 30


@dataclass(frozen=True, slots=True)
class Caller:
    """Who tries: the account they name, from which network, from a browser it knows or not.

    A browser that has signed in to the account before (`browser`) is counted apart, so that a
    stranger who guesses on and on keeps only strangers out, not the person.
    """

    account: str
    address: str
    browser: str = ""

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Return what is counted, digested, and how far."""
        account = f"account:{self.account}:{self.browser}"
        return (digest(account), PER_ACCOUNT), (digest(f"network:{self.network}"), PER_NETWORK)

    @property
    def network(self) -> str:
        """Return the network: one address, or in IPv6 the 64 bits a household is given."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return self.address
        if not isinstance(address, IPv6Address):
            return str(address)
        return str(ip_network((address, 64), strict=False))


def take_try(work: Work, caller: Caller) -> None:
    """Count a try before it is heard, so that many at once are no way round the limit.

    Raises TooManyError, which says how long to wait; a try that is refused does not count, so
    that the wait ends however often somebody knocks.
    """
    _forget_old(work)
    for who, most in caller.keys:
        _refuse_above(work, who, most)
    work.session.add_all([SignInTry(who=who, at=work.now) for who, _most in caller.keys])


def forgive(work: Work, caller: Caller) -> None:
    """Forget the account's tries, for this one succeeded, and this one of the network's."""
    (account, _), (network, _) = caller.keys
    work.session.execute(delete(SignInTry).where(SignInTry.who == account))
    latest = select(SignInTry.id).where(SignInTry.who == network).order_by(SignInTry.id.desc())
    work.session.execute(delete(SignInTry).where(SignInTry.id == latest.limit(1).scalar_subquery()))


def _forget_old(work: Work) -> None:
    """Keep nothing longer than it counts; what another request is forgetting is left to it."""
    old = select(SignInTry.id).where(SignInTry.at <= work.now - WINDOW).order_by(SignInTry.id)
    taken = old.limit(1000).with_for_update(skip_locked=True)
    work.session.execute(delete(SignInTry).where(SignInTry.id.in_(taken)))


def _refuse_above(work: Work, who: str, most: int) -> None:
    work.take_turn(who)
    counted = (SignInTry.who == who, SignInTry.at > work.now - WINDOW)
    tries = select(SignInTry.at).where(*counted).order_by(SignInTry.at.desc())
    first_that_counts = work.session.scalar(tries.offset(most - 1).limit(1))
    if first_that_counts is not None:
        raise TooManyError(first_that_counts + WINDOW - work.now)
