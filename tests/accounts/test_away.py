"""The pages of days away: one's own, and everybody's for the director."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import plain, words
from tracker.accounts.models import Absence, Role, User
from tracker.audit.models import Entry
from tracker.core.db import Database

WEEK = {"start_on": "2026-11-30", "end_on": "2026-12-04", "deputy": ""}


@pytest.fixture
def deputy(database: Database) -> User:
    with database.write() as work:
        return Make(work).user(given="Tomas", family="Girdžius")


def own_url(client: PageClient) -> str:
    return f"/people/{client.user_id}/away"


def periods(database: Database) -> list[tuple[date, date, int | None]]:
    with database.read() as work:
        found = work.session.scalars(select(Absence).order_by(Absence.start_on))
        return [(each.start_on, each.end_on, each.deputy_id) for each in found]


def first(database: Database) -> int:
    with database.read() as work:
        return work.session.scalars(select(Absence.id)).one()


def test_days_away_are_written_down_and_shown_with_who_stands_in(
    client: PageClient, database: Database, deputy: User
) -> None:
    client.get(own_url(client))

    page = client.follow(client.post(own_url(client), WEEK | {"deputy": str(deputy.id)}))

    assert periods(database) == [(date(2026, 11, 30), date(2026, 12, 4), deputy.id)]
    said = plain(words(page.text))
    assert "2026 m. lapkričio 30 d. – gruodžio 4 d." in said
    assert "Pavaduoja: Tomas Girdžius" in said
    assert "dabar" not in said


def test_a_form_sent_twice_makes_one_period(client: PageClient, database: Database) -> None:
    client.post(own_url(client), WEEK)
    client.post(own_url(client), WEEK)

    assert len(periods(database)) == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"start_on": ""}, "start_on", "Pasirinkite dieną"),
        ({"end_on": "kada nors"}, "end_on", "2026-11-23"),
        ({"end_on": "2026-11-29"}, "end_on", "Paskutinė diena ankstesnė už pirmąją."),
        ({"start_on": "2026-11-01", "end_on": "2026-11-02"}, "end_on", "Šios dienos jau praėjo."),
        ({"deputy": "999"}, "deputy", "Pavaduojantį asmenį pasirinkite iš sąrašo."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    client: PageClient, database: Database, typed: dict[str, str], field: str, said: str
) -> None:
    page = client.post(own_url(client), WEEK | typed, status=422).text

    assert said in page.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert "<title>Klaida:" in page
    assert f'value="{(WEEK | typed)["start_on"]}"' in page
    assert periods(database) == []


def test_overlapping_days_are_refused_with_the_other_period_named(
    client: PageClient, database: Database
) -> None:
    client.post(own_url(client), WEEK)

    sent = {"start_on": "2026-12-04", "end_on": "2026-12-11", "deputy": ""}
    page = client.post(own_url(client), sent, status=422).text

    assert "Šios dienos kertasi su kitu laikotarpiu: 2026-11-30 – 2026-12-04." in page
    assert len(periods(database)) == 1


def test_a_period_is_changed(client: PageClient, database: Database, deputy: User) -> None:
    client.post(own_url(client), WEEK)
    url = f"{own_url(client)}/{first(database)}"
    form = filled(client.get(url).text, "")

    client.post(url, form | {"end_on": "2026-12-01", "deputy": str(deputy.id)})

    assert periods(database) == [(date(2026, 11, 30), date(2026, 12, 1), deputy.id)]


def test_of_two_who_change_one_period_the_second_is_told_what_is_saved(
    client: PageClient, database: Database
) -> None:
    client.post(own_url(client), WEEK)
    url = f"{own_url(client)}/{first(database)}"
    form = filled(client.get(url).text, "")
    client.post(url, form | {"end_on": "2026-12-01"})

    page = client.post(url, form | {"end_on": "2026-12-11"}, status=409).text

    assert "2026-12-01" in page
    assert 'value="2026-12-11"' in page
    client.post(url, filled(page, ""))
    assert periods(database)[0][1] == date(2026, 12, 11)


def test_different_fields_of_one_period_are_all_kept(
    client: PageClient, database: Database, deputy: User
) -> None:
    client.post(own_url(client), WEEK)
    url = f"{own_url(client)}/{first(database)}"
    form = filled(client.get(url).text, "")
    client.post(url, form | {"end_on": "2026-12-01"})

    client.post(url, form | {"deputy": str(deputy.id)})

    assert periods(database) == [(date(2026, 11, 30), date(2026, 12, 1), deputy.id)]


def test_whoever_is_back_says_so_with_one_press(client: PageClient, database: Database) -> None:
    with database.write() as work:
        user = work.session.get_one(User, client.user_id)
        Make(work).absence(user, start_on=date(2026, 11, 20), end_on=date(2026, 11, 27))
    assert "dabar" in words(client.get(own_url(client)).text)

    page = client.follow(client.post(f"{own_url(client)}/{first(database)}/end"))

    assert "nuo šiandien vėl darbe" in page.text
    assert periods(database) == [(date(2026, 11, 20), date(2026, 11, 22), None)]


def test_a_removed_period_comes_back_by_undo(
    client: PageClient, database: Database, deputy: User
) -> None:
    client.post(own_url(client), WEEK | {"deputy": str(deputy.id)})
    before = periods(database)

    page = client.follow(client.post(f"{own_url(client)}/{first(database)}/remove"))

    assert periods(database) == []
    assert 'data-undo=""' in page.text
    undo = page.text.split('data-undo=""')[1].split("</form>")[0]
    sent = {"start_on": "2026-11-30", "end_on": "2026-12-04", "deputy": str(deputy.id)}
    assert all(f'name="{name}" value="{value}"' in undo for name, value in sent.items())
    client.post(own_url(client), sent)
    assert periods(database) == before


def test_the_director_writes_down_when_somebody_else_is_away(
    app: Flask, database: Database, deputy: User
) -> None:
    director = PageClient(app, database).sign_in(Role.DIRECTOR)

    page = director.follow(director.post(f"/people/{deputy.id}/away", WEEK))

    assert "Nebuvimo dienos: Tomas Girdžius" in words(page.text)
    with database.read() as work:
        asked = select(Entry.actor_id).where(Entry.what == "user.away_added")
        assert work.session.scalars(asked).all() == [director.user_id]
        assert work.session.scalars(select(Absence.user_id)).all() == [deputy.id]


def test_nobody_else_writes_down_anothers_days(
    client: PageClient, mayor: PageClient, database: Database, deputy: User
) -> None:
    with database.write() as work:
        number = Make(work).absence(deputy, end_on=date(2026, 12, 1)).id
    url = f"/people/{deputy.id}/away"

    for person in (client, mayor):
        person.get(url, status=403)
        person.get(f"{url}/{number}", status=403)
        for deed in (url, f"{url}/{number}", f"{url}/{number}/end", f"{url}/{number}/remove"):
            person.post(deed, WEEK, status=403)
    assert periods(database) == [(date(2026, 11, 23), date(2026, 12, 1), None)]


def test_a_period_is_not_reached_under_another_persons_address(
    client: PageClient, database: Database, deputy: User
) -> None:
    with database.write() as work:
        number = Make(work).absence(deputy).id

    client.get(f"{own_url(client)}/{number}", status=404)
    client.post(f"{own_url(client)}/{number}/remove", status=404)


def test_oneself_is_not_offered_to_stand_in_and_the_usual_deputy_is_named(
    client: PageClient, database: Database, deputy: User
) -> None:
    with database.write() as work:
        work.session.get_one(User, client.user_id).deputy_id = deputy.id

    page = client.get(own_url(client)).text

    assert f'<option value="{client.user_id}"' not in page
    assert f'<option value="{deputy.id}"' in page
    assert "Nuolatinis pavaduotojas: Tomas Girdžius" in page


def test_ones_own_settings_lead_there_unless_nothing_waits_for_the_role(
    client: PageClient, administrator: PageClient
) -> None:
    assert f'href="{own_url(client)}"' in client.get("/account").text
    assert "/away" not in administrator.get("/account").text
    administrator.get(own_url(administrator), status=403)


def test_english_readers_read_english(client: PageClient) -> None:
    client.speak("en")

    page = words(client.follow(client.post(own_url(client), WEEK)).text)

    assert "30 November – 4 December 2026" in plain(page)
    assert "Nobody was named for these days." in page
