"""Whoever stands in for somebody away sees what is due for them, and until when."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.support.client import PageClient
from tests.support.make import Make
from tests.support.pages import words
from tests.today.test_page import BUDGET
from tracker.accounts.models import User
from tracker.core.db import Database, Work
from tracker.today.queries import SHOWN
from tracker.today.standing import covered

DAY = timedelta(days=1)
TITLE = "Pavaduojate iki lapkričio 26 d.: Mantas Jurgila"


def away(work: Work, **given: Any) -> User:
    """Make somebody with a late step, one for today and one for tomorrow, away until Thursday."""
    make = Make(work)
    person = make.user(given="Mantas", family="Jurgila", **given)
    for title, due in (("Vėlyva", -DAY), ("Šiandienė", 0 * DAY), ("Rytdienos", DAY)):
        make.lead(title, owner_id=person.id, due=due)
    return person


@pytest.mark.parametrize("own", [0, 1])
def test_the_due_steps_of_whom_somebody_stands_in_for_stand_on_their_day(
    client: PageClient, database: Database, own: int
) -> None:
    with database.write() as work:
        person = away(work)
        Make(work).absence(person, end_on=work.today + 3 * DAY, deputy_id=client.user_id)
        if own:
            Make(work).lead(owner_id=client.user_id, due=0 * DAY)

    page = client.get("/today", budget=BUDGET + 1).text

    said = words(page)
    assert TITLE in said
    assert said.index("Vėlyva") < said.index("Šiandienė")
    assert "Rytdienos" not in said
    assert page.count("/step/done") == 2 * (2 + own)


def test_the_deputy_of_the_account_stands_in_where_nobody_is_named_for_these_days(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        person = away(work, deputy_id=client.user_id)
        Make(work).absence(person, end_on=work.today + 3 * DAY)

    assert TITLE in words(client.get("/today").text)


def test_they_stand_behind_ones_own_late_steps_and_are_counted_in_the_sum(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        person, make = away(work), Make(work)
        make.absence(person, end_on=work.today + 3 * DAY, deputy_id=client.user_id)
        for title, due in (("Pradelsta", -DAY), ("Poryt", 2 * DAY)):
            make.lead(title, owner_id=client.user_id, due=due)

    said = words(client.get("/today", budget=BUDGET + 1).text)

    assert said.index("Pradelsta") < said.index(TITLE) < said.index("Poryt")
    assert "1 vėluoja, 1 vėliau šią savaitę, pavaduojant: 2" in said


@pytest.mark.parametrize("why", ["there", "another is named", "over"])
def test_nothing_stands_there_for_whom_nobody_or_another_stands_in(
    client: PageClient, database: Database, why: str
) -> None:
    with database.write() as work:
        person, make = away(work, deputy_id=client.user_id), Make(work)
        if why == "another is named":
            make.absence(person, end_on=work.today + 3 * DAY, deputy_id=make.user().id)
        elif why == "over":
            make.absence(person, start_on=work.today - 3 * DAY, end_on=work.today - DAY)

    assert "Pavaduojate" not in words(client.get("/today").text)


def test_the_page_of_everybody_has_them_once(client: PageClient, database: Database) -> None:
    with database.write() as work:
        person = away(work)
        Make(work).absence(person, end_on=work.today + 3 * DAY, deputy_id=client.user_id)

    assert "Pavaduojate" not in words(client.get("/today?who=all").text)


def test_one_with_much_to_do_hides_nobody_else(client: PageClient, database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        for given, count in (("Mantas", SHOWN + 1), ("Rasa", 1)):
            person = make.user(given=given, family="Jurgila")
            make.absence(person, end_on=work.today + 3 * DAY, deputy_id=client.user_id)
            for _ in range(count):
                make.lead(owner_id=person.id, due=-DAY)

    page = client.get("/today", budget=BUDGET + 1).text

    assert "Pavaduojate iki lapkričio 26 d.: Mantas Jurgila" in words(page)
    assert "Pavaduojate iki lapkričio 26 d.: Rasa Jurgila" in words(page)
    assert f"pavaduojant: {SHOWN + 2}" in words(page)
    assert page.count("/leads?view=all") == 1, "only of whom some are left out"


def test_nobodys_leads_are_looked_at_where_somebody_stands_in_for_nobody(
    client: PageClient, database: Database
) -> None:
    with database.write() as work:
        away(work)
    with database.read() as work:
        asked: list[str] = []
        event.listen(
            work.session.connection(),
            "before_cursor_execute",
            lambda *said: asked.append(said[2]),
        )

        assert covered(work, client.user_id) == []

    assert len(asked) == 1
    assert "leads" not in asked[0]
