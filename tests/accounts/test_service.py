"""What can be done to accounts: links work once, switching off is at once, the journal tells."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tracker.accounts import service
from tracker.accounts.models import LinkPurpose, OneTimeLink, Role, SignIn, User
from tracker.accounts.queries import (
    all_users,
    find_by_email,
    get_sign_in,
    get_user,
    has_users,
    is_active,
    possible_owners,
    sign_ins_of,
    signed_in,
    usable_link,
)
from tracker.accounts.service import Choices, NewUser
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import ConflictError, GoneError, NotFoundError

EGLE = NewUser("Egle@Savivaldybe.example", "Eglė", "Vaitkūnaitė", Role.OFFICER)
HASH = "$argon2id$kept"


def journal(work: Work, subject: str) -> list[str]:
    work.session.flush()
    entries = select(Entry.what).where(Entry.subject == subject).order_by(Entry.id)
    return list(work.session.scalars(entries))


def who(work: Work, token: str) -> int | None:
    """Return who is signed in with `token`."""
    work.session.flush()
    found = signed_in(work.session, token, now=work.now, today=work.today)
    return found.id if found else None


# --- Adding ---------------------------------------------------------------------------------------


def test_an_account_has_no_password_until_its_person_sets_one(work: Work) -> None:
    user = service.add_user(work, EGLE)

    assert user.email == "egle@savivaldybe.example"
    assert user.password_hash is None
    assert user.reminder_at == time(7)
    assert journal(work, f"user:{user.id}") == ["user.added"]


def test_an_address_is_one_accounts_in_any_case(work: Work) -> None:
    service.add_user(work, EGLE)

    with pytest.raises(service.EmailTakenError):
        service.add_user(work, NewUser("EGLE@savivaldybe.example", "E", "V", Role.MAYOR))


def test_an_account_is_found_by_its_address_in_any_case(work: Work) -> None:
    user = service.add_user(work, EGLE)

    assert find_by_email(work.session, "EGLE@SAVIVALDYBE.EXAMPLE") is user
    assert find_by_email(work.session, "egl@savivaldybe.example") is None


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


# --- Sign-ins -------------------------------------------------------------------------------------


def test_a_sign_in_lasts_until_it_expires(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        user = Make(work).user()
        token = service.begin_sign_in(work, user)
        assert who(work, token) == user.id
    clock.move_to(clock.now() + service.SIGN_IN_LASTS)

    with database.read() as work:
        assert who(work, token) is None


def test_each_sign_in_has_a_token_of_its_own(make: Make, work: Work) -> None:
    user = make.user()

    assert service.begin_sign_in(work, user) != service.begin_sign_in(work, user)


def test_ending_one_sign_in_leaves_the_others(make: Make, work: Work) -> None:
    user = make.user()
    one, other = service.begin_sign_in(work, user), service.begin_sign_in(work, user)
    work.session.flush()
    latest, first = sign_ins_of(work.session, user.id, now=work.now)

    service.end_sign_in(work, first)
    service.end_sign_in(work, first)

    assert (who(work, one), who(work, other)) == (None, user.id)
    assert [row.id for row in sign_ins_of(work.session, user.id, now=work.now)] == [latest.id]
    assert journal(work, f"user:{user.id}").count("user.signed_out") == 1


def test_signing_out_everywhere_ends_all_of_ones_own_only(make: Make, work: Work) -> None:
    user, other = make.user(), make.user()
    tokens = [service.begin_sign_in(work, user) for _ in range(3)]
    others = service.begin_sign_in(work, other)

    service.end_sign_ins(work, user.id)

    assert [who(work, token) for token in tokens] == [None, None, None]
    assert who(work, others) == other.id


def test_a_new_password_signs_out_every_browser_but_this_one(make: Make, work: Work) -> None:
    user = make.user()
    here, there = service.begin_sign_in(work, user), service.begin_sign_in(work, user)

    service.set_password(work, user, HASH, keep=here)

    assert (who(work, here), who(work, there)) == (user.id, None)


def test_somebody_elses_sign_in_is_not_there(make: Make, work: Work) -> None:
    user, other = make.user(), make.user()
    service.begin_sign_in(work, other)
    work.session.flush()
    others = sign_ins_of(work.session, other.id, now=work.now)[0]

    with pytest.raises(NotFoundError):
        get_sign_in(work.session, others.id, user_id=user.id)


# --- Switching off and on -------------------------------------------------------------------------


def test_switching_off_ends_sign_ins_and_links_at_once(make: Make, work: Work) -> None:
    user = make.user()
    session, link = service.begin_sign_in(work, user), service.make_password_link(work, user)

    service.switch_off(work, user, open_leads=0)

    assert who(work, session) is None
    assert not is_active(user, work.today)
    with pytest.raises(GoneError):
        service.set_password_by_link(work, link, HASH)
    assert journal(work, f"user:{user.id}")[-1] == "user.switched_off"


def test_switching_on_again_does_not_bring_sign_ins_back(make: Make, work: Work) -> None:
    user = make.user()
    token = service.begin_sign_in(work, user)
    service.switch_off(work, user, open_leads=0)

    service.switch_on(work, user)

    assert is_active(user, work.today)
    assert who(work, token) is None


def test_nobody_leaves_open_leads_behind(make: Make, work: Work) -> None:
    user = make.user()

    with pytest.raises(service.StillOwnsLeadsError, match=r"\(3\)"):
        service.switch_off(work, user, open_leads=3)

    assert user.disabled_at is None


def test_nobody_switches_themselves_off(database: Database) -> None:
    with database.write() as work:
        user = Make(work).user(role=Role.ADMINISTRATOR)

    with pytest.raises(service.OwnAccountError), database.write(user.id) as work:
        service.switch_off(work, get_user(work.session, user.id), open_leads=0)


def test_an_account_is_open_until_the_end_of_its_last_day(make: Make, work: Work) -> None:
    user = make.user(active_until=work.today)
    gone = make.user(active_until=work.today - timedelta(days=1))
    here, there = service.begin_sign_in(work, user), service.begin_sign_in(work, gone)

    assert (is_active(user, work.today), who(work, here)) == (True, user.id)
    assert (is_active(gone, work.today), who(work, there)) == (False, None)


def test_switching_on_lets_somebody_back_whose_last_day_has_passed(make: Make, work: Work) -> None:
    user = make.user(active_until=date(2026, 1, 1))

    service.switch_on(work, user)

    assert is_active(user, work.today)


def test_refusals_are_conflicts_that_say_what_to_do() -> None:
    for error in (service.EmailTakenError, service.StillOwnsLeadsError, service.OwnAccountError):
        assert issubclass(error, ConflictError)


# --- Choices --------------------------------------------------------------------------------------


def test_choices_are_kept_and_the_journal_says_from_what_to_what(make: Make, work: Work) -> None:
    user = make.user()

    service.choose(work, user, Choices("en", "Asia/Taipei", time(8, 30), keys_on=False))

    work.session.flush()
    entry = work.session.scalars(select(Entry).where(Entry.what == "user.chose")).one()
    assert (user.language, user.time_zone, user.keys_on) == ("en", "Asia/Taipei", False)
    assert entry.detail["before"]["language"] == "lt"
    assert entry.detail["after"]["reminder_at"] == "08:30"


def test_choosing_what_one_has_writes_nothing(make: Make, work: Work) -> None:
    user = make.user()

    service.choose_language(work, user, "lt")

    assert journal(work, f"user:{user.id}") == []


# --- Lists ----------------------------------------------------------------------------------------


def test_the_list_has_those_in_use_first(make: Make, work: Work) -> None:
    off = make.user(family="Adomaitis", disabled_at=work.now)
    last = make.user(family="Zabiela")
    first = make.user(family="Balčiūnas")

    assert [user.id for user in all_users(work.session)] == [first.id, last.id, off.id]


def test_names_stand_in_lithuanian_order_on_every_database(make: Make, work: Work) -> None:
    names = ["Cibulskas", "Čepaitė", "Dauda", "Yčas", "Jonaitis", "Zabiela", "Žukas"]
    for name in reversed(names):
        make.user(family=name)

    assert [user.family for user in all_users(work.session)] == names
    assert [n.split()[-1] for _, n in possible_owners(work.session, today=work.today)] == names


def test_owners_are_those_who_can_sign_in_and_work_officers_first(make: Make, work: Work) -> None:
    mayor = make.user(family="Adomaitis", role=Role.MAYOR)
    officer = make.user(family="Zabiela")
    make.user(role=Role.ADMINISTRATOR)
    make.user(role=Role.AUDITOR)
    make.user(disabled_at=work.now)
    make.user(active_until=work.today - timedelta(days=1))

    owners = possible_owners(work.session, today=work.today)

    assert [number for number, _name in owners] == [officer.id, mayor.id]


def test_an_account_that_is_not_there_is_not_found(work: Work) -> None:
    with pytest.raises(NotFoundError):
        get_user(work.session, 1)
    assert work.session.scalars(select(User)).all() == []
