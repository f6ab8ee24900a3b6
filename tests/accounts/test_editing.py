"""What an administrator changes of an account, and what the rules refuse."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.people import EGLE, make_person, sign_in
from tests.conftest import MONDAY
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tracker.accounts.models import Role, User
from tracker.audit.models import Entry
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.leads.models import Lead
from tracker.leads.service import Step, plan_step


@pytest.fixture
def person(database: Database) -> User:
    return make_person(database, email=EGLE, given="Eglė", family="Vaitkūnaitė")


def url(user: User) -> str:
    return f"/users/{user.id}/edit"


def kept(database: Database, user: User) -> User:
    with database.read() as work:
        return work.session.get_one(User, user.id)


def edit(client: PageClient, user: User, *, status: int = 303, **typed: str) -> str:
    form = filled(client.get(url(user)).text, "")
    return client.post(url(user), form | typed, status=status).text


def test_names_role_titles_and_language_are_changed(
    administrator: PageClient, database: Database, person: User
) -> None:
    edit(
        administrator,
        person,
        given="Ona",
        family="Kazlauskaitė",
        role="director",
        title_lt="Direktorė",
        title_en="Director",
        language="en",
    )

    user = kept(database, person)
    assert (user.name, user.role, user.language) == ("Ona Kazlauskaitė", Role.DIRECTOR, "en")
    assert (user.title_lt, user.title_en, user.email) == ("Direktorė", "Director", EGLE)


def test_manager_deputy_and_last_day_are_set_and_taken_off(
    administrator: PageClient, database: Database, person: User
) -> None:
    with database.write() as work:
        manager, deputy = Make(work).user(role=Role.DIRECTOR), Make(work).user()

    edit(
        administrator,
        person,
        manager=str(manager.id),
        deputy=str(deputy.id),
        active_until="2026-11-30",
    )

    user = kept(database, person)
    assert (user.manager_id, user.deputy_id) == (manager.id, deputy.id)
    assert user.active_until == date(2026, 11, 30)
    edit(administrator, person, manager="", deputy="", active_until="")
    user = kept(database, person)
    assert (user.manager_id, user.deputy_id, user.active_until) == (None, None, None)


def test_what_changed_is_in_the_journal_from_what_to_what(
    administrator: PageClient, database: Database, person: User
) -> None:
    edit(administrator, person, active_until="2026-11-30")
    edit(administrator, person)

    with database.read() as work:
        asked = select(Entry).where(Entry.what == "user.edited")
        [entry] = work.session.scalars(asked).all()
    assert entry.actor_id == administrator.user_id
    assert entry.detail["changes"] == {"active_until": [None, "2026-11-30"]}


@pytest.mark.parametrize("field", ["manager", "deputy"])
def test_nobody_leads_or_stands_in_for_themselves(
    administrator: PageClient, person: User, field: str
) -> None:
    page = edit(administrator, person, status=422, **{field: str(person.id)})

    assert "Pasirinkite darbuotoją iš sąrašo." in page.split(f'id="{field}-error"')[1]


def test_nobody_is_lead_by_somebody_who_is_gone(
    administrator: PageClient, database: Database, person: User
) -> None:
    with database.write() as work:
        gone = Make(work).user(active_until=date(2026, 11, 22))

    edit(administrator, person, status=422, manager=str(gone.id))

    assert kept(database, person).manager_id is None


def test_a_manager_who_has_gone_since_stays_until_another_is_chosen(
    administrator: PageClient, database: Database, person: User
) -> None:
    with database.write() as work:
        manager = Make(work).user()
    edit(administrator, person, manager=str(manager.id))
    with database.write() as work:
        work.session.get_one(User, manager.id).disabled_at = work.now

    form = filled(administrator.get(url(person)).text, "")
    administrator.post(url(person), form | {"manager": str(manager.id), "given": "Ona"})

    assert (kept(database, person).given, kept(database, person).manager_id) == ("Ona", manager.id)


def test_whoever_has_open_leads_gets_no_last_day_in_the_past(
    administrator: PageClient, database: Database, person: User
) -> None:
    with database.write() as work:
        Make(work).lead(owner_id=person.id)

    page = edit(administrator, person, status=409, active_until="2026-11-22")

    assert "Neperduota: 1 galimybė." in page
    assert 'value="2026-11-22"' in page
    assert kept(database, person).active_until is None
    edit(administrator, person, active_until="2026-11-23")
    assert kept(database, person).active_until == date(2026, 11, 23)


def test_whoever_has_open_leads_keeps_a_role_that_owns_leads(
    administrator: PageClient, database: Database, person: User
) -> None:
    with database.write() as work:
        Make(work).lead(owner_id=person.id)

    edit(administrator, person, status=409, role="auditor")
    edit(administrator, person, role="communications")

    assert kept(database, person).role is Role.COMMUNICATIONS


@pytest.mark.parametrize("typed", [{"role": "officer"}, {"active_until": "2026-12-31"}])
def test_an_administrator_does_not_end_their_own_account(
    administrator: PageClient, database: Database, typed: dict[str, str]
) -> None:
    with database.read() as work:
        me = work.session.get_one(User, administrator.user_id)

    page = edit(administrator, me, status=409, **typed)

    assert "Savo paskyros išjungti negalite." in page
    assert kept(database, me).role is Role.ADMINISTRATOR


def test_two_administrators_keep_what_they_changed_in_different_fields(
    administrator: PageClient, database: Database, person: User
) -> None:
    form = filled(administrator.get(url(person)).text, "")
    administrator.post(url(person), form | {"title_lt": "Patarėja"})

    administrator.post(url(person), form | {"active_until": "2026-11-30"})

    user = kept(database, person)
    assert (user.title_lt, user.active_until) == ("Patarėja", date(2026, 11, 30))
    clash = administrator.post(url(person), form | {"title_lt": "Vedėja"}, status=409).text
    assert "Patarėja" in clash
    assert 'value="Vedėja"' in clash


@pytest.mark.parametrize(
    "wrong", [{"given": " "}, {"family": ""}, {"role": "emperor"}, {"active_until": "vakar"}]
)
def test_what_is_not_filled_in_well_is_refused(
    administrator: PageClient, database: Database, person: User, wrong: dict[str, str]
) -> None:
    edit(administrator, person, status=422, **wrong)

    assert kept(database, person).name == "Eglė Vaitkūnaitė"


def test_what_the_form_does_not_ask_for_is_not_taken_from_it(
    administrator: PageClient, database: Database, person: User
) -> None:
    unasked = {
        "email": "kita@savivaldybe.example",
        "password_hash": "x",
        "disabled_at": "2026-11-23",
    }

    edit(administrator, person, status=303, title_lt="Vedėja", **unasked)

    user = kept(database, person)
    assert (user.title_lt, user.email, user.disabled_at) == ("Vedėja", EGLE, None)
    assert user.password_hash == person.password_hash


def test_only_an_administrator_edits_accounts(
    app: Flask, client: PageClient, database: Database, person: User
) -> None:
    director = PageClient(app, database).sign_in(Role.DIRECTOR)
    for somebody in (client, director):
        somebody.get(url(person), status=403)
        somebody.post(url(person), {"given": "x"}, status=403)


# --- The last day ---------------------------------------------------------------------------------


def test_on_the_last_day_one_may_sign_in_and_on_the_next_one_not(
    visitor: PageClient, database: Database, clock: FixedClock
) -> None:
    make_person(database, email=EGLE, active_until=date(2026, 11, 23))

    clock.move_to(datetime(2026, 11, 23, 21, 59, tzinfo=UTC))
    assert sign_in(visitor).status_code == 303
    visitor.get("/account")
    clock.move_to(datetime(2026, 11, 23, 22, 0, tzinfo=UTC))
    assert visitor.web.get("/account").status_code == 303
    assert sign_in(visitor).status_code != 303


def test_whoever_is_signed_in_is_out_as_soon_as_their_last_day_is_over(
    app: Flask, database: Database, clock: FixedClock
) -> None:
    """At the next page they ask for: nothing has to run at night."""
    person = make_person(database, active_until=date(2026, 11, 30))
    browser = PageClient(app, database).sign_in(user_id=person.id)
    clock.move_to(MONDAY + timedelta(days=7))
    browser.get("/account")

    clock.move_to(datetime(2026, 11, 30, 22, 0, 1, tzinfo=UTC))

    browser.get("/account", status=303)
    browser.post("/account", status=303)


def test_what_somebody_did_stays_under_their_name_after_their_last_day(
    administrator: PageClient, client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(owner_id=None, due=None).id
        person = Make(work).user(given="Mantas", family="Jurgila")
    with database.write(actor_id=person.id) as work:
        lead, step = work.session.get_one(Lead, lead_id), Step("Skambinti", work.today)
        plan_step(work, lead, step, owner_id=client.user_id)
    edit(administrator, person, active_until="2026-11-22")

    assert "Mantas Jurgila" in client.get(f"/leads/{lead_id}").text
