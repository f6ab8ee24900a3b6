"""What can be done to accounts: switching off is at once, and the journal tells."""

import time as time_module
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.accounts.people import journal, who
from tests.support.make import Make
from tracker.accounts import service
from tracker.accounts.models import Role, SignIn, User
from tracker.accounts.offered import owners_offered
from tracker.accounts.queries import (
    all_users,
    find_by_email,
    get_sign_in,
    get_user,
    is_active,
    sign_ins_of,
)
from tracker.accounts.service import NewUser, OwnChoices
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database, Work
from tracker.core.errors import ConflictError, ForbiddenError, GoneError, NotFoundError
from tracker.core.words import Counts
from tracker.handover.queries import counts_of

EGLE = NewUser("Egle@Savivaldybe.example", "Eglė", "Vaitkūnaitė", Role.OFFICER)
HASH = "$argon2id$kept"


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


def test_an_account_added_by_two_at_once_is_one_and_the_second_is_told(database: Database) -> None:
    together = Barrier(2)

    def add(_number: int) -> str:
        together.wait()
        try:
            with database.write() as work:
                service.add_user(work, EGLE)
        except service.EmailTakenError:
            return "taken"
        return "added"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == ["added", "taken"]


def test_an_account_is_found_by_its_address_in_any_case(work: Work) -> None:
    user = service.add_user(work, EGLE)

    assert find_by_email(work.session, "EGLE@SAVIVALDYBE.EXAMPLE") is user
    assert find_by_email(work.session, "egl@savivaldybe.example") is None


# --- Sign-ins -------------------------------------------------------------------------------------


def test_a_sign_in_lasts_until_it_expires(database: Database, clock: FixedClock) -> None:
    with database.write() as work:
        user = Make(work).user()
        token = service.begin_sign_in(work, user)
        assert who(work, token) == user.id
    clock.move_to(clock.now() + service.SIGN_IN_LASTS)

    with database.read() as work:
        assert who(work, token) is None


def test_a_sign_in_that_expired_is_forgotten_with_the_next_and_nobody_elses(
    database: Database, clock: FixedClock
) -> None:
    with database.write() as work:
        make = Make(work)
        mine, other = make.user(), make.user()
        for user in (mine, mine, other):
            service.begin_sign_in(work, user)
    clock.move_to(clock.now() + service.SIGN_IN_LASTS)

    with database.write() as work:
        service.begin_sign_in(work, mine)

    with database.read() as work:
        owners = work.session.scalars(select(SignIn.user_id).order_by(SignIn.id)).all()
    assert owners == [other.id, mine.id]


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

    service.switch_off(work, user, count_waiting=lambda *_: Counts())

    assert who(work, session) is None
    assert not is_active(user, work.today)
    with pytest.raises(GoneError):
        service.set_password_by_link(work, link, HASH)
    assert journal(work, f"user:{user.id}")[-1] == "user.switched_off"


def test_switching_on_again_does_not_bring_sign_ins_back(make: Make, work: Work) -> None:
    user = make.user()
    token = service.begin_sign_in(work, user)
    service.switch_off(work, user, count_waiting=lambda *_: Counts())

    service.switch_on(work, user)

    assert is_active(user, work.today)
    assert who(work, token) is None


def test_nobody_leaves_open_leads_or_contacts_behind(make: Make, work: Work) -> None:
    user = make.user()

    with pytest.raises(service.HandOverFirstError, match="3 leads, 1 contact"):
        service.switch_off(work, user, count_waiting=lambda *_: counts_of(3, 1))

    assert user.disabled_at is None


def test_nobody_switches_themselves_off(database: Database) -> None:
    with database.write() as work:
        user = Make(work).user(role=Role.ADMINISTRATOR)

    with pytest.raises(service.OwnAccountError), database.write(user.id) as work:
        service.switch_off(work, get_user(work.session, user.id), count_waiting=lambda *_: Counts())


def test_of_two_administrators_who_switch_each_other_off_at_once_one_stays(
    database: Database,
) -> None:
    with database.write() as work:
        make = Make(work)
        first, second = (make.user(role=Role.ADMINISTRATOR).id for _ in range(2))

    def switch_off(actor_id: int, user_id: int) -> None:
        with database.write(actor_id) as work:
            user = get_user(work.session, user_id)
            service.switch_off(work, user, count_waiting=lambda *_: Counts())
            work.session.flush()
            time_module.sleep(0.3)  # the other one comes before this is committed

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(switch_off, first, second), pool.submit(switch_off, second, first)]

    assert {type(each.exception()) for each in done} == {type(None), ForbiddenError}
    with database.read() as work:
        active = [user for user in all_users(work.session) if is_active(user, work.today)]
    assert len(active) == 1


def test_the_last_administrator_who_can_sign_in_is_not_switched_off(make: Make, work: Work) -> None:
    last = make.user(role=Role.ADMINISTRATOR)
    make.user(role=Role.ADMINISTRATOR, disabled_at=work.now)
    make.user(role=Role.ADMINISTRATOR, active_until=work.today - timedelta(days=1))
    make.user(role=Role.OFFICER)

    with pytest.raises(service.LastAdministratorError):
        service.switch_off(work, last, count_waiting=lambda *_: Counts())

    assert last.disabled_at is None


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
    for error in (service.EmailTakenError, service.HandOverFirstError, service.OwnAccountError):
        assert issubclass(error, ConflictError)


# --- Choices --------------------------------------------------------------------------------------


def test_choices_are_kept_and_the_journal_says_from_what_to_what(make: Make, work: Work) -> None:
    user = make.user(weekly_at=work.now + timedelta(days=7))
    chosen = OwnChoices(
        language="en",
        reminder_at=time(8, 30),
        works_on="135",
        nag_every=1,
        digest_above=0,
        gets_reminders=True,
        gets_weekly=False,
        time_zone="Asia/Taipei",
        keys_on=False,
    )

    service.choose(work, user, chosen)

    work.session.flush()
    entry = work.session.scalars(select(Entry).where(Entry.what == "user.chose")).one()
    assert (user.language, user.time_zone, user.keys_on) == ("en", "Asia/Taipei", False)
    assert entry.detail["before"]["language"] == "lt"
    assert entry.detail["after"]["reminder_at"] == "08:30"
    assert (user.works_on, user.nag_every, user.digest_above) == ("135", 1, 0)
    assert (user.gets_reminders, user.gets_weekly) == (True, False)
    assert user.weekly_at is None, "the next letter about the week is timed anew"


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
    assert [n.split()[-1] for _, n in owners_offered(work)] == names


def test_owners_are_those_who_can_sign_in_and_work_officers_first(make: Make, work: Work) -> None:
    mayor = make.user(family="Adomaitis", role=Role.MAYOR)
    officer = make.user(family="Zabiela")
    make.user(role=Role.ADMINISTRATOR)
    make.user(role=Role.AUDITOR)
    make.user(disabled_at=work.now)
    make.user(active_until=work.today - timedelta(days=1))

    owners = owners_offered(work)

    assert [number for number, _name in owners] == [officer.id, mayor.id]


def test_an_account_that_is_not_there_is_not_found(work: Work) -> None:
    with pytest.raises(NotFoundError):
        get_user(work.session, 1)
    assert work.session.scalars(select(User)).all() == []
