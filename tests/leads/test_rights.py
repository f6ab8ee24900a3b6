"""Whose leads somebody may act on, and whose owner they may name."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from flask import Flask

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import undo_url
from tests.support.rows import lead_of
from tracker.accounts.models import Role, User
from tracker.core.db import Database
from tracker.leads.models import Lead, LeadState

OWN = [Role.MAYOR, Role.VICE_MAYOR, Role.COMMUNICATIONS, Role.DATA_PROTECTION_OFFICER]


def test_the_mayor_names_an_owner_only_where_there_is_none(
    mayor: PageClient, database: Database, client: PageClient
) -> None:
    with database.write() as work:
        make = Make(work)
        orphan, owned = make.lead(due=None, owner_id=None).id, make.lead().id

    assert f'action="/leads/{orphan}/owner"' in mayor.get(f"/leads/{orphan}").text
    assert f'action="/leads/{owned}/owner"' not in mayor.get(f"/leads/{owned}").text
    mayor.post(f"/leads/{orphan}/owner", {"owner": str(client.user_id)})
    mayor.post(f"/leads/{owned}/owner", {"owner": str(client.user_id)}, status=403)

    assert lead_of(database, orphan).owner_id == client.user_id
    assert lead_of(database, owned).owner_id != client.user_id


@pytest.mark.parametrize("role", OWN)
def test_an_owner_of_any_role_works_on_their_lead_and_on_no_other(
    app: Flask, database: Database, role: Role
) -> None:
    owner = PageClient(app, database).sign_in(role)
    with database.write() as work:
        make = Make(work)
        own, other = make.lead(owner_id=owner.user_id).id, make.lead().id

    page = owner.get(f"/leads/{own}", budget=9).text
    assert f'action="/leads/{own}/stage"' in page
    assert f'href="/leads/{own}/edit"' not in page
    owner.post(f"/leads/{own}/stage", {"stage": "talking"})
    owner.post(f"/leads/{own}/activities", {"kind": "note", "text": "Pastaba"})
    owner.post(f"/leads/{own}/close", {"reason": "Nebeaktualu"})
    assert lead_of(database, own).state is LeadState.LOST

    assert f'action="/leads/{other}/stage"' not in owner.get(f"/leads/{other}", budget=9).text
    owner.post(f"/leads/{other}/stage", {"stage": "talking"}, status=403)
    owner.post(f"/leads/{other}/activities", {"kind": "note", "text": "Pastaba"}, status=403)
    owner.get(f"/leads/{other}/close", status=403)
    assert lead_of(database, other).version == 1


STEP = {"step": "Susitikti", "on": "2026-11-26"}


@pytest.mark.parametrize("role", [Role.MAYOR, Role.COMMUNICATIONS])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("owner", {}),
        ("step", STEP),
        ("stage", {"stage": "talking"}),
        ("reopen", STEP),
    ],
)
def test_who_keeps_only_their_own_leads_hands_none_over_by_any_form(
    app: Flask, database: Database, role: Role, path: str, said: dict[str, str]
) -> None:
    owner = PageClient(app, database).sign_in(role)
    with database.write() as work:
        make = Make(work)
        colleague = make.user().id
        lead_id = make.lead(owner_id=owner.user_id).id
    if path == "reopen":
        owner.post(f"/leads/{lead_id}/close", {"reason": "Nebeaktualu"})

    owner.post(f"/leads/{lead_id}/{path}", said | {"owner": str(colleague)}, status=403)
    assert lead_of(database, lead_id).owner_id == owner.user_id

    if path != "owner":
        form = owner.get(f"/leads/{lead_id}/{path}").text
        assert 'name="owner"' not in form
        owner.post(f"/leads/{lead_id}/{path}", said | {"owner": str(owner.user_id)})
        assert lead_of(database, lead_id).version > 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("step/done", {}),
        ("step/snooze", {"until": "tomorrow"}),
        ("stage", {"stage": "talking"}),
        ("owner", {"owner": "me"}),
    ],
)
def test_who_may_not_do_a_deed_any_more_does_not_take_it_back(
    client: PageClient, database: Database, path: str, said: dict[str, str]
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(due=timedelta()).id
    sent = {key: str(client.user_id) if value == "me" else value for key, value in said.items()}
    url = undo_url(client.follow(client.post(f"/leads/{lead_id}/{path}", sent), budget=9).text)
    with database.write() as work:
        work.session.get_one(User, client.user_id).role = Role.COMMUNICATIONS
    client.sign_in(user_id=client.user_id)

    assert url not in client.get(f"/leads/{lead_id}", budget=9).text
    client.post(url, status=403)

    assert lead_of(database, lead_id).version == 2


def test_who_owns_a_lead_takes_back_what_they_did_to_it_whatever_their_role(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(owner_id=client.user_id, due=timedelta()).id
    url = undo_url(client.follow(client.post(f"/leads/{lead_id}/step/done"), budget=9).text)
    with database.write() as work:
        work.session.get_one(User, client.user_id).role = Role.COMMUNICATIONS
    client.sign_in(user_id=client.user_id)

    assert url in client.get(f"/leads/{lead_id}", budget=9).text
    client.post(url)

    assert lead_of(database, lead_id).next_step == "Paskambinti"


def test_the_mayor_takes_back_the_owner_they_named(
    mayor: PageClient, database: Database, client: PageClient
) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(due=None, owner_id=None).id
    answer = mayor.post(f"/leads/{lead_id}/owner", {"owner": str(client.user_id)})
    url = undo_url(mayor.follow(answer, budget=9).text)

    assert url in mayor.get(f"/leads/{lead_id}", budget=9).text
    mayor.post(url)

    assert lead_of(database, lead_id).owner_id is None


def test_a_lead_given_to_another_while_a_deed_waits_is_not_acted_on(
    app: Flask, database: Database
) -> None:
    owner = PageClient(app, database).sign_in(Role.MAYOR)
    token = owner.csrf()
    with database.write() as work:
        make = Make(work)
        colleague = make.user().id
        lead_id = make.lead(owner_id=owner.user_id).id

    with ThreadPoolExecutor(1) as pool:
        with database.write() as work:
            work.session.get_one(Lead, lead_id, with_for_update=True).owner_id = colleague
            work.session.flush()
            said = {"csrf_token": token}
            answer = pool.submit(owner.web.post, f"/leads/{lead_id}/step/done", data=said)
            assert answer not in wait([answer], timeout=0.5).done

        assert answer.result().status_code == 403
    assert lead_of(database, lead_id).next_step == "Paskambinti"
