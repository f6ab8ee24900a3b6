"""The demo world's own case: one card entered twice, after the visit and after Barcelona."""

from flask import Flask
from sqlalchemy import select

from tests.support.client import PageClient
from tracker.accounts.models import User
from tracker.core.db import Database
from tracker.demo.load import OFFICER, load_world
from tracker.duplicates.queries import how_many

AGAIN = {
    "name": "Lai Peggy Pei-Shan",
    "organisation": "Nanhu Smart Transit",
    "reach": "peggy.lai@nanhu-smart.example",
    "country": "TW",
    "source": "card",
}


def test_a_card_entered_again_is_known_and_nobody_else_in_the_world_is_thought_twice(
    app: Flask, database: Database
) -> None:
    with database.write() as work:
        known = load_world(work).ids["c13"]
    with database.read() as work:
        officer = work.session.scalars(select(User.id).where(User.email == OFFICER)).one()
        assert how_many(work.session, most=10) == 0
    client = PageClient(app, database).sign_in(user_id=officer)

    page = client.post("/contacts/new", AGAIN, status=409).text

    assert f'href="/contacts/{known}"' in page
    client.post("/contacts/new", {**AGAIN, "anyway": "1"})
    pair = client.get("/duplicates").text
    assert "1 pora gali būti vienas žmogus." in pair
    action = pair.split(f'action="/duplicates/{known}/', 1)[1].split('"', 1)[0]
    client.post(f"/duplicates/{known}/{action}")
    assert "Atrodo, niekas neįrašytas dukart" in client.get("/duplicates").text
