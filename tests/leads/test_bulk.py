"""Several leads changed at once: all of them or none."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import plain
from tests.support.rows import lead_of
from tracker.audit.models import Entry
from tracker.core.db import Database
from tracker.leads.models import Lead, Phase
from tracker.reminders.models import Reminder, ReminderState


def ticked(*ids: int) -> dict[str, str]:
    return {"ids": ",".join(map(str, ids))}


def test_several_leads_are_assigned_at_once_and_those_without_a_step_get_one(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        with_step, without = make.lead(), make.lead(due=None, owner_id=None)
        ids = with_step.id, without.id
    chosen = client.web.post(
        "/leads/bulk",
        data={"do": "assign", "ids": [str(each) for each in ids], "csrf_token": client.csrf()},
    )
    assert "Paskirti atsakingą už 2 galimybes" in client.get(chosen.location).text

    form = {"owner": str(client.user_id), "step": "Susisiekti", "on": "2026-11-27"}
    page = client.follow(client.post("/leads/bulk/assign", ticked(*ids) | form))

    assert "Pakeistos 2 galimybės." in page.text
    kept, given = lead_of(database, ids[0]), lead_of(database, ids[1])
    assert {kept.owner_id, given.owner_id} == {client.user_id}
    assert (kept.next_step, given.next_step) == ("Paskambinti", "Susisiekti")
    with database.read() as work:
        said = work.session.scalars(select(Entry.what).where(Entry.what.startswith("lead."))).all()
    assert said == ["lead.assigned", "lead.assigned"]


def test_afterwards_the_list_is_as_it_was_filtered(client: PageClient, database: Database) -> None:
    with database.write() as work:
        lead_id = Make(work).lead(country="TW", due=timedelta(-1)).id
    ticks = filled(client.get("/leads?country=TW&view=late").text, "/leads/bulk")
    assert ticks["back"] == ["/leads?country=TW&view=late"]

    asked = client.post("/leads/bulk", ticks | {"ids": [str(lead_id)], "do": ["snooze"]})
    form = filled(client.follow(asked).text, "/leads/bulk/snooze")
    assert client.post("/leads/bulk/snooze", form, status=422).text.count(
        "/leads?country=TW&amp;view=late"
    )
    done = client.post("/leads/bulk/snooze", form | {"on": ["2026-12-01"]})

    assert done.location == "/leads?country=TW&view=late"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "", "leads"])
def test_a_list_elsewhere_is_not_led_to(client: PageClient, database: Database, back: str) -> None:
    with database.write() as work:
        lead_id = Make(work).lead().id

    done = client.post("/leads/bulk/snooze", ticked(lead_id) | {"on": "2026-12-01", "back": back})

    assert done.location == "/leads"


def test_where_one_refuses_none_is_changed_and_the_one_is_named(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        fit = make.lead("Tinkama").id
        unfit = make.lead("Netinkama", due=None, owner_id=None).id

    refused = client.post(
        "/leads/bulk/stage", ticked(fit, unfit) | {"phase": "talking"}, status=422
    )

    assert "Netinkama: Šiam etapui reikia" in refused.text
    assert lead_of(database, fit).phase is Phase.CONTACTED


def test_several_steps_are_put_off_at_once(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        ids = [make.lead(due=timedelta(days=number)).id for number in (-3, 2)]

    client.post("/leads/bulk/snooze", ticked(*ids) | {"on": "2026-12-07"})

    assert {lead_of(database, each).next_step_on for each in ids} == {date(2026, 12, 7)}


def test_steps_put_off_together_are_put_off_as_one_by_one(
    client: PageClient, database: Database
) -> None:
    """From a Saturday to Monday, a sleeper sleeps on, and the reminders know it was put off."""
    with database.write() as work:
        make = Make(work)
        step = make.lead(country="LT").id
        asleep = make.lead(stage="parked", dormant_until=date(2026, 11, 30), due=None).id

    chosen = ticked(step, asleep) | {"on": "2026-12-05"}
    page = client.follow(client.post("/leads/bulk/snooze", chosen)).text

    monday = date(2026, 12, 7)
    assert lead_of(database, step).next_step_on == monday
    assert lead_of(database, asleep).dormant_until == monday
    with database.read() as work:
        found = work.session.scalars(select(Reminder).order_by(Reminder.lead_id)).all()
    assert [(each.state, each.snoozed_from, each.wall_on) for each in found] == [
        (ReminderState.SNOOZED, date(2026, 11, 26), monday),
        (ReminderState.SNOOZED, date(2026, 11, 30), monday),
    ]
    assert "Nedarbo diena: šeštadienis" in plain(page)


def test_with_nothing_ticked_nothing_is_asked(client: PageClient) -> None:
    page = client.follow(client.post("/leads/bulk", {"do": "assign"}))

    assert "Pažymėkite bent vieną galimybę." in page.text


def test_no_more_than_two_hundred_are_changed_at_once(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user().id
        ids = [make.lead(owner_id=owner).id for _ in range(201)]

    client.post("/leads/bulk/snooze", ticked(*ids) | {"on": "2026-12-07"})

    with database.read() as work:
        moved = select(func.count()).where(Lead.next_step_on == date(2026, 12, 7))
        assert work.session.scalar(moved) == 200


def test_whoever_is_away_is_offered_as_an_owner_with_their_last_day_away(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        lead, away = make.lead(), make.user(given="Tomas", family="Girdžius")
        make.absence(away, end_on=date(2026, 11, 27))

    for path in (f"/leads/bulk/assign?ids={lead.id}", f"/leads/{lead.id}/step"):
        assert "Tomas Girdžius (nėra iki 2026-11-27)" in client.get(path).text
