"""Every form that makes something: a second click, at the same moment or later, makes nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tracker.contacts.models import Contact, Organisation
from tracker.core.db import Base, Database
from tracker.leads.models import Lead
from tracker.leads.pipelines import install_pipelines
from tracker.plans.models import Plan
from tracker.topics.models import Topic
from tracker.trips.models import Trip

MAKING: dict[str, tuple[type[Base], dict[str, str]]] = {
    "/contacts/new": (
        Contact,
        {"name": "Lin Mei-ling", "organisation": "Jade Metrics", "source": "card"},
    ),
    "/trips/new": (
        Trip,
        {"direction": "outgoing", "city": "Taibėjus", "country": "TW", "start_on": "2026-11-23"},
    ),
    "/organisations/new": (Organisation, {"name": "Jade Metrics", "kind": "company"}),
    "/topics/new": (Topic, {"name_lt": "Duomenys"}),
    "/plans/new": (
        Plan,
        {"name_lt": "Po vizito", "steps-0-title_lt": "Padėkoti", "steps-0-from_day": "1"},
    ),
    "/leads/new": (
        Lead,
        {
            "title": "Duomenys",
            "organisation": "Jade Metrics",
            "pipeline": "business",
            "step": "Paskambinti",
            "on": "2026-11-26",
        },
    ),
}


@pytest.mark.parametrize("path", MAKING)
def test_a_form_sent_four_times_makes_one_thing(app: Flask, database: Database, path: str) -> None:
    table, typed = MAKING[path]
    with database.write() as work:
        install_pipelines(work)
        user_id = Make(work).user().id
    [key] = filled(PageClient(app, database).sign_in(user_id=user_id).get(path).text)["key"]
    clients = [PageClient(app, database).sign_in(user_id=user_id) for _ in range(4)]
    tokens = [client.csrf() for client in clients]
    together = Barrier(4)

    def press(number: int) -> str:
        together.wait()
        sent = {**typed, "owner": user_id, "key": key, "csrf_token": tokens[number]}
        answer = clients[number].web.post(path, data=sent)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    with ThreadPoolExecutor(4) as pool:
        led_to = set(pool.map(press, range(4)))

    assert len(led_to) == 1
    with database.read() as work:
        assert work.session.scalar(select(func.count()).select_from(table)) == 1
        assert (work.session.scalar(select(func.count(Organisation.id))) or 0) <= 1


@pytest.mark.parametrize(
    ("path", "table", "typed", "refused"),
    [
        ("/organisations/new", Organisation, {"name": "Jade Metrics", "kind": "company"}, 409),
        ("/topics/new", Topic, {"name_lt": "Duomenys"}, 422),
        ("/contacts/new", Contact, {"name": "Lin Mei-ling", "source": "card"}, 409),
        (
            "/leads/new",
            Contact,
            MAKING["/leads/new"][1] | {"organisation": "", "contact": "Lin Mei-ling"},
            303,
        ),
    ],
)
def test_what_several_people_type_at_once_is_made_once(
    app: Flask,
    database: Database,
    path: str,
    table: type[Base],
    typed: dict[str, str],
    refused: int,
) -> None:
    with database.write() as work:
        install_pipelines(work)
    clients = [PageClient(app, database).sign_in() for _ in range(4)]
    tokens = [client.csrf() for client in clients]
    together = Barrier(4)

    def press(number: int) -> int:
        together.wait()
        sent = {**typed, "owner": clients[number].user_id, "csrf_token": tokens[number]}
        return clients[number].web.post(path, data=sent).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(press, range(4)))

    assert answers == [303, *[refused] * 3]
    with database.read() as work:
        assert work.session.scalar(select(func.count()).select_from(table)) == 1
