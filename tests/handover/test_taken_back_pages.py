"""A hand-over is undone from the message that tells of it, and from its sheet while it can be."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.handover.test_pages import ask_url, chosen, leads
from tests.handover.world import Office, office
from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.rows import lead_of
from tracker.accounts.models import Role
from tracker.audit.models import Entry
from tracker.audit.service import UNDO_LASTS
from tracker.core.db import Database


@pytest.fixture
def director(app: Flask, database: Database) -> PageClient:
    return PageClient(app, database).sign_in(Role.DIRECTOR)


@pytest.fixture
def them(database: Database) -> Office:
    with database.write() as work:
        return office(Make(work))


def test_the_sheet_carries_the_way_back_for_as_long_as_there_is_one(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    done = director.post(ask_url(them), chosen(director, them, all=them.tomas.id))
    director.follow(done)
    undo = f'action="{done.location}/undo"'

    assert undo in director.get(done.location).text
    with database.write() as work:
        entry = work.session.get_one(Entry, int(done.location.rpartition("/")[2]))
        entry.at -= UNDO_LASTS + timedelta(seconds=1)
    assert undo not in director.get(done.location).text


def test_the_way_back_is_offered_to_whoever_handed_over_and_once(
    app: Flask, director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    done = director.post(ask_url(them), chosen(director, them, all=them.tomas.id))
    director.follow(done)
    other = PageClient(app, database).sign_in(Role.DIRECTOR)
    undo = f'action="{done.location}/undo"'

    assert undo not in other.get(done.location).text
    director.follow(director.post(f"{done.location}/undo"))
    assert undo not in director.get(done.location).text


def test_it_is_undone_from_the_message(
    director: PageClient, database: Database, them: Office
) -> None:
    numbers = leads(database, them)
    done = director.post(ask_url(them), chosen(director, them, all=them.tomas.id))
    sheet = director.follow(done).text
    entry = int(done.location.rpartition("/")[2])
    assert f'action="/handovers/{entry}/undo"' in sheet

    page = director.follow(director.post(f"/handovers/{entry}/undo")).text

    assert "Anuliuota." in page
    assert {lead_of(database, number).owner_id for number in numbers} == {them.mantas.id}
    assert "Perdavimas anuliuotas" in director.get(done.location).text
