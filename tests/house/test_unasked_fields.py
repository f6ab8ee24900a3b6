"""What a form does not ask for is not taken from it: no owner, role or stage comes in unasked."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tracker.accounts.models import Role, User
from tracker.contacts.models import Contact, Organisation, SourceKind
from tracker.core.db import Base, Database
from tracker.leads.models import Lead
from tracker.plans.default import install_plans
from tracker.plans.models import Plan
from tracker.topics.models import Topic
from tracker.trips.models import Trip

EDITED: dict[str, type[Base]] = {
    "/leads/1/edit": Lead,
    "/contacts/1/edit": Contact,
    "/organisations/1/edit": Organisation,
    "/trips/1/edit": Trip,
    "/topics/1/edit": Topic,
    "/plans/1/edit": Plan,
    "/account": User,
}


@pytest.fixture
def officer(app: Flask, database: Database) -> PageClient:
    """Somebody at a world with one row of each thing."""
    officer = PageClient(app, database).sign_in(Role.OFFICER)
    with database.write() as work:
        make = Make(work)
        organisation = make.organisation()
        contact = make.contact(organisation=organisation, source=SourceKind.CARD)
        make.topic()
        install_plans(work)
        make.lead(organisation_id=organisation.id, contact_id=contact.id, trip_id=make.trip().id)
    return officer


@pytest.mark.parametrize("path", EDITED)
def test_a_form_changes_nothing_that_it_does_not_ask_for(
    officer: PageClient, database: Database, path: str
) -> None:
    page = officer.get(path, budget=9).text
    unasked = {column.name: "2" for column in EDITED[path].__table__.columns}
    unasked |= {"owner": "2", "stage": "won", "role": "admin", "state": "won", "status": "erased"}
    sent = {name: value for name, value in unasked.items() if f'name="{name}"' not in page}
    before = _row(database, path)

    officer.post(path, sent | filled(page))

    assert _row(database, path) == before


def _row(database: Database, path: str) -> dict[str, object]:
    table = EDITED[path].__table__
    with database.read() as work:
        row = work.session.execute(select(table).where(table.c.id == 1)).mappings().one()
        return {name: value for name, value in row.items() if name != "version"}
