"""One-time links: what they open, how long, and for whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tracker.accounts import service
from tracker.accounts.models import LinkPurpose, OneTimeLink, Role, SignIn
from tracker.accounts.queries import (
    has_users,
    usable_link,
)
from tracker.accounts.service import NewUser
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import GoneError

EGLE = NewUser("Egle@Savivaldybe.example", "Eglė", "Vaitkūnaitė", Role.OFFICER)
HASH = "$argon2id$kept"


# --- The first administrator ----------------------------------------------------------------------


def test_the_first_link_is_given_only_while_nobody_has_an_account(work: Work) -> None:
    assert service.first_administrator_link(work)

    service.add_user(work, EGLE)

    assert has_users(work.session)
    assert service.first_administrator_link(work) is None


def test_the_first_administrator_is_made_once(work: Work) -> None:
    token = service.first_administrator_link(work) or ""

    user = service.make_first_administrator(work, token, EGLE, password_hash=HASH)

    assert user.password_hash == HASH
    with pytest.raises(GoneError):
        service.make_first_administrator(work, token, EGLE, password_hash=HASH)


def test_of_two_first_links_only_the_newer_works(work: Work) -> None:
    older = service.first_administrator_link(work) or ""
    newer = service.first_administrator_link(work) or ""

    with pytest.raises(GoneError):
        service.make_first_administrator(work, older, EGLE, password_hash=HASH)
    assert service.make_first_administrator(work, newer, EGLE, password_hash=HASH)


def test_the_first_link_is_over_once_somebody_has_an_account(work: Work) -> None:
    """An account added by the command line closes the door that the link would open."""
    token = service.first_administrator_link(work) or ""
    service.add_user(work, EGLE)

    with pytest.raises(GoneError):
        service.make_first_administrator(work, token, EGLE, password_hash=HASH)


def test_the_first_link_lasts_a_day(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        token = service.first_administrator_link(work) or ""
    clock.move_to(clock.now() + timedelta(days=1))

    with pytest.raises(GoneError), database.write() as work:
        service.make_first_administrator(work, token, EGLE, password_hash=HASH)


# --- Links to set a password ----------------------------------------------------------------------


def test_a_password_link_works_once(work: Work) -> None:
    user = service.add_user(work, EGLE)
    token = service.make_password_link(work, user)

    assert service.set_password_by_link(work, token, HASH) is user

    assert user.password_hash == HASH
    with pytest.raises(GoneError):
        service.set_password_by_link(work, token, "another")
    assert user.password_hash == HASH


def test_of_two_who_use_a_link_at_once_one_is_let_through(database: Database) -> None:
    with database.write() as work:
        token = service.make_password_link(work, service.add_user(work, EGLE))

    def use(number: int) -> bool:
        try:
            with database.write() as work:
                service.set_password_by_link(work, token, f"{HASH}{number}")
        except GoneError:
            return False
        return True

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert sum(pool.map(use, range(4))) == 1


@pytest.mark.parametrize(("days", "works"), [(6, True), (7, False)])
def test_a_password_link_lasts_a_week(
    database: Database, clock: FixedClock, days: int, *, works: bool
) -> None:
    with database.write() as work:
        token = service.make_password_link(work, service.add_user(work, EGLE))
    clock.move_to(clock.now() + timedelta(days=days))

    with database.read() as work:
        if works:
            assert usable_link(work.session, LinkPurpose.SET_PASSWORD, token, now=work.now)
            return
        with pytest.raises(GoneError):
            usable_link(work.session, LinkPurpose.SET_PASSWORD, token, now=work.now)


def test_a_newer_link_ends_the_older_but_not_other_peoples(make: Make, work: Work) -> None:
    one, other = make.user(), make.user()
    older, others = service.make_password_link(work, one), service.make_password_link(work, other)

    newer = service.make_password_link(work, one)

    with pytest.raises(GoneError):
        service.set_password_by_link(work, older, HASH)
    assert service.set_password_by_link(work, others, HASH) is other
    assert service.set_password_by_link(work, newer, HASH) is one


def test_changing_the_password_ends_links_made_before(make: Make, work: Work) -> None:
    user = make.user()
    token = service.make_password_link(work, user)

    service.set_password(work, user, HASH)

    with pytest.raises(GoneError):
        service.set_password_by_link(work, token, "another")


def test_a_link_is_good_for_its_purpose_only(work: Work) -> None:
    token = service.first_administrator_link(work) or ""

    with pytest.raises(GoneError):
        service.set_password_by_link(work, token, HASH)


def test_the_database_does_not_hold_what_opens_a_link_or_a_session(make: Make, work: Work) -> None:
    user = make.user()
    link, session = service.make_password_link(work, user), service.begin_sign_in(work, user)
    work.session.flush()

    kept = [
        *work.session.scalars(select(OneTimeLink.token_digest)),
        *work.session.scalars(select(SignIn.token_digest)),
    ]

    assert len(kept) == 2
    assert not {link, session} & set(kept)


def test_nobody_who_is_switched_off_gets_a_link(make: Make, work: Work) -> None:
    user = make.user(disabled_at=work.now)

    with pytest.raises(service.SwitchedOffError):
        service.make_password_link(work, user)
